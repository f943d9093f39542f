#!/usr/bin/env python3
"""Proves the order of things at the end of a mail: on disk first, then the answer.

Reads what strace wrote of a milter (-f -y -xx -s 32, the calls of TRACED) and looks at each
mail: between the end of its body coming in and the word that takes it there must be an
fdatasync or fsync of the store, begun after the one and ended before the other.
Usage: order.py TRACE STORE. Prints the counts; exit status 1 on a violation or without mails.
"""

import re
import sys

TRACED = "read,recvfrom,write,writev,sendto,sendmsg,fdatasync,fsync"
BODY_END = b"E"
TAKEN = (b"d", b"c", b"a")  # discard, continue, accept
REFUSED = (b"t", b"r", b"y", b"4")  # tempfail, reject, reply code, shutdown

LINE = re.compile(r"^(\d+)\s+(?:<\.\.\. (\w+) resumed>|(\w+)\()(.*)$")
TARGET = re.compile(r"^(\d+)<((?:\\x[0-9a-f]{2})*)>")  # a descriptor, and what it is (-y)
STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
GOOD = re.compile(r"\)\s*=\s*(\d+)")


def unhex(text):
    return bytes.fromhex(text.replace("\\x", ""))


def packet(text):
    """The command byte of the milter packet in a printed buffer, or None."""
    found = STRING.search(text)
    data = unhex(found.group(1)) if found else b""
    return data[4:5] if len(data) >= 5 and data[:1] == b"\0" else None


class Order:
    def __init__(self, store):
        self.store = store
        self.pending = {}   # thread -> (call, arguments as begun, place)
        self.waiting = {}   # descriptor -> place at which its mail ended
        self.synced = -1    # latest beginning of a sync that has ended well
        self.mails = self.refused = 0
        self.wrong = []

    def line(self, place, text):
        found = LINE.match(text)
        if not found:
            return
        thread, resumed, begun, rest = found.groups()
        if begun:
            self.begin(place, begun, rest)
            if rest.endswith("<unfinished ...>"):
                self.pending[thread] = (begun, rest, place)
            else:
                self.end(begun, rest, rest, place, place)
        elif thread in self.pending:
            call, arguments, start = self.pending.pop(thread)
            self.end(resumed or call, arguments, rest, start, place)

    def begin(self, place, call, rest):
        """A call is made: what is written is known now."""
        if call not in ("write", "writev", "sendto", "sendmsg"):
            return
        target = TARGET.match(rest)
        command = packet(rest)
        if not target or target.group(1) not in self.waiting:
            return
        if command in TAKEN:
            since = self.waiting.pop(target.group(1))
            self.mails += 1
            if self.synced < since:
                self.wrong.append(place)
        elif command in REFUSED:
            del self.waiting[target.group(1)]
            self.refused += 1

    def end(self, call, arguments, rest, start, place):
        """A call has returned: what was read is known now, and what was synced."""
        target = TARGET.match(arguments)
        result = GOOD.search(rest)
        if not target or not result:
            return
        if call in ("fdatasync", "fsync"):
            if self.store.encode() in unhex(target.group(2)):
                self.synced = max(self.synced, start)
        elif call in ("read", "recvfrom") and packet(rest) == BODY_END:
            self.waiting[target.group(1)] = place


def main(trace, store):
    order = Order(store)
    with open(trace, encoding="utf-8", errors="replace") as file:
        for place, text in enumerate(file):
            order.line(place, text.rstrip("\n"))
    for place in order.wrong[:10]:
        print(f"line {place + 1}: a mail is taken before the store is on disk")
    print(f"{order.mails} mails taken, {order.refused} put off, {len(order.wrong)} violations")
    return 1 if order.wrong or not order.mails else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) == 3 else __doc__)
