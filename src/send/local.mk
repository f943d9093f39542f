noinst_LIBRARIES += src/send/libsend.a
src_send_libsend_a_SOURCES = \
	src/send/ledger.c src/send/ledger.h \
	src/send/maker.c src/send/maker.h \
	src/send/render.c src/send/render.h \
	src/send/sender.c src/send/sender.h \
	src/send/sender-coordinator.c \
	src/send/sender-making.c \
	src/send/sender-parts.h \
	src/send/sender-worker.c \
	src/send/settle.c src/send/settle.h \
	src/send/smtp.c src/send/smtp.h
src_send_libsend_a_CFLAGS = $(AM_CFLAGS) $(CURL_CFLAGS)

SEND_LIBS = src/send/libsend.a $(LETTER_LIBS) $(PARSE_LIBS) $(CONF_LIBS) $(BASE_LIBS) \
	$(CURL_LIBS)

if CRITERION
check_PROGRAMS += t/unit/send/run
TESTS += t/unit/send/run
t_unit_send_run_SOURCES = $(STUDY) \
	t/unit/send/scratch.c t/unit/send/scratch.h \
	t/unit/send/server.c t/unit/send/server.h \
	t/unit/send/test-ledger.c \
	t/unit/send/test-maker.c \
	t/unit/send/test-render.c \
	t/unit/send/test-sender.c \
	t/unit/send/test-settle.c \
	t/unit/send/test-smtp.c
t_unit_send_run_CPPFLAGS = $(STUDY_CPPFLAGS) -I$(top_srcdir)/t/unit/send
t_unit_send_run_CFLAGS = $(CRITERION_ALL)
t_unit_send_run_LDADD = $(SEND_LIBS) $(CRITERION_LIBS)
endif
