# SPDX-License-Identifier: MIT
render_tests = \
	%D%/test-layout \
	%D%/test-letterbook \
	%D%/test-letters \
	%D%/test-message \
	%D%/test-template
check_PROGRAMS += $(render_tests)
TESTS += $(render_tests)
EXTRA_DIST += \
	%D%/golden/ask-vote.json %D%/golden/ask-vote.txt \
	%D%/golden/receipt.json %D%/golden/receipt.txt \
	%D%/golden/result.json %D%/golden/result.txt \
	%D%/golden/unclear.json %D%/golden/unclear.txt \
	%D%/letters/ask-vote.txt %D%/letters/receipt.txt %D%/letters/result.txt %D%/letters/unclear.txt \
	%D%/letters/layout.html

render_test_cppflags = $(AM_CPPFLAGS) $(GLIB_CFLAGS) $(JANSSON_CFLAGS) $(CMOCKA_CFLAGS)
render_test_libs = src/render/librender.a src/base/libbase.a $(GLIB_LIBS) $(JANSSON_LIBS) $(CMOCKA_LIBS)
%C%_test_layout_CPPFLAGS = $(render_test_cppflags)
%C%_test_layout_LDADD = $(render_test_libs)
%C%_test_letterbook_CPPFLAGS = $(render_test_cppflags)
%C%_test_letterbook_LDADD = $(render_test_libs)
%C%_test_letters_CPPFLAGS = $(render_test_cppflags)
%C%_test_letters_LDADD = src/domain/libdomain.a $(render_test_libs)
%C%_test_message_CPPFLAGS = $(render_test_cppflags) $(GMIME_CFLAGS)
%C%_test_message_LDADD = $(render_test_libs) $(GMIME_LIBS)
%C%_test_template_CPPFLAGS = $(render_test_cppflags)
%C%_test_template_LDADD = $(render_test_libs)
