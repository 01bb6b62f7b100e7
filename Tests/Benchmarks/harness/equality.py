"""Compares what every program found with what is true."""

import hashlib
import json
import math
import os
import subprocess

from . import programs

# Fields of the truth and their columns in the two readers.
TEXTS = {"id": ([], ["id"]), "user": (["user", "feedback.user"], ["user"]),
         "conversation": (["conversation"], ["conversation"]),
         "prediction": (["prediction"], ["prediction"]), "channel": (["channel"], ["channel"])}
CHARACTERS = {"input": "input.chars", "output": "output.chars"}


def check(tools, data):
    """Returns the differences, as sentences."""
    problems = []
    for name, sample in data.samples.items():
        kedge = answer(tools.parse_all, sample.path)
        problems += [f"parse-all, {name}: {text}" for text in kedge_differs(kedge, sample.truth)]
        way = "named" if name == "shuffled" else "ordered"
        for program in (tools.simdjson, tools.simdjson_native):
            anchor = answer(program, way, sample.path)
            problems += [
                f"{program.name}, {name}: {text}" for text in anchor_differs(anchor, sample.truth)]
    lines = answer(tools.read_lines, data.standard.path)["lines"]
    if lines != data.standard.lines:
        problems.append(f"read_lines: {lines} lines, not {data.standard.lines}")
    problems += replay_differs(tools, data.config, data.standard)
    problems += order_matters(tools, data)
    return problems


def answer(*command):
    return json.loads(subprocess.check_output([str(part) for part in command]))


def near(value, truth):
    return math.isclose(value, truth, rel_tol=1e-9, abs_tol=1e-9)


def numbers(truth):
    """Count, sum in millionths, least and greatest of each numeric field over all series."""
    merged = {}
    for series in truth["series"]:
        for name, own in series["numbers"].items():
            if not own["count"]:
                continue
            count, total, low, high = merged.get(name, (0, 0, own["min"], own["max"]))
            merged[name] = (count + own["count"], total + own["sum"], min(low, own["min"]),
                            max(high, own["max"]))
    return merged


def numbers_differ(columns, truth):
    for name, (count, total, low, high) in numbers(truth).items():
        found = columns.get(name, {"numbers": 0})
        if found["numbers"] != count:
            yield f"{name}: {found['numbers']} numbers, not {count}"
        elif not near(found["sum"], total / 1_000_000):
            yield f"{name}: sum {found['sum']}, not {total / 1_000_000}"
        elif (found["min"], found["max"]) != (low / 1_000_000, high / 1_000_000):
            yield f"{name}: {found['min']} to {found['max']}, not millionths {low} to {high}"


def texts_differ(names, columns, truth):
    for name, sources in names.items():
        for measure, key in (("texts", "count"), ("bytes", "bytes")):
            found = sum(columns[source][measure] for source in sources)
            wanted = truth["texts"][name][key]
            if found != wanted:
                yield f"{name}: {found} {measure}, not {wanted}"


def kedge_differs(found, truth):
    columns = found["columns"]
    if (found["records"], found["rejects"]) != (truth["lines"], 0):
        yield f"{found['records']} records and {found['rejects']} rejects of {truth['lines']} lines"
    yield from numbers_differ(columns, truth)
    columns = columns | {"ids": found["ids"]}
    names = {name: sources or ["ids"] for name, (sources, _) in TEXTS.items()}
    yield from texts_differ(names, columns, truth)
    for name, column in CHARACTERS.items():
        if not near(columns[column]["sum"], truth["texts"][name]["characters"]):
            yield f"{column}: {columns[column]['sum']}, not {truth['texts'][name]['characters']}"
    if columns["urgent"]["true"] != truth["urgent"]:
        yield f"urgent: {columns['urgent']['true']} times true, not {truth['urgent']}"
    refused = [name for name, total in columns.items() if total["refused"]]
    if refused:
        yield f"refused values in {', '.join(refused)}"


def anchor_differs(found, truth):
    columns = found["columns"]
    if found["records"] != truth["lines"]:
        yield f"{found['records']} records of {truth['lines']} lines"
    yield from numbers_differ(columns, truth)
    names = {name: sources for name, (_, sources) in TEXTS.items()}
    yield from texts_differ(names | {"input": ["input"], "output": ["output"]}, columns, truth)
    if columns["urgent"]["true"] != truth["urgent"]:
        yield f"urgent: {columns['urgent']['true']} times true, not {truth['urgent']}"


class ReplayTotals:
    """Indicators of a replay, added up over windows so that they can be compared with the truth."""

    def __init__(self):
        self.summary = None
        self.means = {}
        self.records = {}
        self.errors = {}
        # By series and window, so that a revision replaces what it revises.
        self.feedback = {}

    def take(self, line):
        item = json.loads(line)
        if item["kind"] == "summary":
            self.summary = item
        if item["kind"] != "indicator" or item["series"]["segment"]:
            return
        key = (item["series"]["model"], item["series"]["version"])
        name, value, count = item["indicator"], item["value"], item["n"]
        if name == "feedback":
            self.feedback.setdefault(key, {})[item["window"]["index"]] = (count, value)
        elif name == "mean" and value is not None:
            self.add(self.means, (key, item["feature"]), count, value * count)
        elif name == "error_rate":
            self.records[key] = self.records.get(key, 0) + item["window"]["records"]
            if value is None:
                self.errors[key] = (math.nan, 0)
            else:
                self.add(self.errors, key, count, value * count)

    @staticmethod
    def add(totals, key, count, total):
        old = totals.get(key, (0, 0.0))
        totals[key] = (old[0] + count, old[1] + total)


def replay_differs(tools, config, sample):
    command = [str(part) for part in programs.replay(tools, config, sample.path)]
    totals = ReplayTotals()
    with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
        for line in child.stdout:
            totals.take(line)
    if child.returncode != 0 or totals.summary is None:
        return [f"kedgectl replay: exit status {child.returncode}"]
    return [f"kedgectl replay: {text}" for text in totals_differ(totals, sample.truth)]


def totals_differ(totals, truth):
    account = totals.summary["inputs"][0]
    wanted = {"in": truth["lines"], "counted": truth["lines"], "duplicate": 0, "rejected": {},
              "late": 0, "pending": 0}
    for key, value in wanted.items():
        if account[key] != value:
            yield f"{key} {account[key]}, not {value}"
    for series in truth["series"]:
        yield from series_differs(totals, series)


def series_differs(totals, series):
    key = (series["model"], series["version"])
    name = " ".join(key)
    if totals.records.get(key, 0) != series["records"]:
        yield f"{name}: {totals.records.get(key, 0)} records, not {series['records']}"
    count, errors = totals.errors.get(key, (0, 0))
    # A window with too few records gives no rate; then there is nothing to compare.
    if not math.isnan(count) and round(errors) != series["errors"]:
        yield f"{name}: {errors} errors, not {series['errors']}"
    for field, own in series["numbers"].items():
        count, total = totals.means.get((key, field), (0, 0.0))
        if count != own["count"]:
            yield f"{name}: mean({field}) over {count} values, not {own['count']}"
        elif not near(total, own["sum"] / 1_000_000):
            yield f"{name}: mean({field}) times its count is {total}, not {own['sum'] / 1_000_000}"
    judged = sum(count for count, _ in totals.feedback.get(key, {}).values())
    if judged != series["feedback"]:
        yield f"{name}: {judged} feedback joined, not {series['feedback']}"


def order_matters(tools, data):
    """Whether the bytes of a replay depend on workers or blocks."""
    big, small = data.standard.path, data.small.path
    pairs = [
        ("two workers", digest(tools, data, big, 1, None), digest(tools, data, big, 2, None)),
        ("blocks of 4093 bytes", digest(tools, data, small, 1, None),
         digest(tools, data, small, 2, 4_093))]
    return [f"kedgectl replay: other bytes with {name}" for name, one, two in pairs if one != two]


def digest(tools, data, path, workers, block_bytes):
    environment = dict(os.environ)
    if block_bytes:
        environment["KEDGE_BLOCK_BYTES"] = str(block_bytes)
    command = [str(part) for part in programs.replay(tools, data.config, path, workers)]
    hash = hashlib.sha256()
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as child:
        while block := child.stdout.read(1 << 16):
            hash.update(block)
    return hash.hexdigest() if child.returncode == 0 else f"exit status {child.returncode}"
