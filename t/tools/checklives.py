"""The rules about what happens to tickets by and by, for the checker: timers, and what customers are
told and asked because of them."""

import collections

from deskstore import index

BY_TIME = (", because its customer has not answered in time",
           ", because nobody has come back to it in time")
LATER = ("remind", "close", "survey")  # timers that are no clocks of an SLA
OUTCOMES = {"reminded": "remind", "reminder-suppressed": "remind",
            "survey-asked": "survey", "survey-suppressed": "survey"}


def status_after(event):
    """The status that an event has brought; "" when it is about something else."""
    if event["kind"] in ("reopened", "answered"):
        return {"reopened": "open", "answered": "waiting"}[event["kind"]]
    words = event["detail"].split() if event["kind"] == "status" else []
    return words[3].rstrip(",:") if words[:1] == ["from"] and words[2:3] == ["to"] else ""


def read_timer_steps(events):
    """What timers have done to one ticket: a list of what happened between two changes of status
    that somebody made, each (status, whether it ends a living ticket, steps)."""
    spans, before = [["new", False, []]], "new"
    for event in events:
        after = status_after(event)
        if after and event["detail"].endswith(BY_TIME):
            spans[-1][2].append("close")
            after = ""
        elif event["kind"] in OUTCOMES:
            spans[-1][2].append(OUTCOMES[event["kind"]])
        elif event["kind"] == "not-closed":
            spans[-1][2].append("close")
        if after:
            ended = ("resolved", "closed")
            spans.append([after, after == "resolved" and before not in ended, []])
            before = after
        elif event["detail"].endswith(BY_TIME):
            before = "closed"
    return spans


def check_i11(facts, report):
    """Time: what is to happen later to a ticket happens once, and is not lost."""
    waiting = {(timer["ticket"], timer["kind"]) for timer in facts.store.timers}
    for timer in facts.store.timers:
        if timer["kind"] in LATER and timer["next_at"]:
            report.expect("I11", timer["next_at"] > facts.now, f"ticket {timer['ticket']}: its "
                          f"{timer['kind']} was due {(facts.now - timer['next_at']) // 10**6} s ago")
    for number, events in index(facts.store.events, "ticket").items():
        spans = read_timer_steps(events)
        for at, (status, is_end, steps) in enumerate(spans):
            last = at == len(spans) - 1
            what = f"ticket {number}, {status} for the {at}th time,"
            for kind, count in collections.Counter(steps).items():
                report.expect("I11", count == 1, f"{what} had {count} steps of its {kind}")
            if "close" in steps and status == "waiting":
                report.expect("I11", "remind" in steps, f"{what} closed without a reminder")
            if last and status in ("waiting", "resolved"):
                report.expect("I11", "close" in steps or (number, "close") in waiting,
                              f"{what} is never closed")
            if last and is_end:
                report.expect("I11", "survey" in steps or (number, "survey") in waiting,
                              f"{what} was never asked about")


def fact(row, word):
    """The rest of the line of a row's detail that begins with a word; "" when there is none."""
    for line in (row["detail"] or "").splitlines():
        if line.split(" ")[0] == word:
            return line.partition(" ")[2]
    return ""


def check_told(facts, report):
    """What a customer is told of his ticket comes once, or it is said why not."""
    arrived = {mail["message_id"] for mail in facts.delivered}
    noted = index(facts.store.events, "ticket")
    spoke = collections.defaultdict(list)
    for message in facts.store.messages:
        if message["direction"] == "in" and message["machine"] == "human":
            spoke[message["ticket"]].append(message["received"])
    for number, rows in index(facts.store.outbox, "ticket").items():
        kinds = collections.Counter(event["kind"] for event in noted[number])
        news = sorted((row for row in rows if fact(row, "update")), key=lambda row: row["id"])
        drawn = [row for row in news if (row["last_error"] or "").startswith("withdrawn: ")]
        report.expect("told", len(drawn) == kinds["status-withdrawn"],
                      f"ticket {number}: {len(drawn)} mails were withdrawn, and "
                      f"{kinds['status-withdrawn']} events say so")
        for row in drawn:
            report.expect("told", row["message_id"] not in arrived,
                          f"outbox {row['id']} was withdrawn and has arrived")
        for row in rows:
            if row["state"] == "failed" and row not in drawn:
                report.expect("told", row["last_error"] and kinds["outbox-failed"],
                              f"outbox {row['id']}, {row['kind']}, failed and nobody is told why")
        news = [row for row in news if row["message_id"] in arrived]
        for one, other in zip(news, news[1:]):
            same = fact(one, "update") == fact(other, "update") and \
                fact(one, "reason") == fact(other, "reason")
            between = any(one["created"] <= at <= other["created"] for at in spoke[number])
            report.expect("told", not same or between,
                          f"ticket {number}: outbox {one['id']} and {other['id']} both tell of "
                          f"\"{fact(one, 'update')}\"")
    report.expect("told", any(row["kind"] == "status" for row in facts.store.outbox),
                  "nobody was told anything")


def check_asked(facts, report):
    """A survey is there if and only if its mail is, one for each end of a ticket."""
    mails = collections.Counter((row["ticket"], int(fact(row, "survey") or 0))
                                for row in facts.store.outbox if row["kind"] == "survey")
    surveys = collections.Counter((row["ticket"], row["number"]) for row in facts.store.surveys)
    events = collections.Counter(event["ticket"] for event in facts.store.events
                                 if event["kind"] == "survey-asked")
    for ticket, number in mails.keys() | surveys.keys():
        both = mails[ticket, number], surveys[ticket, number]
        report.expect("asked", both == (1, 1), f"survey {number} of ticket {ticket}: {both[0]} mails, "
                      f"{both[1]} rows")
    for ticket, rows in index(facts.store.surveys, "ticket").items():
        ends = {row["resolved"] for row in rows}
        report.expect("asked", len(ends) == len(rows) == events[ticket],
                      f"ticket {ticket}: {len(rows)} surveys about {len(ends)} ends, "
                      f"{events[ticket]} events")


RULES = {"I11": check_i11, "told": check_told, "asked": check_asked}
