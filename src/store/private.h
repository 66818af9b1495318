/* SPDX-License-Identifier: MIT
 *
 * private.h: what the files of the store share: the Store itself, running statements, and one record as one row.
 */
#pragma once
#include "store/driver.h"
#include "store/evidence.h"

/* The tables whose rows are numbered 1, 2, … */
typedef enum Numbered { NUMBERED_ENTRY, NUMBERED_MAIL, NUMBERED_OUT, NUMBERED_COUNT } Numbered;

/* `last` and `heads` are what the writer, who is alone, remembers of its own rows. Going back, to a savepoint or
 * altogether, forgets them, and the records that rows.c remembers. */
struct Store {
	Driver *driver;
	StoreMode mode;
	gboolean in_transaction;
	Evidence *evidence;  /* files; NULL in memory */
	GHashTable *kept;    /* hash -> GBytes: small evidence that the next commit writes (kept.c) */
	GHashTable *row_sql; /* RecordType * -> its statements and the records known (rows.c) */
	gint64 last[NUMBERED_COUNT]; /* the newest number of a table; 0: not known */
	GHashTable *heads;   /* subject -> hash of its newest entry, where it is known */
};

/* --- statements (store.c) --- */

/* A statement that reads. */
gboolean store_query(Store *store, const char *sql, const SqlValue *params, guint n_params, SqlRow row, gpointer data,
		     GError **error);

/* A statement that writes: one step for store_on_step. */
gboolean store_execute(Store *store, const char *sql, const SqlValue *params, guint n_params, GError **error);

/* FALSE with a fault when the test of interruption stops here. */
gboolean store_step(GError **error);

/* The first column of the first row as an integer; fallback without a row or where it is NULL. */
gboolean store_number(Store *store, const char *sql, const SqlValue *params, guint n_params, gint64 fallback,
		      gint64 *out_number, GError **error);

/* The first column of the first row as a text; NULL without error when there is none. Free with g_free. */
char *store_text(Store *store, const char *sql, const SqlValue *params, guint n_params, GError **error);

/* The number that the next row of a table gets. Who has written it sets store->last. */
gboolean store_next(Store *store, Numbered table, gint64 *out_next, GError **error);

#define PARAMS(...) (const SqlValue[]){__VA_ARGS__}, G_N_ELEMENTS(((const SqlValue[]){__VA_ARGS__}))

/* --- evidence (kept.c) --- */

/* The table of what is kept and not yet written. */
GHashTable *kept_new(void);

/* Writes it, as rows of the open transaction, and makes the files durable. */
gboolean kept_write(Store *store, GError **error);

/* --- records (rows.c) --- */

/* The table of statements that rows.c keeps in a Store. */
GHashTable *row_sql_new(void);

/* "a", "b", … : the quoted columns of a type in the order of its fields. Borrowed from the store. */
const char *row_columns(Store *store, const RecordType *type);

/* Drops what is known of records, because what was written is taken back. */
void row_forget(Store *store);

/* Runs a statement that selects row_columns and collects the records. Owned array. */
GPtrArray *row_collect(Store *store, const RecordType *type, const char *sql, const SqlValue *params, guint n_params,
		       GError **error);

/* The fields of a type by name. Borrowed from the store. */
const Field *const *row_sorted(Store *store, const RecordType *type);

/* The record of an id, borrowed until the next one of its type is read or written; NULL without error: none. The writer
 * alone may ask. */
gconstpointer row_known(Store *store, const RecordType *type, const char *id, GError **error);

/* Writes a record, which it takes; old is the row that stands in the table, or NULL when there is none. */
gboolean row_put(Store *store, gpointer record, gconstpointer old, GError **error);
gboolean row_delete(Store *store, const RecordType *type, const char *id, GError **error);

/* A field as a parameter: enums as their words. The text is borrowed from the record. */
SqlValue field_value(gconstpointer record, const Field *field);
gboolean sql_equal(const SqlValue *a, const SqlValue *b);

/* The order of ids: digits by the number they write, so that ASK-9 stands before ASK-10. */
int id_compare(const char *a, const char *b);

/* --- entries (entry.c) --- */

/* What an entry's hash binds, in an encoding that cannot be read in two ways. Free with g_free. */
char *entry_hash(const Entry *entry);

/* SHA-256 of salt and payload. Free with g_free. */
char *payload_digest(gconstpointer salt, gsize salt_length, const char *payload);

#define ENTRY_COLUMNS                                                                                                  \
	"e.\"n\", e.\"subject\", e.\"at\", e.\"event\", e.\"row\", e.\"body\", e.\"payload_digest\", "                 \
	"e.\"previous\", e.\"hash\""
#define ENTRY_COLUMN_COUNT 9

/* An entry from ENTRY_COLUMNS. */
Entry *entry_read(const SqlValue *columns);

#define ENTRY_FIRST "0000000000000000000000000000000000000000000000000000000000000000"
#define SUBJECT_SEAL "seal"
#define SUBJECT_ROBOT "robot"
