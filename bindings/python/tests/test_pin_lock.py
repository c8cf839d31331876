"""How a program keeps a device's keys behind a PIN, and gets them back from the branch."""

import os

import pytest
from branch import Branch
from device import VaultInMemory

from perisai_field import (
    Clock,
    ClockReading,
    Field,
    FieldError,
    FigureInput,
    HttpTransport,
    IdentifiedBy,
    LockState,
    PinLock,
    RecoveryState,
    Rule,
)

VILLAGE = "33.74.05.1003"
PIN, NEXT = "281940", "739510"


class HandClock(Clock):
    """Stands still until time passes."""

    since_boot = 1_000

    def now(self):
        return ClockReading(
            wall_ms=1_780_448_400_000 + self.since_boot, boot_id=1, monotonic_ms=self.since_boot
        )


@pytest.fixture
def branch(tmp_path):
    branch = Branch(tmp_path / "branch")
    yield branch
    branch.stop()


def test_a_forgotten_pin_costs_nothing_that_was_saved(branch, tmp_path):
    network, clock = HttpTransport(branch.address), HandClock()
    folder = str(tmp_path / "rini")
    lock = PinLock.open(folder, VaultInMemory(os.urandom(32)), clock=clock)
    assert lock.view().state == LockState.EMPTY()
    rini = Field.open_with(folder, "A-07", lock.unlock_without_pin(), clock=clock)

    with pytest.raises(FieldError.NotEnrolled):
        lock.set_pin(PIN)
    rini.enrol(branch.employ("A-07", "Rini", VILLAGE), network)
    lock.set_pin(PIN)
    rini.record_figure(FigureInput(name="Bu Lurah", roles=[], village=VILLAGE), IdentifiedBy.OBSERVATION)
    rini.shutdown()

    for left in (4, 3, 2, 1, 0):
        with pytest.raises(FieldError.PinWrong) as wrong:
            lock.unlock(NEXT)
        assert wrong.value.attempts_left == left
    with pytest.raises(FieldError.PinWait) as early:
        lock.unlock(PIN)
    assert early.value.wait_ms == 30_000
    clock.since_boot += 30_000
    lock.unlock(PIN)

    request = lock.recovery_request()
    assert lock.view().recovery == RecoveryState.ASKED
    answer = branch.unlock_phone(request)
    with pytest.raises(FieldError.Invalid) as bent:
        lock.recover(answer[:-1], NEXT)
    assert (bent.value.field, bent.value.rule) == ("answer", Rule.RECOVERY_TEXT)

    rini = Field.open_with(folder, "A-07", lock.recover(answer, NEXT), clock=clock)
    assert rini.pending_count() == 1
    assert rini.sync(network, None).complete
    rini.shutdown()
    with pytest.raises(FieldError.PinWrong):
        lock.unlock(PIN)
    lock.unlock(NEXT)
