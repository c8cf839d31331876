#!/usr/bin/env python3
"""Invents a day of field work for `cargo field-day`: people, their captures, and what must come of them.

    python3 invent.py [--seed N] [--out DIR] [--planted FILE]

Writes the input folder DIR and, into FILE, what its planted cases must lead to: into planted.json for the default
input, and nowhere for another unless it is named. The same seed gives the same bytes.
Python 3.9 or later, standard library only.
"""

import argparse
import json
import random
from pathlib import Path

from office import Office
from outreach import UNVISITED, outreach
from people import (
    BATURSARI,
    BEDONO,
    KEMIJEN,
    MORODEMAK,
    TAMBAKREJO,
    TERBOYO_WETAN,
    TLOGOSARI_KULON,
    TRIMULYO,
    Draw,
    Population,
)
from planted import plant
from sheets import DATE, Day, attended, edited, met, price, registered, talked

HERE = Path(__file__).resolve().parent
SEED = 20260609

BARRIERS = ["contribution", "irregular_income", "distance", "phone_or_signal", "documents", "time", "claim_experience"]
ASKED = ["family", "neighbours", "patron", "group", "whatsapp_group"]
MEDIA = ["whatsapp", "social_media", "youtube"]
CHANNELS = ["face_to_face"] * 6 + ["whatsapp", "phone"]

# agent: (people met, newly registered, known registered, encounters with known, of each a day)
PERISAI = {
    "siti": (13, 17, 6, 13),
    "bagus": (12, 18, 5, 14),
    "ratna": (14, 16, 6, 12),
    "joko": (13, 17, 5, 15),
    "dewi": (12, 19, 6, 13),
    "agus": (14, 16, 5, 12),
}


def main():
    arguments = argparse.ArgumentParser(description="Invent the input of a day in the field.")
    arguments.add_argument("--seed", type=int, default=SEED)
    arguments.add_argument("--out", type=Path, default=HERE / "default", metavar="DIR")
    arguments.add_argument("--planted", type=Path, metavar="FILE", help="what must come of it; of another day than the default, none")
    chosen = arguments.parse_args()
    if chosen.planted is None and chosen.out == HERE / "default":
        chosen.planted = HERE / "planted.json"

    sheets, expectation = invent(chosen.seed)
    chosen.out.mkdir(parents=True, exist_ok=True)
    (chosen.out / "branch").mkdir(exist_ok=True)
    for file, text in sheets.items():
        (chosen.out / file).write_bytes(text.encode("utf-8"))
    if chosen.planted is not None:
        text = json.dumps(expectation, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
        chosen.planted.write_bytes(text.encode("utf-8"))
    print(f"{expectation['rows']} captures, {len(expectation['refused'])} of them to be refused")


def invent(seed):
    """The sheets by file name, and what must come of them."""
    draw = Draw(random.Random(seed))
    day = Day(draw, Population(draw))
    roster(day)
    plant(day)
    for agent, amounts in PERISAI.items():
        ordinary_day(day, agent, *amounts)
    forum(day, "hendra", "forum-trimulyo", "09", TRIMULYO, guests=38, registrations=10)
    forum(day, "dewi", "forum-morodemak", "13", MORODEMAK, guests=30, registrations=8)
    forum(day, "endang", "counselling-tambakrejo", "15", TAMBAKREJO, guests=8, registrations=3)
    office = Office(draw)
    outreach(day, office)
    day.finish()
    return {**day.sheets(), **office.sheets()}, day.expectation()


def roster(day):
    bahari, dagang, ojek = "Koperasi Bahari Pesisir", "Paguyuban Dagang Kemijen", "Paguyuban Ojek Demak"
    day.agent("siti", "Siti Nurjanah", "perisai_agent", [TRIMULYO, TERBOYO_WETAN], bahari)
    day.agent("bagus", "Bagus Prakoso", "perisai_agent", [TRIMULYO, KEMIJEN], dagang)
    day.agent("ratna", "Ratna Dewanti", "perisai_agent", [KEMIJEN, TAMBAKREJO], dagang)
    day.agent("joko", "Joko Sembodo", "perisai_agent", [TAMBAKREJO, TLOGOSARI_KULON], dagang)
    day.agent("dewi", "Dewi Lestariningsih", "perisai_agent", [MORODEMAK, BEDONO], bahari)
    day.agent("agus", "Agus Tri Raharjo", "perisai_agent", [MORODEMAK, BATURSARI], ojek)
    day.agent("hendra", "Hendra Wijanarko", "account_representative", [TRIMULYO, TAMBAKREJO, MORODEMAK])
    everywhere = [TRIMULYO, TERBOYO_WETAN, KEMIJEN, TAMBAKREJO, TLOGOSARI_KULON, MORODEMAK, BEDONO, BATURSARI]
    day.agent("endang", "Endang Palupi", "supervisor", everywhere + UNVISITED)
    day.event("forum-trimulyo", "hendra", "forum", "09:00:00", "Balai Kelurahan Trimulyo", TRIMULYO)
    day.event("forum-morodemak", "dewi", "forum", "13:30:00", "TPI Morodemak", MORODEMAK)
    day.event("counselling-tambakrejo", "endang", "counselling", "15:30:00", "Rumah Bu RW, Tambakrejo", TAMBAKREJO)


def villages_of(day, agent):
    return next(row.cells["villages"] for row in day.rows["agents.csv"] if row.cells["agent"] == agent)


def ordinary_day(day, agent, met_count, new_count, known_count, talk_count):
    """Work that nobody else's work touches: own labels, and known workers that this agent alone meets."""
    draw, homes = day.draw, villages_of(day, agent)
    labels = (f"w{number:03}" for number in range(1, 1000))
    for _ in range(met_count):
        label, person = next(labels), day.people.person(draw.one(homes))
        meeting = met(label, person, consent_method=draw.one([None, "voice", "signature"]))
        if draw.chance(25):
            meeting.typed(birth_date=None, phone=None)
        rows = [meeting, talked(label, **conversation(draw))]
        if draw.chance(20):
            rows.append(edited(label, "phone", day.people.phone()))
        day.add(agent, *rows)
    for _ in range(new_count):
        label, person = next(labels), day.people.person(draw.one(homes))
        rows = [application(draw, label, person, registration=f"r-{label}")]
        if draw.chance(10):
            rows[0].typed(phone=None)
        if draw.chance(30):
            rows.append(talked(label, **conversation(draw)))
        day.add(agent, *rows)
    for _ in range(known_count):
        person = day.people.person(draw.one(homes))
        label = day.known(person.but(nik=None) if draw.chance(40) else person)
        day.add(agent, application(draw, label, person))
    for _ in range(talk_count):
        label = day.known(day.people.person(draw.one(homes)))
        rows = [talked(label, **conversation(draw))]
        if draw.chance(30):
            rows.append(edited(label, "phone", day.people.phone()))
        day.add(agent, *rows)


def forum(day, agent, event, hour, village, guests, registrations):
    """A forum: guests signed in within the hour, some met for the first time, some registered on the spot."""
    draw = day.draw
    clock = iter(range(60, 3_540, 3_400 // (guests + registrations)))

    def now():
        second = next(clock)
        return f"{hour}:{second // 60:02}:{second % 60:02}"

    for number in range(1, guests + 1):
        if draw.chance(70):
            day.add(agent, attended(day.known(day.people.person(village)), event).when(now()))
        else:
            label, at = f"tamu-{number:02}", now()
            guest = met(label, day.people.person(village), consent_method=draw.one([None, "voice"]))
            day.add(agent, guest.when(at), attended(label, event).when(at))
    for number in range(1, registrations + 1):
        label = f"daftar-{number:02}"
        row = application(draw, label, day.people.person(village), registration=f"r-{label}")
        day.add(agent, row.typed(event=event).when(now()))


def conversation(draw):
    channel = draw.one(CHANNELS)
    return {
        "channel": channel,
        "direction": "incoming" if channel != "face_to_face" and draw.chance(50) else "outgoing",
        "minutes": draw.whole(3, 45),
        "barriers": draw.some(BARRIERS, 3),
        "asks_whom": draw.some(ASKED, 2),
        "media_used": draw.some(MEDIA, 2),
        "teach_back": draw.whole(0, 3) if draw.chance(80) else None,
        "intent": draw.whole(1, 5) if draw.chance(80) else None,
    }


def application(draw, label, person, **cells):
    """A registration as most are: the worker pays, often in cash."""
    row = registered(label, person, consent_method=draw.one(["signature", "signature", "thumb", "voice"]), **cells)
    row.typed(
        programmes=draw.one(["JKK_JKM", "JKK_JKM", "JKK_JKM", "JKK_JKM_JHT"]),
        period_months=draw.one([1, 3, 3, 6, 12]),
        start_month=draw.one(["2026-06", "2026-07", "2026-07"]),
        economic_class=draw.one([None, None, "self_employed", "other_non_wage"]),
        payer=draw.one([None, None, None, "self", "donor", "wadah", "village", "CSR"]),
        phone=written(draw, person.phone) if draw.chance(40) else person.phone,
    )
    if row.cells["payer"] in (None, "self") and draw.chance(60):
        row.typed(cash=price(row))
    return row


def written(draw, phone):
    """The number as people write it."""
    groups = [phone[:4], phone[4:8], phone[8:]]
    return draw.one(["+62" + phone[1:], "62" + phone[1:], "-".join(groups), " ".join(groups)])


if __name__ == "__main__":
    main()
