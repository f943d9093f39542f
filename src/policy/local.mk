noinst_LIBRARIES += src/policy/libpolicy.a
src_policy_libpolicy_a_SOURCES = \
	src/policy/notify.c src/policy/notify.h \
	src/policy/policy.c src/policy/policy.h \
	src/policy/thread.c src/policy/thread.h \
	src/policy/token.c src/policy/token.h \
	src/policy/trust.c src/policy/trust.h
