# SPDX-License-Identifier: MIT
noinst_LIBRARIES += src/store/libstore.a
src_store_libstore_a_CPPFLAGS = $(AM_CPPFLAGS) $(GLIB_CFLAGS) $(JANSSON_CFLAGS) $(SQLITE_CFLAGS)
src_store_libstore_a_SOURCES = \
	%D%/store.h %D%/private.h %D%/driver.h %D%/schema.h \
	%D%/store.c %D%/store-sqlite.c \
	%D%/rows.c %D%/load.c \
	%D%/entry.c %D%/saying.h %D%/saying.c %D%/journal.c %D%/erase.c %D%/verify.c \
	%D%/inbound.c %D%/outbox.c %D%/ledger.c \
	%D%/kept.c %D%/forget.c %D%/evidence.h %D%/evidence.c
nodist_src_store_libstore_a_SOURCES = %D%/schema-sqlite.c

# The migrations, each line of SQL one line of a C string.
store_schema_sqlite = %D%/schema/0001-start.sql
EXTRA_DIST += $(store_schema_sqlite)
CLEANFILES += %D%/schema-sqlite.c
%D%/schema-sqlite.c: $(store_schema_sqlite)
	$(AM_V_GEN)$(MKDIR_P) %D% && { \
	  echo '#include "store/schema.h"'; \
	  echo 'const char *const schema_sqlite[] = {'; \
	  for file in $(store_schema_sqlite); do \
	    sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/"/' -e 's/$$/\\n"/' "$(srcdir)/$$file" && echo ','; \
	  done; \
	  echo '0};'; \
	} >$@-new && mv $@-new $@
