-- Single values by name.
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;

-- Streams ever followed; the number is the origin of their copies. 0 is the device's own work.
CREATE TABLE IF NOT EXISTS stream (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    position INTEGER NOT NULL,
    hash BLOB NOT NULL,
    followed INTEGER NOT NULL,
    rereading INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The lives of the journal. `branch_seq` is how far the branch was last known to have it. `clone_seq` and
-- `clone_hash` are the branch's head of a life that went on elsewhere, while all of ours is known to be below it.
CREATE TABLE IF NOT EXISTS incarnation (
    ordinal INTEGER PRIMARY KEY,
    incarnation BLOB NOT NULL UNIQUE,
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL,
    branch_seq INTEGER NOT NULL,
    parted INTEGER NOT NULL DEFAULT 0,
    clone_seq INTEGER,
    clone_hash BLOB
) STRICT;

-- The journal. `turn` is the order of capture and never changes; the place may.
-- A body is dropped only when it is in a backup of the branch and old enough. `word` is the number of the verdict's
-- word, 0 before the first. Rows are never deleted, so that the last turn is how many changes were captured.
CREATE TABLE IF NOT EXISTS journal (
    turn INTEGER PRIMARY KEY,
    change BLOB NOT NULL UNIQUE,
    incarnation INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL,
    body BLOB,
    captured_ms INTEGER NOT NULL,
    state INTEGER NOT NULL,
    verdict BLOB,
    acknowledged_ms INTEGER,
    in_backup INTEGER NOT NULL DEFAULT 0,
    dismissed INTEGER NOT NULL DEFAULT 0,
    word INTEGER NOT NULL DEFAULT 0,
    UNIQUE (incarnation, seq)
) STRICT;

-- Changes saved from a damaged store, until the device is enrolled and they can be taken up into the journal. The
-- change's id is there for the next salvage: it proves the body.
CREATE TABLE IF NOT EXISTS salvaged (
    turn INTEGER PRIMARY KEY,
    body BLOB NOT NULL,
    dismissed INTEGER NOT NULL,
    change BLOB
) STRICT;

-- The records that changes not yet settled lie on top of.
CREATE TABLE IF NOT EXISTS touched (
    record BLOB NOT NULL,
    turn INTEGER NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (record, turn)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS touched_by_turn ON touched (turn);

-- What was typed and is not captured yet, by the form that it was typed into. It never leaves the device.
CREATE TABLE IF NOT EXISTS form (
    kind TEXT NOT NULL,
    about TEXT NOT NULL,
    fields BLOB NOT NULL,
    PRIMARY KEY (kind, about)
) STRICT, WITHOUT ROWID;

-- What a stream held before it was read again from its start.
CREATE TABLE IF NOT EXISTS reread (
    stream INTEGER NOT NULL,
    record BLOB NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (stream, record)
) STRICT, WITHOUT ROWID;

-- What a restored branch no longer knows, or knows otherwise: kept to be looked at.
CREATE TABLE IF NOT EXISTS set_aside (
    record BLOB NOT NULL,
    stream INTEGER NOT NULL,
    kind TEXT NOT NULL,
    revision BLOB NOT NULL,
    since_ms INTEGER NOT NULL,
    reported INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (record, stream)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS "worker" ("record" BLOB NOT NULL, "origin" INTEGER NOT NULL, "shown" INTEGER NOT NULL, "revision" INTEGER NOT NULL, "author" TEXT NOT NULL, "created_ms" INTEGER NOT NULL, "writers" BLOB NOT NULL, "name" TEXT, "nik" TEXT, "birth_date" TEXT, "sex" TEXT, "birth_place" TEXT, "phone" TEXT, "email" TEXT, "ktp_address" TEXT, "home_address" TEXT, "workplace" TEXT, "village" TEXT, "occupation" TEXT, "second_occupation" TEXT, "work_hours" TEXT, "hamlet" TEXT, "declared_income" INTEGER, "segments" TEXT, "economic_class" TEXT, "discount_sector" TEXT, "reached_before" INTEGER, "do_not_contact" INTEGER, "merged_into" BLOB, "extra" TEXT, PRIMARY KEY ("record", "origin")) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS "worker_by_nik" ON "worker" ("nik") WHERE "shown" = 1;

CREATE INDEX IF NOT EXISTS "worker_by_birth_date" ON "worker" ("birth_date") WHERE "shown" = 1;

CREATE INDEX IF NOT EXISTS "worker_by_phone" ON "worker" ("phone") WHERE "shown" = 1;

CREATE INDEX IF NOT EXISTS "worker_by_village" ON "worker" ("village") WHERE "shown" = 1;

CREATE TABLE IF NOT EXISTS "consent" ("record" BLOB NOT NULL, "origin" INTEGER NOT NULL, "shown" INTEGER NOT NULL, "revision" INTEGER NOT NULL, "author" TEXT NOT NULL, "created_ms" INTEGER NOT NULL, "writers" BLOB NOT NULL, "worker" BLOB, "purposes" TEXT, "action" TEXT, "text_version" TEXT, "language" TEXT, "method" TEXT, "witness" TEXT, "seen" TEXT, "extra" TEXT, PRIMARY KEY ("record", "origin")) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS "consent_by_worker" ON "consent" ("worker") WHERE "shown" = 1;

CREATE TABLE IF NOT EXISTS "event" ("record" BLOB NOT NULL, "origin" INTEGER NOT NULL, "shown" INTEGER NOT NULL, "revision" INTEGER NOT NULL, "author" TEXT NOT NULL, "created_ms" INTEGER NOT NULL, "writers" BLOB NOT NULL, "kind" TEXT, "starts_at" INTEGER, "place" TEXT, "village" TEXT, "partners" TEXT, "figures_engaged_before" TEXT, "messages_shown" TEXT, "anonymous_headcount" INTEGER, "notes" TEXT, "extra" TEXT, PRIMARY KEY ("record", "origin")) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS "event_by_starts_at" ON "event" ("starts_at") WHERE "shown" = 1;

CREATE INDEX IF NOT EXISTS "event_by_village" ON "event" ("village") WHERE "shown" = 1;

CREATE TABLE IF NOT EXISTS "attendance" ("record" BLOB NOT NULL, "origin" INTEGER NOT NULL, "shown" INTEGER NOT NULL, "revision" INTEGER NOT NULL, "author" TEXT NOT NULL, "created_ms" INTEGER NOT NULL, "writers" BLOB NOT NULL, "event" BLOB, "worker" BLOB, "role" TEXT, "extra" TEXT, PRIMARY KEY ("record", "origin")) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS "attendance_by_event" ON "attendance" ("event") WHERE "shown" = 1;

CREATE INDEX IF NOT EXISTS "attendance_by_worker" ON "attendance" ("worker") WHERE "shown" = 1;

CREATE TABLE IF NOT EXISTS "encounter" ("record" BLOB NOT NULL, "origin" INTEGER NOT NULL, "shown" INTEGER NOT NULL, "revision" INTEGER NOT NULL, "author" TEXT NOT NULL, "created_ms" INTEGER NOT NULL, "writers" BLOB NOT NULL, "worker" BLOB, "event" BLOB, "channel" TEXT, "direction" TEXT, "minutes" INTEGER, "messages" TEXT, "media_used" TEXT, "asks_whom" TEXT, "figure" BLOB, "answers" BLOB, "barriers" TEXT, "teach_back" INTEGER, "intent" INTEGER, "intent_day" TEXT, "extra" TEXT, PRIMARY KEY ("record", "origin")) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS "encounter_by_worker" ON "encounter" ("worker") WHERE "shown" = 1;

CREATE TABLE IF NOT EXISTS "registration" ("record" BLOB NOT NULL, "origin" INTEGER NOT NULL, "shown" INTEGER NOT NULL, "revision" INTEGER NOT NULL, "author" TEXT NOT NULL, "created_ms" INTEGER NOT NULL, "writers" BLOB NOT NULL, "worker" BLOB, "programmes" TEXT, "period_months" INTEGER, "start_month" TEXT, "declared_income" INTEGER, "quote" TEXT, "payer" TEXT, "support" BLOB, "attestations" TEXT, "warnings_acknowledged" TEXT, "status" TEXT, "reason" TEXT, "cause" TEXT, "moves" TEXT, "extra" TEXT, PRIMARY KEY ("record", "origin")) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS "registration_by_worker" ON "registration" ("worker") WHERE "shown" = 1;

CREATE INDEX IF NOT EXISTS "registration_by_status" ON "registration" ("status") WHERE "shown" = 1;

CREATE TABLE IF NOT EXISTS "receipt" ("record" BLOB NOT NULL, "origin" INTEGER NOT NULL, "shown" INTEGER NOT NULL, "revision" INTEGER NOT NULL, "author" TEXT NOT NULL, "created_ms" INTEGER NOT NULL, "writers" BLOB NOT NULL, "worker" BLOB, "registration" BLOB, "rupiah" INTEGER, "contribution_months" TEXT, "number" TEXT, "holder" TEXT, "status" TEXT, "reason" TEXT, "extra" TEXT, PRIMARY KEY ("record", "origin")) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS "receipt_by_worker" ON "receipt" ("worker") WHERE "shown" = 1;

CREATE INDEX IF NOT EXISTS "receipt_by_number" ON "receipt" ("number") WHERE "shown" = 1;

CREATE INDEX IF NOT EXISTS "receipt_by_holder" ON "receipt" ("holder") WHERE "shown" = 1;

CREATE INDEX IF NOT EXISTS "receipt_by_status" ON "receipt" ("status") WHERE "shown" = 1;

CREATE TABLE IF NOT EXISTS "agent" ("record" BLOB NOT NULL, "origin" INTEGER NOT NULL, "shown" INTEGER NOT NULL, "revision" INTEGER NOT NULL, "author" TEXT NOT NULL, "created_ms" INTEGER NOT NULL, "writers" BLOB NOT NULL, "badge" TEXT, "name" TEXT, "role" TEXT, "wadah" TEXT, "villages" TEXT, "status" TEXT, "extra" TEXT, PRIMARY KEY ("record", "origin")) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS "agent_by_badge" ON "agent" ("badge") WHERE "shown" = 1;

CREATE TABLE IF NOT EXISTS "membership" ("record" BLOB NOT NULL, "origin" INTEGER NOT NULL, "shown" INTEGER NOT NULL, "revision" INTEGER NOT NULL, "author" TEXT NOT NULL, "created_ms" INTEGER NOT NULL, "writers" BLOB NOT NULL, "worker" BLOB, "registration" BLOB, "status" TEXT, "covered_from" TEXT, "covered_to" TEXT, "months_paid" TEXT, "autodebit" INTEGER, "extra" TEXT, PRIMARY KEY ("record", "origin")) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS "membership_by_worker" ON "membership" ("worker") WHERE "shown" = 1;

CREATE INDEX IF NOT EXISTS "membership_by_covered_to" ON "membership" ("covered_to") WHERE "shown" = 1;

CREATE TABLE IF NOT EXISTS "conflict" ("record" BLOB NOT NULL, "origin" INTEGER NOT NULL, "shown" INTEGER NOT NULL, "revision" INTEGER NOT NULL, "author" TEXT NOT NULL, "created_ms" INTEGER NOT NULL, "writers" BLOB NOT NULL, "kind" TEXT, "record_kind" TEXT, "records" TEXT, "field" TEXT, "candidates" TEXT, "standing" TEXT, "reasons" TEXT, "status" TEXT, "resolution" TEXT, "extra" TEXT, PRIMARY KEY ("record", "origin")) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS "conflict_by_status" ON "conflict" ("status") WHERE "shown" = 1;

CREATE TABLE IF NOT EXISTS "reference" ("record" BLOB NOT NULL, "origin" INTEGER NOT NULL, "shown" INTEGER NOT NULL, "revision" INTEGER NOT NULL, "author" TEXT NOT NULL, "created_ms" INTEGER NOT NULL, "writers" BLOB NOT NULL, "name" TEXT, "version" TEXT, "valid_from" TEXT, "valid_to" TEXT, "source" TEXT, "body" TEXT, "extra" TEXT, PRIMARY KEY ("record", "origin")) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS "reference_by_name" ON "reference" ("name") WHERE "shown" = 1;

CREATE TABLE IF NOT EXISTS "objection" ("record" BLOB NOT NULL, "origin" INTEGER NOT NULL, "shown" INTEGER NOT NULL, "revision" INTEGER NOT NULL, "author" TEXT NOT NULL, "created_ms" INTEGER NOT NULL, "writers" BLOB NOT NULL, "worker" BLOB, "encounter" BLOB, "code" TEXT, "kind" TEXT, "quote" TEXT, "bridge" BLOB, "argument" TEXT, "outcome" TEXT, "agreed_meaning" TEXT, "extra" TEXT, PRIMARY KEY ("record", "origin")) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS "objection_by_worker" ON "objection" ("worker") WHERE "shown" = 1;

CREATE INDEX IF NOT EXISTS "objection_by_encounter" ON "objection" ("encounter") WHERE "shown" = 1;

CREATE TABLE IF NOT EXISTS "measurement" ("record" BLOB NOT NULL, "origin" INTEGER NOT NULL, "shown" INTEGER NOT NULL, "revision" INTEGER NOT NULL, "author" TEXT NOT NULL, "created_ms" INTEGER NOT NULL, "writers" BLOB NOT NULL, "side" TEXT, "worker" BLOB, "figure" BLOB, "agent" TEXT, "village" TEXT, "encounter" BLOB, "instrument_version" TEXT, "own" TEXT, "perceived" TEXT, "guess" TEXT, "wave" TEXT, "seconds" INTEGER, "part_seconds" TEXT, "extra" TEXT, PRIMARY KEY ("record", "origin")) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS "measurement_by_worker" ON "measurement" ("worker") WHERE "shown" = 1;

CREATE INDEX IF NOT EXISTS "measurement_by_figure" ON "measurement" ("figure") WHERE "shown" = 1;

CREATE INDEX IF NOT EXISTS "measurement_by_agent" ON "measurement" ("agent") WHERE "shown" = 1;

CREATE TABLE IF NOT EXISTS "figure" ("record" BLOB NOT NULL, "origin" INTEGER NOT NULL, "shown" INTEGER NOT NULL, "revision" INTEGER NOT NULL, "author" TEXT NOT NULL, "created_ms" INTEGER NOT NULL, "writers" BLOB NOT NULL, "name" TEXT, "roles" TEXT, "village" TEXT, "worker" BLOB, "identified_by" TEXT, "erased_at" INTEGER, "extra" TEXT, PRIMARY KEY ("record", "origin")) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS "figure_by_village" ON "figure" ("village") WHERE "shown" = 1;

CREATE INDEX IF NOT EXISTS "figure_by_worker" ON "figure" ("worker") WHERE "shown" = 1;

CREATE TABLE IF NOT EXISTS "nomination" ("record" BLOB NOT NULL, "origin" INTEGER NOT NULL, "shown" INTEGER NOT NULL, "revision" INTEGER NOT NULL, "author" TEXT NOT NULL, "created_ms" INTEGER NOT NULL, "writers" BLOB NOT NULL, "question" TEXT, "figure" BLOB, "respondent" BLOB, "rank" INTEGER, "village" TEXT, "extra" TEXT, PRIMARY KEY ("record", "origin")) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS "nomination_by_figure" ON "nomination" ("figure") WHERE "shown" = 1;

CREATE INDEX IF NOT EXISTS "nomination_by_respondent" ON "nomination" ("respondent") WHERE "shown" = 1;

CREATE TABLE IF NOT EXISTS "relationship_note" ("record" BLOB NOT NULL, "origin" INTEGER NOT NULL, "shown" INTEGER NOT NULL, "revision" INTEGER NOT NULL, "author" TEXT NOT NULL, "created_ms" INTEGER NOT NULL, "writers" BLOB NOT NULL, "figure" BLOB, "village" TEXT, "trust" INTEGER, "stage" TEXT, "promises_made" INTEGER, "promises_kept" INTEGER, "extra" TEXT, PRIMARY KEY ("record", "origin")) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS "relationship_note_by_figure" ON "relationship_note" ("figure") WHERE "shown" = 1;

CREATE TABLE IF NOT EXISTS "partner" ("record" BLOB NOT NULL, "origin" INTEGER NOT NULL, "shown" INTEGER NOT NULL, "revision" INTEGER NOT NULL, "author" TEXT NOT NULL, "created_ms" INTEGER NOT NULL, "writers" BLOB NOT NULL, "name" TEXT, "kind" TEXT, "contacts" TEXT, "village" TEXT, "extra" TEXT, PRIMARY KEY ("record", "origin")) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS "partner_by_village" ON "partner" ("village") WHERE "shown" = 1;

CREATE TABLE IF NOT EXISTS "support" ("record" BLOB NOT NULL, "origin" INTEGER NOT NULL, "shown" INTEGER NOT NULL, "revision" INTEGER NOT NULL, "author" TEXT NOT NULL, "created_ms" INTEGER NOT NULL, "writers" BLOB NOT NULL, "partner" BLOB, "kind" TEXT, "rupiah" INTEGER, "quota" INTEGER, "period" TEXT, "legal_basis" TEXT, "village" TEXT, "extra" TEXT, PRIMARY KEY ("record", "origin")) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS "support_by_partner" ON "support" ("partner") WHERE "shown" = 1;

CREATE INDEX IF NOT EXISTS "support_by_village" ON "support" ("village") WHERE "shown" = 1;

CREATE TABLE IF NOT EXISTS "message" ("record" BLOB NOT NULL, "origin" INTEGER NOT NULL, "shown" INTEGER NOT NULL, "revision" INTEGER NOT NULL, "author" TEXT NOT NULL, "created_ms" INTEGER NOT NULL, "writers" BLOB NOT NULL, "code" TEXT, "title" TEXT, "kind" TEXT, "functions" TEXT, "frame" TEXT, "style" TEXT, "language" TEXT, "body" TEXT, "media" TEXT, "fact_check" TEXT, "segments" TEXT, "answers" TEXT, "teller" BLOB, "experiment" TEXT, "version" INTEGER, "active" INTEGER, "extra" TEXT, PRIMARY KEY ("record", "origin")) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS "message_by_code" ON "message" ("code") WHERE "shown" = 1;

CREATE INDEX IF NOT EXISTS "message_by_teller" ON "message" ("teller") WHERE "shown" = 1;

CREATE TABLE IF NOT EXISTS "follow_up" ("record" BLOB NOT NULL, "origin" INTEGER NOT NULL, "shown" INTEGER NOT NULL, "revision" INTEGER NOT NULL, "author" TEXT NOT NULL, "created_ms" INTEGER NOT NULL, "writers" BLOB NOT NULL, "worker" BLOB, "figure" BLOB, "village" TEXT, "kind" TEXT, "due" TEXT, "about" TEXT, "put_off_to" TEXT, "owner" TEXT, "claimed_by" TEXT, "results" TEXT, "extra" TEXT, PRIMARY KEY ("record", "origin")) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS "follow_up_by_worker" ON "follow_up" ("worker") WHERE "shown" = 1;

CREATE INDEX IF NOT EXISTS "follow_up_by_figure" ON "follow_up" ("figure") WHERE "shown" = 1;

CREATE INDEX IF NOT EXISTS "follow_up_by_due" ON "follow_up" ("due") WHERE "shown" = 1;

CREATE INDEX IF NOT EXISTS "follow_up_by_owner" ON "follow_up" ("owner") WHERE "shown" = 1;

CREATE TABLE IF NOT EXISTS "training" ("record" BLOB NOT NULL, "origin" INTEGER NOT NULL, "shown" INTEGER NOT NULL, "revision" INTEGER NOT NULL, "author" TEXT NOT NULL, "created_ms" INTEGER NOT NULL, "writers" BLOB NOT NULL, "agent" TEXT, "module" TEXT, "score" INTEGER, "rubric" TEXT, "certificate" TEXT, "valid_to" TEXT, "extra" TEXT, PRIMARY KEY ("record", "origin")) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS "training_by_agent" ON "training" ("agent") WHERE "shown" = 1;

CREATE TABLE IF NOT EXISTS "target" ("record" BLOB NOT NULL, "origin" INTEGER NOT NULL, "shown" INTEGER NOT NULL, "revision" INTEGER NOT NULL, "author" TEXT NOT NULL, "created_ms" INTEGER NOT NULL, "writers" BLOB NOT NULL, "month" TEXT, "village" TEXT, "segment" TEXT, "measure" TEXT, "target" INTEGER, "extra" TEXT, PRIMARY KEY ("record", "origin")) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS "target_by_month" ON "target" ("month") WHERE "shown" = 1;

CREATE TABLE IF NOT EXISTS "evaluation" ("record" BLOB NOT NULL, "origin" INTEGER NOT NULL, "shown" INTEGER NOT NULL, "revision" INTEGER NOT NULL, "author" TEXT NOT NULL, "created_ms" INTEGER NOT NULL, "writers" BLOB NOT NULL, "question" TEXT, "note" TEXT, "evidence" TEXT, "gap_causes" TEXT, "decision" TEXT, "decided_at" INTEGER, "owner" TEXT, "deadline" TEXT, "changed_messages" TEXT, "extra" TEXT, PRIMARY KEY ("record", "origin")) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS "segment_profile" ("record" BLOB NOT NULL, "origin" INTEGER NOT NULL, "shown" INTEGER NOT NULL, "revision" INTEGER NOT NULL, "author" TEXT NOT NULL, "created_ms" INTEGER NOT NULL, "writers" BLOB NOT NULL, "segment" TEXT, "village" TEXT, "computed_on" TEXT, "valid_to" TEXT, "body" TEXT, "extra" TEXT, PRIMARY KEY ("record", "origin")) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS "segment_profile_by_segment" ON "segment_profile" ("segment") WHERE "shown" = 1;

CREATE TABLE IF NOT EXISTS "panel_view" ("record" BLOB NOT NULL, "origin" INTEGER NOT NULL, "shown" INTEGER NOT NULL, "revision" INTEGER NOT NULL, "author" TEXT NOT NULL, "created_ms" INTEGER NOT NULL, "writers" BLOB NOT NULL, "quarter" TEXT, "instrument_version" TEXT, "staff" INTEGER, "half_points" TEXT, "extra" TEXT, PRIMARY KEY ("record", "origin")) STRICT, WITHOUT ROWID;

-- Derived:

DROP TABLE IF EXISTS name_word;
CREATE TABLE name_word (word TEXT NOT NULL, record BLOB NOT NULL, PRIMARY KEY (word, record)) STRICT, WITHOUT ROWID;
CREATE INDEX name_word_by_record ON name_word (record);

DROP TABLE IF EXISTS contested;
CREATE TABLE contested (record BLOB NOT NULL, conflict BLOB NOT NULL, PRIMARY KEY (record, conflict))
    STRICT, WITHOUT ROWID;
CREATE INDEX contested_by_conflict ON contested (conflict);

DROP INDEX IF EXISTS journal_by_state;
DROP INDEX IF EXISTS journal_pending;
CREATE INDEX journal_pending ON journal (turn) WHERE state = 0;
DROP INDEX IF EXISTS journal_acknowledged;
CREATE INDEX journal_acknowledged ON journal (turn) WHERE state = 1;
DROP INDEX IF EXISTS journal_forgettable;
CREATE INDEX journal_forgettable ON journal (acknowledged_ms)
    WHERE state = 2 AND in_backup = 1 AND body IS NOT NULL;
DROP INDEX IF EXISTS journal_to_look_at;
CREATE INDEX journal_to_look_at ON journal (turn) WHERE word IN (2, 4, 5) AND dismissed = 0;
DROP INDEX IF EXISTS consent_withdrawn;
CREATE INDEX consent_withdrawn ON consent (created_ms) WHERE shown = 1 AND action = 'withdraw';

DROP INDEX IF EXISTS worker_to_meet;
CREATE INDEX worker_to_meet ON worker (village, name COLLATE NOCASE, record)
    WHERE shown = 1 AND merged_into IS NULL AND do_not_contact IS NOT 1;
DROP INDEX IF EXISTS worker_segments;
CREATE INDEX worker_segments ON worker (segments) WHERE shown = 1;
DROP INDEX IF EXISTS worker_occupation;
CREATE INDEX worker_occupation ON worker (occupation)
    WHERE shown = 1 AND occupation IS NOT NULL AND merged_into IS NULL;
DROP INDEX IF EXISTS worker_made;
CREATE INDEX worker_made ON worker (created_ms) WHERE shown = 1;
DROP INDEX IF EXISTS encounter_made;
CREATE INDEX encounter_made ON encounter (created_ms) WHERE shown = 1;
DROP INDEX IF EXISTS encounter_with_sequel;
CREATE INDEX encounter_with_sequel ON encounter (worker)
    WHERE shown = 1 AND (direction = 'incoming' OR answers IS NOT NULL OR intent_day IS NOT NULL);
DROP INDEX IF EXISTS registration_made;
CREATE INDEX registration_made ON registration (created_ms) WHERE shown = 1;

DROP TABLE IF EXISTS tally;
CREATE TABLE tally (word INTEGER PRIMARY KEY, changes INTEGER NOT NULL) STRICT;
INSERT INTO tally SELECT word, count(*) FROM journal WHERE state <> 0 GROUP BY word;
DROP TRIGGER IF EXISTS journal_recounted;
CREATE TRIGGER journal_recounted AFTER UPDATE OF state, word ON journal
WHEN iif(old.state = 0, 0, old.word) <> iif(new.state = 0, 0, new.word) BEGIN
    UPDATE tally SET changes = changes - 1 WHERE old.state <> 0 AND word = old.word;
    INSERT INTO tally SELECT new.word, 1 WHERE new.state <> 0 ON CONFLICT (word) DO UPDATE SET changes = changes + 1;
END;
