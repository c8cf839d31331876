"""What the branch writes itself: messages, targets, the lists of its area, memberships, decisions and certificates.

A record that an agent captured is called `agent/label` here, one that the branch knew in the morning by its label.
"""

import csv
import io
from datetime import date, timedelta

from people import BATURSARI, BEDONO, KEMIJEN, MORODEMAK, TAMBAKREJO, TERBOYO_WETAN, TLOGOSARI_KULON, TRIMULYO
from sheets import record
from tariff import months

COLUMNS = {
    "branch/messages.csv": (
        "code title kind functions frame style language body media fact_check segments answers teller experiment active"
    ),
    "branch/targets.csv": "month village segment measure target",
    "branch/segment_populations.csv": "village segment people source year",
    "branch/public_holidays.csv": "date name kind",
    "branch/memberships.csv": "worker registration status covered_from covered_to months_paid autodebit",
    "branch/statuses.csv": "registration status cause covered_from covered_to",
    "branch/decisions.csv": "evaluation decision owner deadline causes changed_messages",
    "branch/certificates.csv": "training certificate valid_to",
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
CAUSES = ["nik_mismatch", "nik_mismatch", "documents", "documents", "already_registered", "other"]
MEMBERS = 84


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
        label = day.known(day.people.person(village))
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
        if draw.chance(80):
            cells = {"worker": label, "purposes": ["remind"], "action": "grant", "language": "id", "method": "voice"}
            asked = f"2026-01-{draw.whole(10, 28)}T15:{draw.whole(10, 59)}:00+07:00"
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


def statuses(office, season, draw):
    """What became of the registrations of the half-year: most wait, many are members, some came back."""
    for story, row, _ in season.registrations:
        cells = row.cells
        supported = bool(cells.get("support"))
        # Cover that begins late is looked at last: of those the office has only got to what is wrong.
        is_late = cells["start_month"] > "2026-05"
        if not draw.chance(22 if is_late else 100 if supported else 36):
            continue
        chance = draw.whole(0, 39) if is_late else draw.whole(0, 99)
        label = f"{story.agent}/{cells['registration']}"
        if is_late or not supported and chance < 50:
            status = "needs_correction" if chance < 26 else "rejected" if chance < 40 else "verified"
            cause = draw.one(CAUSES) if status != "verified" else None
            office.write("branch/statuses.csv", registration=label, status=status, cause=cause)
            continue
        for status in ("verified", "awaiting_payment"):
            office.write("branch/statuses.csv", registration=label, status=status)
        paid = months(cells["start_month"], cells["period_months"])
        dates = {"covered_from": f"{paid[0]}-01", "covered_to": last_day(paid[-1])}
        office.write("branch/statuses.csv", registration=label, status="active", **dates)
        further = [month for month in HALF_YEAR if month > paid[-1]] if draw.chance(65) else []
        member(office, story, label, paid, further)


def member(office, story, label, paid, further):
    """Who paid at first, and that the worker pays on."""
    payer = story.payer or "self"
    by_month = [f"{month}:{payer}" for month in paid] + [f"{month}:self" for month in further]
    dates = {"covered_from": f"{paid[0]}-01", "covered_to": last_day([*paid, *further][-1])}
    office.write(
        "branch/memberships.csv", worker=story.whole_label, registration=label, status="active",
        months_paid=";".join(by_month), autodebit="false", **dates,
    )


def decisions(office, agents):
    """Decided in time, too late, or not at all."""
    asked = [f"{agent}/ev-{number}" for number in (1, 2) for agent in agents]
    for number, evaluation in enumerate(asked[:9]):
        office.write(
            "branch/decisions.csv", evaluation=evaluation, decision="Cerita diganti dan diuji lagi.",
            owner="endang", deadline="2026-07-15" if number % 3 else "2026-06-20",
            causes="culture" if number % 2 == 0 else None, changed_messages="story-nelayan" if number == 0 else None,
        )


def certificates(office, agents, modules):
    for number, agent in enumerate(agents):
        for module in modules if number < 5 else modules[:2]:
            expired = number == 3 and module == "product"
            office.write(
                "branch/certificates.csv", training=f"endang/t-{agent}-{module}",
                certificate=f"PF-2026-{number + 1}{modules.index(module) + 1}",
                valid_to="2026-05-31" if expired else "2027-04-30",
            )
