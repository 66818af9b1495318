/* SPDX-License-Identifier: MIT
 *
 * store.c: opening, transactions and statements; see store.h.
 */
#include "base/fault.h"
#include "store/private.h"
#include <string.h>

ENUMTAB_DEFINE(fate, FATE, FATE_LIST);

static gboolean (*step_hook)(gpointer data);
static gpointer step_data;

void store_on_step(gboolean (*step)(gpointer data), gpointer data)
{
	step_hook = step;
	step_data = data;
}

gboolean store_step(GError **error)
{
	if (!step_hook || step_hook(step_data))
		return TRUE;
	return fault_set(error, FAULT_TEMP, "Stopped here by a test.");
}

/* --- opening --- */

static const DriverOps *const drivers[] = {&sqlite_driver};

static Driver *driver_open(const char *url, StoreMode mode, GError **error)
{
	if (g_str_equal(url, ":memory:"))
		return sqlite_driver.open(url, mode, error);
	for (gsize i = 0; i < G_N_ELEMENTS(drivers); i++)
		if (g_str_has_prefix(url, drivers[i]->scheme))
			return drivers[i]->open(url + strlen(drivers[i]->scheme), mode, error);
	fault_set(error, FAULT_PERM, "\"%s\" is no store; expected \"sqlite:\" and the path of a file.", url);
	return NULL;
}

static gboolean migrate(Driver *driver, gint64 from, gint64 to, GError **error)
{
	for (gint64 version = from; version < to; version++) {
		g_autofree char *note =
			g_strdup_printf("UPDATE \"schema\" SET \"version\" = %" G_GINT64_FORMAT, version + 1);
		if (!store_step(error) || !driver->ops->script(driver, driver->ops->schema[version], error) ||
		    !driver->ops->script(driver, note, error))
			return FALSE;
	}
	return TRUE;
}

/* Brings an older store to what this program knows, in one transaction. */
static gboolean schema_update(Driver *driver, gint64 known, GError **error)
{
	gint64 version = 0;
	if (!driver->ops->begin(driver, TRUE, error))
		return FALSE;
	if (driver->ops->schema_version(driver, &version, error) && migrate(driver, version, known, error) &&
	    driver->ops->commit(driver, error))
		return TRUE;
	driver->ops->rollback(driver);
	return FALSE;
}

static gboolean schema_check(Driver *driver, StoreMode mode, GError **error)
{
	gint64 version = 0, known = (gint64)g_strv_length((char **)driver->ops->schema);
	if (!driver->ops->schema_version(driver, &version, error))
		return FALSE;
	if (version > known)
		return fault_set(error, FAULT_PERM,
				 "The store %s was written by a newer ballotd: its schema is %" G_GINT64_FORMAT
				 ", this program knows %" G_GINT64_FORMAT ".", driver->place, version, known);
	if (version == known)
		return TRUE;
	if (mode == STORE_WRITE)
		return schema_update(driver, known, error);
	return fault_set(error, FAULT_PERM,
			 "The store %s has schema %" G_GINT64_FORMAT ", this program needs %" G_GINT64_FORMAT
			 "; start ballotd once, it updates the store.", driver->place, version, known);
}

Store *store_open(const char *url, StoreMode mode, GError **error)
{
	Driver *driver = driver_open(url, mode, error);
	if (!driver)
		return NULL;
	if (!schema_check(driver, mode, error)) {
		driver->ops->close(driver);
		return NULL;
	}
	Store *store = g_new0(Store, 1);
	store->driver = driver;
	store->mode = mode;
	store->evidence = driver->evidence ? evidence_new(driver->evidence) : NULL;
	store->kept = kept_new();
	store->row_sql = row_sql_new();
	store->heads = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	return store;
}

void store_close(Store *store)
{
	if (!store)
		return;
	store_rollback(store);
	store->driver->ops->close(store->driver);
	evidence_free(store->evidence);
	g_hash_table_unref(store->kept);
	g_hash_table_unref(store->row_sql);
	g_hash_table_unref(store->heads);
	g_free(store);
}

/* --- transactions --- */

/* What is remembered of rows that a going back may have undone. */
static void forget(Store *store)
{
	row_forget(store);
	memset(store->last, 0, sizeof store->last);
	g_hash_table_remove_all(store->heads);
}

gboolean store_begin(Store *store, GError **error)
{
	g_assert(!store->in_transaction);
	store->in_transaction = store->driver->ops->begin(store->driver, store->mode != STORE_READ, error);
	return store->in_transaction;
}

gboolean store_commit(Store *store, GError **error)
{
	g_assert(store->in_transaction);
	gboolean writes = store->mode != STORE_READ;
	if (!store_step(error) || (writes && !kept_write(store, error)) ||
	    !store->driver->ops->commit(store->driver, error))
		return FALSE;
	g_hash_table_remove_all(store->kept);
	store->in_transaction = FALSE;
	return TRUE;
}

void store_rollback(Store *store)
{
	if (store->in_transaction)
		store->driver->ops->rollback(store->driver);
	store->in_transaction = FALSE;
	forget(store);
}

gboolean store_savepoint(Store *store, GError **error)
{
	g_assert(store->in_transaction);
	return store->driver->ops->savepoint(store->driver, error);
}

gboolean store_release(Store *store, GError **error)
{
	return store->driver->ops->release(store->driver, error);
}

void store_rollback_savepoint(Store *store)
{
	store->driver->ops->rollback_savepoint(store->driver);
	forget(store);
}

/* --- statements --- */

gboolean store_query(Store *store, const char *sql, const SqlValue *params, guint n_params, SqlRow row, gpointer data,
		     GError **error)
{
	return store->driver->ops->query(store->driver, sql, params, n_params, row, data, error);
}

gboolean store_execute(Store *store, const char *sql, const SqlValue *params, guint n_params, GError **error)
{
	g_assert(store->mode != STORE_READ);
	return store_step(error) && store->driver->ops->query(store->driver, sql, params, n_params, NULL, NULL, error);
}

static gboolean take_number(const SqlValue *columns, gpointer data, GError **error)
{
	if (columns[0].type == SQL_INT)
		*(gint64 *)data = columns[0].number;
	return TRUE;
}

gboolean store_number(Store *store, const char *sql, const SqlValue *params, guint n_params, gint64 fallback,
		      gint64 *out_number, GError **error)
{
	gint64 number = fallback;
	if (!store_query(store, sql, params, n_params, take_number, &number, error))
		return FALSE;
	*out_number = number;
	return TRUE;
}

gboolean store_next(Store *store, Numbered table, gint64 *out_next, GError **error)
{
	static const char *const newest[NUMBERED_COUNT] = {
		[NUMBERED_ENTRY] = "SELECT max(\"n\") FROM \"entry\"",
		[NUMBERED_MAIL] = "SELECT max(\"n\") FROM \"mail\"",
		[NUMBERED_OUT] = "SELECT max(\"n\") FROM \"outbox\"",
	};
	if (!store->last[table] && !store_number(store, newest[table], NULL, 0, 0, &store->last[table], error))
		return FALSE;
	*out_next = store->last[table] + 1;
	return TRUE;
}

static gboolean take_text(const SqlValue *columns, gpointer data, GError **error)
{
	char **text = data;
	if (!*text && columns[0].type == SQL_TEXT)
		*text = g_strdup(columns[0].text);
	return TRUE;
}

char *store_text(Store *store, const char *sql, const SqlValue *params, guint n_params, GError **error)
{
	g_autofree char *text = NULL;
	if (!store_query(store, sql, params, n_params, take_text, &text, error))
		return NULL;
	return g_steal_pointer(&text);
}
