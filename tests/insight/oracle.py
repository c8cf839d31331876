"""Invents numbers under the reports, and has independent packages compute what the reports should make of them.

Writes data.json and results.json beside itself; README.md says what computes what.
"""

import json
import math
import pathlib
import warnings

import numpy as np
import pandas as pd
from lifelines import KaplanMeierFitter
from lifelines.utils import qth_survival_times
from scipy import stats
from statsmodels.duration.survfunc import SurvfuncRight
from statsmodels.stats.meta_analysis import combine_effects
from statsmodels.stats.proportion import proportion_confint

SEED = 20260705
SHOWN_FROM_N, COMPARED_FROM_N = 5, 10
Z = stats.norm.ppf(0.975)
LETTERS = "abcdefghijklmnopqrstuvwx"


# --- the data -------------------------------------------------------------------------------------------------------


def sample(rng, n, villages, mean=50.0, spread=20.0, between=6.0):
    """`n` values of 0 to 100 in villages that differ."""
    village = rng.integers(0, villages, n)
    effect = rng.normal(0, between, villages)
    values = np.clip(rng.normal(mean, spread, n) + effect[village], 0, 100)
    return {"values": [round(v, 2) for v in values.tolist()], "clusters": village.tolist()}


def alike(group, step):
    """Groups that differ by less than chance: τ² is nought."""
    return [{**group, "values": [round(v / 2 + 20 + i * step, 2) for v in group["values"]]} for i in range(4)]


def constant(n, value):
    return {"values": [value] * n, "clusters": [i % 3 for i in range(n)]}


def paired(rng, n, villages, shift):
    before = sample(rng, n, villages)
    after = np.clip(np.array(before["values"]) + rng.normal(shift, 15, n), 0, 100)
    return {"before": before["values"], "after": [round(v, 2) for v in after.tolist()], "clusters": before["clusters"]}


def spells(rng, n, hazard, follow):
    """Months until a lapse, or until last seen."""
    lapse = rng.geometric(hazard, n)
    seen = rng.integers(1, follow + 1, n)
    return [[int(min(a, b)), int(a <= b)] for a, b in zip(lapse, seen)]


def card(rng, lean, missing=0.1):
    answers = np.clip(np.rint(rng.normal(lean, 1.2, 4)), 1, 5).astype(int)
    return "".join("-" if rng.random() < missing else str(a) for a in answers)


def invent():
    rng = np.random.default_rng(SEED)
    return {
        "means": [
            {"icc": icc, **sample(rng, n, villages)}
            for n, villages, icc in [(2, 1, 0.05), (4, 2, 0.05), (5, 5, 0.05), (9, 2, 0.05), (10, 3, 0.1),
                                     (60, 7, 0.05), (300, 25, 0.0), (300, 25, 0.05), (2500, 120, 0.05), (41, 6, -0.2)]
        ] + [{"icc": 0.05, **constant(n, value)} for n, value in [(0, 0.0), (1, 50.0), (12, 41.67)]],
        # Samples too large to write out: so many values over so many villages, each the place of its row modulo 101.
        "large_means": [{"n": n, "clusters": clusters, "icc": 0.05} for n, clusters in
                        [(9_999, 40), (10_001, 40), (20_000, 150), (60_000, 300), (250_000, 300)]],
        "shares": [[0, 0], [0, 1], [1, 1], [3, 10], [0, 20], [20, 20], [1, 20_000], [59_999, 60_000]]
        + [[int(rng.integers(0, n + 1)), int(n)] for n in rng.integers(1, 3000, 40)],
        "shrinkage": [
            {"icc": icc, "groups": [sample(rng, int(n), 8, mean=m, between=3.0) for n, m in zip(sizes, means)]}
            for icc, sizes, means in [
                (0.0, [5, 10, 30], [40, 50, 60]),
                (0.05, [1, 6, 7, 12, 40, 80], [80, 45, 50, 55, 52, 47]),
                (0.0, [20, 20, 20, 20], [50, 50, 50, 50]),
                (0.05, [6, 9, 200], [30, 70, 50]),
                (0.05, rng.integers(2, 60, 20).tolist(), rng.normal(50, 10, 20).tolist()),
            ]
        ] + [{"icc": 0.05, "groups": alike(sample(rng, 24, 6), 0.5)}],
        "bridges": [
            [[3, 12], [9, 12]],
            [[0, 8], [0, 15], [0, 4]],
            [[6, 6], [2, 40], [30, 40], [20, 40], [35, 40], [0, 0]],
            [[10, 10], [0, 10], [10, 10], [0, 10]],
            [[5, 10], [5, 10], [7, 10], [3, 10]],
            *([[int(rng.binomial(n, p)), int(n)] for n, p in zip(rng.integers(1, 90, k), rng.beta(4, 3, k))]
              for k in (3, 5, 12, 30)),
        ],
        "spells": [
            [[4, 1]] * 3 + [[5, 0]] + [[7, 1]] * 2 + [[12, 0]] * 4,
            [[3, 1]],
            [[3, 0]] * 6,
            [[t, 1] for t in range(1, 11)],
            [[1, 1]] * 7,
            *(spells(rng, n, hazard, follow) for n, hazard, follow in
              [(25, 0.1, 12), (60, 0.3, 25), (400, 0.05, 25), (1500, 0.08, 30)]),
        ],
        "changes": [paired(rng, n, v, shift) for n, v, shift in [(5, 2, 10), (30, 4, 12), (400, 30, 4)]],
        "differences": [
            {"icc": icc, "visited": sample(rng, n, 6, mean=12), "not_visited": sample(rng, m, 4, mean=4, spread=9)}
            for icc, n, m in [(0.0, 5, 5), (0.0, 40, 9), (0.0, 300, 250), (0.05, 6, 60), (0.05, 300, 250),
                              (0.05, 4, 90)]
        ],
        "medians": [[round(v, 1) for v in rng.gamma(2, 8, n).tolist()] for n in (1, 5, 6, 7, 8, 20, 37, 150, 1001)]
        + [[3.0] * 9, [float(v) for v in rng.integers(0, 6, 60)]],
        "instruments": [[25.0, 0.7], [18.5, 0.82], [30.0, 0.0]],
        "cards": {
            "reversed": [False, True, True, False],
            "staff": [card(rng, 4.3, 0.05) for _ in range(12)],
            "rows": [[card(rng, 2.8), card(rng, 3.6), card(rng, 3.0), card(rng, 4.2)] for _ in range(1200)],
        },
        "gaps": [
            [[1000.0, 1000.0], [0.6, 0.6], [0.5, 0.25], [0.4, 0.32], [0.5, 0.5]],
            [[100.0, 97.0], [0.5, 0.5]],
            [[100.0, 80.0], [0.5, 0.0]],
            *([[float(rng.integers(100, 900)), float(rng.integers(100, 900))]]
              + [[round(float(a), 3), round(float(b), 3)] for a, b in rng.uniform(0.1, 0.9, (4, 2))]
              for _ in range(12)),
        ],
        "nominations": [
            ["".join(sorted(set(rng.choice(list(LETTERS[:figures]), rng.integers(0, 4), p=popularity))))
             for _ in range(n)]
            for n, figures in [(10, 4), (60, 12), (300, 24)]
            for popularity in [rng.dirichlet(np.full(figures, 0.4))]
        ],
    }


# --- the results ----------------------------------------------------------------------------------------------------


def estimate(value, n, low=None, high=None):
    if n < SHOWN_FROM_N:
        return {"value": None, "n": n, "low": None, "high": None, "status": "suppressed"}
    status = "indicative" if n < COMPARED_FROM_N else "ok"
    return {"value": float(value), "n": n, "low": number(low), "high": number(high), "status": status}


def number(value):
    return None if value is None or not math.isfinite(value) else float(value)


def clustered(values, clusters, icc):
    """n, mean, variance of the values, design effect."""
    frame = pd.DataFrame({"value": values, "cluster": clusters}, dtype=float)
    n = len(frame)
    if n == 0:
        return 0, math.nan, math.nan, 1.0
    per_village = frame.groupby("cluster")["value"].count().mean()
    return n, frame["value"].mean(), frame["value"].var(ddof=1), max(1.0, 1.0 + (per_village - 1.0) * icc)


def mean(values, clusters, icc):
    n, middle, variance, deff = clustered(values, clusters, icc)
    if n < 2 or np.ptp(values) == 0:
        return estimate(middle, n)
    return estimate(middle, n, *stats.t.interval(0.95, n - 1, middle, math.sqrt(variance / n * deff)))


def large_mean(n, clusters, icc):
    rows = np.arange(n)
    return mean((rows % 101).astype(float), rows % clusters, icc)


def share(k, n):
    if n == 0:
        return estimate(math.nan, 0)
    return estimate(k / n, n, *proportion_confint(k, n, alpha=0.05, method="wilson"))


def shrunk(groups, icc):
    parts = [clustered(group["values"], group["clusters"], icc) for group in groups]
    n, means, variances, deff = (np.array(column, dtype=float) for column in zip(*parts))
    within = np.nansum((n - 1) * np.nan_to_num(variances)) / (n - 1).sum()
    error = within * deff / n
    # The package takes squares of the means apart: about their centre it keeps its digits.
    centre = means.mean()
    fit = combine_effects(means - centre, error, method_re="dl")
    between = max(0.0, fit.tau2)
    if fit.tau2 > 0:
        overall, overall_error = centre + fit.mean_effect_re, fit.sd_eff_w_re
    else:
        overall, overall_error = centre + fit.mean_effect_fe, fit.sd_eff_w_fe
    weight = between / (between + error)
    value = overall + weight * (means - overall)
    of_between = 2.0 / np.sum(1.0 / (error + between) ** 2)
    square = weight * error + (1 - weight) ** 2 * overall_error**2 + 2 * error**2 / (error + between) ** 3 * of_between
    reach = Z * np.sqrt(square)
    return {
        "overall": estimate(overall, int(n.sum()), overall - Z * overall_error, overall + Z * overall_error),
        "within": within,
        "between": between,
        "groups": [
            {"weight": w, **estimate(v, int(m), v - r, v + r)} for w, v, m, r in zip(weight.tolist(), value, n, reach)
        ],
    }


def bridges(groups):
    k, n = np.array([group for group in groups if group[1] > 0], dtype=float).T
    p = k.sum() / n.sum()
    alpha, beta = 0.5, 0.5
    if len(n) >= 3 and 0 < p < 1:
        # Kleinman (1973), weights n: S, and what it is without overdispersion.
        s = (n * (k / n - p) ** 2).sum()
        chance = p * (1 - p) * (1 - n / n.sum()).sum()
        rho = (s - chance) / (p * (1 - p) * ((n * (1 - n / n.sum())).sum() - (1 - n / n.sum()).sum()))
        if rho > 0:
            size = min(max((1 - rho) / rho, 1.0), n.sum())
            alpha, beta = p * size, (1 - p) * size
    posteriors = [(stats.beta(alpha + k, beta + n - k), n) for k, n in groups]
    return [estimate(dist.mean(), n, *dist.ppf([0.025, 0.975])) for dist, n in posteriors]


def survival(rows):
    time, ended = np.array(rows, dtype=float).T
    fitter = KaplanMeierFitter().fit(time, ended)
    greenwood = SurvfuncRight(time, ended)
    errors = dict(zip(greenwood.surv_times.tolist(), greenwood.surv_prob_se.tolist()))
    table, ends = fitter.event_table, fitter.confidence_interval_
    steps = []
    for at, row in table[table["observed"] > 0].iterrows():
        value = float(fitter.survival_function_.loc[at].iloc[0])
        low, high = ends.loc[at]
        over = int(row["at_risk"]) == int(row["observed"])
        steps.append({
            "time": int(at), "at_risk": int(row["at_risk"]), "ended": int(row["observed"]),
            "survival": 0.0 if over else value,
            "standard_error": None if over else errors[at],
            "low": None if over else number(low), "high": None if over else number(high),
            "hazard": share(int(row["observed"]), int(row["at_risk"])),
        })
    # Where exactly half last, the package's own curve lies a rounding above and its median a step too late.
    middle = qth_survival_times(0.5, fitter.survival_function_.round(12))
    return {
        "n": len(rows),
        "steps": steps,
        "median": int(middle) if math.isfinite(middle) else None,
        "beyond": [estimate(float(fitter.predict(t)), int((time >= t).sum()))["value"] for t in (0, 2, 6, 12, 24)],
    }


def change(before, after, clusters):
    interval = stats.ttest_rel(after, before).confidence_interval(0.95)
    return estimate(np.subtract(after, before).mean(), len(clusters), interval.low, interval.high)


def difference(visited, not_visited, icc):
    groups = (visited, not_visited)
    (n, a, v, d), (m, b, w, e) = (clustered(group["values"], group["clusters"], icc) for group in groups)
    if icc == 0.0:
        interval = stats.ttest_ind(visited["values"], not_visited["values"], equal_var=False).confidence_interval(0.95)
        return estimate(a - b, min(n, m), interval.low, interval.high)
    x, y = v * d / n, w * e / m
    freedom = (x + y) ** 2 / (x**2 / (n - 1) + y**2 / (m - 1))
    return estimate(a - b, min(n, m), *stats.t.interval(0.95, freedom, a - b, math.sqrt(x + y)))


def median(values):
    low = high = None
    if np.ptp(values) > 0:
        low, high = stats.quantile_test(values, q=0, p=0.5).confidence_interval(0.95)
    return estimate(np.median(values), len(values), low, high)


def answers(digits, is_reversed):
    raw = np.array([math.nan if digit == "-" else float(digit) for digit in digits])
    return np.where(is_reversed, 6 - raw, raw)


def cards(data):
    turn = np.array(data["reversed"])
    staff = np.array([answers(digits, turn) for digits in data["staff"]])
    branch = np.where((~np.isnan(staff)).sum(axis=0) >= 8, np.nanmedian(staff, axis=0), math.nan)

    def alike(x, y):
        gap = np.abs(x - y)
        return None if np.isfinite(gap).sum() < 3 else float(100 - 25 * np.nanmean(gap))

    rows = []
    for row in data["rows"]:
        own, perceived, guessed, agents = (answers(digits, turn) for digits in row)
        agreement, congruency = alike(own, branch), alike(own, perceived)
        known = np.isfinite(own - branch).sum() >= 3
        state = None
        if agreement is not None and congruency is not None:
            state = {(True, True): "consensus", (True, False): "false_conflict", (False, True): "false_consensus",
                     (False, False): "dissensus"}[agreement >= 75, congruency >= 75]
        rows.append([
            float(25 * (np.nanmean(own) - 1)) if np.isfinite(own).sum() >= 3 else None,
            agreement, congruency, alike(perceived, branch), alike(guessed, own), alike(guessed, agents),
            float(np.sqrt(np.nansum((own - branch) ** 2))) if known else None,
            state,
        ])
    return {"branch": [number(v) for v in branch], "rows": rows}


def gap(steps):
    planned, actual = np.array(steps).T
    if (planned <= 0).any() or (actual <= 0).any():
        return None
    ratio = math.log(actual.prod() / planned.prod())
    return {"log_ratio": ratio, "shares": None if abs(ratio) < 0.05 else (np.log(actual / planned) / ratio).tolist()}


def cover(named):
    taken = set()
    while sum(bool(taken & set(row)) for row in named) < 0.7 * len(named):
        open_rows = [row for row in named if not taken & set(row)]
        gains = [(-sum(letter in row for row in open_rows), letter) for letter in LETTERS]
        if min(gains)[0] == 0:
            break
        taken.add(min(gains)[1])
    return {"figures": "".join(sorted(taken)), "covered": sum(bool(taken & set(row)) for row in named)}


def compute(data):
    return {
        "means": [mean(**case) for case in data["means"]],
        "large_means": [large_mean(**case) for case in data["large_means"]],
        "shares": [share(k, n) for k, n in data["shares"]],
        "shrinkage": [shrunk(**case) for case in data["shrinkage"]],
        "bridges": [bridges(groups) for groups in data["bridges"]],
        "spells": [survival(rows) for rows in data["spells"]],
        "changes": [change(**case) for case in data["changes"]],
        "differences": [difference(**case) for case in data["differences"]],
        "medians": [median(values) for values in data["medians"]],
        "instruments": [1.96 * sd * math.sqrt(2) * math.sqrt(1 - r) for sd, r in data["instruments"]],
        "cards": cards(data["cards"]),
        "gaps": [gap(steps) for steps in data["gaps"]],
        "nominations": [cover(named) for named in data["nominations"]],
    }


def write(name, content):
    """A line per case, so that a change can be reviewed."""
    def case(value):
        return json.dumps(value, separators=(",", ":"), allow_nan=False)

    sections = []
    for key, value in content.items():
        if isinstance(value, dict):
            inner = ",\n".join(f'  "{k}": {lines(v)}' for k, v in value.items())
            sections.append(f'"{key}": {{\n{inner}\n}}')
        else:
            sections.append(f'"{key}": [\n' + ",\n".join(map(case, value)) + "\n]")
    (pathlib.Path(__file__).parent / name).write_text("{\n" + ",\n".join(sections) + "\n}\n", encoding="utf-8")


def lines(values):
    return "[\n" + ",\n".join(json.dumps(v, separators=(",", ":"), allow_nan=False) for v in values) + "\n]"


if __name__ == "__main__":
    # The packages say so where a group is of one, or nothing lasts; both are looked after above.
    warnings.filterwarnings("ignore", category=RuntimeWarning)
    invented = invent()
    write("data.json", invented)
    write("results.json", compute(invented))
