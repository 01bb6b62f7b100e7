"""Confidence sequences against numpy and scipy."""

import numpy as np
from scipy.optimize import brentq
from scipy.special import betaln, gammaln, logsumexp, rel_entr, xlog1py, xlogy, zeta

from .report import largest
from .stream import SplitMix64


def normal_mixture(v, a, v_opt):
    rho = v_opt / (2 * np.log(1 / a) + np.log(1 + 2 * np.log(1 / a)))
    return np.sqrt((v + rho) * np.log((v + rho) / (rho * a**2)))


def normal_mixture_one_sided(v, a, v_opt):
    rho = v_opt / (2 * np.log(1 / (2 * a)) + np.log(1 + 2 * np.log(1 / (2 * a))))
    return np.sqrt(2 * (v + rho) * np.log(1 / (2 * a) * np.sqrt((v + rho) / rho) + 1))


def stitched(v, a, v_min, c, s=1.4, eta=2.0):
    v = max(v, v_min)
    ell = s * np.log(np.log(eta * v / v_min)) + np.log(zeta(s, 1) / (a * np.log(eta) ** s))
    k1 = (eta**0.25 + eta**-0.25) / np.sqrt(2)
    k2 = (np.sqrt(eta) + 1) / 2
    return np.sqrt(k1**2 * v * ell + k2**2 * c**2 * ell**2) + k2 * c * ell


def bernstein(x, a, c=0.5):
    x = np.asarray(x)
    t = np.arange(1, len(x) + 1)
    mu = (0.5 + np.cumsum(x)) / (t + 1)
    variance = (0.25 + np.cumsum((x - mu) ** 2)) / (t + 1)
    before_mu = np.concatenate([[0.5], mu[:-1]])
    before_variance = np.concatenate([[0.25], variance[:-1]])
    bet = np.minimum(c, np.sqrt(2 * np.log(2 / a) / (before_variance * t * np.log(1 + t))))
    centre = np.cumsum(bet * x) / np.cumsum(bet)
    penalty = np.cumsum((x - before_mu) ** 2 * (-np.log(1 - bet) - bet))
    half = (np.log(2 / a) + penalty) / np.cumsum(bet)
    lower = np.maximum.accumulate(np.maximum(centre - half, 0))
    return lower, np.minimum.accumulate(np.minimum(centre + half, 1))


def asymptotic(error, n, a, n_opt):
    rho2 = (-2 * np.log(a) + np.log(1 - 2 * np.log(a))) / n_opt
    spread = 2 * (n * rho2 + 1) / (n**2 * rho2) * np.log(np.sqrt(n * rho2 + 1) / a)
    return error * np.sqrt(n) * np.sqrt(spread)


def rate(k, n, a):
    def excess(p):
        mixture = betaln(0.5 + k, 0.5 + n - k) - betaln(0.5, 0.5)
        return mixture - xlogy(k, p) - xlog1py(n - k, -p) + np.log(a)

    tiny, nearly_one, centre = 1e-300, 1 - 2**-53, k / n
    inside = min(max(centre, tiny), nearly_one)
    lower = brentq(excess, tiny, inside, xtol=1e-300, rtol=1e-14) if k > 0 else 0.0
    upper = brentq(excess, inside, nearly_one, rtol=1e-14) if k < n else 1.0
    return lower, upper


def msprt(differences, errors, tau):
    d, v = np.asarray(differences), np.asarray(errors)
    ratio = np.sqrt(v / (v + tau**2)) * np.exp(tau**2 * d**2 / (2 * v * (v + tau**2)))
    return np.minimum.accumulate(np.minimum(1, 1 / ratio))


def evidence(baseline, windows, level):
    """R after each window, with the threshold at infinity."""
    c = np.asarray(baseline, dtype=float)
    n, k = c.sum(), len(c) - 1
    radius = brentq(lambda x: x - k * (1 + np.log(x / k)) + np.log(level), k, 1e7, xtol=1e-12)
    center = (c + 0.5) / (n + len(c) / 2)
    past, sums, total = np.zeros((2, len(c))), [], 0.0

    def law(d, a):
        return gammaln(a.sum()) - gammaln(a.sum() + d.sum()) + np.sum(gammaln(a + d) - gammaln(a))

    for d in np.asarray(windows, dtype=float):
        m = d.sum()

        def excess(log_weight):
            shares = (d + np.exp(log_weight) * c) / (m + np.exp(log_weight) * n)
            return np.sum(rel_entr(c, n * shares)) - radius

        held = np.sum(rel_entr(c, n * d / m)) <= radius
        weight = 0.0 if held else np.exp(brentq(excess, -60, 60, xtol=1e-13))
        null = np.sum(xlogy(d, (d + weight * c) / (m + weight * n)))
        laws = [law(d, m * center + counts) for counts in (0, *past)]
        total = (total + 1) * np.exp(logsumexp(laws) - np.log(3) - null)
        past = past * np.array([[7 / 8], [63 / 64]]) + d
        sums.append(float(total))
    return sums


def draws(random, shares, count):
    """Counts of so many values with these shares."""
    counts = [0] * len(shares)
    for _ in range(count):
        unit, place = random.unit(), 0
        while place < len(shares) - 1 and unit >= shares[place]:
            unit, place = unit - shares[place], place + 1
        counts[place] += 1
    return counts


def golden():
    """What Tests/KedgeStatisticsTests keeps."""
    found = []
    for v, a, v_opt in [(0.5, 0.05, 1), (100, 0.05, 100), (1e6, 1e-3, 1e4), (3e4, 3e-8, 1e5)]:
        for c in (0, 1.5):
            found.append({
                "variance": v, "level": a, "expected": v_opt, "scale": c,
                "two_sided": normal_mixture(v, a, v_opt),
                "one_sided": normal_mixture_one_sided(v, a, v_opt),
                "stitched": stitched(v, a, v_opt, c),
            })
    for seed, level in [(1, 0.05), (2, 1e-6)]:
        random = SplitMix64(seed)
        values = [random.unit() for _ in range(300)]
        lower, upper = bernstein(values, level)
        errors = [0.001 + value for value in values]
        p = msprt(values, errors, 0.1)
        places = [0, 9, 99, 299]
        found.append({
            "seed": seed, "level": level, "places": places,
            "lower": [lower[place] for place in places],
            "upper": [upper[place] for place in places],
            "p": [p[place] for place in places],
        })
    random = SplitMix64(3)
    for shares, shifted in [([0.9, 0.1], [0.7, 0.3]), ([0.1] * 10, [0.37] + [0.07] * 9)]:
        baseline = draws(random, shares, 2_000)
        windows = [draws(random, shares if step < 5 else shifted, 200) for step in range(10)]
        found.append({
            "baseline": baseline, "windows": windows, "baseline_level": 1e-3,
            "sums": evidence(baseline, windows, 1e-3),
        })
    return found


def run(kedge, report, shared):
    random = SplitMix64(7)

    def between(low, high):
        return float(np.exp(np.log(low) + random.unit() * (np.log(high) - np.log(low))))

    mixtures, sides, stitches, halves = [], [], [], []
    for _ in range(2_000):
        v, a, v_opt = between(1e-3, 1e9), between(1e-12, 0.4), between(1e-2, 1e6)
        found = kedge.ask("normal_mixture", variance=v, level=a, expected=v_opt)
        mixtures.append((found["two_sided"], normal_mixture(v, a, v_opt)))
        sides.append((found["one_sided"], normal_mixture_one_sided(v, a, v_opt)))
        scale = 0.0 if random.unit() < 0.3 else between(1e-2, 10)
        found = kedge.ask("stitched", variance=v, level=a, least=v_opt, scale=scale)
        stitches.append((found["upper"], stitched(v, a, v_opt, scale)))
        n = between(2, 1e8)
        found = kedge.ask("asymptotic", error=v, count=n, level=a, expected=v_opt)
        halves.append((found["half"], asymptotic(v, n, a, v_opt)))
    report.line("4(a) normal mixture, two sides", len(mixtures), largest(mixtures), 1e-12)
    report.line("4(a) normal mixture, one side", len(sides), largest(sides), 1e-12)
    report.line("4(b) stitched boundary", len(stitches), largest(stitches), 1e-12)
    report.line("4(d) asymptotic bounds", len(halves), largest(halves), 1e-12)

    pairs = []
    for _ in range(40):
        level, centre = between(1e-9, 0.2), random.unit()
        values = [min(1, max(0, centre + 0.2 * random.bell())) for _ in range(500)]
        found = kedge.ask("bernstein", level=level, values=values)
        lower, upper = bernstein(values, level)
        pairs += zip(found["lower"] + found["upper"], [*lower, *upper])
    report.line("4(c) empirical Bernstein, each step", len(pairs), largest(pairs), 1e-9)

    pairs = []
    for _ in range(500):
        n = int(between(1, 1e6))
        k = int(random.unit() * (n + 1))
        level = between(1e-12, 0.4)
        found = kedge.ask("rate", successes=k, trials=n, level=level)
        pairs += zip((found["lower"], found["upper"]), rate(k, n, level))
    report.line("4(e) rates", len(pairs), largest(pairs), 1e-9)

    pairs = []
    for _ in range(50):
        errors = [between(1e-6, 1) for _ in range(50)]
        differences = [random.bell() * 2 * error**0.5 for error in errors]
        effect = between(1e-3, 10)
        found = kedge.ask("msprt", differences=differences, errors=errors, effect=effect)
        pairs += zip(found["p"], msprt(differences, errors, effect))
    report.line("4.6 mSPRT", len(pairs), largest(pairs), 1e-9)

    pairs = []
    for _ in range(100):
        cells = 2 + int(random.unit() * 20)
        raw = [between(0.01, 1) for _ in range(cells)]
        shares = [value / sum(raw) for value in raw]
        baseline = draws(random, shares, int(between(50, 5_000)))
        windows = [draws(random, shares, int(between(20, 500))) for _ in range(10)]
        level = between(1e-9, 0.1)
        found = kedge.ask("evidence", baseline=baseline, windows=sum(windows, []), level=level)
        pairs += zip(found["sums"], evidence(baseline, windows, level))
    report.line("3.2 accumulated evidence", len(pairs), largest(pairs), 1e-9)
