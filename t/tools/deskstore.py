"""The store's SQLite file, read only, as lists of plain rows for the checker.

Knows the schema (src/store/schema-sqlite-*.sql) and the packed form of raw mail (store/raw.h):
one byte of format, four of dictionary id, a zstd frame. NULL numbers become 0, keys hexadecimal.
"""

import ctypes
import sqlite3

import mailkit

FORMAT = 1
HEAD = 5
UNPACKED_MAX = 256 * 1024 * 1024

QUERIES = {
    "tickets": "SELECT id, status, requester, created, merged_into FROM ticket",
    "contacts": "SELECT id, address FROM contact",
    "participants": "SELECT ticket, contact, role, confirmed FROM participant",
    "events": "SELECT id, ticket, message, kind, at FROM event",
    "verdicts": "SELECT id, kind, ticket, message, message_id FROM verdict",
    "messages": """SELECT id, ticket, sequence, direction, message_id, received, unparsed, machine,
                          hex(content_key) AS key, hex(weak_key) AS weak_key, size, packed
                   FROM message LEFT JOIN raw ON raw.message = message.id""",
    "outbox": """SELECT id, ticket, cause, contact, kind, state, message_id, envelope_from,
                        recipient, created, attempts, cuts, packed
                 FROM outbox LEFT JOIN outbox_bytes ON outbox_bytes.outbox = outbox.id""",
}

ORPHANS = {
    "raw mail {} belongs to no message":
        "SELECT message FROM raw WHERE message NOT IN (SELECT id FROM message)",
    "kept bytes {} belong to no outbox row":
        "SELECT outbox FROM outbox_bytes WHERE outbox NOT IN (SELECT id FROM outbox)",
    "the sequence of ticket {} has run ahead of its messages":
        """SELECT id FROM ticket WHERE messages <>
           (SELECT COALESCE(MAX(sequence), 0) FROM message WHERE message.ticket = ticket.id)""",
    "ticket {} came by no mailbox":
        "SELECT id FROM ticket WHERE id NOT IN (SELECT ticket FROM ticket_mailbox)",
}


class Zstd:
    """Just enough of libzstd."""

    def __init__(self):
        self.lib = ctypes.CDLL("libzstd.so.1")
        for name in ("ZSTD_getFrameContentSize", "ZSTD_decompress"):
            getattr(self.lib, name).restype = ctypes.c_ulonglong

    def unpack(self, packed):
        """The bytes, or None when they are no packed mail."""
        if len(packed) < HEAD or packed[0] != FORMAT or packed[1:HEAD] != bytes(4):
            return None
        frame = packed[HEAD:]
        size = self.lib.ZSTD_getFrameContentSize(frame, ctypes.c_size_t(len(frame)))
        if size > UNPACKED_MAX:
            return None
        out = ctypes.create_string_buffer(max(size, 1))
        done = self.lib.ZSTD_decompress(out, ctypes.c_size_t(size), frame,
                                        ctypes.c_size_t(len(frame)))
        return out.raw[:size] if done == size else None


class DeskStore:
    """Every table as a list of dictionaries, with the SHA-256 of what was packed."""

    def __init__(self, path):
        self.connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        self.connection.row_factory = sqlite3.Row
        zstd = Zstd()
        for name, query in QUERIES.items():
            rows = [self._plain(row, zstd) for row in self.connection.execute(query)]
            setattr(self, name, rows)
        for row in self.messages:
            row["any_key"] = (row["weak_key"] or row["key"]).lower()

    @staticmethod
    def _plain(row, zstd):
        plain = {name: row[name] for name in row.keys() if name != "packed"}
        for name in ("ticket", "message", "cause", "requester", "merged_into"):
            if name in plain:
                plain[name] = plain[name] or 0
        if "packed" in row.keys():
            raw = zstd.unpack(row["packed"]) if row["packed"] is not None else None
            plain["sha256"] = "" if raw is None else mailkit.sha256(raw)
        return plain

    def problems(self):
        """Damage and rows that hang in the air, one line each."""
        for (line,) in self.connection.execute("PRAGMA integrity_check"):
            if line != "ok":
                yield f"integrity_check: {line}"
        for table, row, parent, _ in self.connection.execute("PRAGMA foreign_key_check"):
            yield f"row {row} of {table} refers to a missing row of {parent}"
        for text, query in ORPHANS.items():
            for (number,) in self.connection.execute(query):
                yield text.format(number)
