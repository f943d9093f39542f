# A year of simulated traffic: the desk's code against a slow reference of its clocks.
YEAR_TESTS = t/2300-year.sh
TESTS += $(YEAR_TESTS)
EXTRA_DIST += $(YEAR_TESTS) \
	t/year/desk.py \
	t/year/reference.py \
	t/year/year.py

check_PROGRAMS += t/year/drive
t_year_drive_SOURCES = t/model/play.c t/model/play.h \
	t/year/drive.c t/year/drive.h t/year/look.c t/year/mail.c
t_year_drive_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/t
t_year_drive_LDADD = $(DESK_LIBS)
t/2300-year.log t/pgsql/2300-year.log: t/year/drive
