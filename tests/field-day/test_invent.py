"""Holds the invented day against the format and the rules, reading only the files that it became.

    python3 -m unittest discover -s tests/field-day
"""

import csv
import io
import itertools
import json
import re
import sys
import unittest
from datetime import date, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from invent import HERE, PERISAI, SEED, invent  # noqa: E402
from sheets import CAPTURES, COLUMNS, DATE  # noqa: E402
from tariff import months  # noqa: E402

# What tells two workers apart.
WHO = ("nik", "name", "phone", "village", "birth_date")
DAYS = [(seed, *invent(seed)) for seed in (SEED, 1, 2, 3, 4, 4711)]


def rows_of(sheets, file):
    """The rows as dictionaries, each with its physical line."""
    text = sheets[file]
    header, *records = csv.reader(io.StringIO(text, newline=""))
    line = 2
    rows = []
    for record in records:
        row = dict(zip(header, record))
        assert len(record) == len(header), (file, line)
        row["file"], row["line"] = file, line
        line += 1 + sum(cell.count("\n") for cell in record)
        rows.append(row)
    return rows


def accepted(sheets, planted):
    refused = {(row["file"], row["line"]) for row in planted["refused"]}
    rows = [row for file in CAPTURES for row in rows_of(sheets, file) if (file, row["line"]) not in refused]
    return sorted(rows, key=lambda row: datetime.fromisoformat(row["captured_at"]))


def resembles(one, other):
    """The reasons for which two workers raise a suspicion."""
    reasons = []
    born = one["birth_date"] and one["birth_date"] == other["birth_date"]
    name = [" ".join(worker["name"].casefold().split()) for worker in (one, other)]
    if born and name[0] == name[1] and one["village"] == other["village"]:
        reasons.append("same_name_and_birth_with_village")
    if born and name[0] == name[1] and digits(one["phone"]) == digits(other["phone"]) != "":
        reasons.append("same_name_and_birth_with_phone")
    if one["nik"] and one["nik"] == other["nik"]:
        reasons.append("same_nik")
    elif born and one["nik"] and other["nik"] and one_slip(one["nik"], other["nik"]):
        reasons.append("near_nik")
    return sorted(reasons)


def one_slip(one, other):
    differ = [place for place in range(16) if one[place] != other[place]]
    if len(differ) == 2 and differ[1] == differ[0] + 1:
        return one[differ[0]] == other[differ[1]] and one[differ[1]] == other[differ[0]]
    return len(differ) == 1


def digits(phone):
    return re.sub(r"^(0|\+?62)", "", re.sub(r"[ -]", "", phone))


class TheCommittedDay(unittest.TestCase):
    def test_is_what_the_script_invents(self):
        sheets, planted = invent(SEED)
        folder = HERE / "default"
        files = {path.relative_to(folder).as_posix() for path in folder.rglob("*.csv")}
        self.assertEqual(files, set(COLUMNS) | set(sheets))
        for file, text in sheets.items():
            self.assertEqual((HERE / "default" / file).read_bytes(), text.encode("utf-8"), file)
        self.assertEqual(json.loads((HERE / "planted.json").read_text(encoding="utf-8")), planted)


class AnInventedDay(unittest.TestCase):
    def test_is_large_enough(self):
        for seed, sheets, planted in DAYS:
            with self.subTest(seed=seed):
                self.assertGreaterEqual(len(accepted(sheets, planted)), 600)
                agents = rows_of(sheets, "agents.csv")
                roles = {row["role"] for row in agents}
                self.assertEqual(roles, {"perisai_agent", "account_representative", "supervisor"})
                self.assertGreater(len(agents), len(PERISAI))
                planned = [row for row in rows_of(sheets, "events.csv") if not row["captured_at"]]
                forums = [row for row in planned if row["kind"] == "forum"]
                self.assertEqual(len(forums), 2)
                villages = {row["village"][:5] for row in accepted(sheets, planted) if row.get("village")}
                self.assertEqual(villages, {"33.74", "33.21"})

    def test_differs_with_the_seed(self):
        self.assertNotEqual(invent(1)[0], invent(2)[0])

    def test_names_nobody_before_their_capture(self):
        for seed, sheets, planted in DAYS:
            with self.subTest(seed=seed):
                known = {row["worker"] for row in rows_of(sheets, "known_workers.csv")}
                events = {row["event"] for row in rows_of(sheets, "events.csv")}
                agents = {row["agent"] for row in rows_of(sheets, "agents.csv")}
                captured = set()
                for row in accepted(sheets, planted):
                    self.assertIn(row["agent"], agents)
                    whose = row.get("worker") or row.get("respondent")
                    if not whose:
                        continue
                    label = (row["agent"], whose)
                    if row["file"] in ("workers.csv", "registrations.csv"):
                        captured.add(label)
                    self.assertTrue(whose in known or label in captured, label)
                    self.assertTrue(not row.get("event") or row["event"] in events)

    def test_measures_nobody_who_has_taken_that_consent_back(self):
        for seed, sheets, planted in DAYS:
            with self.subTest(seed=seed):
                withdrawn = set()
                for row in accepted(sheets, planted):
                    label = (row["agent"], row.get("worker"))
                    if row["file"] == "consents.csv" and "measure" in row["purposes"].split(";"):
                        change = withdrawn.add if row["action"] == "withdraw" else withdrawn.discard
                        change(label)
                    elif row["file"] == "measurements.csv" and row["side"] == "worker":
                        self.assertNotIn(label, withdrawn)

    def test_raises_the_planted_suspicions_and_no_other(self):
        for seed, sheets, planted in DAYS:
            with self.subTest(seed=seed):
                workers = {row["worker"]: row for row in rows_of(sheets, "known_workers.csv")}
                for row in accepted(sheets, planted):
                    if row["file"] not in ("workers.csv", "registrations.csv", "edits.csv"):
                        continue
                    label = row["worker"] if row["worker"] in workers else f"{row['agent']}/{row['worker']}"
                    if row["file"] in ("workers.csv", "registrations.csv"):
                        workers[label] = {"nik": workers.get(label, {}).get("nik", ""), **row}
                    elif row["file"] == "edits.csv" and row["field"] in WHO:
                        workers[label] = {**workers[label], row["field"]: row["value"]}
                found = [
                    {"workers": sorted(pair), "reasons": reasons}
                    for pair in itertools.combinations(sorted(workers), 2)
                    for reasons in [resembles(workers[pair[0]], workers[pair[1]])]
                    if reasons
                ]
                self.assertEqual(sorted(found, key=lambda pair: pair["workers"]), planted["duplicates"])

    def test_has_well_formed_niks_that_agree_with_the_person_unless_acknowledged(self):
        for seed, sheets, planted in DAYS:
            with self.subTest(seed=seed):
                for row in accepted(sheets, planted):
                    if row["file"] != "registrations.csv":
                        continue
                    self.assertRegex(row["nik"], r"^\d{12}(?!0000)\d{4}$")
                    born = date.fromisoformat(row["birth_date"])
                    day = born.day + (40 if row["sex"] == "female" else 0)
                    agrees = row["nik"][6:12] == f"{day:02}{born.month:02}{born.year % 100:02}"
                    self.assertEqual(agrees and not row["nik"].startswith("54"), not row["acknowledge"], row["worker"])
                    self.assertTrue(row["consent_method"])

    def test_refuses_a_row_for_every_rule_that_the_input_can_break(self):
        for seed, _, planted in DAYS:
            with self.subTest(seed=seed):
                self.assertEqual(
                    {row["rule"] for row in planted["refused"]},
                    set(
                        "nik_length nik_digits nik_date nik_serial age_max age_min consent_missing "
                        "warning_unacknowledged jht_obligatory required enum date village_unknown "
                        "label_unknown phone field_unknown lifecycle subject".split()
                    ),
                )

    def test_leaves_no_concurrent_edit_of_a_contested_field_unplanted(self):
        for seed, sheets, planted in DAYS:
            with self.subTest(seed=seed):
                known = {row["worker"]: row for row in rows_of(sheets, "known_workers.csv")}
                wanted = {}
                for row in accepted(sheets, planted):
                    if row.get("worker") not in known:
                        continue
                    if row["file"] == "edits.csv" and row["field"] in ("nik", "birth_date", "sex"):
                        wanted.setdefault((row["worker"], row["field"]), {})[row["agent"]] = row["value"]
                    elif row["file"] == "registrations.csv":
                        for field in ("nik", "birth_date", "sex"):
                            if row[field] != known[row["worker"]][field]:
                                wanted.setdefault((row["worker"], field), {})[row["agent"]] = row[field]
                clashes = [
                    {"kind": "field", "worker": worker, "field": field, "agents": sorted(values)}
                    for (worker, field), values in sorted(wanted.items())
                    if len(set(values.values())) > 1
                ]
                planted_clashes = [conflict for conflict in planted["conflicts"] if conflict["kind"] == "field"]
                self.assertEqual(clashes, sorted(planted_clashes, key=lambda c: (c["worker"], c["field"])))

    def test_entrusts_money_twice_for_the_planted_months_only(self):
        for seed, sheets, planted in DAYS:
            with self.subTest(seed=seed):
                known = {row["worker"] for row in rows_of(sheets, "known_workers.csv")}
                paid = {}
                for row in accepted(sheets, planted):
                    if row["file"] != "registrations.csv" or not row["cash"]:
                        continue
                    label = row["worker"] if row["worker"] in known else f"{row['agent']}/{row['worker']}"
                    for month in months(row["start_month"], int(row["period_months"])):
                        paid.setdefault((label, month), []).append(row["agent"])
                twice = [
                    {"kind": "receipt", "worker": worker, "field": month, "agents": sorted(agents)}
                    for (worker, month), agents in sorted(paid.items())
                    if len(agents) > 1
                ]
                self.assertEqual(twice, [clash for clash in planted["conflicts"] if clash["kind"] == "receipt"])


class TheOutreach(unittest.TestCase):
    """What the reports need to say something."""

    def each(self):
        return [(sheets, accepted(sheets, planted)) for _, sheets, planted in DAYS]

    def test_spans_six_months_in_every_segment(self):
        for sheets, rows in self.each():
            self.assertEqual({row["captured_at"][:7] for row in rows}, {f"2026-0{month}" for month in range(1, 7)})
            met = [row for row in rows if row["file"] == "workers.csv"]
            self.assertGreaterEqual(len(met), 300)
            segments = {segment for row in met for segment in row["segments"].split(";")}
            self.assertEqual(len(segments), 8)

    def test_has_a_row_in_every_file(self):
        for sheets, _ in self.each():
            for file in sheets:
                self.assertTrue(rows_of(sheets, file), file)

    def test_measures_the_same_people_twice_where_somebody_visits_and_where_nobody_does(self):
        for sheets, rows in self.each():
            pairs = paired_cards(rows)
            visited = {(row["agent"], row["worker"]) for row in rows if row["file"] == "encounters.csv"}
            self.assertGreaterEqual(sum(who in visited for who in pairs), 60)
            self.assertGreaterEqual(sum(who not in visited for who in pairs), 30)
            for first, again in pairs.values():
                self.assertGreaterEqual((captured(again) - captured(first)).days, 14)

    def test_moves_those_who_heard_a_story_more_than_those_who_did_not(self):
        gains = {True: [], False: []}
        for sheets, rows in self.each():
            told = {
                (row["agent"], row["worker"])
                for row in rows
                if row["file"] == "encounters.csv" and re.search("story|anim", row["messages"])
            }
            for who, (first, again) in paired_cards(rows).items():
                gains[who in told].append(worldview(again["own"]) - worldview(first["own"]))
        means = {told: sum(gained) / len(gained) for told, gained in gains.items()}
        self.assertGreater(means[True], means[False] + 2)
        self.assertLess(means[True], 12)

    def test_has_a_panel_a_check_and_cards_to_doubt(self):
        for sheets, rows in self.each():
            cards = [row for row in rows if row["file"] == "measurements.csv"]
            panel = [row for row in cards if row["side"] == "panel"]
            quarters = [(int(row["captured_at"][5:7]) - 1) // 3 for row in panel]
            self.assertTrue(all(quarters.count(quarter) >= 8 for quarter in (0, 1)))
            self.assertGreaterEqual(sum(row["wave"] == "check" for row in cards), 10)
            self.assertTrue(any(int(row["seconds"]) < 40 for row in cards))
            self.assertTrue(any(len(set(row["own"].split(";"))) == 1 for row in cards))
            self.assertTrue(any("" in row["own"].split(";") for row in cards))

    def test_asks_enough_people_in_enough_hamlets_whom_they_listen_to(self):
        for sheets, rows in self.each():
            hamlets = {(row["agent"], row["worker"]): row["hamlet"] for row in rows if row["file"] == "workers.csv"}
            asked = {(row["agent"], row["respondent"]) for row in rows if row["file"] == "nominations.csv"}
            self.assertGreaterEqual(len(asked), 60)
            self.assertGreaterEqual(len({hamlets[who] for who in asked if who in hamlets}), 6)

    def test_leaves_questions_answered_late_and_never(self):
        for sheets, rows in self.each():
            talks = [row for row in rows if row["file"] == "encounters.csv"]
            asked = {(row["agent"], row["encounter"]): captured(row) for row in talks if row["direction"] == "incoming"}
            waits = [(captured(row) - asked[row["agent"], row["answers"]]).days for row in talks if row["answers"]]
            self.assertTrue(any(wait <= 1 for wait in waits) and any(wait > 4 for wait in waits))
            self.assertLess(len(waits), len(asked))

    def test_cites_what_its_agent_had_recorded_by_then(self):
        for sheets, rows in self.each():
            recorded, cited = set(), 0
            for row in rows:
                kind = row["file"].removesuffix("s.csv")
                if row.get(kind):
                    recorded.add((row["agent"], f"{kind}/{row[kind]}"))
                for evidence in filter(None, row.get("evidence", "").split(";")):
                    self.assertIn((row["agent"], evidence), recorded)
                    cited += 1
            self.assertGreaterEqual(cited, 10)

    def test_names_at_the_office_only_what_was_captured(self):
        for sheets, rows in self.each():
            kinds = ("registration", "evaluation", "training")
            columns = {f"{kind}s.csv": kind for kind in kinds}
            there = {
                (column, f"{row['agent']}/{row[column]}")
                for row in rows
                for column in [columns.get(row["file"])]
                if column and row[column]
            }
            for file in ("branch/statuses.csv", "branch/decisions.csv", "branch/certificates.csv"):
                for row in rows_of(sheets, file):
                    column = next(iter(row))
                    self.assertIn((column, row[column]), there)

    def test_lets_the_office_work_on_days_between_and_never_on_the_planted_one(self):
        for sheets, rows in self.each():
            handed_in = {}
            for row in rows:
                if row["file"] == "registrations.csv" and row["registration"]:
                    handed_in[f"{row['agent']}/{row['registration']}"] = captured(row)
            days = set()
            for file in ("statuses", "memberships", "decisions", "certificates"):
                days |= {row["at"][:10] for row in rows_of(sheets, f"branch/{file}.csv") if row["at"]}
            self.assertTrue(15 <= len(days) <= 25, days)
            self.assertNotIn(DATE, days)
            for row in rows_of(sheets, "branch/statuses.csv"):
                self.assertLess(handed_in[row["registration"]], datetime.fromisoformat(row["at"]))

    def test_hands_in_again_what_came_back_and_nothing_else(self):
        for sheets, rows in self.each():
            steps = {}
            for row in rows_of(sheets, "branch/statuses.csv"):
                at = datetime.fromisoformat(row["at"])
                steps.setdefault(row["registration"], []).append((at, row["status"]))
            again, hours = 0, []
            for row in rows:
                if row["file"] != "edits.csv" or not row["registration"] or row["field"] != "status":
                    continue
                of_one = steps[f"{row['agent']}/{row['registration']}"]
                before = [step for step in of_one if step[0] < captured(row)]
                self.assertEqual(before[-1][1], "needs_correction")
                hours.append((captured(row) - before[-1][0]).total_seconds() / 3600)
                again += 1
            back = [step for of_one in steps.values() for step in of_one if step[1] == "needs_correction"]
            self.assertGreaterEqual(again, 12)
            self.assertTrue(0.6 * len(back) < again < len(back), (again, len(back)))
            self.assertTrue(min(hours) < 8 and 24 < max(hours) <= 7 * 24, (min(hours), max(hours)))

    def test_knows_of_enough_supported_people_whether_they_paid_on(self):
        for sheets, rows in self.each():
            members = {row["registration"]: row for row in rows_of(sheets, "branch/memberships.csv")}
            stayed = {}
            for row in rows:
                if row["file"] != "registrations.csv" or not row["support"]:
                    continue
                member = members.get(f"{row['agent']}/{row['registration']}")
                # Whether the month after is paid is known once its three months of grace have passed.
                following = months(row["start_month"], int(row["period_months"]) + 1)[-1]
                if member and following <= "2026-02":
                    stayed.setdefault(row["support"], []).append(following in member["months_paid"])
            self.assertEqual(len(stayed), 2)
            self.assertTrue(all(len(of_support) >= 10 for of_support in stayed.values()), stayed)
            self.assertEqual({paid for of_support in stayed.values() for paid in of_support}, {True, False})

    def test_follows_members_through_lapses_and_returns(self):
        for sheets, _ in self.each():
            members = rows_of(sheets, "branch/memberships.csv")
            self.assertGreaterEqual({row["status"] for row in members}, {"active", "in_arrears", "ended"})
            paid = [[part.split(":")[0] for part in row["months_paid"].split(";")] for row in members]
            self.assertTrue(any(row[0] < "2026" and len(row) >= 13 for row in paid))
            self.assertTrue(any(row != months(row[0], len(row)) for row in paid), "somebody came back")


def captured(row):
    return datetime.fromisoformat(row["captured_at"])


def paired_cards(rows):
    """The first and the last card of every worker with both."""
    cards = {}
    for row in rows:
        if row["file"] == "measurements.csv" and row["side"] == "worker" and row["wave"] != "check":
            cards.setdefault((row["agent"], row["worker"]), []).append(row)
    return {who: (answered[0], answered[-1]) for who, answered in cards.items() if len(answered) > 1}


def worldview(own):
    """W of a card, 0 to 100; the second and the third statement are reversed."""
    tapped = [(int(answer), place in (1, 2)) for place, answer in enumerate(own.split(";")) if answer]
    return 25 * (sum(6 - answer if is_reversed else answer for answer, is_reversed in tapped) / len(tapped) - 1)


if __name__ == "__main__":
    unittest.main()
