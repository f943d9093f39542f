templateendir = $(templatedir)/en
dist_templateen_DATA = \
	templates/en/ack.html \
	templates/en/ack.subject \
	templates/en/ack.txt
