# SPDX-License-Identifier: MIT
noinst_LIBRARIES += src/render/librender.a
src_render_librender_a_CPPFLAGS = $(AM_CPPFLAGS) $(GLIB_CFLAGS) $(JANSSON_CFLAGS)
src_render_librender_a_SOURCES = \
	%D%/template.h %D%/template.c \
	%D%/template-program.h %D%/template-parse.c %D%/template-check.c %D%/template-escape.c \
	%D%/layout.h %D%/layout-blocks.h %D%/layout-blocks.c %D%/layout-text.c %D%/layout-html.c \
	%D%/letterbook.h %D%/letterbook.c %D%/letter-variables.h %D%/letter-variables.c \
	%D%/encode.h %D%/encode.c %D%/message.h %D%/message.c

# Letters come and go without a list here: the whole directory is shipped and installed.
EXTRA_DIST += mailtemplates
mailtemplatesdir = $(pkgdatadir)/mailtemplates
install-data-local:
	$(MKDIR_P) '$(DESTDIR)$(mailtemplatesdir)/parts'
	cd $(srcdir)/mailtemplates && $(INSTALL_DATA) README *.txt *.html '$(DESTDIR)$(mailtemplatesdir)'
	cd $(srcdir)/mailtemplates/parts && $(INSTALL_DATA) *.txt '$(DESTDIR)$(mailtemplatesdir)/parts'
uninstall-local:
	rm -rf '$(DESTDIR)$(mailtemplatesdir)'
