"""A day of outreach: a forum, a conversation with its card, and what is due tomorrow."""

import pytest
from branch import Branch
from device import Device

from perisai_field import (
    AnswerInput,
    CardFlag,
    CardInput,
    Channel,
    ConsentInput,
    ConsentMethod,
    ConsentPurpose,
    ConversationInput,
    Direction,
    EncounterInput,
    EventInput,
    EventKind,
    FieldError,
    FollowUpKind,
    FollowUpResult,
    ForumInput,
    HttpTransport,
    Language,
    NewAttendeeInput,
    NextStepInput,
    ObjectionCode,
    ObjectionInput,
    ObjectionOutcome,
    Segment,
    TaskInput,
    Wave,
)

VILLAGE = "33.74.05.1003"


@pytest.fixture
def branch(tmp_path):
    branch = Branch(tmp_path / "branch")
    yield branch
    branch.stop()


def test_a_day_of_outreach(branch, tmp_path):
    rini = Device(tmp_path / "rini", "A-07").open()
    rini.enrol(branch.employ("A-07", "Rini", VILLAGE), HttpTransport(branch.address))

    # A forum of fishers: who came is one call and one change.
    event = rini.record_event(EventInput(kind=EventKind.FORUM, starts_at_ms=1_780_450_000_000, village=VILLAGE)).record
    names = ["Siti Aminah", "Budi Santoso", "Slamet Riyadi"]
    came = [NewAttendeeInput(name=name, segment=Segment.FISHER) for name in names]
    forum = rini.run_forum(event, ForumInput(new=came, anonymous_headcount=12))
    siti = forum.workers[0]
    assert (len(forum.workers), rini.pending_count()) == (3, 2)

    # Siti objects, and answers the card; the core asks for her consent first. A card in a rush is kept and flagged.
    told = ConversationInput(
        encounter=EncounterInput(worker=siti, channel=Channel.FACE_TO_FACE, direction=Direction.OUTGOING),
        objections=[ObjectionInput(code=ObjectionCode.TAKDIR, outcome=ObjectionOutcome.SOFTENED)],
        card=CardInput(
            guess=[1, 1, 2, 3], own=[2, 1, None, 4], perceived=[4, 5, 5, 3], wave=Wave.BASELINE, part_seconds=[9, 20, 31]
        ),
        next_step=NextStepInput(kind=FollowUpKind.PROMISE, due="2026-06-04", about="membawa kartu"),
    )
    with pytest.raises(FieldError.ConsentMissing) as missing:
        rini.record_conversation(told)
    assert missing.value.purpose == ConsentPurpose.MEASURE
    told.consent = ConsentInput(
        purposes=[ConsentPurpose.MEASURE], method=ConsentMethod.THUMB, language=Language.INDONESIAN
    )
    saved = rini.record_conversation(told)
    assert saved.flags == [CardFlag.TOO_FAST]

    # Budi writes in the evening; his question is on the list until it is answered.
    asked = EncounterInput(worker=forum.workers[1], channel=Channel.WHATSAPP, direction=Direction.INCOMING)
    asked = rini.record_encounter(asked).record
    due = rini.today("2026-06-05")
    assert [(line.name, line.reason, line.days_over) for line in due] == [
        ("Siti Aminah", "planned", 1),
        ("Budi Santoso", "question_waits", 0),
    ]
    rini.answer_question(asked, AnswerInput(channel=Channel.WHATSAPP))
    [line] = rini.today("2026-06-05")
    task = TaskInput(worker=line.worker, kind=line.kind, due=line.due, about=line.about)
    rini.note_result(task, FollowUpResult.DONE)
    assert rini.today("2026-06-05") == []

    # All of it is Siti's story, in order, and the branch takes it in.
    kinds = [line.kind for line in rini.story(siti)]
    assert kinds[0] == "worker" and {"attendance", "encounter", "objection", "measurement", "follow_up"} <= set(kinds)
    assert set(rini.sync(HttpTransport(branch.address)).verdicts) == {"applied"}
