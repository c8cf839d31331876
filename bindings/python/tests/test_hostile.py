"""Rubbish of every kind over the whole surface: an answer or an error that a caller can act on, never a panic; and
whatever was thrown at it, the store opens and its totals agree."""

import enum
import inspect
import itertools
import os
import random
import typing

import perisai_field
import pytest
from branch import Branch
from device import Device, VaultInMemory

from perisai_field import (
    Clock,
    ClockReading,
    ConsentPurpose,
    EconomicClass,
    EventInput,
    Field,
    FieldEdit,
    FieldError,
    HttpTransport,
    KeyVault,
    Payer,
    PersonInput,
    RegisterInput,
    Sex,
    Signer,
    SoftwareSigner,
    Transport,
    TransportResponse,
)

VILLAGE = "33.74.05.1003"
TEXTS = [
    "", " ", "\0", "a\0b", "a" * 4_097, "a" * 1_000_000, "\U0001f41f" * 2_000, "\u202e\u0301", "\ud800", "-1", "9" * 40,
    "../../field.db", "'; DROP TABLE worker; --", "1990-02-30", "99999-99", "01990000-0000-7000-8000-000000000000",
    "0" * 32, "<html>", "worker", "33.74.05.1003", "\n",
]
NUMBERS = [0, 1, -1, 5, 255, 2**31 - 1, -(2**31), 2**32 - 1, 2**63 - 1, -(2**63), 2**64 - 1, 2**64, -(2**64)]
# What an agent would type, by the name of the field.
TOLD = dict(
    name="Siti Aminah", nik="3374055501900001", birth_date="1990-01-15", village=VILLAGE, occupation="nelayan",
    declared_income=1_000_000, start_month="2026-06", period_months=3, payment_date="2026-06-03", rows=50,
    purposes=[ConsentPurpose.ENROL], acknowledge="as told", cash=10_000, kind="worker", reason="as told",
    economic_class=EconomicClass.SELF_EMPLOYED, sex=Sex.FEMALE, payer=Payer.WORKER,
    edits=[FieldEdit(field="hamlet", value="RW 04")], typed="siti", text="Jalan Merbabu 3",
)
# What Python itself refuses to hand over: a number that the type cannot hold, a text that is none, a wrong type.
REFUSED_BY_PYTHON = (ValueError, TypeError, OverflowError)
# Methods that need more than values, or end the day; they have tests of their own.
APART = {"enrol", "sync", "shutdown", "cancel_sync"}


@pytest.fixture
def branch(tmp_path):
    branch = Branch(tmp_path / "branch")
    yield branch
    branch.stop()


def enrolled(branch, folder):
    device = Device(folder, "A-07")
    field = device.open()
    field.enrol(branch.employ("A-07", "Rini", VILLAGE), HttpTransport(branch.address))
    return device, field


def outcome(call, *arguments, **named):
    """Calls, and answers what came of it. A panic is an `InternalError`, which passes through, as does a defect."""
    try:
        call(*arguments, **named)
    except FieldError.Internal as defect:
        raise AssertionError(f"a defect: {defect.incident}") from None
    except FieldError as refused:
        return type(refused).__name__
    except REFUSED_BY_PYTHON:
        return "refused by Python"
    return "answered"


def totals_agree(field):
    totals = field.totals()
    parts = [totals.pending, totals.applied, totals.merged, totals.contested, totals.held, totals.rejected]
    assert totals.captured == sum(parts)
    assert totals.pending == field.pending_count()


def sane(kind, known, name=None):
    """A value of a type that says nothing wrong by itself: what is known under its name, where something is."""
    if typing.get_origin(kind) is typing.Union:
        kind = next(inner for inner in typing.get_args(kind) if inner not in (type(None), object))
        if name not in known and (inspect.isclass(kind) and kind in (str, int) or typing.get_origin(kind) is list):
            return None
    plain = typing.get_origin(kind) or kind
    if isinstance(known.get(name), plain):
        return known[name]
    if plain in (str, int, bool, list, dict):
        return plain()
    if issubclass(kind, enum.Enum):
        return next(iter(kind))
    return kind(**{name: sane(inner, known, name) for name, inner in fields(kind).items()})


def rubbish(kind, known):
    """Values of a type that a screen should never hand over, and some that it might."""
    origin = typing.get_origin(kind)
    if origin is typing.Union:
        # A parameter with a default may also be the mark of its absence, which is an `object`.
        [inner] = [inner for inner in typing.get_args(kind) if inner not in (type(None), object)]
        yield None
        yield from rubbish(inner, known)
    elif origin is list:
        [inner] = typing.get_args(kind)
        some = list(itertools.islice(rubbish(inner, known), 40))
        yield []
        yield [sane(inner, known)] * 300
        for one in some:
            yield [one]
    elif origin is dict:
        yield {}
        yield {"field": "a text of a hundred thousand letters" * 2_800}
        for text in TEXTS:
            yield {text: text}
    elif kind is str:
        yield from TEXTS + [known[name] for name in ("worker", "registration", "change") if name in known]
    elif kind is int:
        yield from NUMBERS
    elif kind is bool:
        yield from (True, False)
    elif inspect.isclass(kind) and issubclass(kind, enum.Enum):
        yield from kind
    else:
        plain = sane(kind, known)
        for name, inner in fields(kind).items():
            for value in rubbish(inner, known):
                yield kind(**{**vars(plain), name: value})


def fields(record):
    """What a record is made of, or what a method takes, each with its type."""
    call = record.__init__ if inspect.isclass(record) else record
    hints = typing.get_type_hints(call, vars(inspect.getmodule(record)))
    return {name: hints[name] for name in inspect.signature(call).parameters if name != "self"}


def methods():
    public = inspect.getmembers(Field, inspect.isfunction)
    return [name for name, _ in public if not name.startswith("_") and name not in APART | {"open", "begin_again"}]


def test_rubbish_in_any_argument_is_answered_or_refused_and_the_store_stays_whole(branch, tmp_path):
    device, field = enrolled(branch, tmp_path / "phone")
    known = dict(TOLD)
    registered = field.register(sane(RegisterInput, known))
    known.update(worker=registered.worker, registration=registered.registration, change=registered.change)
    known.update(event=field.record_event(sane(EventInput, known)).record)
    came_of_it = {}
    for name in methods():
        takes = fields(getattr(Field, name))
        for hurt in takes:
            for value in rubbish(takes[hurt], known):
                arguments = {other: sane(kind, known, other) for other, kind in takes.items()}
                came = outcome(getattr(field, name), **{**arguments, hurt: value})
                came_of_it.setdefault(name, {}).setdefault(came, 0)
                came_of_it[name][came] += 1
    print(came_of_it)
    assert came_of_it.keys() == {name for name in methods() if fields(getattr(Field, name))}
    assert len(came_of_it) > 50 and sum(sum(came.values()) for came in came_of_it.values()) > 2_000
    # Rubbish gets past the doorstep: what is right beside it is understood.
    for name in ("register", "draft_registration", "record_worker", "edit_worker", "record_encounter", "quote"):
        assert {"answered", "Invalid"} <= came_of_it[name].keys(), name
    totals_agree(field)
    field.shutdown()

    field = device.open()
    totals_agree(field)
    before = field.totals().captured
    field.record_worker(PersonInput(name="Slamet Riyadi", village=VILLAGE))
    assert field.totals().captured == before + 1
    totals_agree(field)


def packed(content=b"", zeros=0):
    """A zstd frame of stored blocks and of `zeros` zero bytes that take three bytes each 128 KiB."""
    whole = len(content) + zeros
    frame = bytearray(b"\x28\xb5\x2f\xfd\xa0" + whole.to_bytes(4, "little"))
    blocks = [(0, content[at:at + 65_536]) for at in range(0, len(content), 65_536)]
    blocks += [(1, min(131_072, zeros - at)) for at in range(0, zeros, 131_072)]
    for at, (kind, body) in enumerate(blocks):
        size = len(body) if kind == 0 else body
        header = (size << 3) | (kind << 1) | (at == len(blocks) - 1)
        frame += header.to_bytes(3, "little") + (body if kind == 0 else b"\0")
    return bytes(frame)


BODIES = [
    b"", b"\0", b"x", b"{}", b"null", b"<html><body>Selamat datang</body></html>", b"\xff" * 1_000_000,
    b"\x28\xb5\x2f\xfd", packed(), packed(b"\xc0"), packed(b"\x91" * 100_000), packed(b"\x81\xa1a" * 50_000),
    packed(b"\xdd\xff\xff\xff\xff"), packed(b"\xdf\xff\xff\xff\xff"), packed(b"\xc6\xff\xff\xff\xff"),
    packed(zeros=64 * 1_048_576), bytes(20_000_000), b'{"code":' * 10_000, b'{"code":"stale_nonce","nonce":"' + b"a" * 100_000,
]


class Answering(Transport):
    """Answers everything in one way."""

    def __init__(self, status, content_type, body):
        self.answer = TransportResponse(status=status, content_type=content_type, body=body)

    def send(self, request, bytes_max):
        if self.answer.content_type == "as asked":
            self.answer.content_type = request.headers["content-type"]
        return self.answer


def test_whatever_a_network_answers_is_an_error_and_changes_nothing(branch, tmp_path):
    device, field = enrolled(branch, tmp_path / "phone")
    unknown = Device(tmp_path / "unknown", "A-07").open()
    field.record_worker(PersonInput(name="Siti Aminah", village=VILLAGE))
    for status, content_type in itertools.product([0, 200, 204, 302, 401, 500, 65_535], ["as asked", "text/html", "", "\0"]):
        for body in BODIES:
            answering = Answering(status, content_type, body)
            assert outcome(field.sync, answering) in ("Network", "Refused")
            assert outcome(unknown.enrol, "0" * 32, answering) in ("Network", "Refused")
    assert (field.pending_count(), unknown.device()) == (1, None)
    assert outcome(field.sync, Answering(2**16, "", b"")) == "Network"
    assert field.sync(HttpTransport(branch.address)).complete
    totals_agree(field)


class Mangling(Transport):
    """Carries to the branch, and brings what came back cut short or with bytes changed."""

    def __init__(self, network, dice):
        self.network, self.dice = network, dice

    def send(self, request, bytes_max):
        answer = self.network.send(request, bytes_max)
        body = bytearray(answer.body)
        if self.dice.random() < 0.3:
            del body[self.dice.randrange(len(body) + 1):]
        for _ in range(self.dice.randrange(4)):
            if body:
                body[self.dice.randrange(len(body))] = self.dice.randrange(256)
        return TransportResponse(status=answer.status, content_type=answer.content_type, body=bytes(body))


def test_answers_that_were_mangled_on_the_way_lose_nothing(branch, tmp_path):
    device, field = enrolled(branch, tmp_path / "phone")
    network, dice = HttpTransport(branch.address), random.Random(7)
    for at in range(60):
        field.record_worker(PersonInput(name=f"Orang {chr(97 + at % 26)}{chr(97 + at // 26)}", village=VILLAGE))
        outcome(field.sync, Mangling(network, dice))
        totals_agree(field)
    field.shutdown()
    field = device.open()
    for _ in range(10):
        field.sync(network)
    assert field.totals().captured == 60
    assert field.pending_count() == 0
    totals_agree(field)


class Odd(KeyVault, Signer, Clock):
    """Ports that answer with what they were given."""

    def __init__(self, answer):
        self.answer = answer

    def data_key(self):
        return self.answer

    def public_key(self):
        return self.answer

    def sign(self, message):
        return self.answer

    def now(self):
        return self.answer


@pytest.mark.parametrize("answer", [b"", b"\0", bytes(31), bytes(33), bytes(1_000_000), None, 7, "text", [1]])
def test_keys_of_any_other_length_or_kind_are_refused(tmp_path, answer):
    seed = os.urandom(32)
    vault, signer = VaultInMemory(os.urandom(32)), SoftwareSigner.from_seed(seed)
    assert outcome(Field.open, str(tmp_path), "A-07", Odd(answer), signer) == "WrongKey"
    assert outcome(Field.open, str(tmp_path), "A-07", vault, Odd(answer)) == "Refused"
    assert outcome(SoftwareSigner.from_seed, answer) in ("Refused", "refused by Python")


@pytest.mark.parametrize("wall_ms, monotonic_ms", [(2**63 - 1, 0), (-(2**63), 2**63 - 1), (-1, -(2**63)), (0, 0)])
def test_a_clock_may_show_anything(branch, tmp_path, wall_ms, monotonic_ms):
    reading = ClockReading(wall_ms=wall_ms, boot_id=2**64 - 1, monotonic_ms=monotonic_ms)
    vault, signer = VaultInMemory(os.urandom(32)), SoftwareSigner.from_seed(os.urandom(32))
    field = Field.open(str(tmp_path / "phone"), "A-07", vault, signer, clock=Odd(reading))
    network = HttpTransport(branch.address)
    field.enrol(branch.employ("A-07", "Rini", VILLAGE), network)
    assert outcome(field.record_worker, PersonInput(name="Siti Aminah", village=VILLAGE)) in ("answered", "Invalid")
    assert outcome(field.sync, network) in ("answered", "Network")
    assert outcome(field.day_totals, wall_ms, 420) == "answered"
    totals_agree(field)


def test_a_folder_that_is_none_is_an_error_of_the_storage(tmp_path):
    vault, signer = VaultInMemory(os.urandom(32)), SoftwareSigner.from_seed(os.urandom(32))
    file = tmp_path / "file"
    file.write_text("not a folder")
    for folder in [str(file), str(file / "below"), "/proc/nowhere", "a\0b", "x" * 5_000, "/dev/null/phone"]:
        assert outcome(Field.open, folder, "A-07", vault, signer) == "Storage", folder
        assert outcome(Field.begin_again, folder, "A-07", vault, signer, "quarantine-1.db") == "Storage", folder
    assert file.read_text() == "not a folder"
    for agent in TEXTS:
        assert outcome(Field.open, str(tmp_path / "phone"), agent, vault, signer) in ("Invalid", "refused by Python", "answered")


@pytest.mark.parametrize("name", ["field.db", "field.key", "field.db-wal"])
@pytest.mark.parametrize("content", [b"", b"text", b"SQLite format 3\0" + bytes(8_000)])
def test_a_folder_with_somebody_elses_files_is_left_as_it_is(tmp_path, name, content):
    vault, signer = VaultInMemory(os.urandom(32)), SoftwareSigner.from_seed(os.urandom(32))
    (tmp_path / name).write_bytes(content)
    assert outcome(Field.open, str(tmp_path), "A-07", vault, signer) == "WrongKey"
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {name: content}


def test_a_folder_that_may_not_be_written_is_an_error_of_the_storage(tmp_path):
    device = Device(tmp_path / "phone", "A-07")
    device.open().shutdown()
    if os.geteuid() == 0:
        # Whom no permission stops, a folder in the file's place does.
        (tmp_path / "phone" / "field.db-wal").unlink()
        (tmp_path / "phone" / "field.db-wal").mkdir()
        assert outcome(device.open) in ("Storage", "Corrupt")
    else:
        os.chmod(tmp_path / "phone", 0o500)
        try:
            assert outcome(device.open) in ("answered", "Storage")
        finally:
            os.chmod(tmp_path / "phone", 0o700)
