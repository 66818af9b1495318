# SPDX-License-Identifier: MIT
domain_tests = \
	%D%/test-profile \
	%D%/test-roster \
	%D%/test-tables \
	%D%/test-route \
	%D%/test-ballot \
	%D%/test-acceptance \
	%D%/test-roles \
	%D%/test-publication \
	%D%/test-mail-values \
	%D%/test-invariants \
	%D%/test-walk
check_PROGRAMS += $(domain_tests)
TESTS += $(domain_tests)

domain_test_cppflags = $(AM_CPPFLAGS) $(GLIB_CFLAGS) $(JANSSON_CFLAGS) $(CMOCKA_CFLAGS)
domain_test_libs = src/domain/libdomain.a src/base/libbase.a $(GLIB_LIBS) $(JANSSON_LIBS) $(CMOCKA_LIBS)
%C%_test_profile_CPPFLAGS = $(domain_test_cppflags)
%C%_test_profile_LDADD = $(domain_test_libs)
%C%_test_roster_CPPFLAGS = $(domain_test_cppflags)
%C%_test_roster_LDADD = $(domain_test_libs)
%C%_test_tables_CPPFLAGS = $(domain_test_cppflags)
%C%_test_tables_LDADD = $(domain_test_libs)

# The tests of whole ways share a small organisation.
check_LIBRARIES = %D%/libworld.a
%C%_libworld_a_CPPFLAGS = $(domain_test_cppflags)
%C%_libworld_a_SOURCES = \
	%D%/world.h %D%/world.c %D%/world-roster.c %D%/world-ways.c \
	%D%/invariants.h %D%/invariants.c %D%/invariants-rest.c \
	%D%/walk.h %D%/walk.c %D%/walk-canonical.c
domain_world_libs = %D%/libworld.a $(domain_test_libs)
%C%_test_route_CPPFLAGS = $(domain_test_cppflags)
%C%_test_route_LDADD = $(domain_world_libs)
%C%_test_ballot_CPPFLAGS = $(domain_test_cppflags)
%C%_test_ballot_LDADD = $(domain_world_libs)
%C%_test_acceptance_CPPFLAGS = $(domain_test_cppflags)
%C%_test_acceptance_LDADD = $(domain_world_libs)
%C%_test_roles_CPPFLAGS = $(domain_test_cppflags)
%C%_test_roles_LDADD = $(domain_world_libs)
%C%_test_publication_CPPFLAGS = $(domain_test_cppflags)
%C%_test_publication_LDADD = $(domain_world_libs)
%C%_test_mail_values_CPPFLAGS = $(domain_test_cppflags)
%C%_test_mail_values_LDADD = $(domain_world_libs)
%C%_test_invariants_CPPFLAGS = $(domain_test_cppflags)
%C%_test_invariants_LDADD = $(domain_world_libs)
%C%_test_walk_CPPFLAGS = $(domain_test_cppflags)
%C%_test_walk_LDADD = $(domain_world_libs)
