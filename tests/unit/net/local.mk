# SPDX-License-Identifier: MIT
net_tests = %D%/test-inbox-fetch %D%/test-inbox-session %D%/test-submit-script %D%/test-maildir
check_PROGRAMS += $(net_tests) %D%/test-net-live tests/bench/smtp-sink
TESTS += $(net_tests)

# test-net-live runs against real servers, which this script starts and stops.
dist_check_SCRIPTS += tests/system/net-live.sh
TESTS += tests/system/net-live.sh

net_test_cppflags = $(AM_CPPFLAGS) $(GLIB_CFLAGS) $(CMOCKA_CFLAGS)
net_test_libs = src/net/libnet.a src/base/libbase.a $(NET_LIBS) $(JANSSON_LIBS) $(CMOCKA_LIBS)
%C%_test_inbox_fetch_CPPFLAGS = $(net_test_cppflags)
%C%_test_inbox_fetch_LDADD = $(net_test_libs)
%C%_test_inbox_fetch_SOURCES = %D%/test-inbox-fetch.c %D%/imap-script.h %D%/script.h %D%/script.c
%C%_test_inbox_session_CPPFLAGS = $(net_test_cppflags)
%C%_test_inbox_session_LDADD = $(net_test_libs)
%C%_test_inbox_session_SOURCES = %D%/test-inbox-session.c %D%/imap-script.h %D%/script.h %D%/script.c
%C%_test_submit_script_CPPFLAGS = $(net_test_cppflags)
%C%_test_submit_script_LDADD = $(net_test_libs)
%C%_test_submit_script_SOURCES = %D%/test-submit-script.c %D%/script.h %D%/script.c
%C%_test_maildir_CPPFLAGS = $(net_test_cppflags)
%C%_test_maildir_LDADD = $(net_test_libs)
%C%_test_net_live_CPPFLAGS = $(net_test_cppflags)
%C%_test_net_live_LDADD = $(net_test_libs)
