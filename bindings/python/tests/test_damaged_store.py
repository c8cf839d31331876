"""A damaged store is set aside, and its work goes on."""

import pytest
from branch import Branch
from device import Device

from perisai_field import FieldError, HttpTransport, PersonInput

VILLAGE = "33.74.05.1003"


@pytest.fixture
def branch(tmp_path):
    branch = Branch(tmp_path / "branch")
    yield branch
    branch.stop()


def test_what_was_captured_before_the_damage_reaches_the_branch_once(branch, tmp_path):
    network = HttpTransport(branch.address)
    phone = Device(tmp_path / "phone", "A-07")
    field = phone.open()
    field.enrol(branch.employ("A-07", "Rini", VILLAGE), network)
    field.record_worker(PersonInput(name="Siti Aminah", village=VILLAGE))
    field.sync(network)
    field.record_worker(PersonInput(name="Slamet Riyadi", village=VILLAGE))
    field.shutdown()
    store = tmp_path / "phone" / "field.db"
    damaged = bytes(4096) + store.read_bytes()[4096:]
    store.write_bytes(damaged)

    with pytest.raises(FieldError.Corrupt) as found:
        phone.open()
    name = found.value.quarantined_to
    assert (tmp_path / "phone" / name).read_bytes() == store.read_bytes() == damaged
    with pytest.raises(FieldError.NotFound):
        phone.begin_again("another")

    field = phone.begin_again(name)
    assert (field.totals().captured, field.pending_count()) == (2, 2)
    assert field.sync(network).complete
    assert (field.totals().captured, field.totals().applied) == (2, 2)
    assert len(field.workers(None, 50).workers) == 2
