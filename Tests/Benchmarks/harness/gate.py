"""Instructions per record, from the difference of two sizes: independent of the machine's load."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace

from . import programs
from .report import swift_version

SIZES = (4_000, 12_000)
GROWTH_MAX = 1.03
PROFILES = {"scan ordered": "standard", "scan shuffled": "shuffled",
            "scan non-ASCII": "nonascii"}
BASELINE = programs.FOLDER / "instructions.json"


def check(tools, work, accepts):
    """Returns the number of subjects that grew by more than 3 %, or that have no baseline."""
    if not shutil.which("valgrind"):
        sys.exit("bench: the gate needs valgrind; run: apt-get install valgrind")
    known = json.loads(BASELINE.read_text()) if BASELINE.exists() else {}
    compiler = f"swift {swift_version()}"
    found = measured(tools, work)
    failed = 0
    print(f"\n{'instructions per record':<26}{'now':>10}{'baseline':>10}{'change':>9}"
          f"  ({compiler})")
    for subject, count in found.items():
        before = known.get(compiler, {}).get(subject)
        change = count / before - 1 if before else 0
        is_worse = before is None or count > before * GROWTH_MAX
        failed += is_worse and not accepts
        word = "FAILED" if is_worse else "ok"
        if before is None:
            word = "no baseline; --accept makes one"
        print(f"{subject:<26}{count:>10.0f}{before or 0:>10.0f}{change:>+8.1%}   {word}")
    if accepts:
        known[compiler] = {subject: round(count) for subject, count in found.items()}
        BASELINE.write_text(json.dumps(known, indent=2, sort_keys=True) + "\n")
    return failed


def measured(tools, work):
    folder = work / "gate"
    folder.mkdir(exist_ok=True)
    config = programs.configuration(folder, "gate", 1_000_000, baseline=200)
    tools = replace(tools, parse_all=without_debugging(tools.parse_all, folder),
                    kedgectl=without_debugging(tools.kedgectl, folder))
    found = {}
    for subject, profile in PROFILES.items():
        samples = [programs.sample(tools, folder, profile, size) for size in SIZES]
        found[subject] = difference(
            samples, lambda path: [tools.parse_all, "--decode-only", path])
        if profile == "standard":
            found["whole pipeline"] = difference(
                samples, lambda path: programs.replay(tools, config, path))
    return found


def difference(samples, command):
    low, high = (instructions(command(sample.path)) for sample in samples)
    return (high - low) / (samples[1].lines - samples[0].lines)


def without_debugging(program, folder):
    """A copy without debug information, which the valgrind of Debian 12 cannot read."""
    copy = folder / program.name
    programs.call("strip", "--strip-debug", "-o", copy, program)
    return copy


def instructions(command):
    """Instructions of a program from its start to its end, counted by callgrind."""
    # Swift seeds its hashes by process; a fixed seed makes the count repeatable. A copy by
    # `rep movsb` would count as one instruction a byte.
    environment = os.environ | {
        "SWIFT_DETERMINISTIC_HASHING": "1",
        "GLIBC_TUNABLES": "glibc.cpu.x86_rep_movsb_threshold=2147483647"}
    valgrind = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    result = subprocess.run(
        valgrind + [str(part) for part in command], stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, text=True, env=environment, check=False)
    match = re.search(r"Collected : (\d+)", result.stderr)
    if result.returncode != 0 or not match:
        sys.exit(f"bench: callgrind failed:\n{result.stderr[-2_000:]}")
    return int(match.group(1))
