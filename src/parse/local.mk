noinst_LIBRARIES += src/parse/libparse.a
src_parse_libparse_a_SOURCES = \
	src/parse/language.c src/parse/language.h \
	src/parse/parse.c src/parse/parse.h \
	src/parse/salvage.c src/parse/salvage.h
if CLD2
src_parse_libparse_a_SOURCES += src/parse/cld.cc src/parse/cld.h
endif
# Nothing of the C++ library is needed, so that programs are linked as those in C.
src_parse_libparse_a_CXXFLAGS = -std=c++17 -Wall -Wextra -fno-exceptions -fno-rtti \
	-fstack-protector-strong
src_parse_libparse_a_CFLAGS = $(AM_CFLAGS) $(GMIME_CFLAGS) $(XML_CFLAGS)

PARSE_LIBS = src/parse/libparse.a $(MACHINE_LIBS) $(CLD2_LIBS)

if CRITERION
check_PROGRAMS += t/unit/parse/run
TESTS += t/unit/parse/run
t_unit_parse_run_SOURCES = \
	t/unit/mail/mails.h \
	t/unit/parse/test-language.c \
	t/unit/parse/test-parse.c \
	t/unit/parse/test-salvage.c
t_unit_parse_run_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/t/unit/mail
t_unit_parse_run_CFLAGS = $(CRITERION_ALL)
t_unit_parse_run_LDADD = $(PARSE_LIBS) $(BASE_LIBS) $(CRITERION_LIBS)
endif

include t/fuzz/local.mk
