"""Measures Kedge against other programs, each in its own environment below .build/peers."""

import functools
import json
import subprocess
import sys

from . import programs, timing

FOLDER = programs.FOLDER / "Anchors" / "peers"
# Programs over the whole file, and calls on a table of its first records.
PASSES = {"duckdb": "duckdb_groups.py", "polars": "polars_groups.py"}
CALLS = {"whylogs": ("whylogs", 100_000), "whylogs watched": ("watched", 100_000),
         "nannyml": ("nannyml", 200_000), "evidently": ("evidently", 100_000)}


@functools.cache
def environment(peer):
    """The interpreter that has a peer; `None`, and said once, where it cannot be installed."""
    place = programs.ROOT / ".build" / "peers" / peer
    python, stamp = place / "bin" / "python", place / "requirements.txt"
    wanted = FOLDER / f"{peer}.txt"
    if stamp.exists() and stamp.read_text() == wanted.read_text():
        return python
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    steps = [[sys.executable, "-m", "venv", "--clear", place], [*pip, "-r", wanted],
             [python, "-B", "-c", f"import calls, {peer}"]]
    print(f"==> Installing {peer}", file=sys.stderr)
    for step in steps:
        done = subprocess.run(step, cwd=FOLDER, capture_output=True, text=True)
        if done.returncode:
            lines = (done.stdout + done.stderr).strip().splitlines() or ["it gives no reason"]
            print(f"bench: {peer} is skipped: {lines[-1]}")
            return None
    stamp.write_text(wanted.read_text())
    return python


def check(tools, data):
    """What DuckDB finds otherwise than a replay: counts, moments and quantiles of each pane."""
    python = environment("duckdb")
    if not python:
        return []
    path = data.standard.path
    replay = [str(part) for part in programs.replay(tools, data.config, path)]
    with subprocess.Popen(replay, stdout=subprocess.PIPE) as child:
        found = subprocess.run([python, "-B", FOLDER / "duckdb_panes.py", path],
                               stdin=child.stdout, stdout=subprocess.PIPE, text=True, check=True)
    problems = [f"DuckDB: {line}" for line in found.stdout.splitlines()]
    if child.returncode:
        problems.append(f"kedgectl replay: exit status {child.returncode}")
    return problems


def measure(tools, data, work, rounds):
    """For each round, how many times the rate of each peer Kedge has; figures go to peers.json."""
    turns = list(turns_of(tools, data.standard, data.config).items())
    timing.warm([timing.Command("", [], data.standard)])
    figures = []
    for index in range(rounds):
        turn = index % len(turns)
        figures.append({name: run() for name, run in turns[turn:] + turns[:turn]})
        print(f"peers, round {index + 1} of {rounds}", file=sys.stderr)
    (work / "peers.json").write_text(json.dumps(figures, indent=1) + "\n")
    return [ratios(figure) for figure in figures]


def turns_of(tools, sample, config):
    turns = {"replay": functools.partial(
        whole, "replay", programs.replay(tools, config, sample.path), sample)}
    for name, script in PASSES.items():
        if python := environment(name):
            command = [python, "-B", FOLDER / script, sample.path]
            turns[name] = functools.partial(whole, name, command, sample)
    for name, (kind, count) in CALLS.items():
        if python := environment(name.split()[0]):
            turns[name] = functools.partial(
                call, [python, "-B", FOLDER / "calls.py", kind, sample.path, count])
    return turns


def whole(name, command, sample):
    run = timing.measure(timing.Command(name, command, sample))
    return {"rate": sample.truth["records"] / run.cpu, "resident": run.resident}


def call(command):
    """Runs a program that measures a call of its own."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"bench: {command[3]} failed:\n{done.stderr[-2_000:]}")
    found = json.loads(done.stdout.splitlines()[-1])
    return {"rate": found["records"] / found["cpu"]}


def ratios(figure):
    kedge = figure["replay"]
    found = {name: kedge["rate"] / peer["rate"] for name, peer in figure.items()
             if name != "replay"}
    if "duckdb" in found:
        found["duckdb rate"] = found.pop("duckdb")
        found["duckdb memory"] = kedge["resident"] / figure["duckdb"]["resident"]
    return found
