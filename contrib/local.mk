EXTRA_DIST += .ci/run contrib/check contrib/deps contrib/lib.sh contrib/quickstart

# For the admin: $(pkgdatadir)/postfix/setup puts the desk under a Postfix.
postfixdir = $(pkgdatadir)/postfix
dist_postfix_DATA = contrib/postfix/main.cf.fragment contrib/postfix/master.cf.fragment \
	contrib/postfix/submission.cf.fragment contrib/postfix/dovecot.conf.fragment
dist_postfix_SCRIPTS = contrib/postfix/setup

# Likewise $(pkgdatadir)/postgresql/setup, for a desk with several gateways.
postgresqldir = $(pkgdatadir)/postgresql
dist_postgresql_SCRIPTS = contrib/postgresql/setup
dist_postgresql_DATA = contrib/postgresql/remote.conf

# Units and snippets name the folders of this prefix.
SYSTEMD_FILES = contrib/systemd/deskmilter.service contrib/systemd/deskpost.service \
	contrib/systemd/deskmilter.sysusers contrib/systemd/deskmilter.tmpfiles
EXTRA_DIST += $(SYSTEMD_FILES)
systemdunitdir = $(prefix)/lib/systemd/system
sysusersdir = $(prefix)/lib/sysusers.d
tmpfilesdir = $(prefix)/lib/tmpfiles.d
UNIT_PATHS = sed -e 's,/usr/sbin/,$(sbindir)/,' -e 's,/etc/deskmilter,$(sysconfdir)/deskmilter,'

install-data-local:
	$(MKDIR_P) '$(DESTDIR)$(systemdunitdir)' '$(DESTDIR)$(sysusersdir)' '$(DESTDIR)$(tmpfilesdir)'
	for unit in deskmilter deskpost; do \
		$(UNIT_PATHS) '$(srcdir)/contrib/systemd/'$$unit.service \
			>'$(DESTDIR)$(systemdunitdir)/'$$unit.service || exit 1; \
	done
	$(INSTALL_DATA) '$(srcdir)/contrib/systemd/deskmilter.sysusers' \
		'$(DESTDIR)$(sysusersdir)/deskmilter.conf'
	$(INSTALL_DATA) '$(srcdir)/contrib/systemd/deskmilter.tmpfiles' \
		'$(DESTDIR)$(tmpfilesdir)/deskmilter.conf'

uninstall-local:
	rm -f '$(DESTDIR)$(systemdunitdir)/deskmilter.service' \
		'$(DESTDIR)$(systemdunitdir)/deskpost.service' \
		'$(DESTDIR)$(sysusersdir)/deskmilter.conf' '$(DESTDIR)$(tmpfilesdir)/deskmilter.conf'
