# SPDX-License-Identifier: MIT
reader_tests = \
	%D%/test-wire \
	%D%/test-reader
check_PROGRAMS += $(reader_tests) %D%/readmail tests/fuzz/fuzz-reader
TESTS += $(reader_tests)

reader_test_cppflags = $(AM_CPPFLAGS) -D_GNU_SOURCE $(GLIB_CFLAGS) $(JANSSON_CFLAGS) $(CMOCKA_CFLAGS)
reader_test_libs = src/reader/libreader.a src/domain/libdomain.a src/base/libbase.a \
	$(GLIB_LIBS) $(JANSSON_LIBS) $(CMOCKA_LIBS)
%C%_test_wire_CPPFLAGS = $(reader_test_cppflags)
%C%_test_wire_LDADD = $(reader_test_libs)
%C%_test_reader_CPPFLAGS = $(reader_test_cppflags)
%C%_test_reader_LDADD = $(reader_test_libs)

# `ballotctl read` by itself, for the measurement of reading and for trying things out.
%C%_readmail_SOURCES = %D%/readmail.c src/ctl/read.h src/ctl/read.c
%C%_readmail_CPPFLAGS = $(reader_test_cppflags)
%C%_readmail_LDADD = $(reader_test_libs)

dist_check_SCRIPTS += %D%/test-readmail.sh
TESTS += %D%/test-readmail.sh

# One message on standard input through everything that reads foreign bytes; with clang -fsanitize=fuzzer, for ever.
tests_fuzz_fuzz_reader_SOURCES = tests/fuzz/fuzz-reader.c
tests_fuzz_fuzz_reader_CPPFLAGS = $(AM_CPPFLAGS) $(GLIB_CFLAGS)
tests_fuzz_fuzz_reader_LDADD = src/mail/libmail.a src/domain/libdomain.a src/base/libbase.a \
	$(GMIME_LIBS) $(XML_LIBS) $(GLIB_LIBS) $(JANSSON_LIBS)

# Reading measured on real mail, which is not part of the project: skipped unless BALLOTD_CORPORA names it.
dist_check_SCRIPTS += tests/system/corpora.sh
TESTS += tests/system/corpora.sh
EXTRA_DIST += tests/system/corpora-bars
