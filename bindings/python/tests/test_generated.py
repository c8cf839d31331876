"""What crosses from Rust, and how it reads here."""

import ast
import inspect
from pathlib import Path

import perisai_field
import pytest
from device import Device

from perisai_field import (
    ConsentPurpose,
    DiscountSector,
    Field,
    FieldError,
    Language,
    Payer,
    PersonInput,
    Programmes,
    QuoteInput,
    Rule,
    TransportRequest,
)

# Records without a person, a place or a message in them: they may print their fields.
HARMLESS = {
    *("AttendanceSaved", "ClockReading", "ConsentReading", "DayTotals", "JournalTotals", "NominationsSaved"),
    *("CoverView", "Moment", "MonthRun", "MoneyOffer", "NearDay", "PurposeReading"),
    *("ReferenceListView", "WordChoice"),
    *("LockView", "SyncOutcome", "SyncReport"),
    *("BridgeChoice", "CardForm", "CardItem", "DayChoice", "LanguageCount", "ObjectionCount", "SegmentCount"),
    *("FieldBreach", "VillageHit", "Wording"),
    *("AskLine", "LastAttempt", "LastSync", "NextSync", "PeriodChoice", "SegmentChoice", "SyncTotals"),
    # Of reports: groups and figures, no person.
    *("Axis", "ChartPlace", "CurveStep", "MapGround", "Move", "Tick"),
    *("DueLine", "Finding", "Interval", "Key", "LeftOut", "Line"),
}


def a_quote(**changed):
    asked = dict(
        programmes=Programmes.JKK_JKM,
        start_month="2026-06",
        period_months=12,
        declared_income=1_000_000,
        discount_sector=DiscountSector.NON_TRANSPORT,
        payer=Payer.WORKER,
        payment_date="2026-06-03",
    )
    return QuoteInput(**{**asked, **changed})


def test_a_quote_crosses_with_its_months_as_text_and_its_money_as_whole_rupiah(tmp_path):
    answer = Device(tmp_path, "A-07").open().quote(a_quote())
    assert (answer.total, answer.lines[0].month, len(answer.lines)) == (142_800, "2026-06", 24)


@pytest.mark.parametrize("name, text", [("start_month", "June"), ("payment_date", "2026-02-30")])
def test_a_breach_names_the_field_of_the_form_and_the_rule(tmp_path, name, text):
    with pytest.raises(FieldError.Invalid) as caught:
        Device(tmp_path, "A-07").open().quote(a_quote(**{name: text}))
    assert (caught.value.field, caught.value.rule) == (name, Rule.DATE)


def test_a_person_prints_as_the_name_of_the_type_and_a_message_as_its_size():
    assert str(PersonInput(name="Siti Aminah", nik="3374051501900001")) == "PersonInput { .. }"
    request = TransportRequest(path="/v1/exchange", headers={"signature": "abc"}, body=b"123")
    assert str(request) == "POST /v1/exchange (3 bytes)"
    assert "abc" not in repr(request)


def test_every_record_that_may_hold_a_person_prints_through_rust():
    records = [
        kind
        for kind in vars(perisai_field).values()
        if inspect.isclass(kind) and hasattr(kind, "__dataclass_fields__") and hasattr(kind, "__str__")
    ]
    assert PersonInput in records and len(records) > 20
    told = {kind.__name__ for kind in records if "_UniffiLib" not in inspect.getsource(kind.__str__)}
    assert told == HARMLESS


def test_the_texts_to_read_aloud_are_the_cores(tmp_path):
    reading = Device(tmp_path, "A-07").open().consent_text(ConsentPurpose.ENROL, Language.INDONESIAN)
    assert reading.text.startswith("Kami minta izin") and reading.closing and reading.version


def test_documentation_written_in_rust_reaches_python():
    assert "A capture is durable when its method returns" in inspect.getdoc(Field)
    assert "The phone has no room left" in inspect.getdoc(FieldError.StorageFull)


def test_the_package_is_python_3_9():
    modules = sorted(Path(perisai_field.__file__).parent.glob("*.py"))
    assert len(modules) == 4
    for module in modules:
        ast.parse(module.read_text(encoding="utf-8"), feature_version=(3, 9))
