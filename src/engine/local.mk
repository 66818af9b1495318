# SPDX-License-Identifier: MIT
noinst_LIBRARIES += src/engine/libengine.a
src_engine_libengine_a_CPPFLAGS = $(AM_CPPFLAGS) $(GLIB_CFLAGS) $(JANSSON_CFLAGS)
src_engine_libengine_a_SOURCES = \
	%D%/keyfile.h %D%/keyfile.c \
	%D%/roster-differences.c \
	%D%/roster-file.h %D%/roster-file.c \
	%D%/secret.h %D%/secret.c \
	%D%/settings.h %D%/settings.c \
	%D%/settings-options.h %D%/settings-options.c \
	%D%/settings-read.h %D%/settings-server.c %D%/settings-value.c
