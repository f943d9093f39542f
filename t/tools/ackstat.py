#!/usr/bin/env python3
"""How fast acknowledgements come: joins a log of t/bench/load with the files of smtp-sink -d.

Usage: ackstat.py NAME LOG FOLDER. A mail's ack is the file whose In-Reply-To names it, its time
the file's. Exit status 1 when a mail has no ack, or two.
"""

import os
import re
import sys

ANSWERED = re.compile(rb"^In-Reply-To:\s*<([^<>\s]+)>", re.M | re.I)


def acks_in(folder):
    """The times (microseconds) at which each mail was answered."""
    found = {}
    for entry in os.scandir(folder):
        with open(entry.path, "rb") as file:
            match = ANSWERED.search(file.read(8192))
        if match:
            found.setdefault(match.group(1).decode(), []).append(entry.stat().st_mtime_ns // 1000)
    return found


def share(values, part):
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def main(name, log, folder):
    with open(log, encoding="ascii") as file:
        taken = [(line.split()[0], int(line.split()[1]), int(line.split()[2])) for line in file]
    acks = acks_in(folder)
    counts = [len(acks.get(number, [])) for number, _, _ in taken]
    if not taken or set(counts) != {1}:
        print(f"{name}: {counts.count(0)} of {len(taken)} mails without an ack, "
              f"{sum(count > 1 for count in counts)} with several")
        return 1
    waits = [(acks[number][0] - at) / 1000 for number, at, _ in taken]
    came = sorted(acks[number][0] for number, _, _ in taken)
    begun = min(at - latency for _, at, latency in taken)
    pause = max((b - a for a, b in zip(came, came[1:])), default=0) / 1000
    print(f"{name}: out {len(came) * 1e6 / (came[-1] - begun):.1f} acks/s from the first mail to "
          f"the last ack, 250 to ack: p50 {share(waits, 0.5):.0f} ms, "
          f"p99 {share(waits, 0.99):.0f} ms, longest pause {pause:.0f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) == 4 else __doc__)
