# SPDX-License-Identifier: MIT
# The built programs, and what the tests stand on, against real servers on loopback.
system_tests = %D%/sandbox-test.py %D%/cast-test.py %D%/control-test.py %D%/route-test.py %D%/mail-in-test.py %D%/mail-out-test.py \
	%D%/down-over-close-test.py %D%/bad-input-test.py
dist_check_SCRIPTS += $(system_tests)
TESTS += $(system_tests)
EXTRA_DIST += %D%/cases.py %D%/world.py
