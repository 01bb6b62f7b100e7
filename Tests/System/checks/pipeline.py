"""From lines to an event, a started unit and its result."""

import json
import re

from machine import (check, command, connect, counted, equal, expect, items, journal, must, unit,
                     wait_for, write)
import records

RETRAIN_REQUESTED = "d90234a6e5984d82aa1a197dfa9f8f69"
ACTION_FINISHED = "02c6af535df1450dbd8a87a5d2ca64b3"
CONFIG_REJECTED = "31ca4f1dd9244934a8fe8f6e965c10a3"
ACTION_STATE = "/var/lib/kedge-action"


def event(rule="amount-drift"):
    """The first event of a rule; `kedgectl events --json` shows its result."""
    found = [item for item in items("events") if item.get("rule") == rule
             and "resolved" not in (item.get("kind"), item.get("event"))]
    return found[0] if found else None


@check
def ingest():
    """kedgectl ingest delivers lines and has them acknowledged"""
    result = command("kedgectl", "ingest", "-s", "probe", text=records.lines("a", 400))
    equal(result.status, 0, f"kedgectl ingest ({result})")
    expect("sent 400, acknowledged 400" in result.output + result.errors, result)
    counted(400)


@check
def standard_output():
    """a service with StandardOutput=file: at the socket delivers its lines"""
    write("/run/checks-lines", records.lines("b", 400, seed=2))
    must("systemd-run", "--wait", "-q", "-p", "StandardOutput=file:/run/kedge/ingest.sock",
         "-p", "StandardError=journal", "cat", "/run/checks-lines")
    sums = counted(800)
    equal(sums["in"], sums["counted"] + sums.get("duplicate", 0) + sums.get("rejected", 0)
          + sums.get("late", 0) + sums.get("pending", 0), f"accounting of {sums}")
    equal(event(), None, "no event without drift")


@check
def many_clients():
    """lines of many clients arrive whole, whatever the writes are cut into"""
    clients = [connect() for _ in range(20)]
    texts = [records.lines(f"c{index}", 10, seed=index).encode() for index in range(20)]
    for offset in range(0, max(map(len, texts)), 37):
        for client, text in zip(clients, texts):
            client.sendall(text[offset:offset + 37])
    for client in clients:
        client.close()
    counted(1000)


@check
def rejects():
    """bad lines are counted with their reason and stop nothing"""
    client = connect()
    client.sendall(b'{"broken\n' + records.line("r-1", 20).encode() + b"[1,2]\n\xff\xfe\n")
    client.close()
    sums = counted(1001)
    equal(sums.get("rejected"), 3, f"rejected, of {sums}")


@check
def drift():
    """drift fires the rule, and kedge-retrain@ runs with the event"""
    client = connect()
    client.sendall(records.lines("d", 600, factor=3.0, seed=9).encode())
    client.close()
    counted(1601)
    wait_for(lambda: command("test", "-s", f"{ACTION_STATE}/events").status == 0,
             lambda: "the action has run; events: " + json.dumps(items("events"))[:600], 25)
    identifier = open(f"{ACTION_STATE}/events", encoding="utf-8").read().split()
    equal(len(identifier), 1, "runs of the action")
    expect(re.fullmatch(r"[a-z2-7]{26}", identifier[0]), identifier)
    variables = dict(line.split("=", 1) for line
                     in open(f"{ACTION_STATE}/environment", encoding="utf-8").read().splitlines())
    equal({key: variables.get(key) for key in (
        "KEDGE_ACTION", "KEDGE_MODEL", "KEDGE_VERSION", "KEDGE_RULE", "KEDGE_EVENT")},
        {"KEDGE_ACTION": "retrain", "KEDGE_MODEL": "probe", "KEDGE_VERSION": "1",
         "KEDGE_RULE": "amount-drift", "KEDGE_EVENT": identifier[0]}, "environment of the action")
    document = json.load(open(f"{ACTION_STATE}/event.json", encoding="utf-8"))
    equal((document["id"], document["type"], document["specversion"]),
          (identifier[0], "io.kedge.model.retrain.v1", "1.0"), "event document")


@check
def result():
    """the result of the action comes back to the event"""
    found = wait_for(lambda: event() if "succeeded" in json.dumps(event()) else None,
                     lambda: f"a result, have {event()}", 15)
    equal(found["id"], open(f"{ACTION_STATE}/events", encoding="utf-8").read().strip(), "id")


@check
def journal_fields():
    """the journal holds the event with its fields and its explanation"""
    found = wait_for(lambda: journal(f"MESSAGE_ID={RETRAIN_REQUESTED}"), "the event in the journal")
    equal(len(found), 1, "entries")
    entry = found[0]
    wanted = {"PRIORITY": "4", "KEDGE_MODEL": "probe", "KEDGE_VERSION": "1", "KEDGE_SEGMENT": "*",
              "KEDGE_RULE": "amount-drift", "KEDGE_ACTION": "retrain", "KEDGE_KIND": "retrain",
              "_SYSTEMD_UNIT": "kedged.service", "_TRANSPORT": "journal",
              "SYSLOG_IDENTIFIER": "kedged"}
    equal({key: entry.get(key) for key in wanted}, wanted, "fields")
    equal(entry["KEDGE_EVENT"], event()["id"], "KEDGE_EVENT")
    finished = wait_for(lambda: journal(f"MESSAGE_ID={ACTION_FINISHED}"), "the result in the journal")
    equal((finished[0].get("KEDGE_RESULT"), finished[0]["KEDGE_EVENT"], finished[0]["PRIORITY"]),
          ("succeeded", entry["KEDGE_EVENT"], "5"), "result, event and priority")
    explained = must("journalctl", "-b", "-x", "--no-pager", f"MESSAGE_ID={RETRAIN_REQUESTED}")
    expect("Retraining of probe 1 was requested" in explained, explained[-600:])


@check
def hostile_outbox():
    """a foreign entry in the outbox is set aside, not obeyed and not left"""
    write("/var/lib/kedge/outbox/" + "a" * 26, "{}")
    wait_for(lambda: not must("ls", "-A", "/var/lib/kedge/outbox"), "an empty outbox")
    expect(must("ls", "-A", "/var/lib/kedge/outbox.bad"), "the entry is in outbox.bad")
    expect(command("systemctl", "is-failed", "kedge-dispatch.path").status != 0, "the path unit lives")


@check
def masked():
    """an action whose unit is masked ends as not_started"""
    must("systemctl", "mask", "--runtime", "kedge-rollback@.service")
    client = connect()
    client.sendall(records.lines("n", 600, seed=10, model="masked").encode())
    client.sendall(records.lines("m", 400, factor=3.0, seed=11, model="masked").encode())
    client.close()
    wait_for(lambda: event("masked-drift") and "not_started" in json.dumps(event("masked-drift")),
             lambda: f"not_started, have {event('masked-drift')}", 25)
    must("systemctl", "unmask", "--runtime", "kedge-rollback@.service")
    expect(not must("ls", "-A", "/var/lib/kedge/outbox"), "the outbox is empty")


@check
def reload_accepted():
    """systemctl reload takes a good configuration"""
    write("/etc/kedge/kedge.yaml", records.CONFIGURATION.replace("max_per_day: 5", "max_per_day: 4"))
    must("systemctl", "reload", "kedged.service")
    expect(unit("StatusText").startswith("Ready"), lambda: unit("StatusText"))


@check
def reload_refused():
    """systemctl reload with a broken configuration fails, and the old one keeps serving"""
    process = unit("MainPID")
    write("/etc/kedge/kedge.yaml", records.BROKEN)
    position = next(index for index, text in enumerate(records.BROKEN.splitlines(), 1)
                    if "treshold" in text)
    expect(command("systemctl", "reload", "kedged.service").status != 0, "reload fails")
    refused = command("kedgectl", "reload")
    equal(refused.status, 78, f"kedgectl reload ({refused})")
    expect(f"/etc/kedge/kedge.yaml:{position}:" in refused.errors and "treshold" in refused.errors,
           refused)
    equal((unit("ActiveState"), unit("MainPID")), ("active", process), "state and process")
    client = connect()
    client.sendall(records.lines("e", 50, seed=3).encode())
    client.close()
    counted(2651)
    entry = journal(f"MESSAGE_ID={CONFIG_REJECTED}")
    expect(entry and entry[-1].get("KEDGE_LINE") == str(position), f"entry in the journal: {entry}")
    write("/etc/kedge/kedge.yaml", records.CONFIGURATION)
    must("systemctl", "reload", "kedged.service")
