noinst_LIBRARIES += src/ticket/libticket.a
src_ticket_libticket_a_SOURCES = \
	src/ticket/epoch.c src/ticket/epoch.h \
	src/ticket/facts.c src/ticket/facts.h \
	src/ticket/kind.c src/ticket/kind.h \
	src/ticket/outbox.c src/ticket/outbox.h \
	src/ticket/satisfaction.c src/ticket/satisfaction.h \
	src/ticket/survey.c src/ticket/survey.h \
	src/ticket/ticket.c src/ticket/ticket.h \
	src/ticket/timer.c src/ticket/timer.h \
	src/ticket/update.c src/ticket/update.h \
	src/ticket/verdict.c src/ticket/verdict.h \
	src/ticket/words.c src/ticket/words.h

if CRITERION
check_PROGRAMS += t/unit/ticket/run
TESTS += t/unit/ticket/run
t_unit_ticket_run_SOURCES = \
	t/unit/ticket/test-facts.c \
	t/unit/ticket/test-satisfaction.c \
	t/unit/ticket/test-words.c
t_unit_ticket_run_CFLAGS = $(CRITERION_ALL)
t_unit_ticket_run_LDADD = src/ticket/libticket.a $(BASE_LIBS) $(CRITERION_LIBS)
endif
