#!/bin/bash
# Rules are tried before they go live: on a text, on a mail and on the tickets of the last days.
# Any store would do.
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

desk_setup
desk_conf <<'CF'
team "frontline" { members = {"alice"} }
team "money" { members = {"alice"} }
sla "slow" { first-response = {"normal=8h"} }
category "Billing" {
    keywords = {"invoice", "refund"}
    not-keywords = {"business card"}
    team = "money"
    tags = {"billing"}
}
category "Hardware" {
    keywords = {"printer"}
    team = "frontline"
}
rule "angry" {
    keywords = {"lawyer"}
    priority = high
}
rule "board" {
    keywords = {"board of directors"}
    sla = "slow"
}
triage { urgency-words = {"urgent"} }
CF
desk_ctl init >/dev/null
is "the desk is made" $? 0

# pick EXPRESSION: parts of the JSON text on standard input, on one line.
pick()
{
    desk_json "$1" | paste -sd ' '
}

# refused CODE WORD...: the exit status, one line on stderr, nothing on stdout.
refused()
{
    local code=$1 status
    shift
    desk_ctl "$@" >"$DESK/out" 2>"$DESK/err"
    status=$?
    is "refused: $*" "$status $(wc -c <"$DESK/out") $(wc -l <"$DESK/err")" "$code 0 1"
}

# ---- triage test ----
heads='[d["category"], d["score"], d["team"], d["priority"], d["tags"]]'
is "the rules of a subject" "$(desk_ctl triage test --json --subject "URGENT: my Invoice" | pick "$heads")" \
    'Billing 3 money high ["billing"]'
is "what was found" "$(desk_ctl triage test --json --subject "URGENT: my Invoice" |
    pick '[[m["rule"], m["text"], m["where"], m["pattern"]] for m in d["matched"]]')" \
    '["category Billing", "Invoice", "subject", "invoice"] ["urgency", "URGENT", "subject", "urgent"]'
is "of a text" "$(printf 'the printer\nhas my refund' | desk_ctl triage test - --json |
    pick '[[s["category"], s["score"], s["ruled_out"]] for s in d["scores"]]')" \
    '["Billing", 1, false] ["Hardware", 1, false]'
is "ties go by the file" "$(printf 'printer, refund' | desk_ctl triage test - --json | pick "$heads")" \
    'Billing 1 money normal ["billing"]'
printf 'refund for a business card' >"$DESK/card"
is "of a file, ruled out" "$(desk_ctl triage test "$DESK/card" --json |
    pick '[d["category"], d["score"], [i["text"] for i in d["ignored"]], len(d["matched"])]')" \
    'null null ["business card"] 1'
desk_ctl triage test --subject "invoice" >"$DESK/told"
like "for people, what was found" "$(cat "$DESK/told")" '^found: +category Billing: subject has "invoice", \+3$'
like "and what follows" "$(cat "$DESK/told")" \
    '^triage: +category Billing, priority normal, team money, SLA none, tags billing$'
is "no UTF-8 is no matter" "$(printf 'a \xff refund' | desk_ctl triage test - --json | pick 'd["category"]')" \
    Billing
refused 64 triage test
refused 64 triage test --subject x --mailbox nobody
refused 66 triage test "$DESK/missing"
refused 64 triage test a b
refused 64 triage

# ---- explain ----
desk_mail "Invoice" >"$DESK/invoice.eml"
printf '\nOn Sun, 1 Mar 2026 at 12:00, Support <support@example.com> wrote:\n> printer printer\n' \
    >>"$DESK/invoice.eml"
parts='[t["category"], t["score"], t["team"], t["priority"], t["tags"], t["language"]]'
is "explain says what its ticket would have" "$(desk_ctl explain --json "$DESK/invoice.eml" |
    pick "(lambda t: $parts)(d['triage'])")" 'Billing 3 money normal ["billing"] en'
is "and how it was found" "$(desk_ctl explain --json "$DESK/invoice.eml" |
    pick '[sorted(m) for m in d["triage"]["matched"]]')" '["pattern", "rule", "score", "text", "where"]'
like "for people" "$(desk_ctl explain "$DESK/invoice.eml")" '^triage: +category Billing, priority normal, team money'
is "nothing was written" "$(desk_tickets)" 0

# ---- replay ----
deliver()
{
    desk_mail "$@" | desk_ctl deliver --mail-from jane@example.net --rcpt support@example.com
}
deliver "Invoice"
deliver "Printer"
deliver "Printer of a lawyer"
deliver "Howdy"
is "four tickets" "$(desk_ctl ticket list --json | pick '[t["category"] for t in d]')" \
    "null Hardware Hardware Billing"
desk_ctl ticket set 2 --category Billing --team money >/dev/null

is "the same rules make the same of them" "$(desk_ctl triage replay --json |
    pick '[d[k] for k in ("looked_at", "same", "different", "by_hand", "skipped")]')" "4 3 0 1 0"
is "but for what was changed by hand" "$(desk_ctl triage replay --json |
    pick '[[t["id"], c, t["changes"][c]["is"], t["changes"][c]["would_be"], t["changes"][c]["by_hand"]]
        for t in d["tickets"] for c in sorted(t["changes"])]')" \
    '[2, "category", "Billing", "Hardware", true] [2, "team", "money", "frontline", true]'

sed -e 's/"printer"/"toner"/' -e 's/"refund"/"howdy"/' -e 's/^\( *keywords = {"lawyer"}\)/\1 sla = "slow"/' \
    "$DESK/deskmilter.conf" >"$DESK/new.conf"
replay()
{
    as_user "$DESK_USER" "$DESK_ROOT/bin/deskctl" -c "$DESK/new.conf" triage replay "$@"
}
is "new rules" "$(replay --json |
    pick '[d[k] for k in ("looked_at", "same", "different", "by_hand", "skipped")]')" "4 1 2 1 0"
is "by field" "$(replay --json | pick '[[f, d["fields"][f]["different"], d["fields"][f]["by_hand"]]
    for f in d["fields"]]')" \
    '["category", 3, 1] ["team", 3, 1] ["priority", 0, 0] ["sla", 1, 0] ["tags", 1, 0]'
is "from category to category" "$(replay --json |
    pick '[[m["from"], m["to"], m["tickets"], m["by_hand"]] for m in d["categories"]]')" \
    '[null, "Billing", 1, 0] ["Billing", null, 1, 1] ["Billing", "Billing", 1, 0] ["Hardware", null, 1, 0]'
is "newest first, as many as asked for" "$(replay --json --limit 2 | pick '[t["id"] for t in d["tickets"]]')" \
    "4 3"
replay >"$DESK/told"
is "for people" "$(head -n 1 "$DESK/told" | tr -s ' ')" "ID SUBJECT FIELD IS WOULD BE CHANGED BY WHY"
like "with the reason" "$(cat "$DESK/told")" '^4 +Howdy +category +none +Billing +- +category Billing with score 3'
like "and who changed it" "$(cat "$DESK/told")" "^2 +Printer +category +Billing +none +deskctl:$DESK_USER "
like "and the numbers" "$(cat "$DESK/told")" \
    '^4 tickets looked at: 1 would be the same, 2 different, 1 only where people have changed them$'
like "more of them" "$(replay --limit 1)" '^\(and 2 more tickets; --limit shows more\)$'
is "none is as young as that" "$(sleep 1.1; replay --since 1s --json | pick 'd["looked_at"]')" 0
sed 's/^mailbox "support"/mailbox "other"/' "$DESK/new.conf" >"$DESK/other.conf"
is "a mailbox that is gone" "$(as_user "$DESK_USER" "$DESK_ROOT/bin/deskctl" -c "$DESK/other.conf" \
    triage replay --json | pick '[d["looked_at"], d["skipped"]]')" "0 4"
is "nothing was written" "$(desk_ctl ticket list --json | pick '[t["category"] for t in d]')" \
    "null Hardware Billing Billing"
deliver "Quiet" "X-Priority: 1" "Authentication-Results: mx.example.com; dmarc=pass header.from=example.net"
is "a proved sender's field raises the priority" "$(desk_ctl ticket list --json | pick 'd[0]["priority"]')" high
is "and is read again from his mail" "$(desk_ctl triage replay --json |
    pick '[d["looked_at"], d["different"], d["by_hand"]]')" "5 0 1"
refused 64 triage replay --since yesterday
refused 64 triage replay --since 0d
refused 64 triage replay --limit 0
refused 64 triage replay now
is "a configuration that is wrong" "$(echo 'rule "x" { team = "nobody" }' >>"$DESK/other.conf"
    as_user "$DESK_USER" "$DESK_ROOT/bin/deskctl" -c "$DESK/other.conf" triage replay >/dev/null 2>&1
    echo $?)" 78

# ---- check ----
is "check advises to give each mailbox a team" "$(desk_ctl check --json |
    pick '[d["errors"], [" ".join(a["text"].split()[:5]) for a in d["advice"]]]')" \
    '[] ["mailbox \"support\" has no team:", "mailbox \"billing\" has no team:"]'
sed 's/^mailbox .*/&\n    team = "frontline"/' "$DESK/deskmilter.conf" >"$DESK/odd.conf"
is "and has no other advice" "$(as_user "$DESK_USER" "$DESK_ROOT/bin/deskctl" -c "$DESK/odd.conf" check --json |
    pick '[d["errors"], d["advice"]]')" "[] []"
echo 'category "Toner" { keywords = {"laser printer", "printer"} }' >>"$DESK/odd.conf"
odd()
{
    as_user "$DESK_USER" "$DESK_ROOT/bin/deskctl" -c "$DESK/odd.conf" check "$@"
}
is "what is odd is told behind the OK" "$(odd | sed 's/:.*//' | uniq | paste -sd ' ')" "OK advice"
like "with its place" "$(odd)" "^advice: $DESK/odd.conf:[0-9]+: .*printer"
is "and is no fault" "$(odd >/dev/null 2>&1; echo $?)" 0
is "as JSON" "$(odd --json | pick 'sorted({(a["file"], a["line"] > 0, "printer" in a["text"])
    for a in d["advice"]})')" "[\"$DESK/odd.conf\", true, true]"

# ---- the example of the guide, as it is installed ----

# guide_block N: the nth indented block of its first chapter that has one.
guide_block()
{
    awk -v wanted="$1" '/^## From a mail/ { on = 1; next } /^## / { on = 0 }
        on && /^    / { if (!inside) n++; inside = 1 } on && !/^    / && !/^$/ { inside = 0 }
        on && inside && n == wanted { sub(/^    /, ""); print }' \
        "$DESK_ROOT/share/doc/deskmilter/TRIAGE.md"
}
{
    sed '/^mailbox/,$d' "$DESK/deskmilter.conf"
    guide_block 1
} >"$DESK/guide.conf"
guide()
{
    as_user "$DESK_USER" "$DESK_ROOT/bin/deskctl" -c "$DESK/guide.conf" "$@"
}
is "it is sound, and nothing about it is odd" \
    "$(guide check | grep -v '^OK')" ""
{
    printf 'From: Jane Doe <jane@example.net>\nTo: support@example.com\n'
    guide_block 2
} >"$DESK/guide.eml"
is "it explains its mail as it says" "$(guide explain "$DESK/guide.eml" | grep -E '^(found|score|triage|why):')" \
    "$(guide_block 3 | grep -E '^(found|score|triage|why):')"

# ---- the SLA of a ticket ----
is "a ticket without SLA" "$(desk_ctl ticket show 1 --json | pick 'd["sla"]')" null
is "gets one" "$(desk_ctl ticket set 1 --sla slow)" "#1 sla: from none to slow"
is "that the list shows" "$(desk_ctl ticket list --json | pick 'd[-1]["sla"]')" slow
is "and the ticket, with its clocks" "$(desk_ctl ticket show 1 --json |
    pick '[d["sla"]["name"]] + [[c["clock"], c["state"], c["allowed_s"], c["due"] is not None, c["breached"]]
        for c in d["sla"]["clocks"]]')" 'slow ["first-response", "running", 28800, true, null]'
like "for people" "$(desk_ctl ticket show 1)" \
    '^  first-response: running, .* of 8 h used, due [0-9-]+T[0-9:]+Z$'
desk_ctl ticket set 1 --priority low >/dev/null
unlike "a priority that has no time has no clock" "$(desk_ctl ticket show 1)" '^  first-response:'
is "and loses it" "$(desk_ctl ticket set 1 --sla none)" "#1 sla: from slow to none"
refused 64 ticket set 1 --sla gold
done_testing
