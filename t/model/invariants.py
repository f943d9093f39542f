"""What no step of a conversation may ever do, whatever the reference thinks of it.

Looks at what the desk tells of itself alone: the mails that it queued, and the people and messages
of the tickets that it showed.
"""

from reference import key_of

TO_AGENTS = ("agent-new", "agent-update", "agent-alarm", "command-result", "digest")
TO_CUSTOMERS = ("ack", "reply", "customer-result")


class Invariants:
    def __init__(self, desk):
        self.agents = {key_of(one) for agent in desk.agents for one in agent.addresses}
        self.directions = {}        # message -> direction, as far as it is known

    def broken(self, command, lines):
        """What is wrong with the answer to a command, in words."""
        if command[0] in ("desk", "restore"):
            self.directions = {}
        if command[0] == "send":    # what the script itself has queued
            return []
        return (self.turned(lines, "#publish" in command) + self.misdirected(lines)
                + self.internal(lines))

    def turned(self, lines, published):
        """Notes that went out without anybody's wish (A30)."""
        found = []
        for _, number, direction, _ in (line for line in lines if line[0] == "message"):
            before = self.directions.get(number, direction)
            if direction != before and not (published and (before, direction) == ("note", "out")):
                found.append(f"message {number} was {before} and is {direction}")
            self.directions[number] = direction
        return found

    def misdirected(self, lines):
        """Mails to somebody who is not to have them (I8)."""
        people = {line[1]: line[2:] for line in lines if line[0] == "person"}
        shown = [line[1] for line in lines if line[0] == "ticket"]
        found = []
        for row in (line for line in lines if line[0] == "row"):
            ticket, kind, person = row[2], row[3], key_of(row[4])
            if kind in TO_AGENTS and person not in self.agents:
                found.append(f"{kind} to {person}, who is no agent")
            role, confirmed = people.get(person, ("nobody", "no"))
            belongs = role in ("requester", "cc") and confirmed == "yes"
            if kind in TO_CUSTOMERS and ticket in shown and not belongs:
                found.append(f"{kind} to {person}, who is {role}")
        return found

    def internal(self, lines):
        """Answers that bring what is none (A30)."""
        return [f"a reply brings message {row[10]}, which is {self.directions.get(row[10])}"
                for row in lines if row[0] == "row" and row[3] == "reply"
                and self.directions.get(row[10]) != "out"]
