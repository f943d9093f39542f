noinst_LIBRARIES += src/ticket/libticket.a
src_ticket_libticket_a_SOURCES = \
	src/ticket/epoch.c src/ticket/epoch.h \
	src/ticket/kind.c src/ticket/kind.h \
	src/ticket/outbox.c src/ticket/outbox.h \
	src/ticket/ticket.c src/ticket/ticket.h \
	src/ticket/verdict.c src/ticket/verdict.h \
	src/ticket/words.c src/ticket/words.h
