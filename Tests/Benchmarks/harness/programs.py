"""Builds what is measured, and makes the data."""

import json
import os
import pathlib
import random
import subprocess
import sys
from dataclasses import dataclass

FOLDER = pathlib.Path(__file__).resolve().parent.parent
ROOT = FOLDER.parent.parent
SEED = 1
MODELS = ["support-chat", "fraud-score", "ranker", "summary", "translate", "router"]


@dataclass
class Tools:
    generate: pathlib.Path
    parse_all: pathlib.Path
    kedgectl: pathlib.Path
    read_lines: pathlib.Path
    simdjson: pathlib.Path
    simdjson_native: pathlib.Path
    detect: pathlib.Path
    close_panes: pathlib.Path
    oracle_python: pathlib.Path


def call(*command, **keywords):
    print("+ " + " ".join(str(part) for part in command), file=sys.stderr)
    subprocess.run([str(part) for part in command], check=True, **keywords)


def build(work, is_gate):
    """Builds the nested package, the anchors and, unless KEDGE_BUILD names one, kedgectl."""
    swift = ["swift", "build", "-c", "release", "--static-swift-stdlib"]
    # New files of a package beside it are seen only where its manifest looks new.
    for manifest in (ROOT / "Package.swift", FOLDER / "Package.swift"):
        os.utime(manifest)
    call(*swift, "--package-path", FOLDER)
    built = FOLDER / ".build/release"
    if "KEDGE_BUILD" in os.environ:
        folder = (ROOT / os.environ["KEDGE_BUILD"]).resolve()
    else:
        for product in ("kedged", "kedgectl"):
            call(*swift, "--package-path", ROOT, "--product", product)
        folder = ROOT / ".build/release"
    if not is_gate:
        call(ROOT / "Tests/Oracle/run", "--prepare")
    anchors = FOLDER / "Anchors"
    tools = Tools(
        built / "generate", built / "parse-all", folder / "kedgectl", work / "read_lines",
        work / "simdjson_fields", work / "simdjson_native", built / "detect",
        built / "close-panes", ROOT / ".build/oracle/bin/python")
    call("gcc", "-O3", "-o", tools.read_lines, anchors / "read_lines.c")
    source = anchors / "simdjson_fields.cpp"
    compiler = ["g++", "-O3", "-std=c++17"]
    call(*compiler, "-o", tools.simdjson, source, "-lsimdjson")
    call(*compiler, "-march=native", "-o", tools.simdjson_native, source, "-lsimdjson")
    if not os.access(tools.kedgectl, os.X_OK):
        sys.exit(f"bench: no {tools.kedgectl}; run `make build` first")
    return tools


@dataclass
class Sample:
    """One file of data, and what is true of it."""

    path: pathlib.Path
    truth: dict

    @property
    def lines(self):
        return self.truth["lines"]

    @property
    def size(self):
        return self.truth["bytes"]


def sample(tools, work, profile, count):
    path = work / f"{profile}-{count}.ndjson"
    truth = work / f"{profile}-{count}.truth"
    # Made anew each time: the generator may have changed.
    call(tools.generate, profile, SEED, count, path, truth)
    return Sample(path, json.loads(truth.read_text()))


def configuration(work, name, ids, baseline=2_000):
    """Writes a configuration: panes of a minute, everything watched."""
    window = "{pane: 60s, size: 60s, every: 60s, lateness: 10s}"
    lines = ["inputs:", "- name: bench", f"  file: {work}/*.ndjson", "models:"]
    for model in MODELS:
        lines += [f"- name: {model}", f"  window: {window}",
                  f"  baseline: {{from: first, records: {baseline}}}"]
    lines += ["limits:", f"  ids: {ids}"]
    path = work / f"{name}.yaml"
    path.write_text("\n".join(lines) + "\n")
    path.chmod(0o644)
    return path


def replay(tools, config, path, workers=1):
    return [tools.kedgectl, "replay", "--config", config, "--share", ROOT / "config", "--json",
            "--workers", str(workers), path]


def stream(work, count=400_000):
    """Zeros and ones with a rate that jumps, one a line."""
    source = random.Random(SEED)
    rates = [source.uniform(0.05, 0.6) for _ in range(8)]
    path = work / f"stream-{count}.txt"
    path.write_text("".join(
        f"{int(source.random() < rates[place * len(rates) // count])}\n" for place in range(count)))
    return Sample(path, {"lines": count, "bytes": 2 * count})


class Data:
    """The files of one run."""

    def __init__(self, tools, work, count, is_gate):
        self.is_gate = is_gate
        self.stream = stream(work)
        self.short_stream = stream(work, 20_000)
        # `close-panes` makes its records itself; a line is a pane that it closes.
        self.panes = Sample(self.stream.path, {"lines": 510, "bytes": 510})
        self.standard = sample(tools, work, "standard", count)
        self.shuffled = sample(tools, work, "shuffled", count)
        self.ascii = sample(tools, work, "ascii", max(count // 3, 1_000))
        self.nonascii = sample(tools, work, "nonascii", max(count // 3, 1_000))
        self.long = sample(tools, work, "long", max(count // 5, 1_000))
        self.small = sample(tools, work, "standard", min(count, 30_000))
        self.config = configuration(work, "bench", 1_000_000)
        self.config_few_ids = configuration(work, "bench-50k", 50_000)

    @property
    def samples(self):
        return {"standard": self.standard, "shuffled": self.shuffled, "ascii": self.ascii,
                "nonascii": self.nonascii, "long": self.long}
