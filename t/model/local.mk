# The model tests of threading and trust, of a ticket's life, of business time, of assignment and
# of triage: the desk's code against a slow reference.
MODEL_TESTS = t/2000-policy-model.sh t/2010-life-model.sh t/2100-business-time.sh \
	t/2200-assignment.sh \
	t/2250-triage-reference.sh t/4660-leaks.sh t/4661-impostors.sh
TESTS += $(MODEL_TESTS)
EXTRA_DIST += $(MODEL_TESTS) \
	t/model/assign.py \
	t/model/business.py \
	t/model/circle.py \
	t/model/conversations.py \
	t/model/invariants.py \
	t/model/impostors.py \
	t/model/later.py \
	t/model/leaks.py \
	t/model/life.py \
	t/model/living.py \
	t/model/mails.py \
	t/model/model.py \
	t/model/reference.py \
	t/model/replies.py \
	t/model/triage.py

check_PROGRAMS += t/model/assign t/model/circle t/model/drive t/model/hours
t_model_assign_SOURCES = t/model/assign.c
t_model_assign_LDADD = $(POLICY_LIBS) $(CALENDAR_LIBS) $(BASE_LIBS)
t_model_circle_SOURCES = t/model/circle.c t/model/play.c t/model/play.h
t_model_circle_LDADD = src/send/libsend.a $(DESK_LIBS) $(SEND_LIBS)
# Time passes when the script says so, besides.
t_model_circle_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=desk_clock_now
t_model_drive_SOURCES = t/model/drive.c t/model/drive.h t/model/life.c t/model/mail.c \
	t/model/play.c t/model/play.h
t_model_drive_LDADD = $(DESK_LIBS)
# The desk's clock stands where the conversation does.
t_model_drive_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=desk_clock_now
t_model_hours_SOURCES = t/model/hours.c
t_model_hours_LDADD = $(CALENDAR_LIBS) $(BASE_LIBS)
t/2000-policy-model.log t/2010-life-model.log: t/model/drive
t/2100-business-time.log: t/model/hours
t/2200-assignment.log: t/model/assign
t/4660-leaks.log t/4661-impostors.log: t/model/circle src/deskparse/deskparse
