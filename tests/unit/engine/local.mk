# SPDX-License-Identifier: MIT
engine_tests = \
	%D%/test-roster-file \
	%D%/test-settings
check_PROGRAMS += $(engine_tests)
TESTS += $(engine_tests)

engine_settings_test_cppflags = $(AM_CPPFLAGS) $(GLIB_CFLAGS) $(JANSSON_CFLAGS) $(CMOCKA_CFLAGS)
engine_settings_test_libs = src/engine/libengine.a src/net/libnet.a src/domain/libdomain.a src/base/libbase.a \
	$(GLIB_LIBS) $(JANSSON_LIBS) $(CMOCKA_LIBS)
%C%_test_roster_file_CPPFLAGS = $(engine_settings_test_cppflags)
%C%_test_roster_file_LDADD = $(engine_settings_test_libs)
%C%_test_settings_CPPFLAGS = $(engine_settings_test_cppflags)
%C%_test_settings_LDADD = $(engine_settings_test_libs)
