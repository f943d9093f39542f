-- Version 3: what trust, loops and bounces need to know.

-- The highest contact that a token of the epoch may name; NULL while it is the current one.
ALTER TABLE epoch ADD COLUMN last_contact INTEGER;

-- How dead an address is, in halves (a hard bounce 2, a soft one 1), and when that last grew.
ALTER TABLE contact ADD COLUMN bounce_score INTEGER NOT NULL DEFAULT 0;
ALTER TABLE contact ADD COLUMN bounced INTEGER;

ALTER TABLE ticket ADD COLUMN ended INTEGER; -- when it was resolved or closed
UPDATE ticket SET ended = updated WHERE status IN ('resolved', 'closed');
DROP INDEX ticket_requester;
CREATE INDEX ticket_requester ON ticket (requester, created);
CREATE INDEX ticket_merged ON ticket (merged_into) WHERE merged_into IS NOT NULL;

-- What one ticket is to another: a word of DeskTie.
CREATE TABLE ticket_tie (
    ticket INTEGER NOT NULL REFERENCES ticket,
    other INTEGER NOT NULL REFERENCES ticket,
    kind TEXT NOT NULL,
    created INTEGER NOT NULL,
    PRIMARY KEY (ticket, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX ticket_tie_other ON ticket_tie (other);

-- The ticket that a monitor's key of the configuration leads to: "db7/disk" -> 4821.
CREATE TABLE correlation (
    id INTEGER PRIMARY KEY,
    monitor TEXT NOT NULL,
    key TEXT NOT NULL,
    ticket INTEGER NOT NULL REFERENCES ticket,
    UNIQUE (monitor, key)
) STRICT;

ALTER TABLE message ADD COLUMN assurance TEXT NOT NULL DEFAULT 'none';

-- What a mail to an agent is about; the sender's Thread-Topic, which an answer repeats.
ALTER TABLE outbox ADD COLUMN detail TEXT;
ALTER TABLE outbox ADD COLUMN thread_topic TEXT;
-- What a report said of it after it was sent: a word of DeskDelivery, when, and its text.
ALTER TABLE outbox ADD COLUMN delivery TEXT;
ALTER TABLE outbox ADD COLUMN delivery_at INTEGER;
ALTER TABLE outbox ADD COLUMN delivery_detail TEXT;
-- What a contact was sent since a time, of one kind or of any.
DROP INDEX outbox_contact;
CREATE INDEX outbox_contact ON outbox (contact, created, kind);

-- What a message has caused: with or without a ticket.
CREATE INDEX event_message ON event (message) WHERE message IS NOT NULL;
