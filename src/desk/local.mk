noinst_LIBRARIES += src/desk/libdesk.a
src_desk_libdesk_a_SOURCES = \
	src/desk/absence.c src/desk/absence.h \
	src/desk/alarm.c src/desk/alarm.h \
	src/desk/amend.c src/desk/amend.h \
	src/desk/amend-merge.c \
	src/desk/amend-language.c \
	src/desk/amend-people.c \
	src/desk/amend-publish.c \
	src/desk/amend-split.c \
	src/desk/amend-watch.c \
	src/desk/amending.c src/desk/amending.h \
	src/desk/answer.c src/desk/answer.h \
	src/desk/answering.c src/desk/answering.h \
	src/desk/assign.c src/desk/assign.h \
	src/desk/automatic.c src/desk/automatic.h \
	src/desk/behalf.c src/desk/behalf.h \
	src/desk/canned.c src/desk/canned.h \
	src/desk/command.c src/desk/command.h \
	src/desk/commanding.c src/desk/commanding.h \
	src/desk/contact.c src/desk/contact.h \
	src/desk/decide.c src/desk/decide.h \
	src/desk/digest.c src/desk/digest.h \
	src/desk/effect.c src/desk/effect.h \
	src/desk/effect-tell.c src/desk/effect-tell.h \
	src/desk/envelope.c src/desk/envelope.h \
	src/desk/escalate.c src/desk/escalate.h \
	src/desk/filing.c src/desk/filing.h \
	src/desk/history.c src/desk/history.h \
	src/desk/intake.c src/desk/intake.h \
	src/desk/lapse.c src/desk/lapse.h \
	src/desk/language.c src/desk/language.h \
	src/desk/later.c src/desk/later.h \
	src/desk/life.c src/desk/life.h \
	src/desk/mailing.c src/desk/mailing.h \
	src/desk/meanwhile.c src/desk/meanwhile.h \
	src/desk/notification.c src/desk/notification.h \
	src/desk/people.c src/desk/people.h \
	src/desk/record.c src/desk/record.h \
	src/desk/record-message.c src/desk/record-note.c src/desk/record-parts.h \
	src/desk/record-ticket.c \
	src/desk/replay.c src/desk/replay.h \
	src/desk/replay-facts.c src/desk/replay-facts.h \
	src/desk/report.c src/desk/report.h \
	src/desk/route.c src/desk/route.h \
	src/desk/sla.c src/desk/sla.h \
	src/desk/survey.c src/desk/survey.h \
	src/desk/trial.c src/desk/trial.h \
	src/desk/vote.c src/desk/vote.h \
	src/desk/vote-record.c \
	src/desk/update.c src/desk/update.h \
	src/desk/wake.c src/desk/wake.h

DESK_LIBS = src/desk/libdesk.a $(STORE_LIBS) $(POLICY_LIBS) $(READER_LIBS) \
	$(TEMPLATE_LIBS) $(PARSE_LIBS) $(CONF_LIBS) $(BASE_LIBS)

if CRITERION
check_PROGRAMS += t/unit/desk/run
TESTS += t/unit/desk/run
t_unit_desk_run_SOURCES = \
	t/unit/desk/room.c t/unit/desk/room.h \
	t/unit/desk/scene.c t/unit/desk/scene.h \
	t/unit/desk/test-absence.c \
	t/unit/desk/test-amend.c \
	t/unit/desk/test-answer.c \
	t/unit/desk/test-answer-to.c \
	t/unit/desk/test-assign.c \
	t/unit/desk/test-automatic.c \
	t/unit/desk/test-canned.c \
	t/unit/desk/test-clocks.c \
	t/unit/desk/test-command.c \
	t/unit/desk/test-decide.c \
	t/unit/desk/test-digest.c \
	t/unit/desk/test-effect.c \
	t/unit/desk/test-escalate.c \
	t/unit/desk/test-lapse.c \
	t/unit/desk/test-language.c \
	t/unit/desk/test-long.c \
	t/unit/desk/test-notification.c \
	t/unit/desk/test-people.c \
	t/unit/desk/test-record.c \
	t/unit/desk/test-replay.c \
	t/unit/desk/test-report.c \
	t/unit/desk/test-survey.c \
	t/unit/desk/test-triage.c \
	t/unit/desk/test-vote.c \
	t/unit/desk/test-update.c \
	t/unit/desk/test-wake.c \
	t/unit/policy/fixture.c t/unit/policy/fixture.h
t_unit_desk_run_CFLAGS = $(CRITERION_ALL)
t_unit_desk_run_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/t/unit/policy
t_unit_desk_run_LDADD = $(DESK_LIBS) $(CRITERION_LIBS)
endif
