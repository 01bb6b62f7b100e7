"""Change points in published series, by the published scores: TCPD's F1 and NAB's.

Kedge sees each value once and in order. It has to be better than a detector that never alarms, on both
sets as a whole and in no annotated series of TCPD worse, and to leave the artificial series without an
anomaly in peace.
"""

import csv
import json
import math

MARGIN = 5


def matched(truths, found):
    """Truths with a change of their own within the margin (van den Burg and Williams, 2020)."""
    found, hits = set(found), 0
    for truth in sorted(truths):
        near = [place for place in found if abs(place - truth) <= MARGIN]
        if near:
            hits += 1
            found.discard(min(near, key=lambda place: (abs(place - truth), place)))
    return hits


def f1(annotations, found):
    found = set(found) | {0}
    sets = [set(changes) | {0} for changes in annotations.values()]
    precision = matched(set().union(*sets), found) / len(found)
    recall = sum(matched(truths, found) / len(truths) for truths in sets) / len(sets)
    return 2 * precision * recall / (precision + recall)


def tcpd(kedge, shared):
    """F1 and that of a detector that never alarms, by series."""
    folder = shared / "anomaly" / "tcpd"
    annotations = json.loads((folder / "annotations.json").read_text())
    for name, expected in json.loads((shared / "expected" / "tcpd.json").read_text()).items():
        values = json.loads((folder / f"{name}.json").read_text())["series"][0]["raw"]
        answer = kedge.ask("change_points", values=values, baseline=30)
        score = f1(annotations[name], answer["starts"])
        print(f"series: {name}: changes {answer['starts']}, F1 {score:.3f}, "
              f"without any {expected['zero_f1']:.3f}", flush=True)
        yield score, expected["zero_f1"], f1(annotations[name], [])


def sigmoid(place):
    """NAB's weight of a detection by its place, -1 where its window begins and 0 where it ends."""
    return 2 / (1 + math.exp(5 * place)) - 1


def nab_score(windows, found):
    """The standard profile: a window is worth 1, a false alarm costs up to 0.11."""
    score = 0.0
    for start, end in windows:
        hits = [place for place in found if start <= place <= end]
        score += sigmoid(-(end - hits[0] + 1) / (end - start + 1)) / sigmoid(-1) if hits else -1
    for place in found:
        if any(start <= place <= end for start, end in windows):
            continue
        before = [window for window in windows if window[1] < place]
        behind = (place - before[-1][1]) / (before[-1][1] - before[-1][0]) if before else math.inf
        score += 0.11 * (sigmoid(behind) if behind <= 3 else -1)
    return score


def nab(kedge, shared):
    """Score, that of a detector that never alarms, and alarms, by series."""
    folder = shared / "anomaly" / "nab"
    windows = json.loads((folder / "combined_windows.json").read_text())
    expected = json.loads((shared / "expected" / "nab.json").read_text())["null"]["files"]
    for name, never in sorted(expected.items()):
        rows = list(csv.reader(open(folder / name, encoding="utf-8")))[1:]
        times = [row[0] for row in rows]
        own = [tuple(times.index(end.split(".")[0]) for end in window) for window in windows[name]]
        answer = kedge.ask(
            "change_points", values=[float(row[1]) for row in rows], baseline=never["probation"])
        score = nab_score(own, answer["found"])
        print(f"series: {name}: alarms {answer['found']}, score {score:.2f}, without any "
              f"{never['score']:.2f}", flush=True)
        yield name, score, never["score"], nab_score(own, []), len(answer["found"])


def run(kedge, report, shared):
    scores = list(tcpd(kedge, shared))
    report.line("F1 of no change, as published", len(scores),
                max(abs(zero - own) for _, zero, own in scores), 1e-12, "absolute")
    report.line("F1 below that of no change, TCPD", len(scores),
                max(zero - score for score, zero, _ in scores), 0, "by")
    mean, never = (sum(row[place] for row in scores) / len(scores) for place in (0, 1))
    print(f"series: TCPD: mean F1 {mean:.3f}, without any change {never:.3f}")
    report.line("mean F1 of no change / Kedge's, TCPD", len(scores), never / mean, 0.999, "ratio")
    series = list(nab(kedge, shared))
    report.line("NAB score of no alarm, as published", len(series),
                max(abs(never - own) for _, _, never, own, _ in series), 1e-9, "absolute")
    total, never = (sum(row[place] for row in series) for place in (1, 2))
    print(f"series: NAB: score {total:.2f}, without any alarm {never:.2f}")
    report.line("NAB score of no alarm less Kedge's", len(series), never - total, -0.001, "by")
    quiet = sum(row[4] for row in series if row[0].startswith("artificialNoAnomaly"))
    report.line("alarms on series without an anomaly", len(series), quiet, 0, "count")
