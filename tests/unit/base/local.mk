# SPDX-License-Identifier: MIT
base_tests = \
	%D%/test-hash \
	%D%/test-moment \
	%D%/test-record \
	%D%/test-text \
	%D%/test-values
check_PROGRAMS += $(base_tests)
TESTS += $(base_tests)

base_test_cppflags = $(AM_CPPFLAGS) $(GLIB_CFLAGS) $(JANSSON_CFLAGS) $(CMOCKA_CFLAGS)
base_test_libs = src/base/libbase.a $(GLIB_LIBS) $(JANSSON_LIBS) $(CMOCKA_LIBS)
%C%_test_hash_CPPFLAGS = $(base_test_cppflags)
%C%_test_hash_LDADD = $(base_test_libs)
%C%_test_moment_CPPFLAGS = $(base_test_cppflags)
%C%_test_moment_LDADD = $(base_test_libs)
%C%_test_record_CPPFLAGS = $(base_test_cppflags)
%C%_test_record_LDADD = $(base_test_libs)
%C%_test_text_CPPFLAGS = $(base_test_cppflags)
%C%_test_text_LDADD = $(base_test_libs)
%C%_test_values_CPPFLAGS = $(base_test_cppflags)
%C%_test_values_LDADD = $(base_test_libs)
