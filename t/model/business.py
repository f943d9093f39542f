#!/usr/bin/env python3
"""Business time, minute by minute: a slow reference beside the desk's own reckoning.

  business.py --drive PROGRAM --folder FOLDER [--seed N] [--spans N] [--zones N] [--years N]
              [--plant MISTAKE]

For each zone a run of years becomes an array with what the clock on the wall shows in each minute
of UTC, by zoneinfo; for each calendar made by chance another one with the minutes that are open, and
their sums. Spans made by chance are answered from them and by PROGRAM (hours.c). Ends with a
line of what was compared; the first differences are told before it, and exit status 1.
"""
import argparse
import bisect
import os
import random
import subprocess
import sys
from array import array
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

ZONES = ["Europe/Berlin", "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Beirut", "Pacific/Apia",
         "America/New_York", "Africa/Casablanca", "Asia/Tehran", "America/Santiago", "Antarctica/Troll"]
FIRST_YEAR, LAST_YEAR = 2010, 2040
CALENDARS = 4  # of a zone
MINUTE = 60 * 1000 * 1000
DAY = 24 * 60
MISTAKES = ["no-summer-time", "no-holidays", "late-end", "no-repeated-hour"]


class Wall:
    """What the clock on the wall shows: minutes since its 1970-01-01, for each minute of UTC."""

    def __init__(self, name, first_year, years, mistake):
        self.name, self.zone = name, ZoneInfo(name)
        self.start = int(datetime(first_year, 1, 1, tzinfo=timezone.utc).timestamp()) // 60
        end = int(datetime(first_year + years, 1, 1, tzinfo=timezone.utc).timestamp()) // 60
        self.days = (date(first_year, 1, 1), date(first_year + years, 1, 1))
        self.shown = array("i")
        self.jumps = []  # minutes of UTC
        zone, last = self.zone, None
        for minute in range(self.start, end):
            if mistake == "no-summer-time":
                offset = int(datetime(first_year, 1, 1, tzinfo=zone).utcoffset().total_seconds()) // 60
            else:
                offset = datetime.fromtimestamp(minute * 60, zone).utcoffset()
                offset = offset.days * DAY + offset.seconds // 60
            if last is not None and offset != last:
                self.jumps.append(minute)
            last = offset
            self.shown.append(minute + offset)


class Calendar:
    def __init__(self, dice, wall, folder, mistake):
        self.wall = wall
        self.week = [self.opening(dice) for _ in range(7)]
        if not any(self.week):
            self.week[dice.randrange(7)] = [(9 * 60, 17 * 60)]
        self.dates, self.yearly = self.holidays(dice)
        self.file, in_file = self.make_file(dice, folder)
        closed = set() if mistake == "no-holidays" else self.closed_days(in_file)
        late = mistake == "late-end"
        # By weekday and minute of the day.
        minutes = bytearray(7 * DAY)
        for weekday, openings in enumerate(self.week):
            for since, until in openings:
                for minute in range(since, min(until + late, DAY)):
                    minutes[weekday * DAY + minute] = 1
        self.count(minutes, closed, mistake)

    def count(self, minutes, closed, mistake):
        """The open minutes, and for each minute how many are before it."""
        self.open, self.before = bytearray(), array("i", [0])
        total, highest = 0, -1
        for shown in self.wall.shown:
            day, minute = divmod(shown, DAY)
            is_open = minutes[(day + 3) % 7 * DAY + minute] and day not in closed  # 1970-01-01: Thursday
            if mistake == "no-repeated-hour" and shown <= highest:
                is_open = 0
            highest = max(highest, shown)
            self.open.append(is_open)
            total += is_open
            self.before.append(total)

    @staticmethod
    def opening(dice):
        kind = dice.random()
        if kind < 0.15:
            return []
        if kind < 0.3:
            return [(0, DAY)]
        if kind < 0.4:  # round the hours in which clocks jump
            return [(0, dice.choice([30, 60, 90, 150])), (dice.choice([1380, 1410]), DAY)]
        step = dice.choice([1, 15, 30, 60])
        marks = sorted(dice.sample(range(0, DAY // step + 1), 2 * dice.randint(1, 3)))
        return [(a * step, b * step) for a, b in zip(marks[::2], marks[1::2])]

    def random_day(self, dice):
        first, end = self.wall.days
        return first + timedelta(days=dice.randrange((end - first).days))

    def holidays(self, dice):
        dates = [self.random_day(dice) for _ in range(dice.choice([0, 1, 10]))]
        # Days on which the clock jumps are days off at times.
        for jump in dice.sample(self.wall.jumps, min(dice.choice([0, 0, 1]), len(self.wall.jumps))):
            dates.append(datetime.fromtimestamp(jump * 60, self.wall.zone).date())
        yearly = [self.random_day(dice).strftime("%m-%d") for _ in range(dice.choice([0, 3]))]
        return dates, yearly + dice.choice([[], ["02-29"]])

    def make_file(self, dice, folder):
        """An iCalendar file, and the days that it names."""
        if dice.random() < 0.3:
            return "", set()
        lines, days = ["BEGIN:VCALENDAR", "VERSION:2.0"], set()
        for _ in range(dice.randint(1, 8)):
            day, count, yearly = self.random_day(dice), dice.choice([1, 1, 3, 9]), dice.random() < 0.4
            end = day + timedelta(days=count)
            lines += ["BEGIN:VEVENT", f"DTSTART;VALUE=DATE:{day:%Y%m%d}", f"DTEND;VALUE=DATE:{end:%Y%m%d}"]
            lines += ["RRULE:FREQ=YEARLY"] if yearly else []
            lines += ["END:VEVENT"]
            for year in range(day.year, (LAST_YEAR if yearly else day.year) + 1):
                if (day.month, day.day) == (2, 29) and year % 4:
                    continue
                days |= {day.replace(year=year) + timedelta(days=i) for i in range(count)}
        path = os.path.join(folder, f"{dice.getrandbits(48):012x}.ics")
        with open(path, "w", encoding="ascii", newline="") as out:
            out.write("\r\n".join([*lines, "END:VCALENDAR", ""]))
        return path, days

    def closed_days(self, in_file):
        """As numbers since 1970-01-01."""
        first, end = self.wall.days
        around = [first + timedelta(days=i) for i in range(-2, (end - first).days + 2)]
        closed = {day for day in around if f"{day:%m-%d}" in self.yearly}
        return {(day - date(1970, 1, 1)).days for day in {*closed, *self.dates, *in_file}}

    def command(self):
        days = [", ".join(f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for a, b in openings)
                for openings in self.week]
        holidays = ",".join([*(f"{day:%Y-%m-%d}" for day in self.dates), *self.yearly])
        return "\t".join(["calendar", self.wall.name, *days, holidays, self.file])

    def sum(self, moment):
        """Microseconds that are open from the start of the array to a moment."""
        minute, rest = divmod(moment - self.wall.start * MINUTE, MINUTE)
        return self.before[minute] * MINUTE + (rest if rest and self.open[minute] else 0)

    def after(self, since, span):
        goal = self.sum(since) + span
        minute = bisect.bisect_left(self.before, -(-goal // MINUTE)) - 1
        return (self.wall.start + minute) * MINUTE + goal - self.before[minute] * MINUTE

    def next_open(self, since):
        minute = since // MINUTE - self.wall.start
        if self.open[minute]:
            return since
        while not self.open[minute]:
            minute += 1
        return (self.wall.start + minute) * MINUTE

    def make_span(self, dice):
        """A moment, another one and a span that ends within the array."""
        size = len(self.open)
        since = dice.randrange(self.wall.start, self.wall.start + size - 1)
        if self.wall.jumps and dice.random() < 0.4:
            since = dice.choice(self.wall.jumps) + dice.randint(-2 * DAY, DAY)
        since = min(max(since, self.wall.start), self.wall.start + size - DAY) * MINUTE
        since += dice.choice([0, 0, dice.randrange(MINUTE)])
        end = (self.wall.start + size) * MINUTE
        left = self.before[-1] * MINUTE - self.sum(since)
        until = min(end, since + int(2 ** dice.uniform(0, 45)))
        span = min(left, int(2 ** dice.uniform(0, 44)))
        if dice.random() < 0.3:
            span = span // MINUTE * MINUTE or span
        return (since, until, span) if span > 0 and left > 0 else None

    def answer(self, since, until, span):
        local = datetime.fromtimestamp(since // 1000000, self.wall.zone)
        days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        return "\t".join(map(str, [
            self.sum(until) - self.sum(since), self.after(since, span),
            self.open[since // MINUTE - self.wall.start], self.next_open(since),
            f"{days[local.weekday()]} {local:%Y-%m-%d %H:%M} {local.tzname()}"]))


def compare(drive, calendar, dice, count):
    spans = [span for span in (calendar.make_span(dice) for _ in range(count)) if span]
    lines = [calendar.command(), *("span\t%d\t%d\t%d" % span for span in spans)]
    run = subprocess.run([drive], input="\n".join([*lines, ""]), capture_output=True, text=True, check=False)
    said = run.stdout.splitlines()
    if run.returncode or len(said) != len(lines) or said[0] != "ok":
        return len(spans), [f"{lines[0]}: {said[:1]}, status {run.returncode}, {len(said)} answers"]
    wrong = []
    for span, got in zip(spans, said[1:]):
        meant = calendar.answer(*span)
        if got != meant:
            wrong.append(f"DISAGREEMENT {lines[0]!r} span {span}\n#  got {got!r}\n# want {meant!r}")
    return len(spans), wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--drive", required=True)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--spans", type=int, default=3000)
    parser.add_argument("--zones", type=int, default=len(ZONES))
    parser.add_argument("--years", type=int, default=LAST_YEAR + 1 - FIRST_YEAR)
    parser.add_argument("--plant", choices=MISTAKES)
    options = parser.parse_args()
    dice = random.Random(options.seed)
    compared, wrong = 0, []
    zones = ZONES[:1] + dice.sample(ZONES[1:], options.zones - 1)
    each = -(-options.spans // (options.zones * CALENDARS))
    for name in zones:
        first = dice.randint(FIRST_YEAR, LAST_YEAR + 1 - options.years)
        wall = Wall(name, first, options.years, options.plant)
        for _ in range(CALENDARS):
            calendar = Calendar(dice, wall, options.folder, options.plant)
            # Where hardly anything is left open a span may not be found.
            count, found = compare(options.drive, calendar, dice, each + 10)
            compared, wrong = compared + count, wrong + found
    for one in wrong[:5]:
        print("#", one)
    print(f"# seed {options.seed}: {compared} spans, {len(zones)} zones of {options.years} years,"
          f" {len(zones) * CALENDARS} calendars, {len(wrong)} differences")
    sys.exit(1 if wrong or compared < options.spans else 0)


if __name__ == "__main__":
    main()
