"""How a program uses the device core, from enrolment to a decided conflict. Read it from top to bottom."""

import pytest
from branch import Branch
from device import Device

from perisai_field import (
    AttentionKind,
    ConsentInput,
    ConsentMethod,
    ConsentPurpose,
    FieldEdit,
    FieldError,
    HttpTransport,
    Language,
    Payer,
    PersonInput,
    Programmes,
    RecordStatus,
    RegisterInput,
    Sex,
    SyncProgress,
)

VILLAGE = "33.74.05.1003"
NIK, NIK_BY_RINI, NIK_BY_BUDI = "3374055501900001", "3374055501900002", "3374055501900003"


@pytest.fixture
def branch(tmp_path):
    branch = Branch(tmp_path / "branch")
    yield branch
    branch.stop()


def test_a_day_in_the_field(branch, tmp_path):
    # The branch employs two agents for one village, and issues a code for the phone of each.
    rini_code = branch.employ("A-07", "Rini", VILLAGE)
    budi_code = branch.employ("A-08", "Budi", VILLAGE)
    network = HttpTransport(branch.address)

    # A store belongs to one agent and is encrypted with a key from the phone's vault. Enrolling needs the network once;
    # the code is good for one phone.
    rini = Device(tmp_path / "rini", "A-07").open()
    budi = Device(tmp_path / "budi", "A-08").open()
    assert rini.device() is None
    device = rini.enrol(rini_code, network)
    assert rini.device() == device
    with pytest.raises(FieldError.Refused):
        budi.enrol(rini_code, network)
    budi.enrol(budi_code, network)

    # From here on Rini has no signal. She registers a fish trader, and the core asks for a consent first.
    person = PersonInput(
        name="Siti Aminah",
        nik=NIK,
        birth_date="1990-01-15",
        sex=Sex.FEMALE,
        phone="0812 3456 7890",
        village=VILLAGE,
        occupation="bakul iwak",
        declared_income=1_000_000,
    )
    siti = RegisterInput(
        person=person,
        programmes=Programmes.JKK_JKM,
        period_months=12,
        start_month="2026-06",
        payer=Payer.WORKER,
        cash=142_800,
    )
    with pytest.raises(FieldError.ConsentMissing) as missing:
        rini.register(siti)
    assert missing.value.purpose == ConsentPurpose.ENROL
    assert rini.pending_count() == 0

    # She reads the text aloud; Siti agrees before a witness. One call saves one change: the worker, the consent, the
    # registration with its quote, and the receipt for the money.
    reading = rini.consent_text(missing.value.purpose, Language.JAVANESE)
    assert reading.text
    siti.consent = ConsentInput(
        purposes=[ConsentPurpose.ENROL],
        method=ConsentMethod.SPOKEN_WITH_WITNESS,
        language=Language.JAVANESE,
        text_version=reading.version,
        witness="the neighbour",
    )
    registered = rini.register(siti)
    assert registered.quote.total == 142_800
    assert registered.receipt_number
    assert rini.pending_count() == 1
    [line] = rini.search("siti amina")
    assert line.status == RecordStatus.PENDING

    # The network fails. Nothing is lost, and the core says that trying again makes sense.
    with pytest.raises(FieldError.Network) as failed:
        rini.sync(HttpTransport("http://127.0.0.1:1"))
    assert failed.value.retryable
    assert rini.pending_count() == 1

    # At the day's end the phone exchanges with the branch until both agree, and learns the verdict.
    class Progress(SyncProgress):
        reports = []

        def exchanged(self, report):
            self.reports.append(report)
            return True

    outcome = rini.sync(network, Progress())
    assert outcome.complete
    assert outcome.verdicts == {"applied": 1}
    assert Progress.reports[-1] == outcome.report
    [line] = rini.search("siti")
    assert line.status == RecordStatus.SYNCED
    assert rini.totals().applied == 1

    # Budi's phone follows the same village.
    budi.sync(network)
    [seen] = budi.search("aminah")
    assert seen.worker == registered.worker

    # Out of signal both correct the NIK, each not knowing of the other.
    rini.edit_worker(registered.worker, [FieldEdit(field="nik", value=NIK_BY_RINI)])
    budi.edit_worker(registered.worker, [FieldEdit(field="nik", value=NIK_BY_BUDI)])
    assert rini.sync(network).verdicts == {"applied": 1}
    assert budi.sync(network).verdicts == {"contested": 1}

    # A conflict is data: both values, with who and when. What came first stands meanwhile.
    [item] = [item for item in budi.attention() if item.kind == AttentionKind.CONFLICT]
    assert item.field == "nik"
    conflict = budi.conflict(item.about)
    [candidate] = conflict.candidates
    assert (conflict.standing.author, conflict.standing.value) == ("A-07", NIK_BY_RINI)
    assert (candidate.author, candidate.value) == ("A-08", NIK_BY_BUDI)
    [line] = budi.search("siti")
    assert line.status == RecordStatus.CONTESTED

    # Budi saw the card. Deciding is a change like any other, with a reason.
    with pytest.raises(FieldError.Invalid):
        budi.resolve_field(item.about, candidate.change, " ")
    budi.resolve_field(item.about, candidate.change, "read from the card")
    budi.sync(network)
    assert AttentionKind.CONFLICT not in [item.kind for item in budi.attention()]

    # Rini's phone learns of it.
    rini.sync(network)
    assert nik(rini, registered.worker) == nik(budi, registered.worker) == NIK_BY_BUDI
    [line] = rini.search("siti")
    assert line.status == RecordStatus.SYNCED

    # Shutting down closes the store; the native object goes with its last reference.
    for field in (rini, budi):
        field.shutdown()
        with pytest.raises(FieldError.Closed):
            field.search("siti")


def nik(field, worker):
    [line] = [line for line in field.record("worker", worker).fields if line.field == "nik"]
    return line.value
