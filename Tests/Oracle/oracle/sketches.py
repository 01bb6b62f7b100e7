"""Sketches as bytes of Apache DataSketches, in both directions."""

import collections
import math

import datasketches as ds

from .report import largest
from .stream import SplitMix64

COUNTS = (0, 1, 2, 100, 150, 5_000, 10_000, 300_000, 1_000_000)
PROBES = [0.0, 0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 1.0]
RANK_ERROR = 0.0165


def run(kedge, report, shared):
    quantiles(kedge, report)
    distinct(kedge, report)
    frequent(kedge, report)


def values_of(seed, count):
    random = SplitMix64(seed)
    return [random.unit() for _ in range(count)]


def quantiles(kedge, report):
    lengths = worst_read = worst_written = worst_merged = 0.0
    for seed, count in enumerate(COUNTS):
        values = values_of(seed, count)
        theirs = ds.kll_floats_sketch(200)
        for value in values:
            theirs.update(value)
        hexed = kedge.ask("kll_write", values=values, seed=seed)["hex"]
        lengths += len(hexed) // 2 != len(theirs.serialize())
        ours = ds.kll_floats_sketch.deserialize(bytes.fromhex(hexed))
        lengths += ours.n != count
        read = kedge.ask("kll_read", hex=theirs.serialize().hex(), probes=PROBES)
        lengths += read["count"] != count
        if count == 0:
            continue
        values.sort()
        for probe, rank in zip(PROBES, read["ranks"]):
            exact = sum(value <= probe for value in values) / count
            worst_read = max(worst_read, abs(rank - exact))
            worst_written = max(worst_written, abs(ours.get_rank(probe, True) - exact))
            worst_read = max(worst_read, abs(rank - theirs.get_rank(probe, True)) - 1e-12)
        half = ds.kll_floats_sketch(200)
        for value in values_of(seed + 100, count // 2):
            half.update(2 * value)
        merged = kedge.ask(
            "kll_read", hex=hexed, other=half.serialize().hex(), probes=PROBES
        )
        back = ds.kll_floats_sketch.deserialize(bytes.fromhex(merged["hex"]))
        lengths += back.n != count + count // 2
        both = sorted(values + [2 * value for value in values_of(seed + 100, count // 2)])
        for probe, rank in zip(PROBES, merged["ranks"]):
            exact = sum(value <= probe for value in both) / len(both)
            worst_merged = max(worst_merged, abs(rank - exact), abs(back.get_rank(probe, True) - exact))
    report.line("KLL bytes: lengths and counts", len(COUNTS), lengths, 0, "that differ")
    report.line("KLL: theirs read by Kedge", len(COUNTS), worst_read, RANK_ERROR, "rank error")
    report.line("KLL: Kedge's read by them", len(COUNTS), worst_written, RANK_ERROR, "rank error")
    report.line("KLL: merged, both ways", len(COUNTS), worst_merged, RANK_ERROR, "rank error")


def distinct(kedge, report):
    worst, differing, unions, cases = 0.0, 0, 0.0, 0
    for count in (*COUNTS[:-1], 200_000):
        found = kedge.ask("hll_write", prefix="a-", count=count)
        ours = ds.hll_sketch.deserialize(bytes.fromhex(found["hex"]))
        for kind in (ds.HLL_8, ds.HLL_6, ds.HLL_4):
            theirs = ds.hll_sketch(12, kind)
            for number in range(count):
                theirs.update(f"a-{number}")
            cases += 1
            if kind == ds.HLL_8 and count >= 5_000:
                differing += bytes.fromhex(found["hex"])[40:] != theirs.serialize_updatable()[40:4136]
                worst = max(worst, abs(ours.get_estimate() - theirs.get_estimate()))
            worst = max(worst, abs(found["estimate"] - theirs.get_estimate()) - 1e-3 * count)
            for serialized in (theirs.serialize_compact(), theirs.serialize_updatable()):
                read = kedge.ask("hll_read", hex=serialized.hex())
                worst = max(worst, abs(read["estimate"] - theirs.get_estimate()) - 1e-3 * count)
                if count >= 5_000:
                    differing += read["hex"][80:] != found["hex"][80:]
        other = ds.hll_sketch(12, ds.HLL_8)
        for number in range(count // 2, count + count // 2):
            other.update(f"a-{number}")
        merged = kedge.ask("hll_read", hex=found["hex"], other=other.serialize_compact().hex())
        union = ds.hll_union(12)
        union.update(ours)
        union.update(other)
        back = ds.hll_sketch.deserialize(bytes.fromhex(merged["hex"]))
        truth = count + count // 2
        if truth:
            for estimate in (merged["estimate"], back.get_estimate(), union.get_estimate()):
                unions = max(unions, abs(estimate / truth - 1))
    report.line("HLL: registers, byte by byte", cases, differing, 0, "that differ")
    report.line("HLL: estimates against theirs", cases, worst, 1, "texts apart")
    report.line("HLL: unions, both ways", len(COUNTS), unions, 4 * 1.04 / 64, "from the truth")


def frequent(kedge, report):
    worst = differing = 0
    for seed, count in enumerate((0, 1, 100, 10_000, 100_000)):
        random = SplitMix64(seed)
        numbers = [int(1 / (random.unit() + 1e-3)) for _ in range(count)]
        truth = collections.Counter(f"item-{number}" for number in numbers)
        theirs = ds.frequent_strings_sketch(6)
        for number in numbers:
            theirs.update(f"item-{number}")
        hexed = kedge.ask("fi_write", values=numbers)["hex"]
        ours = ds.frequent_strings_sketch.deserialize(bytes.fromhex(hexed))
        read = kedge.ask("fi_read", hex=theirs.serialize().hex())
        differing += ours.total_weight != count or read["total"] != count
        twice = kedge.ask("fi_read", hex=hexed, other=theirs.serialize().hex())
        for text, often in truth.items():
            if not ours.get_lower_bound(text) <= often <= ours.get_upper_bound(text):
                worst += 1
            lower = dict(zip(read["texts"], read["lower"])).get(text, 0)
            worst += not lower <= often <= lower + read["error"]
            lower = dict(zip(twice["texts"], twice["lower"])).get(text, 0)
            worst += not lower <= 2 * often <= lower + twice["error"]
    report.line("frequent texts: weights of streams", 5, differing, 0, "that differ")
    report.line("frequent texts: bounds, both ways", 5, worst, 0, "outside")


def golden():
    """Bytes that DataSketches wrote, and what they hold."""
    found = []
    for seed, count in enumerate((0, 1, 100, 10_000)):
        values = values_of(seed, count)
        sketch = ds.kll_floats_sketch(200)
        for value in values:
            sketch.update(value)
        found.append({
            "kind": "kll", "seed": seed, "count": count, "hex": sketch.serialize().hex(),
            "ranks": [sketch.get_rank(probe, True) for probe in PROBES] if count else [],
            "probes": PROBES, "length": len(sketch.serialize()),
        })
    for count in (0, 1, 100, 5_000):
        for kind in (ds.HLL_8, ds.HLL_6, ds.HLL_4):
            sketch = ds.hll_sketch(12, kind)
            for number in range(count):
                sketch.update(f"a-{number}")
            found.append({
                "kind": "hll", "count": count, "hex": sketch.serialize_compact().hex(),
                "estimate": sketch.get_estimate(),
            })
    random = SplitMix64(9)
    numbers = [int(1 / (random.unit() + 1e-3)) for _ in range(5_000)]
    sketch = ds.frequent_strings_sketch(6)
    for number in numbers:
        sketch.update(f"item-{number}")
    top = sketch.get_frequent_items(ds.frequent_items_error_type.NO_FALSE_POSITIVES)
    found.append({
        "kind": "frequent", "seed": 9, "count": 5_000, "hex": sketch.serialize().hex(),
        "texts": [item[0] for item in top[:5]], "lower": [item[2] for item in top[:5]],
    })
    assert not any(math.isnan(case.get("estimate", 0)) for case in found)
    return found
