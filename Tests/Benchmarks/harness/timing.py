"""Runs programs in interleaved rounds and takes their times from wait4."""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass

from . import programs


@dataclass
class Command:
    name: str
    command: list
    sample: object
    # Whether it measures a part of itself, and prints that and what it found.
    is_inner: bool = False


@dataclass
class Run:
    cpu: float
    wall: float
    resident: float


def commands(tools, data):
    """Every program that is timed, with the data that it reads."""
    def parse(name, sample, *options):
        return Command(name, [tools.parse_all, *options, sample.path], sample)

    def anchor(name, program, way, sample):
        return Command(name, [program, way, sample.path], sample)

    def replay(name, config, workers):
        command = programs.replay(tools, config, data.standard.path, workers)
        return Command(name, command, data.standard)

    def detect(name, sample, *command):
        return Command(name, [*command, sample.path], sample, is_inner=True)

    kinds = [] if data.is_gate else ["adwin", "page_hinkley", "kswin"]
    river = [tools.oracle_python, programs.FOLDER / "Anchors" / "river_detect.py"]
    # river takes a quarter of a millisecond for a value of KSWIN.
    samples = {"kswin": data.short_stream}
    detectors = [detect(kind, data.stream, tools.detect, kind) for kind in kinds] + [
        detect(f"river {kind}", samples.get(kind, data.stream), *river, kind) for kind in kinds]
    return detectors + [
        Command("close panes", [tools.close_panes], data.panes, is_inner=True),
        Command("read", [tools.read_lines, data.standard.path], data.standard),
        parse("parse", data.standard),
        parse("decode", data.standard, "--decode-only"),
        anchor("simdjson", tools.simdjson, "ordered", data.standard),
        anchor("simdjson native", tools.simdjson_native, "ordered", data.standard),
        parse("parse shuffled", data.shuffled),
        anchor("simdjson named", tools.simdjson, "named", data.shuffled),
        anchor("simdjson native named", tools.simdjson_native, "named", data.shuffled),
        parse("parse ascii", data.ascii),
        parse("parse nonascii", data.nonascii),
        parse("parse long", data.long),
        replay("replay", data.config, 1),
        replay("replay 50k ids", data.config_few_ids, 1),
        replay("replay 2 workers", data.config, 2),
    ]


def measure(command):
    """Runs a program to its end; its output is thrown away."""
    arguments = [str(part) for part in command.command]
    if command.is_inner:
        return inner(command, arguments)
    nowhere = [(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)]
    start = time.perf_counter()
    child = os.posix_spawn(arguments[0], arguments, os.environ, file_actions=nowhere)
    _, status, usage = os.wait4(child, 0)
    wall = time.perf_counter() - start
    if status != 0:
        sys.exit(f"bench: {command.name} failed: {' '.join(arguments)}")
    return Run(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


def inner(command, arguments):
    """Runs a program that measures itself; a detector of another name must find the same."""
    start = time.perf_counter()
    done = subprocess.run(arguments, check=True, capture_output=True, text=True)
    wall = time.perf_counter() - start
    found = json.loads(done.stdout)
    kind = command.name.removeprefix("river ")
    if kind in DRAWING:
        kind = command.name
    known = FOUND.setdefault(kind, found["changes"])
    if found["changes"] != known:
        sys.exit(f"bench: {command.name} finds {found['changes'][:5]}, not {known[:5]}")
    return Run(found["cpu"], wall, 0.0)


# Detectors that draw with a generator of their own need only agree with themselves.
DRAWING = {"kswin"}
# Change points by detector.
FOUND = {}


def warm(commands):
    for path in {command.sample.path for command in commands}:
        with open(path, "rb", buffering=0) as file:
            while file.read(1 << 20):
                pass


def run(commands, count):
    """Returns one dictionary of runs by program for each round; the order rotates."""
    warm(commands)
    rounds = []
    for index in range(count):
        turn = index * 5 % len(commands)
        runs = {command.name: measure(command) for command in commands[turn:] + commands[:turn]}
        rounds.append(runs)
        print(f"round {index + 1} of {count}", file=sys.stderr)
    return rounds
