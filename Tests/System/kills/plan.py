"""What becomes of each life of the daemon, run by run."""

import dataclasses
import pathlib
import re

SOURCE = (pathlib.Path(__file__).resolve().parents[3]
          / "Sources/KedgePlatform/Sockets/CrashPlan.swift")

INGEST_POINTS = (
    "after-unset", "after-peek", "after-register", "before-commit", "after-commit",
    "before-consume", "mid-consume", "after-consume")
CONNECTION_POINTS = ("after-fdstore", "after-eof-commit", "after-fdstoreremove")
STATE_POINTS = ("before-state-commit", "after-state-commit")
PUBLISH_POINTS = ("before-publish", "after-publish")
UNSETTLED_POINTS = ("after-commit", "before-consume", "mid-consume")


@dataclasses.dataclass
class Life:
    """One life: it ends at a point, or is killed some time after its start or its readiness."""

    point: str | None = None
    after_start: float | None = None
    after_ready: float | None = None
    # SIGTERM in place of SIGKILL.
    stops: bool = False
    # The log file that is rotated or truncated, and whether only after this life, before the next.
    rotates: bool = False
    truncates: bool = False
    waits_for_death: bool = False
    # Whether an alarm goes off in it.
    alarms: bool = False
    # Whether the dispatcher may say what became of intents.
    reports: bool = True


def random_lives(random):
    """20 kills, some before the daemon is ready, most while it works; and two stops."""
    lives = []
    for number in range(20):
        if number % 4 == 3:
            lives.append(Life(after_start=random.uniform(0.0, 0.25)))
        else:
            lives.append(Life(after_ready=random.uniform(0.0, 0.8)))
    for number in (2, 9, 16):
        lives[number].rotates = True
    for number in (5, 13):
        lives[number].truncates = True
    for number in (9, 13):
        lives[number].waits_for_death = True
    for number in (4, 8, 12):
        lives[number].alarms = True
    for number in (7, 16):
        lives.insert(number, Life(after_ready=random.uniform(0.0, 0.8), stops=True))
    return lives


def point_lives(random):
    """Two crashes at each point, in random order; those of publishing come one after the other."""
    lives = []
    for point in INGEST_POINTS:
        lives += [Life(point=f"{point}:{random.randint(1, 40)}") for _ in range(2)]
    for point in CONNECTION_POINTS:
        lives += [Life(point=f"{point}:{random.randint(1, 4)}") for _ in range(2)]
    for point in STATE_POINTS:
        lives += [Life(point=f"{point}:{random.randint(1, 5)}") for _ in range(2)]
    random.shuffle(lives)
    for position, waits in ((6, False), (14, True), (22, True)):
        lives[position:position] = [
            Life(after_ready=random.uniform(0, 0.3), rotates=True, waits_for_death=waits),
            Life(after_ready=random.uniform(0, 0.3), truncates=True, waits_for_death=waits)]
    # An intent that was committed and not published is published by the next life, and so on.
    publishing = [Life(point=f"{point}:1", reports=False)
                  for point in PUBLISH_POINTS for _ in range(2)]
    publishing[0].alarms = True
    return lives + publishing


def unsettled_lives(random):
    return [Life(point=f"{point}:{random.randint(5, 40)}")
            for point in UNSETTLED_POINTS for _ in range(2)]


def missing_points():
    """Points of the daemon that no run crashes at."""
    names = set(re.findall(r'^ *case \w+ = "([a-z-]+)"', SOURCE.read_text(), re.MULTILINE))
    planned = INGEST_POINTS + CONNECTION_POINTS + STATE_POINTS + PUBLISH_POINTS
    return sorted(names.symmetric_difference(planned))


# Name, lives, whether the daemon settles what was in doubt.
RUNS = (
    ("random", random_lives, True),
    ("points", point_lives, True),
    ("unsettled", unsettled_lives, False),
)
