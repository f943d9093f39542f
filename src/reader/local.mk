noinst_LIBRARIES += src/reader/libreader.a
src_reader_libreader_a_SOURCES = \
	src/reader/reader.c src/reader/reader.h \
	src/reader/worker.c src/reader/worker.h

READER_LIBS = src/reader/libreader.a

if CRITERION
# A deskparse that misbehaves, in the way its name says.
check_PROGRAMS += t/unit/reader/badworker
t_unit_reader_badworker_SOURCES = t/unit/reader/badworker.c
t_unit_reader_badworker_LDADD = $(PARSE_LIBS) $(BASE_LIBS)

check_PROGRAMS += t/unit/reader/run
TESTS += t/unit/reader/run
t_unit_reader_run_SOURCES = t/unit/reader/test-reader.c
t_unit_reader_run_CFLAGS = $(CRITERION_ALL)
t_unit_reader_run_LDADD = $(READER_LIBS) $(PARSE_LIBS) $(BASE_LIBS) $(CRITERION_LIBS)
endif
