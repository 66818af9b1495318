# SPDX-License-Identifier: MIT
# libreader.a is the robot's side; the child's side goes into ballotd-reader only, and with it GMime and libxml2.
noinst_LIBRARIES += src/reader/libreader.a
src_reader_libreader_a_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE $(GLIB_CFLAGS)
src_reader_libreader_a_SOURCES = \
	%D%/wire.h %D%/wire.c \
	%D%/words.h %D%/words.c \
	%D%/reader.h %D%/reader.c

pkglibexec_PROGRAMS += src/ballotd-reader
src_ballotd_reader_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE $(GLIB_CFLAGS)
src_ballotd_reader_SOURCES = src/cmd/ballotd-reader.c %D%/child.h %D%/child.c %D%/wire.h %D%/wire.c
src_ballotd_reader_LDADD = src/mail/libmail.a src/domain/libdomain.a src/base/libbase.a \
	$(GMIME_LIBS) $(XML_LIBS) $(GLIB_LIBS) $(JANSSON_LIBS)
