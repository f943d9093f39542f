#!/bin/bash
# The example of the IT help desk, half an hour after "server down": whoever has the ticket and the
# lead hear of it, once, with two deskposts. Then the wall clock leaps by a month there and back
# (RULES I11): no step is taken before the clock is believed, none twice, and none is lost. What
# time it is is the test's to say (t/tools/clocks.c); nobody waits for it.
# shellcheck source=t/lib/scenes.sh
. "${srcdir:-.}/t/lib/scenes.sh"

month=$((30 * 24 * 3600))
believed=660 # more than the ten minutes after which a clock is believed
wall=0 steady=0

# turn WALL STEADY: sets both clocks ahead by so many seconds more.
turn()
{
    wall=$((wall + $1)) steady=$((steady + $2))
    python3 -c 'import os, struct, sys
os.pwrite(os.open(sys.argv[1], os.O_WRONLY), struct.pack("qq", *map(int, sys.argv[2:])), 0)' \
        "$DESK/clocks" "$wall" "$steady"
}

# told TEXT COUNT: both deskposts have logged it so often.
told()
{
    [ "$(grep -c "$1" "$DESK/one.log")" = "$2" ] && [ "$(grep -c "$1" "$DESK/two.log")" = "$2" ]
}

# happened KIND COUNT
happened()
{
    [ "$(count "$1")" = "$2" ]
}

count()
{
    desk_sql "SELECT count(*) FROM event WHERE kind = '$1'"
}

# clocks_stand EXPRESSION: all clocks that have a step to be taken.
clocks_stand()
{
    [ "$(desk_sql "SELECT count(*) FROM timer WHERE next_at IS NOT NULL AND NOT ($1)")" = 0 ]
}

# alarms: who got how many, from what has left.
alarms()
{
    grep -hiE '^X-Rcpt-Args: <?(alice|bob|olga|otto|lea)@' -r "$DESK/sink" |
        sed -E 's/.*<?\b([a-z]+)@.*/\1/' | sort | uniq -c | awk '{ print $2, $1 }' | paste -sd ,
}

# arrived WHAT: so they are at the end; Postfix takes a moment of its own.
arrived()
{
    [ "$(alarms)" = "$1" ]
}

# all_arrived: as many as the store has put into the outbox.
all_arrived()
{
    [ "$(alarms | tr , '\n' | awk '{ n += $2 } END { print n }')" = \
        "$(desk_sql "SELECT count(*) FROM outbox WHERE kind = 'agent-alarm'")" ]
}

desk_setup
desk_programs
is_sanitized && skip_all "a sanitizer has to come before what is preloaded"
examples=$DESK_ROOT/share/doc/deskmilter/examples
{
    desk_base_conf "$DESK" "$DESK_ROOT" "$DESK_USER" "$DESK_RELAY"
    sed -e '/^hostname = /d' -e "s|\"/etc/deskmilter/|\"$examples/|" "$examples/it-help-desk.conf"
} >"$DESK/deskmilter.conf"
truncate -s 16 "$DESK/clocks"
chmod 644 "$DESK/clocks"
preload=${builddir:-.}/t/tools/clocks.so
[ -e "$preload" ] || bail_out "$preload has not been built"
clocks=("LD_PRELOAD=$preload" "DESK_CLOCKS=$DESK/clocks")
desk_ctl init >/dev/null || bail_out "no store"
# Alarms alone: they are counted.
for name in alice bob olga otto lea; do
    desk_ctl agent notify "$name" none >/dev/null || bail_out "no wish of $name"
done
desk_start_sink && desk_start_milter "${clocks[@]}" && scenes_postfix
is "the desk starts" $? 0
for name in one two; do
    desk_start "$name" env "${clocks[@]}" "$DESK_ROOT/sbin/deskpost" -f -c "$DESK/deskmilter.conf"
done
check "and both deskposts" wait_for 10 told started 1

write one "$jane" it@example.com "Server down"
is "server down is a ticket" "$landed" "new 1"
is "of operations, critical" "$(show 1 '[d["team"], d["priority"], d["sla"]["name"]]')" \
    "operations critical outage"
turn 1740 1740
check "after 29 minutes olga, who has it, is warned" wait_for 10 happened sla-warning 1
turn 120 120
check "after 31 it is missed" wait_for 10 happened sla-missed 1
check "she hears of each once, and the lead of the end" wait_for 10 arrived "lea 1,olga 2"

write two "$jane" it@example.com "Another server is down"
is "half an hour is left for another one" "$landed" "new 2"
turn $month 0
check "a leap forward is seen" wait_for 10 told "the clock has leapt" 1
turn $((-month)) 0
check "and that the clock is back" wait_for 10 told "the clock is believed again" 1
turn $((-month)) 0
check "a leap back is seen" wait_for 10 told "the clock has leapt" 2
turn $believed $believed
check "and believed when it has lasted" wait_for 10 told "the clock is believed again" 2
check "all clocks are set by it" wait_for 10 clocks_stand \
    "set_at < $((($(date +%s) + wall + 60) * 1000000))"
is "nothing was taken for missed" "$(count sla-missed) $(count sla-warning)" "1 1"
turn 1860 1860
check "the half hour passes by it" wait_for 10 happened sla-missed 2
turn $month 0
check "a leap forward again is seen" wait_for 10 told "the clock has leapt" 3
is "is not believed yet" "$(count sla-missed)" 2
turn $believed $believed
check "then all that a month has ended" wait_for 10 clocks_stand false
is "each clock was missed once" \
    "$(desk_sql "SELECT count(*) FROM timer WHERE breached IS NOT NULL") $(count sla-missed)" "4 4"
is "nobody has had a burst of alarms" "$(desk_sql "SELECT count(*) FROM outbox
    WHERE kind = 'agent-alarm' AND created > $((($(date +%s) + wall - 600) * 1000000))
    GROUP BY recipient HAVING count(*) > 2")" ""
check "every alarm arrives, and no other one" wait_for 10 all_arrived
done_testing
