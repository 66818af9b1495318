# SPDX-License-Identifier: MIT
net_tests = %D%/test-inbox-script %D%/test-submit-script %D%/test-maildir
check_PROGRAMS += $(net_tests) %D%/test-net-live tests/bench/smtp-sink
TESTS += $(net_tests)

# test-net-live runs against real servers, which this script starts and stops.
dist_check_SCRIPTS += tests/system/net-live.sh
TESTS += tests/system/net-live.sh

net_test_cppflags = $(AM_CPPFLAGS) $(GLIB_CFLAGS) $(CMOCKA_CFLAGS)
net_test_libs = src/net/libnet.a src/base/libbase.a $(NET_LIBS) $(JANSSON_LIBS) $(CMOCKA_LIBS)
%C%_test_inbox_script_CPPFLAGS = $(net_test_cppflags)
%C%_test_inbox_script_LDADD = $(net_test_libs)
%C%_test_inbox_script_SOURCES = %D%/test-inbox-script.c %D%/script.h %D%/script.c
%C%_test_submit_script_CPPFLAGS = $(net_test_cppflags)
%C%_test_submit_script_LDADD = $(net_test_libs)
%C%_test_submit_script_SOURCES = %D%/test-submit-script.c %D%/script.h %D%/script.c
%C%_test_maildir_CPPFLAGS = $(net_test_cppflags)
%C%_test_maildir_LDADD = $(net_test_libs)
%C%_test_net_live_CPPFLAGS = $(net_test_cppflags)
%C%_test_net_live_LDADD = $(net_test_libs)
