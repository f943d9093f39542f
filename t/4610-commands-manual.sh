#!/bin/bash
# Every example of desk-commands(7), sent as it stands there, does what it says there (RULES C1 to
# C5, C8); the page has the commands that #help names, and no others. Any store would do.
# shellcheck source=t/lib/agents.sh
. "${srcdir:-.}/t/lib/agents.sh"

page=$srcdir/doc/man/desk-commands.7
manual()
{
    python3 "$srcdir/t/tools/manual.py" "$page" "$@"
}

agents_setup </dev/null
# As root it gives up its rights by itself.
export DESK_CTL="$DESK_ROOT/bin/deskctl -c $DESK/deskmilter.conf"
AGENT_PASSWORD=$(desk_password alice)
export AGENT_PASSWORD

manual run >"$DESK/played" 2>"$DESK/manual.log"
is "all examples are played" $? 0
clean "and nothing is in the way" "$(cat "$DESK/manual.log")"
while IFS=$'\t' read -r result command promise found; do
    is "$command: $promise" "${found:-$result}" ok
done <"$DESK/played"
is "each promise of the page is looked at" "$(wc -l <"$DESK/played")" \
    "$(grep '^\.D1 Afterwards' "$page" | tr -cd ';\n' | sed 's/$/;/' | tr -cd ';' | wc -c)"

# help_of ADDRESS: the words in the answer to #help there.
help_of()
{
    text_of "$(mails_of "$1" | tail -n 1)" | grep -oE '#[a-z][a-z-]+' | sort -u
}
words_of()
{
    manual words | sed -n "s/^$1 //p" | sort -u
}
written alice support@example.com "#help" ""
check "alice gets the list" wait_for 10 settled
is "the page has the commands of agents, all of them" "$(words_of agent)" \
    "$(help_of alice@example.com)"
customer "Jane Doe <jane@example.net>" support@example.com "The list" "What can I say?"
list=$ticket
got jane@example.net 1
customer "Jane Doe <jane@example.net>" "$(field Reply-To "$letter")" "Re: The list" "#help" \
    "In-Reply-To: $(field Message-ID "$letter")"
ticket=$list got jane@example.net 2
is "and those of customers" "$(words_of customer)" "$(help_of jane@example.net)"
agents_end
