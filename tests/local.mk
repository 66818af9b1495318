# SPDX-License-Identifier: MIT
# `make check`: two checks of the source and its archives, then the unit tests of each layer, then the rest. Tests run
# from the top of the build tree; warnings of GLib end a test.
AM_TESTS_ENVIRONMENT = \
	G_DEBUG=fatal-warnings; export G_DEBUG; \
	top_srcdir='$(top_srcdir)'; export top_srcdir; \
	top_builddir='$(top_builddir)'; export top_builddir; \
	NM='$(NM)'; export NM;
source_checks = %D%/check-layers %D%/check-pure
dist_check_SCRIPTS = $(source_checks)
TESTS += $(source_checks)
EXTRA_DIST += src/LAYERS %D%/unit/table.h %D%/count-results

include tests/unit/base/local.mk
include tests/unit/domain/local.mk
include tests/unit/mail/local.mk
include tests/unit/render/local.mk
include tests/unit/store/local.mk
include tests/unit/reader/local.mk
include tests/unit/net/local.mk
include tests/unit/engine/local.mk
include tests/unit/ctl/local.mk
include tests/scenario/local.mk
include tests/system/local.mk
include tests/bench/local.mk
