noinst_LIBRARIES += src/base/libbase.a
src_base_libbase_a_SOURCES = \
	src/base/address.c src/base/address.h \
	src/base/banned.h \
	src/base/base.h \
	src/base/clock.c src/base/clock.h \
	src/base/daemon.c src/base/daemon.h \
	src/base/fd.c src/base/fd.h \
	src/base/file.c src/base/file.h \
	src/base/gate.c src/base/gate.h \
	src/base/langtag.c src/base/langtag.h \
	src/base/leap.c src/base/leap.h \
	src/base/log.c src/base/log.h \
	src/base/mac.c src/base/mac.h \
	src/base/spool.c src/base/spool.h \
	src/base/text.c src/base/text.h
src_base_libbase_a_CFLAGS = $(AM_CFLAGS) $(IDN2_CFLAGS)

BASE_LIBS = src/base/libbase.a $(GLIB_LIBS) $(IDN2_LIBS)

if CRITERION
check_PROGRAMS += t/unit/base/run
TESTS += t/unit/base/run
t_unit_base_run_SOURCES = \
	t/unit/base/test-address.c \
	t/unit/base/test-clock.c \
	t/unit/base/test-file.c \
	t/unit/base/test-gate.c \
	t/unit/base/test-langtag.c \
	t/unit/base/test-leap.c \
	t/unit/base/test-mac.c \
	t/unit/base/test-spool.c \
	t/unit/base/test-text.c \
	t/unit/timing.h
t_unit_base_run_CFLAGS = $(CRITERION_ALL)
t_unit_base_run_LDADD = $(BASE_LIBS) $(CRITERION_LIBS)
endif
