noinst_LIBRARIES += src/mail/libmail.a
src_mail_libmail_a_SOURCES = \
	src/mail/attachment.c src/mail/attachment.h \
	src/mail/authentication.c src/mail/authentication.h \
	src/mail/authres.c src/mail/authres.h \
	src/mail/boundary.c src/mail/boundary.h \
	src/mail/calendar.c src/mail/calendar.h \
	src/mail/compose.c src/mail/compose.h \
	src/mail/compose-field.c src/mail/compose-field.h \
	src/mail/compose-part.c src/mail/compose-part.h \
	src/mail/entity.c src/mail/entity.h \
	src/mail/facts.c src/mail/facts.h \
	src/mail/fields.c src/mail/fields.h \
	src/mail/frame.c src/mail/frame.h \
	src/mail/guard.c src/mail/guard.h \
	src/mail/header.c src/mail/header.h \
	src/mail/ids.c src/mail/ids.h \
	src/mail/key.c src/mail/key.h \
	src/mail/mail.c src/mail/mail.h \
	src/mail/mailboxes.c src/mail/mailboxes.h \
	src/mail/name.c src/mail/name.h \
	src/mail/parameter.c src/mail/parameter.h \
	src/mail/parts.c src/mail/parts.h \
	src/mail/pgp.c src/mail/pgp.h \
	src/mail/reading.c src/mail/reading.h \
	src/mail/rtf.c src/mail/rtf.h \
	src/mail/smime.c src/mail/smime.h \
	src/mail/tnef.c src/mail/tnef.h \
	src/mail/transfer.c src/mail/transfer.h \
	src/mail/unpack.c src/mail/unpack.h \
	src/mail/uuencode.c src/mail/uuencode.h \
	src/mail/wire.c src/mail/wire.h \
	src/mail/words.c src/mail/words.h
src_mail_libmail_a_CFLAGS = $(AM_CFLAGS) $(GMIME_CFLAGS)

MAIL_LIBS = src/mail/libmail.a $(GMIME_LIBS) $(TEXT_LIBS)

if CRITERION
check_PROGRAMS += t/unit/mail/run
TESTS += t/unit/mail/run
t_unit_mail_run_SOURCES = \
	t/unit/mail/mails.h \
	t/unit/mail/test-authentication.c \
	t/unit/mail/test-authres.c \
	t/unit/mail/test-calendar.c \
	t/unit/mail/test-compose.c \
	t/unit/mail/test-entity.c \
	t/unit/mail/test-facts.c \
	t/unit/mail/test-fields.c \
	t/unit/mail/test-guard.c \
	t/unit/mail/test-key.c \
	t/unit/mail/test-mailboxes.c \
	t/unit/mail/test-parameter.c \
	t/unit/mail/test-parts.c \
	t/unit/mail/test-pgp.c \
	t/unit/mail/test-rtf.c \
	t/unit/mail/test-smime.c \
	t/unit/mail/test-tnef.c \
	t/unit/mail/test-transfer.c \
	t/unit/mail/test-uuencode.c \
	t/unit/mail/test-wire.c \
	t/unit/mail/test-words.c
t_unit_mail_run_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/t/unit/mail
t_unit_mail_run_CFLAGS = $(CRITERION_ALL)
t_unit_mail_run_LDADD = $(PARSE_LIBS) $(BASE_LIBS) $(CRITERION_LIBS)
endif
