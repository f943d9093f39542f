"""The store, read only, as lists of plain rows for the checker: a file of SQLite or a database of
PostgreSQL, by the address that the desk's configuration has.

Knows the schema (src/store/schema-*.sql) and the packed form of raw mail (store/raw.h): one byte
of format, four of dictionary id, a zstd frame. NULL numbers become 0, keys hexadecimal.
"""

import collections
import ctypes
import json
import os
import sqlite3
import subprocess

import mailkit

FORMAT = 1
HEAD = 5
UNPACKED_MAX = 256 * 1024 * 1024

QUERIES = {
    "tickets": "SELECT id, status, requester, created, merged_into FROM ticket",
    "contacts": "SELECT id, address FROM contact",
    "participants": "SELECT ticket, contact, role, confirmed FROM participant",
    "events": "SELECT id, ticket, message, kind, detail, at FROM event ORDER BY id",
    "timers": "SELECT ticket, kind, next_at FROM timer",
    "surveys": "SELECT id, ticket, number, contact, resolved, asked FROM survey",
    "verdicts": "SELECT id, kind, ticket, message, message_id FROM verdict",
    "messages": """SELECT id, ticket, sequence, direction, message_id, received, unparsed, machine,
                          content_key, weak_key, size, packed
                   FROM message LEFT JOIN raw ON raw.message = message.id""",
    "outbox": """SELECT id, ticket, cause, contact, kind, state, message_id, envelope_from,
                        recipient, created, attempts, cuts, detail, last_error, packed
                 FROM outbox LEFT JOIN outbox_bytes ON outbox_bytes.outbox = outbox.id""",
}
NUMBERS = ("ticket", "message", "cause", "requester", "merged_into", "next_at")
BYTES = ("content_key", "weak_key", "packed")

ORPHANS = {
    "raw mail {} belongs to no message":
        "SELECT message FROM raw WHERE message NOT IN (SELECT id FROM message)",
    "kept bytes {} belong to no outbox row":
        "SELECT outbox FROM outbox_bytes WHERE outbox NOT IN (SELECT id FROM outbox)",
    "the sequence of ticket {} has run ahead of its messages":
        """SELECT id FROM ticket WHERE messages <>
           (SELECT COALESCE(MAX(sequence), 0) FROM message WHERE message.ticket = ticket.id)""",
    "ticket {} has a step to be taken of a clock that is met":
        "SELECT ticket FROM timer WHERE state = 'met' AND next_at IS NOT NULL",
    "ticket {} came by no mailbox":
        "SELECT id FROM ticket WHERE id NOT IN (SELECT ticket FROM ticket_mailbox)",
}


def index(rows, name):
    """The rows by what they have in a column."""
    found = collections.defaultdict(list)
    for row in rows:
        found[row[name]].append(row)
    return found


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


class SqliteReader:
    """A file, by "sqlite:/path" or its bare path."""

    def __init__(self, address):
        path = address.removeprefix("sqlite:")
        if not os.path.exists(path):
            raise RuntimeError(f"{path}: no such store")
        self.connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)
        self.connection.row_factory = sqlite3.Row

    def tables(self, queries):
        """The rows of several queries, under the same keys."""
        return {key: [dict(row) for row in self.connection.execute(query)]
                for key, query in queries.items()}

    def damage(self):
        for (line,) in self.connection.execute("PRAGMA integrity_check"):
            if line != "ok":
                yield f"integrity_check: {line}"
        for table, row, parent, _ in self.connection.execute("PRAGMA foreign_key_check"):
            yield f"row {row} of {table} refers to a missing row of {parent}"

    def close(self):
        self.connection.close()


class PsqlReader:
    """A database, asked by psql: one JSON object a row, which leaves nothing to guess."""

    DAMAGE = {
        "unsound": """SELECT 'index ' || indexrelid::regclass || ' is not valid' AS line
                      FROM pg_index WHERE NOT indisvalid UNION ALL
                      SELECT 'constraint ' || conname || ' is not validated'
                      FROM pg_constraint WHERE NOT convalidated""",
        "keys": """SELECT child.relname AS child, c.attname AS field, parent.relname AS parent,
                          p.attname AS id
                   FROM pg_constraint f JOIN pg_class child ON child.oid = f.conrelid
                   JOIN pg_class parent ON parent.oid = f.confrelid
                   JOIN pg_attribute c ON c.attrelid = f.conrelid AND c.attnum = f.conkey[1]
                   JOIN pg_attribute p ON p.attrelid = f.confrelid AND p.attnum = f.confkey[1]
                   WHERE f.contype = 'f'""",
        "amcheck": "SELECT name FROM pg_available_extensions WHERE name = 'amcheck'",
    }
    LOST = """SELECT {field} AS number FROM {child} WHERE {field} IS NOT NULL
              AND NOT EXISTS (SELECT 1 FROM {parent} p WHERE p.{id} = {child}.{field})"""
    # Only a superuser may; nothing of it stays.
    AMCHECK = ("BEGIN", "CREATE EXTENSION amcheck",
               """SELECT c.relname || ': ' || v.msg FROM pg_class c, LATERAL verify_heapam(c.oid) v
                  WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace""",
               """SELECT bt_index_check(c.oid, true) FROM pg_class c
                  WHERE c.relkind = 'i' AND c.relnamespace = 'public'::regnamespace""",
               "ROLLBACK")

    def __init__(self, address):
        self.address = address

    def psql(self, statements):
        """The lines that they print."""
        commands = [word for text in statements for word in ("-c", text)]
        done = subprocess.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", self.address,
                               *commands], capture_output=True, encoding="utf-8", check=False)
        if done.returncode:
            raise RuntimeError(done.stderr.strip())
        return [line for line in done.stdout.split("\n") if line]

    def tables(self, queries):
        keys = list(queries)
        found = {key: [] for key in keys}
        for line in self.psql(f"SELECT json_build_array({number}, row_to_json(found))"
                              f" FROM ({queries[key]}) found" for number, key in enumerate(keys)):
            number, row = json.loads(line)
            for name in BYTES:
                if row.get(name) is not None:
                    row[name] = bytes.fromhex(row[name].removeprefix("\\x"))
            found[keys[number]].append(row)
        return found

    def damage(self):
        found = self.tables(self.DAMAGE)
        for row in found["unsound"]:
            yield row["line"]
        keys = {tuple(key.items()): self.LOST.format(**key) for key in found["keys"]}
        for key, rows in self.tables(keys).items():
            for row in rows:
                yield "{field} {number} of {child} is no row of {parent}".format(**dict(key), **row)
        if found["amcheck"]:
            yield from self.page_damage()

    def page_damage(self):
        try:
            yield from self.psql(self.AMCHECK)
        except RuntimeError as problem:
            yield str(problem)

    def close(self):
        pass


def open_store(address):
    return (PsqlReader if address.startswith("postgresql://") else SqliteReader)(address)


class DeskStore:
    """Every table as a list of dictionaries, with the SHA-256 of what was packed."""

    def __init__(self, address):
        self.reader = open_store(address)
        zstd = Zstd()
        for name, rows in self.reader.tables(QUERIES).items():
            setattr(self, name, [self._plain(row, zstd) for row in rows])
        for row in self.messages:
            row["any_key"] = (row["weak_key"] or row["content_key"] or b"").hex()

    @staticmethod
    def _plain(row, zstd):
        for name in NUMBERS:
            if name in row:
                row[name] = row[name] or 0
        if "packed" in row:
            packed = row.pop("packed")
            raw = zstd.unpack(packed) if packed is not None else None
            row["sha256"] = "" if raw is None else mailkit.sha256(raw)
        return row

    def problems(self):
        """Damage and rows that hang in the air, one line each."""
        yield from self.reader.damage()
        for text, rows in self.reader.tables(ORPHANS).items():
            for row in rows:
                yield text.format(*row.values())
