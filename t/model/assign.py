#!/usr/bin/env python3
"""Hands out the tickets of random days, by the rules alone, and asks the desk's code for the same.

    assign.py --drive PROGRAM [--seed N] [--days N] [--plant NAME]

The rules, as the manual tells them: whom a rule names comes first; nobody gets a ticket who is
away, outside his working hours, or has as many as his capacity; of the others manual gives it to
nobody, round-robin to the one whose last turn is the longest ago, least-loaded to the one with the
fewest tickets, then as round-robin; skill looks for all the skills and the language, else all the
skills, else the most of them, then as least-loaded. What nobody could take waits, and is given out
when somebody can.

Everything is looked up in the history of the day again and again, so that there is nothing that
could get out of step. --plant puts a mistake into the reference, which has to be noticed. Exit
status 1: there was a disagreement.
"""

import argparse
import datetime
import random
import subprocess
import sys
import zoneinfo

NAMES = ["alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi"]
SKILLS = ["printer", "network", "billing"]
LANGUAGES = ["en", "de", "fr"]
METHODS = ["round-robin", "round-robin", "least-loaded", "skill", "manual"]
ZONES = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "UTC"]
SHIFTS = ["09:00-17:00", "08:30-12:30, 13:30-17:30", "00:00-24:00", "22:00-24:00", "00:00-06:15"]
DAY = 86400
TEAM_DAYS = 5                       # a team lives so long
PLANTS = ["short-capacity", "forgets-turn", "ignores-hours", "language-first"]


class Agent:
    """A member of the team, and what has happened to him."""

    def __init__(self, name, rng, easy):
        self.name = name
        self.capacity = 0 if easy else rng.choice([0, 0, 1, 2, 3, 6])
        self.skills = [one for one in SKILLS if rng.random() < 0.5]
        self.languages = [one for one in LANGUAGES if rng.random() < 0.5]
        self.zone = rng.choice(ZONES) if not easy and rng.random() < 0.4 else None
        self.days = [rng.choice(SHIFTS) if rng.random() < 0.8 else None for _ in range(7)]
        if not any(self.days):
            self.days[0] = SHIFTS[0]
        self.absence = None         # (since, until)
        self.had = []               # of the ticket: [number, ended or not]

    def works(self, now):
        if self.zone is None:
            return True
        local = datetime.datetime.fromtimestamp(now, zoneinfo.ZoneInfo(self.zone))
        minute = local.hour * 60 + local.minute
        for shift in (self.days[local.weekday()] or "").split(", "):
            if shift:
                begin, end = (int(one[:2]) * 60 + int(one[3:]) for one in shift.split("-"))
                if begin <= minute < end:
                    return True
        return False

    def away(self, now):
        return self.absence is not None and self.absence[0] <= now < self.absence[1]

    def load(self):
        return sum(1 for one in self.had if not one[1])

    def full(self, plant):
        limit = self.capacity
        if plant == "short-capacity" and limit > 1:
            limit -= 1
        return limit > 0 and self.load() >= limit

    def line(self):
        return ["agent", self.name, self.capacity, ",".join(self.skills) or "-",
                ",".join(self.languages) or "-", self.zone or "-"] + [one or "-" for one in self.days]


class Team:
    """The reference: who gets what."""

    def __init__(self, rng, plant):
        self.plant = plant
        self.method = rng.choice(METHODS)
        easy = rng.random() < 0.3   # nobody has hours or a capacity, only some are away
        self.agents = [Agent(name, rng, easy) for name in NAMES[:rng.randint(1, len(NAMES))]]
        rng.shuffle(self.agents)
        self.turns = []             # the names of all who had one

    def last_turn(self, agent):
        for place in range(len(self.turns) - 1, -1, -1):
            if self.turns[place] == agent.name:
                return place
        return -1

    def can_take(self, agent, now):
        works = agent.works(now) or self.plant == "ignores-hours"
        return works and not agent.away(now) and not agent.full(self.plant)

    def suits(self, agent, skills, language):
        """The smaller, the better."""
        found = [one for one in skills if one in agent.skills]
        speaks = language is None or language in agent.languages
        if self.plant == "language-first":
            return (not speaks, len(skills) - len(found))
        if len(found) == len(skills):
            return (0, 0 if speaks else 1)
        return (1, len(skills) - len(found))

    def choose(self, now, skills, language, named):
        able = [one for one in self.agents if self.can_take(one, now)]
        if named in [one.name for one in able]:
            return next(one for one in able if one.name == named)
        if self.method == "manual" or not able:
            return None
        if self.method == "skill":
            best = min(self.suits(one, skills, language) for one in able)
            able = [one for one in able if self.suits(one, skills, language) == best]
        if self.method in ("skill", "least-loaded"):
            fewest = min(one.load() for one in able)
            able = [one for one in able if one.load() == fewest]
        longest = min(self.last_turn(one) for one in able)
        return next(one for one in able if self.last_turn(one) == longest)

    def give(self, agent, ticket):
        agent.had.append([ticket, False])
        if self.plant != "forgets-turn" or len(self.turns) % 7:
            self.turns.append(agent.name)


class Play:
    """The days of one team: commands for the program, and the answers that are expected."""

    def __init__(self, rng, plant):
        self.rng = rng
        self.team = Team(rng, plant)
        self.lines = []
        self.expected = []          # (index of the line, name)
        self.problems = []
        self.queue = []             # (skills, language) that nobody could take
        self.tell("team", self.team.method)
        for agent in self.team.agents:
            self.tell(*agent.line())

    def tell(self, *fields):
        self.lines.append("\t".join(str(one) for one in fields))

    def ask(self, now, skills, language, named):
        agent = self.team.choose(now, skills, language, named)
        self.tell("arrive", now, ",".join(skills) or "-", language or "-", named or "-")
        self.expected.append((len(self.lines) - 1, agent.name if agent else "-"))
        if agent:
            self.team.give(agent, len(self.lines))
            if agent.capacity and agent.load() > agent.capacity:
                self.problems.append(f"{agent.name} has {agent.load()} of {agent.capacity}")
        return agent

    def arrive(self, now):
        rng = self.rng
        skills = [one for one in SKILLS if rng.random() < 0.3]
        language = rng.choice(LANGUAGES) if rng.random() < 0.7 else None
        named = rng.choice(NAMES) if self.naming and rng.random() < 0.1 else None
        if self.ask(now, skills, language, named) is None:
            self.queue.append((skills, language))

    def sweep(self, now):
        """Those that wait, the oldest first, until nobody can take one."""
        while self.queue and self.ask(now, *self.queue[0], None):
            self.queue.pop(0)

    def resolve(self):
        agent = self.rng.choice(self.team.agents)
        for one in agent.had:
            if not one[1]:
                one[1] = True
                self.tell("resolve", agent.name)
                return

    def absent(self, now):
        agent = self.rng.choice(self.team.agents)
        if agent.absence and self.rng.random() < 0.5:
            agent.absence = None
            self.tell("back", agent.name)
            return
        since = now + self.rng.choice([0, 0, 3600])
        agent.absence = (since, since + self.rng.randint(1, 2 * DAY))
        self.tell("away", agent.name, *agent.absence)

    def free_now(self, now):
        return {one.name for one in self.team.agents if self.team.can_take(one, now)}

    def day(self, begin):
        """Whoever was free at each moment of a day has had as many turns as the others, or one
        more, as long as a rule named nobody."""
        rng = self.rng
        self.naming = rng.random() < 0.3
        before = len(self.team.turns)
        free = self.free_now(begin)
        for now in sorted(rng.randrange(begin, begin + DAY) for _ in range(rng.randint(5, 40))):
            kind = rng.random()
            free &= self.free_now(now)
            if kind < 0.55:
                self.arrive(now)
            elif kind < 0.8:
                self.resolve()
            elif kind < 0.88:
                self.absent(now)
            else:
                self.sweep(now)
            free &= self.free_now(now)
        got = [self.team.turns[before:].count(name) for name in free]
        if self.team.method == "round-robin" and not self.naming and got and max(got) - min(got) > 1:
            self.problems.append(f"not fair: {dict(zip(free, got))}")
        return len(got) if self.team.method == "round-robin" and not self.naming else 0


def play(drive, seed, days, plant):
    """Disagreements as lines, the tickets, and the days on which fairness could be seen."""
    rng = random.Random(seed)
    team = Play(rng, plant)
    shared = 0
    begin = rng.randrange(1700000000, 1800000000)
    for number in range(days):
        shared += team.day(begin + number * DAY) > 1
    answers = subprocess.run([drive], input="\n".join(team.lines) + "\n", capture_output=True,
                             text=True, check=True).stdout.split()
    told = [f"team {seed}: {one}" for one in team.problems]
    if len(answers) != len(team.expected):
        told.append(f"team {seed}: {len(answers)} answers to {len(team.expected)} tickets")
    for (line, name), answer in zip(team.expected, answers):
        if name != answer:
            told.append(f"team {seed}, command {line}: {answer}, expected {name}: "
                        f"{team.lines[line]!r} ({team.team.method})")
            break
    return told, len(team.expected), shared


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--drive", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=int, default=1000)
    parser.add_argument("--plant", choices=PLANTS)
    options = parser.parse_args()
    tickets = shared = wrong = 0
    for team in range(options.days // TEAM_DAYS):
        told, count, both = play(options.drive, options.seed * 1000000 + team, TEAM_DAYS,
                                 options.plant)
        tickets += count
        shared += both
        wrong += bool(told)
        for line in told[:2] if wrong <= 3 else []:
            print("# DISAGREEMENT", line)
    print(f"# seed {options.seed}: {options.days} days, {tickets} tickets, {shared} days on which "
          f"several were free all the time, {wrong} teams with a disagreement")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
