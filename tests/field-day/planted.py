"""The cases that the default day is about. Each function plants one family of them and says what must come out.

README.md beside this file lists them with their labels.
"""

from datetime import date, timedelta

from people import (
    BANDARHARJO,
    BATURSARI,
    BEDONO,
    KEMIJEN,
    MORODEMAK,
    TAMBAKREJO,
    TERBOYO_WETAN,
    TLOGOSARI_KULON,
    TRIMULYO,
    nik,
    one_digit_off,
    two_digits_swapped,
)
from sheets import attended, corrected, edited, met, price, registered, talked

SAME_NIK = "same_nik"
NEAR_NIK = "near_nik"
IN_VILLAGE = "same_name_and_birth_with_village"
BY_PHONE = "same_name_and_birth_with_phone"


def plant(day):
    """Plants every family."""
    for family in (
        duplicates,
        near_misses,
        contested,
        latest,
        gathered,
        restricted,
        moves,
        attendance,
        receipts,
        quotes,
        warnings,
        outside,
        second_thoughts,
        refused_registrations,
        refused_elsewhere,
    ):
        family(day)


def duplicates(day):
    """Two captures of one person, and two persons who look like one: a suspicion each."""
    person = day.people.person

    warti = person(TAMBAKREJO, name="Warti", sex="female", occupation="market_trader")
    day.add("ratna", registered("bu-warti", warti))
    day.add("joko", registered("bu-warti", warti))
    day.duplicate("ratna/bu-warti", "joko/bu-warti", [SAME_NIK, IN_VILLAGE, BY_PHONE])

    karno = person(TRIMULYO, name="Karno Widodo", sex="male")
    day.add("siti", registered("pak-karno", karno))
    day.add("dewi", registered("karno-w", karno.but(name="Karnoe Widodo", phone=day.people.phone(), village=MORODEMAK)))
    day.duplicate("siti/pak-karno", "dewi/karno-w", [SAME_NIK])

    sumi = person(TRIMULYO, name="Sumiyati Rahayu", sex="female")
    day.add("bagus", registered("bu-sumi", sumi))
    day.add("hendra", registered("sumi", sumi.but(name="Sumi Rahayu", nik=one_digit_off(sumi.nik))))
    day.duplicate("bagus/bu-sumi", "hendra/sumi", [NEAR_NIK])

    born = day.people.birth_date()
    tarmuji = person(TLOGOSARI_KULON, name="Tarmuji", birth_date=born, sex="male")
    tarmuji = tarmuji.but(nik=nik("337406", born, "male", 7341))
    day.add("joko", registered("pak-tar", tarmuji))
    day.add("endang", registered("tarmuji", tarmuji.but(nik=two_digits_swapped(tarmuji.nik))))
    day.duplicate("joko/pak-tar", "endang/tarmuji", [NEAR_NIK, IN_VILLAGE, BY_PHONE])

    born = day.people.birth_date()
    slamet = person(MORODEMAK, name="Slamet Riyadi", birth_date=born, sex="male")
    slamet = slamet.but(nik=nik("332112", born, "male", 6120))
    day.add("dewi", registered("slamet-r", slamet))
    day.add("agus", registered("slamet-r", slamet.but(village=BATURSARI, nik=nik("332101", born, "male", 9487))))
    day.duplicate("dewi/slamet-r", "agus/slamet-r", [BY_PHONE])

    painah = person(MORODEMAK, name="Painah Lestari", sex="female")
    day.add("agus", met("bu-painah", painah, consent_method="voice"))
    day.add("dewi", registered("painah", painah.but(name="PAINAH  lestari", phone=day.people.phone())))
    day.duplicate("agus/bu-painah", "dewi/painah", [IN_VILLAGE])

    ojek = person(TERBOYO_WETAN, sex="male", occupation="ojek_stand_driver")
    day.add("siti", met("ojek-7", ojek.but(nik=None)), talked("ojek-7", minutes=8))
    day.add("siti", registered("ojek-12", ojek))
    day.duplicate("siti/ojek-7", "siti/ojek-12", [IN_VILLAGE, BY_PHONE])

    munawaroh = person(KEMIJEN, name="Munawaroh Khasanah", sex="female")
    known = day.known(munawaroh)
    day.add("ratna", registered("bu-muna", munawaroh))
    day.duplicate(known, "ratna/bu-muna", [SAME_NIK, IN_VILLAGE, BY_PHONE])

    khotimah = person(TRIMULYO, name="Khotimah Maryam", sex="female")
    known = day.known(khotimah.but(nik=None))
    day.add("bagus", registered("bu-imah", khotimah.but(name="Imah Maryam", phone=day.people.phone())))
    day.add("siti", edited(known, "nik", khotimah.nik))
    day.duplicate(known, "bagus/bu-imah", [SAME_NIK])


def near_misses(day):
    """Alike, but not alike enough: no suspicion."""
    person = day.people.person

    sri = person(KEMIJEN, name="Sri Rahayu", sex="female")
    other = person(BATURSARI, name="Sri Rahayu", sex="female", birth_date=sri.birth_date)
    day.add("ratna", registered("sri-rahayu", sri))
    day.add("agus", registered("sri-rahayu", other.but(nik=nik("332101", sri.birth_date, "female", 6655))))

    husband = person(BEDONO, sex="male", occupation="fisher")
    wife = person(BEDONO, sex="female", phone=husband.phone)
    day.add("dewi", registered("suami-7", husband), registered("istri-7", wife))

    born = date(1962, 4, 12)
    one = person(TRIMULYO, name="Sugeng Subekti", sex="male", birth_date=born, nik=nik("337405", born, "male", 8206))
    born += timedelta(days=1)
    other = person(TRIMULYO, name="Imam Ghofur", sex="male", birth_date=born, nik=nik("337405", born, "male", 8206))
    day.add("siti", registered("sugeng-s", one))
    day.add("bagus", registered("imam-g", other))


def contested(day):
    """Two agents correct what neither may overrule; equal or later-seen corrections are no conflict."""
    person = day.people.person

    known = day.known(person(TRIMULYO, nik=None))
    day.add("siti", edited(known, "birth_date", day.people.birth_date()))
    day.add("bagus", edited(known, "birth_date", day.people.birth_date()))
    day.conflict("field", known, "birth_date", ["siti", "bagus"])

    someone = person(TAMBAKREJO)
    known = day.known(someone.but(nik=None))
    day.add("ratna", edited(known, "nik", someone.nik))
    day.add("joko", edited(known, "nik", one_digit_off(someone.nik)))
    day.conflict("field", known, "nik", ["ratna", "joko"])

    known = day.known(person(MORODEMAK, nik=None, sex=None))
    day.add("dewi", edited(known, "sex", "female"))
    day.add("agus", edited(known, "sex", "male"))
    day.conflict("field", known, "sex", ["dewi", "agus"])

    known = day.known(person(TRIMULYO))
    for agent, reason in (("siti", "akta lahir"), ("bagus", "kartu keluarga"), ("endang", "surat desa")):
        day.add(agent, edited(known, "birth_date", day.people.birth_date(), reason))
    day.conflict("field", known, "birth_date", ["siti", "bagus", "endang"])

    someone = person(TAMBAKREJO)
    known = day.known(someone.but(nik=None))
    slip = nik("337404", someone.birth_date, someone.sex, 7180)
    day.add("hendra", registered(known, someone.but(nik=slip)))
    day.add("joko", edited(known, "nik", two_digits_swapped(slip)))
    day.conflict("field", known, "nik", ["hendra", "joko"])

    known = day.known(person(TAMBAKREJO, nik=None))
    corrected = day.people.birth_date()
    day.add("ratna", edited(known, "birth_date", corrected))
    day.add("joko", edited(known, "birth_date", corrected))
    day.stands(known, "birth_date", str(corrected))

    known = day.known(person(TERBOYO_WETAN, nik=None))
    first, second = day.people.birth_date(), day.people.birth_date()
    day.add("siti", edited(known, "birth_date", first), edited(known, "birth_date", second))
    day.stands(known, "birth_date", str(second))


def latest(day):
    """Two agents edit the same Latest field: the later capture shows, the other stays readable."""
    person = day.people.person

    known = day.known(person(MORODEMAK))
    # 10:30 in WITA is 09:30 in WIB: earlier than dewi's, though it reads later.
    day.add("agus", edited(known, "phone", "0844-1100-2201").when("2026-06-09T10:30:00+08:00"))
    day.add("dewi", edited(known, "phone", "0844 1100 2202").when("09:45:00"))
    day.stands(known, "phone", "+6284411002202")

    known = day.known(person(TRIMULYO, occupation="day_labourer"))
    day.add("siti", edited(known, "occupation", "fisher").when("10:05:00"))
    day.add("bagus", edited(known, "occupation", "market_trader").when("14:20:00"))
    day.stands(known, "occupation", "market_trader")

    known = day.known(person(TAMBAKREJO, name="Rukmini", sex="female"))
    day.add("ratna", edited(known, "name", "Rukmini Wulandari").when("15:10:00"))
    day.add("joko", edited(known, "name", "Rukmini Wulan").when("08:30:00"))
    day.stands(known, "name", "Rukmini Wulandari")

    known = day.known(person(TAMBAKREJO))
    day.add("ratna", edited(known, "phone", "+62 844-1100-2203").when("11:00:00"))
    day.add("joko", edited(known, "phone", None).when("16:00:00"))
    day.stands(known, "phone", None)

    known = day.known(person(MORODEMAK, occupation="day_labourer"))
    day.add("dewi", edited(known, "occupation", "fisher"))
    day.add("agus", edited(known, "phone", "62 844 1100 2204"))
    day.stands(known, "occupation", "fisher")
    day.stands(known, "phone", "+6284411002204")


def gathered(day):
    """Sets merge element by element."""
    person = day.people.person

    known = day.known(person(MORODEMAK))
    day.add("dewi", edited(known, "segments", ["fisher", "farmer"]))
    day.add("agus", edited(known, "segments", ["fisher", "other"]))
    day.stands(known, "segments", ["farmer", "fisher", "other"])

    known = day.known(person(MORODEMAK))
    day.add("dewi", edited(known, "segments", ["fisher"]), edited(known, "segments", None))
    day.add("agus", edited(known, "segments", ["fisher"]))
    day.stands(known, "segments", ["fisher"])

    known = day.known(person(TERBOYO_WETAN))
    day.add("siti", edited(known, "segments", ["market_trader", "other"]), edited(known, "segments", ["other"]))
    day.stands(known, "segments", ["other"])


def restricted(day):
    """Do not contact: a loosening counts only against the restrictions that its author had seen."""
    person = day.people.person

    known = day.known(person(TRIMULYO))
    day.add("siti", edited(known, "do_not_contact", "true"))
    day.add("bagus", edited(known, "do_not_contact", "true"), edited(known, "do_not_contact", "false"))
    day.stands(known, "do_not_contact", "true")

    known = day.known(person(KEMIJEN))
    day.add("ratna", edited(known, "do_not_contact", "true"), edited(known, "do_not_contact", "false"))
    day.stands(known, "do_not_contact", "false")

    known = day.known(person(TLOGOSARI_KULON))
    day.add("joko", edited(known, "do_not_contact", "true"))
    day.stands(known, "do_not_contact", "true")


def moves(day):
    """Workers who move to another village, while others still meet them in the old one."""
    person = day.people.person

    known = day.known(person(TRIMULYO))
    day.add("siti", edited(known, "village", TERBOYO_WETAN).when("09:10:00"))
    day.add("bagus", talked(known).when("11:00:00"), edited(known, "phone", "084411002205").when("11:05:00"))
    day.stands(known, "village", TERBOYO_WETAN)
    day.stands(known, "phone", "+6284411002205")

    known = day.known(person(MORODEMAK))
    day.add("agus", edited(known, "village", BATURSARI))
    day.add("dewi", talked(known, channel="whatsapp", direction="incoming", minutes=4))
    day.stands(known, "village", BATURSARI)

    known = day.known(person(TAMBAKREJO))
    day.add("hendra", edited(known, "village", KEMIJEN).when("10:00:00"))
    day.add("joko", edited(known, "village", TLOGOSARI_KULON).when("11:00:00"))
    day.stands(known, "village", TLOGOSARI_KULON)

    mover = person(TAMBAKREJO)
    day.add("joko", registered("bu-pindah", mover), edited("bu-pindah", "village", TLOGOSARI_KULON))
    day.stands("joko/bu-pindah", "village", TLOGOSARI_KULON)


def attendance(day):
    """One attendance however often it is recorded."""
    person = day.people.person

    known = day.known(person(TRIMULYO))
    day.add("siti", attended(known, "forum-trimulyo").when("09:12:00"))
    day.add("hendra", attended(known, "forum-trimulyo").when("09:20:00"))

    someone = person(MORODEMAK)
    known = day.known(someone)
    day.add("dewi", registered(known, someone, event="forum-morodemak").when("13:40:00"))
    day.add("hendra", attended(known, "forum-morodemak").when("13:45:00"))

    known = day.known(person(BEDONO))
    for clock in ("13:31:00", "15:02:00"):
        day.add("dewi", attended(known, "forum-morodemak").when(clock))

    known = day.known(person(TAMBAKREJO))
    day.add("hendra", attended(known, "forum-trimulyo").when("09:25:00"))
    day.add("endang", attended(known, "counselling-tambakrejo").when("15:40:00"))


def receipts(day):
    """Money entrusted twice for one contribution month is a conflict; month after month is none."""
    person = day.people.person

    def paid(label, someone, start_month, period_months):
        row = registered(label, someone, start_month=start_month, period_months=period_months)
        return row.typed(cash=price(row))

    someone = person(TAMBAKREJO)
    known = day.known(someone)
    day.add("ratna", paid(known, someone, "2026-06", 1))
    day.add("joko", paid(known, someone, "2026-06", 3))
    day.conflict("receipt", known, "2026-06", ["ratna", "joko"])

    someone = person(MORODEMAK)
    known = day.known(someone)
    day.add("agus", paid(known, someone, "2026-06", 3))
    day.add("dewi", paid(known, someone, "2026-07", 3))
    day.conflict("receipt", known, "2026-07", ["agus", "dewi"])
    day.conflict("receipt", known, "2026-08", ["agus", "dewi"])

    someone = person(TERBOYO_WETAN)
    day.add("siti", paid("bu-rutin", someone, "2026-06", 1), paid("bu-rutin", someone, "2026-07", 3))


def quotes(day):
    """Quotes on both sides of every edge of the tariff and the discount, with the totals of the printed tables."""
    transport, other = {"discount_sector": "transport"}, {"discount_sector": "non_transport"}
    with_jht = {"programmes": "JKK_JKM_JHT"}
    cases = [
        # label, start month, months, declared income, other cells, rupiah
        ("q-transport", "2026-06", 12, 1_000_000, transport, 117_600),
        ("q-other", "2026-06", 12, 1_000_000, other, 142_800),
        ("q-apbd", "2026-06", 12, 1_000_000, {**other, "payer": "APBD"}, 201_600),
        ("q-apbn", "2026-06", 12, 1_000_000, {**transport, "payer": "APBN"}, 201_600),
        ("q-dbhcht", "2026-06", 12, 1_000_000, {**other, "payer": "DBHCHT"}, 142_800),
        ("q-two-edges", "2026-02", 12, 1_000_000, other, 126_000),
        ("q-before-april", "2026-03", 1, 1_000_000, other, 16_800),
        ("q-march-2027", "2027-03", 3, 1_000_000, transport, 8_400 + 2 * 16_800),
        ("q-december-2026", "2026-12", 3, 1_000_000, other, 8_400 + 2 * 16_800),
        ("q-row-1", "2026-07", 1, 1_099_999, other, 8_400),
        ("q-row-2", "2026-07", 1, 1_100_000, other, 9_400),
        ("q-row-9", "2026-07", 1, 2_699_999, {**other, **with_jht}, 13_000 + 3_400 + 52_000),
        ("q-row-10", "2026-07", 1, 2_700_000, {**other, **with_jht}, 77_150),
        ("q-row-33", "2026-07", 1, 20_200_000, {**other, **with_jht}, 520_900),
        ("q-row-33-full", "2027-01", 1, 20_200_000, {**other, **with_jht}, 627_800),
    ]
    homes = (
        ("siti", TERBOYO_WETAN),
        ("bagus", KEMIJEN),
        ("ratna", KEMIJEN),
        ("joko", TLOGOSARI_KULON),
        ("agus", BATURSARI),
    )
    for number, (label, start, count, income, cells, rupiah) in enumerate(cases):
        agent, village = homes[number % len(homes)]
        row = registered(label, day.people.person(village, income=income))
        row.typed(start_month=start, period_months=count, **cells)
        assert price(row) == rupiah, label
        day.add(agent, row)

    # The sector of the occupation, where the cell is empty.
    row = registered("q-ojek", day.people.person(KEMIJEN, occupation="ojek_stand_driver", income=1_000_000))
    row.typed(start_month="2027-01", period_months=3)
    assert price(row) == 3 * 8_400
    day.add("bagus", row)


def warnings(day):
    """Rows that warn, with the reason that acknowledges it."""
    person = day.people.person

    someone = person(TRIMULYO, sex="male")
    misprint = nik("337405", day.people.birth_date(), "male", 8841)
    reason = 'KTP lama, tanggal lahir "salah cetak";\nsurat desa menyusul'
    day.add("siti", registered("w-birth-date", someone.but(nik=misprint), acknowledge=reason))

    someone = person(KEMIJEN, sex="female")
    as_man = nik("337403", someone.birth_date, "male", 8842)
    day.add("bagus", registered("w-sex", someone.but(nik=as_man), acknowledge="NIK tercetak sebagai laki-laki"))

    someone = person(TAMBAKREJO, sex="male")
    abroad = nik("540171", someone.birth_date, "male", 8843)
    day.add("ratna", registered("w-region", someone.but(nik=abroad), acknowledge="NIK terbit di Timor Timur"))

    someone = person(BEDONO, sex="female")
    both = nik("540171", day.people.birth_date(), "female", 8844)
    day.add("dewi", registered("w-two", someone.but(nik=both), acknowledge="KTP Timor Timur, lahir menurut akta"))

    known = day.known(person(TLOGOSARI_KULON))
    corrected = day.people.birth_date()
    day.add("joko", edited(known, "birth_date", corrected, "menurut kartu keluarga"))
    day.stands(known, "birth_date", str(corrected))


def outside(day):
    """Work in villages that the agent does not hold; one that nobody holds."""
    person = day.people.person
    day.add("agus", registered("tamu-kemijen", person(KEMIJEN)))
    day.add("hendra", met("tamu-batursari", person(BATURSARI)).when("09:31:00"))
    day.add("hendra", attended("tamu-batursari", "forum-trimulyo").when("09:32:00"))
    day.add("ratna", registered("tamu-bandarharjo", person(BANDARHARJO)), talked("tamu-bandarharjo"))


def second_thoughts(day):
    """The same label again: a second registration, or a second try after a refusal."""
    person = day.people.person

    lilis = person(TLOGOSARI_KULON, name="Lilis Suryani", sex="female")
    day.add("joko", registered("bu-lilis", lilis, period_months=1))
    day.add("joko", registered("bu-lilis", lilis, start_month="2026-08"))

    eko = person(TERBOYO_WETAN, name="Eko Purnomo", sex="male")
    day.add(
        "siti",
        registered("pak-eko", eko.but(nik=eko.nik[:15])).refused("nik", "nik_length"),
        registered("pak-eko", eko),
    )

    boss = person(TRIMULYO)
    day.add("bagus", registered("juragan-1", boss, economic_class="employer", programmes="JKK_JKM_JHT"))

    # 64 on both days that count: just young enough.
    elder = person(TRIMULYO, birth_date=date(1961, 7, 2))
    day.add("bagus", registered("mbah-64", elder))


def refused_registrations(day):
    """One bad cell each."""
    villages = {"siti": TERBOYO_WETAN, "ratna": KEMIJEN, "joko": TLOGOSARI_KULON, "agus": BATURSARI}

    def bad(agent, label, field, rule, cells=None, **person):
        someone = day.people.person(villages[agent], **person)
        row = registered(label, someone, **{column: change(someone) for column, change in (cells or {}).items()})
        day.add(agent, row.refused(field, rule))

    bad("siti", "x-nik-17", "nik", "nik_length", {"nik": lambda p: p.nik + "1"})
    bad("siti", "x-nik-letter", "nik", "nik_digits", {"nik": lambda p: p.nik[:13] + "O" + p.nik[14:]})
    bad("ratna", "x-nik-month", "nik", "nik_date", {"nik": lambda p: p.nik[:8] + "13" + p.nik[10:]})
    bad("ratna", "x-nik-day", "nik", "nik_date", {"nik": lambda p: p.nik[:6] + "32" + p.nik[8:]})
    bad("joko", "x-nik-february", "nik", "nik_date", {"nik": lambda p: p.nik[:6] + "3002" + p.nik[10:]}, sex="male")
    bad("joko", "x-nik-serial", "nik", "nik_serial", {"nik": lambda p: p.nik[:12] + "0000"})
    bad("siti", "x-age-65", "birth_date", "age_max", birth_date=date(1959, 2, 3))
    # 64 on the day of capture, 65 on the first day of cover.
    bad("agus", "x-age-65-at-start", "birth_date", "age_max", birth_date=date(1961, 6, 20))
    bad("agus", "x-age-14", "birth_date", "age_min", birth_date=date(2011, 9, 30))
    bad("ratna", "x-no-consent", "consent_method", "consent_missing", {"consent_method": lambda p: None})
    unacknowledged = ("nik", "warning_unacknowledged")
    day_of_another = day.people.birth_date()
    sex_of_another = {"male": "female", "female": "male"}
    bad("joko", "x-birth-date", *unacknowledged, {"nik": lambda p: nik("337406", day_of_another, p.sex, 9011)})
    bad("joko", "x-sex", *unacknowledged, {"nik": lambda p: nik("337406", p.birth_date, sex_of_another[p.sex], 9012)})
    bad("agus", "x-region", *unacknowledged, {"nik": lambda p: "540171" + p.nik[6:]})
    bad("agus", "x-employer", "programmes", "jht_obligatory", {"economic_class": lambda p: "employer"})
    bad("siti", "x-no-name", "name", "required", {"name": lambda p: None})
    bad("ratna", "x-no-nik", "nik", "required", {"nik": lambda p: None})
    bad("joko", "x-sex-word", "sex", "enum", {"sex": lambda p: "L"})
    bad("agus", "x-programmes", "programmes", "enum", {"programmes": lambda p: "JKK"})
    bad("siti", "x-payer", "payer", "enum", {"payer": lambda p: "bank"})
    bad("ratna", "x-date", "birth_date", "date", {"birth_date": lambda p: "30-02-1990"})
    bad("joko", "x-month", "start_month", "date", {"start_month": lambda p: "2026-13"})
    bad("agus", "x-village", "village", "village_unknown", {"village": lambda p: "33.74.99.1001"})
    bad("siti", "x-event", "event", "label_unknown", {"event": lambda p: "forum-hantu"})
    bad("ratna", "x-phone", "phone", "phone", {"phone": lambda p: "024-761234"})
    row = registered("x-instant", day.people.person(KEMIJEN)).when("9 Juni 2026, 10.15")
    day.add("ratna", row.refused("captured_at", "date"))


def refused_elsewhere(day):
    """One bad cell each, in the other sheets."""
    person = day.people.person
    known = day.known(person(TRIMULYO))

    nowhere = "33.74.99.1001"
    day.add("bagus", met("x-met-village", person(KEMIJEN), village=nowhere).refused("village", "village_unknown"))
    day.add("bagus", met("x-met-name", person(KEMIJEN), name=None).refused("name", "required"))
    # joko's label: ratna's phone knows nobody by it.
    day.add("ratna", talked("bu-pindah").refused("worker", "label_unknown"))
    day.add("siti", talked(known, channel="telegram").refused("channel", "enum"))
    day.add("hendra", attended("k999", "forum-trimulyo").when("09:40:00").refused("worker", "label_unknown"))
    day.add("hendra", attended(known, "forum-hantu").when("09:41:00").refused("event", "label_unknown"))
    stranger = attended(known, "forum-trimulyo").when("09:42:00").refused("agent", "label_unknown")
    stranger.cells["agent"] = "rini"
    day.rows["attendance.csv"].append(stranger)
    day.add("siti", edited(known, "religion", "tidak dicatat").refused("religion", "field_unknown"))
    day.add("siti", edited("x-nobody", "phone", "084411002206").refused("worker", "label_unknown"))
    day.add("bagus", edited(known, "phone", "0844").refused("phone", "phone"))
    day.add("bagus", edited(known, "birth_date", "5 Maret 1990").refused("birth_date", "date"))
    day.add("bagus", edited(known, "birth_date", "1961-03-05").refused("birth_date", "warning_unacknowledged"))
    day.add("siti", edited(known, "village", nowhere).refused("village", "village_unknown"))
    day.add("siti", edited(known, "economic_class", "boss").refused("economic_class", "enum"))
    day.add("siti", edited(known, "nik", "33740512").refused("nik", "nik_length"))
    handed_in = registered("bu-tunggu", person(BEDONO), registration="r-bu-tunggu")
    again = corrected("r-bu-tunggu", "status", "submitted").refused("status", "lifecycle")
    of_another = corrected("r-bu-tunggu", "period_months", 6).typed(worker=known).refused("worker", "subject")
    day.add("dewi", handed_in, again, of_another)
