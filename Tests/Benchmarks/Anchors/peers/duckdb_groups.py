"""One pass of DuckDB: moments and quantiles of eleven numbers, five histograms, distinct users.

usage: duckdb_groups.py FILE
"""

import sys

from duckdb_source import NAMES, NUMERIC, SHARES, grouped

values = [f"count({field}), avg({field}), stddev_pop({field}), approx_quantile({field}, {SHARES})"
          for field in NUMERIC.values()]
values += [f"histogram({field})" for field in [*NAMES.values(), "status"]]
print(len(grouped(sys.argv[1], [], [*values, 'approx_count_distinct("user")'])))
