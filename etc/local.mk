# The configuration of an admin is never overwritten: beside it lies the newest sample.
EXTRA_DIST += etc/deskmilter.conf

# Worked examples, to be copied and changed.
examplesdir = $(docdir)/examples
dist_examples_DATA = \
	etc/examples/holidays-germany.ics \
	etc/examples/hr-desk.conf \
	etc/examples/hr-desk-leave.txt \
	etc/examples/it-help-desk.conf \
	etc/examples/it-help-desk-access.txt \
	etc/examples/shop.conf \
	etc/examples/shop-billing.txt

# Canned answers of the IT help desk.
cannedexamplesdir = $(examplesdir)/canned
dist_cannedexamples_DATA = \
	etc/examples/canned/password.txt \
	etc/examples/canned/restart.txt
cannedexamplesdedir = $(cannedexamplesdir)/de
dist_cannedexamplesde_DATA = \
	etc/examples/canned/de/password.txt

# Articles of the shop.
kbexamplesdir = $(examplesdir)/kb
dist_kbexamples_DATA = \
	etc/examples/kb/returns.md \
	etc/examples/kb/tracking.md
kbexamplesdedir = $(kbexamplesdir)/de
dist_kbexamplesde_DATA = \
	etc/examples/kb/de/returns.md

install-data-hook:
	$(MKDIR_P) '$(DESTDIR)$(pkgsysconfdir)'
	$(INSTALL_DATA) '$(srcdir)/etc/deskmilter.conf' '$(DESTDIR)$(pkgsysconfdir)/deskmilter.conf.sample'
	test -e '$(DESTDIR)$(pkgsysconfdir)/deskmilter.conf' || \
	  $(INSTALL_DATA) '$(srcdir)/etc/deskmilter.conf' '$(DESTDIR)$(pkgsysconfdir)/deskmilter.conf'

uninstall-hook:
	rm -f '$(DESTDIR)$(pkgsysconfdir)/deskmilter.conf.sample'
	if cmp -s '$(srcdir)/etc/deskmilter.conf' '$(DESTDIR)$(pkgsysconfdir)/deskmilter.conf'; then \
	  rm -f '$(DESTDIR)$(pkgsysconfdir)/deskmilter.conf'; fi
