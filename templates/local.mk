templateendir = $(templatedir)/en
dist_templateen_DATA = \
	templates/en/ack.html \
	templates/en/ack.subject \
	templates/en/ack.txt \
	templates/en/agent-alarm.html \
	templates/en/agent-alarm.subject \
	templates/en/agent-alarm.txt \
	templates/en/agent-new.subject \
	templates/en/agent-new.txt \
	templates/en/agent-update.subject \
	templates/en/agent-update.txt \
	templates/en/command-result.subject \
	templates/en/command-result.txt \
	templates/en/customer-result.subject \
	templates/en/customer-result.txt \
	templates/en/digest.subject \
	templates/en/digest.txt \
	templates/en/forward.subject \
	templates/en/forward.txt \
	templates/en/reply.subject \
	templates/en/reply.txt
