noinst_LIBRARIES += src/kb/libkb.a
src_kb_libkb_a_SOURCES = \
	src/kb/article.c src/kb/article.h \
	src/kb/folder.c src/kb/folder.h \
	src/kb/kb.c src/kb/kb.h \
	src/kb/plain.c src/kb/plain.h \
	src/kb/rank.c src/kb/rank.h \
	src/kb/stops.c src/kb/stops.h \
	src/kb/terms.c src/kb/terms.h

KB_LIBS = src/kb/libkb.a $(MATCH_LIBS) -lm

if CRITERION
check_PROGRAMS += t/unit/kb/run
TESTS += t/unit/kb/run
t_unit_kb_run_SOURCES = \
	t/unit/kb/test-kb.c \
	t/unit/kb/test-plain.c
t_unit_kb_run_CFLAGS = $(CRITERION_ALL)
t_unit_kb_run_LDADD = $(KB_LIBS) $(BASE_LIBS) $(CRITERION_LIBS)
endif
