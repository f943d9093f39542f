noinst_LIBRARIES += src/letter/libletter.a
src_letter_libletter_a_SOURCES = \
	src/letter/catalogue.c src/letter/catalogue.h \
	src/letter/catalogue-fields.c \
	src/letter/ack.c \
	src/letter/conversation.c src/letter/conversation.h \
	src/letter/customer.c \
	src/letter/customer-result.c \
	src/letter/draft.c \
	src/letter/fields.c src/letter/fields.h \
	src/letter/files.c src/letter/files.h \
	src/letter/found.h \
	src/letter/help.c \
	src/letter/inspect.c src/letter/inspect.h \
	src/letter/inspect-tag.c src/letter/inspecting.h \
	src/letter/letter.c src/letter/letter.h \
	src/letter/links.c src/letter/links.h \
	src/letter/listing.h \
	src/letter/lists.c \
	src/letter/notification.c \
	src/letter/reminder.c \
	src/letter/result.c \
	src/letter/search.c \
	src/letter/summary.c \
	src/letter/survey.c \
	src/letter/tally.c \
	src/letter/update.c \
	src/letter/writing.h

LETTER_LIBS = src/letter/libletter.a $(POLICY_LIBS) $(READER_LIBS) $(TEMPLATE_LIBS) $(STORE_LIBS) \
	$(KB_LIBS) $(MAIL_LIBS) $(CONF_LIBS) $(BASE_LIBS)

if CRITERION
STUDY = \
	t/unit/desk/room.c t/unit/desk/room.h \
	t/unit/letter/study.c t/unit/letter/study.h
STUDY_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/t/unit/desk -I$(top_srcdir)/t/unit/letter

check_PROGRAMS += t/unit/letter/run
TESTS += t/unit/letter/run
t_unit_letter_run_SOURCES = $(STUDY) \
	t/unit/letter/test-ack.c \
	t/unit/letter/test-customer-result.c \
	t/unit/letter/test-fields.c \
	t/unit/letter/test-catalogue.c \
	t/unit/letter/test-files.c \
	t/unit/letter/test-found.c \
	t/unit/letter/test-inspect.c \
	t/unit/letter/test-letter.c \
	t/unit/letter/test-links.c \
	t/unit/letter/test-reminder.c \
	t/unit/letter/test-survey.c \
	t/unit/letter/test-update.c
t_unit_letter_run_CPPFLAGS = $(STUDY_CPPFLAGS)
t_unit_letter_run_CFLAGS = $(CRITERION_ALL)
t_unit_letter_run_LDADD = $(LETTER_LIBS) $(PARSE_LIBS) $(CONF_LIBS) $(BASE_LIBS) $(CRITERION_LIBS)
endif
