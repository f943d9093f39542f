noinst_LIBRARIES += src/machine/libmachine.a
src_machine_libmachine_a_SOURCES = \
	src/machine/auto-reply.c src/machine/auto-reply.h \
	src/machine/auto-reply-words.c src/machine/auto-reply-words.h \
	src/machine/bounces.c src/machine/bounces.h \
	src/machine/challenge.c src/machine/challenge.h \
	src/machine/challenge-words.c src/machine/challenge-words.h \
	src/machine/claims.c src/machine/claims.h \
	src/machine/dsn.c src/machine/dsn.h \
	src/machine/dsn-address.c \
	src/machine/feedback.c src/machine/feedback.h \
	src/machine/generated.c src/machine/generated.h \
	src/machine/generated-words.c src/machine/generated-words.h \
	src/machine/machine.c src/machine/machine.h \
	src/machine/machine-headers.c src/machine/machine-headers.h \
	src/machine/manager.c src/machine/manager.h \
	src/machine/notice.c src/machine/notice.h \
	src/machine/notice-marks.c \
	src/machine/notice-subjects.c \
	src/machine/notice-words.c \
	src/machine/reasons.c src/machine/reasons.h \
	src/machine/receipt.c src/machine/receipt.h \
	src/machine/receipt-words.c src/machine/receipt-words.h \
	src/machine/recipients.c src/machine/recipients.h \
	src/machine/report.c src/machine/report.h \
	src/machine/returned.c src/machine/returned.h \
	src/machine/robots.c src/machine/robots.h \
	src/machine/status.c src/machine/status.h \
	src/machine/status-words.c \
	src/machine/suspicion.c src/machine/suspicion.h \
	src/machine/wording.c src/machine/wording.h

MACHINE_LIBS = src/machine/libmachine.a $(MAIL_LIBS)

if CRITERION
check_PROGRAMS += t/unit/machine/run
TESTS += t/unit/machine/run
t_unit_machine_run_SOURCES = \
	t/unit/mail/mails.h \
	t/unit/machine/test-auto-reply.c \
	t/unit/machine/test-bounces.c \
	t/unit/machine/test-challenge.c \
	t/unit/machine/test-claims.c \
	t/unit/machine/test-dsn.c \
	t/unit/machine/test-generated.c \
	t/unit/machine/test-machine-headers.c \
	t/unit/machine/test-machine.c \
	t/unit/machine/test-manager.c \
	t/unit/machine/test-notice.c \
	t/unit/machine/test-phrase-tables.c \
	t/unit/machine/test-returned.c \
	t/unit/machine/test-status.c \
	t/unit/machine/test-suspicion.c
t_unit_machine_run_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/t/unit/mail
t_unit_machine_run_CFLAGS = $(CRITERION_ALL)
t_unit_machine_run_LDADD = $(PARSE_LIBS) $(BASE_LIBS) $(CRITERION_LIBS)
endif
