"""The load: plain clients that only write, short connections, and log files that are rotated."""

import json
import os
import random
import socket
import threading
import time

# Event time of one line after another: 300 lines make a pane of a minute.
STEP_MS = 200
NOTES = (0, 1, 50, 50, 50, 400, 3000)
CUTS = (1, 1, 7, 300, 4000, 65536)


def check_of(line):
    """A number that no sum of others replaces: a loss and a second count cannot cancel."""
    return (line * 2_654_435_761) % 1_048_573


class Source(threading.Thread):
    """Whoever writes the records of one model, numbered from 1, in order."""

    def __init__(self, model, seed, start_ms, rate):
        super().__init__(name=model, daemon=True)
        self.model, self.start_ms, self.rate = model, start_ms, rate
        self.random = random.Random(f"{seed} {model}")
        self.is_alarmed = False
        self.stops = threading.Event()
        self.lines = self.line_sum = self.check_sum = 0
        self.failure = None
        self.began = None

    def line(self):
        """The next record."""
        self.lines += 1
        number, check = self.lines, check_of(self.lines)
        self.line_sum += number
        self.check_sum += check
        return self.record(self.start_ms + number * STEP_MS, number, check)

    def record(self, time_ms, number, check):
        record = {"time": time_ms, "model": self.model, "version": "1", "features": {
            "line": number, "check": check, "alarm": int(self.is_alarmed)}}
        note = self.random.choice(NOTES)
        if note:
            record["note"] = "x" * note
        return json.dumps(record, separators=(",", ":")).encode() + b"\n"

    def due(self):
        """Whether another line may be written: the load is the same whatever the daemon does."""
        if self.began is None:
            self.began = time.monotonic()
        return self.lines < (time.monotonic() - self.began) * self.rate

    def run(self):
        try:
            self.write()
        except OSError as error:
            self.failure = f"{self.model}: {error} after {self.lines} lines"

    def send_cut(self, send):
        """Gives lines to `send`, cut anywhere, until the source is stopped."""
        waiting = b""
        while not self.stops.is_set() or waiting:
            size = self.random.choice(CUTS)
            while len(waiting) < size and not self.stops.is_set() and self.due():
                waiting += self.line()
            if not waiting:
                time.sleep(0.002)
                continue
            send(waiting[:size])
            waiting = waiting[size:]
            if not self.due() or self.random.random() < 0.1:
                time.sleep(0.001)


class PlainClient(Source):
    """One connection for the whole run."""

    def __init__(self, path, *arguments):
        super().__init__(*arguments)
        self.path = path
        self.connections = 1

    def write(self):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.connect(self.path)
            self.send_cut(connection.sendall)

    def write_closing(self, text):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.connect(self.path)
            connection.sendall(text)
        self.connections += 1


class ShortClient(PlainClient):
    """A connection for a few lines, every second one with half a line at its end."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.connections = 0

    def write(self):
        while not self.stops.is_set():
            text = b"".join(self.line() for _ in range(self.random.randrange(1, 4)))
            if self.connections % 2:
                text += b'{"time":17'
            self.write_closing(text)
            self.stops.wait(self.random.uniform(0.02, 0.15))


class LogFile(Source):
    """A file that is appended to, rotated by renaming or truncated when told to."""

    def __init__(self, path, *arguments):
        super().__init__(*arguments)
        self.path = path
        self.file = open(path, "ab", buffering=0)
        self.turns = threading.Event()
        self.generation = 0
        # Lines of the generations before this one.
        self.lines_before = 0
        self.pauses = threading.Event()
        self.is_quiet = False

    def write(self):
        self.send_cut(self.append)

    def send_cut(self, send):
        # Lines that wait in memory while the file is quiet are no part of it.
        waiting = b""
        while not self.stops.is_set() or waiting:
            if self.pauses.is_set() and not waiting:
                self.is_quiet = True
                time.sleep(0.002)
                continue
            self.is_quiet = False
            size = self.random.choice(CUTS)
            closing = self.stops.is_set() or self.pauses.is_set()
            while len(waiting) < size and not closing and self.due():
                waiting += self.line()
            if not waiting:
                time.sleep(0.002)
                continue
            if self.turns.is_set():
                waiting = self.rotate(waiting)
                continue
            send(waiting[:size])
            waiting = waiting[size:]
            time.sleep(0.001)

    def append(self, text):
        written = 0
        while written < len(text):
            written += self.file.write(text[written:])

    def rotate(self, waiting):
        """Renames in the middle of a line; its rest and some more still go to the old file."""
        half = self.random.randrange(1, len(waiting) + 1)
        self.append(waiting[:half])
        self.generation += 1
        os.rename(self.path, f"{self.path}.{self.generation}")
        time.sleep(self.random.choice((0, 0.002, 0.05)))
        self.append(waiting[half:])
        self.file.close()
        self.lines_before = self.lines
        self.file = open(self.path, "ab", buffering=0)
        self.turns.clear()
        return b""

    def truncate(self):
        """As copytruncate does it; only while the file is quiet."""
        os.ftruncate(self.file.fileno(), 0)
        self.generation += 1

    def write_closing(self, text):
        self.append(text)


class Load:
    """All sources of a run."""

    def __init__(self, folder, seed, clients, rate, start_ms):
        ingest = str(folder / "ingest.sock")
        self.plain = [PlainClient(ingest, f"plain-{index}", seed, start_ms, rate)
                      for index in range(1, clients + 1)]
        self.short = ShortClient(ingest, "short", seed, start_ms, rate)
        logs = folder / "logs"
        logs.mkdir()
        self.rotated = LogFile(str(logs / "rotated.log"), "rotated", seed, start_ms, rate)
        self.truncated = LogFile(str(logs / "truncated.log"), "truncated", seed, start_ms, rate)
        self.sources = self.plain + [self.short, self.rotated, self.truncated]

    def begin(self):
        for source in self.sources:
            source.start()

    def finish(self, seconds):
        """Stops everybody; answers who did not get rid of its lines."""
        self.truncated.pauses.clear()
        for source in self.sources:
            source.stops.set()
        end = time.monotonic() + seconds
        for source in self.sources:
            source.join(max(0.01, end - time.monotonic()))
        stuck = [f"{source.model} cannot write" for source in self.sources if source.is_alive()]
        return stuck + [source.failure for source in self.sources if source.failure]

    def close_windows(self, end_ms):
        """One more record a model, behind the end of the window that holds all the others."""
        for source in self.sources:
            source.write_closing(source.record(end_ms, 0, 0))

    def of_input(self, name):
        if name == "ingest":
            return self.plain + [self.short]
        return [source for source in self.sources if source.model == name]

    @property
    def connections(self):
        return sum(source.connections for source in self.plain) + self.short.connections
