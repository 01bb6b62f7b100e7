"""Compares what fired in the demo with what should have."""
import json
import sys

events_path, done_path, sent, taken, counted, pending = sys.argv[1:]
events = json.load(open(events_path))["items"]
fired = {(e["rule"], e["model"]) for e in events if e["kind"] not in ("resolved", "data_missing")}
try:
    done = open(done_path).read()
except FileNotFoundError:
    done = ""

checks = [
    ("the classifier's drift asked for a retraining", ("house-drift", "house-price") in fired),
    ("late labels proved the loss of accuracy", ("house-accuracy", "house-price") in fired),
    ("the worse version of the chat was to be rolled back",
     ("chat-regression", "support-chat") in fired),
    ("the retraining program ran and its result came back",
     "retrain of house-price" in done
     and any(e["rule"] == "house-drift" and e.get("action") == "succeeded" for e in events)),
    ("the rollback program ran and its result came back",
     "rollback of support-chat v2" in done
     and any(e["rule"] == "chat-regression" and e.get("action") == "succeeded" for e in events)),
    ("no missing values were reported", not any(r == "house-missing" for r, _ in fired)),
    ("no rise of errors was reported", not any(r == "chat-errors" for r, _ in fired)),
    ("nothing was said of the quiet service", not any(m == "help-chat" for _, m in fired)),
    (f"every line is accounted for ({taken} of {sent})", taken == sent),
    (f"all but {pending} waiting records are counted",
     int(counted) + int(pending) == int(sent)),
]
for what, holds in checks:
    print(("ok    " if holds else "FAIL  ") + what)
sys.exit(0 if all(holds for _, holds in checks) else 1)
