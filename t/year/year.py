#!/usr/bin/env python3
"""A year of a desk's traffic with a clock that is played, compared with a slow reference.

  year.py --drive PROGRAM --folder FOLDER [--store ADDRESS] [--seed N] [--tickets N] [--days N]
          [--often] [--form up|down|two|mixed] [--plant MISTAKE] [--show N] [--trace TICKET]

up: one deskpost looks all year; down: it does not for days and a week in between; two: two of them
look at the same moments; mixed: all of it, and a clock that is set 30 days ahead and back for a while.
After each command the events and mails that it left in the store are compared with what the
reference expects. Ends with a line of what was compared; the first disagreements are told before
it, and exit status 1.
"""
import argparse
import heapq
import os
import random
import sys
from collections import Counter, defaultdict

import desk
import reference
from desk import AGENTS, ALARMS_PER_HOUR, CALENDARS, DAY, HOUR, TEAMS, micros

TOLD = ("sla-warning", "sla-missed", "sla-met", "escalated")
LOADING = ("new", "open", "in-progress", "waiting")
MONTH = 30 * DAY
# By what goes wrong in the desk in place of the reference.
DESK_PLANTS = ["put-back", "lose", "late", "burst"]
SLACK = 2 * HOUR  # a clock that was wrong costs so much at most
DOMAINS = ["example.com", "example.net", "big.example.com", "vip.example.net", "mail.example.org"]


class Year:
    def __init__(self, options, drive):
        self.options, self.drive = options, drive
        self.dice = random.Random(options.seed)
        self.hours = {name: desk.Hours(name, options.days, options.plant) for name in [None, *CALENDARS]}
        self.model = reference.Reference(self.hours, options.plant)
        self.doubts = [reference.Doubt(), reference.Doubt()]
        self.queue, self.order = [], 0
        self.state = {}                  # of each ticket, as the desk told it last
        self.wrong, self.broken = [], set()
        self.sent = defaultdict(list)    # alarms of each agent
        self.counts = Counter()
        self.fuzzy = defaultdict(Counter)  # ticket: how often each event was told since its clock began
        self.away = {}
        self.offset = 0                  # of the clock on the wall
        self.believed_leap = False
        self.planted = None
        self.last = ()                   # the command

    # ---- the plan ----

    def plan(self, minute, action, *values):
        self.order += 1
        heapq.heappush(self.queue, (minute, self.order, action, values))

    def plan_year(self):
        days, dice = self.options.days, self.dice
        for _ in range(self.options.tickets):
            self.plan(dice.randrange(HOUR, (days - 1) * DAY), self.arrive)
        for _ in range(days // 8):
            self.plan(dice.randrange(days * DAY), self.leave)
        down = []
        if self.options.form in ("down", "mixed"):
            # A day, a week, a few days at chance.
            for length in [DAY, 7 * DAY, *(DAY for _ in range(days // 60))]:
                begin = dice.randrange(days * DAY - length)
                down.append((begin, begin + length))
        if self.options.form == "mixed":
            for number, (ahead, length) in enumerate([(MONTH, 8), (MONTH, 45), (-MONTH, 8), (-MONTH, 45)]):
                begin = days * DAY * (2 * number + 1) // 8 + dice.randrange(days)
                self.plan(begin, self.leap, ahead, length)
                self.plan(begin + length, self.leap, 0, length)
                for minute in range(begin - 15, begin + length + 15, 3):
                    self.plan(minute, self.look, 3)
                for _ in range(4):
                    self.plan(begin + dice.randrange(length), self.arrive)
        self.plan_looks(down)
        if self.options.plant in DESK_PLANTS:
            for week in range(1, days // 7):
                self.plan(week * 7 * DAY + 12 * HOUR, self.plant)

    def plan_looks(self, down):
        for day in range(self.options.days):
            often = [13, 20, 45] if self.options.often else [30, 45, 60]
            step = self.dice.choice([1, 7] if day % 30 == 0 else often)
            for minute in range(day * DAY, (day + 1) * DAY, step):
                if any(since <= minute < until for since, until in down):
                    continue
                who = self.dice.choice([1, 2, 3]) if self.options.form == "mixed" else 1
                self.plan(minute, self.look, 3 if self.options.form == "two" else who)

    def run(self):
        self.plan_year()
        while self.queue:
            minute, _, action, values = heapq.heappop(self.queue)
            if minute < self.options.days * DAY:
                action(minute, *values)
        for ticket in self.model.tickets.values():
            self.check_lost(self.options.days * DAY, ticket, reference.CLOCKS)

    def plan_next(self, now, number):
        delay = int(self.dice.expovariate(1 / 900)) + 1
        if self.dice.random() < 0.1:
            delay += 5 * DAY
        self.plan(now + delay, self.live, number)

    # ---- what the desk did ----

    def blame(self, now, number, text):
        if number in self.broken:
            return
        self.broken.add(number)
        self.wrong.append(f"DISAGREEMENT seed {self.options.seed} minute {now} ticket {number}: {text};"
                          f" it was {self.last}")

    def do(self, now, *fields):
        self.last = fields
        answer = self.drive.do(*fields)
        wall = now + self.offset
        if self.options.trace in answer.tickets:
            self.trace(now, fields, answer, self.options.trace)
        self.check_assigned(wall, answer)
        self.state.update(answer.tickets)
        for event in answer.events:
            if event["at"] != wall and event["kind"] in TOLD:
                self.blame(now, event["ticket"], f"{event} is not of now")
        self.check_alarms(now, wall, answer)
        for event in answer.events:
            self.counts[event["kind"]] += 1
        return answer

    @staticmethod
    def trace(now, fields, answer, number):
        print("#", now, *fields, answer.verdict, answer.error, answer.tickets[number])
        for event in answer.events:
            if event["ticket"] == number:
                print("#  ", event["kind"], event["detail"])
        print("#  ", *(f"{row['kind']} to {row['to']}" for row in answer.rows if row["ticket"] == number))

    def check_assigned(self, wall, answer):
        """Whom the desk chose is there, of the team, and has not too much to do."""
        for number in {event["ticket"] for event in answer.events if event["kind"] in ("assigned", "reassigned")}:
            new = answer.tickets[number]
            who = new["assignee"]
            self.counts["assignments"] += who is not None
            if who is None or self.offset or any(e["kind"] == "escalated" for e in answer.events):
                continue
            capacity, calendar = AGENTS[who]
            load = sum(state["assignee"] == who and state["status"] in LOADING
                       for state in {**self.state, **answer.tickets}.values())
            problems = [text for bad, text in (
                (who not in TEAMS[new["team"]][1], "is not of the team"),
                (self.away.get(who, 0) > wall, "is away"),
                (calendar and not self.hours[calendar].between(wall, wall + 1), "is not at work"),
                (capacity and load > capacity, f"has {load} tickets")) if bad]
            for problem in problems:
                self.blame(wall, number, f"{who} got it, who {problem}")

    def check_alarms(self, now, wall, answer):
        for row in answer.rows:
            if row["kind"] != "agent-alarm":
                continue
            self.counts["alarms"] += 1
            times = self.sent[row["to"]]
            times.append(wall)
            # Those from before a clock was set back count for themselves.
            if sum(wall - HOUR < at <= wall for at in times) > ALARMS_PER_HOUR:
                self.blame(now, row["ticket"], f"{row['to']} gets more alarms than are allowed in an hour")

    def told(self, answer, number):
        """What the desk says of the clocks of a ticket, in the words of the reference."""
        return [event for event in answer.events if event["ticket"] == number and event["kind"] in TOLD]

    @staticmethod
    def is_like(event, meant):
        kind, word = meant[0].replace("perhaps", "escalated"), meant[1]
        start = event["detail"].removeprefix("the ").replace(" ", "-")
        return event["kind"] == kind and (start.startswith(word) if kind != "escalated"
                                          else word in event["detail"])

    def compare(self, now, answer, number, expected):
        """One disagreement for each ticket is enough."""
        found = self.told(answer, number)
        ticket = self.model.tickets.get(number)
        if ticket and ticket.fuzzy:
            self.compare_fuzzy(now, ticket, found)
            return
        left = list(found)
        for meant in expected:
            hit = next((event for event in left if self.is_like(event, meant)), None)
            if hit is None and meant[0] == "perhaps":
                continue
            if hit is None:
                self.blame(now, number, f"there is no {meant}, but {found}")
                return
            left.remove(hit)
        if left:
            self.blame(now, number, f"unexpected: {left}; expected {expected}")
        state = answer.tickets.get(number)
        if state and ticket and state["priority"] != ticket.priority:
            self.blame(now, number, f"priority {state['priority']}, expected {ticket.priority}")

    # ---- tickets that a wrong clock has touched: nothing twice, nothing lost ----

    def make_fuzzy(self, now, ticket):
        self.model.count(ticket, now)
        ticket.fuzzy = True
        for clock in ticket.clocks.values():
            clock.used = 0
            clock.step = 0

    def compare_fuzzy(self, now, ticket, found):
        for event in found:
            for kind in reference.CLOCKS:
                if event["kind"] in ("sla-warning", "sla-missed") and self.is_like(event, (event["kind"], kind)):
                    self.fuzzy[ticket.number][event["kind"], kind] += 1
                    if self.fuzzy[ticket.number][event["kind"], kind] > 1:
                        self.blame(now, ticket.number, f"{event} came twice")

    def check_lost(self, now, ticket, kinds):
        """A clock that has run long enough since the leap must have been missed."""
        if not ticket.fuzzy or self.offset:
            return
        self.model.count(ticket, now)
        for kind in kinds:
            clock = ticket.clocks.get(kind)
            longest = max(desk.SLAS[ticket.sla].get(kind, {"": 0}).values()) if clock else 0
            if clock and clock.target is not None and clock.used > longest + SLACK and not clock.missed \
                    and not self.fuzzy[ticket.number]["sla-missed", kind]:
                self.blame(now, ticket.number, f"{kind} was never missed, after {clock.used} minutes")

    # ---- what happens ----

    def arrive(self, now):
        dice, number = self.dice, len(self.state) + 1
        subject = " ".join(["question", *(word for word, *_ in desk.CATEGORIES.values() if dice.random() < 0.1)][:2])
        for word in (desk.URGENCY, desk.IMPACT):
            subject += f", {word}" if dice.random() < 0.15 else ""
        sender = f"c{number}-{now}@{dice.choice(DOMAINS)}"
        answer = self.do(now, "mail", micros(now + self.offset), sender, subject, "could you help me")
        self.opened(now, answer, sender, subject)

    def opened(self, now, answer, sender, subject):
        number, triaged = answer.made, self.model.triage(subject, sender)
        state = self.state[number]
        if any(state[key] != triaged[key] for key in triaged):
            self.blame(now, number, f"{subject!r} of {sender} makes {state}, expected {triaged}")
        ticket = self.model.opened(number, state, now, triaged)
        ticket.sender, ticket.subject, ticket.authors = sender, subject, {}
        if self.offset:
            self.make_fuzzy(now, ticket)
        self.compare(now, answer, number, [])
        self.plan_next(now, number)

    def leave(self, now):
        agent = self.dice.choice(list(AGENTS))
        self.away[agent] = now + self.offset + self.dice.randrange(HOUR, 5 * DAY)
        self.do(now, "away", micros(now + self.offset), agent, micros(self.away[agent]))

    def leap(self, now, offset, length):
        self.counts["leaps"] += offset != 0
        if offset == 0 and length > reference.DOUBT or offset and length > reference.DOUBT:
            for ticket in self.model.tickets.values():
                self.make_fuzzy(now, ticket)
        self.offset = offset

    def look(self, now, who):
        wall = now + self.offset
        believes = [self.doubts[i].believes(now, wall) for i in range(2) if who >> i & 1]
        self.counts["looks"] += 1
        if self.planted:
            self.planted = self.plant_look(now)
        answer = self.do(now, "look", micros(now), micros(wall), who)
        if answer.error:
            self.blame(now, 0, answer.error)
        for number in {event["ticket"] for event in answer.events} - set(self.model.tickets):
            self.blame(now, number, "an event of an unknown ticket")
        if not any(believes):
            if answer.events or answer.rows:
                self.blame(now, answer.events[0]["ticket"], "something was done by a clock in doubt")
            return
        for ticket in self.model.tickets.values():
            if ticket.status not in reference.ENDED:
                self.look_at(now, ticket, answer)

    def look_at(self, now, ticket, answer):
        rounds = [] if ticket.fuzzy else self.model.look(ticket, now)
        self.compare(now, answer, ticket.number, [event for events, *_ in rounds for event in events])
        state = answer.tickets.get(ticket.number)
        if state:
            self.check_place(now, ticket, state, rounds)
            ticket.follow(state)
            if ticket.fuzzy:
                ticket.priority = state["priority"]
        if not ticket.fuzzy:
            self.check_told(now, ticket, answer, rounds)

    def check_place(self, now, ticket, state, rounds):
        if ticket.fuzzy:
            return
        if state["team"] != ticket.team:
            self.blame(now, ticket.number, f"team {state['team']}, expected {ticket.team}")
        if rounds and TEAMS[ticket.team][0] == "manual" and state["assignee"] != ticket.assignee:
            self.blame(now, ticket.number, f"{state['assignee']} has it, expected {ticket.assignee}")

    def check_told(self, now, ticket, answer, rounds):
        """Each who is to hear of it does, once, unless he has had too many alarms."""
        number = ticket.number
        rows = Counter(row["to"] for row in answer.rows if row["ticket"] == number and row["kind"] == "agent-alarm")
        kept = [event for event in answer.events if event["ticket"] == number
                and event["kind"] == "agent-alarm-suppressed"]
        self.counts["kept back"] += len(kept)
        must = set().union(*(must for _, must, *_ in rounds))
        may = set().union(*(may for *_, may, _ in rounds))
        if may:
            may |= {ticket.assignee} - {None}
        if any(count > len(rounds) for count in rows.values()):
            self.blame(now, number, f"somebody has more than one alarm: {rows}")
        if set(rows) - may:
            self.blame(now, number, f"alarms to {set(rows)}, allowed {may}")
        silent = {who for who in must - set(rows) if not self.is_full(who, now)}
        # Whom the desk chose is known afterwards only.
        if silent and ticket.assignee not in rows and not self.is_full(ticket.assignee, now):
            self.blame(now, number, f"no alarm to {silent}, but to {set(rows)}")
        for event in kept:
            if not any(self.is_full(who, now) for who in may):
                self.blame(now, number, f"nobody had too many alarms: {event}")

    def is_full(self, who, now):
        wall = now + self.offset
        # An hour has two ends: what was sent just an hour ago may count or not.
        return sum(wall - HOUR <= at <= wall for at in self.sent[who]) >= ALARMS_PER_HOUR

    # ---- the life of a ticket ----

    def live(self, now, number):
        ticket = self.model.tickets[number]
        if ticket.status in ("merged", "spam", "closed"):
            return
        if self.offset and not ticket.fuzzy:
            self.make_fuzzy(now, ticket)
        if ticket.status == "resolved":
            actions = [self.answer, self.answer, self.thank, self.open_again, self.close, self.close, self.close]
        else:
            actions = [self.wait, self.wait, self.wait, self.answer, self.answer, self.answer, self.thank, self.hold,
                       self.work, self.raise_or_lower, self.raise_or_lower, self.promise, self.pass_on, self.give,
                       self.intrude, self.merge, self.split, self.resolve, self.resolve, self.resolve, self.discard]
        self.dice.choice(actions)(now, ticket)
        self.plan_next(now, number)

    def set(self, now, ticket, *assignments):
        answer = self.do(now, "set", micros(now + self.offset), ticket.number, *assignments)
        if answer.error:
            self.blame(now, ticket.number, f"{assignments}: {answer.error}")
        return answer

    def set_status(self, now, ticket, status):
        answer = self.set(now, ticket, f"status={status}")
        if status == "resolved":
            self.check_lost(now, ticket, reference.CLOCKS)
        expected = self.model.set_status(ticket, self.state[ticket.number], now)
        self.compare(now, answer, ticket.number, expected)
        self.forget(ticket)

    def forget(self, ticket):
        """Clocks that have ended may begin anew."""
        for kind in reference.CLOCKS:
            if kind not in ticket.clocks:
                for event in ("sla-warning", "sla-missed"):
                    self.fuzzy[ticket.number][event, kind] = 0

    def wait(self, now, ticket):
        self.set_status(now, ticket, "waiting")

    def hold(self, now, ticket):
        self.set_status(now, ticket, "on-hold")

    def work(self, now, ticket):
        self.set_status(now, ticket, "in-progress")

    def resolve(self, now, ticket):
        self.set_status(now, ticket, "resolved")

    def close(self, now, ticket):
        self.set_status(now, ticket, "closed")

    def discard(self, now, ticket):
        if self.dice.random() < 0.3:
            self.set_status(now, ticket, "spam")

    def open_again(self, now, ticket):
        self.set_status(now, ticket, "open")

    def write(self, now, ticket, sender, text):
        return self.do(now, "answer", micros(now + self.offset), ticket.number, sender, text)

    def answer(self, now, ticket):
        answer = self.write(now, ticket, ticket.sender, "that did not help, what else")
        if answer.made != ticket.number:
            self.opened(now, answer, ticket.sender, ticket.subject)
            return
        self.model.asked(ticket, self.state[ticket.number], now)
        self.compare(now, answer, ticket.number, [])

    def thank(self, now, ticket):
        answer = self.write(now, ticket, ticket.sender, "Thanks!")
        if answer.made != ticket.number:
            self.opened(now, answer, ticket.sender, ticket.subject)
            return
        self.model.asked(ticket, self.state[ticket.number], now, is_thanks=True)
        self.compare(now, answer, ticket.number, [])

    def intrude(self, now, ticket):
        """A stranger has got hold of the address; an agent knows better."""
        stranger = f"s{now}@example.net"
        answer = self.write(now, ticket, stranger, "I have the same trouble")
        if answer.verdict != "held":
            self.blame(now, ticket.number, f"what a stranger writes is {answer.verdict}")
        ticket.received.append(None)
        self.model.count(ticket, now)
        self.compare(now, answer, ticket.number, [])
        if self.dice.random() < 0.5:
            answer = self.do(now, "approve", micros(now + self.offset), ticket.number)
            ticket.received.pop()
            ticket.authors[len(ticket.received) + 1] = stranger
            self.model.asked(ticket, self.state[ticket.number], now)
            self.compare(now, answer, ticket.number, [])

    def raise_or_lower(self, now, ticket):
        priority = self.dice.choice(desk.PRIORITIES)
        answer = self.set(now, ticket, f"priority={priority}")
        self.model.set_promise(ticket, self.state[ticket.number], now, priority=priority)
        self.compare(now, answer, ticket.number, [])

    def promise(self, now, ticket):
        sla = self.dice.choice(list(desk.SLAS))
        answer = self.set(now, ticket, f"sla={sla}")
        self.model.set_promise(ticket, self.state[ticket.number], now, sla=sla)
        self.compare(now, answer, ticket.number, [])

    def pass_on(self, now, ticket):
        answer = self.set(now, ticket, f"team={self.dice.choice(list(TEAMS))}")
        self.model.set_promise(ticket, self.state[ticket.number], now)
        self.compare(now, answer, ticket.number, [])

    def give(self, now, ticket):
        answer = self.set(now, ticket, f"assignee={self.dice.choice(TEAMS[ticket.team][1])}")
        self.model.set_promise(ticket, self.state[ticket.number], now)
        self.compare(now, answer, ticket.number, [])

    def merge(self, now, ticket):
        others = [other.number for other in self.model.tickets.values()
                  if other is not ticket and other.status not in reference.ENDED]
        if not others or self.dice.random() < 0.5:
            return
        into = self.model.tickets[self.dice.choice(others)]
        answer = self.do(now, "merge", micros(now + self.offset), ticket.number, into.number)
        self.compare(now, answer, ticket.number, self.model.set_status(ticket, self.state[ticket.number], now))
        self.compare(now, answer, into.number, [])

    def split(self, now, ticket):
        if len(ticket.received) < 2 or ticket.received[-1] is None:  # nothing else, or it is held
            return
        last = len(ticket.received)
        answer = self.do(now, "split", micros(now + self.offset), ticket.number, last)
        received = ticket.received.pop()
        author = ticket.authors.pop(last, ticket.sender)
        self.compare(now, answer, ticket.number, [])
        # The customer has waited since he wrote it.
        made = self.model.opened(answer.made, self.state[answer.made], received,
                                 {"sla": ticket.sla, "priority": ticket.priority})
        made.sender, made.subject, made.authors = author, ticket.subject, {}
        if ticket.number in self.broken:
            self.broken.add(made.number)
        if self.offset or ticket.fuzzy:
            self.make_fuzzy(now, made)
        self.compare(now, answer, answer.made, [])
        self.plan_next(now, answer.made)

    # ---- mistakes of the desk ----

    def plant(self, _):
        self.planted = self.options.plant

    def plant_look(self, now):
        """Returns the mistake when it is still to be made: put-back takes two looks."""
        if self.planted == "put-back":
            self.drive.do("keep")
            return "put-back-now"
        if self.planted == "put-back-now":
            if not self.counts["sla-warning"] > self.counts["before"]:
                self.counts["before"] = self.counts["sla-warning"]
                self.drive.do("keep")
                return "put-back-now"
            self.drive.do("put-back")
            return None
        self.drive.do(self.planted, micros(now)) if self.planted != "burst" else None
        return None


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("--drive", required=True)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--store")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tickets", type=int, default=150)
    parser.add_argument("--days", type=int, default=desk.DAYS)
    parser.add_argument("--often", action="store_true", help="deskpost looks more often")
    parser.add_argument("--form", choices=["up", "down", "two", "mixed"], default="mixed")
    parser.add_argument("--show", type=int, default=5, help="so many disagreements are told")
    parser.add_argument("--trace", type=int, default=0, help="all that happens to a ticket is told")
    parser.add_argument("--plant", choices=reference.PLANTS + DESK_PLANTS)
    return parser.parse_args()


def main():
    options = parse()
    conf = os.path.join(options.folder, "desk.conf")
    with open(conf, "w", encoding="utf-8") as out:
        out.write(desk.configuration(1000 if options.plant == "burst" else ALARMS_PER_HOUR))
    drive = desk.Drive(options.drive, conf, options.store or f"sqlite:{options.folder}/desk.db")
    year = Year(options, drive)
    year.run()
    if drive.close():
        year.wrong.append("the driver has failed")
    for line in year.wrong[:options.show]:
        print("#", line)
    counts = year.counts
    print(f"# seed {options.seed}, {options.form}: {options.days} days, {len(year.model.tickets)} tickets,"
          f" {counts['looks']} looks, {sum(counts[kind] for kind in TOLD)} clock events,"
          f" {counts['alarms']} alarms, {counts['kept back']} kept back, {counts['leaps']} leaps,"
          f" {len(year.wrong)} disagreements")
    print("#", ", ".join(f"{kind} {counts[kind]}" for kind in TOLD))
    sys.exit(1 if year.wrong else 0)


if __name__ == "__main__":
    main()
