# The model test of threading and trust: the desk's code against a slow reference.
MODEL_TESTS = t/2000-policy-model.sh
TESTS += $(MODEL_TESTS)
EXTRA_DIST += $(MODEL_TESTS) \
	t/model/conversations.py \
	t/model/mails.py \
	t/model/model.py \
	t/model/reference.py

check_PROGRAMS += t/model/drive
t_model_drive_SOURCES = t/model/drive.c t/model/drive.h t/model/mail.c
t_model_drive_LDADD = $(DESK_LIBS)
t/2000-policy-model.log: t/model/drive
