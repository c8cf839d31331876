"""What stands around the people met: figures, partners and their support, training, evaluation and forums."""

from datetime import date, timedelta

from people import BATURSARI, BEDONO, KEMIJEN, MORODEMAK, TAMBAKREJO, TERBOYO_WETAN, TLOGOSARI_KULON, TRIMULYO
from sheets import attended, record

# label: (who found out, name, roles, village). The first of a village is whom most people name.
FIGURES = {
    "fig-karsono": ("siti", "Pak Karsono", ["group_leader"], TRIMULYO),
    "fig-lurah-tri": ("siti", "Bu Lurah Hartatik", ["village_official"], TRIMULYO),
    "fig-wagiman": ("bagus", "Pak Wagiman", ["rt_rw"], TRIMULYO),
    "fig-tarno": ("siti", "Pak Sutarno", ["enterprise_chair"], TERBOYO_WETAN),
    "fig-muslikah": ("siti", "Bu Muslikah", ["group_leader", "religious_leader"], TERBOYO_WETAN),
    "fig-darmi": ("ratna", "Bu Sudarmi", ["enterprise_chair"], KEMIJEN),
    "fig-solikin": ("bagus", "Pak Solikin", ["religious_leader"], KEMIJEN),
    "fig-jarwo": ("ratna", "Pak Sujarwo", ["rt_rw"], TAMBAKREJO),
    "fig-endah": ("joko", "Bu Endah", ["group_leader"], TAMBAKREJO),
    "fig-mardi": ("joko", "Pak Mardi", ["group_leader"], TLOGOSARI_KULON),
    "fig-romlah": ("joko", "Bu Romlah", ["religious_leader"], TLOGOSARI_KULON),
    "fig-juragan": ("dewi", "Pak Rasman", ["enterprise_chair", "group_leader"], MORODEMAK),
    "fig-kaji": ("agus", "Pak Kaji Mukri", ["religious_leader"], MORODEMAK),
    "fig-bayan": ("dewi", "Pak Bayan Surip", ["village_official"], BEDONO),
    "fig-ojek": ("agus", "Pak Parmin", ["group_leader"], BATURSARI),
    "fig-modin": ("agus", "Pak Modin Sholeh", ["religious_leader"], BATURSARI),
}
STAGES = ["unknown", "acquainted", "supportive", "bridging"]
PARTNERS = {
    "koperasi-bahari": ("siti", "Koperasi Bahari Pesisir", "cooperative", TRIMULYO),
    "desa-morodemak": ("dewi", "Pemerintah Desa Morodemak", "village", MORODEMAK),
    "disnaker": ("hendra", "Dinas Tenaga Kerja", "manpower_office", None),
    "kampus": ("endang", "Kampus Sosiologi", "campus", None),
    "radio-pesisir": ("dewi", "Radio Pesisir", "local_media", None),
    "relawan-rob": ("ratna", "Relawan Kampung Rob", "volunteers", KEMIJEN),
}
# label: (who, partner, kind, rupiah, quota, first and last day, what it rests on, village)
SUPPORTS = {
    "csr-nelayan": (
        ("siti", "koperasi-bahari", "contribution", 9_000_000, 40), "2026-01-01", "2026-07-31", None, TRIMULYO,
    ),
    "desa-iuran": (
        ("dewi", "desa-morodemak", "contribution", 7_500_000, 40), "2026-01-01", "2026-05-31", "Perdes", MORODEMAK,
    ),
    "data-umkm": (
        ("hendra", "disnaker", "data_integration", None, None), "2026-01-15", None, "Perjanjian kerja sama", None,
    ),
    "perwal": (("hendra", "disnaker", "regulation", None, None), "2026-03-01", None, "Peraturan wali kota", None),
    "hadiah-kampus": (("endang", "kampus", "incentive", 2_000_000, 25), "2026-04-01", "2026-06-30", None, None),
}
PAID_BY = {TRIMULYO: ("csr-nelayan", "CSR"), MORODEMAK: ("desa-iuran", "village")}
MODULES = ["product", "interpersonal", "local_culture", "empathic_persuasion"]
# event: (who, kind, day, place, village, partners, figures, head count)
EVENTS = {
    "temu-nelayan": ("siti", "forum", "2026-02-12", "TPI Trimulyo", TRIMULYO, ["koperasi-bahari"], ["fig-karsono"], 46),
    "arisan-kemijen": ("ratna", "family", "2026-02-26", "Rumah Bu RT", KEMIJEN, [], ["fig-darmi"], 23),
    "pengajian-morodemak": ("dewi", "religious", "2026-03-05", "Musala", MORODEMAK, ["desa-morodemak"], [], 64),
    "pangkalan-ojek": ("agus", "counselling", "2026-03-26", "Pangkalan pasar", BATURSARI, [], ["fig-ojek"], 18),
    "pelatihan": ("joko", "enterprise_training", "2026-04-16", "Balai", TAMBAKREJO, ["disnaker"], ["fig-endah"], 31),
    "kuliah-lapangan": ("endang", "campus", "2026-05-07", "Kampus", TLOGOSARI_KULON, ["kampus"], [], 52),
}
QUESTIONS = [
    ("Mengapa nelayan menolak sebelum cerita selesai?", ["culture"]),
    ("Mengapa pendaftaran berhenti setelah dokumen diminta?", ["structure", "regulation"]),
    ("Apakah satu agen cukup untuk dua kampung?", ["staffing"]),
]


class Season:
    """What the stories of the half-year share."""

    def __init__(self, day, messages=()):
        self.day, self.draw = day, day.draw
        self._messages = set(messages)
        self._evidence = {}
        # The NIK that was meant where another was typed, by agent and registration.
        self.meant = {}
        # When each evaluation was written and each training observed, by `agent/label`.
        self.written = {}
        self.met = {}

    def add(self, agent, *rows):
        self.day.add(agent, *rows)

    def offered(self, messages):
        """Those of the messages that the branch has published."""
        return [message for message in messages if message in self._messages]

    def bridges(self, bridges):
        return [bridge for bridge in bridges if bridge[0] in self._messages]

    def figures_of(self, village):
        return [label for label, (_, _, _, home) in FIGURES.items() if home == village]

    def cite(self, agent, day, label):
        """Keeps what the agent recorded on a day as evidence for an evaluation."""
        self._evidence.setdefault(agent, []).append((day, label))

    def cited(self, agent, before):
        """The latest of what the agent kept before a day."""
        return [label for day, label in sorted(self._evidence.get(agent, [])) if day < before][-6:]

    def support_for(self, village, month):
        """The cells of a registration that a support pays, while it runs; none otherwise."""
        if village not in PAID_BY:
            return None
        support, payer = PAID_BY[village]
        _, first, last, _, _ = SUPPORTS[support]
        return {"support": support, "payer": payer} if first[:7] <= month <= last[:7] else None


def beginnings(season, clock_of):
    """What is written down before anybody is visited: figures, partners, what they give."""
    for label, (agent, name, roles, village) in FIGURES.items():
        by = season.draw.one(["observation", "village_office", "nomination", "partner"])
        row = record("figures.csv", figure=label, name=name, roles=roles, village=village, identified_by=by)
        season.add(agent, row.when(clock_of(date(2026, 1, 5)).next()))
    for label, (agent, name, kind, village) in PARTNERS.items():
        row = record("partners.csv", partner=label, name=name, kind=kind, village=village)
        season.add(agent, row.when(clock_of(date(2026, 1, 6)).next()))
    for label, (given, first, last, basis, village) in SUPPORTS.items():
        agent, partner, kind, rupiah, quota = given
        until = f', "to": "{last}"' if last else ""
        row = record("supports.csv", support=label, partner=partner, kind=kind, rupiah=rupiah, quota=quota)
        row.typed(period=f'{{"from": "{first}"{until}}}', legal_basis=basis, village=village)
        season.add(agent, row.when(clock_of(date(2026, 1, 8)).next()))


def relationships(season, clock_of, workday):
    """How the work with each figure went: mostly closer, sometimes not."""
    draw = season.draw
    for label, (agent, _, _, village) in FIGURES.items():
        stage, trust = 0, draw.whole(1, 3)
        for month in (1, 2, 3, 5, 6):
            when = workday(draw, date(2026, month, 10), date(2026, month, 27))
            made = draw.whole(0, 2)
            row = record("relationship_notes.csv", figure=label, village=village, trust=trust, stage=STAGES[stage])
            if label == "fig-modin" and month >= 3:
                row.typed(stage="refusing", trust=1)
            row.typed(promises_made=made, promises_kept=made if draw.chance(75) else max(0, made - 1))
            season.add(agent, row.when(clock_of(when).next()))
            stage = min(3, stage + (1 if draw.chance(60) else 0))
            trust = min(5, max(1, trust + draw.one([0, 0, 1, 1, -1])))


def figures_cards(season, clock_of, workday, card):
    for label, (agent, _, _, village) in FIGURES.items():
        when = workday(season.draw, date(2026, 1, 20), date(2026, 3, 28))
        view = 66 + season.draw.spread(16)
        row = card(season.draw, "baseline", view, side="figure", figure=label, village=village)
        season.add(agent, row.when(clock_of(when).next()))


def trainings(season, clock_of, workday, agents):
    """Every agent is observed in every module; the certificates are the office's."""
    draw = season.draw
    for agent in agents:
        for number, module in enumerate(MODULES):
            when = workday(draw, date(2026, 1, 12 + number), date(2026, 4, 25))
            score = draw.whole(58, 96)
            rubric = [str(min(3, max(0, round(score / 33 + draw.spread(0.5))))) for _ in range(4)]
            row = record("trainings.csv", training=f"t-{agent}-{module}", subject_agent=agent, module=module)
            season.written[f"endang/t-{agent}-{module}"] = when
            season.add("endang", row.typed(score=score, rubric=rubric).when(clock_of(when).next()))


def evaluations(season, clock_of, workday, agents):
    for number, agent in enumerate(agents + agents):
        question, causes = QUESTIONS[number % len(QUESTIONS)]
        when = workday(season.draw, date(2026, 3, 2), date(2026, 6, 6))
        label = f"ev-{1 + number // len(agents)}"
        season.written[f"{agent}/{label}"] = when
        row = record("evaluations.csv", evaluation=label, question=question, gap_causes=causes)
        # Some ask without citing anything.
        cited = season.cited(agent, when) if number % 4 else None
        row.typed(note="Lihat percakapan.", evidence=cited)
        season.add(agent, row.when(clock_of(when).next()))


def forums(season, clock_of):
    for label, (agent, kind, when, place, village, partners, figures, heads) in EVENTS.items():
        day = date.fromisoformat(when)
        clock = clock_of(day)
        season.day.event_held(
            label, agent, kind, clock.next(), place, village, partners=partners, figures_engaged_before=figures,
            messages_shown=season.offered(["story-nelayan", "info-manfaat"]), anonymous_headcount=heads,
        )
        # Guests are those whom the agent had met by then.
        guests = [story for story in season.met.get(agent, []) if story.first < day][:18]
        for story in guests:
            season.add(agent, attended(story.label, label).when(clock.next(1)))
