"""The suite of stationary series at its full size: 20 repetitions of 10,000 series-days."""

import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[3]


def run(kedge, report, shared):
    done = subprocess.run(
        ["swift", "test", "--package-path", ROOT, "--filter", "FalseAlarmTests"],
        env={**os.environ, "KEDGE_FULL_SIMULATION": "1"}, capture_output=True, text=True)
    lines = [line for line in done.stdout.splitlines() if line.startswith("A/A: ")]
    print("\n".join(lines), flush=True)
    report.line("false alarms of stationary series", len(lines), float(done.returncode), 0.0,
                "exit status")
