# SPDX-License-Identifier: MIT
domain_tests = \
	%D%/test-profile \
	%D%/test-roster
check_PROGRAMS += $(domain_tests)
TESTS += $(domain_tests)

domain_test_cppflags = $(AM_CPPFLAGS) $(GLIB_CFLAGS) $(JANSSON_CFLAGS) $(CMOCKA_CFLAGS)
domain_test_libs = src/domain/libdomain.a src/base/libbase.a $(GLIB_LIBS) $(JANSSON_LIBS) $(CMOCKA_LIBS)
%C%_test_profile_CPPFLAGS = $(domain_test_cppflags)
%C%_test_profile_LDADD = $(domain_test_libs)
%C%_test_roster_CPPFLAGS = $(domain_test_cppflags)
%C%_test_roster_LDADD = $(domain_test_libs)
