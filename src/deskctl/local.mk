bin_PROGRAMS += src/deskctl/deskctl
noinst_LIBRARIES += src/deskctl/libdeskctl.a
src_deskctl_libdeskctl_a_SOURCES = \
	src/deskctl/cmd.h \
	src/deskctl/cmd-agent.c \
	src/deskctl/cmd-amend.c \
	src/deskctl/cmd-backup.c \
	src/deskctl/cmd-check.c \
	src/deskctl/cmd-contact.c \
	src/deskctl/cmd-deliver.c \
	src/deskctl/cmd-doctor.c \
	src/deskctl/cmd-explain.c \
	src/deskctl/cmd-init.c \
	src/deskctl/cmd-key.c \
	src/deskctl/cmd-mailboxes.c \
	src/deskctl/cmd-outbox.c \
	src/deskctl/cmd-replay.c \
	src/deskctl/cmd-stats.c \
	src/deskctl/cmd-store.c \
	src/deskctl/cmd-survey.c \
	src/deskctl/cmd-template.c \
	src/deskctl/cmd-ticket-list.c \
	src/deskctl/cmd-ticket-raw.c \
	src/deskctl/cmd-ticket-show.c \
	src/deskctl/cmd-trace.c \
	src/deskctl/cmd-triage.c \
	src/deskctl/clocks.c src/deskctl/clocks.h \
	src/deskctl/commands.c src/deskctl/commands.h \
	src/deskctl/copying.c src/deskctl/copying.h \
	src/deskctl/crlf.c src/deskctl/crlf.h \
	src/deskctl/ctl.c src/deskctl/ctl.h \
	src/deskctl/doctor.c src/deskctl/doctor.h \
	src/deskctl/doctor-store.c \
	src/deskctl/doctor-submission.c \
	src/deskctl/explain.c src/deskctl/explain.h \
	src/deskctl/explain-json.c \
	src/deskctl/explain-text.c \
	src/deskctl/explain-triage.c \
	src/deskctl/findings.c src/deskctl/findings.h \
	src/deskctl/inputs.c src/deskctl/inputs.h \
	src/deskctl/json.c src/deskctl/json.h \
	src/deskctl/milters.c src/deskctl/milters.h \
	src/deskctl/options.c src/deskctl/options.h \
	src/deskctl/postconf.c src/deskctl/postconf.h \
	src/deskctl/postfix.c src/deskctl/postfix.h \
	src/deskctl/preview.c src/deskctl/preview.h \
	src/deskctl/problems.c src/deskctl/problems.h \
	src/deskctl/rows.c src/deskctl/rows.h \
	src/deskctl/surveys.c src/deskctl/surveys.h \
	src/deskctl/table.c src/deskctl/table.h \
	src/deskctl/triage.c src/deskctl/triage.h
src_deskctl_libdeskctl_a_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)

DESKCTL_LIBS = src/deskctl/libdeskctl.a src/desk/libdesk.a src/send/libsend.a $(LETTER_LIBS) \
	$(POLICY_LIBS) \
	$(STORE_LIBS) src/ticket/libticket.a $(READER_LIBS) $(TEMPLATE_LIBS) $(PARSE_LIBS) \
	$(CONF_LIBS) $(BASE_LIBS) $(JANSSON_LIBS)

src_deskctl_deskctl_SOURCES = src/deskctl/main.c
src_deskctl_deskctl_LDADD = $(DESKCTL_LIBS)

dist_man_MANS += doc/man/deskctl.8

if CRITERION
check_PROGRAMS += t/unit/deskctl/run
TESTS += t/unit/deskctl/run
t_unit_deskctl_run_SOURCES = \
	t/unit/deskctl/test-commands.c \
	t/unit/deskctl/test-crlf.c \
	t/unit/deskctl/test-doctor.c \
	t/unit/deskctl/test-milters.c \
	t/unit/deskctl/test-postconf.c
t_unit_deskctl_run_CFLAGS = $(CRITERION_ALL) $(JANSSON_CFLAGS)
t_unit_deskctl_run_LDADD = $(DESKCTL_LIBS) $(CRITERION_LIBS)
endif
