"""What the rules say of a mail, as plainly as it can be put; slow on purpose.

Written from the rules, not from the sources of the desk, so that an error there is not repeated
here. Everything is kept in lists that are walked from end to end. People are their identity
keys. Numbers are those that the desk gave: the desk's answer to a mail names the number of
a new ticket, and the harness notes it here.
"""

import copy
import re
from dataclasses import dataclass, field

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

REPORTS = ("bounce", "delay", "success", "receipt", "complaint")
SILENT = REPORTS + ("challenge",)
DELIVERIES = ("unknown", "delayed", "relayed", "delivered", "failed", "complained")
SAID = {"failed": "failed", "delayed": "delayed", "delivered": "delivered",
        "displayed": "delivered", "abuse": "complained"}
ENDED = ("resolved", "closed")
TOKEN_FORM = re.compile(
    r"([rn][0-9]+-[0-9]+|m[0-9]+-[0-9]+-[a-z2-7]{13}|b[0-9]+-[a-z2-7]{7})-[a-z2-7]{26}")
FORWARD = re.compile(r"\s*(wg|fw|fwd|tr|rv)\s*:", re.IGNORECASE)
MARK = re.compile(r"\s*\[ext\]", re.IGNORECASE)
PREFIX = re.compile(r"\s*((re|aw|sv|wg|fw|fwd|tr|rv|antw|vs)\s*:|\[ext\])", re.IGNORECASE)
TAG = re.compile(r"\[\s*#\s*([0-9]+)\s*\]")
# So many mails in so many minutes to one person about one ticket (L5).
BUDGETS = ((10, 10), (15, 30), (25, 60), (50, 180), (100, 600))


@dataclass
class Agent:
    name: str
    addresses: tuple
    login: str | None = None
    notify: str = "each"


@dataclass
class Monitor:
    name: str
    senders: tuple
    key: str
    recovery: str


@dataclass
class Desk:
    """The settings."""
    mailboxes: tuple = ("support@example.org", "help@example.org", "billing@example.org")
    agents: tuple = ()
    teams = {"frontline": ("alice", "carol"), "back": ("alice", "bob")}
    team_of = {"support@example.org": "frontline", "help@example.org": "frontline",
               "billing@example.org": "back"}
    monitors: tuple = ()
    authserv: str = "mx.example.org"
    token_is_enough: bool = False   # agent-trust = token
    cc_of_verified: bool = True
    reopen_within: int = 14 * DAY
    reopens_per_day: int = 5
    acks_per_hour: int = 3
    acks_per_day: int = 20
    unverified_acks_per_day: int = 1
    tickets_per_hour: int = 20


@dataclass
class Ticket:
    uid: int                        # never given twice, also after a restore
    subject: str
    requester: str | None
    created: int
    number: int = 0                 # the desk's
    status: str = "new"
    ended: int = 0
    merged_into: int = 0            # uid
    people: dict = field(default_factory=dict)      # key -> [role, confirmed]
    reopened: list = field(default_factory=list)    # times
    proved: bool = False            # the mail that opened it was its sender's for sure
    assignee: str | None = None     # an agent's name
    team: str | None = None
    priority: str = "normal"
    watchers: set = field(default_factory=set)      # names
    tags: set = field(default_factory=set)
    ties: set = field(default_factory=set)          # (uid, word)


@dataclass
class Stored:
    """A mail that came in."""
    content: tuple
    named: bool                     # has a Message-ID or a Date
    message_id: str
    arrived: int
    author: str | None
    ticket: int                     # uid, or 0
    number: int = 0                 # the desk's
    held: bool = False
    kind: str = "human"
    personal: bool = False          # a person may have written it
    direction: str = "in"


@dataclass
class Sent:
    """A mail that the desk queued."""
    kind: str
    ticket: int                     # uid
    person: str
    at: int
    subject: str
    message_id: str = ""
    envelope: str = ""              # its sender
    reply_to: str = ""
    delivery: str = "unknown"
    row: int = 0


@dataclass
class State:
    """All that a backup has."""
    tickets: list = field(default_factory=list)
    mails: list = field(default_factory=list)
    sent: list = field(default_factory=list)
    known: set = field(default_factory=set)         # people the desk has written to
    matters: dict = field(default_factory=dict)     # (monitor, key) -> uid
    health: dict = field(default_factory=dict)      # person -> [points, when last]
    deeds: list = field(default_factory=list)       # (uid, when, who, what): what people did


@dataclass
class Answer:
    """What becomes of a mail."""
    kind: str
    ticket: Ticket | None = None
    link: str = "none"
    linked: Ticket | None = None
    plans: list = field(default_factory=list)       # (kind, address, why not or "")
    mails: list = field(default_factory=list)       # (kind, address): what else is queued
    direction: str = "in"
    why: str = ""


@dataclass
class Moment:
    """When something is done that no mail does."""
    arrived: int


@dataclass
class Hint:
    link: str
    ticket: Ticket | None = None    # over merges
    person: str | None = None       # to whom it was issued
    outcome: str = "new"
    of_agent: bool = False          # in an agent's name, about the ticket of somebody else
    direct: bool = False            # what the mail itself answers, not what stands before that


def key_of(address):
    """The identity key of an address (S8); None when it is none."""
    local, at, domain = address.rpartition("@")
    if not at or not local or not domain:
        return None
    return local.casefold() + "@" + domain.lower().encode("idna").decode()


def organisation(address):
    return ".".join(address.rpartition("@")[2].lower().split(".")[-2:])


def base_subject(subject):
    subject = TAG.sub(" ", subject)
    while PREFIX.match(subject):
        subject = PREFIX.sub("", subject, count=1)
    return " ".join(subject.split()).casefold()


def is_forward(subject):
    """By what its sender's program put before it."""
    subject = TAG.sub(" ", subject)
    while MARK.match(subject):
        subject = MARK.sub("", subject, count=1)
    return bool(FORWARD.match(subject))


def is_robot(address):
    """No person reads what goes there."""
    local = address.rpartition("@")[0].lower()
    return (local in ("noreply", "no-reply", "donotreply", "do-not-reply", "mailer-daemon",
                      "postmaster", "bounce", "bounces", "verification", "verify")
            or local.startswith("owner-") or local.endswith("-request"))


class Reference:
    def __init__(self, desk, plants=()):
        self.desk = desk
        self.plants = plants
        self.state = State()
        self.saved = None
        self.issued = {}            # token -> (purpose, uid, person); never forgotten
        self.uids = 0

    # People and addresses.

    def mailbox(self, address):
        """Whose address it is, any extension and case (T9), and the extension; or None."""
        local, _, domain = address.lower().rpartition("@")
        base, _, extension = local.partition("+")
        for mailbox in self.desk.mailboxes:
            if mailbox == f"{base}@{domain}":
                return mailbox, extension
        return None

    def agent_of(self, address):
        """Whose address it is; None: no agent's."""
        for agent in self.desk.agents:
            if address and key_of(address) in [key_of(own) for own in agent.addresses]:
                return agent
        return None

    def address_of(self, letter):
        """From, else the envelope sender, else nobody (S1); never an address of ours."""
        for address in (letter.identity, letter.sender):
            if address and key_of(address) and not self.mailbox(address):
                return address
        return None

    def assurance(self, letter):
        address = letter.identity
        if not address:
            return "none"
        agent = self.agent_of(address)
        if agent and agent.login and letter.login == agent.login:
            return "sasl"
        ours = [v for v in letter.verdicts if v.server == self.desk.authserv]
        if "foreign-results" in self.plants:
            ours = letter.verdicts
        dmarc = [v for v in ours if v.method == "dmarc"][:1]
        dkim = [v for v in ours if v.method == "dkim"][:1]
        for one in dmarc:
            if one.result == "pass" and organisation(one.domain) == organisation(address):
                return "aligned"
            if one.result == "fail":
                return "failed"
        for one in dkim:
            if one.result == "pass" and organisation(one.domain) == organisation(address):
                return "aligned"
        return "none"

    # Tickets.

    def ticket(self, uid):
        for ticket in self.state.tickets:
            if ticket.uid == uid:
                return ticket
        return None

    def numbered(self, number):
        for ticket in self.state.tickets:
            if ticket.number == number:
                return ticket
        return None

    def final(self, ticket):
        """Where merges lead (T8)."""
        while ticket and ticket.merged_into:
            ticket = self.ticket(ticket.merged_into)
            if "one-merge" in self.plants:
                break
        return ticket

    def is_member(self, ticket, person, issued_to=None):
        """It was issued to him, or he is on the ticket; merging puts people on what it leads to."""
        ticket = self.final(ticket)
        if not ticket or not person:
            return False
        if is_robot(person):
            return ticket.requester == person
        return person == issued_to or person in ticket.people

    # Tokens.

    def note_token(self, text, purpose, ticket, person):
        # An envelope sender of ours is no proof of who answers it.
        self.issued[text.lower()] = (purpose, ticket.uid, None if purpose == "b" else person)

    def token(self, text, purposes):
        """none, forged, unknown or valid; with ticket and person when valid (T2)."""
        text = text.lower()
        if text in self.issued:
            purpose, uid, person = self.issued[text]
            ticket = self.ticket(uid)
            if purpose not in purposes:
                return "none", None, None
            if not ticket or (person and person not in self.state.known):
                return "unknown", None, None
            return "valid", ticket, person
        return ("forged" if TOKEN_FORM.fullmatch(text) else "none"), None, None

    def our_id(self, message_id):
        """The ticket and person that a Message-ID of ours names, or None twice."""
        _, ticket, person = self.token(message_id.partition("@")[0], "m")
        return ticket, person

    # Hints (T1).

    def hints(self, letter, who, assurance):
        found = []
        for recipient in letter.recipients:
            box = self.mailbox(recipient)
            if box:
                state, ticket, person = self.token(box[1], "rbn")
                if state == "valid":
                    found.append(Hint("token", ticket, person, direct=True))
        threads = letter.in_reply_to + letter.references[::-1]
        for one in threads + [letter.returned]:
            ticket, person = self.our_id(one)
            if ticket:
                found.append(Hint("our-message-id", ticket, person,
                                  direct=one in letter.in_reply_to))
        for one in threads:
            signed = TOKEN_FORM.fullmatch(one.partition("@")[0].lower())
            ticket = None if signed else self.by_message_id(one, who)
            if ticket:
                found.append(Hint("message-id", ticket))
        for number in TAG.findall(letter.subject):
            found.append(Hint("subject", self.numbered(int(number))))
        # Somebody whom no From names is on no ticket (S1).
        named = who if letter.identity and who == key_of(letter.identity) else None
        for hint in found:
            hint.outcome = self.outcome(hint, named, assurance)
            hint.ticket = self.final(hint.ticket)
            agent = self.agent_of(letter.identity)
            hint.of_agent = bool(agent and hint.ticket and hint.ticket.requester != who)
            if hint.of_agent:
                hint.outcome = self.agent_outcome(hint, who, assurance)
        return [hint for hint in found if hint.ticket]

    def by_message_id(self, message_id, who):
        """The ticket of a stored mail: one that the sender is on, else that of the first."""
        first = None
        for mail in self.state.mails:
            if not message_id or mail.message_id != message_id or not mail.ticket:
                continue
            ticket = self.ticket(mail.ticket)
            if who in ticket.people or who in self.final(ticket).people:
                return ticket
            first = first or ticket
        return first

    def outcome(self, hint, who, assurance):
        """The table of DESIGN section 5."""
        member = self.is_member(hint.ticket, who, hint.person) and assurance != "failed"
        if "tag-joins" in self.plants and hint.link == "subject":
            member = True
        if "stolen-token" in self.plants and hint.link == "token":
            member = True
        if member:
            return "append"
        return "held" if hint.link in ("token", "our-message-id") else "linked"

    def agent_outcome(self, hint, who, assurance):
        """The same in an agent's name: what can be guessed needs proof (T6)."""
        strong = hint.link in ("token", "our-message-id")
        own = (strong and self.agent_of(hint.person) is self.agent_of(who) and
               assurance != "failed")
        if assurance in ("sasl", "aligned") or (self.desk.token_is_enough and own):
            return "append"
        return "held" if strong else "linked"

    # The decision.

    def judge(self, letter):
        """Decides upon a mail and does what follows from it."""
        ours = [self.mailbox(one) for one in letter.recipients if self.mailbox(one)]
        forged = [box for box in ours if self.token(box[1], "rbn")[0] == "forged"]
        if len(ours) == len(forged):
            return Answer("refused" if forged else "bystander")
        known = self.known_mail(letter)
        if known:
            return Answer("duplicate", self.ticket(known.ticket), why="came before")
        answer = self.decide(letter)
        if answer.kind == "returned":
            return answer
        self.store(letter, answer)
        return answer

    def known_mail(self, letter):
        named = bool(letter.message_id_field().strip() or letter.date)
        for mail in reversed(self.state.mails):
            if mail.content == letter.content() and (
                    named or letter.arrived - mail.arrived <= HOUR):
                return mail
        return None

    def decide(self, letter):
        address = self.address_of(letter)
        who = key_of(address) if address else None
        assurance = self.assurance(letter)
        silent = letter.kind in SILENT or (letter.kind == "auto-reply" and not letter.by_words)

        looped, _ = self.our_id(letter.message_id)
        if looped:
            return Answer("event", self.final(looped), why="our own mail came back")
        monitored = self.of_monitor(letter, who, assurance)
        if monitored:
            return monitored

        about, _ = self.reported(letter) if letter.kind in REPORTS else (None, False)
        if about:
            return Answer("event", self.final(self.ticket(about.ticket)), why="about our mail")
        hints = self.hints(letter, who, assurance)
        strong = [hint for hint in hints if hint.link in ("token", "our-message-id")]
        if strong and letter.identity and self.mailbox(letter.identity):
            return Answer("event", strong[0].ticket, why="our own mail, with another id")
        winners = [hint for hint in hints if hint.outcome in ("append", "held")]
        if winners and (silent or not letter.sender):
            return Answer("event", winners[0].ticket, winners[0].link, why="a machine's, tied")
        if winners:
            return self.join(letter, winners[0], who, assurance)
        if letter.kind in REPORTS and letter.kind != "complaint":
            return Answer("event", why="a report that proves nothing")
        shown = not letter.by_words or not letter.sender
        if letter.kind in ("auto-reply", "challenge") and shown:
            newest = self.newest_mail_to(who, letter.arrived)
            if newest:
                return Answer("event", newest, why="answers what it was sent lately")
        if self.commander(letter) and self.names_lost(letter):
            return Answer("returned", why="its ticket is lost with what came after the backup")
        return self.open(letter, hints[0] if hints else None, who, assurance)

    def names_lost(self, letter):
        """It answers a mail of a ticket that the restored store does not have."""
        boxes = [self.mailbox(one) for one in letter.recipients]
        tokens = [(box[1], "rbn") for box in boxes if box]
        tokens += [(one.partition("@")[0], "m") for one in letter.in_reply_to + letter.references]
        return any(self.token(text, kind)[0] == "unknown" for text, kind in tokens)

    def newest_mail_to(self, who, now):
        for mail in reversed(self.state.sent):
            if who and mail.person == who and now - mail.at <= 7 * DAY:
                return self.final(self.ticket(mail.ticket))
        return None

    def of_monitor(self, letter, who, assurance):
        """Mails of a program about one matter (L4)."""
        for monitor in self.desk.monitors:
            found = re.search(monitor.key, letter.subject)
            senders = [key_of(sender) for sender in monitor.senders]
            if not found or who not in senders or assurance == "failed":
                continue
            matter = (monitor.name, found.group(1))
            ticket = self.ticket(self.state.matters.get(matter, 0))
            over = re.search(monitor.recovery, letter.subject)
            if ticket and ticket.status in ENDED + ("merged", "spam"):
                ticket = None
            if not ticket and over:
                return Answer("event", why="over before it began")
            if ticket:
                if over:
                    self.set_status(ticket, "closed", letter.arrived)
                answer = Answer("append", ticket, "correlation", why="the same matter")
                if over:
                    self.notify(answer, letter)
                return answer
            answer = self.open(letter, None, who, assurance)
            if answer.kind == "new":
                self.state.matters[matter] = answer.ticket.uid
            return answer
        return None

    def reported(self, letter):
        """The very mail that a report is about, and whether its servers alone can know it."""
        to = [recipient.lower() for recipient in letter.recipients]
        for mail in self.state.sent:
            if mail.envelope and mail.envelope in to:
                return mail, True
        for mail in self.state.sent:
            if mail.message_id == letter.returned:
                return mail, False
        return None, False

    def held_of_agent(self, letter, hint, agent):
        """He is told that somebody uses his name, or that he has to prove it."""
        alarm = agent.addresses[0]
        answer = Answer("held", hint.ticket, hint.link, why="an agent's name without proof", plans=[
            ("agent-alarm", alarm, self.no_alarm(hint.ticket, alarm, letter))])
        self.notify(answer, letter, agent)
        return answer

    def join(self, letter, hint, who, assurance):
        """A mail that a hint brings to a ticket."""
        ticket = hint.ticket
        if hint.of_agent and hint.outcome == "append":
            return self.of_agent(letter, hint, self.agent_of(letter.identity))
        if hint.outcome == "held" and self.agent_of(letter.identity):
            return self.held_of_agent(letter, hint, self.agent_of(letter.identity))
        if hint.outcome == "held":
            answer = Answer("held", ticket, hint.link, why="a stranger's")
            self.notify(answer, letter)
            return answer
        if ticket.status in ENDED and letter.arrived - ticket.ended > self.desk.reopen_within:
            answer = self.open(letter, None, who, assurance, ticket.team)
            if answer.kind == "new":
                answer.linked, answer.link = ticket, hint.link
                answer.ticket.ties.add((ticket.uid, "follow-up"))
            return answer
        commander = self.commander(letter)
        wrong = self.objection(letter, ticket) if commander else None
        if wrong:
            return Answer("returned", why=wrong)
        self.wake(ticket, letter)
        self.add_people(ticket, letter, who, assurance)
        answer = Answer("append", ticket, hint.link, why="its sender belongs to it")
        self.notify(answer, letter, self.agent_of(letter.identity))
        if commander:
            self.carry_out(answer, letter, commander)
        return answer

    # Agents.

    def of_agent(self, letter, hint, agent):
        """An answer to the customer, or on any doubt a note (C4), and what he commands."""
        ticket = hint.ticket
        wrong = self.objection(letter, ticket)
        if wrong and "half-done" not in self.plants:
            return Answer("returned", why=wrong)
        doubt = self.doubt(letter, hint) if letter.says else None
        asked = self.asks_note(letter) or not letter.says
        answer = Answer("append", ticket, hint.link, why=doubt or "an agent's")
        answer.direction = "note" if doubt or asked else "out"
        if doubt and not asked:
            self.tell(answer, "command-result", agent, letter)
        if answer.direction == "out":
            self.send_out(answer, ticket)
        acts = answer.direction == "out" or letter.commands
        if acts and self.meanwhile(ticket, letter, agent):
            self.tell(answer, "command-result", agent, letter)
        if letter.says:
            self.notify(answer, letter, agent)
        if answer.direction == "out":
            self.set_status(ticket, "waiting", letter.arrived)
            ticket.assignee = ticket.assignee or agent.name
        self.carry_out(answer, letter, agent)
        return answer

    def send_out(self, answer, ticket):
        for person, (role, confirmed) in ticket.people.items():
            if role in ("requester", "cc") and confirmed:
                answer.mails.append(("reply", person))

    def meanwhile(self, ticket, letter, agent):
        """Others have done something since the mail that he answers (C7)."""
        sent = {mail.message_id: mail.at for mail in self.state.sent}
        named = letter.in_reply_to + letter.references[::-1]
        mine = [sent[one] for one in named if one in sent]
        if not mine:                # nothing is handed over here: all is on its way to him
            had = [[mail.at for mail in self.state.sent
                    if mail.ticket == ticket.uid and mail.person == key_of(one)
                    and mail.at < letter.arrived][-20:] for one in agent.addresses]
            mine = [max(first[0] for first in had if first)] if any(had) else []
        return bool(mine) and any(
            uid == ticket.uid and at > mine[0] and who not in (agent.name, "desk")
            for uid, at, who, _ in self.state.deeds)

    def did(self, ticket, when, who, what=""):
        agent = self.agent_of(who)
        self.state.deeds.append((ticket.uid, when, agent.name if agent else who, what))

    # Commands.

    def commander(self, letter):
        """The agent whose commands count where he is a customer, or nobody yet."""
        proved = self.assurance(letter) in ("sasl", "aligned")
        return self.agent_of(letter.identity) if proved else None

    def objection(self, letter, ticket):
        """What is wrong with the first wrong line (C2); ticket None: it opens his own."""
        if letter.commands and letter.arrived - letter.written >= 7 * DAY:
            return "too old"
        fresh = ("take", "assign", "team", "priority", "tag", "watch")
        if not ticket and any(verb not in fresh for verb, _ in letter.commands):
            return "not about a new ticket"
        names = [agent.name for agent in self.desk.agents]
        for verb, rest in letter.commands:
            known = {"assign": names + ["none"], "team": [*self.desk.teams, "none"],
                     "priority": ["critical", "high", "normal", "low"]}
            if verb in known and rest not in known[verb]:
                return f"{verb}: {rest} is none"
            if verb in ("frobnicate", "5"):
                return "no command"
            if verb == "merge" and not self.numbered(int(rest)):
                return "no such ticket"
            if (verb, rest) in (("hold", "soon"), ("tag", "")):
                return "no time, or nothing"
        return None

    def carry_out(self, answer, letter, agent):
        """All lines in their order, but the status last (C3)."""
        status = None
        for verb, rest in letter.commands:
            status = self.status_of(verb, rest) or status
            run = getattr(self, f"do_{verb}", None)
            if run:
                run(answer, rest, agent, letter)
        if status:
            self.set_status(answer.ticket, status, letter.arrived)

    def status_of(self, verb, rest):
        words = {"resolve": "resolved", "close": "closed", "wait": "waiting", "hold": "on-hold",
                 "spam": "spam", "reopen": "open"}
        return rest if verb == "status" else words.get(verb)

    def do_take(self, answer, _, agent, letter):
        self.do_assign(answer, agent.name, agent, letter)

    def do_assign(self, answer, name, agent, letter):
        ticket = answer.ticket
        name = None if name == "none" else name
        if name and name != ticket.assignee:
            if ticket.status == "new":
                ticket.status = "open"
            for one in self.desk.agents:
                told = one is not agent and one.notify == "each" and ticket.status not in ENDED
                if one.name == name and told:
                    self.tell(answer, "agent-new", one, letter)
        ticket.assignee = name

    def do_team(self, answer, name, agent, letter):
        ticket = answer.ticket
        team = None if name == "none" else name
        if team == ticket.team:
            return
        ticket.team = team
        members = self.desk.teams.get(team, ())
        if ticket.team and ticket.assignee not in members:
            ticket.assignee = None
        if not ticket.assignee and ticket.status not in ENDED:
            for one in self.desk.agents:
                if one.name in members and one is not agent and one.notify == "each":
                    self.tell(answer, "agent-new", one, letter)

    def do_priority(self, answer, word, *_):
        answer.ticket.priority = word

    def do_tag(self, answer, words, *_):
        for word in words.split():
            if word.startswith("-"):
                answer.ticket.tags.discard(word[1:])
            else:
                answer.ticket.tags.add(word.lstrip("+"))

    def do_watch(self, answer, names, agent, _):
        answer.ticket.watchers |= set(names.split() or [agent.name])

    def do_unwatch(self, answer, names, agent, _):
        answer.ticket.watchers -= set(names.split() or [agent.name])

    def asks_note(self, letter):
        boxes = [self.mailbox(one) for one in letter.recipients]
        return (("note", "") in letter.commands or
                any(box and self.token(box[1], "n")[0] == "valid" for box in boxes))

    def doubt(self, letter, hint):
        """Why the customer is not to have it; None: he gets it."""
        if hint.ticket.status == "spam":
            return "nothing is sent on it"
        told = self.agent_of(hint.person) or "weak-answer" in self.plants
        if not hint.direct or not told:
            return "it answers nothing that an agent was sent"
        if is_forward(letter.subject) and "forward-goes-out" not in self.plants:
            return "it was forwarded"
        if letter.kind not in ("human", "list"):
            return "a machine's"
        return None

    def notify(self, answer, letter, by=None):
        """Who has the ticket hears of it, else its team, and who watches it; not he who did it."""
        kind = "agent-new" if answer.kind == "new" else "agent-update"
        for agent in self.listeners(answer.ticket, letter if answer.kind == "new" else None):
            himself = agent is by and "tells-himself" not in self.plants
            if not himself and agent.notify == "each":
                self.tell(answer, kind, agent, letter)

    def listeners(self, ticket, letter=None):
        """letter: that opens it, of which the teams of all its mailboxes hear (T9)."""
        teams = {ticket.team} if ticket.team else set()
        if letter:
            boxes = [self.mailbox(one) for one in letter.recipients]
            teams |= {self.desk.team_of[box[0]] for box in boxes if box}
        names = [ticket.assignee] if ticket.assignee else [
            name for team in teams for name in self.desk.teams[team]]
        return [agent for agent in self.desk.agents
                if agent.name in names or agent.name in ticket.watchers]

    def tell(self, answer, kind, agent, letter):
        address = agent.addresses[0]
        if not self.no_alarm(answer.ticket, address, letter):
            answer.mails.append((kind, address))

    def wake(self, ticket, letter):
        """What an answer does to the status; words that are a machine's wake nobody (L3)."""
        if letter.kind not in ("human", "list") and not letter.by_words:
            return
        if letter.by_words and ticket.status in ENDED:
            return
        if ticket.status in ("waiting", "on-hold"):
            ticket.status = "open"
        elif ticket.status in ENDED:
            lately = [at for at in ticket.reopened if letter.arrived - at <= DAY]
            if len(lately) < self.desk.reopens_per_day:
                ticket.reopened.append(letter.arrived)
                self.set_status(ticket, "open", letter.arrived)

    def set_status(self, ticket, status, now):
        if status not in ENDED:
            ticket.ended = 0
        elif not ticket.ended:
            ticket.ended = now
        ticket.status = status

    def open(self, letter, linked, who, assurance, team=None):
        """A ticket of its own, unless there have been too many."""
        mine = [one for one in self.state.tickets if who and one.requester == who]
        lately = [one for one in mine if letter.arrived - one.created <= HOUR]
        if assurance in ("sasl", "aligned"):
            lately = [one for one in lately if one.proved]
        if len(lately) >= self.desk.tickets_per_hour:
            answer = Answer("held", self.final(lately[-1]), why="too many of his")
            self.notify(answer, letter, self.agent_of(letter.identity))
            return answer
        commander = self.commander(letter)
        wrong = self.objection(letter, None) if commander else None
        if wrong:
            return Answer("returned", why=wrong)
        self.heal(letter, who, assurance)
        self.uids += 1
        subject = TAG.sub(" ", letter.subject)  # the number of no other ticket (T6, T8)
        ticket = Ticket(self.uids, subject, who, letter.arrived)
        ticket.proved = assurance in ("sasl", "aligned")
        answer = Answer("new", ticket, why="nothing ties it")
        if linked:
            answer.linked, answer.link = linked.ticket, linked.link
            ticket.ties.add((linked.ticket.uid, "related"))
        self.state.tickets.append(ticket)
        if who:
            ticket.people[who] = ["requester", True]
        other = self.answer_address(letter, ticket, who, assurance)
        self.add_people(ticket, letter, who, assurance)
        if other:
            why = self.no_ack(letter, ticket, key_of(other), "none")
        else:
            why = self.no_ack(letter, ticket, who, assurance)
        answer.plans.append(("ack", other or self.address_of(letter), why))
        first = [self.mailbox(one) for one in letter.recipients if self.mailbox(one)][0][0]
        ticket.team = team or self.desk.team_of[first]
        self.notify(answer, letter, self.agent_of(letter.identity))
        if commander:
            self.carry_out(answer, letter, commander)
        return answer

    def add_people(self, ticket, letter, who, assurance):
        """Who else is on the mail (S4)."""
        proved = assurance in ("sasl", "aligned")
        confirmed = self.desk.cc_of_verified and proved and ticket.requester == who
        for _, address in letter.to + letter.cc:
            key = key_of(address)
            others = [one for one, (role, _) in ticket.people.items() if role == "cc"]
            if not key or self.mailbox(address) or self.agent_of(address):
                continue
            if key in ticket.people:
                ticket.people[key][1] |= confirmed
                continue
            if len(others) >= 10:
                continue
            ticket.people[key] = ["cc", confirmed]

    # Automatic mail.

    def answer_address(self, letter, ticket, who, assurance):
        """A Reply-To that is followed (S2), and put on the ticket; or None."""
        if len(letter.reply_to) != 1 or assurance not in ("sasl", "aligned"):
            return None
        other = letter.reply_to[0][1]
        if (not key_of(other) or key_of(other) == who or ticket.requester != who
                or organisation(other) != organisation(who)
                or self.mailbox(other) or self.agent_of(other)):
            return None
        ticket.people[key_of(other)] = ["cc", True]
        return other

    def no_ack(self, letter, ticket, who, assurance):
        """Why there is no acknowledgement (L1, L5); "" when there is one."""
        if not who:
            return "nobody"
        if not letter.sender or is_robot(letter.sender) or is_robot(who):
            return "a machine's address"
        if letter.identity and self.mailbox(letter.identity):
            return "from the desk itself"
        if letter.kind != "human" or not letter.answerable:
            return "a machine"
        if not any(self.mailbox(address) for _, address in letter.to + letter.cc):
            return "not written to the desk"
        if assurance == "failed":
            return "forged"
        if self.is_dead(who):
            return "mail to him has failed"
        now = letter.arrived
        acks = [mail for mail in self.state.sent if mail.kind == "ack" and mail.person == who]
        if len([mail for mail in acks if now - mail.at <= HOUR]) >= self.desk.acks_per_hour:
            return "too many this hour"
        today = len([mail for mail in acks if now - mail.at <= DAY])
        if today >= self.desk.acks_per_day:
            return "too many today"
        if assurance == "none" and today >= self.desk.unverified_acks_per_day:
            return "too many for a stranger"
        lately = [mail for mail in acks if now - mail.at <= 3 * HOUR]
        if len(lately) >= 2 and base_subject(ticket.subject) in [
                base_subject(self.ticket(mail.ticket).subject) for mail in lately]:
            return "the same subject again"
        return ""

    def no_alarm(self, ticket, address, letter):
        if self.is_dead(key_of(address)):
            return "mail to him has failed"
        sent = [mail for mail in self.state.sent
                if mail.ticket == ticket.uid and mail.person == key_of(address)]
        for most, minutes in BUDGETS:
            lately = [mail for mail in sent if letter.arrived - mail.at <= minutes * MINUTE]
            if len(lately) >= most:
                return f"{most} in {minutes} minutes"
        return ""

    # What is kept.

    def store(self, letter, answer):
        address = self.address_of(letter)
        who = key_of(address) if address else None
        self.state.mails.append(Stored(
            content=letter.content(), named=bool(letter.message_id_field() or letter.date),
            message_id=letter.message_id, arrived=letter.arrived, author=who,
            ticket=answer.ticket.uid if answer.ticket else 0,
            held=answer.kind == "held", kind=letter.kind, direction=answer.direction,
            personal=letter.kind in ("human", "list") and self.assurance(letter) != "failed" and
            not is_robot(address or "") and not self.agent_of(address) and
            not (letter.identity and self.mailbox(letter.identity))))
        if answer.ticket and who and answer.kind != "event":
            self.did(answer.ticket, letter.arrived, who)
        if answer.kind != "held":
            self.heal(letter, who, self.assurance(letter))
        self.mark_report(letter, answer)

    def mark_report(self, letter, answer):
        """News of a mail changes it, and bad news the address it went to (B1, B3)."""
        mail, sure = self.reported(letter) if letter.kind in REPORTS else (None, False)
        said = SAID.get(letter.report)
        if not mail or DELIVERIES.index(said) <= DELIVERIES.index(mail.delivery):
            return
        mail.delivery = said
        if said == "failed" and mail.kind == "reply":
            self.ticket(mail.ticket).tags.add("undeliverable")
            for agent in self.listeners(self.ticket(mail.ticket)):
                self.tell(answer, "agent-alarm", agent, letter)
        points, last = self.state.health.get(mail.person, (0, 0))
        if (said in ("failed", "complained") and (sure or not mail.envelope)
                and letter.arrived - last >= DAY):
            self.state.health[mail.person] = [points + 2, letter.arrived]

    def heal(self, letter, who, assurance):
        """Somebody lives where a person writes from."""
        if letter.kind == "human" and letter.sender and assurance != "failed":
            self.state.health.pop(who, None)

    def is_dead(self, person):
        return self.state.health.get(person, (0, 0))[0] >= 2

    def queued(self, sent):
        self.state.sent.append(sent)
        self.state.known.add(sent.person)

    # What admins do.

    def change_status(self, ticket, status, now):
        if status != ticket.status:
            self.did(ticket, now, "admin", "status")
        self.set_status(ticket, status, now)

    def merge(self, ticket, into, now):
        """His people are noted there, so that nobody gets mail by it."""
        self.did(ticket, now, "admin", "merge")
        self.did(into, now, "admin", "merge")
        into.watchers |= ticket.watchers
        answer = Answer("append", into)
        self.notify(answer, Moment(now))
        ticket.merged_into, ticket.status = into.uid, "merged"
        for person in ticket.people:
            into.people.setdefault(person, ["cc", False])
        return answer

    def approve(self, ticket, number, now):
        """What was held is the answer that it looks like, unless nobody can have written it."""
        into = self.final(ticket)
        self.did(into, now, "admin", "approve")
        answer = Answer("append", into)
        for mail in self.state.mails:
            if not mail.held or mail.number != number:
                continue
            mail.held = False
            others = [one for one, (role, sure) in into.people.items() if role == "cc" and sure]
            if (mail.author and mail.personal and mail.author != into.requester
                    and (len(others) < 10 or mail.author in others)):
                into.people[mail.author] = ["cc", True]
            if mail.kind in ("human", "list") and into.status in ENDED + ("waiting", "on-hold"):
                self.set_status(into, "open", 0)
        return answer

    def backup(self):
        self.saved = copy.deepcopy(self.state)

    def restore(self):
        self.state = copy.deepcopy(self.saved)
