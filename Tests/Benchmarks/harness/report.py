"""Judges what was measured by the goals, and writes it down."""

import json
import os
import platform
import re
import statistics
import subprocess
from datetime import datetime, timezone

from . import programs
from .timing import commands as timed_commands


def judge(path, rounds, figures, data, slack, options):
    """One line a goal: median, least and greatest of the ratios of the rounds, and a verdict.

    `figures` are those of the drivers that measure more than one program, by driver and round.
    """
    samples = {command.name: command.sample for command in timed_commands(_NoTools(), data)}
    lines = []
    for goal in json.loads(path.read_text())["goals"]:
        why = missing(goal, figures, options)
        if why:
            line = {"subject": goal["subject"], "verdict": f"not measured: {why}"}
            lines.append(line | limits(goal))
            continue
        if "figure" in goal:
            ratios = [found[goal["figure"]] for found in figures[goal["from"]]]
        else:
            ratios = [ratio(goal, runs, samples) for runs in rounds]
        middle = statistics.median(ratios)
        lines.append({"subject": goal["subject"], "median": middle, "min": min(ratios),
                      "max": max(ratios), "verdict": verdict(goal, middle, slack)} | limits(goal))
    return lines


def missing(goal, figures, options):
    """Why a goal was not measured, or nothing."""
    if "unmeasured" in goal:
        return goal["unmeasured"]
    if options.gate and ("figure" in goal or goal.get("slow")):
        return "--gate"
    if "figure" in goal:
        found = figures.get(goal["from"], [])
        if not found:
            return "asked for with --peers"
        return "" if goal["figure"] in found[0] else "not installed, see above"
    return ""


class _NoTools:
    """Stands for the tools where only the data of a command is asked for."""

    def __getattr__(self, name):
        return name


def limits(goal):
    return {key: goal[key] for key in ("must", "aim") if key in goal}


def amount(side, runs, samples):
    value = getattr(runs[side["program"]], side.get("measure", "cpu"))
    sample = samples[side["program"]]
    per = {"run": 1, "million": sample.lines / 1e6, "record": sample.lines,
           "byte": sample.size}[side.get("per", "record")]
    return value / per


def ratio(goal, runs, samples):
    value = amount(goal["of"], runs, samples)
    return value / amount(goal["over"], runs, samples) if "over" in goal else value


def verdict(goal, value, slack):
    if "must" not in goal:
        return "shown"
    sign = -1 if goal.get("larger_is_better") else 1
    must = goal["must"] * slack if sign == 1 else goal["must"] / slack
    if sign * value <= sign * goal["aim"]:
        return "aim met"
    return "met" if sign * value <= sign * must else "FAILED"


def show(lines, rounds, data):
    samples = {command.name: command.sample for command in timed_commands(_NoTools(), data)}
    print(f"\n{'program':<24}{'ns/record':>10}{'min':>9}{'max':>9}{'ns/byte':>9}{'wall s':>9}"
          f"{'MB':>7}")
    for name, sample in samples.items():
        own = [runs[name] for runs in rounds]
        cpu = [run.cpu / sample.lines * 1e9 for run in own]
        print(f"{name:<24}{statistics.median(cpu):>10.0f}{min(cpu):>9.0f}{max(cpu):>9.0f}"
              f"{statistics.median(cpu) * sample.lines / sample.size:>9.2f}"
              f"{statistics.median(run.wall for run in own):>9.2f}"
              f"{max(run.resident for run in own):>7.0f}")
    print(f"\n{'subject':<62}{'median':>8}{'min':>8}{'max':>8}{'must':>7}{'aim':>7}  verdict")
    for line in lines:
        numbers = "".join(f"{line[key]:>8.2f}" if key in line else f"{'-':>8}"
                          for key in ("median", "min", "max"))
        bounds = "".join(f"{line.get(key, '-'):>7}" for key in ("must", "aim"))
        print(f"{line['subject']:<62}{numbers}{bounds}  {line['verdict']}")


def write(options, lines, rounds, figures, data, load):
    samples = {command.name: command.sample for command in timed_commands(_NoTools(), data)}
    programs_found = {
        name: {"lines": sample.lines, "bytes": sample.size,
               "cpu": [runs[name].cpu for runs in rounds],
               "wall": [runs[name].wall for runs in rounds],
               "resident": [runs[name].resident for runs in rounds]}
        for name, sample in samples.items()}
    result = {
        "time": datetime.now(timezone.utc).isoformat(timespec="seconds"), "commit": commit(),
        "cpu": cpu_model(), "cores": os.cpu_count(), "kernel": platform.release(),
        "load": load, "noisy": load > 1.5, "versions": versions(), "seed": programs.SEED,
        "records": options.records, "rounds": len(rounds), "goals": lines, "figures": figures,
        "programs": programs_found}
    options.output.write_text(json.dumps(result, indent=1) + "\n")
    noise = "; noisy: the load was above 1.5, so no goal may be tightened" if load > 1.5 else ""
    print(f"\nwrote {options.output}{noise}")


def first_line(*command):
    try:
        output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        return output.splitlines()[0].strip() if output else ""
    except (OSError, subprocess.CalledProcessError):
        return None


def commit():
    git = ["git", "-C", str(programs.ROOT)]
    changed = first_line(*git, "status", "--porcelain")
    return (first_line(*git, "rev-parse", "HEAD") or "none") + ("+changes" if changed else "")


def cpu_model():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        match = re.search(r"^model name\s*:\s*(.*)$", file.read(), re.MULTILINE)
    return match.group(1) if match else platform.machine()


def swift_version():
    match = re.search(r"Swift version (\S+)", first_line("swift", "--version") or "")
    return match.group(1) if match else "unknown"


def versions():
    return {"swift": swift_version(), "gcc": first_line("gcc", "-dumpfullversion"),
            "simdjson": first_line("pkg-config", "--modversion", "simdjson"),
            "python": platform.python_version()}
