"""Compares the replay on standard input with DuckDB, pane by pane; prints what differs.

usage: kedgectl replay --json ... FILE | duckdb_panes.py FILE
"""

import json
import math
import sys

from duckdb_source import NAMES, NUMERIC, SHARES, grouped

BUCKETS_MAX = 320
QUANTILES = [f"p{round(share * 100)}" for share in SHARES]
# The squares are sums in fixed point, about the mean of the baseline.
SPREAD_ERROR = 1e-6
START = "strftime(date_trunc('minute', time), '%Y-%m-%dT%H:%M:%S.000000Z')"


def bin_error(low, high):
    """The relative error of a quantile in an exponential histogram that holds such magnitudes."""
    scale = 5
    while (math.log2(high) - math.log2(low)) * 2 ** scale > BUCKETS_MAX - 1:
        scale -= 1
    return 2 ** (2 ** -scale / 2) - 1 + 1e-9


def wanted(path):
    """Value and relative error of each indicator, by series, pane and field."""
    values = [f"count({field}), avg({field}), stddev_samp({field}), "
              f"quantile_disc({field}, {SHARES}), "
              f"min(abs({field})) FILTER ({field} != 0), max(abs({field}))"
              for field in NUMERIC.values()]
    values += [f"count({field})" for field in NAMES.values()]
    found = {}
    for model, version, start, records, *rest in grouped(path, [START], values):
        pane = (model, version, start)
        for place, name in enumerate(NUMERIC):
            count, mean, spread, quantiles, low, high = rest[6 * place:6 * place + 6]
            found[*pane, "count", name] = (count, 0)
            if count:
                found[*pane, "mean", name] = (mean, 1e-9)
                error = bin_error(low, high) if high else 0
                found |= {(*pane, quantile, name): (value, error)
                          for quantile, value in zip(QUANTILES, quantiles)}
            if count > 1:
                found[*pane, "sd", name] = (spread, SPREAD_ERROR)
        for name, count in zip(NAMES, rest[6 * len(NUMERIC):]):
            found[*pane, "count", name] = (count, 0)
        found[*pane, "records", None] = (records, 0)
    return found


def near(value, truth, error):
    if value is None or truth is None:
        return value is truth
    return math.isclose(value, truth, rel_tol=error)


def main():
    left = wanted(sys.argv[1])
    kinds = {key[3] for key in left}
    for line in sys.stdin:
        item = json.loads(line)
        if item["kind"] != "indicator" or item["indicator"] not in kinds:
            continue
        if item["series"]["segment"]:
            continue
        key = (item["series"]["model"], item["series"]["version"], item["window"]["start"],
               item["indicator"], item["feature"])
        # The indicator is a rate a second; the window has the number.
        value = item["window"]["records"] if key[3] == "records" else item["value"]
        truth, error = left.pop(key, (None, 0))
        if not near(value, truth, error):
            print(*key, f"{value}, not {truth}")
    for key, (value, _) in left.items():
        print(*key, f"not there, but {value}")


main()
