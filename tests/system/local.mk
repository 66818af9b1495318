# SPDX-License-Identifier: MIT
# The built programs, and what the tests stand on, against real servers on loopback.
system_tests = %D%/sandbox-test.py %D%/cast-test.py %D%/control-test.py %D%/route-test.py %D%/mail-in-test.py %D%/mail-out-test.py \
	%D%/down-over-close-test.py %D%/bad-input-test.py
dist_check_SCRIPTS += $(system_tests)
TESTS += $(system_tests)
EXTRA_DIST += %D%/cases.py %D%/world.py

# The robot stopped at every step. Its effects are counted in the place of the functions that perform them.
check_PROGRAMS += %D%/test-interrupt
TESTS += %D%/test-interrupt
%C%_test_interrupt_SOURCES = \
	%D%/test-interrupt.c %D%/interrupt.h %D%/interrupt-world.c %D%/interrupt-state.c %D%/interrupt-script.c
%C%_test_interrupt_CPPFLAGS = $(AM_CPPFLAGS) $(GLIB_CFLAGS) $(JANSSON_CFLAGS)
%C%_test_interrupt_LDFLAGS = \
	-Wl,--wrap=submit_send,--wrap=inbox_done,--wrap=site_write,--wrap=checkin_commit
%C%_test_interrupt_LDADD = $(ROBOT_LIBS)
