"""Runs kedged under a fake manager and looks at what it tells it.

usage: notify.py PROGRAMS

Sockets come from systemd-socket-activate; messages go to a socket of ours, with their descriptors.
"""

import array
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

LINE = b'{"id":"a%d","time":"%s","model":"m","version":"1","duration":0.5}\n'


class Manager:
    """The receiving end of sd_notify."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(path))
        self.messages = []

    def wait(self, prefix, seconds):
        """Collects messages until one has a line with this prefix; answers whether it came."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if any(line.startswith(prefix) for _, lines in self.messages for line in lines):
                return True
            self.receive(min(0.2, max(0.01, end - time.monotonic())))
        return False

    def receive(self, seconds):
        self.socket.settimeout(seconds)
        try:
            data, ancillary, _, _ = self.socket.recvmsg(65536, socket.CMSG_SPACE(4 * 16))
        except (TimeoutError, socket.timeout):
            return
        descriptors = 0
        for _, kind, payload in ancillary:
            if kind == socket.SCM_RIGHTS:
                received = array.array("i")
                received.frombytes(payload[: len(payload) - len(payload) % received.itemsize])
                descriptors += len(received)
                for descriptor in received:
                    os.close(descriptor)
        self.messages.append((descriptors, data.decode().split("\n")))

    def position(self, prefix):
        for index, (_, lines) in enumerate(self.messages):
            if any(line.startswith(prefix) for line in lines):
                return index
        return None


def connect(path):
    for _ in range(100):
        try:
            client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            client.connect(str(path))
            return client
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"FAIL - nothing listens on {path}")


def main():
    programs = pathlib.Path(sys.argv[1])
    folder = pathlib.Path(tempfile.mkdtemp(prefix="kedge-notify-"))
    state = folder / "state"
    state.mkdir()
    configuration = folder / "kedge.yaml"
    configuration.write_text("inputs:\n- name: ingest\n  socket: ingest\n")
    manager = Manager(folder / "notify")
    environment = {"NOTIFY_SOCKET": folder / "notify", "WATCHDOG_USEC": 2_000_000,
                   "STATE_DIRECTORY": state}
    process = subprocess.Popen(
        ["systemd-socket-activate", "--listen", folder / "ingest.sock", "--listen",
         folder / "control.sock", "--fdname=ingest:control"]
        + [f"--setenv={key}={value}" for key, value in environment.items()]
        + [programs / "kedged", "--config", configuration, "--runtime", folder, "--log=text"],
        stdout=subprocess.DEVNULL, stderr=open(folder / "log", "wb"))
    results = []
    try:
        client = connect(folder / "ingest.sock")
        stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()).encode()
        client.sendall(LINE % (1, stamp))
        results.append(("READY=1 comes", manager.wait("READY=1", 10)))
        results.append(("the connection is stored", manager.wait("FDSTORE=1", 5)))
        results.append(("STATUS= comes", manager.wait("STATUS=", 10)))
        results.append(("WATCHDOG=1 comes", manager.wait("WATCHDOG=1", 5)))
        stored = [(count, lines) for count, lines in manager.messages if "FDSTORE=1" in lines]
        good = stored and stored[0][0] == 1 and "FDPOLL=0" in stored[0][1] and any(
            re.fullmatch(r"FDNAME=in-[0-9]+-[0-9]+", line) for line in stored[0][1])
        results.append(("one descriptor, FDPOLL=0, a name of its own", bool(good)))
        client.close()
        results.append(("a closed connection is removed", manager.wait("FDSTOREREMOVE=1", 5)))
        begin = time.monotonic()
        process.send_signal(signal.SIGTERM)
        results.append(("STOPPING=1 comes", manager.wait("STOPPING=1", 5)))
        status = process.wait(10)
        results.append(("SIGTERM ends it with 0 within 5 s",
                        status == 0 and time.monotonic() - begin < 5))
        order = [manager.position(word) for word in ("READY=1", "FDSTOREREMOVE=1", "STOPPING=1")]
        results.append(("messages come in order",
                        None not in order and order == sorted(order)))
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    failed = [what for what, good in results if not good]
    for what, good in results:
        print(f"{'ok  ' if good else 'FAIL'} - fake manager: {what}")
    if failed:
        print("# daemon:", (folder / "log").read_text(errors="replace")[-1500:])
    shutil.rmtree(folder)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
