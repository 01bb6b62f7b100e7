"""How soon known shifts are found: the whole of Kedge (`kedgectl replay`), the best detector of river
and a Kolmogorov-Smirnov test of fixed windows, all at the same realised rate of false alarms.

One record a second, after a baseline of 10,000, in panes of 50 records. Each method has the most
sensitive of its settings with which the quiet streams have one alarm at most; that of Kedge is the
budget of false alarms, and the delay under the default budget is printed too. Delays are medians, in
records.
"""

import json
import math
import os
import pathlib
import subprocess
import tempfile
from datetime import datetime

import numpy as np
from river import drift
from scipy import stats

from .stream import SplitMix64

ROOT = pathlib.Path(__file__).resolve().parents[3]
BASELINE, START = 10_000, 1_700_000_000
STREAMS, QUIET, AFTER = 40, 40_000, 20_000
# False alarms of all quiet streams together.
ALLOWED = 1
BUDGETS = [256, 64, 16, 4, 1]
CONFIGURATION = """default_rules: false
alarms: {false_alarm_budget: {alarms: BUDGET, per: 30d}}
inputs:
- {name: x, file: /x.csv, format: csv, constants: {model: m}, fields: {time: t}, features: {x: x}}
models:
- name: m
  baseline: {from: first, records: 10000}
  window: {records: 50}
  schema: {x: {type: TYPE, limits: LIMITS}}
"""


def normal(random, count, mean=0.0, deviation=1.0):
    return random.normal(mean, deviation, count)


def rate(random, count, share=0.1):
    return (random.random(count) < share).astype(float)


def categories(random, count, new=0.0):
    """Five names; two values in a thousand are names that come once."""
    names = random.integers(0, 5, count)
    once = random.integers(1_000, 1_000_000_000, count)
    names = np.where(random.random(count) < 0.002, once, names)
    return np.where(random.random(count) < new, 9, names)


# Quiet law, law of the shift, type of the field, and the change that matters: half of the shift's own,
# which is 0.2 and 1/6 standard deviations, a share of 0.02, and 0.2247 standard deviations.
SHIFTS = {
    "mean +0.2 sd": (normal, lambda r, n: normal(r, n, mean=0.2), "number", 0.1),
    "rate +5 points": (rate, lambda r, n: rate(r, n, 0.15), "number", 0.083),
    "new category 2 %": (categories, lambda r, n: categories(r, n, 0.02), "category", 0.01),
    "variance x 1.5": (normal, lambda r, n: normal(r, n, deviation=math.sqrt(1.5)), "number", 0.112),
}


class Replay:
    """Kedge itself, over a file, with a budget of false alarms in 30 days."""

    def __init__(self, folder, kind, change, budget):
        build = ROOT / os.environ.get("KEDGE_BUILD", ".build/release")
        self.program = build / "kedgectl"
        self.folder = pathlib.Path(folder)
        self.configuration = self.folder / f"{kind}.yaml"
        text = CONFIGURATION.replace("TYPE", kind).replace("BUDGET", str(budget))
        text = text.replace("LIMITS", f"{{change: {change}}}")
        self.configuration.write_text(text)
        self.kind = kind

    def alarms(self, values):
        """Numbers of records after the baseline at which an alarm begins."""
        word = "c{:.0f}" if self.kind == "category" else "{:.9g}"
        path = self.folder / "x.csv"
        path.write_text("t,x\n" + "".join(
            f"{START + place},{word.format(value)}\n" for place, value in enumerate(values)))
        output = subprocess.run(
            [self.program, "replay", "--config", self.configuration, "--share", ROOT / "config",
             "--json", path], capture_output=True, text=True, check=True).stdout
        breaches = {}
        for line in output.splitlines():
            if '"verdict":"breach"' in line:
                found = json.loads(line)
                end = datetime.fromisoformat(found["window"]["end"]).timestamp()
                breaches.setdefault(found["indicator"], []).append((found["window"]["index"], end))
        starts = [end for windows in breaches.values()
                  for (before, _), (window, end) in zip([(-2, 0), *windows], windows)
                  if window > before + 1]
        return sorted(round(end) - START - BASELINE for end in starts)


def median_delay(delays):
    """Infinite where fewer than half of the streams were found."""
    return float(np.median([math.inf if delay is None else delay for delay in delays]))


def as_numbers(values, kind):
    """What detectors of numbers are given: of names, whether they are none of the usual."""
    return (values > 4).astype(float) if kind == "category" else values


RIVER = {
    "ADWIN": (lambda p: drift.ADWIN(delta=p), [0.3, 0.1, 0.03, 0.01, 0.002, 2e-4, 2e-5, 2e-6]),
    "PageHinkley": (lambda p: drift.PageHinkley(threshold=p, delta=0.005),
                    [5, 10, 20, 35, 50, 75, 100, 150, 250]),
    "HDDM_A": (lambda p: drift.binary.HDDMA(drift_confidence=p),
               [1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-8]),
    "HDDM_W": (lambda p: drift.binary.HDDMW(drift_confidence=p),
               [1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-8]),
}


def first_alarm(detector, values):
    for place, value in enumerate(values):
        detector.update(value)
        if detector.drift_detected:
            return place + 1
    return None


def count_alarms(detector, values):
    alarms = 0
    for value in values:
        detector.update(value)
        alarms += detector.drift_detected
    return alarms


def delay(replay, shifted):
    """Median of the first alarms after a shift."""
    return median_delay([
        next((place for place in replay.alarms(np.concatenate(pair)) if place > 0), None)
        for pair in shifted])


def best_of_kedge(folder, kind, change, quiet, shifted):
    """Delay, budget and false alarms with the largest budget that keeps to what is allowed."""
    for budget in BUDGETS:
        replay = Replay(folder, kind, change, budget)
        alarms = sum(len(replay.alarms(values)) for values in quiet)
        if alarms <= ALLOWED or budget == BUDGETS[-1]:
            return delay(replay, shifted), budget, alarms
    raise AssertionError("there is a last budget")


def best_of_river(quiet, shifted):
    """The least delay of a detector whose alarms on quiet data are not more than allowed."""
    best = (math.inf, "none")
    is_binary = set(np.unique(quiet[0])) <= {0.0, 1.0}
    for name, (make, parameters) in RIVER.items():
        if name.startswith("HDDM") and not is_binary:
            continue
        for parameter in parameters:
            if sum(count_alarms(make(parameter), values) for values in quiet) > ALLOWED:
                continue
            delays = []
            for before, after in shifted:
                detector = make(parameter)
                for value in before[-5_000:]:
                    detector.update(value)
                delays.append(first_alarm(detector, after))
            best = min(best, (median_delay(delays), f"{name} {parameter}"))
            break
    return best


def fixed_window(shifted, rate_of_alarms):
    """A KS test of windows against the baseline, its level being the rate of one window."""
    best = (math.inf, "none")
    for size in (200, 500, 1_000, 2_000):
        level = rate_of_alarms * size
        delays = []
        for before, after in shifted:
            found = (
                start + size for start in range(0, len(after) - size + 1, size)
                if stats.ks_2samp(before[:BASELINE], after[start:start + size]).pvalue < level)
            delays.append(next(found, None))
        best = min(best, (median_delay(delays), f"KS of {size}"))
    return best


# The same shifts drawn number by number, so that Swift draws the same: kind, quiet and shifted.
DRAWS = {
    "mean +0.2 sd": ("number", lambda r: r.bell(), lambda r: r.bell() + 0.2),
    "rate +5 points": ("number", lambda r: float(r.unit() < 0.1), lambda r: float(r.unit() < 0.15)),
    "new category 2 %": ("category", lambda r: drawn_name(r, 0.002), lambda r: drawn_name(r, 0.022)),
    "variance x 1.5": ("number", lambda r: r.bell(), lambda r: r.bell() * 1.5**0.5),
}
DRAWN_STREAMS, DRAWN_QUIET, DRAWN_AFTER = 10, 20_000, 4_000


def drawn_name(random, new):
    """One of five names, or one that comes once."""
    return 1_000 + random.next() % 1_000_000_000 if random.unit() < new else random.next() % 5


def draw(seed, law, shifted, count):
    """A baseline and what follows it."""
    random = SplitMix64(seed)
    before = [law(random) for _ in range(BASELINE)]
    return np.array(before, float), np.array([shifted(random) for _ in range(count)], float)


def golden():
    """Delays of the others over the drawn streams, for `make test`."""
    cases = []
    for name, (kind, law, shifted) in DRAWS.items():
        quiet = [draw(100 + seed, law, law, DRAWN_QUIET)[1] for seed in range(DRAWN_STREAMS)]
        pairs = [draw(seed, law, shifted, DRAWN_AFTER) for seed in range(DRAWN_STREAMS)]
        numbers = [tuple(as_numbers(part, kind) for part in pair) for pair in pairs]
        river = best_of_river([as_numbers(values, kind) for values in quiet], numbers)
        fixed = fixed_window(numbers, ALLOWED / (DRAWN_STREAMS * DRAWN_QUIET))
        cases.append({"shift": name, "kind": kind, "change": SHIFTS[name][3]} | {
            tool: {"setting": setting, "delay": None if delay == math.inf else delay}
            for tool, (delay, setting) in (("river", river), ("ks", fixed))})
    return cases


def run(kedge, report, shared):
    with tempfile.TemporaryDirectory() as folder:
        for name, (quiet_law, shifted_law, kind, change) in SHIFTS.items():
            random = np.random.default_rng(7)
            quiet = [quiet_law(random, BASELINE + QUIET) for _ in range(STREAMS // 2)]
            shifted = [(quiet_law(random, BASELINE), shifted_law(random, AFTER))
                       for _ in range(STREAMS)]
            own, budget, alarms = best_of_kedge(folder, kind, change, quiet, shifted)
            usual = delay(Replay(folder, kind, change, 1), shifted)
            records = len(quiet) * QUIET
            numbers = [tuple(as_numbers(part, kind) for part in pair) for pair in shifted]
            river = best_of_river([as_numbers(values[BASELINE:], kind) for values in quiet], numbers)
            fixed = fixed_window(numbers, ALLOWED / records)
            print(f"power: {name}: Kedge {own:.0f} (budget {budget}, {alarms} false alarms in "
                  f"{records}; with the default budget {usual:.0f}), {river[1]} {river[0]:.0f}, "
                  f"{fixed[1]} {fixed[0]:.0f} records", flush=True)
            other = min(river[0], fixed[0])
            ratio = own / other if other < math.inf else (0.0 if own < math.inf else 1.0)
            report.line(f"delay, {name}", len(shifted), ratio, 1.2, "of the better")
