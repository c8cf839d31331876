"""The sheets of one day: rows as they are typed, the times they get, and the files they become."""

import csv
import io
from datetime import datetime, timedelta

from people import OCCUPATIONS
from tariff import total

COLUMNS = {
    "agents.csv": "agent name role wadah villages",
    "known_workers.csv": "worker name nik birth_date sex phone village occupation",
    "events.csv": (
        "event agent captured_at kind starts_at place village partners figures_engaged_before messages_shown "
        "anonymous_headcount notes"
    ),
    "workers.csv": (
        "agent captured_at worker name sex birth_date phone village occupation segments hamlet reached_before "
        "consent_method consent_purposes"
    ),
    "registrations.csv": (
        "agent captured_at registration worker event name nik birth_date sex phone village occupation segments "
        "economic_class discount_sector declared_income programmes period_months start_month payer support cash "
        "consent_method acknowledge"
    ),
    "encounters.csv": (
        "agent captured_at encounter worker event channel direction minutes messages barriers asks_whom media_used "
        "figure answers teach_back intent intent_day"
    ),
    "attendance.csv": "agent captured_at event worker",
    "edits.csv": "agent captured_at worker registration field value acknowledge",
    "consents.csv": "agent captured_at worker purposes action language method witness",
    "receipts.csv": "agent captured_at worker registration rupiah contribution_months",
    "objections.csv": (
        "agent captured_at objection worker encounter code kind quote bridge argument outcome agreed_meaning"
    ),
    "measurements.csv": (
        "agent captured_at side worker figure subject_agent village encounter instrument_version own perceived guess "
        "wave seconds part_seconds"
    ),
    "figures.csv": "agent captured_at figure name roles village identified_by",
    "nominations.csv": "agent captured_at question figure respondent rank village",
    "relationship_notes.csv": "agent captured_at figure village trust stage promises_made promises_kept",
    "partners.csv": "agent captured_at partner name kind contacts village",
    "supports.csv": "agent captured_at support partner kind rupiah quota period legal_basis village",
    "follow_ups.csv": "agent captured_at worker figure village kind due about put_off_to owner results",
    "trainings.csv": "agent captured_at training subject_agent module score rubric",
    "evaluations.csv": "agent captured_at evaluation question note evidence gap_causes",
}
UNCAPTURED = ["agents.csv", "known_workers.csv", "events.csv"]
CAPTURES = [file for file in COLUMNS if file not in UNCAPTURED]
DATE = "2026-06-09"


class Row:
    """A typed row. `at` is its `captured_at` where that matters; `refusal` is (field, rule) if it must be refused."""

    def __init__(self, file, cells):
        self.file = file
        self.cells = cells
        self.at = None
        self.refusal = None
        self.line = None

    def when(self, clock):
        """Captured at that time of the day (`09:30:00`, WIB) or at that instant, as typed."""
        self.at = f"{DATE}T{clock}+07:00" if len(clock) == 8 else clock
        return self

    def refused(self, field, rule):
        self.refusal = (field, rule)
        return self

    def typed(self, **cells):
        """Other cells than the person's own; None empties a cell."""
        for column, value in cells.items():
            assert column in COLUMNS[self.file].split(), column
            self.cells[column] = value
        return self


def met(label, person, **cells):
    row = Row("workers.csv", {"worker": label, **_person_cells(person), "consent_method": None})
    del row.cells["nik"]
    return row.typed(**cells)


def registered(label, person, **cells):
    row = Row("registrations.csv", {"worker": label, **_person_cells(person)})
    row.typed(programmes="JKK_JKM", period_months=3, start_month="2026-07", consent_method="signature")
    return row.typed(declared_income=person.income).typed(**cells)


def talked(label, **cells):
    row = Row("encounters.csv", {"worker": label, "channel": "face_to_face", "direction": "outgoing", "minutes": 15})
    return row.typed(**cells)


def attended(label, event):
    return Row("attendance.csv", {"worker": label, "event": event})


def edited(label, field, value, acknowledge=None):
    return Row("edits.csv", {"worker": label, "field": field, "value": value, "acknowledge": acknowledge})


def corrected(registration, field, value):
    return Row("edits.csv", {"registration": registration, "field": field, "value": value})


def record(file, **cells):
    """A record of the kind that the file is named after."""
    return Row(file, {}).typed(**cells)


def _person_cells(person):
    return {
        "name": person.name,
        "nik": person.nik,
        "birth_date": person.birth_date,
        "sex": person.sex,
        "phone": person.phone,
        "village": person.village,
        "occupation": person.occupation,
        "segments": person.segments,
    }


class Day:
    """Everything typed for one day, and what must come of it."""

    def __init__(self, draw, people):
        self.draw = draw
        self.people = people
        self.rows = {file: [] for file in COLUMNS}
        self.conflicts = []
        self.duplicates = []
        self.standing = []
        self._blocks = {}
        self._known = {}

    def agent(self, agent, name, role, villages, wadah=None):
        cells = {"agent": agent, "name": name, "role": role, "wadah": wadah, "villages": villages}
        self.rows["agents.csv"].append(Row("agents.csv", cells))
        self._blocks[agent] = []

    def event(self, event, agent, kind, clock, place, village):
        cells = {"event": event, "agent": agent, "kind": kind, "place": place, "village": village}
        cells["starts_at"] = f"{DATE}T{clock}+07:00"
        self.rows["events.csv"].append(Row("events.csv", cells))

    def event_held(self, event, agent, kind, at, place, village, **cells):
        """An event that its agent records where it takes place."""
        row = Row("events.csv", {"event": event, "agent": agent, "kind": kind, "place": place, "village": village})
        self.rows["events.csv"].append(row.typed(starts_at=at, **cells).when(at))

    def known(self, person):
        """The branch knows this person in the morning; returns the label."""
        label = f"k{len(self._known) + 1:03}"
        self._known[label] = person
        cells = {"worker": label, **_person_cells(person)}
        del cells["segments"]
        self.rows["known_workers.csv"].append(Row("known_workers.csv", cells))
        return label

    def known_person(self, label):
        return self._known[label]

    def add(self, agent, *rows):
        """These rows happen to the agent one after the other, at some time of the day unless they say when."""
        for row in rows:
            row.cells["agent"] = agent
            self.rows[row.file].append(row)
        self._blocks[agent].append([row for row in rows if row.at is None])

    def conflict(self, kind, worker, field, agents):
        """A conflict must come out. `field` is a worker's field, or the month for receipts."""
        self.conflicts.append({"kind": kind, "worker": worker, "field": field, "agents": sorted(agents)})

    def duplicate(self, one, other, reasons):
        """A suspicion must come out. Workers are `agent/label`, or the bare label of a known worker."""
        self.duplicates.append({"workers": sorted([one, other]), "reasons": sorted(reasons)})

    def stands(self, worker, field, value):
        """This value must stand in the evening, whatever the order in which the agents synced."""
        self.standing.append({"worker": worker, "field": field, "value": value})

    def finish(self):
        """Gives every row its time, then every sheet its order: agent by agent, as sheets are handed in."""
        for agent in sorted(self._blocks):
            rows = [row for block in self.draw.shuffled(self._blocks[agent]) for row in block]
            pause = 37_000 // (len(rows) + 1)
            clock = datetime(2026, 6, 9, 6, 45)
            for row in rows:
                clock += timedelta(seconds=self.draw.whole(pause // 3, pause * 5 // 3))
                row.when(clock.strftime("%H:%M:%S"))
        for file in CAPTURES:
            for row in self.rows[file]:
                row.cells["captured_at"] = row.at
            self.rows[file].sort(key=lambda row: (row.cells["agent"], row.at))
        for row in self.rows["events.csv"]:
            row.cells["captured_at"] = row.at

    def sheets(self):
        """File name → text. Also gives every row its physical line."""
        return {file: self._sheet(file, rows) for file, rows in self.rows.items()}

    def _sheet(self, file, rows):
        columns = COLUMNS[file].split()
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            row.line = text.getvalue().count("\n") + 1
            writer.writerow([_typed(row.cells.get(column)) for column in columns])
        return text.getvalue()

    def expectation(self):
        """What must come of the day, for a test to hold the outcome against. Ask after `sheets`."""
        captures = [row for file in CAPTURES for row in self.rows[file]]
        accepted = [row for row in captures if row.refusal is None]
        registrations = [row for row in accepted if row.file == "registrations.csv"]
        present = {
            (row.cells["event"], self.whole_label(row))
            for row in accepted
            if row.file in ("registrations.csv", "attendance.csv") and row.cells.get("event")
        }
        return {
            "rows": len(captures) + sum(row.at is not None for row in self.rows["events.csv"]),
            "refused": [
                {"file": row.file, "line": row.line, "field": row.refusal[0], "rule": row.refusal[1]}
                for row in captures
                if row.refusal
            ],
            "conflicts": sorted(self.conflicts, key=lambda c: (c["kind"], c["worker"], c["field"])),
            "duplicates": sorted(self.duplicates, key=lambda d: d["workers"]),
            "standing": self.standing,
            "registrations": [self._quote(row) for row in registrations],
            "receipts": {agent: self._entrusted(registrations, agent) for agent in sorted(self._blocks)},
            "attendance": {
                row.cells["event"]: sum(event == row.cells["event"] for event, _ in present)
                for row in self.rows["events.csv"]
            },
        }

    def _entrusted(self, registrations, agent):
        """Rupiah of each receipt of the agent, in the order of the sheet."""
        cells = [row.cells for row in registrations if row.cells["agent"] == agent]
        return [row["cash"] for row in cells if row.get("cash")]

    def whole_label(self, row):
        label = row.cells["worker"]
        return label if label in self._known else f"{row.cells['agent']}/{label}"

    def _quote(self, row):
        return {"worker": self.whole_label(row), "line": row.line, "total": price(row)}


def price(row):
    """Rupiah that a registration row must be quoted."""
    cells = row.cells
    sector = cells.get("discount_sector") or OCCUPATIONS[cells["occupation"]][1]
    payer = cells.get("payer") or "self"
    return total(
        cells["declared_income"], cells["programmes"], cells["start_month"], cells["period_months"], sector, payer
    )


def _typed(value):
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return ";".join(value)
    return str(value)
