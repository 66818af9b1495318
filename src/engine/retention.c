/* SPDX-License-Identifier: MIT
 *
 * retention.c: once a day, the bytes of mail older than `keep-mail` go (0: never). What was decided on it stays.
 */
#include "engine/core.h"

gboolean retention_run(Engine *engine, Instant now, GError **error)
{
	gint64 keep = engine->settings->keep_mail;
	guint forgotten = 0;
	if (!keep || now < engine->forgotten + DAY)
		return TRUE;
	if (!store_begin(engine->store, error))
		return FALSE;
	if (!store_forget_mail(engine->store, now - keep, &forgotten, error) || !store_commit(engine->store, error)) {
		store_rollback(engine->store);
		return FALSE;
	}
	engine->forgotten = now;
	if (forgotten)
		g_message("mails=%u why=\"Their bytes were kept as long as keep-mail says.\"", forgotten);
	return TRUE;
}
