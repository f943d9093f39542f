"""What the clocks of an SLA mean, by doc/TRIAGE.md, deskmilter.conf(5) and deskpost(8) alone: minutes
of business time are counted, and nothing is known of timers. Who has a ticket is taken from the
desk, when the desk has to choose; all else is reckoned here.

A plant is a mistake on purpose, by which the checker shows that it sees one."""
from desk import CATEGORIES, CLOCKS, CUSTOMERS, IMPACT, MAILBOX_SLA, MAILBOX_TEAM, PRIORITIES, SLAS, TEAMS, URGENCY

STOPPED = ("waiting", "on-hold")
ENDED = ("resolved", "closed", "merged", "spam")
DOUBT = 10  # minutes
REPEATS = 10
PLANTS = ["no-holidays", "no-summer-time", "runs-while-waiting", "thanks-asks", "keeps-target", "warns-late",
          "no-repeat", "reopens-old"]


class Doubt:
    """Whether a deskpost believes the clock: after a leap of more than an hour, when it has stayed so."""

    def __init__(self):
        self.offset, self.claimed, self.since = None, None, None

    def believes(self, steady, wall):
        offset = wall - steady
        if self.offset is None or offset == self.offset:
            self.offset, self.claimed = offset, None
        elif offset != self.claimed:
            self.claimed, self.since = offset, steady
        elif steady - self.since >= DOUBT:
            self.offset, self.claimed = offset, None
        return self.claimed is None


class Clock:
    def __init__(self, kind):
        self.kind = kind
        self.used = 0      # open minutes in which it ran
        self.step = 0      # the next one: warning, end, then each of the escalation
        self.missed = False
        self.target = None  # minutes; None: it has none
        self.told = set()


class Ticket:
    def __init__(self, number, state, now):
        self.number, self.counted = number, now
        self.clocks = {}  # those that run, or would, were the ticket not stopped
        self.received = [now]
        self.answered = False  # for the first time
        self.fuzzy = False     # a wrong clock has had its hand in it
        self.follow(state)

    def follow(self, state):
        """What other parts of the desk have decided."""
        self.status, self.team, self.assignee = state["status"], state["team"], state["assignee"]

    def is_running(self):
        return self.status not in STOPPED + ENDED


class Reference:
    def __init__(self, hours, plant=None):
        self.hours, self.plant = hours, plant
        self.tickets = {}
        self.clock_events = 0

    # ---- triage ----

    def triage(self, subject, sender):
        """Category, team, SLA and priority of a mail."""
        best = next((name for name, (word, *_) in CATEGORIES.items() if word in subject), None)
        _, team, sla, priority = CATEGORIES.get(best, (None, None, None, None))
        promised, vip = CUSTOMERS.get(sender.split("@")[1], (None, False))
        rank = PRIORITIES.index(priority or "normal")
        if URGENCY in subject or IMPACT in subject:
            rank = 0 if URGENCY in subject and IMPACT in subject else min(rank, 1)
        if vip:
            rank = max(rank - 1, 0)
        return {"category": best, "team": team or MAILBOX_TEAM, "sla": promised or sla or MAILBOX_SLA,
                "priority": PRIORITIES[rank]}

    # ---- time ----

    def calendar(self, ticket):
        return self.hours[SLAS[ticket.sla]["calendar"]]

    def count(self, ticket, now):
        """Adds the open minutes since last time to whatever runs."""
        if ticket.is_running() or self.plant == "runs-while-waiting" and ticket.status == "waiting":
            spent = self.calendar(ticket).between(ticket.counted, now)
            for clock in ticket.clocks.values():
                clock.used += spent
        ticket.counted = now

    @staticmethod
    def over(clock):
        return clock.target is not None and clock.used >= clock.target

    def aim(self, ticket):
        """Another priority or SLA: what has been missed stays so, all else has another time."""
        for clock in ticket.clocks.values():
            if not clock.missed and self.plant != "keeps-target":
                clock.target = SLAS[ticket.sla].get(clock.kind, {}).get(ticket.priority)

    def start(self, ticket, kind):
        ticket.clocks[kind] = Clock(kind)
        ticket.clocks[kind].target = SLAS[ticket.sla].get(kind, {}).get(ticket.priority)

    # ---- what happens ----

    def opened(self, number, state, now, triaged):
        ticket = self.tickets[number] = Ticket(number, state, now)
        ticket.sla, ticket.priority = triaged["sla"], triaged["priority"]
        self.start(ticket, "first-response")
        self.start(ticket, "resolution")
        return ticket

    def end(self, ticket, kinds):
        """What the clocks waited for has happened: events to be expected."""
        events = []
        for kind in CLOCKS:
            clock = ticket.clocks.pop(kind, None) if kind in kinds else None
            if clock and clock.target is not None:
                late = clock.used > clock.target and not clock.missed
                events.append(("sla-missed" if late else "sla-met", kind))
        self.clock_events += len(events)
        return events

    def asked(self, ticket, state, now, is_thanks=False):
        self.count(ticket, now)
        was_ended = ticket.status in ENDED
        ticket.follow(state)
        ticket.received.append(now)
        if is_thanks and self.plant != "thanks-asks":
            return
        if was_ended and ticket.status not in ENDED:
            self.reopened(ticket, now)
        if ticket.status not in ENDED:
            self.owe_answer(ticket)

    def owe_answer(self, ticket):
        if "first-response" not in ticket.clocks and "next-response" not in ticket.clocks:
            self.start(ticket, "next-response")

    def reopened(self, ticket, now):
        ticket.counted = now
        if self.plant != "reopens-old":
            self.start(ticket, "resolution")

    def set_status(self, ticket, state, now):
        self.count(ticket, now)
        before, ticket.status = ticket.status, state["status"]
        ticket.follow(state)
        events = []
        if before == ticket.status:
            return events
        if ticket.status in ("waiting", "resolved"):
            events += self.end(ticket, ["first-response", "next-response"])
        if ticket.status == "resolved":
            events += self.end(ticket, ["resolution"])
        elif ticket.status in ENDED:
            ticket.clocks.clear()
        elif before in ENDED:
            self.reopened(ticket, now)
            self.owe_answer(ticket)
        return events

    def set_promise(self, ticket, state, now, sla=None, priority=None):
        self.count(ticket, now)
        ticket.sla, ticket.priority = sla or ticket.sla, priority or ticket.priority
        ticket.follow(state)
        self.aim(ticket)

    # ---- deskpost looks ----

    def threshold(self, ticket, clock):
        """(used minutes at which the next step is due, what it does)."""
        sla = SLAS[ticket.sla]
        if clock.step == 0:
            return clock.target * sla["warn-at"] + (self.plant == "warns-late"), "warn"
        if clock.step == 1:
            return clock.target, "miss"
        steps = [step for step in sla["escalation"] if step[1] != "repeat"]
        number = clock.step - 2
        if number < len(steps):
            return clock.target + steps[number][0], steps[number][1]
        distance = next((delay for delay, what in sla["escalation"] if what == "repeat"), None)
        if distance is None or self.plant == "no-repeat" or number >= len(steps) + REPEATS:
            return None, None
        return clock.target + (steps[-1][0] if steps else 0) + distance * (number - len(steps) + 1), "repeat"

    def due(self, ticket):
        """[(clock, [what, ...])]: the steps that are to be taken now."""
        found = []
        for clock in (ticket.clocks[kind] for kind in CLOCKS if kind in ticket.clocks):
            steps = []
            while clock.target is not None:
                at, what = self.threshold(ticket, clock)
                if at is None or clock.used < at:
                    break
                steps.append(what)
                clock.step += 1
            if "miss" in steps:
                clock.missed = True
                steps = [step for step in steps if step != "warn"]
            # Who had the ticket between two of the desk's looks is nothing to tell of.
            teams = [i for i, what in enumerate(steps) if what.startswith("team ")]
            if teams:
                steps = [what for i, what in enumerate(steps)
                         if i >= teams[-1] or what != "assign-lead" and not what.startswith("team ")]
            if steps:
                found.append((clock, steps))
        return found

    def look(self, ticket, now):
        """Rounds of (events, who must be told, who may be): a raised priority may make more due."""
        self.count(ticket, now)
        rounds = []
        while ticket.is_running():
            due = self.due(ticket)
            if not due:
                break
            rounds.append(self.take(ticket, due))
            self.clock_events += sum(len(steps) for _, steps in due)
        return rounds

    def take(self, ticket, due):
        events, may = [], self.audience(ticket) | self.lead(ticket)
        tells = False
        lead_only = True
        for clock, steps in due:
            for what in steps:
                events += self.take_step(ticket, clock, what)
                may |= self.audience(ticket) | self.lead(ticket)
                tells |= what not in ("miss", "raise-priority")
                lead_only &= what in ("miss", "raise-priority", "alarm-lead", "repeat") and bool(self.lead(ticket))
        must = set()
        if tells:
            must = self.lead(ticket) if lead_only else self.audience(ticket)
        return events, must, may if tells else set(), ticket.assignee is None

    @staticmethod
    def lead(ticket):
        return {TEAMS[ticket.team][2]}

    @staticmethod
    def audience(ticket):
        return {ticket.assignee} if ticket.assignee else set(TEAMS[ticket.team][1])

    def take_step(self, ticket, clock, what):
        if what in ("warn", "miss"):
            return [("sla-warning" if what == "warn" else "sla-missed", clock.kind)]
        if what == "raise-priority":
            rank = PRIORITIES.index(ticket.priority)
            ticket.priority = PRIORITIES[max(rank - 1, 0)]
            self.aim(ticket)
            return [("escalated", "raised" if rank else "stays critical")]
        if what == "assign-lead":
            (lead,) = self.lead(ticket)
            if ticket.assignee == lead:
                return []
            # Whom a team chose by itself may be its lead.
            unknown = ticket.assignee is None and TEAMS[ticket.team][0] != "manual"
            ticket.assignee = lead
            ticket.status = "open" if ticket.status == "new" else ticket.status
            return [("perhaps" if unknown else "escalated", f"{lead}, the lead")]
        if what.startswith("team "):
            team = what.split()[1]
            if ticket.team == team:
                return []
            ticket.team, ticket.assignee = team, None
            return [("escalated", f"the team {team} got it")]
        return []
