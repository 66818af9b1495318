# SPDX-License-Identifier: MIT
noinst_LIBRARIES += src/engine/libengine.a
src_engine_libengine_a_CPPFLAGS = $(AM_CPPFLAGS) $(GLIB_CFLAGS) $(JANSSON_CFLAGS)
src_engine_libengine_a_SOURCES = \
	%D%/log.h %D%/log.c \
	%D%/address.h %D%/address.c \
	%D%/tokens.h %D%/tokens.c \
	%D%/scope.h %D%/scope.c \
	%D%/facts.h %D%/facts.c %D%/facts-ballot.c %D%/facts-result.c %D%/retention.c \
	%D%/sheet.h %D%/sheet.c \
	%D%/compose.h %D%/compose.c \
	%D%/outbox.h %D%/outbox.c \
	%D%/sender.h %D%/sender.c \
	%D%/engine.h %D%/core.h %D%/engine.c \
	%D%/force.c %D%/decide.c %D%/moments.c \
	%D%/mailbox.c %D%/intake.c %D%/weigh.c %D%/reply.c %D%/bounces.c %D%/strangers.c \
	%D%/posting.c %D%/publishing.c %D%/pass.c %D%/run.c \
	%D%/report.h %D%/report-lists.h %D%/report.c %D%/report-lists.c \
	%D%/control.h %D%/control.c %D%/control-line.c %D%/control-act.c \
	%D%/control-words.h %D%/control-words.c \
	%D%/keyfile.h %D%/keyfile.c \
	%D%/roster-differences.c \
	%D%/roster-file.h %D%/roster-file.c \
	%D%/secret.h %D%/secret.c \
	%D%/settings.h %D%/settings.c \
	%D%/settings-options.h %D%/settings-options.c \
	%D%/settings-read.h %D%/settings-server.c %D%/settings-value.c
