/* SPDX-License-Identifier: MIT
 *
 * driver.h: what a database has to do for the store, and nothing more.
 *
 * One driver is one file (store-sqlite.c), the only one that includes its vendor's header. Statements are written once,
 * in plain SQL with `?` for each parameter and quoted names; a driver that numbers its parameters rewrites them when it
 * prepares the statement. Statements are prepared once a connection and found again by their text. Drivers return
 * FALSE/NULL with a fault, never log, and never begin a transaction by themselves.
 */
#pragma once
#include "store/store.h"

typedef enum SqlType { SQL_NULL, SQL_INT, SQL_TEXT, SQL_BLOB } SqlType;

/* A parameter or a column. Text and bytes are borrowed: a parameter's until the query returns, a column's until the
 * row function does. */
typedef struct SqlValue {
	SqlType type;
	gint64 number;
	const char *text; /* NUL-terminated when SQL_TEXT */
	gsize length;     /* bytes of SQL_BLOB */
} SqlValue;

static inline SqlValue sql_int(gint64 number)
{
	return (SqlValue){.type = SQL_INT, .number = number};
}

/* NULL becomes SQL_NULL. */
static inline SqlValue sql_text(const char *text)
{
	return (SqlValue){.type = text ? SQL_TEXT : SQL_NULL, .text = text};
}

static inline SqlValue sql_blob(gconstpointer bytes, gsize length)
{
	return (SqlValue){.type = bytes ? SQL_BLOB : SQL_NULL, .text = bytes, .length = length};
}

/* Called for each row; must not query. FALSE with a fault ends the query with it. */
typedef gboolean (*SqlRow)(const SqlValue *columns, gpointer data, GError **error);

#define SQL_COLUMNS_MAX 64

typedef struct Driver Driver;

typedef struct DriverOps {
	const char *scheme; /* of the URL, with its colon */

	/* Opens what follows the scheme; takes the writer's lock unless mode is STORE_READ (FAULT_TEMP when another
	 * holds it), creates an empty store when mode is STORE_WRITE. */
	Driver *(*open)(const char *place, StoreMode mode, GError **error);
	void (*close)(Driver *driver);

	/* A transaction: one that writes, or a snapshot to read from. */
	gboolean (*begin)(Driver *driver, gboolean writes, GError **error);
	gboolean (*commit)(Driver *driver, GError **error);
	void (*rollback)(Driver *driver);
	gboolean (*savepoint)(Driver *driver, GError **error);
	gboolean (*release)(Driver *driver, GError **error);
	void (*rollback_savepoint)(Driver *driver);

	/* Runs one statement. row may be NULL when it returns none. */
	gboolean (*query)(Driver *driver, const char *sql, const SqlValue *params, guint n_params, SqlRow row,
			  gpointer data, GError **error);

	/* Runs a text of several statements without parameters: a migration. */
	gboolean (*script)(Driver *driver, const char *sql, GError **error);

	/* The number of the newest migration that the store has seen; 0: it is empty. */
	gboolean (*schema_version)(Driver *driver, gint64 *out_version, GError **error);

	/* Texts of the migrations, the first being number 1; NULL-terminated. */
	const char *const *schema;
} DriverOps;

struct Driver {
	const DriverOps *ops;
	char *place;    /* for messages */
	char *evidence; /* directory of the evidence store, or NULL: there is none */
};

extern const DriverOps sqlite_driver;
