"""Change points against river."""

import json

from river import drift

from .report import largest
from .stream import SplitMix64

KINDS = {
    "adwin": lambda s: drift.ADWIN(delta=s["delta"]),
    "page_hinkley": lambda s: drift.PageHinkley(threshold=s["threshold"], delta=s["delta"]),
    "ddm": lambda s: drift.binary.DDM(),
    "eddm": lambda s: drift.binary.EDDM(),
    "hddm_a": lambda s: drift.binary.HDDMA(),
    "hddm_w": lambda s: drift.binary.HDDMW(),
}


def rates(seed, count=4_000):
    """0 and 1, with a rate that jumps twice."""
    random = SplitMix64(seed)
    levels = [random.unit() * 0.6 for _ in range(3)]
    return [float(random.unit() < levels[place * 3 // count]) for place in range(count)]


def numbers(seed, count=4_000):
    """Nearly normal, with a mean that jumps twice."""
    random = SplitMix64(seed)
    levels = [random.unit() * 3 for _ in range(3)]
    return [levels[place * 3 // count] + random.bell() for place in range(count)]


def cases(seeds):
    for seed in range(seeds):
        for ask in KINDS:
            yield ask, seed, "rates", {"delta": 0.002} if ask == "adwin" else (
                {"threshold": 20.0, "delta": 0.005} if ask == "page_hinkley" else {}
            )
        yield "adwin", seed, "numbers", {"delta": 0.01}
        yield "page_hinkley", seed, "numbers", {"threshold": 50.0, "delta": 0.1}


def expected(ask, settings, values):
    detector = KINDS[ask](settings)
    changes, warnings = [], []
    for index, value in enumerate(values):
        detector.update(value)
        if detector.drift_detected:
            changes.append(index)
        elif getattr(detector, "warning_detected", False):
            warnings.append(index)
    return changes, warnings


def values_of(kind, seed):
    return rates(seed) if kind == "rates" else numbers(seed)


def run(kedge, report, shared):
    differing = {}
    for ask, seed, kind, settings in cases(40):
        values = values_of(kind, seed)
        changes, warnings = expected(ask, settings, values)
        found = kedge.ask(ask, values=values, **settings)
        same = found["changes"] == changes and (
            ask in ("adwin", "page_hinkley") or found["warnings"] == warnings
        )
        count, wrong = differing.get(ask, (0, 0))
        differing[ask] = (count + 1, wrong + (not same))
    for ask, (count, wrong) in differing.items():
        report.line(f"{ask}, random streams against river", count, wrong, 0, "streams that differ")
    without_draws(kedge, report)
    recorded(kedge, report, shared)


def without_draws(kedge, report):
    """KSWIN with a window of two samples draws all of its older values, so nothing is random.

    Up to the first change: river forgets the whole window then, Kedge only the older values.
    """
    count = wrong = 0
    pairs = []
    for seed in range(20):
        for kind in ("rates", "numbers"):
            values = values_of(kind, seed)
            detector = drift.KSWIN(window_size=60, seed=seed)
            expected = []
            for value in values:
                detector.update(value)
                # Before the window is full river says 0.
                expected.append(detector.p_value if len(expected) >= 59 else 1.0)
                if detector.drift_detected:
                    break
            found = kedge.ask("kswin", values=values)
            pairs += zip(found["probabilities"], expected)
            last = [len(expected) - 1] if detector.drift_detected else []
            count += 1
            wrong += found["changes"][:1] != last
    report.line("kswin that draws all, first change", count, wrong, 0, "streams that differ")
    report.line("kswin that draws all, probabilities", len(pairs), largest(pairs), 1e-9)


NAMES = {
    "ADWIN": ("adwin", {"delta": 0.002}),
    "ADWIN_d0.0002": ("adwin", {"delta": 0.0002}),
    "PageHinkley": ("page_hinkley", {"threshold": 50.0, "delta": 0.005}),
    "PageHinkley_min30_delta0.005_thr10": ("page_hinkley", {"threshold": 10.0, "delta": 0.005}),
    "DDM": ("ddm", {}),
    "EDDM": ("eddm", {}),
    "HDDM_A": ("hddm_a", {}),
    "HDDM_W": ("hddm_w", {}),
}


def recorded(kedge, report, shared):
    """The streams that expected/river.json lists."""
    streams = json.loads((shared / "expected" / "river.json").read_text())["streams"]
    count = wrong = 0
    for stream, results in streams.items():
        path = shared / "streams" / f"{stream}.errors.txt"
        if not path.exists():
            continue
        values = [float(line) for line in path.read_text().split()]
        for name, (ask, settings) in NAMES.items():
            if name not in results:
                continue
            count += 1
            wrong += kedge.ask(ask, values=values, **settings)["changes"] != results[name]["drifts"]
    report.line("detectors on recorded streams", count, wrong, 0, "streams that differ")


def golden():
    """What Tests/KedgeStatisticsTests keeps: seeds, and river's change points."""
    found = []
    for ask, seed, kind, settings in cases(3):
        changes, warnings = expected(ask, settings, values_of(kind, seed))
        entry = {"detector": ask, "seed": seed, "kind": kind, "changes": changes, **settings}
        if ask not in ("adwin", "page_hinkley"):
            entry["warnings"] = len(warnings)
        found.append(entry)
    return found
