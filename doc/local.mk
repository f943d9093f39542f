EXTRA_DIST += doc/ARCHITECTURE.md doc/GLOSSARY.md
dist_man_MANS += doc/man/deskmilter.conf.5
