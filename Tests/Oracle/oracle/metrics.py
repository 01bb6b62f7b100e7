"""Metrics with labels against scikit-learn, and the variance of the area against a brute force."""

import numpy as np
from sklearn import metrics as sk

from .report import largest
from .stream import SplitMix64


def confusion(truth, predicted):
    return {
        "accuracy": sk.accuracy_score(truth, predicted),
        "balanced_accuracy": sk.balanced_accuracy_score(truth, predicted),
        "precision.macro": sk.precision_score(truth, predicted, average="macro", zero_division=0),
        "recall.macro": sk.recall_score(truth, predicted, average="macro", zero_division=0),
        "f1.macro": sk.f1_score(truth, predicted, average="macro", zero_division=0),
        "mcc": sk.matthews_corrcoef(truth, predicted),
    }


def area_variance(truth, score):
    """DeLong: the spread of each score's wins against the other class."""
    positives, negatives = score[truth == 1], score[truth == 0]
    wins = (positives[:, None] > negatives[None, :]) + 0.5 * (
        positives[:, None] == negatives[None, :])
    return (np.var(wins.mean(axis=1), ddof=1) / len(positives)
            + np.var(wins.mean(axis=0), ddof=1) / len(negatives))


def calibration_error(truth, score, bins=10):
    """Bins of equal counts; equal scores stay together in the bin in which the last of them falls."""
    order = np.argsort(score, kind="stable")
    score, truth = score[order], truth[order]
    error, start, total = 0.0, 0, len(score)
    wanted = 1.0
    for end in range(1, total + 1):
        if end < total and score[end] == score[end - 1]:
            continue
        if end >= wanted * total / bins or end == total:
            error += abs(score[start:end].sum() - truth[start:end].sum()) / total
            start = end
            while wanted * total / bins <= end:
                wanted += 1
    return error


def scores(truth, score):
    return {
        "roc_auc": sk.roc_auc_score(truth, score),
        "average_precision": sk.average_precision_score(truth, score),
        "brier": sk.brier_score_loss(truth, score),
        "log_loss": sk.log_loss(truth, score),
        "calibration_error": calibration_error(truth, score),
        "area_variance": area_variance(truth, score),
        "brier_variance": np.var((score - truth) ** 2),
        "log_loss_variance": np.var(-np.log(np.where(truth == 1, score, 1 - score))),
    }


def regression(truth, predicted):
    keep = (truth >= 0) & (predicted >= 0)
    nonzero = np.abs(truth) >= 1e-9
    return {
        "mae": sk.mean_absolute_error(truth, predicted),
        "mse": sk.mean_squared_error(truth, predicted),
        "rmse": sk.root_mean_squared_error(truth, predicted),
        "mape": sk.mean_absolute_percentage_error(truth[nonzero], predicted[nonzero]),
        "rmsle": sk.root_mean_squared_log_error(truth[keep], predicted[keep]),
        "r2": sk.r2_score(truth, predicted),
    }


# A list has so many items.
ITEMS = 40


def ranking(ranks, cutoff):
    """Rank 0: nothing was accepted. Scores fall with the place, so there are no ties."""
    relevance = np.zeros((len(ranks), ITEMS))
    rows = np.flatnonzero(ranks)
    relevance[rows, ranks[rows] - 1] = 1
    scores = np.tile(np.arange(ITEMS, 0, -1.0), (len(ranks), 1))
    gains = [sk.ndcg_score(relevance[i : i + 1], scores[i : i + 1], k=cutoff)
             for i in range(len(ranks))]
    inverse = np.where(ranks > 0, 1 / np.maximum(ranks, 1), 0)
    return {
        "ndcg": sk.ndcg_score(relevance, scores, k=cutoff),
        "mrr": inverse.mean(),
        "hit": np.mean((ranks > 0) & (ranks <= cutoff)),
        "gain_variance": np.var(gains),
        "reciprocal_variance": np.var(inverse),
    }


def draws(seed, count):
    """One case of each kind; scores are the middles of thousandths, which cells keep exactly."""
    random = SplitMix64(seed)
    classes = 2 + seed % 5
    unit = np.array([random.unit() for _ in range(6 * count)])
    truth = np.floor(unit[:count] * classes).astype(int)
    predicted = np.where(unit[count : 2 * count] < 0.6, truth,
                         np.floor(unit[2 * count : 3 * count] * classes).astype(int))
    yield "confusion", confusion, {"truth": truth, "predicted": predicted}
    labels = (unit[3 * count : 4 * count] < 0.4).astype(int)
    score = (np.floor((0.3 * labels + 0.7 * unit[4 * count : 5 * count]) * 1000) + 0.5) / 1000
    yield "scores", scores, {"truth": labels, "score": np.minimum(score, 0.9995)}
    target = np.round(unit[:count] * 40 - 4, 6)
    guess = np.round(target + unit[5 * count :] * 6 - 3, 6)
    yield "regression", regression, {"truth": target, "predicted": guess}
    place = np.floor(unit[count : 2 * count] ** 2 * ITEMS).astype(int) + 1
    ranks = np.where(unit[2 * count : 3 * count] < 0.15, 0, place)
    yield "ranking", ranking, {"ranks": ranks, "cutoff": [1, 3, 5, 10, 20, 50][seed % 6]}


def cases(count, seeds):
    for seed in range(seeds):
        for kind, formula, data in draws(seed, count):
            yield kind, data, {name: float(value) for name, value in formula(**data).items()}


def golden():
    return [
        {"kind": kind, "expected": expected,
         **{name: np.asarray(values).tolist() for name, values in data.items()}}
        for kind, data, expected in cases(80, 6)
    ]


def run(kedge, report, shared):
    pairs = {}
    for kind, data, expected in cases(2_000, 40):
        found = kedge.ask(kind, **{name: np.asarray(values).tolist() for name, values in data.items()})
        for name, value in expected.items():
            pairs.setdefault((kind, name), []).append((found[name], value))
    for (kind, name), found in pairs.items():
        # Sums of errors are held in units of 2^-40, those of rankings in units of 2^-64.
        limit = 1e-12 if kind == "ranking" else 1e-9
        report.line(f"{name} ({kind})", len(found), largest(found), limit)
