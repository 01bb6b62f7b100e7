"""CPU time of one call of a peer that starts from a table; it and the records go to the output.

usage: calls.py whylogs|watched|nannyml|evidently FILE COUNT

whylogs gets all fields of the records, the others (and `watched`, whylogs again) the fifteen
columns that replay watches.
"""

import json
import os
import sys
import time

from fields import CHARACTERS, NAMES, NUMBERS

# Nothing is told to the makers.
os.environ.update(DO_NOT_TRACK="1", NML_DISABLE_USAGE_LOGGING="1", WHYLOGS_NO_ANALYTICS="True")


def flat(record, prefix=""):
    for name, value in record.items():
        if isinstance(value, dict):
            yield from flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def watched(record):
    row = {name: record.get(path) for name, path in NUMBERS.items()}
    row |= {name: len(record[path]) if path in record else None
            for name, path in CHARACTERS.items()}
    return row | {name: str(record[path]) if path in record else None
                  for name, path in NAMES.items()}


def table(path, count, select):
    import pandas

    rows = []
    with open(path, encoding="utf-8") as file:
        for line in file:
            record = dict(flat(json.loads(line)))
            if "kind" not in record:
                rows.append(select(record))
            if len(rows) == count:
                break
    return pandas.DataFrame(rows)


def halves(rows):
    half = len(rows) // 2
    return rows[:half], rows[half:].reset_index(drop=True)


def whylogs(rows):
    """The profile of a data frame."""
    import whylogs

    return len(rows), lambda: whylogs.log(rows)


def nannyml(rows):
    """The distances that replay reports, in chunks of the size of its panes."""
    from nannyml import UnivariateDriftCalculator

    past, now = halves(rows)
    calculator = UnivariateDriftCalculator(
        column_names=list(rows), chunk_size=3_000,
        continuous_methods=["kolmogorov_smirnov", "jensen_shannon", "wasserstein", "hellinger"],
        categorical_methods=["chi2", "jensen_shannon", "l_infinity", "hellinger"])
    calculator.fit(past)
    return len(now), lambda: calculator.calculate(now)


def evidently(rows):
    """The drift preset, one half of the records against the other."""
    from evidently import DataDefinition, Dataset, Report
    from evidently.presets import DataDriftPreset

    kinds = DataDefinition(numerical_columns=[*NUMBERS, *CHARACTERS],
                           categorical_columns=list(NAMES))
    past, now = (Dataset.from_pandas(part, kinds) for part in halves(rows))
    return len(rows) - len(rows) // 2, lambda: Report([DataDriftPreset()]).run(now, past)


def main():
    name, path, count = sys.argv[1:]
    peer = {"whylogs": whylogs, "watched": whylogs, "nannyml": nannyml, "evidently": evidently}
    select = dict if name == "whylogs" else watched
    records, call = peer[name](table(path, int(count), select))
    start = time.process_time()
    call()
    print(json.dumps({"records": records, "cpu": time.process_time() - start}))


if __name__ == "__main__":
    main()
