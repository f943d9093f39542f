# templates/LANGUAGE/: every language has all of these files, and what it lacks is found in en. A
# further language is one more line in the first list.
TEMPLATE_LANGUAGES = \
	de \
	en \
	es \
	fr \
	it \
	ja \
	pl \
	pt
TEMPLATE_FILES = \
	ack.html \
	ack.subject \
	ack.txt \
	agent-alarm.html \
	agent-alarm.subject \
	agent-alarm.txt \
	agent-help.html \
	agent-help.txt \
	agent-new.html \
	agent-new.subject \
	agent-new.txt \
	agent-update.html \
	agent-update.subject \
	agent-update.txt \
	answer-signature.html \
	answer-signature.txt \
	command-result.html \
	command-result.subject \
	command-result.txt \
	customer-result.html \
	customer-result.subject \
	customer-result.txt \
	digest.html \
	digest.subject \
	digest.txt \
	forward.html \
	forward.subject \
	forward.txt \
	moment.html \
	moment.txt \
	reminder.html \
	reminder.subject \
	reminder.txt \
	reply.html \
	reply.subject \
	reply.txt \
	report.html \
	report.subject \
	report.txt \
	status-assigned.html \
	status-assigned.subject \
	status-assigned.txt \
	status-closed.html \
	status-closed.subject \
	status-closed.txt \
	status-in-progress.html \
	status-in-progress.subject \
	status-in-progress.txt \
	status-merged.html \
	status-merged.subject \
	status-merged.txt \
	status-on-hold.html \
	status-on-hold.subject \
	status-on-hold.txt \
	status-reopened.html \
	status-reopened.subject \
	status-reopened.txt \
	status-resolved.html \
	status-resolved.subject \
	status-resolved.txt \
	survey.html \
	survey.subject \
	survey.txt \
	ticket-earlier.html \
	ticket-earlier.txt \
	ticket-list.html \
	ticket-list.txt \
	ticket-message.html \
	ticket-message.txt \
	ticket-summary.html \
	ticket-summary.txt

nobase_dist_pkgdata_DATA = templates/en/page-end.html templates/en/page-top.html \
	$(foreach language,$(TEMPLATE_LANGUAGES),$(TEMPLATE_FILES:%=templates/$(language)/%))
