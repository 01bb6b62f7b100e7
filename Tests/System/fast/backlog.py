"""A real daemon reads what several files of two inputs held before it began, and what came while it
was down: every record counts in its window, none is late. A renamed file of CSV keeps its header."""

import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

FILES = 3
CONFIGURATION = """default_rules: false
inputs:
- {{name: logs, file: {folder}/logs/*.ndjson}}
- {{name: other, file: {folder}/logs/other.log, fields: {{model: $.of}}}}
- {{name: table, file: {folder}/logs/*.csv, format: csv, constants: {{model: m}}}}
models:
- name: m
  baseline: {{from: first, records: 1000}}
  window: {{pane: 60s, size: 5m, lateness: 30s}}
- name: n
  baseline: {{from: first, records: 1000}}
  window: {{pane: 1s, size: 5s, lateness: 1s}}
"""


class Bench:
    def __init__(self, programs):
        self.programs = programs
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="kedge-backlog-"))
        self.random = random.Random(20)
        self.written = self.others = 0
        for name in ("logs", "state", "run"):
            (self.folder / name).mkdir(mode=0o700)
        (self.folder / "kedge.yaml").write_text(CONFIGURATION.format(folder=self.folder))

    def write(self, start, end, count):
        """Deals lines in the order of time over the files, and one in a while to a further one."""
        files = [open(self.folder / "logs" / f"{number}.ndjson", "a")
                 for number in range(FILES + 1)]
        for number in range(count):
            line = {"time": start + (end - start) * number / count, "id": f"r{self.written}",
                    "model": "m", "duration": self.random.random()}
            file = files[FILES] if number % 2_000 == 1_000 else self.random.choice(files[:FILES])
            file.write(json.dumps(line) + "\n")
            self.written += 1
        for file in files:
            file.close()
        self.write_other(start + (end - start) * number / count for number in range(count))

    def write_other(self, times):
        with open(self.folder / "logs" / "other.log", "a") as file:
            for at in times:
                file.write(json.dumps({"time": at, "id": f"o{self.others}", "of": "n"}) + "\n")
                self.others += 1

    def write_table(self, start, end):
        """Adds rows to a file of CSV, which begins with its header."""
        path = self.folder / "logs" / "table.csv"
        header = "" if path.exists() else "time,id,duration\n"
        with open(path, "a") as file:
            file.write(header + "".join(
                f"{time.time()},t{number},0.5\n" for number in range(start, end)))
        return path

    def run(self, name="logs", lines=None):
        """The accounting of an input once a daemon has taken every line of it."""
        lines = lines or self.written
        log = open(self.folder / "log", "ab")
        process = subprocess.Popen(
            [self.programs / "kedged", "--config", self.folder / "kedge.yaml", "--state",
             self.folder / "state", "--runtime", self.folder / "run"], stdout=log, stderr=log)
        try:
            deadline = time.monotonic() + 60
            while time.monotonic() < deadline and process.poll() is None:
                found = self.accounting(name)
                if found.get("in") == lines:
                    return found
                # The status is asked again; the daemon tells nobody that it has caught up.
                time.sleep(0.05)
            return found
        finally:
            process.terminate()
            process.wait()

    def accounting(self, name):
        answer = subprocess.run(
            [self.programs / "kedgectl", "status", "--json"], capture_output=True,
            env={**os.environ, "KEDGE_SOCKET": str(self.folder / "run" / "control.sock")})
        items = json.loads(answer.stdout or "{}").get("items", [])
        inputs = {found["name"]: found for item in items for found in item["inputs"]}
        return inputs.get(name, {})


def check_outage(bench):
    """The daemon was live, and is away for longer than the lateness of the second input's model."""
    end = time.time() + 4
    while time.time() < end:
        bench.write_other([time.time()])
        time.sleep(0.01)
    found = bench.run("other", bench.others)
    good = found.get("counted") == bench.others and found["late"] == 0
    print(f"{'ok  ' if good else 'FAIL'} - an outage longer than the lateness makes no line late")
    if not good:
        print("# accounting:", found)
    return 0 if good else 1


def check_table(bench, what, rows):
    found = bench.run("table", rows)
    good = found.get("counted") == rows
    print(f"{'ok  ' if good else 'FAIL'} - {what}")
    if not good:
        print("# accounting:", found)
    return 0 if good else 1


def main():
    bench = Bench(pathlib.Path(sys.argv[1]))
    failed = 0
    now = time.time()
    for what, start, end in (("before it began", now - 10_800, now - 3_600),
                             ("while it was down", now - 3_600, now)):
        bench.write(start, end, 20_000)
        found = bench.run()
        other = bench.run("other", bench.others)
        good = (found.get("counted"), other.get("counted")) == (bench.written, bench.others) and (
            found["late"] + other["late"] == 0)
        print(f"{'ok  ' if good else 'FAIL'} - {FILES + 2} files of two inputs, lines written {what}: "
              "all count")
        if not good:
            failed = 1
            print("# accounting:", found, other, (bench.folder / "log").read_text()[-1500:])
    bench.write_other([time.time()])
    bench.run("other", bench.others)
    failed |= check_outage(bench)
    path = bench.write_table(0, 100)
    bench.run("table", 100)
    bench.write_table(100, 150)
    path.rename(path.with_name("table.csv.1"))
    bench.write_table(150, 250)
    failed |= check_table(bench, "a CSV renamed while it was down goes on with its header", 250)
    os.truncate(path, 0)
    bench.write_table(250, 300)
    failed |= check_table(bench, "so does one that was truncated, whose header is not repeated", 300)
    shutil.rmtree(bench.folder)
    return failed


if __name__ == "__main__":
    sys.exit(main())
