sbin_PROGRAMS += src/deskmilter/deskmilter
src_deskmilter_deskmilter_SOURCES = \
	src/deskmilter/listen.c src/deskmilter/listen.h \
	src/deskmilter/main.c \
	src/deskmilter/session.c src/deskmilter/session.h
src_deskmilter_deskmilter_LDADD = $(DESK_LIBS) $(MILTER_LIBS)
dist_man_MANS += doc/man/deskmilter.8
