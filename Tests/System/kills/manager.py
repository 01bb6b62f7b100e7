"""Plays the service manager for a daemon that is killed: sockets, notifications, fd store."""

import array
import fcntl
import json
import os
import resource
import select
import signal
import socket
import threading
import time

SOL_PASSCRED = 16
# The daemon's descriptors are duplicated to 3 and up, so ours lie above all of those.
FIRST_OWN_DESCRIPTOR = 2000


def own(descriptor):
    """A copy that no child inherits and that is out of the way of the child's numbers."""
    return fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, FIRST_OWN_DESCRIPTOR)


def listen(path, backlog):
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, SOL_PASSCRED, 1)
    listener.bind(str(path))
    listener.listen(backlog)
    return listener


class Manager:
    """One unit with its sockets, its descriptor store and one life of the daemon after another."""

    def __init__(self, program, folder, configuration, settles):
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = 8192 if hard == resource.RLIM_INFINITY else min(8192, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        self.program, self.folder, self.configuration = program, folder, configuration
        self.settles = settles
        self.state = folder / "state"
        self.state.mkdir()
        self.listeners = {"ingest": listen(folder / "ingest.sock", 512),
                          "control": listen(folder / "control.sock", 64)}
        self.notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.notify.bind(str(folder / "notify"))
        self.notify.setblocking(False)
        self.lock = threading.Lock()
        self.store = {}
        self.stored_names = set()
        self.stored_most = 0
        self.is_ready = False
        self.process = None
        self.is_over = False
        self.receiver = threading.Thread(target=self.receive, daemon=True)
        self.receiver.start()

    def receive(self):
        while not self.is_over:
            select.select([self.notify], [], [], 0.05)
            self.drain()

    def drain(self):
        """Handles every notification that has been sent, in order."""
        with self.lock:
            while True:
                try:
                    data, ancillary, _, _ = self.notify.recvmsg(65536, socket.CMSG_SPACE(64))
                except BlockingIOError:
                    return
                self.handle(data.decode(), descriptors_of(ancillary))

    def handle(self, text, descriptors):
        values = dict(line.split("=", 1) for line in text.split("\n") if "=" in line)
        if values.get("READY") == "1":
            self.is_ready = True
        name = values.get("FDNAME")
        if values.get("FDSTOREREMOVE") == "1":
            if name in self.store:
                os.close(self.store.pop(name))
        elif values.get("FDSTORE") == "1":
            if name in self.stored_names or values.get("FDPOLL") != "0" or len(descriptors) != 1:
                raise SystemExit(f"FAIL - a stored descriptor is not as it must be: {text!r}")
            self.stored_names.add(name)
            self.store[name] = own(descriptors[0])
            self.stored_most = max(self.stored_most, len(self.store))
        for descriptor in descriptors:
            os.close(descriptor)

    def start(self, crash=None):
        """Starts the daemon with the listeners and everything that its predecessor stored."""
        self.drain()
        with self.lock:
            self.is_ready = False
            given = [(name, own(it.fileno())) for name, it in self.listeners.items()]
            given += [(name, own(descriptor)) for name, descriptor in self.store.items()]
        environment = {
            "PATH": os.environ["PATH"], "NOTIFY_SOCKET": str(self.folder / "notify"),
            "LISTEN_FDS": str(len(given)), "LISTEN_FDNAMES": ":".join(name for name, _ in given)}
        if crash:
            environment["KEDGE_CRASH_AT"] = crash
        if not self.settles:
            environment["KEDGE_SETTLE"] = "off"
        log = own_log(self.folder / "log")
        actions = [(os.POSIX_SPAWN_DUP2, log, 1), (os.POSIX_SPAWN_DUP2, log, 2)]
        actions += [(os.POSIX_SPAWN_DUP2, descriptor, 3 + index)
                    for index, (_, descriptor) in enumerate(given)]
        # The shell names the process that the descriptors are for, and becomes it.
        command = 'export LISTEN_PID=$$; exec "$0" "$@"'
        self.process = os.posix_spawn(
            "/bin/sh",
            ["sh", "-c", command, str(self.program), "--config", str(self.configuration),
             "--state", str(self.state), "--runtime", str(self.folder), "--log=text"],
            environment, file_actions=actions)
        for descriptor in [log] + [descriptor for _, descriptor in given]:
            os.close(descriptor)

    def status(self):
        """How the daemon ended, as subprocess counts it, or None while it runs."""
        if self.process is None:
            raise SystemExit("FAIL - nothing is running")
        process, status = os.waitpid(self.process, os.WNOHANG)
        if process == 0:
            return None
        self.process = None
        self.drain()
        return os.waitstatus_to_exitcode(status)

    def kill(self, number=signal.SIGKILL):
        os.kill(self.process, number)

    def wait_end(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            status = self.status()
            if status is not None:
                return status
            time.sleep(0.001)
        return None

    def wait_ready(self, seconds):
        """Whether the daemon says that it serves; false as well when it ends before."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.is_ready:
            if os.waitid(os.P_PID, self.process, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                return False
            time.sleep(0.002)
        return self.is_ready

    def request(self, method, target, body=None):
        """The answer of the control socket as JSON, or None where the daemon died over it."""
        content = b"" if body is None else json.dumps(body).encode()
        head = (f"{method} {target} HTTP/1.1\r\nHost: kedge\r\nConnection: close\r\n"
                f"Content-Length: {len(content)}\r\n\r\n").encode()
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            client.settimeout(10)
            try:
                client.connect(str(self.folder / "control.sock"))
                client.sendall(head + content)
                answer = b"".join(iter(lambda: client.recv(65536), b""))
            except OSError:
                return None
        head, _, text = answer.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            return None
        return json.loads(text)

    def items(self, target):
        answer = self.request("GET", target)
        return None if answer is None else answer["items"]

    def close(self):
        if self.process is not None:
            self.kill()
            os.waitpid(self.process, 0)
        self.is_over = True
        self.receiver.join()
        for listener in self.listeners.values():
            listener.close()
        for descriptor in self.store.values():
            os.close(descriptor)
        self.notify.close()

    def log_tail(self):
        return (self.folder / "log").read_text(errors="replace")[-2000:]


def descriptors_of(ancillary):
    found = array.array("i")
    for level, kind, payload in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            found.frombytes(payload[: len(payload) - len(payload) % found.itemsize])
    return list(found)


def own_log(path):
    descriptor = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    copy = own(descriptor)
    os.close(descriptor)
    return copy
