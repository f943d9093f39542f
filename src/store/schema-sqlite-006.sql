-- Version 6: what the desk has to know to tell customers of their tickets, and to ask them.

-- The language that he has chosen; since when he is known to read mail at the address; since when he
-- wants no surveys.
ALTER TABLE contact ADD COLUMN language TEXT;
ALTER TABLE contact ADD COLUMN proved INTEGER;
ALTER TABLE contact ADD COLUMN no_surveys INTEGER;

-- How a customer finds what was done for him: one row for each end of a ticket that he was asked
-- about. number is that on the ticket, which addresses for votes are signed with. agent, team and
-- category are as they were then.
CREATE TABLE survey (
    id INTEGER PRIMARY KEY,
    ticket INTEGER NOT NULL REFERENCES ticket,
    number INTEGER NOT NULL,
    contact INTEGER NOT NULL REFERENCES contact,
    resolved INTEGER NOT NULL, -- the end of the ticket that it asks about
    scale TEXT NOT NULL,
    agent TEXT,
    team TEXT,
    category TEXT,
    asked INTEGER NOT NULL,
    score INTEGER, -- NULL: he has not voted
    comment TEXT,
    voted INTEGER, -- for the first time
    changed INTEGER, -- for the last time
    UNIQUE (ticket, number),
    UNIQUE (ticket, resolved)
) STRICT;
CREATE INDEX survey_asked ON survey (asked);
CREATE INDEX survey_contact ON survey (contact, asked);
