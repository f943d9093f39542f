noinst_LIBRARIES += src/conf/libconf.a
src_conf_libconf_a_SOURCES = \
	src/conf/advice.c src/conf/advice.h \
	src/conf/advice-agents.c \
	src/conf/advice-hours.c \
	src/conf/advice-life.c \
	src/conf/advice-people.c \
	src/conf/advice-promises.c \
	src/conf/advice-rules.c \
	src/conf/advice-words.c \
	src/conf/build.c src/conf/build.h \
	src/conf/check.c src/conf/check.h \
	src/conf/check-conditions.c \
	src/conf/check-names.c \
	src/conf/check-people.c \
	src/conf/conf.c src/conf/conf.h \
	src/conf/keys.c src/conf/keys.h \
	src/conf/number.c src/conf/number.h \
	src/conf/place.c src/conf/place.h \
	src/conf/promise.c src/conf/promise.h \
	src/conf/rows.c src/conf/rows.h \
	src/conf/rows-people.c \
	src/conf/slot.c src/conf/slot.h \
	src/conf/source.c src/conf/source.h \
	src/conf/syntax.c src/conf/syntax.h \
	src/conf/table.c src/conf/table.h \
	src/conf/value.c src/conf/value.h \
	src/conf/words.c src/conf/words.h
src_conf_libconf_a_CFLAGS = $(AM_CFLAGS) $(CONFUSE_CFLAGS)

CONF_LIBS = src/conf/libconf.a src/ticket/libticket.a $(MATCH_LIBS) $(CALENDAR_LIBS) $(TEMPLATE_LIBS) \
	$(CONFUSE_LIBS) $(BASE_LIBS)

if CRITERION
check_PROGRAMS += t/unit/conf/run
TESTS += t/unit/conf/run
t_unit_conf_run_SOURCES = \
	t/unit/conf/scratch.c t/unit/conf/scratch.h \
	t/unit/conf/test-advice.c \
	t/unit/conf/test-conf.c \
	t/unit/conf/test-keys.c \
	t/unit/conf/test-slot.c \
	t/unit/conf/test-table.c \
	t/unit/conf/test-triage.c
t_unit_conf_run_CFLAGS = $(CRITERION_ALL)
t_unit_conf_run_LDADD = $(CONF_LIBS) $(CRITERION_LIBS)
endif
