/* SPDX-License-Identifier: MIT
 *
 * store-sqlite.c: the store in a SQLite file: write-ahead log, synchronous=FULL, one writer at a time, who holds a lock
 * on PATH.lock for as long as the store is open. Statements are prepared once and kept by their text.
 */
#include "base/fault.h"
#include "store/driver.h"
#include "store/schema.h"
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define BUSY_TIMEOUT_MS 5000
#define SAVEPOINT_BYTES (16 << 20)
#define STATEMENTS_MAX 400 /* prepared at a time */
#define STATEMENT_END 24   /* bytes at the end of a statement by which it is looked up */

typedef struct Sqlite {
	Driver base;
	sqlite3 *db;
	GHashTable *statements; /* text -> sqlite3_stmt * */
	int lock;               /* the writer's lock, or -1 */
	gboolean begun;
} Sqlite;

static Sqlite *sqlite_of(Driver *driver)
{
	return (Sqlite *)driver;
}

static gboolean sqlite_fault(Sqlite *sqlite, int code, GError **error)
{
	const char *place = sqlite->base.place;
	const char *why = sqlite->db ? sqlite3_errmsg(sqlite->db) : sqlite3_errstr(code);
	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return fault_set(error, FAULT_TEMP, "The store %s is busy: another process holds it (%s). It is tried again.",
				 place, why);
	case SQLITE_FULL:
		return fault_set(error, FAULT_TEMP, "There is no room left for the store %s (%s). Free space on its disk.",
				 place, why);
	case SQLITE_IOERR:
	case SQLITE_NOMEM:
	case SQLITE_CANTOPEN:
	case SQLITE_PROTOCOL:
		return fault_set(error, FAULT_TEMP, "The store %s cannot be read or written: %s.", place, why);
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return fault_set(error, FAULT_PERM, "The store %s is damaged: %s. Restore it from a backup.", place, why);
	}
	return fault_set(error, FAULT_PERM, "The store %s refused a statement: %s.", place, why);
}

/* By the length and the end, where statements of one length differ most: their whole text would be read for every row. */
static guint statement_hash(gconstpointer sql)
{
	gsize length = strlen(sql), skipped = length > STATEMENT_END ? length - STATEMENT_END : 0;
	return g_str_hash((const char *)sql + skipped) + (guint)length;
}

static sqlite3_stmt *statement(Sqlite *sqlite, const char *sql, GError **error)
{
	sqlite3_stmt *found = g_hash_table_lookup(sqlite->statements, sql);
	if (found)
		return found;
	int code = sqlite3_prepare_v3(sqlite->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &found, NULL);
	if (code != SQLITE_OK) {
		sqlite_fault(sqlite, code, error);
		return NULL;
	}
	if (g_hash_table_size(sqlite->statements) >= STATEMENTS_MAX)
		g_hash_table_remove_all(sqlite->statements);
	g_hash_table_insert(sqlite->statements, g_strdup(sql), found);
	return found;
}

static int bind(sqlite3_stmt *stmt, const SqlValue *params, guint n)
{
	int code = SQLITE_OK;
	for (guint i = 0; i < n && code == SQLITE_OK; i++) {
		const SqlValue *value = &params[i];
		int at = (int)i + 1;
		switch (value->type) {
		case SQL_NULL:
			code = sqlite3_bind_null(stmt, at);
			break;
		case SQL_INT:
			code = sqlite3_bind_int64(stmt, at, value->number);
			break;
		case SQL_TEXT:
			code = sqlite3_bind_text(stmt, at, value->text, -1, SQLITE_STATIC);
			break;
		case SQL_BLOB:
			code = sqlite3_bind_blob64(stmt, at, value->text, value->length, SQLITE_STATIC);
			break;
		}
	}
	return code;
}

static SqlValue column(sqlite3_stmt *stmt, int at)
{
	switch (sqlite3_column_type(stmt, at)) {
	case SQLITE_INTEGER:
		return sql_int(sqlite3_column_int64(stmt, at));
	case SQLITE_NULL:
		return sql_text(NULL);
	case SQLITE_BLOB: {
		const void *bytes = sqlite3_column_blob(stmt, at);
		return sql_blob(bytes ? bytes : "", (gsize)sqlite3_column_bytes(stmt, at));
	}
	}
	return sql_text((const char *)sqlite3_column_text(stmt, at));
}

static gboolean give_row(sqlite3_stmt *stmt, SqlRow row, gpointer data, GError **error)
{
	SqlValue columns[SQL_COLUMNS_MAX];
	int n = sqlite3_column_count(stmt);
	g_assert(n <= SQL_COLUMNS_MAX);
	for (int i = 0; i < n; i++)
		columns[i] = column(stmt, i);
	return row(columns, data, error);
}

static gboolean sqlite_query(Driver *driver, const char *sql, const SqlValue *params, guint n_params, SqlRow row,
			     gpointer data, GError **error)
{
	Sqlite *sqlite = sqlite_of(driver);
	/* after some errors SQLite ends the transaction by itself; what follows must not be written alone */
	if (sqlite->begun && sqlite3_get_autocommit(sqlite->db))
		return fault_set(error, FAULT_TEMP, "The transaction in the store %s was given up after an error.",
				 driver->place);
	sqlite3_stmt *stmt = statement(sqlite, sql, error);
	if (!stmt)
		return FALSE;
	g_assert(!sqlite3_stmt_busy(stmt) && sqlite3_bind_parameter_count(stmt) == (int)n_params);
	gboolean ok = TRUE;
	int code = bind(stmt, params, n_params);
	if (code == SQLITE_OK)
		while ((code = sqlite3_step(stmt)) == SQLITE_ROW && ok)
			ok = !row || give_row(stmt, row, data, error);
	if (ok && code != SQLITE_DONE)
		ok = sqlite_fault(sqlite, code, error);
	sqlite3_reset(stmt);
	sqlite3_clear_bindings(stmt);
	return ok;
}

static gboolean sqlite_script(Driver *driver, const char *sql, GError **error)
{
	int code = sqlite3_exec(sqlite_of(driver)->db, sql, NULL, NULL, NULL);
	return code == SQLITE_OK || sqlite_fault(sqlite_of(driver), code, error);
}

static gboolean sqlite_begin(Driver *driver, gboolean writes, GError **error)
{
	Sqlite *sqlite = sqlite_of(driver);
	sqlite->begun = sqlite_query(driver, writes ? "BEGIN IMMEDIATE" : "BEGIN", NULL, 0, NULL, NULL, error);
	return sqlite->begun;
}

static void sqlite_rollback(Driver *driver)
{
	Sqlite *sqlite = sqlite_of(driver);
	sqlite->begun = FALSE;
	if (!sqlite3_get_autocommit(sqlite->db))
		sqlite_query(driver, "ROLLBACK", NULL, 0, NULL, NULL, NULL);
}

static gboolean sqlite_commit(Driver *driver, GError **error)
{
	if (!sqlite_query(driver, "COMMIT", NULL, 0, NULL, NULL, error))
		return FALSE;
	sqlite_of(driver)->begun = FALSE;
	return TRUE;
}

static gboolean sqlite_savepoint(Driver *driver, GError **error)
{
	return sqlite_query(driver, "SAVEPOINT s", NULL, 0, NULL, NULL, error);
}

static gboolean sqlite_release(Driver *driver, GError **error)
{
	return sqlite_query(driver, "RELEASE s", NULL, 0, NULL, NULL, error);
}

static void sqlite_rollback_savepoint(Driver *driver)
{
	if (sqlite_query(driver, "ROLLBACK TO s", NULL, 0, NULL, NULL, NULL))
		sqlite_query(driver, "RELEASE s", NULL, 0, NULL, NULL, NULL);
}

static gboolean first_number(const SqlValue *columns, gpointer data, GError **error)
{
	*(gint64 *)data = columns[0].number;
	return TRUE;
}

static gboolean sqlite_schema_version(Driver *driver, gint64 *out_version, GError **error)
{
	gint64 tables = 0, version = 0;
	if (!sqlite_query(driver, "SELECT count(*) FROM sqlite_schema WHERE name = 'schema'", NULL, 0, first_number,
			  &tables, error))
		return FALSE;
	if (tables > 0 && !sqlite_query(driver, "SELECT \"version\" FROM \"schema\"", NULL, 0, first_number, &version,
					error))
		return FALSE;
	*out_version = version;
	return TRUE;
}

static void sqlite_close(Driver *driver)
{
	Sqlite *sqlite = sqlite_of(driver);
	g_hash_table_unref(sqlite->statements);
	sqlite3_close(sqlite->db);
	if (sqlite->lock >= 0)
		close(sqlite->lock);
	g_free(driver->place);
	g_free(driver->evidence);
	g_free(sqlite);
}

static gboolean take_lock(Sqlite *sqlite, GError **error)
{
	g_autofree char *path = g_strconcat(sqlite->base.place, ".lock", NULL);
	sqlite->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (sqlite->lock < 0)
		return fault_set(error, FAULT_PERM, "The lock file %s cannot be opened: %s.", path, g_strerror(errno));
	if (flock(sqlite->lock, LOCK_EX | LOCK_NB) == 0)
		return TRUE;
	return fault_set(error, FAULT_TEMP, "The store %s is in use: another process that writes holds %s.",
			 sqlite->base.place, path);
}

/* A new file is for its owner only; SQLite gives its log the same mode. An existing file is not opened here: closing
 * it would drop the locks that another connection of this process holds on it. */
static gboolean make_file(const char *path, GError **error)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 && errno != EEXIST)
		return fault_set(error, FAULT_PERM, "The store %s cannot be made: %s.", path, g_strerror(errno));
	if (fd >= 0)
		close(fd);
	return TRUE;
}

static gboolean connect_file(Sqlite *sqlite, StoreMode mode, GError **error)
{
	const char *path = sqlite->base.place;
	gboolean in_memory = g_str_equal(path, ":memory:");
	if (!in_memory) {
		sqlite->base.evidence = g_strconcat(path, ".evidence", NULL);
		if (mode != STORE_WRITE && !g_file_test(path, G_FILE_TEST_EXISTS))
			return fault_set(error, FAULT_PERM, "There is no store at %s; ballotd makes it when it starts.", path);
		if (mode != STORE_READ && !take_lock(sqlite, error))
			return FALSE;
		if (mode == STORE_WRITE && !make_file(path, error))
			return FALSE;
	}
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (in_memory ? SQLITE_OPEN_MEMORY : 0);
	int code = sqlite3_open_v2(path, &sqlite->db, flags, NULL);
	if (code != SQLITE_OK)
		return sqlite_fault(sqlite, code, error);
	sqlite3_extended_result_codes(sqlite->db, 1);
	sqlite3_busy_timeout(sqlite->db, BUSY_TIMEOUT_MS);
	if (mode == STORE_READ)
		return sqlite_script(&sqlite->base, "PRAGMA query_only = ON", error);
	return sqlite_script(&sqlite->base, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
			     "PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA cache_size = -16384;"
			     "PRAGMA wal_autocheckpoint = 4000; PRAGMA temp_store = MEMORY", error);
}

static void statement_free(gpointer stmt)
{
	sqlite3_finalize(stmt);
}

/* Once, before the first store: no count of memory, which every allocation would lock; and the pages that a savepoint
 * keeps to go back to stay in memory, where they are thrown away with it, instead of a temporary file. */
static void library_ready(void)
{
	static gsize ready;
	if (!g_once_init_enter(&ready))
		return;
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, SAVEPOINT_BYTES);
	g_once_init_leave(&ready, 1);
}

static Driver *sqlite_open(const char *place, StoreMode mode, GError **error)
{
	library_ready();
	Sqlite *sqlite = g_new0(Sqlite, 1);
	sqlite->base.ops = &sqlite_driver;
	sqlite->base.place = g_strdup(place);
	sqlite->statements = g_hash_table_new_full(statement_hash, g_str_equal, g_free, statement_free);
	sqlite->lock = -1;
	if (connect_file(sqlite, mode, error))
		return &sqlite->base;
	sqlite_close(&sqlite->base);
	return NULL;
}

const DriverOps sqlite_driver = {
	.scheme = "sqlite:",
	.open = sqlite_open,
	.close = sqlite_close,
	.begin = sqlite_begin,
	.commit = sqlite_commit,
	.rollback = sqlite_rollback,
	.savepoint = sqlite_savepoint,
	.release = sqlite_release,
	.rollback_savepoint = sqlite_rollback_savepoint,
	.query = sqlite_query,
	.script = sqlite_script,
	.schema_version = sqlite_schema_version,
	.schema = schema_sqlite,
};
