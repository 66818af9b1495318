/* SPDX-License-Identifier: MIT
 *
 * view-status.c: how the robot is, on one screen.
 */
#include "ctl/view.h"
#include "engine/control.h"
#include "engine/report.h"
#include <unistd.h>

static gboolean robot_runs(const Ctl *ctl)
{
	g_autofree char *path = control_path(ctl->settings);
	int socket = control_connect(path, NULL, NULL);
	if (socket >= 0)
		close(socket);
	return socket >= 0;
}

static void put_count(json_t *out, const char *key, guint count)
{
	json_object_set_new(out, key, json_integer(count));
}

static gboolean put_registers(Ctl *ctl, json_t *out, GError **error)
{
	g_autoptr(GPtrArray) all = store_find(engine_store(ctl->engine), &register_type, NULL, NULL, error);
	guint counts[REGISTER_STATUS_COUNT] = {0};
	for (guint i = 0; all && i < all->len; i++)
		counts[((Register *)g_ptr_array_index(all, i))->status]++;
	for (int i = 0; i < REGISTER_STATUS_COUNT; i++) {
		g_autofree char *key = g_strconcat("registers_", enumtab_word(&register_status_words, i), NULL);
		put_count(out, key, counts[i]);
	}
	return all != NULL;
}

static gboolean put_asks(Ctl *ctl, json_t *out, const Withheld *withheld, GError **error)
{
	const char *open = enumtab_word(&ask_state_words, ASK_OPEN);
	g_autoptr(GPtrArray) all = store_find(engine_store(ctl->engine), &ask_type, "state", open, error);
	guint n = 0, overdue = 0;
	for (guint i = 0; all && i < all->len; i++) {
		const Ask *ask = g_ptr_array_index(all, i);
		if (withheld_reason(withheld, ask->id))
			continue;
		n++;
		overdue += ask->overdue != 0;
	}
	put_count(out, "asks_open", n);
	put_count(out, "asks_overdue", overdue);
	return all != NULL;
}

static gboolean put_ballots(Ctl *ctl, json_t *out, GError **error)
{
	const char *open = enumtab_word(&ballot_state_words, BALLOT_OPEN);
	g_autoptr(GPtrArray) all = store_find(engine_store(ctl->engine), &ballot_type, "state", open, error);
	put_count(out, "ballots_open", all ? all->len : 0);
	return all != NULL;
}

static gboolean put_letters(Ctl *ctl, json_t *out, GError **error)
{
	g_autoptr(GPtrArray) all = store_outs(engine_store(ctl->engine), NULL, G_MAXINT, error);
	guint waiting = 0, trouble = 0;
	for (guint i = 0; all && i < all->len; i++) {
		int fate = ((OutRow *)g_ptr_array_index(all, i))->fate;
		waiting += fate == FATE_QUEUED || fate == FATE_DEFERRED;
		trouble += fate == FATE_REFUSED || fate == FATE_UNKNOWN || fate == FATE_NOT_SENT || fate == FATE_BOUNCED;
	}
	put_count(out, "letters_waiting", waiting);
	put_count(out, "letters_in_trouble", trouble);
	return all != NULL;
}

static gboolean put_mails(Ctl *ctl, json_t *out, GError **error)
{
	g_autoptr(GPtrArray) all = store_mails(engine_store(ctl->engine), NULL, G_MAXINT, error);
	guint aside = 0;
	for (guint i = 0; all && i < all->len; i++) {
		int disposition = ((MailRow *)g_ptr_array_index(all, i))->disposition;
		aside += disposition == DISPOSED_UNREADABLE || disposition == DISPOSED_KILLED_READER ||
			 disposition == DISPOSED_UNDECIDED || disposition == DISPOSED_TOO_LARGE;
	}
	put_count(out, "mails", all ? all->len : 0);
	put_count(out, "mails_aside", aside);
	return all != NULL;
}

static gboolean put_mailboxes(Ctl *ctl, json_t *out, GError **error)
{
	json_t *list = json_array();
	json_object_set_new(out, "mailboxes", list);
	for (guint i = 0; i < ctl->settings->mailboxes->len; i++) {
		const MailboxSettings *box = g_ptr_array_index(ctl->settings->mailboxes, i);
		json_t *row = json_object();
		Mark mark;
		json_array_append_new(list, row);
		if (!store_mark_get(engine_store(ctl->engine), box->name, &mark, error))
			return FALSE;
		json_put_text(row, "name", box->name);
		json_put_text(row, "purpose", enumtab_word(&purpose_words, box->purpose));
		view_put_instant(row, "read_until", mark.read_until);
	}
	return TRUE;
}

static gboolean put_moments(Ctl *ctl, json_t *out, Instant now, GError **error)
{
	Instant next = INSTANT_NONE, digest = INSTANT_NONE;
	g_autoptr(GPtrArray) due = store_due(engine_store(ctl->engine), now, G_MAXINT, &next, error);
	if (!due || !report_next(ctl->engine, now, &digest, error))
		return FALSE;
	put_count(out, "moments_due", due->len);
	view_put_instant(out, "next_moment", next);
	view_put_instant(out, "next_digest", digest);
	return TRUE;
}

json_t *view_status(Ctl *ctl, GError **error)
{
	g_autoptr(Json) out = json_object();
	Instant now = engine_now(ctl->engine);
	g_autoptr(Withheld) withheld = withheld_read(engine_store(ctl->engine), error);
	if (!withheld)
		return NULL;
	view_put_instant(out, "now", now);
	json_put_text(out, "robot", robot_runs(ctl) ? "running" : "stopped");
	json_put_text(out, "store", ctl->settings->store);
	json_object_set_new(out, "simulation", json_boolean(ctl->settings->simulation));
	if (!put_registers(ctl, out, error) || !put_asks(ctl, out, withheld, error) || !put_ballots(ctl, out, error) ||
	    !put_letters(ctl, out, error) || !put_mails(ctl, out, error) || !put_moments(ctl, out, now, error) ||
	    !put_mailboxes(ctl, out, error))
		return NULL;
	return g_steal_pointer(&out);
}
