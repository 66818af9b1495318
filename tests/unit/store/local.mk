# SPDX-License-Identifier: MIT
store_tests = \
	%D%/test-records \
	%D%/test-transactions \
	%D%/test-journal \
	%D%/test-verify \
	%D%/test-ledger \
	%D%/test-evidence
check_PROGRAMS += $(store_tests)
TESTS += $(store_tests)
EXTRA_DIST += %D%/fixture.h

store_test_cppflags = $(AM_CPPFLAGS) $(GLIB_CFLAGS) $(JANSSON_CFLAGS) $(SQLITE_CFLAGS) $(CMOCKA_CFLAGS)
store_test_libs = src/store/libstore.a src/domain/libdomain.a src/base/libbase.a $(GLIB_LIBS) $(JANSSON_LIBS) \
	$(SQLITE_LIBS) $(CMOCKA_LIBS)
%C%_test_records_CPPFLAGS = $(store_test_cppflags)
%C%_test_records_LDADD = $(store_test_libs)
%C%_test_transactions_CPPFLAGS = $(store_test_cppflags)
%C%_test_transactions_LDADD = $(store_test_libs)
%C%_test_journal_CPPFLAGS = $(store_test_cppflags)
%C%_test_journal_LDADD = $(store_test_libs)
%C%_test_verify_CPPFLAGS = $(store_test_cppflags)
%C%_test_verify_LDADD = $(store_test_libs)
%C%_test_ledger_CPPFLAGS = $(store_test_cppflags)
%C%_test_ledger_LDADD = $(store_test_libs)
%C%_test_evidence_CPPFLAGS = $(store_test_cppflags)
%C%_test_evidence_LDADD = $(store_test_libs)
