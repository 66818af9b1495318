# SPDX-License-Identifier: MIT
noinst_LIBRARIES += src/domain/libdomain.a
src_domain_libdomain_a_CPPFLAGS = $(AM_CPPFLAGS) $(GLIB_CFLAGS) $(JANSSON_CFLAGS)
src_domain_libdomain_a_SOURCES = \
	%D%/inmail.h %D%/inmail.c \
	%D%/vocabulary.h %D%/vocabulary.c \
	%D%/records.def %D%/records.h %D%/records.c \
	%D%/roster.h %D%/roster.c %D%/roster-seats.c \
	%D%/profile.h %D%/profile.c %D%/condition.c \
	%D%/rules.h %D%/rules.c \
	%D%/disposition.h %D%/disposition.c \
	%D%/part.h %D%/part.c \
	%D%/event.h %D%/event.c \
	%D%/letter.h %D%/letter.c \
	%D%/decision.h %D%/decision.c \
	%D%/role.h %D%/role.c \
	%D%/ask.h %D%/ask.c %D%/ask-table.c %D%/ask-letter.c \
	%D%/initiative.h %D%/initiative.c \
	%D%/route.h %D%/route.c \
	%D%/process.h %D%/process-rows.h %D%/process-table.c \
	%D%/stage.h %D%/stage.c \
	%D%/milestones.h %D%/milestones.c \
	%D%/ballot.h %D%/ballot.c %D%/ballot-required.c %D%/ballot-chair.c %D%/vote.c \
	%D%/proposal.c %D%/drafting.c %D%/review.c %D%/board.c %D%/acceptance.c %D%/item.c \
	%D%/confirm.c %D%/stuck.c \
	%D%/roster-change.h %D%/roster-change.c \
	%D%/decide.c
