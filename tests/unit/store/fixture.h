/* SPDX-License-Identifier: MIT
 *
 * fixture.h: a store in a directory of its own, a raw connection beside it that alters what the store would not, and
 * records and decisions made by hand.
 */
#pragma once
#include "../table.h"
#include "base/fault.h"
#include "store/store.h"
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#define T0 ((Instant)1767225600) /* 2026-01-01T00:00:00Z */

typedef struct Place {
	char *directory, *path, *url;
} Place;

static inline void place_make(Place *place)
{
	place->directory = g_dir_make_tmp("ballotd-store-XXXXXX", NULL);
	assert_non_null(place->directory);
	place->path = g_build_filename(place->directory, "store.db", NULL);
	place->url = g_strconcat("sqlite:", place->path, NULL);
}

static inline void remove_tree(const char *path)
{
	GDir *dir = g_file_test(path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open(path, 0, NULL);
	const char *name;
	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *inner = g_build_filename(path, name, NULL);
		remove_tree(inner);
	}
	if (dir)
		g_dir_close(dir);
	g_remove(path);
}

static inline void place_clear(Place *place)
{
	remove_tree(place->directory);
	g_free(place->directory);
	g_free(place->path);
	g_free(place->url);
}

/* Fails with the fault's sentence when there is one. */
static inline void no_fault(GError *error)
{
	if (error)
		fail_msg("%s", error->message);
}

#define OK(call)                                                                                                       \
	do {                                                                                                           \
		GError *error = NULL;                                                                                  \
		gboolean ok_ = (call);                                                                                 \
		no_fault(error);                                                                                       \
		assert_true(ok_);                                                                                      \
	} while (0)

/* The call (which names `&error`) must fail with that code. */
#define FAULTS(code_, call)                                                                                            \
	do {                                                                                                           \
		GError *error = NULL;                                                                                  \
		assert_false(call);                                                                                    \
		assert_non_null(error);                                                                                \
		assert_true(error->domain == FAULT);                                                                   \
		table_int(error->message, error->code, code_);                                                         \
		g_error_free(error);                                                                                   \
	} while (0)

static inline Store *open_store(const char *url, StoreMode mode)
{
	GError *error = NULL;
	Store *store = store_open(url, mode, &error);
	no_fault(error);
	assert_non_null(store);
	return store;
}

/* Runs SQL on the file behind the store's back. */
static inline void raw(const Place *place, const char *format, ...) G_GNUC_PRINTF(2, 3);

static inline void raw(const Place *place, const char *format, ...)
{
	sqlite3 *db = NULL;
	char *why = NULL;
	va_list args;
	va_start(args, format);
	g_autofree char *sql = g_strdup_vprintf(format, args);
	va_end(args);
	assert_int_equal(sqlite3_open(place->path, &db), SQLITE_OK);
	sqlite3_busy_timeout(db, 1000);
	if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s: %s", sql, why);
	sqlite3_close(db);
}

/* A record with something in every field, another thing for another seed. */
static inline void fill(gpointer record, guint seed)
{
	const RecordType *type = ((Record *)record)->type;
	for (guint i = 1; i < type->n_fields; i++) {
		const Field *field = &type->fields[i];
		char *member = (char *)record + field->offset;
		if (field->type == FIELD_TEXT) {
			g_free(*(char **)member);
			*(char **)member = g_strdup_printf("%s \"%u\" ü", field->name, seed);
		} else if (field->type == FIELD_ENUM) {
			*(int *)member = (int)((seed + i) % (guint)field->words->count);
		} else {
			*(gint64 *)member = field->type == FIELD_INSTANT ? T0 + seed + i : (gint64)(seed * 100 + i);
		}
	}
}

/* Commits a decision and frees it. */
static inline void decided(Store *store, Decision *d, const char *row)
{
	d->row = row;
	decision_finish(d);
	OK(store_begin(store, &error));
	OK(store_decision(store, d, NULL, NULL, &error));
	OK(store_commit(store, &error));
	decision_free(d);
}
