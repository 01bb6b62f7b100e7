"""Record lines and the configuration that the checks feed them to."""

import json
import random
import time

CONFIGURATION = """\
inputs:
- name: ingest
  socket: ingest
models:
- name: probe
  match: {model: probe}
  schema:
    amount: {type: magnitude}
  baseline: {from: first, records: 400}
  window: {records: 200}
- name: masked
  match: {model: masked}
  schema:
    amount: {type: magnitude}
  baseline: {from: first, records: 400}
  window: {records: 200}
rules:
- name: amount-drift
  match: {model: probe}
  when: 'psi("amount").value > 0.25'
  for: 1
  min_samples: 100
  cooldown: 1h
  max_per_day: 5
  action: retrain
  mode: act
- name: masked-drift
  match: {model: masked}
  when: 'psi("amount").value > 0.25'
  for: 1
  min_samples: 100
  action: rollback
  mode: act
"""

BROKEN = CONFIGURATION.replace("  cooldown: 1h", "  treshold: 1")


def line(identifier, amount, event_time=None, model="probe"):
    moment = time.time() if event_time is None else event_time
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(moment)) + f".{int(moment % 1 * 1e6):06}Z"
    return json.dumps({"kind": "inference", "id": identifier, "time": stamp, "model": model,
                       "version": "1", "duration": 0.2, "features": {"amount": round(amount, 4)}}) + "\n"


def lines(prefix, count, factor=1.0, seed=1, model="probe"):
    """Lines with a lognormal amount; the factor moves the distribution."""
    draw = random.Random(seed)
    begin = time.time() - count * 0.001
    return "".join(
        line(f"{prefix}-{index}", factor * draw.lognormvariate(3, 0.5), begin + index * 0.001, model)
        for index in range(count))
