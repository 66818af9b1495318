# SPDX-License-Identifier: MIT
noinst_LIBRARIES += src/publish/libpublish.a
src_publish_libpublish_a_CPPFLAGS = $(AM_CPPFLAGS) $(GLIB_CFLAGS)
src_publish_libpublish_a_SOURCES = \
	%D%/site.h %D%/site.c \
	%D%/checkin.h %D%/checkin.c
