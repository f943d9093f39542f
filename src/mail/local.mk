noinst_LIBRARIES += src/mail/libmail.a
src_mail_libmail_a_SOURCES = \
	src/mail/attachment.c src/mail/attachment.h \
	src/mail/authres.c src/mail/authres.h \
	src/mail/auto-reply.c src/mail/auto-reply.h \
	src/mail/auto-reply-words.c src/mail/auto-reply-words.h \
	src/mail/answers.c src/mail/answers-words.c src/mail/answers.h \
	src/mail/body.c src/mail/body.h \
	src/mail/bounces.c src/mail/bounces.h \
	src/mail/challenge.c src/mail/challenge.h \
	src/mail/challenge-words.c src/mail/challenge-words.h \
	src/mail/claims.c src/mail/claims.h \
	src/mail/calendar.c src/mail/calendar.h \
	src/mail/charset.c src/mail/charset.h \
	src/mail/compose.c src/mail/compose.h \
	src/mail/enriched.c src/mail/enriched.h \
	src/mail/entity.c src/mail/entity.h \
	src/mail/dsn.c src/mail/dsn-address.c src/mail/dsn.h \
	src/mail/escape.c src/mail/escape.h \
	src/mail/facts.c src/mail/facts.h \
	src/mail/flowed.c src/mail/flowed.h \
	src/mail/feedback.c src/mail/feedback.h \
	src/mail/frame.c src/mail/frame.h \
	src/mail/generated.c src/mail/generated.h \
	src/mail/generated-words.c src/mail/generated-words.h \
	src/mail/guard.c src/mail/guard.h \
	src/mail/header.c src/mail/header.h \
	src/mail/html.c src/mail/html.h \
	src/mail/html-boxes.c src/mail/html-boxes.h \
	src/mail/html-entities.c src/mail/html-entities.h \
	src/mail/html-layout.c src/mail/html-layout.h \
	src/mail/html-links.c src/mail/html-links.h \
	src/mail/html-roles.c src/mail/html-roles.h \
	src/mail/html-style.c src/mail/html-style.h \
	src/mail/html-tame.c src/mail/html-tame.h \
	src/mail/html-writer.c src/mail/html-writer.h \
	src/mail/ids.c src/mail/ids.h \
	src/mail/key.c src/mail/key.h \
	src/mail/label.c src/mail/label.h \
	src/mail/machine.c src/mail/machine.h \
	src/mail/manager.c src/mail/manager.h \
	src/mail/machine-headers.c src/mail/machine-headers.h \
	src/mail/mail.c src/mail/mail.h \
	src/mail/mailboxes.c src/mail/mailboxes.h \
	src/mail/name.c src/mail/name.h \
	src/mail/parameter.c src/mail/parameter.h \
	src/mail/notice.c src/mail/notice.h src/mail/notice-marks.c \
	src/mail/notice-subjects.c src/mail/notice-words.c \
	src/mail/parse.c src/mail/parse.h \
	src/mail/parts.c src/mail/parts.h \
	src/mail/phrases.c src/mail/phrases.h \
	src/mail/pgp.c src/mail/pgp.h \
	src/mail/quotes.c src/mail/quotes.h \
	src/mail/reasons.c src/mail/reasons.h \
	src/mail/recipients.c src/mail/recipients.h \
	src/mail/returned.c src/mail/returned.h \
	src/mail/reading.c src/mail/reading.h \
	src/mail/rtf.c src/mail/rtf.h \
	src/mail/receipt.c src/mail/receipt.h \
	src/mail/receipt-words.c src/mail/receipt-words.h \
	src/mail/report.c src/mail/report.h \
	src/mail/robots.c src/mail/robots.h \
	src/mail/quotes-attribution.c src/mail/quotes-attribution.h \
	src/mail/quotes-block.c src/mail/quotes-block.h \
	src/mail/quotes-fold.c src/mail/quotes-fold.h \
	src/mail/quotes-lines.c src/mail/quotes-lines.h \
	src/mail/quotes-marks.c src/mail/quotes-marks.h \
	src/mail/quotes-signature.c src/mail/quotes-signature.h \
	src/mail/quotes-words.c src/mail/quotes-words.h \
	src/mail/quotes-words-attributions.c \
	src/mail/quotes-words-fields.c \
	src/mail/quotes-words-marks.c \
	src/mail/salvage.c src/mail/salvage.h \
	src/mail/smime.c src/mail/smime.h \
	src/mail/suspicion.c src/mail/suspicion.h \
	src/mail/tnef.c src/mail/tnef.h \
	src/mail/transfer.c src/mail/transfer.h \
	src/mail/unpack.c src/mail/unpack.h \
	src/mail/uuencode.c src/mail/uuencode.h \
	src/mail/status.c src/mail/status.h src/mail/status-words.c \
	src/mail/stubs.c src/mail/stubs.h \
	src/mail/wire.c src/mail/wire.h \
	src/mail/wording.c src/mail/wording.h \
	src/mail/words.c src/mail/words.h
src_mail_libmail_a_CFLAGS = $(AM_CFLAGS) $(GMIME_CFLAGS) $(XML_CFLAGS) $(UCHARDET_CFLAGS)

MAIL_LIBS = src/mail/libmail.a $(GMIME_LIBS) $(XML_LIBS) $(UCHARDET_LIBS)

if CRITERION
check_PROGRAMS += t/unit/mail/run
TESTS += t/unit/mail/run
t_unit_mail_run_SOURCES = \
	t/unit/mail/mails.h \
	t/unit/mail/test-calendar.c \
	t/unit/mail/test-charset.c \
	t/unit/mail/test-body.c \
	t/unit/mail/test-bounces.c \
	t/unit/mail/test-authres.c \
	t/unit/mail/test-auto-reply.c \
	t/unit/mail/test-challenge.c \
	t/unit/mail/test-claims.c \
	t/unit/mail/test-compose.c \
	t/unit/mail/test-enriched.c \
	t/unit/mail/test-entity.c \
	t/unit/mail/test-dsn.c \
	t/unit/mail/test-facts.c \
	t/unit/mail/test-flowed.c \
	t/unit/mail/test-generated.c \
	t/unit/mail/test-guard.c \
	t/unit/mail/test-html.c \
	t/unit/mail/test-key.c \
	t/unit/mail/test-machine.c \
	t/unit/mail/test-manager.c \
	t/unit/mail/test-machine-headers.c \
	t/unit/mail/test-mailboxes.c \
	t/unit/mail/test-parameter.c \
	t/unit/mail/test-notice.c \
	t/unit/mail/test-parse.c \
	t/unit/mail/test-returned.c \
	t/unit/mail/test-parts.c \
	t/unit/mail/test-pgp.c \
	t/unit/mail/test-rtf.c \
	t/unit/mail/test-phrase-tables.c \
	t/unit/mail/test-phrases.c \
	t/unit/mail/test-quotes.c \
	t/unit/mail/test-salvage.c \
	t/unit/mail/test-smime.c \
	t/unit/mail/test-signature.c \
	t/unit/mail/test-suspicion.c \
	t/unit/mail/test-tnef.c \
	t/unit/mail/test-transfer.c \
	t/unit/mail/test-uuencode.c \
	t/unit/mail/test-status.c \
	t/unit/mail/test-wire.c \
	t/unit/mail/test-words.c
t_unit_mail_run_CFLAGS = $(CRITERION_ALL)
t_unit_mail_run_LDADD = $(MAIL_LIBS) $(BASE_LIBS) $(CRITERION_LIBS)
endif

include t/fuzz/local.mk
