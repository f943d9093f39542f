sbin_PROGRAMS += src/deskpost/deskpost
src_deskpost_deskpost_SOURCES = src/deskpost/main.c \
	src/deskpost/timekeeper.c src/deskpost/timekeeper.h
src_deskpost_deskpost_LDADD = src/send/libsend.a $(DESK_LIBS) $(SEND_LIBS)

dist_man_MANS += doc/man/deskpost.8
