# SPDX-License-Identifier: MIT
noinst_LIBRARIES += src/render/librender.a
src_render_librender_a_CPPFLAGS = $(AM_CPPFLAGS) $(GLIB_CFLAGS) $(JANSSON_CFLAGS)
src_render_librender_a_SOURCES = \
	%D%/template.h %D%/template.c \
	%D%/template-program.h %D%/template-parse.c %D%/template-check.c %D%/template-escape.c \
	%D%/layout.h %D%/layout-blocks.h %D%/layout-blocks.c %D%/layout-text.c %D%/layout-html.c \
	%D%/letterbook.h %D%/letterbook.c \
	%D%/encode.h %D%/encode.c %D%/message.h %D%/message.c

mailtemplatesdir = $(pkgdatadir)/mailtemplates
dist_mailtemplates_DATA = \
	mailtemplates/README \
	mailtemplates/layout.html \
	mailtemplates/ask-vote.txt \
	mailtemplates/receipt.txt \
	mailtemplates/result.txt \
	mailtemplates/unclear.txt
