-- Version 4: what triage, assignment and the clocks of an SLA need to know.

ALTER TABLE ticket ADD COLUMN sla TEXT;
-- The tickets of the last weeks.
CREATE INDEX ticket_created ON ticket (created, id);
-- What an agent has to do, and what waits for one: store/ticket-row.h has the same conditions.
CREATE INDEX ticket_assignee ON ticket (assignee, id, status) WHERE assignee IS NOT NULL
    AND status NOT IN ('resolved', 'closed', 'merged', 'spam');
CREATE INDEX ticket_queue ON ticket (team, (CASE priority WHEN 'critical' THEN 0 WHEN 'high' THEN 1
    WHEN 'normal' THEN 2 ELSE 3 END), id) WHERE team IS NOT NULL AND assignee IS NULL
    AND status IN ('new', 'open', 'in-progress');

-- ticket/timer.h says what each of these is; next_at NULL: no step is to be taken.
CREATE TABLE timer (
    ticket INTEGER NOT NULL REFERENCES ticket,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    allowed INTEGER NOT NULL,
    used INTEGER NOT NULL,
    since INTEGER NOT NULL,
    due INTEGER,
    next_at INTEGER,
    step INTEGER NOT NULL,
    breached INTEGER,
    set_at INTEGER NOT NULL,
    PRIMARY KEY (ticket, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX timer_next ON timer (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX timer_set ON timer (set_at) WHERE next_at IS NOT NULL;

-- Who is away: agents by their names in the configuration.
CREATE TABLE absence (
    id INTEGER PRIMARY KEY,
    agent TEXT NOT NULL UNIQUE,
    since INTEGER NOT NULL,
    until INTEGER NOT NULL, -- the highest number there is: until further notice
    reason TEXT NOT NULL,
    actor TEXT NOT NULL,
    created INTEGER NOT NULL
) STRICT;

-- Whose turn it was: the highest number of a team is the last one's.
CREATE TABLE turn (
    id INTEGER PRIMARY KEY,
    team TEXT NOT NULL,
    agent TEXT NOT NULL,
    turn INTEGER NOT NULL,
    UNIQUE (team, agent)
) STRICT;
