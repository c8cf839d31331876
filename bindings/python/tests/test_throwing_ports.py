"""What a shell raises becomes an answer that a caller can act on, and its text goes nowhere."""

import os
import traceback

import pytest
from device import Device, VaultInMemory

from perisai_field import (
    Clock,
    Field,
    FieldError,
    KeyVault,
    OpenProgress,
    OpenStep,
    PersonInput,
    PortError,
    Signer,
    SoftwareSigner,
    Transport,
    WhyRefused,
)

SECRET = "branch-17.example refused 3374051501900001"


class Raising(Transport, KeyVault, Signer, Clock, OpenProgress):
    """A port of any kind that raises what it was given."""

    def __init__(self, raised):
        self.raised = raised
        self.steps = []

    def send(self, request, bytes_max):
        raise self.raised

    def data_key(self):
        raise self.raised

    def public_key(self):
        raise self.raised

    def sign(self, message):
        raise self.raised

    def now(self):
        raise self.raised

    def step(self, step):
        self.steps.append(step)
        raise self.raised


@pytest.mark.parametrize("raised", [OSError(SECRET), KeyError(SECRET), PortError.Unavailable()])
def test_a_transport_that_raises_is_a_network_error_worth_trying_again(tmp_path, raised, capfd):
    field = Device(tmp_path, "A-07").open()
    with pytest.raises(FieldError.Network) as caught:
        field.enrol("0" * 32, Raising(raised))
    assert caught.value.retryable is True
    assert SECRET not in "".join(traceback.format_exception(caught.type, caught.value, caught.tb))
    assert SECRET not in "".join(capfd.readouterr())


def test_a_key_vault_that_raises_or_answers_nonsense_leaves_the_store_untouched(tmp_path):
    device = Device(tmp_path, "A-07")
    device.open().shutdown()
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    for key in (os.urandom(32), bytes(31)):
        with pytest.raises(FieldError.WrongKey):
            device.open(key)
    with pytest.raises(FieldError.WrongKey):
        Field.open(str(tmp_path), "A-07", Raising(OSError(SECRET)), SoftwareSigner.from_seed(os.urandom(32)))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_signer_without_a_key_is_refused_before_anything_is_opened(tmp_path):
    with pytest.raises(FieldError.Refused) as caught:
        Field.open(str(tmp_path), "A-07", VaultInMemory(os.urandom(32)), Raising(OSError(SECRET)))
    assert caught.value.why == WhyRefused.SIGNING_KEY
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(FieldError.Refused):
        SoftwareSigner.from_seed(bytes(31))


def test_opening_goes_on_although_its_progress_and_its_clock_raise(tmp_path):
    port = Raising(RuntimeError(SECRET))
    vault, signer = VaultInMemory(os.urandom(32)), SoftwareSigner.from_seed(os.urandom(32))
    field = Field.open(str(tmp_path), "A-07", vault, signer, clock=port, progress=port)
    assert port.steps == [OpenStep.UNLOCK, OpenStep.MIGRATE, OpenStep.READY]
    # The clock is read, and its stand-in answers: what is missing is the enrolment.
    with pytest.raises(FieldError.NotEnrolled):
        field.record_worker(PersonInput(name="Siti"))
