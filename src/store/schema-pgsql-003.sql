-- Version 3: what trust, loops and bounces need to know.

-- The highest contact that a token of the epoch may name; NULL while it is the current one.
ALTER TABLE epoch ADD COLUMN last_contact BIGINT;

-- How dead an address is, in halves (a hard bounce 2, a soft one 1), and when that last grew.
ALTER TABLE contact ADD COLUMN bounce_score BIGINT NOT NULL DEFAULT 0;
ALTER TABLE contact ADD COLUMN bounced BIGINT;

ALTER TABLE ticket ADD COLUMN ended BIGINT; -- when it was resolved or closed
UPDATE ticket SET ended = updated WHERE status IN ('resolved', 'closed');
DROP INDEX ticket_requester;
CREATE INDEX ticket_requester ON ticket (requester, created);

-- What one ticket is to another: a word of DeskTie.
CREATE TABLE ticket_tie (
    ticket BIGINT NOT NULL REFERENCES ticket,
    other BIGINT NOT NULL REFERENCES ticket,
    kind TEXT NOT NULL,
    created BIGINT NOT NULL,
    PRIMARY KEY (ticket, other)
);
CREATE INDEX ticket_tie_other ON ticket_tie (other);

-- The ticket that a monitor's key of the configuration leads to: "db7/disk" -> 4821.
CREATE TABLE correlation (
    monitor TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    ticket BIGINT NOT NULL REFERENCES ticket,
    PRIMARY KEY (monitor, key)
);

ALTER TABLE message ADD COLUMN assurance TEXT NOT NULL DEFAULT 'none';

-- What a mail to an agent is about; the sender's Thread-Topic, which an answer repeats.
ALTER TABLE outbox ADD COLUMN detail TEXT;
ALTER TABLE outbox ADD COLUMN thread_topic TEXT;
-- What a report said of it after it was sent: a word of DeskDelivery, when, and its text.
ALTER TABLE outbox ADD COLUMN delivery TEXT;
ALTER TABLE outbox ADD COLUMN delivery_at BIGINT;
ALTER TABLE outbox ADD COLUMN delivery_detail TEXT;
