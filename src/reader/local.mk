# SPDX-License-Identifier: MIT
# libreader.a is the robot's side; the child's side goes into ballotd-reader only, and with it GMime and libxml2.
reader_wire = %D%/wire.h %D%/wire.c %D%/wire-mail.c %D%/wire-io.h %D%/wire-io.c
noinst_LIBRARIES += src/reader/libreader.a
src_reader_libreader_a_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE $(GLIB_CFLAGS)
src_reader_libreader_a_SOURCES = \
	$(reader_wire) \
	%D%/words.h %D%/words.c \
	%D%/reader.h %D%/reader.c

pkglibexec_PROGRAMS += src/ballotd-reader
src_ballotd_reader_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE $(GLIB_CFLAGS)
src_ballotd_reader_SOURCES = src/cmd/ballotd-reader.c %D%/child.h %D%/child.c $(reader_wire)
src_ballotd_reader_LDADD = src/mail/libmail.a src/domain/libdomain.a src/base/libbase.a \
	$(GMIME_LIBS) $(XML_LIBS) $(GLIB_LIBS) $(JANSSON_LIBS)
