-- The store, version 1, for SQLite. Times are microseconds since 1970 UTC; truth values are
-- 0 and 1; words are those of the src/ticket headers; NULL stands for none.

CREATE TABLE schema_version (
    version INTEGER NOT NULL
) STRICT;

-- What tokens are bound to besides a ticket: a restored or copied store gets a new epoch.
CREATE TABLE epoch (
    id INTEGER PRIMARY KEY,
    epoch TEXT NOT NULL UNIQUE,
    last_ticket INTEGER -- highest ticket it may name; NULL while it is the current one
) STRICT;

-- The ids of contacts and tickets are written into tokens and subjects: never used twice.
CREATE TABLE contact (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    address TEXT NOT NULL,
    name TEXT NOT NULL,
    created INTEGER NOT NULL
) STRICT;

CREATE TABLE ticket (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    subject TEXT NOT NULL,
    status TEXT NOT NULL,
    priority TEXT NOT NULL,
    category TEXT,
    team TEXT,
    assignee TEXT,
    mailbox TEXT NOT NULL,
    language TEXT NOT NULL,
    requester INTEGER REFERENCES contact, -- NULL when a mail named nobody
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    merged_into INTEGER REFERENCES ticket,
    messages INTEGER NOT NULL DEFAULT 0 -- the last sequence given to a message
) STRICT;
CREATE INDEX ticket_status ON ticket (status);
CREATE INDEX ticket_requester ON ticket (requester);

CREATE TABLE ticket_tag (
    ticket INTEGER NOT NULL REFERENCES ticket,
    tag TEXT NOT NULL,
    PRIMARY KEY (ticket, tag)
) STRICT, WITHOUT ROWID;

CREATE TABLE ticket_mailbox (
    ticket INTEGER NOT NULL REFERENCES ticket,
    mailbox TEXT NOT NULL,
    PRIMARY KEY (ticket, mailbox)
) STRICT, WITHOUT ROWID;

CREATE TABLE participant (
    ticket INTEGER NOT NULL REFERENCES ticket,
    contact INTEGER NOT NULL REFERENCES contact,
    role TEXT NOT NULL,
    confirmed INTEGER NOT NULL,
    joined INTEGER NOT NULL,
    PRIMARY KEY (ticket, contact)
) STRICT, WITHOUT ROWID;

CREATE TABLE message (
    id INTEGER PRIMARY KEY,
    ticket INTEGER REFERENCES ticket,
    sequence INTEGER NOT NULL,
    direction TEXT NOT NULL,
    author INTEGER REFERENCES contact,
    message_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    date INTEGER NOT NULL,
    received INTEGER NOT NULL,
    held INTEGER NOT NULL,
    unparsed INTEGER NOT NULL,
    machine TEXT NOT NULL,
    content_key BLOB UNIQUE,
    weak_key BLOB,
    text TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX message_sequence ON message (ticket, sequence) WHERE ticket IS NOT NULL;
CREATE INDEX message_message_id ON message (message_id) WHERE message_id <> '';
CREATE INDEX message_weak_key ON message (weak_key, received) WHERE weak_key IS NOT NULL;

-- The mail as received, packed as store/raw.h says.
CREATE TABLE raw (
    message INTEGER PRIMARY KEY REFERENCES message,
    size INTEGER NOT NULL,
    packed BLOB NOT NULL
) STRICT;

CREATE TABLE attachment (
    message INTEGER NOT NULL REFERENCES message,
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    size INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    inline INTEGER NOT NULL,
    content_id TEXT NOT NULL,
    PRIMARY KEY (message, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    ticket INTEGER REFERENCES ticket,
    message INTEGER REFERENCES message,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    kind TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;
CREATE INDEX event_ticket ON event (ticket) WHERE ticket IS NOT NULL;

-- One row for each transaction that was answered 250.
CREATE TABLE verdict (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    ticket INTEGER REFERENCES ticket,
    message INTEGER REFERENCES message,
    queue_id TEXT NOT NULL,
    message_id TEXT NOT NULL,
    sender TEXT NOT NULL,
    recipients TEXT NOT NULL,
    reason TEXT NOT NULL,
    duration INTEGER NOT NULL
) STRICT;
CREATE INDEX verdict_queue_id ON verdict (queue_id) WHERE queue_id <> '';
CREATE INDEX verdict_message_id ON verdict (message_id) WHERE message_id <> '';

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    ticket INTEGER REFERENCES ticket,
    cause INTEGER REFERENCES message,
    contact INTEGER NOT NULL REFERENCES contact,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    message_id TEXT NOT NULL,
    date INTEGER NOT NULL,
    envelope_from TEXT NOT NULL,
    recipient TEXT NOT NULL,
    recipient_name TEXT NOT NULL,
    from_name TEXT NOT NULL,
    from_address TEXT NOT NULL,
    reply_to TEXT NOT NULL,
    in_reply_to TEXT NOT NULL,
    reference_ids TEXT NOT NULL,
    language TEXT NOT NULL,
    verified INTEGER NOT NULL,
    created INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    cuts INTEGER NOT NULL,
    lease_owner TEXT,
    lease_until INTEGER,
    settled INTEGER,
    queue_id TEXT,
    last_error TEXT,
    due INTEGER -- when it may be claimed: next_at if queued, lease_until if leased, else NULL
) STRICT;
CREATE INDEX outbox_due ON outbox (due) WHERE due IS NOT NULL;
CREATE INDEX outbox_lease ON outbox (lease_owner) WHERE lease_owner IS NOT NULL;
CREATE INDEX outbox_ticket ON outbox (ticket) WHERE ticket IS NOT NULL;
CREATE INDEX outbox_contact ON outbox (contact, kind, created);

-- The bytes of an outgoing mail, kept when it is first rendered.
CREATE TABLE outbox_bytes (
    outbox INTEGER PRIMARY KEY REFERENCES outbox,
    packed BLOB NOT NULL
) STRICT;
