noinst_LIBRARIES += src/template/libtemplate.a
src_template_libtemplate_a_SOURCES = \
	src/template/compile.c \
	src/template/languages.c src/template/languages.h \
	src/template/mustache.h \
	src/template/render.c \
	src/template/shelf.c src/template/shelf.h \
	src/template/tree.h \
	src/template/values.c \
	src/template/walk.c src/template/walk.h

dist_man_MANS += doc/man/desk-templates.5

TEMPLATE_LIBS = src/template/libtemplate.a

if CRITERION
check_PROGRAMS += t/unit/template/run
TESTS += t/unit/template/run
t_unit_template_run_SOURCES = \
	t/unit/template/test-languages.c \
	t/unit/template/test-mustache.c \
	t/unit/template/test-shelf.c \
	t/unit/template/test-walk.c
t_unit_template_run_CFLAGS = $(CRITERION_ALL) $(JANSSON_CFLAGS)
t_unit_template_run_LDADD = $(TEMPLATE_LIBS) $(BASE_LIBS) $(CRITERION_LIBS) $(JANSSON_LIBS)
endif
