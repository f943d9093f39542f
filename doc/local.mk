EXTRA_DIST += doc/ARCHITECTURE.md doc/GLOSSARY.md doc/POSTGRESQL.md
dist_man_MANS += doc/man/deskmilter.conf.5
