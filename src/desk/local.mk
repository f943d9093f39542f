noinst_LIBRARIES += src/desk/libdesk.a
src_desk_libdesk_a_SOURCES = \
	src/desk/decide.c src/desk/decide.h \
	src/desk/envelope.c src/desk/envelope.h \
	src/desk/filing.c src/desk/filing.h \
	src/desk/intake.c src/desk/intake.h \
	src/desk/record.c src/desk/record.h
