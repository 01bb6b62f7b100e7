"""Distances of two samples against numpy and scipy."""

import numpy as np
from scipy import stats
from scipy.spatial.distance import jensenshannon

from .report import largest
from .stream import SplitMix64


def cells(baseline, window):
    """Every distance of counts over the same cells; nothing is pooled in these tables."""
    n, m, size = baseline.sum(), window.sum(), len(baseline)
    p, q = baseline / n, window / m
    smooth_p, smooth_q = (baseline + 0.5) / (n + size / 2), (window + 0.5) / (m + size / 2)
    psi = np.sum((smooth_q - smooth_p) * np.log(smooth_q / smooth_p))
    table = stats.chi2_contingency(np.array([baseline, window]), correction=False)
    phi = table.statistic / (n + m)
    reduced = max(0, phi - (size - 1) / (n + m - 1))
    columns = size - (size - 1) ** 2 / (n + m - 1)
    rows = 2 - 1 / (n + m - 1)
    bias = (size - 1) * (1 / n + 1 / m)
    return {
        "psi": max(0, psi - bias),
        "psi_p": stats.chi2.sf(psi * n * m / (n + m), size - 1),
        "js": jensenshannon(p, q, base=2),
        "js_natural": jensenshannon(p, q),
        "hellinger": np.sqrt(0.5 * np.sum((np.sqrt(p) - np.sqrt(q)) ** 2)),
        "l_infinity": np.abs(p - q).max(),
        "chi2": table.statistic,
        "chi2_p": table.pvalue,
        "cramers_v": np.sqrt(max(0, 0.5 * np.sum((p - q) ** 2 / (p + q)) - bias / 4)),
        "bergsma": np.sqrt(reduced / min(columns - 1, rows - 1)),
    }


def samples(baseline, window):
    ks = stats.ks_2samp(baseline, window, method="exact")
    return {
        "ks": ks.statistic,
        "ks_p": ks.pvalue,
        "wasserstein": stats.wasserstein_distance(baseline, window),
    }


def draws(seed):
    random = SplitMix64(seed)
    size = 2 + seed % 12
    weights = np.array([1 + random.unit() for _ in range(size)])
    moved = weights * np.array([1 + random.unit() * 0.3 for _ in range(size)])
    counts = [np.array([int(w * scale) + 20 for w in shares])
              for shares, scale in ((weights, 200 + 40 * seed), (moved, 60 + 10 * seed))]
    yield "cells", cells, counts
    values = [np.round([random.bell() + shift for _ in range(count)], 2)
              for shift, count in ((0, 120 + seed), (random.unit() * 0.5, 60 + seed % 37))]
    yield "samples", samples, values


def cases(seeds):
    for seed in range(seeds):
        for kind, formula, (baseline, window) in draws(seed):
            expected = {name: float(value) for name, value in formula(baseline, window).items()}
            yield kind, baseline.tolist(), window.tolist(), expected


def golden():
    return [{"kind": kind, "baseline": baseline, "window": window, "expected": expected}
            for kind, baseline, window, expected in cases(6)]


def run(kedge, report, shared):
    pairs = {}
    for kind, baseline, window, expected in cases(200):
        found = kedge.ask(kind, baseline=baseline, window=window)
        for name, value in expected.items():
            pairs.setdefault((kind, name), []).append((found[name], value))
    for (kind, name), found in pairs.items():
        report.line(f"{name} ({kind})", len(found), largest(found), 1e-9)
