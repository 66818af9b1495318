# SPDX-License-Identifier: MIT
noinst_LIBRARIES += src/base/libbase.a
src_base_libbase_a_CPPFLAGS = $(AM_CPPFLAGS) $(GLIB_CFLAGS) $(NETTLE_CFLAGS) $(JANSSON_CFLAGS)
src_base_libbase_a_SOURCES = \
	%D%/fault.h %D%/fault.c \
	%D%/enumtab.h %D%/enumtab.c \
	%D%/moment.h %D%/moment.c %D%/duration.c \
	%D%/hash.h %D%/hash.c \
	%D%/text.h %D%/text.c \
	%D%/record.h %D%/record.c \
	%D%/json.h %D%/json.c
