"""The records of a file as a relation of DuckDB, and sums of it by series."""

import duckdb
from fields import CHARACTERS, NAMES, NUMBERS

COLUMNS = """{
    time: 'TIMESTAMP', model: 'VARCHAR', version: 'VARCHAR', user: 'VARCHAR', status: 'VARCHAR',
    usage: 'STRUCT(input_tokens DOUBLE, output_tokens DOUBLE, cache_read_tokens DOUBLE)',
    duration: 'DOUBLE', ttft: 'DOUBLE', score: 'DOUBLE', finish_reason: 'VARCHAR',
    prediction: 'VARCHAR', input: 'VARCHAR', output: 'VARCHAR',
    features: 'STRUCT(amount DOUBLE, age DOUBLE, balance DOUBLE, channel VARCHAR, urgent BOOLEAN)'
}"""
# By the names that replay gives them.
NUMERIC = NUMBERS | {name: f"length({path})" for name, path in CHARACTERS.items()}
SHARES = [0.5, 0.95, 0.99]


def grouped(path, keys, values):
    """Rows of the values by series and more keys."""
    # One thread, and free to take blocks as they come: both spare memory and CPU time.
    database = duckdb.connect(config={"threads": 1, "preserve_insertion_order": False})
    keys = ", ".join(["model", "version", *keys])
    return database.execute(
        f"SELECT {keys}, count(*), {', '.join(values)} FROM read_ndjson(?, columns={COLUMNS}) "
        "WHERE model IS NOT NULL GROUP BY ALL", [path]).fetchall()
