"""A native object ends with its last reference; the collector is never waited for."""

import gc
import os

import pytest
from device import Device, VaultInMemory

from perisai_field import Field, FieldError, SoftwareSigner, live_objects


@pytest.fixture(autouse=True)
def without_collector():
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def test_the_last_reference_releases_the_native_object(tmp_path):
    before = live_objects()
    signer = SoftwareSigner.from_seed(os.urandom(32))
    assert live_objects() == before + 1
    field = Field.open(str(tmp_path), "A-07", VaultInMemory(os.urandom(32)), signer)
    same = field
    assert live_objects() == before + 2
    del field
    assert live_objects() == before + 2
    del same
    assert live_objects() == before + 1
    del signer
    assert live_objects() == before


def test_an_open_store_keeps_its_signer(tmp_path):
    before = live_objects()
    field = Device(tmp_path, "A-07").open()
    assert live_objects() == before + 2
    del field
    assert live_objects() == before


def test_shutdown_closes_the_store_while_the_object_lives_on(tmp_path):
    device = Device(tmp_path, "A-07")
    field = device.open()
    before = live_objects()
    field.shutdown()
    with pytest.raises(FieldError.Closed):
        field.totals()
    assert field.agent() == "A-07"
    assert live_objects() == before
    assert device.open().totals().captured == 0


def test_a_store_that_does_not_open_leaves_no_object_behind(tmp_path):
    device = Device(tmp_path, "A-07")
    device.open().shutdown()
    before = live_objects()
    with pytest.raises(FieldError.WrongKey):
        device.open(os.urandom(32))
    assert live_objects() == before
