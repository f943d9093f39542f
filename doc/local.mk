EXTRA_DIST += doc/ARCHITECTURE.md
# For those who run a desk; the man pages name them.
dist_doc_DATA = doc/AGENTS.md doc/BACKUP.md doc/CUSTOMERS.md doc/GLOSSARY.md doc/POSTGRESQL.md \
	doc/TEMPLATES.md doc/TRIAGE.md doc/TRUST.md
dist_man_MANS += doc/man/desk-commands.7 doc/man/deskmilter.conf.5
