templateendir = $(templatedir)/en
dist_templateen_DATA = \
	templates/en/ack.html \
	templates/en/ack.subject \
	templates/en/ack.txt \
	templates/en/agent-alarm.html \
	templates/en/agent-alarm.subject \
	templates/en/agent-alarm.txt
