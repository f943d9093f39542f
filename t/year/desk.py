"""The desk whose year is simulated: what is configured, when which office is open, and the program
(drive.c) that plays the desk. Moments are minutes since START."""
import subprocess
from array import array
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

START = datetime(2027, 1, 1, tzinfo=timezone.utc)
DAYS = 365
SPARE = 40  # days after the year: a clock that is ahead looks into them
MINUTE = 60 * 1000 * 1000
HALF_HOUR, HOUR, DAY = 30, 60, 24 * 60
PRIORITIES = ["critical", "high", "normal", "low"]
CLOCKS = ["first-response", "next-response", "resolution"]
ALARMS_PER_HOUR = 4

WEEK = "monday tuesday wednesday thursday friday saturday sunday".split()
CALENDARS = {
    "berlin": ("Europe/Berlin", {**dict.fromkeys(WEEK[:4], "09:00-12:30, 13:30-17:30"),
                                 "friday": "09:00-15:00"},
               ["12-25", "12-26", "01-01", "05-01", "2027-03-26", "2027-03-29"]),
    "newyork": ("America/New_York", dict.fromkeys(WEEK[:5], "08:00-18:00"), ["07-04", "2027-11-25"]),
    # Open in the hours in which its clock jumps, by half an hour.
    "island": ("Australia/Lord_Howe", {**dict.fromkeys(WEEK, "07:00-11:00"), "sunday": "00:00-12:00"}, []),
}
SLAS = {
    "gold": {
        "calendar": "berlin", "warn-at": 0.75,
        "first-response": {"critical": 32, "high": 120, "normal": 480, "low": 960},
        "next-response": {"critical": 32, "high": 240, "normal": 960, "low": 960},
        "resolution": {"critical": 240, "high": 960, "normal": 2400, "low": 4800},
        "escalation": [(0, "alarm"), (30, "alarm-lead"), (30, "raise-priority"), (60, "assign-lead"),
                       (120, "team operations"), (180, "repeat")],
    },
    "silver": {
        "calendar": "newyork", "warn-at": 0.5,
        "first-response": {"critical": 60, "high": 180, "normal": 600},
        "next-response": {"high": 180, "normal": 600},
        "resolution": {"critical": 600, "high": 1200, "normal": 3000},
        "escalation": [(0, "team billing"), (60, "raise-priority"), (90, "raise-priority"),
                       (90, "assign-lead"), (150, "team operations"), (240, "repeat")],
    },
    "island": {
        "calendar": "island", "warn-at": 0.9,
        "first-response": {"critical": 20, "high": 60, "normal": 240, "low": 480},
        "next-response": {"critical": 20, "high": 60, "normal": 240, "low": 480},
        "resolution": {"critical": 120, "high": 480, "normal": 960, "low": 1920},
        "escalation": [(0, "alarm-lead"), (15, "raise-priority"), (45, "alarm")],
    },
    "always": {
        "calendar": None, "warn-at": 1,
        "first-response": {"critical": 60, "high": 240, "normal": 1440, "low": 2880},
        "resolution": {"critical": 480, "high": 1440, "normal": 5760},
        "escalation": [(0, "alarm"), (60, "team operations"), (60, "assign-lead"), (360, "repeat")],
    },
}
TEAMS = {
    "front": ("least-loaded", ["ann", "bob", "fay"], "fay"),
    "billing": ("round-robin", ["cem", "gus"], "gus"),
    "operations": ("manual", ["dan", "hal"], "hal"),
}
AGENTS = {"ann": (6, "newyork"), "bob": (4, None), "cem": (5, None), "dan": (0, None), "fay": (0, None),
          "gus": (8, "island"), "hal": (0, None)}
# What is found in a subject: category, its words, its team, SLA and priority.
CATEGORIES = {
    "Billing": ("invoice", "billing", "silver", None),
    "Network": ("printer offline", "operations", None, "high"),
    "Garden": ("palm tree", None, "island", "low"),
}
URGENCY, IMPACT = "deadline today", "everybody is waiting"
CUSTOMERS = {"big.example.com": ("always", False), "vip.example.net": (None, True)}
MAILBOX_TEAM, MAILBOX_SLA = "front", "gold"


def spans(targets):
    return "{" + ", ".join(f'"{priority}={minutes}m"' for priority, minutes in targets.items()) + "}"


def section(kind, name, **settings):
    lines = [f"    {key.replace('_', '-')} = {value}" for key, value in settings.items() if value is not None]
    return "\n".join([f'{kind} "{name}" {{', *lines, "}"])


def quoted(word):
    return None if word is None else f'"{word}"'


def words(values):
    return "{" + ", ".join(f'"{value}"' for value in values) + "}"


def configuration(alarms_per_hour=ALARMS_PER_HOUR):
    # The reference counts clocks alone: nothing closes by itself.
    parts = ['hostname = "mx.example.org"', "lifecycle { close-after = 0s }",
             section("mailbox", "support", address='"support@example.org"', team=quoted(MAILBOX_TEAM),
                     sla=quoted(MAILBOX_SLA)),
             f"triage {{ urgency-words = {words([URGENCY])} impact-words = {words([IMPACT])} }}",
             f"limits {{ alarms-per-hour = {alarms_per_hour} reopens-per-day = 100 }}"]
    for name, (zone, week, holidays) in CALENDARS.items():
        parts.append(section("calendar", name, timezone=quoted(zone), holidays=words(holidays),
                             **{day: quoted(hours) for day, hours in week.items()}))
    for name, sla in SLAS.items():
        steps = [f"{delay}m {what}" for delay, what in sla["escalation"]]
        parts.append(section("sla", name, calendar=quoted(sla["calendar"]), warn_at=sla["warn-at"],
                             escalation=words(steps),
                             **{clock: spans(sla[clock]) for clock in CLOCKS if clock in sla}))
    for name, (method, members, lead) in TEAMS.items():
        parts.append(section("team", name, members=words(members), assign=method, lead=quoted(lead)))
    for name, (capacity, calendar) in AGENTS.items():
        parts.append(section("agent", name, addresses=words([f"{name}@example.org"]), capacity=capacity,
                             calendar=quoted(calendar)))
    for name, (keyword, team, sla, priority) in CATEGORIES.items():
        parts.append(section("category", name, keywords=words([keyword]), team=quoted(team), sla=quoted(sla),
                             priority=priority))
    for domain, (sla, vip) in CUSTOMERS.items():
        parts.append(section("customer", domain.split(".", maxsplit=1)[0], domains=words([domain]),
                             sla=quoted(sla), vip="yes" if vip else None))
    return "\n".join([*parts, ""])


class Hours:
    """Of each minute, how many open ones are before it. No clock jumps and no office opens but at half
    hours, so that is how far each is looked at."""

    def __init__(self, name, days, plant=None):
        zone, week, holidays = CALENDARS[name] if name else ("UTC", dict.fromkeys(WEEK, "00:00-24:00"), [])
        holidays = [] if plant == "no-holidays" else holidays
        self.before = array("i", [0])
        for minute in range(0, (days + SPARE) * DAY, HALF_HOUR):
            moment = START + timedelta(minutes=minute)
            season = START if plant == "no-summer-time" else moment
            local = moment + season.astimezone(ZoneInfo(zone)).utcoffset()
            hours = "" if f"{local:%m-%d}" in holidays or f"{local:%Y-%m-%d}" in holidays \
                else week.get(WEEK[local.weekday()], "")
            is_open = any(span[:5] <= f"{local:%H:%M}" < span[6:] for span in hours.split(", "))
            total = self.before[-1]
            self.before.extend(range(total + 1, total + 1 + HALF_HOUR) if is_open else [total] * HALF_HOUR)

    def between(self, since, until):
        return self.before[until] - self.before[since] if until > since else 0


class Answer:
    """What a command did."""

    def __init__(self, lines):
        self.error, self.verdict, self.made = None, None, 0
        self.events, self.rows, self.tickets = [], [], {}
        for word, *fields in lines:
            if word == "error":
                self.error = fields[0]
            elif word == "verdict":
                self.verdict, self.made = fields[0], int(fields[1])
            elif word == "event":
                self.events.append({"ticket": int(fields[1]), "at": minutes(fields[2]), "kind": fields[3],
                                    "detail": fields[4]})
            elif word == "row":
                self.rows.append({"ticket": int(fields[1]), "kind": fields[2], "to": fields[3].split("@")[0],
                                  "at": minutes(fields[4])})
            elif word == "ticket":
                self.tickets[int(fields[0])] = dict(zip(
                    ("status", "priority", "team", "assignee", "sla", "category", "messages"),
                    [None if field == "-" else field for field in fields[1:]]))


def micros(minute):
    return int(START.timestamp()) * 1000000 + minute * MINUTE


def minutes(text):
    return (int(text) - micros(0)) / MINUTE


class Drive:
    def __init__(self, program, conf, store):
        self.process = subprocess.Popen([program, conf, store], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        encoding="utf-8")
        self.commands = 0

    def do(self, *fields):
        self.commands += 1
        self.process.stdin.write("\t".join(map(str, fields)) + "\n")
        self.process.stdin.flush()
        lines = []
        for line in self.process.stdout:
            if line == ".\n":
                return Answer(lines)
            lines.append(line.rstrip("\n").split("\t"))
        raise RuntimeError("the driver has ended")

    def close(self):
        self.process.stdin.close()
        return self.process.wait()
