"""Kills, hangs, broken configurations and the end."""

import os
import random
import socket
import threading
import time

from machine import (accounting, check, command, connect, counted, equal, expect, must, start, stop_all,
                     unit, wait_for, write)
import records

DROP_IN = "/run/systemd/system/kedged.service.d/50-checks.conf"


def kill(signal_name):
    """Kills the daemon and waits for the next one to be ready."""
    process = unit("MainPID")
    must("systemctl", "kill", f"--signal={signal_name}", "--kill-who=main", "kedged.service")
    wait_for(lambda: unit("MainPID") not in (process, "0") and unit("SubState") == "running",
             "a new process", 30)


class Writer(threading.Thread):
    """A client that never reconnects: writes lines in pieces cut anywhere, until told to stop."""

    def __init__(self, name, seed):
        super().__init__()
        self.name = name
        self.draw = random.Random(seed)
        self.is_told_to_stop = threading.Event()
        self.lines = 0
        self.error = None

    def run(self):
        try:
            client = connect()
            client.settimeout(60)
            while not self.is_told_to_stop.is_set():
                self.write(client)
            client.close()
        except OSError as error:
            self.error = error

    def write(self, client):
        text = records.lines(f"{self.name}-{self.lines}", 20, seed=self.lines).encode()
        offset = 0
        while offset < len(text):
            size = self.draw.choice([1, 7, 60, 200, 1000, 4096])
            client.sendall(text[offset:offset + size])
            offset += size
        self.lines += 20
        time.sleep(0.002)


@check
def kill_nine():
    """kill -9 loses nothing of clients that never reconnect, and counts nothing twice"""
    write(DROP_IN, "[Service]\nRestartSec=100ms\n")
    must("systemctl", "daemon-reload")
    before = accounting()["counted"]
    writers = [Writer(f"k{index}", index) for index in range(4)]
    for writer in writers:
        writer.start()
    draw = random.Random(5)
    for _ in range(30):
        time.sleep(draw.uniform(0.0, 0.08))
        kill("SIGKILL")
    for writer in writers:
        writer.is_told_to_stop.set()
    for writer in writers:
        writer.join(60)
    must("rm", DROP_IN)
    must("systemctl", "daemon-reload")
    equal([writer.error for writer in writers], [None] * 4, "errors of the writers")
    written = sum(writer.lines for writer in writers)
    expect(written > 1000, f"only {written} lines in 30 lives of the daemon")
    sums = counted(before + written, 40)
    equal(sums.get("duplicate", 0), 0, "duplicates")


@check
def hang_up():
    """what a client wrote before it hung up is read after a crash"""
    before = accounting()["counted"]
    clients = [connect() for _ in range(8)]
    for index, client in enumerate(clients):
        client.sendall(records.lines(f"h{index}", 1, seed=index).encode())
    counted(before + 8)
    must("systemctl", "kill", "--signal=SIGSTOP", "--kill-who=main", "kedged.service")
    for index, client in enumerate(clients):
        client.sendall(records.lines(f"i{index}", 3, seed=index).encode())
        client.close()
    kill("SIGKILL")
    counted(before + 32)


@check
def out_of_band():
    """an out-of-band byte does not keep the daemon busy"""
    before = accounting()["counted"]
    client = connect()
    text = records.line("o-1", 20).encode()
    client.sendall(text[:40])
    try:
        client.send(text[40:41], socket.MSG_OOB)
    except OSError:
        client.send(text[40:41])
        print("skip - no out-of-band bytes on this kernel", flush=True)
    time.sleep(0.5)
    process = unit("MainPID")
    begin = processor_seconds(process)
    time.sleep(1)
    used = processor_seconds(process) - begin
    client.sendall(text[41:])
    client.close()
    expect(used < 0.3, f"{used:.2f} s of processor time in 1 s")
    counted(before + 1)


def processor_seconds(process):
    fields = open(f"/proc/{process}/stat", encoding="utf-8").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@check
def acknowledged():
    """what kedgectl ingest was told is durable survives kill -9"""
    before = accounting()["counted"]
    result = command("kedgectl", "ingest", "-s", "probe", text=records.lines("l", 500, seed=6))
    equal(result.status, 0, f"kedgectl ingest ({result})")
    kill("SIGKILL")
    counted(before + 500, 30)


@check
def watchdog():
    """a daemon that stands still is aborted by the watchdog and started again"""
    write(DROP_IN, "[Service]\nWatchdogSec=2s\nLimitCORE=0\n")
    must("systemctl", "daemon-reload")
    must("systemctl", "restart", "kedged.service")
    restarts = int(unit("NRestarts"))
    must("systemctl", "kill", "--signal=SIGSTOP", "--kill-who=main", "kedged.service")
    wait_for(lambda: int(unit("NRestarts")) > restarts and unit("SubState") == "running",
             lambda: f"a restart, NRestarts={unit('NRestarts')}", 30)
    must("rm", DROP_IN)
    must("systemctl", "daemon-reload")


@check
def terminate():
    """SIGTERM is answered within 5 s and keeps every count"""
    before = accounting()["counted"]
    begin = time.monotonic()
    must("systemctl", "restart", "kedged.service")
    expect(time.monotonic() - begin < 8, lambda: f"{time.monotonic() - begin:.1f} s")
    must("systemctl", "stop", "kedged.service")
    equal((unit("Result"), unit("ExecMainStatus")), ("success", "0"), "Result and status")
    start("kedged.service")
    counted(before)


@check
def exit_78():
    """a broken configuration ends the start with 78 and is not tried again"""
    stop_all()
    write("/etc/kedge/kedge.yaml", records.BROKEN)
    expect(command("systemctl", "start", "kedged.service").status != 0, "the start fails")
    time.sleep(2)
    equal((unit("NRestarts"), unit("ExecMainStatus"), unit("ActiveState")), ("0", "78", "failed"),
          "NRestarts, status and state")
    text = must("journalctl", "-b", "-u", "kedged.service", "--no-pager", "-o", "cat", "-n", "20")
    expect("treshold" in text, lambda: f"the journal says why: {text}")
    write("/etc/kedge/kedge.yaml", records.CONFIGURATION)
    must("systemctl", "reset-failed", "kedged.service")
    start("kedge-ingest.socket", "kedge-control.socket", "kedged.service")


@check
def remove():
    """after all that, nothing has failed and the state is whole"""
    equal(must("systemctl", "--failed", "--plain", "--no-legend").strip(), "", "failed units")
    sums = accounting()
    equal(sums["in"], sum(sums.get(key, 0) for key in (
        "counted", "duplicate", "rejected", "late", "expired", "pending")), f"accounting of {sums}")
    stop_all()
    equal(command("test", "-e", "/run/kedge/ingest.sock").status, 1, "the socket is removed")
