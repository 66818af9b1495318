# SPDX-License-Identifier: MIT
# What contrib holds: tools and samples; nothing of it is compiled.
dist_noinst_SCRIPTS += %D%/cast.py %D%/check %D%/install-packages %D%/quickstart %D%/sandbox %D%/story
EXTRA_DIST += %D%/packages %D%/sandbox.d/dovecot.conf.in %D%/sandbox.d/exim.conf.in \
	%D%/sample/README %D%/sample/ballotd.conf %D%/sample/roster.conf \
	%D%/sample/snia-work-register.md %D%/systemd/ballotd.service
