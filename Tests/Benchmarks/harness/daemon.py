"""Measures the running daemon: its socket, its answers under load, its idling and its start.

`socket cpu ratio` is about receiving and spooling, not about parsing: the CPU time of a daemon that
reads the lines from its socket, less that of one that reads them from a file (0 if that is more),
over that of a plain receiver of the same writes. It begins at READY, so the file comes after it.
"""

import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time

from . import programs

WRITE_BYTES = 65_536
QUERIES = 500
# Slow answers leave no room for QUERIES of them in so many ingests.
INGESTS_MAX = 3
IDLE_SECONDS = 20
WINDOW = "window: {pane: 60s, size: 60s, every: 60s, lateness: 10s}"
# The state that a start reads.
MODELS, VERSIONS, RECORDS = 50, 20, 120_000


def measure(tools, data, work, rounds):
    """Returns one dictionary of figures a round; each figure is measured once in each of them."""
    work = work / "daemon"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    bench = Bench(tools, data.standard, work)
    with state_of_many_series(bench) as many:
        return [one_round(bench, many, index, rounds) for index in range(rounds)]


def one_round(bench, many, index, rounds):
    (file_cpu, file_wall), (cpu, wall) = bench.ingest("file"), bench.ingest("socket")
    figures = {
        "socket cpu ratio": max(0.0, cpu - file_cpu) / bench.receive(),
        "socket rate": file_wall / wall, "query p99 ms": bench.queries(file_wall),
        "idle cpu s per hour": bench.idle(), "start s": restart(many)}
    text = ", ".join(f"{name} {value:.3g}" for name, value in figures.items())
    print(f"daemon, round {index + 1} of {rounds}: {text}", file=sys.stderr)
    return figures


class Bench:
    """One sample of data, through daemons that begin with nothing."""

    def __init__(self, tools, sample, work):
        self.work, self.sample = work, sample
        self.program = tools.kedgectl.with_name("kedged")
        self.anchor = work / "receive"
        programs.call("gcc", "-O3", "-o", self.anchor, programs.FOLDER / "Anchors/receive.c")

    def daemon(self, name, source):
        models = [f"- {{name: {model}, {WINDOW}, baseline: {{from: first, records: 2000}}}}"
                  for model in programs.MODELS]
        return Daemon(self.program, self.work / name, source, models)

    def ingest(self, source):
        """CPU and wall seconds from the first byte until every line is counted."""
        with self.daemon(source, source) as daemon:
            daemon.start()
            cpu, wall = daemon.cpu(), time.perf_counter()
            if source == "socket":
                with connected(daemon.run / "ingest.sock") as client:
                    self.send(client)
            else:
                daemon.give(self.sample.path)
            daemon.until_counted(self.sample.lines)
            cpu, wall = daemon.cpu() - cpu, time.perf_counter() - wall
            self.check_restart(daemon)
        return cpu, wall

    def check_restart(self, daemon):
        """What was counted must be known to the successor as well."""
        daemon.stop()
        daemon.start()
        daemon.until_counted(self.sample.lines)
        daemon.stop()

    def send(self, client):
        # In small parts: what this process holds at most is the least that wait4 tells of children.
        with open(self.sample.path, "rb", buffering=0) as file:
            while part := file.read(WRITE_BYTES):
                client.sendall(part)

    def receive(self):
        """CPU seconds of a program that receives the same writes and discards them."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with subprocess.Popen([self.anchor], stdin=theirs, stdout=subprocess.PIPE) as child:
            theirs.close()
            with ours:
                self.send(ours)
            answer = json.loads(child.stdout.read())
        if answer["bytes"] != self.sample.size:
            sys.exit(f"bench: receive got {answer['bytes']} bytes, not {self.sample.size}")
        return answer["cpu"]

    def queries(self, seconds):
        """The 99th percentile of status queries, one at a time while a file is read."""
        times = []
        for _ in range(INGESTS_MAX):
            with self.daemon("queries", "file") as daemon:
                daemon.start()
                daemon.give(self.sample.path)
                deadline = time.monotonic() + 120
                count = 0
                while count < self.sample.lines and time.monotonic() < deadline:
                    start = time.perf_counter()
                    answer = daemon.get("/v1/status")
                    times.append(time.perf_counter() - start)
                    count = daemon.account(answer)["in"]
                    time.sleep(max(0.001, seconds / QUERIES / 2))
                daemon.until_counted(self.sample.lines)
                daemon.stop()
            if len(times) >= QUERIES:
                break
        print(f"daemon: {len(times)} queries", file=sys.stderr)
        return sorted(times)[int(len(times) * 0.99)] * 1_000

    def idle(self):
        """CPU seconds an hour of a daemon that has read everything and judged every window."""
        with self.daemon("idle", "file") as daemon:
            daemon.start()
            daemon.give(self.sample.path)
            daemon.until_counted(self.sample.lines)
            if len(daemon.items("/v1/models")) != 18:
                daemon.fail("has not 18 series")
            daemon.until_judged()
            cpu, wall = daemon.cpu(), time.perf_counter()
            time.sleep(IDLE_SECONDS)
            rate = (daemon.cpu() - cpu) / (time.perf_counter() - wall)
            daemon.until_counted(self.sample.lines)
            daemon.stop()
        return rate * 3_600


def state_of_many_series(bench):
    """A stopped daemon with a state of 1,000 series over five minutes, their baselines frozen."""
    path = bench.work / "many.ndjson"
    with open(path, "w", encoding="utf-8") as file:
        for number in range(RECORDS):
            version, value = number // MODELS % VERSIONS, number * 7_919 % 1_000
            file.write(json.dumps({
                "time": 1_767_571_200 + number * 300 / RECORDS, "id": f"r{number}",
                "model": f"m{number % MODELS}", "version": f"v{version}", "duration": value / 1_000,
                "usage": {"input_tokens": value, "output_tokens": value % 97},
                "prediction": "yes" if value % 3 else "no", "score": value / 1_000,
                "features": {"amount": value * 1.5, "channel": f"c{value % 4}"}}) + "\n")
    models = [f'- {{name: many, match: {{model: "*"}}, {WINDOW}, '
              "baseline: {from: first, records: 50}}"]
    daemon = Daemon(bench.program, bench.work / "many", "file", models)
    daemon.start()
    daemon.give(path)
    daemon.until_counted(RECORDS)
    daemon.stop()
    restart(daemon)
    return daemon


def restart(daemon):
    """Seconds from exec until READY=1; the state must be whole."""
    seconds = daemon.start()
    daemon.until_counted(RECORDS)
    models = daemon.items("/v1/status")[0]["models"]
    frozen = sum(model["baseline"] is not None for model in models)
    if (len(models), frozen) != (MODELS * VERSIONS, MODELS * VERSIONS):
        daemon.fail(f"has {len(models)} series, {frozen} with a baseline")
    daemon.stop()
    return seconds


class Daemon:
    """A daemon in a folder of its own; as a context it ends, and leaves the folder if it failed."""

    def __init__(self, program, folder, source, models):
        self.program, self.folder, self.process = program, folder, None
        self.logs, self.state, self.run = (folder / name for name in ("logs", "state", "run"))
        for path in (folder, self.logs, self.state, self.run):
            path.mkdir(mode=0o700)
        given = "socket: ingest" if source == "socket" else f"file: {self.logs}/*.ndjson"
        lines = ["inputs:", f"- {{name: bench, {given}}}", "models:", *models]
        (folder / "kedge.yaml").write_text("\n".join(lines) + "\n")
        self.manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.manager.bind(str(folder / "notify"))
        self.manager.settimeout(0.1)

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self.end()
        self.manager.close()
        if kind is None:
            shutil.rmtree(self.folder)

    def start(self, seconds=60):
        """Starts it with what it finds; returns the seconds until READY=1."""
        for name in ("ingest.sock", "control.sock"):
            (self.run / name).unlink(missing_ok=True)
        command = [self.program, "--config", self.folder / "kedge.yaml", "--state", self.state,
                   "--runtime", self.run, "--share", programs.ROOT / "config", "--log=text"]
        environment = os.environ | {"NOTIFY_SOCKET": str(self.folder / "notify")}
        with open(self.folder / "log", "ab") as log:
            start = time.perf_counter()
            self.process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
        while time.perf_counter() < start + seconds and self.process.poll() is None:
            try:
                if b"READY=1" in self.manager.recv(65_536).split(b"\n"):
                    return time.perf_counter() - start
            except TimeoutError:
                continue
        return self.fail("does not get ready")

    def give(self, path):
        os.link(path, self.logs / path.name)

    def cpu(self):
        """CPU seconds so far; the clock of a process counts nanoseconds, /proc hundredths."""
        clock = ctypes.c_int()
        if ctypes.CDLL(None).clock_getcpuclockid(self.process.pid, ctypes.byref(clock)) != 0:
            self.fail("has no clock")
        return time.clock_gettime(clock.value)

    def get(self, target):
        with connected(self.run / "control.sock") as client:
            client.settimeout(30)
            client.sendall(f"GET {target} HTTP/1.1\r\nHost: kedge\r\nConnection: close\r\n\r\n"
                           .encode())
            answer = b"".join(iter(lambda: client.recv(1 << 18), b""))
        head, _, text = answer.partition(b"\r\n\r\n")
        return text if head.startswith(b"HTTP/1.1 200") else self.fail(f"answers {head[:80]}")

    def items(self, target):
        return json.loads(self.get(target))["items"]

    @staticmethod
    def account(answer):
        return next(it for it in json.loads(answer)["items"][0]["inputs"] if it["name"] == "bench")

    def until_counted(self, lines, seconds=120):
        """Waits until every line is counted, asking seldom: each answer costs it something."""
        start = time.monotonic()
        while True:
            answer = self.get("/v1/status")
            account = self.account(answer)
            passed = time.monotonic() - start
            if account["in"] >= lines or passed > seconds:
                break
            left = passed * (lines - account["in"]) / max(account["in"], 1)
            time.sleep(min(max(left / 2, 0.002), 0.2))
        item = json.loads(answer)["items"][0]
        wrong = [account[key] for key in ("duplicate", "rejected", "late", "expired", "pending")]
        wrong += [item["dropped"], item["degraded"]]
        if (account["in"], account["counted"]) != (lines, lines) or any(wrong):
            self.fail(f"was given {lines} lines: {account} {item['dropped']} {item['degraded']}")

    def until_judged(self, seconds=90):
        """Waits until the last window of every series is closed; its lateness is wall time."""
        deadline = time.monotonic() + seconds
        while not all(map(self.is_judged, programs.MODELS)):
            if time.monotonic() > deadline:
                self.fail("does not close its windows")
            time.sleep(0.2)

    def is_judged(self, model):
        ends = {it["version"]: it["window"]["end"]
                for it in self.items(f"/v1/indicators?model={model}&limit=1000")}
        # Up to seconds: the data ends at a whole one, some records a little behind it.
        return all(ends.get(it["version"], "")[:19] >= it["last_record"][:19]
                   for it in self.items(f"/v1/models?model={model}"))

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(60)
        if status != 0:
            self.fail(f"ends with {status}")

    def end(self):
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def fail(self, what):
        self.end()
        log = (self.folder / "log").read_text(errors="replace")[-1_000:]
        sys.exit(f"bench: the daemon in {self.folder} {what}\n{log}")


def connected(path):
    client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    client.connect(str(path))
    return client
