"""Shifts of mean vectors and the discrepancy of two samples, against sums over all of numpy."""

import numpy as np

from .report import largest
from .stream import SplitMix64

REPLICATES = 999
PAIRS = 1_000


def below(random, bound):
    return random.next() * bound >> 64


def vectors(random, count, dimension, mean=0.0):
    return np.array([[mean + random.bell() for _ in range(dimension)] for _ in range(count)])


def bandwidth(stored, seed):
    """The median distance of seeded pairs of different vectors."""
    random = SplitMix64(seed)
    distances = []
    for _ in range(PAIRS):
        first, other = below(random, len(stored)), below(random, len(stored) - 1)
        distances.append(np.linalg.norm(stored[first] - stored[other + (other >= first)]))
    return np.median(distances)


def discrepancy(stored, window, seed):
    width = bandwidth(stored, seed)

    def kernel(one, other):
        return np.exp(-np.sum((one - other) ** 2) / (2 * width**2))

    count = len(stored)
    rows = np.array([[kernel(one, other) for other in stored] for one in stored])
    means = (rows.sum(axis=1) - 1) / (count - 1)
    terms = []
    for number in range(len(window) // 2):
        x, other = window[2 * number : 2 * number + 2]
        place = 2 * (number % (count // 2))
        within = means[place] + means[place + 1] - means.mean()
        terms.append(kernel(x, other) + within - kernel(x, stored[place + 1])
                     - kernel(other, stored[place]))
    variance = np.var(terms, ddof=1)
    return {
        "bandwidth": width, "discrepancy": np.mean(terms), "discrepancy.variance": variance,
        "discrepancy.error": np.sqrt(
            variance / len(terms) + 2 * (variance / 3) / (count * (count - 1))),
    }


def law(baseline, sample, size, seed):
    """Lengths of the means of vectors that are drawn one by one."""
    random = SplitMix64(seed)
    centered = sample - sample.mean(axis=0)
    deviation = np.sqrt(np.trace(np.cov(baseline.T)) / baseline.shape[1])
    factor = np.sqrt(len(sample) / (len(sample) - 1) * (1 + size / len(baseline))) / deviation
    lengths = [
        np.linalg.norm(centered[[below(random, len(sample)) for _ in range(size)]].mean(axis=0))
        for _ in range(REPLICATES)
    ]
    return np.sort(lengths) * factor


def draw(seed):
    random = SplitMix64(seed)
    dimension, sample = 2 + 3 * seed, 20 + 2 * seed
    baseline = vectors(random, 60, dimension, mean=0.5)
    window = vectors(random, 30 + 20 * seed, dimension, mean=0.5 + 0.1 * seed)
    return baseline, window, sample


def expected(seed):
    baseline, window, sample = draw(seed)
    first, second = baseline.mean(axis=0), window.mean(axis=0)
    total = np.trace(np.cov(baseline.T))
    drawn = law(baseline, baseline[:sample], len(window), seed)
    return {
        "total_variance": total,
        "shift": np.linalg.norm(second - first) / np.sqrt(total / len(first)),
        "cosine": 1 - first @ second / np.linalg.norm(first) / np.linalg.norm(second),
        # Exceeded by 1 and 5 of 100, by 1 of 1,000, and beyond.
        "limit.0.05": drawn[949], "limit.0.01": drawn[989], "limit.0.001": drawn[998],
        "limit.1e-06": 1.5 * drawn[998],
    } | discrepancy(baseline[:sample], window, seed)


def golden():
    return [
        {"seed": seed, "expected": {name: float(value) for name, value in expected(seed).items()}}
        for seed in range(4)
    ]


def run(kedge, report, shared):
    pairs = {}
    for seed in range(12):
        baseline, window, sample = draw(seed)
        found = kedge.ask(
            "embeddings", seed=seed, sample=sample, dimension=baseline.shape[1],
            baseline=baseline.ravel().tolist(), window=window.ravel().tolist())
        for name, value in expected(seed).items():
            pairs.setdefault(name, []).append((found[name], float(value)))
    for name, found in pairs.items():
        report.line(f"{name} (embeddings)", len(found), largest(found), 1e-9)
