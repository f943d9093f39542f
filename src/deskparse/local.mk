pkglibexec_PROGRAMS += src/deskparse/deskparse
src_deskparse_deskparse_SOURCES = \
	src/deskparse/main.c \
	src/deskparse/sandbox.c src/deskparse/sandbox.h
src_deskparse_deskparse_CFLAGS = $(AM_CFLAGS) $(SECCOMP_CFLAGS)
src_deskparse_deskparse_LDADD = $(PARSE_LIBS) $(BASE_LIBS) $(SECCOMP_LIBS)

dist_man_MANS += doc/man/deskparse.8

if CRITERION
check_PROGRAMS += t/unit/deskparse/run
TESTS += t/unit/deskparse/run
t_unit_deskparse_run_SOURCES = \
	src/deskparse/sandbox.c src/deskparse/sandbox.h \
	t/unit/deskparse/test-sandbox.c
t_unit_deskparse_run_CFLAGS = $(CRITERION_ALL) $(SECCOMP_CFLAGS)
t_unit_deskparse_run_LDADD = $(BASE_LIBS) $(SECCOMP_LIBS) $(CRITERION_LIBS)
endif
