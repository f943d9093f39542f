#!/usr/bin/env python3
"""Shows that the checker finds what it is for: a made-up run, then one with each violation.

The made-up run is three logs as the real tools write them, its store a real SQLite file with
the real schema, or a copy of that in a database. Prints TAP.
Usage: selftest.py FOLDER [URL]: where the schemas are, and an empty database of PostgreSQL.
"""

import contextlib
import ctypes
import glob
import io
import os
import sqlite3
import subprocess
import sys
import tempfile

import checker
import checklives
import mailkit
import order
from deskstore import FORMAT, DeskStore

DESK = "support@example.com"
AGENT = "alice@example.com"
T0 = 1_700_000_000_000_000


def pack(raw):
    lib = ctypes.CDLL("libzstd.so.1")
    for name in ("ZSTD_compress", "ZSTD_compressBound"):
        getattr(lib, name).restype = ctypes.c_size_t
    out = ctypes.create_string_buffer(lib.ZSTD_compressBound(ctypes.c_size_t(len(raw))))
    size = lib.ZSTD_compress(out, ctypes.c_size_t(len(out)), raw, ctypes.c_size_t(len(raw)), 3)
    return bytes([FORMAT, 0, 0, 0, 0]) + out.raw[:size]


def bytes_of(author, text, *head):
    return ("\r\n".join([f"From: {author}", f"To: {DESK}", *head]) +
            f"\r\n\r\n{text}\r\n").encode()


class Database:
    """A database with the schema in it, filled by psql."""

    def __init__(self, url, schema):
        self.url = url
        self.run(schema)

    def run(self, text):
        subprocess.run(["psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-d", self.url],
                       input=text, encoding="utf-8", stdout=subprocess.DEVNULL, check=True)

    @staticmethod
    def literal(value):
        if value is None or isinstance(value, int):
            return "NULL" if value is None else str(value)
        if isinstance(value, bytes):
            return f"'\\x{value.hex()}'"
        return "'" + value.replace("'", "''") + "'"

    def take(self, db):
        """Every row of an SQLite file, and nothing else; no foreign key is looked at."""
        tables = [table for (table,) in db.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")]
        lines = ["BEGIN; SET LOCAL session_replication_role = replica;",
                 *(f"DELETE FROM {table};" for table in tables)]
        for table in tables:
            cursor = db.execute(f"SELECT * FROM {table}")
            names = ", ".join(f'"{column[0]}"' for column in cursor.description)
            for row in cursor:
                values = ", ".join(map(self.literal, row))
                lines.append(f"INSERT INTO {table} ({names}) VALUES ({values});")
        self.run("\n".join([*lines, "COMMIT;"]))


class World:
    """A run without fault: six mails, their tickets, acks and what arrived; an agent who has heard
    of the first and answers it, and puts the second off; the twin's is resolved, which he is told, and
    how it was he is asked before time closes it."""

    def __init__(self, folder, schema, database=None):
        self.database = database
        self.path = os.path.join(folder, "desk.db")
        self.db = sqlite3.connect(self.path, isolation_level=None)
        self.db.executescript(schema)
        self.sent, self.sink, self.clock, self.agents = [], [], T0, {AGENT}
        first = self.new("ann@example.net", "Message-ID: <a@example.net>", "Subject: Help")
        self.again(first)
        weak = self.new("bob@example.net", "Subject: no id", bystander="eve@example.org")
        twin = self.new("twin@example.net", "Message-ID: <a@example.net>", "Subject: Help")
        self.new("robot@example.net", "Message-ID: <r@example.net>", "Precedence: bulk",
                 machine="bulk", ack=False)
        self.bounce()
        self.reply(first, "ann@example.net")
        self.notify(first)
        self.act(first, "answer", "t1")
        self.notify(weak)
        self.act(weak, "snooze", "t2")
        self.live(twin)

    def sql(self, text, *values):
        return self.db.execute(text, values).lastrowid

    def now(self):
        self.clock += 1_000_000
        return self.clock

    def accept(self, raw, author, **more):
        key, weak = mailkit.content_key(raw)
        self.sent.append({
            "n": len(self.sent), "outcome": "accepted", "key": key, "weak": weak,
            "sha256": mailkit.sha256(raw), "size": len(raw), "mail_from": author, "desk": [DESK],
            "bystanders": [], "author": author, "kind": "person", "machine": False,
            "answers": "", "link": "", "attempts": 1, "unsure": 0, "agent": "", "about": "",
            "message_id": mailkit.bare_id(mailkit.header(raw, "Message-ID"))} | more)
        return self.sent[-1]

    def contact(self, address):
        self.sql("INSERT OR IGNORE INTO contact (key, address, name, created) VALUES (?,?,'',?)",
                 address, address, self.clock)
        return self.db.execute("SELECT id FROM contact WHERE key = ?", (address,)).fetchone()[0]

    def store(self, raw, mail, ticket, sequence, author, verdict, direction="in"):
        key = bytes.fromhex(mail["key"])
        at = self.now()
        message = self.sql(
            "INSERT INTO message (ticket, sequence, direction, author, message_id, subject, date,"
            " received, held, unparsed, machine, content_key, weak_key, text)"
            " VALUES (?,?,?,?,?,'',?,?,0,0,'human',?,?,'')", ticket, sequence, direction, author,
            mail["message_id"], at, at, os.urandom(32) if mail["weak"] else key,
            key if mail["weak"] else None)
        self.sql("INSERT INTO raw VALUES (?,?,?)", message, len(raw), pack(raw))
        if ticket:
            self.sql("UPDATE ticket SET messages = ? WHERE id = ?", sequence, ticket)
        self.event(ticket, message, "created")
        self.verdict(verdict, ticket, message, mail)
        return message

    def event(self, ticket, message, kind, detail=""):
        self.sql("INSERT INTO event (ticket, message, at, actor, kind, detail)"
                 " VALUES (?,?,?,'desk',?,?)", ticket, message, self.clock, kind, detail)

    def verdict(self, kind, ticket, message, mail):
        self.sql("INSERT INTO verdict (at, kind, ticket, message, queue_id, message_id, sender,"
                 " recipients, reason, duration) VALUES (?,?,?,?,'',?,?,?,'',1)", self.clock,
                 kind, ticket, message, mail["message_id"], mail["mail_from"], DESK)

    def new(self, author, *head, bystander=None, machine="", ack=True):
        raw = bytes_of(author, f"text of {author}", *head)
        mail = self.accept(raw, author, bystanders=[bystander] if bystander else [],
                           kind=machine or "person", machine=bool(machine))
        contact = self.contact(author)
        ticket = self.sql(
            "INSERT INTO ticket (subject, status, priority, mailbox, language, requester,"
            " created, updated) VALUES ('', 'new', 'normal', 'support', 'en', ?, ?, ?)",
            contact, self.clock, self.clock)
        self.sql("INSERT INTO ticket_mailbox VALUES (?, 'support')", ticket)
        self.sql("INSERT INTO participant VALUES (?,?,'requester',1,?)", ticket, contact, T0)
        message = self.store(raw, mail, ticket, 1, contact, "new")
        if ack:
            self.ack(ticket, message, contact, author)
        else:
            self.event(ticket, message, "ack-suppressed")
        if bystander:
            self.arrive(b"Received: by x\r\n\tid y\r\n" + raw, [bystander])
        return {"ticket": ticket, "message": message, "mail": mail, "contact": contact}

    def ack(self, ticket, message, contact, address):
        self.mail_out("ack", ticket, message, contact, address, f"ack-{ticket}@mx.example.com",
                      "Auto-Submitted: auto-replied\r\n")

    def notify(self, what):
        self.mail_out("agent-new", what["ticket"], what["message"], self.contact(AGENT), AGENT,
                      f"news-{what['ticket']}@mx.example.com", "Auto-Submitted: auto-notified\r\n")

    def act(self, what, agent, tag):
        """An agent's mail on a ticket, with a tag and what it is for."""
        answers, ticket = f"news-{what['ticket']}@mx.example.com", what["ticket"]
        raw = bytes_of(AGENT, agent, f"Message-ID: <{agent}@example.com>",
                       f"In-Reply-To: <{answers}>")
        mail = self.accept(raw, AGENT, kind="agent", answers=answers, link="id", agent=agent,
                           about=tag)
        count = self.db.execute("SELECT messages FROM ticket WHERE id = ?", (ticket,)).fetchone()[0]
        message = self.store(raw, mail, ticket, count + 1, self.contact(AGENT), "append",
                             "out" if agent == "answer" else "note")
        self.event(ticket, message, "tag-added", tag)
        if agent == "snooze":
            self.event(ticket, message, "snoozed")
            return
        self.event(ticket, message, "answered")
        self.sql("INSERT INTO timer VALUES (?, 'close', 'running', 0, 0, 1, NULL, ?, 0, NULL, 1)",
                 ticket, 2 ** 62)
        address = what["mail"]["author"]
        self.mail_out("reply", ticket, message, what["contact"], address,
                      f"reply-{ticket}@mx.example.com")

    def live(self, what):
        """A ticket is resolved, its customer told and asked, and time closes it."""
        ticket = what["ticket"]
        self.event(ticket, None, "status", "from new to resolved")
        self.tell(what, "status", "update resolved\ncloses 9")
        self.event(ticket, None, "survey-asked")
        self.sql("INSERT INTO survey (ticket, number, contact, resolved, scale, asked)"
                 " VALUES (?,1,?,?,'csat',?)", ticket, what["contact"], T0, self.clock)
        self.tell(what, "survey", "survey 1")
        self.event(ticket, None, "status", "from resolved to closed" + checklives.BY_TIME[1])

    def tell(self, what, kind, detail):
        self.mail_out(kind, what["ticket"], None, what["contact"], what["mail"]["author"],
                      f"{kind}-{what['ticket']}@mx.example.com",
                      "Auto-Submitted: auto-generated\r\n", detail)

    def mail_out(self, kind, ticket, message, contact, address, number, mark="", detail=None):
        outbox = self.sql(
            "INSERT INTO outbox (ticket, cause, contact, kind, state, message_id, date,"
            " envelope_from, recipient, recipient_name, from_name, from_address, reply_to,"
            " in_reply_to, reference_ids, language, verified, created, next_at, attempts, cuts,"
            " settled, queue_id, detail) VALUES (?,?,?,?,'sent',?,?,'',?,'','','','','','','en',0,"
            "?,?,1,0,?,'Q',?)", ticket, message, contact, kind, number, self.clock, address,
            self.clock, self.clock, self.clock, detail)
        raw = (f"From: {DESK}\r\nTo: {address}\r\nMessage-ID: <{number}>\r\n"
               f"{mark}\r\nWe have it.\r\n").encode()
        self.sql("INSERT INTO outbox_bytes VALUES (?,?)", outbox, pack(raw))
        self.arrive(b"Received: by x\r\n" + raw, [address])

    def arrive(self, raw, rcpts):
        self.sink.append({
            "at": self.clock / 1e6, "outcome": "accepted", "mail_from": "", "rcpts": rcpts,
            "message_id": mailkit.bare_id(mailkit.header(raw, "Message-ID")),
            "in_reply_to": "", "auto_submitted": mailkit.header(raw, "Auto-Submitted"),
            "sha256": mailkit.sha256(mailkit.without_trace(raw)),
            "file": f"{len(self.sink) + 1}.eml"})

    def again(self, what):
        """The mail was tried three times: one try cut after the dot, one sent once more."""
        mail = what["mail"]
        mail.update(attempts=2, unsure=1)
        self.sent.append(mail | {"attempts": 1, "unsure": 0})
        for _ in range(2):
            self.verdict("duplicate", what["ticket"], what["message"], mail)

    def bounce(self):
        raw = bytes_of("MAILER-DAEMON@example.net", "gone", "Message-ID: <b@example.net>")
        mail = self.accept(raw, "MAILER-DAEMON@example.net", mail_from="", kind="bounce",
                           machine=True)
        self.store(raw, mail, None, 0, self.contact("MAILER-DAEMON@example.net"), "event")

    def reply(self, what, author):
        answers = f"ack-{what['ticket']}@mx.example.com"
        raw = bytes_of(author, "thanks", "Message-ID: <reply@example.net>",
                       f"In-Reply-To: <{answers}>")
        mail = self.accept(raw, author, kind="reply", answers=answers, link="id")
        self.store(raw, mail, what["ticket"], 2, what["contact"], "append")

    def violations(self, kills=0):
        if self.database:
            self.database.take(self.db)
        store = DeskStore(self.database.url if self.database else self.path)
        facts = checker.Facts(self.sent, store, self.sink, kills, self.agents)
        report = checker.check(facts)
        report.end(checker.RULES)
        return report.violations


def sql(text):
    return lambda world: world.db.executescript(text)


def again(kind, *more):
    """A mail of that kind queued once more; more are columns beside the usual ones."""
    columns = ("state, {id}, date, envelope_from, recipient, recipient_name, from_name,"
               " from_address, reply_to, in_reply_to, reference_ids, language, verified, created,"
               " next_at, attempts, cuts, ticket, cause, contact, kind" +
               "".join(f", {name}" for name in more))
    return sql(f"INSERT INTO outbox ({columns.format(id='message_id')}) SELECT"
               f" {columns.format(id=repr('other@mx.example.com'))} FROM outbox"
               f" WHERE kind = '{kind}' LIMIT 1")


def once_more(detail):
    """An event that has happened twice."""
    return sql("INSERT INTO event (ticket, at, actor, kind, detail)"
               f" SELECT ticket, at, actor, kind, detail FROM event WHERE detail LIKE '{detail}'")


def tell_again(world):
    world.mail_out("status", 3, None, world.contact("twin@example.net"), "twin@example.net",
                   "again@mx.example.com", "Auto-Submitted: auto-generated\r\n",
                   "update resolved\ncloses 12")


def sent(**change):
    return lambda world: world.sent[0].update(change)


def copy_message(world):
    """The same mail stored twice, as it would be without the unique key."""
    world.db.executescript(
        "INSERT INTO message SELECT 99, ticket, 4, direction, author, message_id, subject, date,"
        " received, held, unparsed, machine, content_key, weak_key, text, reply_text,"
        " assurance FROM message"
        " WHERE id = 1;"
        "INSERT INTO raw SELECT 99, size, packed FROM raw WHERE message = 1;"
        "UPDATE ticket SET messages = 4 WHERE id = 1;"
        "INSERT INTO event (ticket, message, at, actor, kind, detail)"
        " VALUES (1, 99, 1, 'desk', 'created', '');")
    world.db.execute("UPDATE verdict SET message = 99, kind = 'append' WHERE id ="
                     " (SELECT MAX(id) FROM verdict WHERE kind = 'duplicate')")


def lose(world):
    """A mail that was answered 250 and is in the store no more, as after a power cut."""
    world.db.executescript(
        "DELETE FROM outbox_bytes WHERE outbox = 3; DELETE FROM outbox WHERE id = 3;"
        "DELETE FROM event WHERE message = 3; DELETE FROM verdict WHERE message = 3;"
        "DELETE FROM raw WHERE message = 3; DELETE FROM message WHERE id = 3;"
        "DELETE FROM participant WHERE ticket = 3; DELETE FROM ticket_mailbox WHERE ticket = 3;"
        "DELETE FROM ticket WHERE id = 3;")


def arrive_again(**change):
    return lambda world: world.sink.append(world.sink[0] | change)


def forget(**wanted):
    """Takes out of the sender's log what has these values."""
    def apply(world):
        world.sent[:] = [mail for mail in world.sent
                         if any(mail[name] != value for name, value in wanted.items())]
    return apply


def stray(world):
    world.arrive(b"Message-ID: <x@mx.example.com>\r\nAuto-Submitted: auto-replied\r\n\r\n",
                 ["victim@example.org"])


def answer_robot(world):
    world.arrive(b"Message-ID: <x@mx.example.com>\r\nAuto-Submitted: auto-replied\r\n\r\n",
                 ["robot@example.net"])


# What is wrong, the rule that must say so, and how to make it wrong.
VIOLATIONS = [
    ("a lost mail", "I1", lose),
    ("other bytes than sent", "I1", sent(sha256="00" * 32)),
    ("raw mail that does not unpack", "I1", sql("UPDATE raw SET packed = x'0100000000aa'")),
    ("a mail stored twice", "I2", copy_message),
    ("a twin swallowed for its Message-ID", "I2", lose),
    ("a second ack", "I2", sql("""INSERT INTO outbox SELECT 99, ticket, cause, contact, kind, state,
        'other@mx.example.com', date, envelope_from, recipient, recipient_name, from_name,
        from_address, reply_to, in_reply_to, reference_ids, language, verified, created, next_at,
        attempts, cuts, lease_owner, lease_until, settled, queue_id, last_error, due,
        detail, thread_topic, delivery, delivery_at, delivery_detail, subject, note_to
        FROM outbox WHERE id = 1""")),
    ("a message on no ticket", "I3", sql("UPDATE message SET ticket = NULL WHERE id = 3")),
    ("a reply on another ticket", "I3",
     sql("UPDATE message SET ticket = 3 WHERE message_id = 'reply@example.net'")),
    ("a ticket without a message", "I3", sql("""INSERT INTO ticket (subject, status, priority,
        mailbox, language, requester, created, updated)
        VALUES ('', 'new', 'normal', 'support', 'en', 1, 1, 1)""")),
    ("a message that nobody sent", "I4", forget(author="twin@example.net")),
    ("no verdict", "I5", sql("DELETE FROM verdict WHERE message = 3")),
    ("no raw mail", "I5", sql("DELETE FROM raw WHERE message = 3")),
    ("no event", "I5", sql("DELETE FROM event WHERE message = 3")),
    ("no participant", "I5", sql("DELETE FROM participant WHERE ticket = 3")),
    ("no mailbox", "I5", sql("DELETE FROM ticket_mailbox WHERE ticket = 3")),
    ("a step of a clock that is met", "I5",
     sql("INSERT INTO timer VALUES (3, 'resolution', 'met', 9, 1, 2, NULL, 8, 0, NULL, 2)")),
    ("a verdict with another ticket", "I5", sql("UPDATE verdict SET ticket = 2 WHERE message = 3")),
    ("an outbox row of a ticket that is not there", "I5",
     sql("PRAGMA foreign_keys = OFF; UPDATE outbox SET ticket = 77 WHERE id = 3")),
    ("neither ack nor reason", "I6",
     sql("DELETE FROM outbox_bytes WHERE outbox = 3; DELETE FROM outbox WHERE id = 3")),
    ("ack and reason", "I6", sql("INSERT INTO event (ticket, message, at, actor, kind, detail)"
                                 " VALUES (1, 1, 1, 'desk', 'ack-suppressed', '')")),
    ("a copy with other bytes", "I7", arrive_again(sha256="11" * 32)),
    ("a copy that no kill explains", "I7", arrive_again()),
    ("sent and never arrived", "I7", lambda world: world.sink.pop(0)),
    ("sent bytes that are not the kept ones", "I7",
     sql("UPDATE outbox_bytes SET packed = (SELECT packed FROM outbox_bytes WHERE outbox = 2)"
         " WHERE outbox = 1")),
    ("a row left in its lease", "I7", sql("UPDATE outbox SET state = 'leased' WHERE id = 1")),
    ("a Message-ID made when sending", "I8", arrive_again(message_id="late@mx.example.com")),
    ("mail to a stranger", "I8", stray),
    ("two recipients", "I8",
     lambda world: world.sink[0].update(rcpts=["ann@example.net", "bob@example.net"])),
    ("mail to somebody else than queued", "I8",
     lambda world: world.sink[0].update(rcpts=["bob@example.net"])),
    ("mail to somebody unconfirmed", "I8",
     sql("UPDATE participant SET role = 'cc', confirmed = 0 WHERE ticket = 1")),
    ("what is for agents sent to somebody else", "I8", lambda world: world.agents.clear()),
    ("what is for customers sent to an agent", "I8",
     sql("UPDATE outbox SET kind = 'reply' WHERE kind = 'agent-new'")),
    ("an answer to a machine", "I9", answer_robot),
    ("an answer to a machine queued", "I9", sql("UPDATE outbox SET cause = 4 WHERE id = 3")),
    ("automatic mail that does not say so", "I9",
     lambda world: world.sink[0].update(auto_submitted="")),
    ("a gap in the sequence", "I10",
     sql("UPDATE message SET sequence = 4 WHERE sequence = 3;"
         "UPDATE ticket SET messages = 4 WHERE id = 1")),
    ("a reply before its mail", "I10", sql("UPDATE outbox SET created = created + 3600000000")),
    ("a verdict too many", "I14", sql("""INSERT INTO verdict SELECT 99, at, 'duplicate', ticket,
        message, queue_id, message_id, sender, recipients, reason, duration
        FROM verdict WHERE message = 3""")),
    ("a verdict too few", "I14",
     sql("DELETE FROM verdict WHERE kind = 'duplicate'")),
    ("an unknown state of the outbox", "I14", sql("UPDATE outbox SET state = 'odd' WHERE id = 1")),
    ("a bystander without his mail", "I16",
     lambda world: world.sink.remove(next(m for m in world.sink
                                          if m["rcpts"] == ["eve@example.org"]))),
    ("a bystander's mail changed", "I16",
     lambda world: next(m for m in world.sink
                        if m["rcpts"] == ["eve@example.org"]).update(sha256="22" * 32)),
    ("an agent told twice of one mail", "I2", again("agent-new")),
    ("a notification to who is no agent", "I8",
     sql("UPDATE outbox SET recipient = 'ann@example.net' WHERE kind = 'agent-new'"
         " AND ticket = 1")),
    ("an answer that says it is automatic", "I9",
     lambda world: next(m for m in world.sink if m["message_id"].startswith("reply-"))
     .update(auto_submitted="auto-replied")),
    ("an answer sent again", "C6", again("reply")),
    ("an answer without its mail", "C6",
     sql("DELETE FROM outbox_bytes WHERE outbox = (SELECT id FROM outbox WHERE kind = 'reply');"
         "DELETE FROM outbox WHERE kind = 'reply'")),
    ("an answer that stayed internal", "C6",
     sql("UPDATE message SET direction = 'note' WHERE direction = 'out'")),
    ("an answer without its event", "C6", sql("DELETE FROM event WHERE kind = 'answered'")),
    ("a command done twice", "C6", sql("INSERT INTO event (ticket, at, actor, kind, detail)"
                                       " VALUES (1, 1, 'alice', 'tag-added', 't1')")),
    ("a command not done", "C6", sql("DELETE FROM event WHERE detail = 't2'")),
    ("a ticket put off twice", "C6", sql("INSERT INTO event (ticket, at, actor, kind, detail)"
                                         " VALUES (2, 1, 'alice', 'snoozed', '')")),
    ("no agent to judge by", "C6", lambda world: [mail.update(agent="") for mail in world.sent]),
    ("no try twice to judge by", "I2",
     lambda world: (world.sent.pop(1), world.sent[0].update(attempts=1))),
    ("no machine to judge by", "I9",
     lambda world: [mail.update(machine=False) for mail in world.sent]),
    ("no reply to judge by", "I10", forget(link="id")),
    ("a timer that was due and is there", "I11",
     sql("INSERT INTO timer VALUES (3, 'survey', 'running', 0, 0, 1, NULL, 1, 0, NULL, 1)")),
    ("a ticket closed twice by time", "I11", once_more("% in time")),
    ("a resolved ticket that nothing closes", "I11",
     sql("DELETE FROM event WHERE detail LIKE '% in time'")),
    ("an end that nobody was asked about", "I11",
     sql("DELETE FROM event WHERE kind = 'survey-asked'")),
    ("a ticket closed without a reminder", "I11",
     sql("UPDATE event SET detail = 'from new to waiting' WHERE detail = 'from new to resolved'")),
    ("a word told twice", "told", tell_again),
    ("a mail withdrawn without an event", "told",
     sql("UPDATE outbox SET last_error = 'withdrawn: why', state = 'failed'"
         " WHERE kind = 'status'")),
    ("a mail withdrawn and sent all the same", "told",
     sql("UPDATE outbox SET last_error = 'withdrawn: why', state = 'failed'"
         " WHERE kind = 'status'; INSERT INTO event (ticket, at, actor, kind, detail)"
         " VALUES (3, 1, 'desk', 'status-withdrawn', '')")),
    ("a failure that nobody is told", "told",
     sql("UPDATE outbox SET last_error = '550 no', state = 'failed' WHERE kind = 'survey'")),
    ("nothing told to judge by", "told", sql("UPDATE outbox SET kind = 'ack', detail = NULL"
                                             " WHERE kind = 'status'")),
    ("a survey without its mail", "asked",
     sql("DELETE FROM outbox_bytes WHERE outbox = (SELECT id FROM outbox WHERE kind = 'survey');"
         "DELETE FROM outbox WHERE kind = 'survey'")),
    ("a mail without its survey", "asked", sql("DELETE FROM survey")),
    ("a survey mailed twice", "asked", again("survey", "detail")),
    ("no bystander to judge by", "I16",
     lambda world: [mail.update(bystanders=[]) for mail in world.sent]),
]


def try_one(stores, change, kills=0):
    """The violations of a run with this change, and what the checker printed."""
    output = io.StringIO()
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(output):
        world = World(folder, *stores)
        if change:
            change(world)
        found = world.violations(kills)
        world.db.close()
    return found, output.getvalue()


# Calls of a milter's threads as strace prints them: a mail ends, the store is synced, the
# answer goes out.
END = r'1 read(7<\x73>, "\x00\x00\x00\x01\x45", 5) = 5'
SYNC = r'2 fdatasync(5<\x64\x65\x73\x6b\x2e\x64\x62>) = 0'
OTHER = r'2 fdatasync(5<\x78>) = 0'
BEGIN_SYNC = r'2 fdatasync(5<\x64\x65\x73\x6b\x2e\x64\x62> <unfinished ...>'
END_SYNC = r'2 <... fdatasync resumed>) = 0'
FAIL_SYNC = r'2 <... fdatasync resumed>) = -1 EIO (Input/output error)'
TAKE = r'1 writev(7<\x73>, [{iov_base="\x00\x00\x00\x01\x64", iov_len=5}], 1) = 5'
PUT_OFF = r'1 writev(7<\x73>, [{iov_base="\x00\x00\x00\x01\x74", iov_len=5}], 1) = 5'
TRACES = [
    ("synced between", [END, SYNC, TAKE], 1, 0),
    ("synced by another thread", [END, BEGIN_SYNC, END_SYNC, TAKE], 1, 0),
    ("put off without a sync", [END, PUT_OFF], 0, 0),
    ("not synced", [END, TAKE], 1, 1),
    ("synced before", [SYNC, END, TAKE], 1, 1),
    ("a sync that began before", [BEGIN_SYNC, END, END_SYNC, TAKE], 1, 1),
    ("a sync that ends later", [END, BEGIN_SYNC, TAKE, END_SYNC], 1, 1),
    ("a sync that fails", [END, BEGIN_SYNC, FAIL_SYNC, TAKE], 1, 1),
    ("another file synced", [END, OTHER, TAKE], 1, 1),
    ("synced for the first of two mails", [END, SYNC, TAKE, END, TAKE], 2, 1),
]


def trace_good(lines, mails, wrong):
    one = order.Order("desk.db")
    for place, line in enumerate(lines):
        one.line(place, line)
    return (one.mails, len(one.wrong)) == (mails, wrong)


def tap(number, good, what, output):
    print(f"{'ok' if good else 'not ok'} {number} - {what}")
    if not good:
        print("".join(f"# {line}\n" for line in output.splitlines()), end="")
    return good


def read_schema(folder, engine):
    """The checker must not lean on the store: a planted bug may take the constraints away."""
    schema = ""
    for path in sorted(glob.glob(f"{folder}/schema-{engine}-*.sql")):
        with open(path, encoding="utf-8") as file:
            schema += file.read()
    return schema.replace("BLOB UNIQUE", "BLOB").replace("BYTEA UNIQUE", "BYTEA")


def main(folder, url=None):
    stores = [read_schema(folder, "sqlite")]
    if url:
        stores.append(Database(url, read_schema(folder, "pgsql")))
    print(f"1..{len(VIOLATIONS) + len(TRACES) + 2}")
    found, output = try_one(stores, None)
    good = tap(1, not found, "a run without fault has no violation", output)
    found, output = try_one(stores, arrive_again(), kills=1)
    good &= tap(2, not found, "a copy that a kill explains is none", output)
    for number, (what, rule, change) in enumerate(VIOLATIONS, 3):
        found, output = try_one(stores, change)
        good &= tap(number, found[rule] > 0, f"{rule} finds {what}", output)
    for number, (what, lines, mails, wrong) in enumerate(TRACES, 3 + len(VIOLATIONS)):
        good &= tap(number, trace_good(lines, mails, wrong), f"order of a trace: {what}", "")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) > 1 else __doc__)
