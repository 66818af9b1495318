# SPDX-License-Identifier: MIT
# The robot's programs; ballotd-reader stands in src/reader/local.mk with what it alone is made of.
robot_libs = src/engine/libengine.a src/publish/libpublish.a src/reader/libreader.a src/net/libnet.a \
	src/render/librender.a src/store/libstore.a src/domain/libdomain.a src/base/libbase.a
ROBOT_LIBS = $(robot_libs) $(NET_LIBS) $(GMIME_LIBS) $(SQLITE_LIBS) $(JANSSON_LIBS) $(GLIB_LIBS)

sbin_PROGRAMS += src/ballotd
src_ballotd_CPPFLAGS = $(AM_CPPFLAGS) $(GLIB_CFLAGS) $(JANSSON_CFLAGS)
src_ballotd_SOURCES = %D%/ballotd.c %D%/notify.h %D%/notify.c
src_ballotd_LDADD = $(ROBOT_LIBS)

bin_PROGRAMS += src/ballotctl
src_ballotctl_CPPFLAGS = $(AM_CPPFLAGS) $(GLIB_CFLAGS) $(JANSSON_CFLAGS)
src_ballotctl_SOURCES = %D%/ballotctl.c
src_ballotctl_LDADD = src/ctl/libctl.a $(ROBOT_LIBS)

dist_man_MANS += %D%/ballotctl.1 %D%/ballotd.8 %D%/ballotd.conf.5 %D%/ballotd-roster.5

# The process as its tables, printed by the program that holds them.
nodist_man_MANS = %D%/ballotd-process.7
CLEANFILES += %D%/ballotd-process.7
%D%/ballotd-process.7: src/ballotctl$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) %D% && src/ballotctl$(EXEEXT) manual >$@-new && mv $@-new $@
