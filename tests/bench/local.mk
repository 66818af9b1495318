# SPDX-License-Identifier: MIT
# `make tests/bench/render-speed` and run it from the top of the source tree.
EXTRA_PROGRAMS += %D%/render-speed
%C%_render_speed_CPPFLAGS = $(AM_CPPFLAGS) $(GLIB_CFLAGS) $(JANSSON_CFLAGS)
%C%_render_speed_LDADD = src/render/librender.a src/base/libbase.a $(GLIB_LIBS) $(JANSSON_LIBS)
