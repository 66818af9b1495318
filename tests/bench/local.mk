# SPDX-License-Identifier: MIT
# Measurements: see README. smtp-sink is built for the tests of src/net as well, and stands there.
EXTRA_PROGRAMS += %D%/render-speed %D%/fetch-discard
%C%_render_speed_CPPFLAGS = $(AM_CPPFLAGS) $(GLIB_CFLAGS) $(JANSSON_CFLAGS)
%C%_render_speed_LDADD = src/render/librender.a src/base/libbase.a $(GLIB_LIBS) $(JANSSON_LIBS)
%C%_fetch_discard_CPPFLAGS = $(AM_CPPFLAGS) $(GLIB_CFLAGS)
%C%_fetch_discard_LDADD = src/net/libnet.a src/base/libbase.a $(NET_LIBS) $(JANSSON_LIBS)

dist_noinst_SCRIPTS += %D%/intake %D%/plain-script.py
EXTRA_DIST += %D%/README %D%/organisation.py %D%/replies.py

BENCH_N = 500
bench: src/ballotd src/ballotd-reader %D%/smtp-sink %D%/fetch-discard
	$(top_srcdir)/tests/bench/intake --build . $(BENCH_N)
.PHONY: bench
CLEANFILES += %D%/fetch-discard %D%/render-speed
