"""One line for each quantity, with the largest difference."""

import math


class Report:
    def __init__(self):
        self.failed = 0

    def line(self, quantity, cases, largest, limit, unit="relative"):
        fits = not math.isnan(largest) and largest <= limit
        self.failed += not fits
        word = "ok" if fits else "FAILED"
        print(f"{word:7}{quantity:44}{cases:>8} cases   {unit} {largest:.3g} (limit {limit:.3g})")


def difference(found, expected):
    """Relative; absolute where the expected number is 0."""
    if found == expected:
        return 0.0
    return abs(found - expected) / abs(expected) if expected else abs(found)


def largest(pairs):
    return max((difference(found, expected) for found, expected in pairs), default=math.nan)
