#!/usr/bin/env python3
"""Prints every row of every table of a store, one JSON text a line, sorted: two stores that hold the
same print the same, whatever their kind. dumpstore.py ADDRESS

Knows nothing of the schema but what the engine tells. Blobs are hexadecimal.
"""
import json
import os
import sqlite3
import subprocess
import sys


def sqlite_tables(path):
    """Name and rows of each table of a file."""
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)
    names = db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'"
                       " AND name NOT LIKE 'sqlite_%'").fetchall()
    for (name,) in names:
        columns = sorted(row[1] for row in db.execute(f"PRAGMA table_info({name})"))
        for row in db.execute(f"SELECT {', '.join(columns)} FROM {name}"):
            yield name, [value.hex() if isinstance(value, bytes) else value for value in row]


def psql(url, sql):
    """The lines that a select prints."""
    done = subprocess.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", sql],
                          stdout=subprocess.PIPE, check=True, text=True,
                          env={**os.environ, "PGCLIENTENCODING": "UTF8"})
    return done.stdout.split("\n")[:-1]


def pgsql_tables(url):
    """The same for a database."""
    tables = {}
    columns = psql(url, "SELECT table_name, column_name, data_type FROM information_schema.columns"
                        " WHERE table_schema = 'public'")
    for name, column, kind in sorted(line.split("|") for line in columns):
        tables.setdefault(name, []).append(f"encode({column}, 'hex')" if kind == "bytea" else column)
    for name, selected in tables.items():
        for line in psql(url, f"SELECT json_build_array({', '.join(selected)}) FROM {name}"):
            yield name, json.loads(line)


def main():
    address = sys.argv[1]
    if address.startswith("sqlite:"):
        rows = sqlite_tables(address.removeprefix("sqlite:"))
    else:
        rows = pgsql_tables(address)
    print("\n".join(sorted(json.dumps([name, *row]) for name, row in rows)))


main()
