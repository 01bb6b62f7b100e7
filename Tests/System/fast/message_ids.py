"""Compares the MESSAGE_IDs of the catalogue with those of the sources, as sets.

usage: message_ids.py CATALOGUE SOURCES
"""

import pathlib
import re
import sys

catalogue, sources = map(pathlib.Path, sys.argv[1:3])
explained = re.findall(r"^-- ([0-9a-f]{32})$", catalogue.read_text(), re.MULTILINE)
if len(explained) != len(set(explained)):
    sys.exit("an id is explained twice")

written = set()
for path in sources.rglob("*.swift"):
    written |= set(re.findall(r'"([0-9a-f]{32})"', path.read_text(encoding="utf-8")))
if written != set(explained):
    sys.exit(
        f"only in the sources: {sorted(written - set(explained))}, "
        f"only in the catalogue: {sorted(set(explained) - written)}"
    )
