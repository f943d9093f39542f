#!/usr/bin/env python3
"""Waits until nothing is under way in the outbox; exit status 1 when that takes too long.

Usage: quiet.py STORE SECONDS [COMMAND...]. A row that waits for a later try is brought forward
by COMMAND with the row's number added (deskctl outbox retry).
"""

import subprocess
import sys
import time

from deskstore import open_store

AHEAD = 2_000_000  # microseconds; a row that waits longer than this is brought forward
OPEN = "SELECT id, state, next_at FROM outbox WHERE state IN ('queued', 'leased')"


def open_rows(address):
    reader = open_store(address)
    try:
        return [tuple(row.values()) for row in reader.tables({"open": OPEN})["open"]]
    finally:
        reader.close()


def main(address, seconds, *command):
    end = time.monotonic() + float(seconds)
    while rows := open_rows(address):
        if time.monotonic() > end:
            print(f"{len(rows)} rows of the outbox are under way, the first is {rows[0]}")
            return 1
        for number, state, next_at in rows:
            if command and state == "queued" and next_at > time.time() * 1e6 + AHEAD:
                subprocess.run([*command, str(number)], stdout=subprocess.DEVNULL, check=False)
        time.sleep(0.2)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) > 2 else __doc__)
