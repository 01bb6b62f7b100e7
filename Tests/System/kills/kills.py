"""Kills kedged over and over during a load and counts whether every line was counted once.

usage: kills.py PROGRAMS [--seed N] [--only RUN] [--keep]

Runs: `random`, SIGKILL at random moments; `points`, a crash injected at every point between peek,
commit, consume and publish; `unsettled`, the same without the settling after a crash: that one must
show faults, or the harness would see none. The plan follows from the seed alone.
"""

import argparse
import pathlib
import random
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import plan  # noqa: E402
import run  # noqa: E402

COLUMNS = ("run", "lines", "kills", "lost", "twice", "rejected", "sums", "intents", "seconds")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("programs", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--only", choices=[name for name, _, _ in plan.RUNS])
    parser.add_argument("--keep", action="store_true")
    arguments = parser.parse_args()
    print(f"# seed {arguments.seed}")
    print("".join(f"{column:>10}" for column in COLUMNS), flush=True)
    problems = [f"plan.py and CrashPlan.swift differ in {point}" for point in plan.missing_points()]
    for name, lives, settles in plan.RUNS:
        if arguments.only in (None, name):
            problems += judge(arguments, name, lives, settles)
    for problem in problems:
        print(f"FAIL - {problem}")
    if problems:
        print(f"# again with: {sys.argv[0]} {arguments.programs} --seed {arguments.seed}")
    return 1 if problems else 0


def judge(arguments, name, lives, settles):
    """One run, repeated where a kill met the one gap that SYSTEMD 8.4 admits."""
    for attempt in range(3):
        seed = f"{arguments.seed} {name} {attempt}"
        folder = pathlib.Path(tempfile.mkdtemp(prefix=f"kedge-kills-{name}-"))
        outcome = run.Run(arguments.programs / "kedged", folder, seed, settles).go(lives)
        print("".join(f"{value:>10}" for value in outcome.row(name)), flush=True)
        if arguments.keep:
            print(f"# kept: {folder}")
        else:
            shutil.rmtree(folder)
        if outcome.unstored == 0:
            break
        print(f"# {outcome.unstored} connections were killed between accept and FDSTORE: once more")
    if not settles:
        faults = outcome.lost + outcome.twice + outcome.rejected + outcome.sums
        return outcome.problems + ([] if faults else [f"{name}: no faults without the settling"])
    return outcome.problems + [f"{name}: {fault}" for fault in outcome.faults]


if __name__ == "__main__":
    sys.exit(main())
