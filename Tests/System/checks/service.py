"""Installation, units, sockets, start and stop."""

import os
import re
import time

from machine import (CONTROL, INGEST, UNITS, check, command, equal, expect, must, owner_and_mode,
                     start, unit, write)
import records

RETRAIN = """\
#!/bin/sh
env | grep ^KEDGE_ | sort >"$STATE_DIRECTORY/environment"
cp "$KEDGE_EVENT_FILE" "$STATE_DIRECTORY/event.json"
echo "$KEDGE_EVENT" >>"$STATE_DIRECTORY/events"
"""


@check
def installation():
    """the steps after make install work and say nothing"""
    sysusers = command("systemd-sysusers")
    equal(sysusers.status, 0, f"systemd-sysusers ({sysusers})")
    equal(command("systemd-tmpfiles", "--create", "kedge.conf").errors, "", "systemd-tmpfiles")
    must("journalctl", "--update-catalog")
    must("systemctl", "daemon-reload")
    write("/etc/kedge/kedge.yaml", records.CONFIGURATION)
    write("/etc/kedge/actions/retrain", RETRAIN, 0o755)


@check
def running():
    """the system is running and nothing failed"""
    state = command("systemctl", "is-system-running", "--wait", seconds=30).output.strip()
    equal(state, "running", must("systemctl", "--failed", "--plain", "--no-legend"))


@check
def owners():
    """directories and programs belong to their owners"""
    expected = {
        "/run/kedge": "root:root 755",
        "/run/kedge/actions": "root:kedge-action 750",
        "/var/lib/kedge": "kedge:kedge 750",
        "/var/lib/kedge/outbox": "kedge:kedge 700",
        "/var/lib/kedge/outbox.new": "kedge:kedge 700",
        "/var/lib/kedge/outbox.bad": "kedge:kedge 700",
        "/usr/sbin/kedged": "root:root 755",
        "/usr/bin/kedgectl": "root:root 755",
        f"{UNITS}/kedged.service": "root:root 644",
    }
    equal({path: owner_and_mode(path) for path in expected}, expected, "owners and modes")
    groups = must("id", "-nG", "kedge").split()
    expect("kedge-admin" in groups, f"kedge is in {groups}")


@check
def preset():
    """the preset enables what it should"""
    names = ["kedged.service", "kedge-ingest.socket", "kedge-control.socket", "kedge-dispatch.path"]
    must("systemctl", "preset", *names)
    states = command("systemctl", "is-enabled", *names).output.split()
    equal(states, ["enabled"] * 4, "states")


@check
def verify():
    """systemd-analyze verify prints nothing"""
    names = sorted(name for name in os.listdir(UNITS) if name.startswith("kedge"))
    paths = [f"{UNITS}/{name}" for name in names if os.path.isfile(f"{UNITS}/{name}")]
    # The programs of the administrator are not there yet, which verify rightly mentions.
    absent = [path for path in paths
              if re.search(r"kedge-(rollback|promote)@", path)]
    result = command("systemd-analyze", "verify", "--man=no",
                     *[path for path in paths if path not in absent])
    equal((result.status, result.output + result.errors), (0, ""), "verify")


@check
def exposure():
    """the exposure of the running units is within the limits"""
    for name, limit in (("kedged.service", 0.5), ("kedge-dispatch.service", 1.7)):
        text = must("systemd-analyze", "security", "--no-pager", name)
        found = re.search(r"Overall exposure level for \S+: ([0-9.]+)", text)
        expect(found and float(found.group(1)) <= limit, lambda: f"{name}: {text[-200:]}")


@check
def sockets():
    """sockets have their owners and modes before the service runs"""
    start("kedge-ingest.socket", "kedge-control.socket", "kedge-dispatch.path")
    equal(owner_and_mode(INGEST), "root:kedge-ingest 660", INGEST)
    equal(owner_and_mode(CONTROL), "root:kedge-admin 660", CONTROL)
    equal(unit("ActiveState"), "inactive", "service before the first connection")


@check
def activation():
    """the first connection starts the service, which becomes ready"""
    must("kedgectl", "status", "--json", seconds=40)
    equal((unit("ActiveState"), unit("SubState")), ("active", "running"), "state")
    equal(unit("Type"), "notify", "Type")
    expect(unit("StatusText").startswith("Ready"), lambda: unit("StatusText"))
    equal(owner_and_mode(INGEST), "root:kedge-ingest 660", INGEST)
    equal(owner_and_mode(CONTROL), "root:kedge-admin 660", CONTROL)


@check
def groups():
    """only members of the groups reach the sockets"""
    probe = "import socket,sys; socket.socket(socket.AF_UNIX).connect(sys.argv[1])"
    def connects(path, group):
        return command("setpriv", "--reuid=nobody", f"--regid={group}", "--clear-groups",
                       "python3", "-I", "-c", probe, path)
    equal(connects(INGEST, "kedge-ingest").status, 0, "a writer at the ingest socket")
    equal(connects(CONTROL, "kedge-admin").status, 0, "an administrator at the control socket")
    for path, group in ((INGEST, "nogroup"), (INGEST, "kedge-admin"), (CONTROL, "kedge-ingest")):
        result = connects(path, group)
        expect("PermissionError" in result.errors, f"{group} at {path}: {result}")
    refused = command("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups",
                      "kedgectl", "status")
    equal(refused.status, 77, f"kedgectl status of an outsider ({refused})")
    expect("kedge-admin" in refused.errors, f"the message names the group: {refused}")


@check
def sandbox():
    """the daemon runs as its user, without capabilities and network"""
    process = unit("MainPID")
    status = open(f"/proc/{process}/status", encoding="utf-8").read()
    expect(re.search(r"CapEff:\s+0+\n", status), "no capability")
    expect(re.search(r"NoNewPrivs:\s+1\n", status), "no new privileges")
    equal(must("stat", "-c", "%U", f"/proc/{process}").strip(), "kedge", "user")
    expect(os.readlink(f"/proc/{process}/ns/net") != os.readlink("/proc/1/ns/net"),
           "a network of its own")


@check
def stop():
    """systemctl stop takes less than 5 s and is a success"""
    begin = time.monotonic()
    must("systemctl", "stop", "kedged.service")
    expect(time.monotonic() - begin < 5, lambda: f"{time.monotonic() - begin:.1f} s")
    equal(unit("Result"), "success", "Result")
    equal(owner_and_mode(INGEST), "root:kedge-ingest 660", INGEST)


@check
def reactivation():
    """the next connection starts it again"""
    must("kedgectl", "status", "--json", seconds=40)
    equal(unit("ActiveState"), "active", "state")
