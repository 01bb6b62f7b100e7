"""One run: a load, a chain of lives, and the comparison of what was sent with what was counted."""

import json
import os
import random
import signal
import time

import load
import manager

HOUR_MS = 3_600_000
WINDOW_HOURS = 4
CONFIGURATION = """\
default_rules: false
inputs:
- name: ingest
  socket: ingest
- name: rotated
  file: {logs}/rotated.log
- name: truncated
  file: {logs}/truncated.log
models:
- name: everything
  match: {{model: "*"}}
  schema:
    line: {{type: number}}
    check: {{type: number}}
    alarm: {{type: number}}
  baseline: {{from: first, records: 500}}
  window: {{pane: 60s, size: {hours}h, lateness: 30s}}
rules:
- name: alarm
  match: {{model: "*"}}
  window: 60s
  when: 'mean("alarm").value > 0.5'
  min_samples: 1
  cooldown: 365d
  mode: act
  action: retrain
"""


class Run:
    """Sends, kills, counts."""

    def __init__(self, program, folder, seed, settles, clients=5, rate=300):
        self.folder, self.random = folder, random.Random(seed)
        # All event times lie in one window that ended long ago.
        window = WINDOW_HOURS * HOUR_MS
        self.start_ms = (int(time.time() * 1000) - 9 * HOUR_MS) // window * window
        self.end_ms = self.start_ms + window + 5 * 60_000
        configuration = folder / "kedge.yaml"
        configuration.write_text(
            CONFIGURATION.format(logs=folder / "logs", hours=WINDOW_HOURS))
        self.manager = manager.Manager(program, folder, configuration, settles)
        self.load = load.Load(folder, seed, clients, rate, self.start_ms)
        self.intents = {}
        self.published_after_report = []
        self.reported = set()
        self.reports = True
        self.alarmed = 0
        self.kills = 0
        self.problems = []

    def go(self, make_lives):
        began = time.monotonic()
        outcome = Outcome()
        try:
            self.live(make_lives(self.random))
            self.compare(outcome)
        except Broken as broken:
            self.problems.append(f"{broken}\n# log: {self.manager.log_tail()}")
        finally:
            self.manager.close()
        outcome.kills = self.kills
        outcome.seconds = time.monotonic() - began
        outcome.lines = sum(source.lines for source in self.load.sources)
        outcome.problems += self.problems
        return outcome

    def live(self, lives):
        self.load.begin()
        for life in lives:
            self.reports = life.reports
            self.manager.start(life.point)
            self.fill(life)
            self.end(life)
            self.kills += 0 if life.stops else 1
        self.reports = True
        self.manager.start()
        if not self.manager.wait_ready(20):
            raise Broken("the last life does not get ready")

    def fill(self, life):
        """Lets happen what belongs to this life."""
        if life.alarms:
            self.load.plain[self.alarmed].is_alarmed = True
            self.alarmed += 1
        if life.after_ready is None:
            return
        if not self.manager.wait_ready(20):
            raise Broken(f"not ready, {self.manager.status()}")
        if life.rotates:
            rotated = self.load.rotated
            self.until_committed("rotated", lambda count: count > rotated.lines_before)
        if life.truncates:
            truncated = self.load.truncated
            truncated.pauses.set()
            self.until(lambda: truncated.is_quiet, "the log file does not come to rest")
            self.until_committed("truncated", lambda count: count == truncated.lines)
        if not life.waits_for_death:
            self.change_files(life)

    def change_files(self, life):
        if life.rotates:
            self.load.rotated.turns.set()
        if life.truncates:
            self.load.truncated.truncate()
            self.load.truncated.pauses.clear()
        if life.waits_for_death:
            time.sleep(self.random.uniform(0, 0.5))

    def end(self, life):
        if life.point is not None:
            self.until_dead(life)
            return
        time.sleep(life.after_start if life.after_ready is None else life.after_ready)
        self.dispatch()
        self.manager.kill(signal.SIGTERM if life.stops else signal.SIGKILL)
        status = self.manager.wait_end(10)
        if status != (0 if life.stops else -signal.SIGKILL):
            raise Broken(f"the daemon ended with {status}, stopped: {life.stops}")
        if life.waits_for_death:
            self.change_files(life)

    def until_dead(self, life):
        end = time.monotonic() + 20
        status = None
        while status is None and time.monotonic() < end:
            self.dispatch()
            status = self.manager.wait_end(0.05)
        if status != 137:
            raise Broken(f"{life.point} was not reached" if status is None
                         else f"the daemon ended by itself with {status}")
        self.dispatch()

    def until(self, holds, complaint, seconds=20):
        end = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > end:
                raise Broken(complaint)
            self.dispatch()
            time.sleep(0.02)

    def until_committed(self, name, holds):
        """Waits until what an input has taken is so, and is part of the committed state."""
        self.until(lambda: holds(self.account(name).get("in", -1)),
                   f"the input {name} does not come further: {self.account(name)}")
        # A commit follows within 0.2 s.
        time.sleep(0.6)

    def account(self, name):
        for status in self.manager.items("/v1/status") or []:
            for account in status["inputs"]:
                if account["name"] == name:
                    return account
        return {}

    def dispatch(self):
        """Takes intents out of the outbox and says that they succeeded."""
        outbox = self.manager.state / "outbox"
        for path in sorted(outbox.iterdir()) if outbox.exists() else []:
            content = path.read_bytes()
            path.unlink()
            if path.name in self.reported:
                self.published_after_report.append(path.name)
            self.intents.setdefault(path.name, set()).add(content)
        # Under a manager only root may report; without reports an intent is published again.
        if not self.reports or os.geteuid() != 0 or not self.manager.is_ready:
            return
        for event in sorted(self.intents.keys() - self.reported):
            answer = self.manager.request(
                "POST", f"/v1/actions/{event}/report", {"result": "succeeded"})
            if answer is not None:
                self.reported.add(event)

    def compare(self, outcome):
        """What was sent against what was counted."""
        load = self.load
        outcome.faults += load.finish(60)
        sent = {name: sum(source.lines for source in load.of_input(name))
                for name in ("ingest", "rotated", "truncated")}
        self.settle(sent)
        load.close_windows(self.end_ms)
        for name in sent:
            sent[name] += len(load.of_input(name))
        self.settle(sent)
        outcome.compare_inputs(sent, self.manager.items("/v1/status")[0])
        for source in load.sources:
            outcome.compare_model(
                source, self.manager.items(f"/v1/models?model={source.model}"),
                self.manager.items(f"/v1/indicators?model={source.model}"))
        self.until(lambda: len(self.intents) >= self.alarmed, "an intent is missing", 5)
        self.dispatch()
        events = self.manager.items("/v1/events?kind=retrain") or []
        outcome.compare_intents(self, [event["id"] for event in events])
        outcome.unstored = load.connections - len(self.manager.stored_names)
        self.manager.kill(signal.SIGTERM)
        status = self.manager.wait_end(10)
        if status != 0:
            self.problems.append(f"SIGTERM ends the daemon with {status}")

    def settle(self, sent):
        """Waits until everything is counted, or nothing more comes."""
        last, since = None, time.monotonic()
        while time.monotonic() - since < 4:
            self.dispatch()
            counts = {name: self.account(name).get("in") for name in sent}
            if counts != last:
                last, since = counts, time.monotonic()
            if counts == sent and time.monotonic() - since > 0.5:
                return
            time.sleep(0.1)


class Broken(Exception):
    """The run cannot go on."""


class Outcome:
    """What a run showed; each number is the least that explains what was seen."""

    def __init__(self):
        self.lines = self.kills = self.lost = self.twice = self.rejected = self.sums = 0
        self.unstored = self.intents = 0
        self.seconds = 0.0
        self.faults = []
        self.problems = []

    def row(self, name):
        return (name, self.lines, self.kills, self.lost, self.twice, self.rejected, self.sums,
                self.intents, f"{self.seconds:.1f}")

    def compare_inputs(self, sent, status):
        for account in status["inputs"]:
            name, rejected = account["name"], sum_of(account["rejected"])
            others = {key: account[key] for key in ("duplicate", "late", "expired", "pending")
                      if account[key]}
            self.rejected += rejected
            counts = {account["in"], account["counted"]}
            if counts != {sent[name]} or rejected or others:
                self.faults.append(
                    f"input {name}: sent {sent[name]}, in {account['in']}, counted "
                    f"{account['counted']}, rejected {account['rejected']}, {others}")
        if status["degraded"]:
            self.faults.append(f"degraded {status['degraded']}")

    def compare_model(self, source, models, indicators):
        records = sum(model["records"] for model in models or [])
        difference = records - source.lines
        self.lost += max(0, -difference)
        self.twice += max(0, difference)
        if difference:
            self.faults.append(f"model {source.model}: {records} records, not {source.lines}")
        found = {it["feature"]: it for it in indicators or [] if it["indicator"] == "mean"}
        for feature, total in (("line", source.line_sum), ("check", source.check_sum)):
            mean = found.get(feature)
            sum_found = mean["value"] * mean["n"] if mean and mean["value"] is not None else 0
            count = mean["n"] if mean else 0
            if count != source.lines or abs(sum_found - total) > 0.25:
                self.sums += 1
                self.faults.append(
                    f"model {source.model}: {feature} sums to {sum_found:.1f} over {count} records,"
                    f" not to {total} over {source.lines}")

    def compare_intents(self, run, events):
        self.intents = len(run.intents)
        if len(run.intents) != run.alarmed or sorted(events) != sorted(run.intents):
            self.faults.append(
                f"{run.alarmed} alarms, intents {sorted(run.intents)}, events {sorted(events)}")
        if any(len(contents) != 1 for contents in run.intents.values()):
            self.faults.append("an intent was published again with another content")
        if run.published_after_report:
            self.faults.append(f"published after its result: {run.published_after_report}")


def sum_of(rejected):
    counts = rejected.values() if isinstance(rejected, dict) else [it["count"] for it in rejected]
    return sum(counts)
