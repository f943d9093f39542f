noinst_LIBRARIES += src/policy/libpolicy.a
src_policy_libpolicy_a_SOURCES = \
	src/policy/absence.c src/policy/absence.h \
	src/policy/answer.c src/policy/answer.h \
	src/policy/alarm.c src/policy/alarm.h \
	src/policy/assign.c src/policy/assign.h \
	src/policy/command.c src/policy/command.h src/policy/command-parts.h \
	src/policy/command-arguments.c \
	src/policy/command-conflict.c \
	src/policy/command-lists.c \
	src/policy/command-names.c \
	src/policy/command-words.c \
	src/policy/forwarded.c src/policy/forwarded.h \
	src/policy/identity.c src/policy/identity.h \
	src/policy/language.c src/policy/language.h \
	src/policy/leak.c src/policy/leak.h \
	src/policy/lifecycle.c src/policy/lifecycle.h \
	src/policy/monitor.c src/policy/monitor.h \
	src/policy/notification.c src/policy/notification.h \
	src/policy/notify.c src/policy/notify.h \
	src/policy/policy.c src/policy/policy.h \
	src/policy/report.c src/policy/report.h \
	src/policy/robots.c src/policy/robots.h \
	src/policy/secret.c src/policy/secret.h \
	src/policy/sla.c src/policy/sla.h \
	src/policy/sla-news.c src/policy/sla-news.h \
	src/policy/sla-plan.c src/policy/sla-plan.h \
	src/policy/sla-step.c \
	src/policy/subject.c src/policy/subject.h \
	src/policy/survey.c src/policy/survey.h \
	src/policy/thanks.c src/policy/thanks.h \
	src/policy/thanks-words.c src/policy/thanks-words.h \
	src/policy/thread.c src/policy/thread.h \
	src/policy/token.c src/policy/token.h \
	src/policy/triage.c src/policy/triage.h src/policy/triage-parts.h \
	src/policy/triage-compile.c \
	src/policy/triage-find.c \
	src/policy/triage-rank.c \
	src/policy/triage-tell.c \
	src/policy/triage-weigh.c \
	src/policy/trust.c src/policy/trust.h \
	src/policy/update.c src/policy/update.h \
	src/policy/voice.c src/policy/voice.h \
	src/policy/vote.c src/policy/vote.h
src_policy_libpolicy_a_CFLAGS = $(AM_CFLAGS) $(PSL_CFLAGS)

POLICY_LIBS = src/policy/libpolicy.a $(MATCH_LIBS) src/ticket/libticket.a $(PSL_LIBS)

if CRITERION
check_PROGRAMS += t/unit/policy/run
TESTS += t/unit/policy/run
t_unit_policy_run_SOURCES = \
	t/unit/policy/fixture.c t/unit/policy/fixture.h \
	t/unit/policy/test-absence.c \
	t/unit/policy/test-alarm.c \
	t/unit/policy/test-answer.c \
	t/unit/policy/test-assign.c \
	t/unit/policy/test-command.c \
	t/unit/policy/test-forwarded.c \
	t/unit/policy/test-identity.c \
	t/unit/policy/test-language.c \
	t/unit/policy/test-leak.c \
	t/unit/policy/test-lifecycle.c \
	t/unit/policy/test-monitor.c \
	t/unit/policy/test-notification.c \
	t/unit/policy/test-notify.c \
	t/unit/policy/test-notify-fields.c \
	t/unit/policy/test-policy.c \
	t/unit/policy/test-report.c \
	t/unit/policy/test-robots.c \
	t/unit/policy/test-secret.c \
	t/unit/policy/test-sla.c \
	t/unit/policy/test-sla-news.c \
	t/unit/policy/test-sla-year.c \
	t/unit/policy/test-subject.c \
	t/unit/policy/test-survey.c \
	t/unit/policy/test-thanks.c \
	t/unit/policy/test-thread.c \
	t/unit/policy/test-token.c \
	t/unit/policy/test-triage.c \
	t/unit/policy/test-trust.c \
	t/unit/policy/test-update.c \
	t/unit/policy/test-voice.c \
	t/unit/policy/test-vote.c \
	t/unit/timing.h
t_unit_policy_run_CFLAGS = $(CRITERION_ALL)
t_unit_policy_run_LDADD = $(POLICY_LIBS) $(PARSE_LIBS) $(CONF_LIBS) $(BASE_LIBS) \
	$(CRITERION_LIBS)
endif
