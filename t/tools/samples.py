"""Values for each kind of mail, as the desk would give them to its templates: several for a kind
when its text depends on them. The fields are those of desk-templates(5)."""
import html

DELIMITER = "-- Please reply above this line --"
CODE = "abcdefghijklmnopqrstuvwxyz"
REPLY = f"mailto:support+r4821-77-{CODE}@example.org"

# What people write who write from right to left.
WORDS = {
    "latin": ("Jane Doe", "Printer on fire", "Use water, not petrol.\n\nThen turn it off and on again."),
    "arabic": ("\u0644\u064a\u0644\u0649 \u062d\u062f\u0627\u062f", "\u0627\u0644\u0637\u0627\u0628\u0639\u0629 \u062a\u062d\u062a\u0631\u0642 (2)!",
               "\u0627\u0633\u062a\u062e\u062f\u0645 \u0627\u0644\u0645\u0627\u0621\u060c \u0648\u0644\u064a\u0633 \u0627\u0644\u0628\u0646\u0632\u064a\u0646.\n\n\u062b\u0645 \u0623\u0639\u062f \u062a\u0634\u063a\u064a\u0644 \u0627\u0644\u0637\u0627\u0628\u0639\u0629 HP-4200."),
    "hebrew": ("\u05d3\u05d5\u05d3 \u05db\u05d4\u05df", "\u05d4\u05de\u05d3\u05e4\u05e1\u05ea \u05d1\u05d5\u05e2\u05e8\u05ea (2)!",
               "\u05d4\u05e9\u05ea\u05de\u05e9 \u05d1\u05de\u05d9\u05dd, \u05dc\u05d0 \u05d1\u05d1\u05e0\u05d6\u05d9\u05df.\n\n\u05d0\u05d7\u05e8 \u05db\u05da \u05d4\u05e4\u05e2\u05dc \u05de\u05d7\u05d3\u05e9 \u05d0\u05ea HP-4200."),
}


def moment(day, weekday, month=11):
    """A moment in parts."""
    return {"year": "2026", "month": str(month), "day": str(day), "hour": "09", "minute": "05",
            "zone": "CET", "is_first_day": day == 1, f"month_{month}": True, f"weekday_{weekday}": True}


def markup(text):
    return "<br>\n".join(f'<div dir="auto">{html.escape(part)}</div>\n' for part in text.split("\n\n"))


def common(words):
    name, subject, _ = words
    return {"verified": True, "customer": {"name": name},
            "mailbox": {"name": "Example Support", "address": "support@example.org"},
            "ticket": {"id": "4821", "subject": subject}}


def unverified(values):
    return {**values, "verified": False, "customer": {}, "ticket": {"id": "4821"}}


def customers(words):
    """The kinds that customers get, as (kind, variant, values)."""
    _, subject, text = words
    every = common(words)
    confirm = REPLY + "?subject=%5B%234821%5D&body=%23close"
    reopen = REPLY + "?subject=%5B%234821%5D&body=%23reopen"
    ended = {"confirm": confirm, "reopen": reopen, "closes": moment(25, 3)}
    solved = {"solution": text, "html_solution": markup(text), **ended}
    articles = [{"title": "How to put out a printer", "text": "Water helps; petrol does not.",
                 "url": "https://kb.example.org/printer-fire"},
                {"title": subject, "text": "What to do when nothing helps."}]
    answer = {"subject": f"Re: [#4821] {subject}", "text": text, "html_text": markup(text),
              "agent": {"name": "Alice Roe"}}
    who = {"agent": {"name": "Alice Roe"}}

    def survey(scale, least, most):
        choices = [{"score": str(score), f"is_{score}": True,
                    "link": f"mailto:support+v4821-1-{score}-{CODE}@example.org?subject={score}"}
                   for score in range(least, most + 1)]
        return {scale: True, "choices": choices, "resolved": moment(4, 3), "until": moment(4, 5, 12),
                "unsubscribe": f"mailto:support+o4821-77-{CODE}@example.org?subject=unsubscribe"}

    yield "ack", "plain", every
    yield "ack", "full", {**every, "closed": True, "opens": moment(30, 1), "expected": moment(30, 1),
                          "has_articles": True, "articles": articles}
    yield "ack", "closed", {**every, "closed": True}
    yield "ack", "unverified", unverified({**every, "expected": moment(25, 3)})
    yield "status-assigned", "plain", {**every, **who}
    yield "status-assigned", "nobody", unverified(every)
    yield "status-in-progress", "plain", {**every, **who}
    yield "status-in-progress", "nobody", every
    yield "status-on-hold", "plain", {**every, "reason": "We wait for a spare part from the maker.",
                                      "until": moment(30, 1)}
    yield "status-on-hold", "bare", every
    yield "status-resolved", "plain", {**every, **solved}
    yield "status-resolved", "bare", unverified({**every, **ended})
    yield "status-reopened", "plain", every
    yield "status-closed", "plain", {**every, "reopen": reopen, "reason": "We have not heard from you."}
    yield "status-closed", "bare", every
    yield "status-merged", "plain", {**every, "into": {"id": "4900"}}
    yield "status-merged", "bare", every
    yield "reminder", "plain", {**every, "closes": moment(25, 3), "keep": REPLY + "?subject=%5B%234821%5D",
                                "confirm": confirm, "message": text, "html_message": markup(text)}
    yield "survey", "csat", {**every, **who, **survey("is_csat", 1, 5)}
    yield "survey", "nps", {**every, **survey("is_nps", 0, 10)}
    yield "survey", "yes-no", {**every, **survey("is_yes_no", 0, 1)}
    for status in ("new", "open", "waiting", "on_hold", "resolved", "closed"):
        yield "customer-result", status, {**every, f"is_{status}": True, "since": moment(4, 3)}
    for obstacle in ("gone", "not_requester", "both", "often"):
        yield "customer-result", obstacle, {**every, "is_closed": True, "since": moment(4, 3),
                                            f"obstacle_{obstacle}": True}
    yield "customer-result", "help", {**every, "is_open": True, "since": moment(4, 3), "help": True}
    yield "customer-result", "language", {**every, "is_open": True, "since": moment(4, 3),
                                          "language_set": True}
    yield "reply", "plain", {**every, **answer}
    yield "reply", "resolved", {**every, **answer, "resolved": True, **ended}
    yield "reply", "signature", {**every, **answer, "signature": "Alice\nOpen from 9 to 5",
                                 "html_signature": markup("Alice")}
    yield "forward", "plain", {**every, **answer, "original": {
        "author": every["customer"]["name"], "address": "jane@example.net", "at": "Tue 2026-11-24 14:30 CET",
        "subject": subject, "text": text, "html_text": markup(text)}}


def agents(words):
    """The kinds that agents get, likewise."""
    name, subject, text = words
    every = {**common(words), "delimiter": DELIMITER, "agent": {"name": "Alice Roe"},
             "customer": {"name": name, "address": "jane@example.net"}}
    due = {"clock": "first response", "at": "14:30 CET", "span": "2 h"}
    every["ticket"].update({"status": "open", "priority": "high", "category": "Hardware", "team": "frontline",
                            "assignee": "alice", "due": [due, {**due, "clock": "resolution", "overdue": True}]})
    message = {"author": name, "address": "jane@example.net", "at": "14:30 CET", "number": "3", "text": text,
               "html_text": markup(text)}
    told = {"lines": [f"{name} has answered."], "detail": f"{name} has answered.",
            "note_to": f"support+n4821-77-{CODE}@example.org"}
    files = {"has_files": True, "files": [{"name": "fire.jpg", "size": "312 KB", "is_sent": True},
                                          {"name": "film.mp4", "size": "48.0 MB"}]}
    earlier = [{**message, "author": "Alice Roe", "is_answer": True}, {**message, "is_note": True, "author": "Bob"},
               {**message, "is_held": True, "author": "", "is_cut": True}]
    listed = [{"id": "4821", "subject": subject, "status": "open", "priority": "high", "category": "Hardware",
               "team": "frontline", "assignee": "Alice Roe", "updated": "14:30 CET",
               "customer": {"name": name, "address": "jane@example.net"},
               "due": {"at": "15:30 CET", "span": "1 h"}},
              {"id": "4822", "status": "waiting", "priority": "low", "is_snoozed": True, "updated": "14:31 CET",
               "due": {"at": "13:30 CET", "span": "1 h", "overdue": True}}]
    row = {"name": "Alice Roe", "created": "12", "ended": "10", "alive": "5", "oldest": "Tue 2026-11-24 14:30 CET",
           "overdue": "1", "answers": "31", "first_response": "2 h", "promises": True, "met": "9", "total": "10"}
    said = {"name": "Alice Roe", "asked": "12", "answered": "9", "is_said": True, "mean": "3.33", "good": "67",
            "bad": "33", "net": "+34"}
    surveys = [{**said, "is_csat": True}, {**said, "name": "", "is_nps": True}, {**said, "is_yes_no": True},
               {"name": "Bob", "asked": "2", "answered": "0", "is_csat": True}]
    odd = {"is_held": True, "is_doubtful": True, "is_unparsed": True, "is_cut": True,
           "hidden": {"quoted": "12", "signature": "3"}}

    yield "agent-new", "plain", {**every, **told, "message": message, **files}
    yield "agent-update", "plain", {**every, **told, "message": message, "earlier": earlier}
    yield "agent-update", "odd", {**every, **told, "message": {**message, **odd}}
    yield "agent-alarm", "plain", {**every, "headline": "First response overdue",
                                   "lines": ["Nobody has answered for 8 h.", "Bob has been told as well."]}
    yield "agent-alarm", "bare", {**every, "lines": ["A mail in your name was held."]}
    yield "command-result", "queue", {**every, "title": "Your queue", "tickets": listed, "is_cut": True}
    yield "command-result", "search", {**every, "title": "Found", "found": [
        {"id": "4821", "subject": subject, "status": "open", "number": "3", "excerpt": "it burns"}]}
    yield "command-result", "help", {**every, "title": "Commands", "lines": ["Lines at the top."], "words": [
        {"word": "assign", "arguments": "WHO", "help": "an agent gets the ticket"},
        {"word": "close", "help": "the ticket is closed"}]}
    yield "command-result", "draft", {**every, "title": "A draft", "draft": "# Fire\n\n* water"}
    yield "command-result", "bare", {**every, "ticket": {}, "lines": ["Nothing was done."]}
    yield "report", "plain", {**every, "ticket": {}, "title": "Report since Mon 2026-11-16 14:30 CET", "tallies": [
        {"title": "By team", "rows": [row, {**row, "name": "", "oldest": "", "promises": False}]},
        {"title": "By agent", "rows": [row], "surveys": surveys}]}
    yield "digest", "plain", {**every, "ticket": {}, "since": "Mon 2026-11-23 18:00 CET", "count": "2",
                              "tickets": listed, "is_cut": True}


def samples(script="latin"):
    """All of them, as (kind, variant, values)."""
    yield from customers(WORDS[script])
    yield from agents(WORDS[script])
