"""What the branch writes itself: messages, targets, the lists of its area, memberships, decisions and certificates.

A record that an agent captured is called `agent/label` here, one that the branch knew in the morning by its label.
"""

import csv
import io
from datetime import date, datetime, time, timedelta

from people import (
    BATURSARI,
    BEDONO,
    INLAND_WORK,
    KEMIJEN,
    MORODEMAK,
    OCCUPATIONS,
    TAMBAKREJO,
    TERBOYO_WETAN,
    TLOGOSARI_KULON,
    TRIMULYO,
)
from sheets import DATE, corrected, edited, record
from tariff import months

COLUMNS = {
    "branch/messages.csv": (
        "code title kind functions frame style language body media fact_check segments answers teller experiment active"
    ),
    "branch/targets.csv": "month village segment measure target",
    "branch/segment_populations.csv": "village segment people source year",
    "branch/public_holidays.csv": "date name kind",
    "branch/memberships.csv": "worker registration status covered_from covered_to months_paid autodebit at",
    "branch/statuses.csv": "registration status cause covered_from covered_to at",
    "branch/decisions.csv": "evaluation decision owner deadline causes changed_messages at",
    "branch/certificates.csv": "training certificate valid_to at",
}
# code: (title, kind, functions, frame, style, text, segments, answers, experiment)
MESSAGES = {
    "story-nelayan": ("Kapal Pak Darto", "story", "persuasion", "effort", "tetangga bercerita",
                      "Pak Darto tidak pulang melaut. Bu Darto tetap bisa menyekolahkan anak.", "fisher",
                      "ngaluk;takdir", None),
    "story-pasar": ("Lapak nomor 14", "story", "persuasion", "family", "pedagang bercerita",
                    "Bu Tin jatuh di tangga pasar. Rumah sakit sudah dibayar, lapak tetap buka.", "market_trader",
                    "no_trust;cost;not_relevant", None),
    "anim-ikhtiar": ("Ikhtiar dan pasrah", "animation", "persuasion;education", "effort", "dua kakak beradik",
                     "Mengikat perahu dulu, baru pasrah.", None, "takdir", None),
    "info-manfaat": ("Apa yang dijamin", "information", "education", "protection", "lembar satu halaman",
                     "Kecelakaan kerja dan kematian: apa yang dibayar, dan kapan.", None, "not_relevant", None),
    "info-klaim": ("Klaim langkah demi langkah", "information", "advocacy", "right", "lembar satu halaman",
                   "Surat apa saja, ke mana, berapa hari.", None, "no_trust", None),
    "info-diskon": ("Iuran setengah", "information", "education", "protection", "lembar satu halaman",
                    "Iuran JKK dan JKM dipotong separuh sampai akhir masa berlaku.", None, "cost", None),
    "bingkai-hak": ("Hak setiap pekerja", "information", "persuasion", "right", "kartu pos",
                    "Perlindungan ini hak saya sebagai warga.", None, None, "bingkai"),
    "bingkai-ikhtiar": ("Berjaga itu ikhtiar", "information", "persuasion", "effort", "kartu pos",
                        "Berjaga-jaga itu ikhtiar untuk yang di rumah.", None, None, "bingkai"),
}
VILLAGES = [TRIMULYO, TERBOYO_WETAN, KEMIJEN, TAMBAKREJO, TLOGOSARI_KULON, MORODEMAK, BEDONO, BATURSARI]
COASTAL = [TRIMULYO, TERBOYO_WETAN, MORODEMAK, BEDONO]
SEGMENTS = ["fisher", "market_trader", "ojek_stand", "ojek_online", "women_micro_enterprise", "day_labourer", "farmer"]
# Tens of people in a village; day labourers are many, and few of them are met.
POPULATIONS = {"fisher": (40, 90), "day_labourer": (70, 130)}
HALF_YEAR = months("2026-01", 6)
MEMBERS = 112
# Thursdays at three, but for the weeks of Lebaran and a holiday.
OFFICE_HOUR = time(15)
CLOSED = [date(2026, 3, 19), date(2026, 3, 26), date(2026, 5, 14)]
THURSDAYS = [date(2026, 1, 15) + timedelta(weeks=week) for week in range(24)]
OFFICE_DAYS = [day for day in THURSDAYS if day not in CLOSED]


class Office:
    """The rows of every file, as they are typed."""

    def __init__(self, draw):
        self.draw = draw
        self.rows = {file: [] for file in COLUMNS}

    def write(self, file, **cells):
        assert set(cells) <= set(COLUMNS[file].split()), (file, cells)
        self.rows[file].append(cells)

    def sheets(self):
        return {file: self._sheet(file) for file, rows in self.rows.items() if rows}

    def _sheet(self, file):
        text, columns = io.StringIO(), COLUMNS[file].split()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(columns)
        for cells in self.rows[file]:
            writer.writerow(["" if cells.get(column) is None else cells[column] for column in columns])
        return text.getvalue()


def published(office):
    """What phones get in the morning."""
    for code, (title, kind, functions, frame, style, text, segments, answers, experiment) in MESSAGES.items():
        office.write(
            "branch/messages.csv", code=code, title=title, kind=kind, functions=functions, frame=frame, style=style,
            language="id", body=text, fact_check="Bidang kepesertaan, 2025-12-15", segments=segments, answers=answers,
            experiment=experiment, active="true",
        )
    for month in HALF_YEAR:
        for village in VILLAGES:
            for measure, target in (("encounters", 14), ("cards", 10), ("submitted", 6), ("active", 5)):
                office.write("branch/targets.csv", month=month, village=village, measure=measure, target=target)
        for segment in SEGMENTS:
            office.write("branch/targets.csv", month=month, segment=segment, measure="encounters", target=16)
            office.write("branch/targets.csv", month=month, segment=segment, measure="submitted", target=7)
        office.write("branch/targets.csv", month=month, measure="renewed", target=12)
    for village in VILLAGES:
        for segment in SEGMENTS:
            if segment == "fisher" and village not in COASTAL:
                continue
            few, many = POPULATIONS.get(segment, (8, 42))
            people = office.draw.whole(few, many) * 10
            office.write(
                "branch/segment_populations.csv", village=village, segment=segment, people=people,
                source="Profil kelurahan dan desa (rekaan)", year=2025,
            )


def testimonial(office, season):
    """A worker tells their own story, and said so beforehand."""
    story = next(story for agent in ("siti", "dewi") for story in season.met[agent] if story.tells)
    office.write(
        "branch/messages.csv", code="cerita-sendiri", title="Cerita dari kampung sendiri", kind="testimonial",
        functions="persuasion", frame="family", style="yang mengalami bercerita", language="jv",
        body="Kula piyambak ingkang ngalami.", fact_check="Bidang kepesertaan, 2026-06-29", answers="ngaluk;no_trust",
        teller=story.whole_label, active="true",
    )


def members(office, day, draw, homes):
    """Workers whom the branch knows as members: who stayed, who fell behind, who came back."""
    for number in range(MEMBERS):
        agent, village = homes[number % len(homes)]
        work = list(OCCUPATIONS) if village in COASTAL else INLAND_WORK
        person = day.people.person(village, occupation=work[number // len(homes) % len(work)])
        label = day.known(person)
        all_months = months("2024-01", 30)[draw.whole(0, 24) :]
        payer = draw.one(["self"] * 5 + ["CSR", "village", "wadah"])
        # The longer somebody pays, the likelier the next month; what another pays ends with it.
        paid, owed = all_months[:1], []
        for at, month in enumerate(all_months[1:], 1):
            stays = 70 if payer != "self" and at == 6 else 91
            if not owed and draw.chance(stays) or 0 < len(owed) < 3 and draw.chance(40):
                # Whoever pays again within three months pays what was owed.
                paid, owed = paid + owed + [month], []
                continue
            owed.append(month)
            if len(owed) > 3:
                break
        # A few come back after it ended, with a new registration.
        if len(owed) > 3 and draw.chance(30):
            paid = paid + [month for month in all_months if month > owed[-1]][1:]
        status = "active" if paid[-1] >= "2026-06" else "in_arrears" if paid[-1] >= "2026-03" else "ended"
        covered_to = last_day(paid[-1])
        asked = f"2026-01-{draw.whole(10, 28)}T15:{draw.whole(10, 59)}:00+07:00"
        day.add(agent, edited(label, "segments", person.segments).when(asked))
        if draw.chance(80):
            cells = {"worker": label, "purposes": ["remind"], "action": "grant", "language": "id", "method": "voice"}
            day.add(agent, record("consents.csv", **cells).when(asked))
        if "2026-01" <= paid[-1] < "2026-06" and draw.chance(80):
            reminded(day, draw, agent, label, date.fromisoformat(str(covered_to)))
        autodebit = "true" if draw.chance(15) else "false"
        office.write(
            "branch/memberships.csv", worker=label, status=status, covered_from=f"{paid[0]}-01", covered_to=covered_to,
            months_paid=";".join(f"{month}:{payer}" for month in paid), autodebit=autodebit,
        )


def reminded(day, draw, agent, label, ended):
    """Somebody went there when cover had ended, and what came of it."""
    due = ended + timedelta(days=3)
    result = draw.one(["will_pay", "will_pay", "paid", "not_met", "declined", "moved_away", "wage_employment"])
    row = record("follow_ups.csv", worker=label, kind="after_end_3_days", due=due, results=[result])
    visited = due + timedelta(days=draw.whole(0, 4))
    day.add(agent, row.when(f"{visited}T16:{draw.whole(10, 59)}:00+07:00"))


def last_day(month):
    year, number = (int(part) for part in month.split("-"))
    following = date(year + number // 12, number % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


def office_day(earliest):
    """The first office day from a day on; none when the half-year is over."""
    return next((day for day in OFFICE_DAYS if day >= earliest), None)


def sitting(day):
    return f"{datetime.combine(day, OFFICE_HOUR).isoformat()}+07:00"


def statuses(office, season):
    """What became of the registrations: most are checked within days, some come back and are mended, some wait."""
    for row in season.day.rows["registrations.csv"]:
        # The office gets to few of those who registered on the one busy day before the half-year ends.
        is_busy = row.at is None or row.at.startswith(DATE)
        if row.cells.get("registration") and row.refusal is None and (not is_busy or season.draw.chance(30)):
            Application(office, season, row).follow()
    office.rows["branch/statuses.csv"].sort(key=lambda cells: cells["at"])


class Application:
    """A registration's way through the office."""

    def __init__(self, office, season, row):
        self.office, self.season, self.draw = office, season, season.draw
        self.agent, self.cells = row.cells["agent"], row.cells
        self.label = f"{self.agent}/{self.cells['registration']}"
        self.worker = season.day.whole_label(row)
        self.meant = season.meant.get((self.agent, self.cells["registration"]))
        self.start = self.cells["start_month"]
        self.handed_in = date.fromisoformat((row.at or DATE)[:10])

    def set(self, status, on, **cells):
        self.office.write("branch/statuses.csv", registration=self.label, status=status, at=sitting(on), **cells)

    def follow(self):
        for _ in range(3):
            on = office_day(self.handed_in + timedelta(days=self.draw.one([1, 2, 2, 3, 5, 9])))
            if on is None:
                return
            cause = self.flaw()
            if cause is None:
                self.verify(on)
                return
            if cause in ("already_registered", "age"):
                self.set("rejected", on, cause=cause)
                return
            self.set("needs_correction", on, cause=cause)
            if not self.mend(cause, on):
                return

    def flaw(self):
        if self.meant:
            return "nik_mismatch"
        chance = self.draw.whole(0, 99)
        if chance < 10:
            return "documents"
        if chance < 14:
            return "other"
        return "already_registered" if chance < 17 else None

    def mend(self, cause, on):
        """The agent reads why, sees the worker and hands it in again, mostly; answers whether."""
        if not self.draw.chance(88):
            return False
        days = self.draw.one([0, 0, 1, 1, 2, 4, 5])
        hour = self.draw.whole(16, 18) if days == 0 else self.draw.whole(8, 17)
        again = on + timedelta(days=days)
        if again.weekday() == 6 or again.isoformat() == DATE:
            again += timedelta(days=1)
        clock = datetime.combine(again, time(hour, self.draw.whole(0, 50)))
        rows = []
        if cause == "nik_mismatch":
            rows.append(edited(self.cells["worker"], "nik", self.meant))
            self.meant = None
        elif cause == "other":
            self.start = months(self.start, 2)[1]
            rows.append(corrected(self.cells["registration"], "start_month", self.start))
        rows.append(corrected(self.cells["registration"], "status", "submitted"))
        for minute, row in enumerate(rows):
            self.season.add(self.agent, row.when(f"{(clock + timedelta(minutes=minute)).isoformat()}+07:00"))
        self.handed_in = again
        return True

    def verify(self, on):
        self.set("verified", on)
        self.set("awaiting_payment", on)
        supported = bool(self.cells.get("support"))
        paid_on = office_day(on + timedelta(days=5 if supported else self.draw.one([5, 7, 7, 12])))
        chance = self.draw.whole(0, 99) // (4 if supported else 1)
        if paid_on is None or chance >= 84:
            return
        if chance >= 76:
            self.set("cancelled", paid_on, cause=self.draw.one(["not_paid", "not_paid", "withdrawn"]))
            return
        # Nobody is covered before the first contribution.
        paid = months(max(self.start, paid_on.isoformat()[:7]), self.cells["period_months"])
        covered_from = max(paid_on, date.fromisoformat(f"{paid[0]}-01"))
        self.set("active", paid_on, covered_from=covered_from, covered_to=last_day(paid[-1]))
        payer = self.cells.get("payer") or "self"
        self.member(covered_from, [f"{month}:{payer}" for month in paid], at=sitting(paid_on))
        # The worker pays on, or does not.
        further = [month for month in HALF_YEAR if month > paid[-1]]
        if further and self.draw.chance(50 if supported else 65):
            self.member(covered_from, [f"{month}:{payer}" for month in paid] + [f"{month}:self" for month in further])

    def member(self, covered_from, paid, **at):
        self.office.write(
            "branch/memberships.csv", worker=self.worker, registration=self.label, status="active",
            covered_from=covered_from, covered_to=last_day(paid[-1][:7]), months_paid=";".join(paid), autodebit="false",
            **at,
        )


def decisions(office, season, agents):
    """Decided in time, too late, or not at all."""
    asked = [f"{agent}/ev-{number}" for number in (1, 2) for agent in agents]
    for number, evaluation in enumerate(asked[:9]):
        deadline = season.written[evaluation] + timedelta(days=21)
        wait = 25 if number % 3 == 0 else office.draw.whole(2, 12)
        at = office_day(season.written[evaluation] + timedelta(days=wait))
        office.write(
            "branch/decisions.csv", evaluation=evaluation, decision="Cerita diganti dan diuji lagi.",
            owner="endang", deadline=deadline, causes="culture" if number % 2 == 0 else None,
            changed_messages="story-nelayan" if number == 0 else None, at=sitting(at) if at else None,
        )


def certificates(office, season, agents, modules):
    for number, agent in enumerate(agents):
        for module in modules if number < 5 else modules[:2]:
            expired, training = number == 3 and module == "product", f"endang/t-{agent}-{module}"
            office.write(
                "branch/certificates.csv", training=training,
                certificate=f"PF-2026-{number + 1}{modules.index(module) + 1}",
                valid_to="2026-05-31" if expired else "2027-04-30",
                at=sitting(office_day(season.written[training] + timedelta(days=3))),
            )
