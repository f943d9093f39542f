# The configuration of an admin is never overwritten: beside it lies the newest sample.
EXTRA_DIST += etc/deskmilter.conf

install-data-hook:
	$(MKDIR_P) '$(DESTDIR)$(pkgsysconfdir)'
	$(INSTALL_DATA) '$(srcdir)/etc/deskmilter.conf' '$(DESTDIR)$(pkgsysconfdir)/deskmilter.conf.sample'
	test -e '$(DESTDIR)$(pkgsysconfdir)/deskmilter.conf' || \
	  $(INSTALL_DATA) '$(srcdir)/etc/deskmilter.conf' '$(DESTDIR)$(pkgsysconfdir)/deskmilter.conf'

uninstall-hook:
	rm -f '$(DESTDIR)$(pkgsysconfdir)/deskmilter.conf.sample'
	if cmp -s '$(srcdir)/etc/deskmilter.conf' '$(DESTDIR)$(pkgsysconfdir)/deskmilter.conf'; then \
	  rm -f '$(DESTDIR)$(pkgsysconfdir)/deskmilter.conf'; fi
