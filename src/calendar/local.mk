noinst_LIBRARIES += src/calendar/libcalendar.a
src_calendar_libcalendar_a_SOURCES = \
	src/calendar/event.c src/calendar/event.h \
	src/calendar/holidays.c src/calendar/holidays.h \
	src/calendar/hours.c src/calendar/hours.h \
	src/calendar/ics.c src/calendar/ics.h \
	src/calendar/opening.c src/calendar/opening.h \
	src/calendar/zone.c src/calendar/zone.h
src_calendar_libcalendar_a_CFLAGS = $(AM_CFLAGS) $(ICAL_CFLAGS)

CALENDAR_LIBS = src/calendar/libcalendar.a $(ICAL_LIBS)

if CRITERION
check_PROGRAMS += t/unit/calendar/run
TESTS += t/unit/calendar/run
t_unit_calendar_run_SOURCES = \
	t/unit/calendar/test-holidays.c \
	t/unit/calendar/test-hours.c \
	t/unit/calendar/test-ics.c \
	t/unit/calendar/test-opening.c
t_unit_calendar_run_CFLAGS = $(CRITERION_ALL)
t_unit_calendar_run_LDADD = $(CALENDAR_LIBS) $(BASE_LIBS) $(CRITERION_LIBS) -lm
endif
