-- Version 5: what agents who work by mail need to know.

-- The subject of the mail that is answered, where it is not the ticket's; where notes go.
ALTER TABLE outbox ADD COLUMN subject TEXT;
ALTER TABLE outbox ADD COLUMN note_to TEXT;

-- What one person was sent on a ticket is few, whatever else the ticket has sent.
DROP INDEX outbox_ticket;
CREATE INDEX outbox_ticket ON outbox (ticket, contact, created) WHERE ticket IS NOT NULL;

-- What an agent's answer is compared with, in whatever else there is on the ticket.
CREATE INDEX message_note ON message (ticket, sequence) WHERE direction = 'note';
CREATE INDEX message_held ON message (ticket, sequence) WHERE held <> 0;

-- What is about no ticket is found by what was issued for it.
CREATE INDEX outbox_loose_id ON outbox (message_id) WHERE ticket IS NULL;
CREATE INDEX outbox_loose_sender ON outbox (lower(envelope_from)) WHERE ticket IS NULL;

-- Who wants to hear of a ticket that is not his: agents by their names in the configuration.
CREATE TABLE watcher (
    ticket INTEGER NOT NULL REFERENCES ticket,
    agent TEXT NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (ticket, agent)
) STRICT, WITHOUT ROWID;

-- How agents want to hear of their tickets; notify NULL: as configured.
CREATE TABLE wish (
    id INTEGER PRIMARY KEY,
    agent TEXT NOT NULL UNIQUE,
    notify TEXT,
    next_digest INTEGER -- when the next digest is due; NULL: not worked out yet
) STRICT;

-- What happened to which tickets in a period, and what of it a report counts. A mail on its way in
-- pays for the first of these alone.
CREATE INDEX event_at ON event (at, ticket) WHERE ticket IS NOT NULL;
CREATE INDEX event_clock ON event (at) WHERE kind IN ('sla-met', 'sla-missed');
CREATE INDEX ticket_ended ON ticket (ended) WHERE ended IS NOT NULL;
CREATE INDEX message_out ON message (received) WHERE direction = 'out';
