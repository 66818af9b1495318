# SPDX-License-Identifier: MIT
mail_tests = \
	%D%/test-visible \
	%D%/test-answer \
	%D%/test-reading
check_PROGRAMS += $(mail_tests)
TESTS += $(mail_tests)

mail_test_cppflags = $(AM_CPPFLAGS) $(GLIB_CFLAGS) $(CMOCKA_CFLAGS)
mail_test_libs = src/mail/libmail.a src/domain/libdomain.a src/base/libbase.a \
	$(GMIME_LIBS) $(XML_LIBS) $(GLIB_LIBS) $(JANSSON_LIBS) $(CMOCKA_LIBS)
%C%_test_visible_CPPFLAGS = $(mail_test_cppflags)
%C%_test_visible_LDADD = $(mail_test_libs)
%C%_test_answer_CPPFLAGS = $(mail_test_cppflags)
%C%_test_answer_LDADD = $(mail_test_libs)
%C%_test_reading_CPPFLAGS = $(mail_test_cppflags)
%C%_test_reading_LDADD = $(mail_test_libs)
