"""Feeds a file of numbers to a detector of river; prints what `detect` prints.

usage: river_detect.py adwin|page_hinkley|kswin FILE
"""

import json
import sys
import time

from river import drift

detector = {
    "adwin": drift.ADWIN,
    "page_hinkley": drift.PageHinkley,
    "kswin": lambda: drift.KSWIN(seed=0),
}[sys.argv[1]]()
with open(sys.argv[2], encoding="utf-8") as file:
    values = [float(line) for line in file]
changes = []
start = time.process_time()
for index, value in enumerate(values):
    detector.update(value)
    if detector.drift_detected:
        changes.append(index)
cpu = time.process_time() - start
print(json.dumps({"cpu": cpu, "changes": changes}))
