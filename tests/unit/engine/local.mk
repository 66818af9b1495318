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

# The engine, with a whole robot in a folder of its own.
engine_robot_tests = \
	%D%/test-engine-tokens \
	%D%/test-engine-outbox \
	%D%/test-engine-publish \
	%D%/test-engine-mail \
	%D%/test-engine-ballot
check_PROGRAMS += $(engine_robot_tests)
TESTS += $(engine_robot_tests)
%C%_test_engine_tokens_CPPFLAGS = $(engine_settings_test_cppflags)
%C%_test_engine_tokens_LDADD = $(ROBOT_LIBS) $(CMOCKA_LIBS)
%C%_test_engine_outbox_CPPFLAGS = $(engine_settings_test_cppflags)
%C%_test_engine_outbox_LDADD = $(ROBOT_LIBS) $(CMOCKA_LIBS)
%C%_test_engine_publish_CPPFLAGS = $(engine_settings_test_cppflags)
%C%_test_engine_publish_LDADD = src/publish/libpublish.a src/base/libbase.a $(GLIB_LIBS) $(CMOCKA_LIBS)
%C%_test_engine_mail_SOURCES = %D%/test-engine-mail.c %D%/robot.h %D%/robot.c
%C%_test_engine_ballot_SOURCES = %D%/test-engine-ballot.c %D%/robot.h %D%/robot.c
%C%_test_engine_ballot_CPPFLAGS = $(engine_settings_test_cppflags)
%C%_test_engine_ballot_LDADD = $(ROBOT_LIBS) $(CMOCKA_LIBS)
%C%_test_engine_mail_CPPFLAGS = $(engine_settings_test_cppflags)
%C%_test_engine_mail_LDADD = $(ROBOT_LIBS) $(CMOCKA_LIBS)

# What administrators do and see.
engine_acting_tests = %D%/test-report %D%/test-control
check_PROGRAMS += $(engine_acting_tests)
TESTS += $(engine_acting_tests)
%C%_test_report_SOURCES = %D%/test-report.c %D%/acting.h %D%/robot.h %D%/robot.c
%C%_test_report_CPPFLAGS = $(engine_settings_test_cppflags)
%C%_test_report_LDADD = $(ROBOT_LIBS) $(CMOCKA_LIBS)
%C%_test_control_SOURCES = %D%/test-control.c %D%/acting.h %D%/robot.h %D%/robot.c
%C%_test_control_CPPFLAGS = $(engine_settings_test_cppflags)
%C%_test_control_LDADD = $(ROBOT_LIBS) $(CMOCKA_LIBS)
