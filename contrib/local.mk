EXTRA_DIST += .ci/run contrib/check contrib/deps contrib/lib.sh

# For the admin: $(pkgdatadir)/postfix/setup puts the desk under a Postfix.
postfixdir = $(pkgdatadir)/postfix
dist_postfix_DATA = contrib/postfix/main.cf.fragment contrib/postfix/master.cf.fragment
dist_postfix_SCRIPTS = contrib/postfix/setup
