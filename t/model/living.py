"""What the rules say of a ticket that lives on: what its customer is told and asked, and when.

Written from what is promised to customers and admins, not from the sources of the desk. A ticket
knows all its mails; what has been told, what waits and what is due is looked for among them each
time. Times are microseconds. People are their addresses.

What the rules leave open is decided for the customer:
- a ticket that ended and lives again is reopened, whatever is done with it now; but on hold is told
  with its reason, and of waiting an answer tells;
- of several words that wait the last counts; what he never heard of is not taken back to him;
- a command of his own is answered at once, and that mail says what an update would have said;
- bare thanks change nothing, also where the desk waits;
- who is reminded late keeps all of the time that he should have had;
- while a message is held that may be his answer, he is not reminded and nothing is closed;
- another score takes the former comment with it, and the same vote again is no vote;
- what is held is nobody's word.
"""

from dataclasses import dataclass, field

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

WORDS = ("assigned", "in-progress", "on-hold", "resolved", "reopened", "closed", "merged")
ENDED = ("resolved", "closed")
ALIVE = ("new", "open", "in-progress", "waiting", "on-hold")
LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "pl", "ja")
SCALES = {"csat": (1, 5, 2), "nps": (0, 10, 6), "yes-no": (0, 1, 0)}   # least, most, bad up to
# So many mails in so many minutes to one person about one ticket (L5).
BUDGETS = ((10, 10), (15, 30), (25, 60), (50, 180), (100, 600))
TO_CUSTOMERS = ("ack", "reply", "status", "reminder", "survey", "customer-result")


@dataclass
class Settings:
    updates: dict                   # mailbox -> words
    asks: dict                      # mailbox -> whether its customers are asked
    update_after: int
    close_after: int
    close_waiting_after: int
    remind_before: int
    reopen_within: int
    reopens_per_day: int
    scale: str
    delay: int
    quiet: int
    valid: int
    change_within: int
    reopen: bool


@dataclass
class Mail:
    """One to a customer."""
    kind: str
    person: str
    created: int
    due: int
    facts: dict
    state: str = "queued"


@dataclass
class Survey:
    number: int
    person: str
    resolved: int
    asked: int
    agent: str | None
    score: int = -1
    comment: str = "-"
    voted: int = 0


@dataclass
class Person:
    address: str
    proved: bool = False
    asked_last: int = 0
    no_surveys: bool = False
    language: str | None = None


@dataclass
class Ticket:
    number: int
    mailbox: str
    requester: str
    subject: str = ""
    status: str = "new"
    assignee: str | None = None
    ended: int = 0
    into: int = 0
    close: int = 0
    remind: int = 0
    survey: int = 0
    wake: int = 0
    language: str = "en"
    held: bool = False              # a message since the desk's last answer may be its customer's
    by_person: bool = False         # a person has written on it in its requester's name
    reopened: list = field(default_factory=list)
    mails: list = field(default_factory=list)
    surveys: list = field(default_factory=list)
    people: set = field(default_factory=set)
    # What the requester knows: the words told since the desk wrote something else, newest last,
    # each with its facts and its mail; and when he wrote last himself.
    told: list = field(default_factory=list)
    spoke: int = 0


class Living:
    def __init__(self, settings, plants=()):
        self.settings = settings
        self.plants = plants
        self.tickets = {}
        self.people = {}
        self.events = []            # (ticket number, kind) of the last step
        self.alarms = 0             # likewise

    def person(self, address):
        return self.people.setdefault(address, Person(address))

    def final(self, ticket):
        while ticket.into:
            ticket = self.tickets[ticket.into]
        return ticket

    def note(self, ticket, kind):
        self.events.append((ticket.number, kind))

    # Mails.

    def overrun(self, ticket, person, now):
        mine = [one for one in ticket.mails if one.person == person and one.state != "failed"]
        return any(sum(one.created > now - span * MINUTE for one in mine) >= most
                   for most, span in BUDGETS)

    def queue(self, ticket, kind, person, now, wait=0, **facts):
        mail = Mail(kind, person, now, now + wait, facts)
        ticket.mails.append(mail)
        return mail

    def pending(self, ticket):
        for mail in ticket.mails:
            if mail.kind == "status" and mail.state == "queued":
                return mail
        return None

    def post(self, now):
        for ticket in self.tickets.values():
            for mail in ticket.mails:
                if mail.state == "queued" and mail.due <= now:
                    mail.state = "sent"

    # Updates.

    def word_of(self, ticket, after, assignee, facts):
        """What a move is called, or None."""
        before = ticket.status
        if after == "spam" or (before == "spam" and after == "merged"):
            return None
        if before in ENDED and after in ("new", "open", "in-progress"):
            return "reopened"           # which is the news, whatever is done now
        if after in WORDS and (after != before or (after == "on-hold" and facts)):
            return after
        if assignee and not ticket.assignee and after in ALIVE:
            return "assigned"
        return None

    def holds(self, word, status, assignee):
        if word == "assigned":
            return bool(assignee) and status in ALIVE
        if word == "reopened":
            return status in ALIVE
        return word == status or (word == "resolved" and status == "closed")

    def is_silent(self, ticket, word, by, answered, waits):
        """Nobody has to hear of it."""
        first = waits and waits.facts["update"]
        told = [one for one in ticket.told if one[2] is not waits]
        told = told and told[-1][0]
        if by == "vote" or (by == "customer" and word != "reopened"):
            return True
        if answered and (word != "resolved" or answered is True):
            return True
        if word not in self.settings.updates[ticket.mailbox]:
            return True
        if ticket.status in ENDED and word == "resolved" and told in ENDED:
            return True
        if by == "time" and ticket.status == "resolved":
            return told in ENDED or first == "resolved"
        if word == "assigned":
            return self.knows_assigned(ticket) or (first and first != word)
        return False

    def knows_assigned(self, ticket):
        """He was told since the ticket was opened, or opened again."""
        told = [one.facts["update"] for one in ticket.mails
                if one.kind == "status" and one.state != "failed"]
        while "reopened" in told:
            told = told[told.index("reopened") + 1:]
        return "assigned" in told

    def update(self, ticket, after, assignee, now, by, answered=None, **facts):
        """Tells of a move before it is made. answered: a mail goes out to him by the same
        message, which speaks for itself."""
        word = self.word_of(ticket, after, assignee, facts)
        waits = self.pending(ticket)
        told = [one for one in ticket.told if one[2] is not waits]
        repeated = False
        if word and waits and word == "reopened" and waits.facts["update"] in ENDED and not (
                told and told[-1][0] in ENDED):
            word = None                 # he never heard that it had ended
        if word and self.is_silent(ticket, word, by, answered, waits):
            word = None
        if (word and told and told[-1][:2] == (word, facts) and
                told[-1][2].created >= ticket.spoke and "twice" not in self.plants):
            repeated = True
            self.note(ticket, "status-suppressed")
        if answered and word and not repeated:
            self.join(ticket, answered)
            word = None
        stale = waits and (answered or not self.holds(waits.facts["update"], after, assignee))
        if waits and word and not repeated and "first-word" not in self.plants:
            waits.facts = {"update": word, **facts}
            ticket.told = told + [(word, facts, waits)]
        elif waits and (stale or repeated):
            waits.state = "failed"
            ticket.told = told
        if word and not waits and not repeated:
            self.tell(ticket, word, now, facts)

    def join(self, ticket, answer):
        """The answer says as well that the matter is settled."""
        if ticket.by_person:
            answer.facts["update"] = "resolved"
        else:
            self.note(ticket, "status-suppressed")

    def tell(self, ticket, word, now, facts):
        person = ticket.requester
        mute = not ticket.by_person and "machine" not in self.plants
        if mute or self.is_stranger(ticket) or self.overrun(ticket, person, now):
            self.note(ticket, "status-suppressed")
            return
        mail = self.queue(ticket, "status", person, now, self.settings.update_after, update=word,
                          **facts)
        ticket.told.append((word, facts, mail))

    def is_stranger(self, ticket):
        """Nothing proves his address, and he had no mail of the ticket."""
        return not self.person(ticket.requester).proved and not any(
            one.state == "sent" for one in ticket.mails if one.person == ticket.requester)

    # Moves.

    def move(self, ticket, after, now, by, assignee=None, answered=None, **facts):
        """Gives a ticket a status, and an assignee that stays if it is None. answered: the reply
        that goes out by the same message; True: another mail."""
        if after == "on-hold" and "until" not in facts and ticket.wake:
            facts["until"] = str(ticket.wake)
        assignee = assignee or ticket.assignee
        before = ticket.status
        self.update(ticket, after, assignee, now, by, answered, **facts)
        ticket.status, ticket.assignee = after, assignee
        self.set_ended(ticket, before, after, now)
        self.set_lapse(ticket, before, after, now, answered)
        self.set_survey(ticket, before, after, now, by)
        if after in ENDED + ("merged", "spam") or (before == "on-hold" and after != "on-hold"):
            ticket.wake = 0

    def set_ended(self, ticket, before, after, now):
        if after not in ENDED:
            ticket.ended = 0
        elif before not in ENDED:
            ticket.ended = now

    def set_lapse(self, ticket, before, after, now, answered):
        span = {"resolved": self.settings.close_after,
                "waiting": self.settings.close_waiting_after}.get(after, 0)
        if after == before and not (answered and after == "waiting"):
            return
        ticket.close = now + span if span else 0
        remind = self.settings.remind_before
        ticket.remind = (ticket.close - remind
                         if after == "waiting" and span and 0 < remind < span else 0)

    def set_survey(self, ticket, before, after, now, by):
        if after not in ENDED:
            ticket.survey = 0
        elif before in ALIVE and (after == "resolved" or by == "staff"):
            if self.settings.scale != "none" and self.settings.asks[ticket.mailbox]:
                ticket.survey = now + self.settings.delay

    # Time.

    def due(self, now):
        for ticket in list(self.tickets.values()):
            while self.step(ticket, now):
                pass

    def step(self, ticket, now):
        waits = [(at, kind) for kind in ("wake", "remind", "close", "survey")
                 for at in [getattr(ticket, kind)] if at and at <= now]
        if not waits:
            return False
        _, kind = min(waits)
        setattr(ticket, kind, 0)
        if kind == "wake" and ticket.status == "on-hold":
            self.move(ticket, "open", now, "time")
        elif kind == "remind":
            self.remind(ticket, now)
        elif kind == "close":
            self.close(ticket, now)
        elif kind == "survey":
            self.ask(ticket, now)
        return True

    def close(self, ticket, now):
        if ticket.status == "waiting" and ticket.held and "not-held" not in self.plants:
            self.note(ticket, "not-closed")     # he may have answered
        else:
            self.move(ticket, "closed", now, "time")

    def remind(self, ticket, now):
        if not ticket.by_person or ticket.held:
            self.note(ticket, "reminder-suppressed")
            return
        # However late that is, he has all of the time to answer.
        ticket.close = max(ticket.close, now + self.settings.remind_before)
        if self.overrun(ticket, ticket.requester, now):
            self.note(ticket, "reminder-suppressed")
            return
        self.queue(ticket, "reminder", ticket.requester, now, closes=str(ticket.close))
        if "remind-twice" in self.plants:
            self.queue(ticket, "reminder", ticket.requester, now, closes=str(ticket.close))

    def ask(self, ticket, now):
        person = self.person(ticket.requester)
        quiet = person.asked_last and now < person.asked_last + self.settings.quiet
        if "no-quiet" in self.plants:
            quiet = False
        if (not person.proved or person.no_surveys or not ticket.by_person or quiet or
                any(one.resolved == ticket.ended for one in ticket.surveys) or
                self.overrun(ticket, person.address, now)):
            self.note(ticket, "survey-suppressed")
            return
        number = len(ticket.surveys) + 1
        ticket.surveys.append(Survey(number, person.address, ticket.ended, now, ticket.assignee))
        self.queue(ticket, "survey", person.address, now, survey=str(number))
        person.asked_last = now

    # Mails of customers.

    def opened(self, ticket, now, human, proved):
        self.tickets[ticket.number] = ticket
        ticket.people.add(ticket.requester)
        ticket.by_person = human
        if human and proved:
            self.person(ticket.requester).proved = True

    def is_over(self, ticket, now):
        return (ticket.status in ENDED and now - ticket.ended > self.settings.reopen_within)

    def may_reopen(self, ticket, now):
        return (sum(now - at < DAY for at in ticket.reopened) < self.settings.reopens_per_day)

    def opens(self, ticket, now, answered=None):
        """It lives again, unless that has been too often."""
        if not self.may_reopen(ticket, now):
            return False
        self.move(ticket, "open", now, "customer", answered=answered)
        ticket.reopened.append(now)
        return True

    def answered(self, ticket, who, now, thanks=False):
        """A customer's own words join the ticket, which is not over."""
        self.person(who).proved = True
        if who == ticket.requester:
            ticket.by_person = True
        if not thanks:
            ticket.wake = 0
        if ticket.status in ENDED:
            if not thanks:
                self.opens(ticket, now)
        elif ticket.status in ("waiting", "on-hold") and not thanks:
            self.move(ticket, "open", now, "customer")
        ticket.spoke = now

    def wrote(self, ticket, answer):
        """He has had an answer: what was told before may be told again."""
        ticket.held = False
        waits = self.pending(ticket)
        ticket.told = [one for one in ticket.told if one[2] is waits]
        if "update" in answer.facts:
            ticket.told.append(("resolved", {}, answer))

    # Commands of customers.

    def result(self, ticket, who, now, **facts):
        if self.overrun(ticket, who, now):
            self.note(ticket, "customer-result-suppressed")
            return
        waits = self.pending(ticket)    # which the result says as well
        if waits:
            waits.state = "failed"
        ticket.told = []
        self.queue(ticket, "customer-result", who, now, **facts)

    def commanded(self, ticket, who, line, now, proved):
        """He says that and nothing else, by an answer to what he was sent."""
        verb, _, rest = line.partition(" ")
        facts = {}
        if ticket.status == "spam":
            return
        ticket.by_person = True
        if proved:
            self.person(who).proved = True
        if verb == "#language":
            self.person(who).language = ticket.language = rest
            facts = {"language": rest}
        elif verb == "#help":
            facts = {"help": ""}
        elif verb == "#close":
            self.move(ticket, "closed", now, "customer", answered=True)
        elif verb == "#reopen" and ticket.status in ALIVE:
            self.move(ticket, "open", now, "customer", answered=True)
        elif verb == "#reopen" and ticket.status in ENDED:
            if not self.may_reopen(ticket, now):
                facts = {"obstacle": "often"}
            else:
                self.opens(ticket, now, answered=True)
        self.result(ticket, who, now, status=ticket.status, **facts)

    # What comes back for surveys.

    def vote(self, ticket, number, score, who, now, doubted=False, comment=None):
        """ticket: on which the survey stands. Whether it counts."""
        survey = next((one for one in ticket.surveys if one.number == number), None)
        least, most, bad = SCALES[self.settings.scale]
        stranger = who != survey.person and "stranger-votes" not in self.plants
        late = now - survey.asked > self.settings.valid
        changed = survey.voted and now - survey.voted > self.settings.change_within
        if "vote-for-ever" in self.plants:
            late = False
        known = survey.score == score and comment in (None, survey.comment)
        if known or stranger or doubted or not least <= score <= most or late or changed:
            self.note(self.final(ticket), "survey-ignored")
            return False
        was_bad = 0 <= survey.score <= bad
        if comment or score != survey.score:
            survey.comment = comment or "-"     # another score takes the former one with it
        survey.score = score
        survey.voted = survey.voted or now
        self.note(self.final(ticket), "survey-vote")
        if score <= bad and not was_bad:
            self.turned_bad(ticket, now)
        return True

    def turned_bad(self, ticket, now):
        ticket = self.final(ticket)
        self.alarms += 1
        if (self.settings.reopen and ticket.status in ENDED and not self.is_over(ticket, now) and
                self.may_reopen(ticket, now)):
            self.opens_silently(ticket, now)

    def opens_silently(self, ticket, now):
        self.move(ticket, "open", now, "vote")
        ticket.reopened.append(now)

    def opt_out(self, ticket, who, now):
        self.person(who).no_surveys = True
        self.note(self.final(ticket), "survey-opt-out")
