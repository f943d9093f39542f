# Shell tests, in families by their first digit (HACKING.md): 9xxx read the source, all
# others drive the installed programs.
LINT_TESTS = \
	t/9000-lint-floors.sh \
	t/9001-lint-banned.sh \
	t/9002-lint-format.sh \
	t/9003-lint-shell.sh \
	t/9004-lint-man.sh \
	t/9005-lint-words.sh \
	t/9006-lint-languages.sh \
	t/9009-lint-selftest.sh
SCRIPT_TESTS = \
	t/1000-mail-strings.sh \
	t/1001-mail-linear.sh \
	t/1002-written.sh \
	t/2000-policy-thread.sh \
	t/4000-milter-first-mail.sh \
	t/4001-milter-threading.sh \
	t/4002-milter-recipients.sh \
	t/4003-milter-size.sh \
	t/4004-milter-store-trouble.sh \
	t/4005-milter-reader.sh \
	t/4006-milter-start.sh \
	t/4007-milter-order.sh \
	t/4008-milter-same-mail.sh \
	t/4009-milter-silence.sh \
	t/4010-store-file.sh \
	t/4013-milter-absence.sh \
	t/4014-milter-commands.sh \
	t/4100-milter-poison.sh \
	t/4101-milter-bounds.sh \
	t/4102-milter-trust.sh \
	t/4200-scenarios-threads.sh \
	t/4201-scenarios-machines.sh \
	t/4202-scenarios-reading.sh \
	t/4203-scenarios-trust.sh \
	t/4204-scenarios-trouble.sh \
	t/4210-milter-bounces.sh \
	t/4220-examples.sh \
	t/4301-attacks-identity.sh \
	t/4302-attacks-threads.sh \
	t/4303-attacks-injection.sh \
	t/4311-attacks-mail-bomb.sh \
	t/4401-loops-two-desks.sh \
	t/4402-loops-responder.sh \
	t/4500-milter-authentication.sh \
	t/4650-notifications.sh \
	t/4730-survey-attacks.sh \
	t/4740-survey.sh \
	t/4770-customers-scenes.sh \
	t/4600-submission.sh \
	t/4610-commands-manual.sh \
	t/4620-clients.sh \
	t/4630-scenarios-agents.sh \
	t/4640-agents-at-once.sh \
	t/4641-agents-open.sh \
	t/4710-updates.sh \
	t/4720-life.sh \
	t/4750-language.sh \
	t/4760-life-in-languages.sh \
	t/4900-postfix-rig.sh \
	t/4901-postfix-setup.sh \
	t/5000-post-relay.sh \
	t/5001-post-kill.sh \
	t/5002-post-ack.sh \
	t/5003-post-start.sh \
	t/5010-post-timers.sh \
	t/5011-post-clock.sh \
	t/5020-post-faults.sh \
	t/6000-ctl-deliver.sh \
	t/6010-ctl-init.sh \
	t/6020-ctl-explain.sh \
	t/6030-ctl-show.sh \
	t/6040-ctl-doctor.sh \
	t/6041-ctl-doctor-store.sh \
	t/6050-ctl-store-copy.sh \
	t/6070-ctl-backup.sh \
	t/6071-ctl-keys.sh \
	t/6080-ctl-agent.sh \
	t/6060-ctl-ticket-change.sh \
	t/6090-ctl-triage.sh \
	t/6130-ctl-template.sh \
	t/6140-ctl-contact.sh \
	t/6141-ctl-survey.sh \
	t/6900-contrib-setup.sh \
	t/6901-contrib-postgresql.sh \
	t/6910-contrib-units.sh \
	t/6920-contrib-quickstart.sh \
	t/7000-letters-nasty.sh \
	t/7010-letters-answered.sh \
	t/7020-templates.sh \
	t/7030-letters-random.sh
# Unit tests that a script gives what they need.
UNIT_TESTS = t/3000-store-units.sh
if CRITERION
if POSTGRESQL
TESTS += $(UNIT_TESTS)
endif
endif
TESTS += $(SCRIPT_TESTS) $(LINT_TESTS)

# Those in which statements, locks or writers side by side may do otherwise there run a second time on
# PostgreSQL: t/pgsql/NAME is made by the build and runs t/NAME with DESK_TEST_STORE=postgresql. The
# others are about rules, Postfix, packages or a store in a file alone.
PGSQL_TESTS = \
	t/pgsql/2000-policy-thread.sh \
	t/pgsql/4000-milter-first-mail.sh \
	t/pgsql/4003-milter-size.sh \
	t/pgsql/4004-milter-store-trouble.sh \
	t/pgsql/4006-milter-start.sh \
	t/pgsql/4007-milter-order.sh \
	t/pgsql/4008-milter-same-mail.sh \
	t/pgsql/4014-milter-commands.sh \
	t/pgsql/4101-milter-bounds.sh \
	t/pgsql/4204-scenarios-trouble.sh \
	t/pgsql/4302-attacks-threads.sh \
	t/pgsql/4303-attacks-injection.sh \
	t/pgsql/4640-agents-at-once.sh \
	t/pgsql/4720-life.sh \
	t/pgsql/4800-chaos-deskmilter.sh \
	t/pgsql/4802-chaos-deskpost.sh \
	t/pgsql/4803-order-disk-answer.sh \
	t/pgsql/5001-post-kill.sh \
	t/pgsql/5003-post-start.sh \
	t/pgsql/5010-post-timers.sh \
	t/pgsql/5011-post-clock.sh \
	t/pgsql/5020-post-faults.sh \
	t/pgsql/6000-ctl-deliver.sh \
	t/pgsql/6010-ctl-init.sh \
	t/pgsql/6030-ctl-show.sh \
	t/pgsql/6050-ctl-store-copy.sh \
	t/pgsql/6060-ctl-ticket-change.sh \
	t/pgsql/6080-ctl-agent.sh \
	t/pgsql/6140-ctl-contact.sh \
	t/pgsql/6070-ctl-backup.sh
# And these are about PostgreSQL alone.
PGSQL_ONLY_TESTS = \
	t/4011-milter-postgresql-start.sh \
	t/4012-milter-postgresql-trouble.sh
if POSTGRESQL
TESTS += $(PGSQL_TESTS) $(PGSQL_ONLY_TESTS)
endif
CLEANFILES += $(PGSQL_TESTS)
$(PGSQL_TESTS): Makefile
	@$(MKDIR_P) $(@D) && printf '%s\n' '#!/bin/bash' \
		'DESK_TEST_STORE=postgresql exec bash "$${srcdir:-.}/t/$(@F)"' >$@

EXTRA_DIST += \
	t/lsan.supp \
	$(LINT_TESTS) \
	$(SCRIPT_TESTS) \
	$(UNIT_TESTS) \
	$(PGSQL_ONLY_TESTS) \
	t/attacks \
	t/lib/agents.sh \
	t/lib/attacks.sh \
	t/lib/desk.sh \
	t/lib/dkim.py \
	t/lib/pick.py \
	t/lib/lint.sh \
	t/lib/pgsql.sh \
	t/lib/post.sh \
	t/lib/scenes.sh \
	t/lib/send.py \
	t/lib/submission.sh \
	t/lib/model.sh \
	t/lib/tap.sh \
	t/tools/checkletters.py \
	t/tools/randomletters.py \
	t/tools/bytes.py \
	t/tools/checkmails.py \
	t/tools/checktemplates.py \
	t/tools/clients.py \
	t/tools/checkwritten.py \
	t/tools/clocks.c \
	t/tools/dumpstore.py \
	t/tools/languages.py \
	t/tools/life.py \
	t/tools/lifearticles \
	t/tools/lifemail.py \
	t/tools/lifewords.py \
	t/tools/lives.py \
	t/tools/makemails.py \
	t/tools/mailroom.py \
	t/tools/manual.py \
	t/tools/milter.py \
	t/tools/oddmails.py \
	t/tools/pelt.py \
	t/tools/pgrelay.py \
	t/tools/poison.py \
	t/tools/samples.py \
	t/tools/show.py \
	t/tools/volley.py \
	t/tsan.supp

# The longest of them. They begin first, so that no one of them goes on when all others have ended.
LONG_TESTS = \
	t/4012-milter-postgresql-trouble.sh \
	t/4100-milter-poison.sh \
	t/4210-milter-bounces.sh \
	t/4500-milter-authentication.sh \
	t/4805-chaos-gateways.sh \
	t/4806-stalled-gateway.sh \
	t/6050-ctl-store-copy.sh \
	t/pgsql/4101-milter-bounds.sh \
	t/pgsql/4204-scenarios-trouble.sh \
	t/pgsql/4800-chaos-deskmilter.sh \
	t/pgsql/6050-ctl-store-copy.sh

# What the scripts run: the programs as make install puts them, below t/stage.
check_DATA += t/stage.stamp
t/stage.stamp: all-am
	@rm -rf t/stage && $(MKDIR_P) t
	@$(MAKE) $(AM_MAKEFLAGS) -s install DESTDIR='$(abs_builddir)/t/stage' >t/stage.log 2>&1 || \
		{ cat t/stage.log; exit 1; }
	@echo done >$@
CLEANFILES += t/stage.stamp t/stage.log

# What is preloaded into them.
check_DATA += t/tools/clocks.so
t/tools/clocks.so: $(srcdir)/t/tools/clocks.c
	$(AM_V_CC)$(MKDIR_P) $(@D) && $(CC) -D_GNU_SOURCE -O2 -Wall -Wextra -shared -fPIC -o $@ $<
CLEANFILES += t/tools/clocks.so
clean-local: clean-stage
PHONY_TARGETS += clean-stage check-unit check-scripts check-plain lint format
clean-stage:
	rm -rf t/stage t/clusters t/pictures

check-unit: all-am
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(filter-out $(filter-out $(UNIT_TESTS),$(filter %.sh,$(TESTS))),$(TESTS))'
SCRIPTS_IN_ORDER = $(filter $(LONG_TESTS),$(TESTS)) \
	$(filter-out $(LINT_TESTS) $(UNIT_TESTS) $(LONG_TESTS),$(filter %.sh,$(TESTS)))
check-scripts: all-am
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(SCRIPTS_IN_ORDER)' check_PROGRAMS=
# Both at once: the scripts wait, the lints do not.
check-plain: all-am
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(SCRIPTS_IN_ORDER) $(LINT_TESTS)' check_PROGRAMS='$(LINT_TOOLS)'
lint: all-am
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(LINT_TESTS)' check_PROGRAMS='$(LINT_TOOLS)' check_DATA=
# Programs that the lints ask.
LINT_TOOLS = t/tools/list-fields t/tools/list-settings
check_PROGRAMS += $(LINT_TOOLS)
t_tools_list_fields_SOURCES = t/tools/list-fields.c
t_tools_list_fields_LDADD = $(LETTER_LIBS)
t_tools_list_settings_SOURCES = t/tools/list-settings.c
t_tools_list_settings_LDADD = $(CONF_LIBS) $(BASE_LIBS)

# What t/1002 asks.
check_PROGRAMS += t/tools/writer
t_tools_writer_SOURCES = t/tools/writer.c
t_tools_writer_LDADD = $(PARSE_LIBS) $(BASE_LIBS)
t/1002-written.log: t/tools/writer
# Writes mails as deskpost does, for the scripts of the templates.
check_PROGRAMS += t/tools/letters
t_tools_letters_SOURCES = t/tools/letters.c
t_tools_letters_LDADD = $(SEND_LIBS)
t/7000-letters-nasty.log t/7010-letters-answered.log t/7030-letters-random.log: t/tools/letters
# Fills templates with any values.
check_PROGRAMS += t/tools/fill
t_tools_fill_SOURCES = t/tools/fill.c
t_tools_fill_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
t_tools_fill_LDADD = $(TEMPLATE_LIBS) $(BASE_LIBS) $(JANSSON_LIBS)
t/7020-templates.log: t/tools/fill
# Asks customers how it was, for the script of the votes.
check_PROGRAMS += t/tools/asker
t_tools_asker_SOURCES = t/tools/asker.c
t_tools_asker_LDADD = $(DESK_LIBS)
t/4730-survey-attacks.log: t/tools/asker

# All mails of t/4760 as their readers see them: contrib/deps look installs what it takes.
PHONY_TARGETS += pictures
pictures: t/stage.stamp t/tools/clocks.so
	$(AM_TESTS_ENVIRONMENT) DESK_PICTURES='$(abs_builddir)/t/pictures' \
		bash '$(srcdir)/t/4760-life-in-languages.sh'

PHONY_TARGETS += attacks
attacks: t/stage.stamp
	$(AM_TESTS_ENVIRONMENT) '$(srcdir)/t/attacks'

format:
	cd '$(srcdir)' && find src t -name '*.[ch]' -exec $(CLANG_FORMAT) -i {} +
