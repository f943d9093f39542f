#!/bin/bash
# Nobody but a proved agent commands, answers or is told anything: forged From, stolen reply and note
# addresses, third parties, former agents, held mails, tickets of two customers in one, and addresses
# of the desk where somebody else's belong (RULES A1, A4, A30, S6, I8, C8). No daemon and no Postfix.
# shellcheck source=t/lib/tap.sh
. "${srcdir:=$(cd "$(dirname "$0")/.." && pwd)}/t/lib/tap.sh"
# shellcheck source=t/lib/model.sh
. "$srcdir/t/lib/model.sh"

model_drive t/model/circle
model_reference impostors.py --circle "$drive" --parse "${builddir:-.}/src/deskparse/deskparse" \
    --templates "$srcdir/templates"
"${reference[@]}"
