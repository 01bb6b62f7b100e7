"""One streaming pass of polars over the aggregates of duckdb_groups.py, with exact quantiles.

usage: polars_groups.py FILE
"""

import os
import sys

from fields import CHARACTERS, NAMES, NUMBERS

os.environ["POLARS_MAX_THREADS"] = "1"
import polars  # noqa: E402

TEXT, NUMBER = polars.String, polars.Float64
SCHEMA = {
    "model": TEXT, "version": TEXT, "user": TEXT, "status": TEXT, "finish_reason": TEXT,
    "prediction": TEXT, "input": TEXT, "output": TEXT, "duration": NUMBER, "ttft": NUMBER,
    "score": NUMBER,
    "usage": polars.Struct({"input_tokens": NUMBER, "output_tokens": NUMBER,
                            "cache_read_tokens": NUMBER}),
    "features": polars.Struct({"amount": NUMBER, "age": NUMBER, "balance": NUMBER,
                               "channel": TEXT, "urgent": polars.Boolean})}


def column(path):
    first, *rest = path.split(".")
    return polars.col(first).struct.field(rest[0]) if rest else polars.col(first)


def numeric(name):
    values = polars.col(name)
    yield from (values.count().alias(f"{name} count"), values.mean().alias(f"{name} mean"),
                values.std().alias(f"{name} sd"))
    for share in (0.5, 0.95, 0.99):
        yield values.quantile(share).alias(f"{name} {share}")


columns = [column(path).alias(name) for name, path in (NUMBERS | NAMES).items()]
columns += [polars.col(path).str.len_chars().alias(name) for name, path in CHARACTERS.items()]
values = [value for name in NUMBERS | CHARACTERS for value in numeric(name)]
values += [polars.col(name).value_counts() for name in [*NAMES, "status"]]
table = polars.scan_ndjson(sys.argv[1], schema=SCHEMA).filter(polars.col("model").is_not_null())
table = table.select("model", "version", "user", "status", *columns).group_by("model", "version")
print(table.agg(polars.len(), polars.col("user").approx_n_unique(), *values)
      .collect(engine="streaming").height)
