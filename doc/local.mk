EXTRA_DIST += doc/ARCHITECTURE.md doc/BACKUP.md doc/GLOSSARY.md doc/POSTGRESQL.md doc/TRIAGE.md doc/TRUST.md
dist_man_MANS += doc/man/deskmilter.conf.5
