"""People who do not exist.

Names are drawn from common first and last names. A NIK is well-formed, but its serial lies far above what a
district hands out for one day of birth; phone numbers use the prefix 0844, which no network has.
"""

from copy import copy
from datetime import date, timedelta

TRIMULYO = "33.74.05.1007"  # Genuk, Kota Semarang
TERBOYO_WETAN = "33.74.05.1013"  # Genuk, Kota Semarang
KEMIJEN = "33.74.03.1001"  # Semarang Timur, Kota Semarang
TAMBAKREJO = "33.74.04.1001"  # Gayamsari, Kota Semarang
TLOGOSARI_KULON = "33.74.06.1004"  # Pedurungan, Kota Semarang
BANDARHARJO = "33.74.02.1001"  # Semarang Utara, Kota Semarang: no agent works there
MORODEMAK = "33.21.12.2010"  # Bonang, Demak
BEDONO = "33.21.04.2012"  # Sayung, Demak
BATURSARI = "33.21.01.2007"  # Mranggen, Demak
BANJARDOWO = "33.74.05.1005"  # Genuk, Kota Semarang
KARANGASEM = "33.21.04.2005"  # Sayung, Demak

COAST = (TRIMULYO, TERBOYO_WETAN, MORODEMAK, BEDONO)

# word: (segments, discount sector, lowest and highest declared income)
OCCUPATIONS = {
    "fisher": (["fisher"], "non_transport", 900_000, 3_400_000),
    "market_trader": (["market_trader"], "non_transport", 1_200_000, 6_500_000),
    "ojek_stand_driver": (["ojek_stand"], "transport", 1_100_000, 3_900_000),
    "ojek_online_driver": (["ojek_online"], "transport", 1_600_000, 5_200_000),
    "food_stall_keeper": (["women_micro_enterprise"], "non_transport", 900_000, 4_500_000),
    "day_labourer": (["day_labourer"], "non_transport", 800_000, 2_600_000),
    "rice_farmer": (["farmer"], "non_transport", 700_000, 2_900_000),
}
INLAND_WORK = [word for word in OCCUPATIONS if word != "fisher"]
COAST_WORK = ["fisher", "fisher", "fisher", "market_trader", "ojek_stand_driver", "food_stall_keeper", "day_labourer"]

FIRST = {
    "male": (
        "Slamet Sutrisno Wahyudi Supriyadi Mulyono Sugeng Suparman Jumadi Bambang Eko Agus Ngatiman Kasmin Rohmad "
        "Ahmad Muhammad Abdul Khoirul Saiful Zaenal Imam Darmaji Sarjono Tukiman Paijan Warsito Suyatno Hadi Teguh "
        "Budi Andréas Tarmuji Sukardi Mukhlis"
    ).split(),
    "female": (
        "Siti Sri Sutinah Ngatini Sumiyati Endang Dewi Nur Tri Kasmirah Painah Rukmini Munawaroh Khotimah Jumiati "
        "Sulastri Rohani Wahyuni Partini Darsini Umi Lilis Yuliati Suharti Murni Zulaikha Sumarni Tumirah Parjiyem"
    ).split(),
}
LAST = {
    "male": (
        "Santoso Widodo Setiawan Prasetyo Hidayat Rohman Nugroho Kurniawan Saputra Susilo Wibowo Purnomo Utomo "
        "Haryanto Ma'ruf Sya'roni Riyadi Pamungkas Subekti Ghofur"
    ).split(),
    "female": (
        "Aminah Rahayu Lestari Handayani Mu'minah Nur'aini Astuti Kusuma Fitriani Khasanah Maryam Wulandari "
        "Ningsih Puspita Utami Hartini Rochmah Setyowati"
    ).split(),
}
SINGLE_NAMES = {
    "male": ["Slamet", "Sukardi", "Kasmin", "Paijan"],
    "female": ["Sutinah", "Kasmirah", "Painah", "Tumirah"],
}


class Draw:
    """Choices from a seeded generator. Uses only `random()`, whose sequence Python promises to keep."""

    def __init__(self, generator):
        self._random = generator.random

    def whole(self, low, high):
        """A whole number from low to high, both included."""
        return low + int(self._random() * (high - low + 1))

    def one(self, items):
        return items[int(self._random() * len(items))]

    def some(self, items, most):
        """At most that many of the items, in their own order; may be none."""
        wanted = self.whole(0, most)
        chosen = self.shuffled(range(len(items)))[:wanted]
        return [items[index] for index in sorted(chosen)]

    def chance(self, per_cent):
        return self._random() * 100 < per_cent

    def spread(self, width):
        """A number around 0, its standard deviation about the width."""
        return (sum(self._random() for _ in range(6)) - 3) * width * 1.4142

    def shuffled(self, items):
        items = list(items)
        for last in range(len(items) - 1, 0, -1):
            other = int(self._random() * (last + 1))
            items[last], items[other] = items[other], items[last]
        return items


class Person:
    """One invented person; the attributes are spelled like the columns."""

    def __init__(self, name, sex, birth_date, nik, phone, village, occupation, income):
        self.name = name
        self.sex = sex
        self.birth_date = birth_date
        self.nik = nik
        self.phone = phone
        self.village = village
        self.occupation = occupation
        self.segments = list(OCCUPATIONS[occupation][0])
        self.income = income

    def but(self, **changes):
        """The same person, with some things different."""
        twin = copy(self)
        for attribute, value in changes.items():
            assert hasattr(twin, attribute), attribute
            setattr(twin, attribute, value)
        return twin


class Population:
    """Invents people. No two are born on one day, so that nobody resembles anybody unless it is planted."""

    def __init__(self, draw):
        self.draw = draw
        self._birth_dates = set()
        self._phones = set()

    def person(self, village, **given):
        sex = given.get("sex") or self.draw.one(["female", "male"])
        birth_date = given.get("birth_date") or self.birth_date()
        work = given.get("occupation") or self.draw.one(COAST_WORK if village in COAST else INLAND_WORK)
        _, _, low, high = OCCUPATIONS[work]
        person = Person(
            name=self.name(sex),
            sex=sex,
            birth_date=birth_date,
            nik=self.nik(village, birth_date, sex),
            phone=self.phone(),
            village=village,
            occupation=work,
            income=self.draw.whole(low // 50_000, high // 50_000) * 50_000,
        )
        return person.but(**given)

    def name(self, sex):
        if self.draw.chance(12):
            return self.draw.one(SINGLE_NAMES[sex])
        return self.draw.one(FIRST[sex]) + " " + self.draw.one(LAST[sex])

    def birth_date(self):
        """A day that nobody else has, 18 to 63 years before the day of the input. Planted days lie outside of these."""
        while True:
            day = date(1963, 1, 1) + timedelta(days=self.draw.whole(0, 16_500))
            if day not in self._birth_dates:
                self._birth_dates.add(day)
                return day

    def phone(self):
        while True:
            number = "0844" + "".join(str(self.draw.whole(0, 9)) for _ in range(8))
            if number not in self._phones:
                self._phones.add(number)
                return number

    def nik(self, village, birth_date, sex):
        return nik(village[:8].replace(".", ""), birth_date, sex, self.draw.whole(6000, 9899))


def nik(region, birth_date, sex, serial):
    """A NIK: region of first registration (6 digits), day (women: + 40), month, year, serial."""
    day = birth_date.day + (40 if sex == "female" else 0)
    return f"{region}{day:02}{birth_date.month:02}{birth_date.year % 100:02}{serial:04}"


def one_digit_off(number):
    """The NIK with another digit in its last place but one: a slip of the keyboard in the serial."""
    return number[:14] + str((int(number[14]) + 3) % 10) + number[15]


def two_digits_swapped(number):
    """The NIK with two neighbouring digits of its serial exchanged; they differ."""
    for place in (14, 13, 12):
        if number[place] != number[place + 1]:
            # A serial stays above 0000 however its digits are ordered.
            return number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    raise ValueError("a serial of four equal digits")
