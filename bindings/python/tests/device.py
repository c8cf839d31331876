"""A phone as tests have it."""

import datetime
import itertools
import os

from branch import MORNING

from perisai_field import Clock, ClockReading, Field, KeyVault, SoftwareSigner


class VaultInMemory(KeyVault):
    """On a phone, the key store unwraps the key."""

    def __init__(self, key):
        self._key = key

    def data_key(self):
        return self._key


class RehearsalClock(Clock):
    """Begins in the morning of the tests' day; every look at it takes a second."""

    def __init__(self):
        self._seconds = itertools.count(1)

    def now(self):
        since_boot = next(self._seconds) * 1_000
        morning = int(datetime.datetime.fromisoformat(MORNING).timestamp() * 1_000)
        return ClockReading(wall_ms=morning + since_boot, boot_id=1, monotonic_ms=since_boot)


class Device:
    """A folder for the store, keys that live in memory, and a clock of its own."""

    def __init__(self, folder, agent):
        self._folder, self._agent = folder, agent
        self._data_key, self._seed = os.urandom(32), os.urandom(32)
        self._clock = RehearsalClock()

    def open(self, data_key=None) -> Field:
        vault, signer = VaultInMemory(data_key or self._data_key), SoftwareSigner.from_seed(self._seed)
        return Field.open(str(self._folder), self._agent, vault, signer, clock=self._clock)

    def begin_again(self, quarantined_to) -> Field:
        vault, signer = VaultInMemory(self._data_key), SoftwareSigner.from_seed(self._seed)
        return Field.begin_again(str(self._folder), self._agent, vault, signer, quarantined_to, clock=self._clock)
