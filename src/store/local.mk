noinst_LIBRARIES += src/store/libstore.a
src_store_libstore_a_SOURCES = \
	src/store/backup.c src/store/backup.h \
	src/store/contacts.c \
	src/store/copy.c src/store/copy.h \
	src/store/copy-compare.c src/store/copy-compare.h \
	src/store/copy-page.c src/store/copy-page.h \
	src/store/copy-tables.c src/store/copy-tables.h \
	src/store/driver-sqlite.c src/store/driver.h \
	src/store/events.c \
	src/store/lock.c src/store/lock.h \
	src/store/look.c src/store/look.h \
	src/store/look-tally.c \
	src/store/message-change.c \
	src/store/message-look.c \
	src/store/messages.c \
	src/store/outbox.c src/store/outbox.h \
	src/store/outbox-look.c \
	src/store/outbox-row.c src/store/outbox-row.h \
	src/store/place.c src/store/place.h \
	src/store/query.c src/store/query.h \
	src/store/raw.c src/store/raw.h \
	src/store/rows.h \
	src/store/schema.c src/store/schema.h \
	src/store/server.h \
	src/store/staff.c src/store/staff.h \
	src/store/stats.c \
	src/store/store.c src/store/store.h \
	src/store/survey-tally.c \
	src/store/surveys.c src/store/surveys.h \
	src/store/ticket-look.c \
	src/store/ticket-row.c src/store/ticket-row.h \
	src/store/tickets.c \
	src/store/ties.c \
	src/store/timers.c src/store/timers.h \
	src/store/verdicts.c \
	src/store/watchers.c src/store/watchers.h \
	src/store/writer.c src/store/writer.h
src_store_libstore_a_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS) $(PQ_CFLAGS) $(ZSTD_CFLAGS)
if POSTGRESQL
src_store_libstore_a_SOURCES += \
	src/store/driver-pgsql.c \
	src/store/pgsql.c src/store/pgsql.h \
	src/store/pgsql-address.c src/store/pgsql-address.h \
	src/store/pgsql-check.c \
	src/store/pgsql-server.c
endif

STORE_LIBS = src/store/libstore.a src/ticket/libticket.a $(BASE_LIBS) \
	$(SQLITE_LIBS) $(PQ_LIBS) $(ZSTD_LIBS)

# Each schema script as one C string.
STORE_SCHEMA = \
	src/store/schema-pgsql-001.sql src/store/schema-sqlite-001.sql \
	src/store/schema-pgsql-002.sql src/store/schema-sqlite-002.sql \
	src/store/schema-pgsql-003.sql src/store/schema-sqlite-003.sql \
	src/store/schema-pgsql-004.sql src/store/schema-sqlite-004.sql \
	src/store/schema-pgsql-005.sql src/store/schema-sqlite-005.sql \
	src/store/schema-pgsql-006.sql src/store/schema-sqlite-006.sql
EXTRA_DIST += $(STORE_SCHEMA)
CLEANFILES += $(STORE_SCHEMA:.sql=.inc)
SUFFIXES += .sql .inc
.sql.inc:
	$(AM_V_GEN)$(MKDIR_P) $(@D) && \
	sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/"/' -e 's/$$/\\n"/' $< > $@-t && \
	echo ',' >> $@-t && mv $@-t $@
src/store/libstore_a-schema.$(OBJEXT): $(STORE_SCHEMA:.sql=.inc)

check_PROGRAMS += t/unit/store/storm
TESTS += t/unit/store/storm
t_unit_store_storm_SOURCES = t/unit/store/fake.c t/unit/store/fake.h t/unit/store/storm.c
t_unit_store_storm_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/t/unit/store
t_unit_store_storm_LDADD = $(STORE_LIBS)

if CRITERION
check_PROGRAMS += t/unit/store/run
TESTS += t/unit/store/run
t_unit_store_run_SOURCES = \
	t/unit/store/fake.c t/unit/store/fake.h \
	t/unit/store/scratch.c t/unit/store/scratch.h \
	t/unit/store/server.h \
	t/unit/store/test-backup.c \
	t/unit/store/test-change.c \
	t/unit/store/test-copy.c \
	t/unit/store/test-epoch.c \
	t/unit/store/test-faults.c \
	t/unit/store/test-label.c \
	t/unit/store/test-lock.c \
	t/unit/store/test-look.c \
	t/unit/store/test-look-lists.c \
	t/unit/store/test-look-tally.c \
	t/unit/store/test-message-look.c \
	t/unit/store/test-outbox.c \
	t/unit/store/test-plan.c \
	t/unit/store/test-raw.c \
	t/unit/store/test-rows.c \
	t/unit/store/test-run.c \
	t/unit/store/test-staff.c \
	t/unit/store/test-survey-tally.c \
	t/unit/store/test-ticket-look.c \
	t/unit/store/test-ties.c \
	t/unit/store/test-timers.c \
	t/unit/store/test-versions.c \
	t/unit/store/test-watchers.c \
	t/unit/store/test-writer.c
if POSTGRESQL
t_unit_store_run_SOURCES += \
	t/unit/store/backend.c t/unit/store/backend.h \
	t/unit/store/relay.c t/unit/store/relay.h \
	t/unit/store/server.c \
	t/unit/store/test-pgsql-lost.c \
	t/unit/store/test-pgsql-schema.c \
	t/unit/store/test-pgsql.c
endif
t_unit_store_run_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/t/unit/store
t_unit_store_run_CFLAGS = $(CRITERION_ALL) $(SQLITE_CFLAGS) $(PQ_CFLAGS)
t_unit_store_run_LDADD = $(STORE_LIBS) $(CRITERION_LIBS)
endif

# make t/bench/store-intake: what the store costs a mail; t/bench/grow is for t/bench/growth.
EXTRA_PROGRAMS += t/bench/store-intake t/bench/grow
t_bench_store_intake_SOURCES = t/bench/store-intake.c t/bench/fill.c t/bench/fill.h
t_bench_store_intake_LDADD = $(STORE_LIBS)
t_bench_grow_SOURCES = t/bench/grow.c t/bench/fill.c t/bench/fill.h
t_bench_grow_LDADD = $(STORE_LIBS)
CLEANFILES += t/bench/store-intake t/bench/grow
