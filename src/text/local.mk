noinst_LIBRARIES += src/text/libtext.a
src_text_libtext_a_SOURCES = \
	src/text/answers.c src/text/answers.h \
	src/text/answers-words.c \
	src/text/body.c src/text/body.h \
	src/text/charset.c src/text/charset.h \
	src/text/enriched.c src/text/enriched.h \
	src/text/escape.c src/text/escape.h \
	src/text/flowed.c src/text/flowed.h \
	src/text/html.c src/text/html.h \
	src/text/html-boxes.c src/text/html-boxes.h \
	src/text/html-entities.c src/text/html-entities.h \
	src/text/html-layout.c src/text/html-layout.h \
	src/text/html-links.c src/text/html-links.h \
	src/text/html-roles.c src/text/html-roles.h \
	src/text/html-style.c src/text/html-style.h \
	src/text/html-tame.c src/text/html-tame.h \
	src/text/html-writer.c src/text/html-writer.h \
	src/text/markup.c src/text/markup.h \
	src/text/markup-links.c src/text/markup-links.h \
	src/text/label.c src/text/label.h \
	src/text/phrases.c src/text/phrases.h \
	src/text/quotes.c src/text/quotes.h \
	src/text/quotes-attribution.c src/text/quotes-attribution.h \
	src/text/quotes-block.c src/text/quotes-block.h \
	src/text/quotes-fold.c src/text/quotes-fold.h \
	src/text/quotes-lines.c src/text/quotes-lines.h \
	src/text/quotes-marks.c src/text/quotes-marks.h \
	src/text/quotes-signature.c src/text/quotes-signature.h \
	src/text/quotes-words.c src/text/quotes-words.h \
	src/text/quotes-words-attributions.c \
	src/text/quotes-words-fields.c \
	src/text/quotes-words-marks.c \
	src/text/stubs.c src/text/stubs.h
src_text_libtext_a_CFLAGS = $(AM_CFLAGS) $(XML_CFLAGS) $(UCHARDET_CFLAGS)

TEXT_LIBS = src/text/libtext.a $(XML_LIBS) $(UCHARDET_LIBS)

if CRITERION
check_PROGRAMS += t/unit/text/run
TESTS += t/unit/text/run
t_unit_text_run_SOURCES = \
	t/unit/mail/mails.h \
	t/unit/text/test-body.c \
	t/unit/text/test-charset.c \
	t/unit/text/test-enriched.c \
	t/unit/text/test-flowed.c \
	t/unit/text/test-html.c \
	t/unit/text/test-markup.c \
	t/unit/text/test-phrases.c \
	t/unit/text/test-quotes.c \
	t/unit/text/test-signature.c
t_unit_text_run_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/t/unit/mail
t_unit_text_run_CFLAGS = $(CRITERION_ALL)
t_unit_text_run_LDADD = $(PARSE_LIBS) $(BASE_LIBS) $(CRITERION_LIBS)
endif
