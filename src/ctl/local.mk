# SPDX-License-Identifier: MIT
noinst_LIBRARIES += src/ctl/libctl.a
src_ctl_libctl_a_CPPFLAGS = $(AM_CPPFLAGS) $(GLIB_CFLAGS) $(JANSSON_CFLAGS)
src_ctl_libctl_a_SOURCES = \
	%D%/command.h %D%/command.c \
	%D%/run.c \
	%D%/print.h %D%/print.c \
	%D%/withheld.h %D%/withheld.c \
	%D%/view.h %D%/view.c \
	%D%/view-registers.c %D%/view-ballots.c %D%/view-ledger.c %D%/view-journal.c %D%/view-status.c \
	%D%/client.h %D%/client.c %D%/act.c \
	%D%/check.c %D%/digest.c %D%/doctor.c %D%/manual.c \
	%D%/read.h %D%/read.c

completionsdir = $(datadir)/bash-completion/completions
dist_completions_DATA = contrib/completion/ballotctl.bash
