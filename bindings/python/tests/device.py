"""A phone as tests have it."""

import os

from perisai_field import Field, KeyVault, SoftwareSigner


class VaultInMemory(KeyVault):
    """On a phone, the key store unwraps the key."""

    def __init__(self, key):
        self._key = key

    def data_key(self):
        return self._key


class Device:
    """A folder for the store, and keys that live in memory."""

    def __init__(self, folder, agent):
        self._folder, self._agent = folder, agent
        self._data_key, self._seed = os.urandom(32), os.urandom(32)

    def open(self, data_key=None) -> Field:
        vault = VaultInMemory(data_key or self._data_key)
        return Field.open(str(self._folder), self._agent, vault, SoftwareSigner.from_seed(self._seed))
