# SPDX-License-Identifier: MIT
ctl_tests = %D%/test-ctl
check_PROGRAMS += $(ctl_tests)
TESTS += $(ctl_tests)
%C%_test_ctl_SOURCES = %D%/test-ctl.c tests/unit/engine/robot.h tests/unit/engine/robot.c tests/unit/engine/acting.h
%C%_test_ctl_CPPFLAGS = $(AM_CPPFLAGS) $(GLIB_CFLAGS) $(JANSSON_CFLAGS) $(CMOCKA_CFLAGS)
%C%_test_ctl_LDADD = src/ctl/libctl.a $(ROBOT_LIBS) $(CMOCKA_LIBS)
