"""Six months of outreach around the day: people met, what they said, and what moved.

Every worker of these pages belongs to one agent, and to nothing that `planted.py` is about. Effects are small and
noisy, as in the field: a story moves a view by some points on average, many people not at all.
"""

import hashlib
from datetime import date, datetime, timedelta

from people import (
    BANJARDOWO,
    BATURSARI,
    BEDONO,
    KARANGASEM,
    KEMIJEN,
    MORODEMAK,
    TAMBAKREJO,
    TERBOYO_WETAN,
    TLOGOSARI_KULON,
    TRIMULYO,
)
from office import MESSAGES, certificates, decisions, members, published, statuses, testimonial
from organisation import MODULES, Season, beginnings, evaluations, figures_cards, forums, relationships, trainings
from sheets import edited, met, price, record, registered, talked
from tariff import months

FIRST_DAY, LAST_DAY = date(2026, 1, 9), date(2026, 6, 30)
HOMES = {
    "siti": [TRIMULYO, TERBOYO_WETAN],
    "bagus": [TRIMULYO, KEMIJEN],
    "ratna": [KEMIJEN, TAMBAKREJO],
    "joko": [TAMBAKREJO, TLOGOSARI_KULON],
    "dewi": [MORODEMAK, BEDONO],
    "agus": [MORODEMAK, BATURSARI],
}
MET_EACH = 46
KNOWN_EACH = 10
# Villages that nobody visits: their people answer cards, and that is all.
UNVISITED = [BANJARDOWO, KARANGASEM]
HAMLETS = ["RW 01", "RW 02", "RW 03", "RW 04", "Dukuh Krajan", "Dukuh Tengah", "Dukuh Wetan"]
WORK = [
    "fisher",
    "market_trader",
    "ojek_stand_driver",
    "ojek_online_driver",
    "food_stall_keeper",
    "day_labourer",
    "rice_farmer",
]
BARRIERS = ["contribution", "irregular_income", "distance", "phone_or_signal", "documents", "time", "claim_experience"]
ASKED = ["family", "neighbours", "patron", "group", "whatsapp_group"]
MEDIA = ["whatsapp", "social_media", "youtube"]
OBJECTIONS = {
    "fisher": ["ngaluk", "takdir", "ngaluk", "cost", "no_trust"],
    "rice_farmer": ["takdir", "ngaluk", "cost", "not_relevant"],
}
COMMON_OBJECTIONS = ["cost", "no_time", "already_bpjs_kesehatan", "takdir", "no_trust", "not_relevant", "other"]
KINDS = {"ngaluk": "emotional", "takdir": "both", "no_trust": "emotional"}
QUOTES = {
    "ngaluk": ["Ojo ngomong celaka, mengko malah kedadean.", "Nyawisake santunan kok kaya njaluk musibah."],
    "takdir": ["Umur wis ana sing ngatur.", "Musibah itu sudah takdir, Mbak."],
    "cost": ["Uang segitu buat beras dulu.", "Penghasilan saya tidak tentu."],
    "no_trust": ["Dulu pernah setor, tidak ada kabarnya.", "Nanti klaimnya dipersulit."],
    "already_bpjs_kesehatan": ["Saya sudah punya BPJS."],
}
# Which message answers an objection, and how many of a hundred it resolves and softens.
BRIDGES = {
    "ngaluk": [("story-nelayan", 42, 30), ("info-manfaat", 12, 25)],
    "takdir": [("anim-ikhtiar", 38, 30), ("info-manfaat", 14, 24)],
    "no_trust": [("info-klaim", 30, 32), ("story-pasar", 22, 28)],
    "cost": [("info-diskon", 34, 28), ("info-diskon", 34, 28), ("story-pasar", 20, 30)],
    "not_relevant": [("story-pasar", 30, 30)],
}
ARGUMENTS = {
    "ngaluk": "neighbours_story",
    "takdir": "effort",
    "no_trust": "figures_example",
    "cost": "cost_compared",
    "already_bpjs_kesehatan": "not_bpjs_kesehatan",
    "not_relevant": "family",
}
AGREED = ["Berjaga-jaga itu ikhtiar, bukan mendahului takdir.", "Santunan untuk keluarga, bukan mengundang musibah."]
VARIANTS = ["bingkai-hak", "bingkai-ikhtiar"]
INSTRUMENT = "KO-4.1"
REVERSED = [False, True, True, False]


def outreach(day, office):
    """The whole half-year, in the field and at the office."""
    season = Season(day, MESSAGES)
    published(office)

    def open_clock(chosen):
        return opening(day.draw, chosen)

    beginnings(season, open_clock)
    for agent in HOMES:
        for number in range(1, MET_EACH + KNOWN_EACH + 1):
            Story(season, agent, number).tell()
    gathered_by_partners(season)
    unvisited_villages(day)
    staff_cards(day)
    relationships(season, open_clock, workday)
    figures_cards(season, open_clock, workday, card)
    trainings(season, open_clock, workday, [*HOMES, "hendra"])
    evaluations(season, open_clock, workday, list(HOMES))
    forums(season, open_clock)
    statuses(office, season)
    members(office, day, day.draw, [(agent, home) for agent, homes in HOMES.items() for home in homes])
    decisions(office, season, list(HOMES))
    certificates(office, season, list(HOMES), MODULES)
    testimonial(office, season)


class Clock:
    """Moments that follow each other."""

    def __init__(self, day, minute):
        self.at = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)

    def next(self, minutes=2):
        self.at += timedelta(minutes=minutes)
        return instant(self.at)


def instant(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%S+07:00")


def workday(draw, first, last):
    """A day from the first to the last that is no Sunday and not the day that `planted.py` is about."""
    while True:
        chosen = first + timedelta(days=draw.whole(0, (last - first).days))
        if chosen.weekday() != 6 and chosen != date(2026, 6, 9):
            return chosen


def opening(draw, chosen):
    return Clock(chosen, draw.whole(7 * 60 + 30, 16 * 60))


class Story:
    """One worker, from the first meeting on."""

    def __init__(self, season, agent, number, first=None):
        self.season, self.draw, self.agent = season, season.draw, agent
        day = season.day
        self.known = MET_EACH < number <= MET_EACH + KNOWN_EACH
        village = HOMES[agent][number % 2]
        self.person = day.people.person(village, occupation=WORK[number % len(WORK)])
        self.hamlet = self.draw.one(HAMLETS)
        self.label = day.known(self.person) if self.known else f"p{number:03}"
        self.first = first or workday(self.draw, FIRST_DAY, date(2026, 5, 8))
        self.consents = set()
        # The last day on which a card was answered again.
        self.measured = self.first
        season.met.setdefault(agent, []).append(self)
        self.tells = False
        # Where this worker stands, 0 to 100, and how the agent's guess is biased.
        self.view = min(95, max(5, 48 + self.draw.spread(22)))
        self.talks = 0

    def tell(self):
        clock = opening(self.draw, self.first)
        self.meet(clock)
        story_used = self.talk(clock, self.first)
        if "nominate" in self.consents and self.draw.chance(60):
            nominate(self, clock)
        second = self.first + timedelta(days=self.draw.whole(5, 20))
        if self.draw.chance(55):
            story_used |= self.talk(opening(self.draw, self.no_sunday(second)), second)
        if "measure" in self.consents and self.draw.chance(62):
            self.measure_again(story_used)
        if self.draw.chance(14):
            self.ask()
        self.decide()
        if self.consents and not self.tells and self.draw.chance(4):
            self.withdraw()

    @property
    def whole_label(self):
        return self.label if self.known else f"{self.agent}/{self.label}"

    def no_sunday(self, chosen):
        if chosen.weekday() == 6 or chosen == date(2026, 6, 9):
            chosen += timedelta(days=1)
        return chosen

    def add(self, *rows):
        self.season.add(self.agent, *rows)

    def meet(self, clock):
        purposes = self.draw.one([["measure", "nominate", "remind"]] * 5 + [["measure", "remind"]] * 2 + [[]])
        method = self.draw.one(["signature", "voice", "thumb"])
        self.tells = bool(purposes) and not self.known and self.draw.chance(6)
        purposes = purposes + ["testimonial"] * self.tells
        self.consents = set(purposes)
        segments = ["other"] if self.draw.chance(4) else self.person.segments
        if not self.known:
            row = met(self.label, self.person.but(segments=segments), hamlet=self.hamlet)
            row.typed(reached_before="true" if self.draw.chance(30) else None)
            if purposes:
                row.typed(consent_method=method, consent_purposes=purposes)
            self.add(row.when(clock.next()))
            return
        self.add(edited(self.label, "hamlet", self.hamlet).when(clock.next()))
        self.add(edited(self.label, "segments", segments).when(clock.next()))
        if purposes:
            cells = {"worker": self.label, "purposes": purposes, "action": "grant", "language": "jv", "method": method}
            self.add(record("consents.csv", **cells).when(clock.next()))

    def talk(self, clock, when):
        """A conversation with its objections and, the first time, the card. Answers whether a story was told."""
        self.talks += 1
        draw, label = self.draw, f"e-{self.label}-{self.talks}"
        messages = draw.one([["story-nelayan"], ["story-pasar"], ["info-manfaat"], ["anim-ikhtiar"], []])
        if draw.chance(30):
            messages = messages + [drawn_variant("bingkai", self.person.village.replace(".", ""))]
        understood = min(3, draw.whole(0, 2) + (1 if draw.chance(45) else 0) + (1 if self.talks > 1 else 0))
        intent = min(5, max(1, round(1 + self.view / 30 + draw.spread(1.0) + (0.5 if self.talks > 1 else 0))))
        row = talked(self.label, encounter=label, channel="face_to_face", minutes=draw.whole(8, 45))
        row.typed(
            messages=self.season.offered(messages),
            barriers=draw.some(BARRIERS, 2),
            asks_whom=draw.some(ASKED, 2),
            media_used=draw.some(MEDIA, 2),
            teach_back=understood if draw.chance(85) else None,
            intent=intent if draw.chance(85) else None,
        )
        if row.cells["intent"] and intent >= 4 and draw.chance(75):
            row.typed(intent_day=when + timedelta(days=draw.whole(2, 14)))
        self.intent = intent
        self.add(row.when(clock.next(10)))
        objections = draw.whole(0, 3 if self.talks == 1 else 1)
        objected = [self.object_to(label, clock, number) for number in range(objections)]
        if self.talks == 1 and "measure" in self.consents:
            card = self.card("baseline", self.view, encounter=label)
            self.add(card.when(clock.next()))
            if draw.chance(3):
                self.season.cite(self.agent, when, f"encounter/{label}")
        if objected and draw.chance(20):
            self.promise(clock, when)
        return any(message.startswith(("story", "anim")) for message in messages)

    def object_to(self, encounter, clock, number):
        draw = self.draw
        code = draw.one(OBJECTIONS.get(self.person.occupation, COMMON_OBJECTIONS))
        label = f"o-{encounter}-{number}"
        cells = {"objection": label, "worker": self.label, "encounter": encounter, "code": code}
        bridges = self.season.bridges(BRIDGES.get(code, []))
        resolved, softened = 18, 28
        if bridges and draw.chance(90):
            cells["bridge"], resolved, softened = draw.one(bridges)
        elif code in ARGUMENTS:
            cells["argument"] = ARGUMENTS[code]
        chance = draw.whole(0, 99)
        outcome = "resolved" if chance < resolved else "softened" if chance < resolved + softened else "unchanged"
        cells["kind"] = KINDS.get(code, "cognitive")
        cells["quote"] = draw.one(QUOTES[code]) if code in QUOTES and draw.chance(50) else None
        cells["agreed_meaning"] = draw.one(AGREED) if outcome == "resolved" and code in ("ngaluk", "takdir") else None
        self.add(record("objections.csv", outcome=outcome, **cells).when(clock.next()))
        if draw.chance(8):
            self.season.cite(self.agent, clock.at.date(), f"objection/{label}")

    def card(self, wave, view, worker=True, **cells):
        return card(self.draw, wave, view, side="worker", worker=self.label, **cells)

    def measure_again(self, story_used):
        gain = 7 if story_used else 2
        view = self.view + gain + self.draw.spread(9)
        when = self.no_sunday(self.first + timedelta(days=self.draw.whole(24, 66)))
        if when > LAST_DAY:
            return
        self.measured = when
        clock = opening(self.draw, when)
        self.add(self.card("after", view).when(clock.next()))
        if self.known and self.draw.chance(70):
            self.check(view, when)

    def check(self, view, when):
        """Somebody else asks once more, with a consent of their own."""
        self.measured = self.no_sunday(min(when + timedelta(days=self.draw.whole(1, 4)), LAST_DAY))
        clock = opening(self.draw, self.measured)
        cells = {"worker": self.label, "purposes": ["measure"], "action": "grant", "language": "id", "method": "voice"}
        self.season.add("endang", record("consents.csv", **cells).when(clock.next()))
        again = self.card("check", view + self.draw.spread(6))
        self.season.add("endang", again.when(clock.next()))

    def ask(self):
        """The worker asks; it is answered within a day or two, late, or never."""
        when = workday(self.draw, self.first + timedelta(days=2), min(self.first + timedelta(days=50), LAST_DAY))
        clock, question = opening(self.draw, when), f"q-{self.label}"
        asked = talked(self.label, encounter=question, channel="whatsapp", direction="incoming", minutes=3)
        self.add(asked.when(clock.next()))
        wait = self.draw.one([0, 1, 1, 1, 1, 6, 9, None])
        if wait is None:
            return
        answer = self.no_sunday(when + timedelta(days=wait))
        if answer > LAST_DAY:
            return
        clock = Clock(answer, 17 * 60)
        row = talked(self.label, channel="whatsapp", answers=question, minutes=5)
        self.add(row.when(clock.next(self.draw.whole(1, 90))))

    def promise(self, clock, when):
        """Something was promised, and mostly done."""
        due = when + timedelta(days=self.draw.whole(3, 10))
        cells = {"worker": self.label, "kind": "promise", "due": due, "about": "Brosur klaim", "owner": self.agent}
        if self.draw.chance(75):
            cells["results"] = [self.draw.one(["done", "done", "not_met"])]
        self.add(record("follow_ups.csv", **cells).when(clock.next()))

    def decide(self):
        """Those who mean it register, mostly."""
        if not self.draw.chance(62 if self.intent >= 4 else 12):
            return
        draw = self.draw
        when = self.no_sunday(self.first + timedelta(days=draw.whole(21, 50)))
        clock = opening(draw, when)
        self.register(clock, f"{when.year}-{when.month + 1:02}", draw.one([1, 3, 3, 6]))

    def enrol_at_once(self):
        """Met, told and registered on one day, for that very month."""
        clock = opening(self.draw, self.first)
        self.meet(clock)
        self.talk(clock, self.first)
        self.register(clock, f"{self.first.year}-{self.first.month:02}", 1)

    def register(self, clock, start, period_months):
        draw, registration = self.draw, f"r-{self.label}"
        row = registered(self.label, self.person, registration=registration, start_month=start)
        row.typed(period_months=period_months, consent_method=draw.one(["signature", "thumb", "voice"]))
        if not self.known and draw.chance(8):
            self.season.meant[self.agent, registration] = self.person.nik
            row.typed(nik=slipped(self.person.nik))
        support = self.season.support_for(self.person.village, start)
        if support and draw.chance(85):
            row.typed(**support)
        elif draw.chance(60):
            row.typed(cash=price(row))
        self.add(row.when(clock.next()))
        if row.cells.get("cash"):
            self.pay_on(row)

    def pay_on(self, row):
        """Some entrust the months that follow, too."""
        first = months(row.cells["start_month"], row.cells["period_months"] + 1)[-1]
        if row.cells["period_months"] > 3 or first > "2026-06" or not self.draw.chance(85):
            return
        year, month = (int(part) for part in first.split("-"))
        clock = opening(self.draw, workday(self.draw, date(year, month, 1), date(year, month, 20)))
        cells = {"worker": self.label, "registration": row.cells["registration"]}
        cells["rupiah"] = price(row) // row.cells["period_months"]
        self.add(record("receipts.csv", contribution_months=[first], **cells).when(clock.next()))

    def withdraw(self):
        when = workday(self.draw, date(2026, 6, 20), LAST_DAY)
        # Nobody is measured who has taken the consent back: that story is told by what is planted.
        when = max(when, self.no_sunday(self.measured + timedelta(days=1)))
        if when > LAST_DAY:
            return
        cells = {"worker": self.label, "purposes": sorted(self.consents), "action": "withdraw"}
        row = record("consents.csv", language="id", method="voice", **cells)
        self.add(row.when(opening(self.draw, when).next()))


def card(draw, wave, view, **cells):
    """A card as it was answered: some too fast, some with one answer throughout, some with gaps."""
    own = answers(draw, view)
    perceived = answers(draw, 72 + draw.spread(14))
    guess = answers(draw, 40 + (view - 50) * 0.4 + draw.spread(12)) if cells["side"] in ("worker", "figure") else None
    if draw.chance(4):
        same = str(draw.whole(3, 5))
        own, perceived = [same] * 4, [same] * 4
    times, slowest = [], 11 if draw.chance(6) else 48
    for _ in range(2 if guess is None else 3):
        times.append((times[-1] if times else 0) + draw.whole(slowest // 3, slowest))
    row = record("measurements.csv", instrument_version=INSTRUMENT, own=own, perceived=perceived, guess=guess, **cells)
    return row.typed(wave=wave, seconds=times[-1], part_seconds=[str(second) for second in times])


def answers(draw, view):
    """Answers as tapped, of somebody who stands at a point from 0 to 100; a statement may be reversed."""
    tapped = []
    for is_reversed in REVERSED:
        scored = min(5, max(1, round(1 + view / 25 + draw.spread(0.8))))
        tapped.append("" if draw.chance(3) else str(6 - scored if is_reversed else scored))
    if not any(tapped):
        tapped[0] = "3"
    return tapped


def drawn_variant(experiment, group):
    """The variant that a group draws, as phones draw it: everybody of a village sees the same."""
    digest = hashlib.sha256(f"{experiment}\0{group}".encode()).digest()
    return VARIANTS[int.from_bytes(digest[:8], "big") % len(VARIANTS)]


def nominate(story, clock):
    """Names up to two figures of the village, for one question or both."""
    draw, figures = story.draw, story.season.figures_of(story.person.village)
    for question in draw.one([["spread_news"], ["asks_advice"], ["spread_news", "asks_advice"]]):
        named = []
        for rank in range(1, draw.whole(1, 2) + 1):
            # The first figure of a village is the one whom most would name.
            left = [figure for figure in figures if figure not in named]
            if not left:
                break
            named.append(left[0] if draw.chance(55) else draw.one(left))
            cells = {"question": question, "figure": named[-1], "respondent": story.label, "rank": rank}
            row = record("nominations.csv", village=story.person.village, **cells)
            story.add(row.when(clock.next(1)))


def slipped(nik):
    """Its last digit mistyped: well-formed, and nobody's."""
    return nik[:-1] + str((int(nik[-1]) + 1) % 10)


def gathered_by_partners(season):
    """Two partners pay a first month for those whom they gather in January."""
    for agent in ("siti", "bagus", "dewi", "agus"):
        for place in range(8):
            number = MET_EACH + KNOWN_EACH + 2 + 2 * place
            Story(season, agent, number, workday(season.draw, date(2026, 1, 12), date(2026, 1, 14))).enrol_at_once()


def unvisited_villages(day):
    """People who are asked twice and otherwise left alone: what moves without outreach."""
    draw = day.draw
    for number in range(1, 41):
        village = UNVISITED[number % 2]
        person = day.people.person(village, occupation=WORK[number % len(WORK)])
        label = f"u{number:03}"
        first = workday(draw, date(2026, 1, 12), date(2026, 3, 20))
        view = min(95, max(5, 48 + draw.spread(22)))
        clock = opening(draw, first)
        row = met(label, person, hamlet=draw.one(HAMLETS), consent_method="signature", consent_purposes=["measure"])
        day.add("endang", row.when(clock.next()))
        day.add("endang", card(draw, "baseline", view, side="worker", worker=label).when(clock.next()))
        again = workday(draw, first + timedelta(days=30), first + timedelta(days=75))
        view += 1 + draw.spread(9)
        row = card(draw, "after", view, side="worker", worker=label)
        day.add("endang", row.when(opening(draw, again).next()))


def staff_cards(day):
    """What the agents and the branch's staff think themselves, once a quarter."""
    for first, last in ((date(2026, 1, 6), date(2026, 1, 30)), (date(2026, 4, 6), date(2026, 4, 30))):
        for agent in HOMES:
            clock = opening(day.draw, workday(day.draw, first, last))
            row = card(day.draw, "baseline", 86 + day.draw.spread(8), side="agent", subject_agent=agent)
            day.add(agent, row.when(clock.next()))
        for _ in range(9):
            clock = opening(day.draw, workday(day.draw, first, last))
            row = card(day.draw, "baseline", 92 + day.draw.spread(6), side="panel")
            day.add("endang", row.when(clock.next()))
