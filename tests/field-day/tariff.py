"""What a registration costs, reckoned apart from the core: the expectation that its quotes are held against.

Sources: PP 44/2015 annex II (JKK, JKM), PP 46/2015 (JHT), PP 50/2025 (the discount).
"""

JKM = 6_800


def base(income):
    """The base of the last bracket whose lower bound is not above the income."""
    if income < 1_100_000:
        return 1_000_000
    if income < 2_700_000:
        return 1_200_000 + (income - 1_100_000) // 200_000 * 200_000
    if income < 8_200_000:
        return 2_950_000 + (income - 2_700_000) // 500_000 * 500_000
    if income < 20_200_000:
        return 8_700_000 + (income - 8_200_000) // 1_000_000 * 1_000_000
    return 20_700_000


def months(start, count):
    """`count` months from `start`, as `2026-06`."""
    year, month = (int(part) for part in start.split("-"))
    counted = range(year * 12 + month - 1, year * 12 + month - 1 + count)
    return [f"{index // 12}-{index % 12 + 1:02}" for index in counted]


def discounted(month, sector, payer):
    """Whether JKK and JKM of that month are halved."""
    if payer in ("APBN", "APBD"):
        return False
    if sector == "transport":
        return "2026-01" <= month <= "2027-03"
    return "2026-04" <= month <= "2026-12"


def total(income, programmes, start, count, sector, payer):
    """Rupiah for the whole period."""
    rupiah = 0
    for month in months(start, count):
        share = 2 if discounted(month, sector, payer) else 1
        rupiah += base(income) // 100 // share + JKM // share
        if programmes == "JKK_JKM_JHT":
            rupiah += base(income) // 50
    return rupiah
