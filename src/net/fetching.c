/* SPDX-License-Identifier: MIT
 *
 * fetching.c: see fetching.h. Bodies stream through a handler into one buffer a message; libetpan's body handler does
 * not know whose bytes it gets, so they are tied to their UID when the message's answer is complete.
 */
#include "net/fetching.h"
#include "base/fault.h"
#include "net/received.h"
#include <stdlib.h>

#define ANSWER_EXTRA ((gsize)1 << 20)
#define LINE_EXTRA ((gsize)8 << 10)

typedef struct Fetching {
	const guint32 *uids;
	guint n;
	guint32 uidvalidity;
	const InboxLimits *limits;
	InboxMessage **found; /* n, by position in uids */
	GByteArray *body;     /* of the message that is coming in */
	gsize kept_bytes;
	guint n_kept;
	guint cut; /* the first position that was left out for want of room; n when none was */
} Fetching;

struct mailimap_set *fetching_set(const guint32 *uids, gsize n)
{
	struct mailimap_set *set = mailimap_set_new_empty();
	for (gsize i = 0, first = 0; i < n; i++)
		if (i + 1 == n || uids[i + 1] > uids[i] + 1) {
			mailimap_set_add_interval(set, uids[first], uids[i]);
			first = i + 1;
		}
	return set;
}

int fetching_compare_uids(gconstpointer a, gconstpointer b)
{
	guint32 x = *(const guint32 *)a, y = *(const guint32 *)b;
	return x < y ? -1 : x > y;
}

/* Ascending, each once, from `from` on: the answer to "n:*" names the last message even when it is older. */
static void tidy_uids(GArray *uids, guint32 from)
{
	g_array_sort(uids, fetching_compare_uids);
	guint kept = 0;
	guint32 *list = (guint32 *)(gpointer)uids->data;
	for (guint i = 0; i < uids->len; i++)
		if (list[i] >= from && (kept == 0 || list[i] > list[kept - 1]))
			list[kept++] = list[i];
	g_array_set_size(uids, kept);
}

gboolean fetching_search(Session *session, struct mailimap_set *set, guint32 from, GArray *out_uids, GError **error)
{
	struct mailimap_search_key *key = mailimap_search_key_new_uid(set);
	clist *result = NULL;
	int answer = mailimap_uid_search(session->imap, NULL, key, &result);
	mailimap_search_key_free(key);
	if (!session_end(session, answer, "looking for new mail", error))
		return FALSE;
	for (clistiter *i = result != NULL ? clist_begin(result) : NULL; i != NULL; i = clist_next(i))
		g_array_append_vals(out_uids, clist_content(i), 1);
	if (result != NULL)
		mailimap_search_result_free(result);
	tidy_uids(out_uids, from);
	return TRUE;
}

/* The position of a UID among those asked for, or -1. */
static int position_of(const Fetching *f, guint32 uid)
{
	const guint32 *found = bsearch(&uid, f->uids, f->n, sizeof uid, fetching_compare_uids);
	return found != NULL ? (int)(found - f->uids) : -1;
}

static bool take_bytes(int type, struct mailimap_msg_att_body_section *section, const char *bytes, size_t length,
                       void *context)
{
	Fetching *f = context;
	if (f->body->len + length > f->limits->max_bytes)
		return false;
	if (f->n_kept == 0 || f->kept_bytes + f->body->len + length <= f->limits->max_batch_bytes)
		g_byte_array_append(f->body, (const guint8 *)bytes, (guint)length);
	else
		f->kept_bytes = f->limits->max_batch_bytes; /* full: what comes after is left for the next batch */
	return true;
}

typedef struct Answer {
	guint32 uid, size;
	Instant received;
	gboolean has_body;
} Answer;

static Instant internal_date(const struct mailimap_date_time *d)
{
	int zone = ABS(d->dt_zone);
	int offset = (zone / 100 * 3600 + zone % 100 * 60) * (d->dt_zone < 0 ? -1 : 1);
	return received_civil(d->dt_year, d->dt_month, d->dt_day, d->dt_hour, d->dt_min, d->dt_sec, offset);
}

static Answer read_answer(struct mailimap_msg_att *att)
{
	Answer answer = {0};
	for (clistiter *i = clist_begin(att->att_list); i != NULL; i = clist_next(i)) {
		struct mailimap_msg_att_item *item = clist_content(i);
		if (item->att_type != MAILIMAP_MSG_ATT_ITEM_STATIC || item->att_data.att_static == NULL)
			continue;
		struct mailimap_msg_att_static *one = item->att_data.att_static;
		if (one->att_type == MAILIMAP_MSG_ATT_UID)
			answer.uid = one->att_data.att_uid;
		else if (one->att_type == MAILIMAP_MSG_ATT_RFC822_SIZE)
			answer.size = one->att_data.att_rfc822_size;
		else if (one->att_type == MAILIMAP_MSG_ATT_INTERNALDATE && one->att_data.att_internal_date != NULL)
			answer.received = internal_date(one->att_data.att_internal_date);
		else if (one->att_type == MAILIMAP_MSG_ATT_BODY_SECTION)
			answer.has_body = TRUE;
	}
	return answer;
}

static void keep_message(Fetching *f, int position, const Answer *answer)
{
	InboxMessage *message = g_new0(InboxMessage, 1);
	message->uid = answer->uid;
	message->uidvalidity = f->uidvalidity;
	message->received = answer->received;
	message->truncated = answer->size > f->body->len && f->body->len == f->limits->max_bytes;
	message->size = message->truncated ? answer->size : f->body->len;
	f->kept_bytes += f->body->len;
	f->n_kept++;
	message->bytes = g_byte_array_free_to_bytes(f->body);
	f->body = g_byte_array_new();
	f->found[position] = message;
}

/* One message's answer is complete. Answers to nothing we asked (changed flags) have no body. A body that is missing
 * from a message that has one counts as not sent. */
static void take_answer(struct mailimap_msg_att *att, void *context)
{
	Fetching *f = context;
	Answer answer = read_answer(att);
	int position = position_of(f, answer.uid);
	gboolean full = f->n_kept > 0 && f->kept_bytes >= f->limits->max_batch_bytes;
	if (position >= 0 && answer.has_body && full)
		f->cut = MIN(f->cut, (guint)position);
	else if (position >= 0 && answer.has_body && f->found[position] == NULL
	         && (f->body->len > 0 || answer.size == 0))
		keep_message(f, position, &answer);
	g_byte_array_set_size(f->body, 0);
}

static struct mailimap_fetch_type *wanted(gsize max_bytes)
{
	struct mailimap_fetch_type *type = mailimap_fetch_type_new_fetch_att_list_empty();
	mailimap_fetch_type_new_fetch_att_list_add(type, mailimap_fetch_att_new_uid());
	mailimap_fetch_type_new_fetch_att_list_add(type, mailimap_fetch_att_new_internaldate());
	mailimap_fetch_type_new_fetch_att_list_add(type, mailimap_fetch_att_new_rfc822_size());
	struct mailimap_section *whole = mailimap_section_new(NULL);
	mailimap_fetch_type_new_fetch_att_list_add(
		type, mailimap_fetch_att_new_body_peek_section_partial(whole, 0, (guint32)max_bytes));
	return type;
}

static gboolean run_fetch(Session *session, Fetching *f, GError **error)
{
	struct mailimap_set *set = fetching_set(f->uids, f->n);
	struct mailimap_fetch_type *type = wanted(f->limits->max_bytes);
	clist *result = NULL;
	mailimap_set_msg_att_handler(session->imap, take_answer, f);
	mailimap_set_msg_body_handler(session->imap, take_bytes, f);
	session_begin(session, ANSWER_EXTRA + f->n * (f->limits->max_bytes + LINE_EXTRA));
	int answer = mailimap_uid_fetch(session->imap, set, type, &result);
	mailimap_set_msg_att_handler(session->imap, NULL, NULL);
	mailimap_set_msg_body_handler(session->imap, NULL, NULL);
	if (answer == MAILIMAP_NO_ERROR && result != NULL)
		mailimap_fetch_list_free(result);
	mailimap_fetch_type_free(type);
	mailimap_set_free(set);
	return session_end(session, answer, "fetching mail", error);
}

/* Of the UIDs asked for and not received, none may still exist. */
static gboolean check_missing(Session *session, const Fetching *f, GError **error)
{
	g_autoptr(GArray) missing = g_array_new(FALSE, FALSE, sizeof(guint32));
	for (guint i = 0; i < f->cut; i++)
		if (f->found[i] == NULL)
			g_array_append_val(missing, f->uids[i]);
	if (missing->len == 0)
		return TRUE;
	g_autoptr(GArray) still = g_array_new(FALSE, FALSE, sizeof(guint32));
	session_begin(session, ANSWER_EXTRA);
	struct mailimap_set *set = fetching_set((const guint32 *)(gpointer)missing->data, missing->len);
	if (!fetching_search(session, set, 1, still, error))
		return FALSE;
	if (still->len == 0)
		return TRUE;
	stream_break(session->stream, "the server left out a message");
	return fault_set(error, FAULT_TEMP,
	                 "%s: the server did not send %u of the %u messages asked for (the first is UID %u)",
	                 session->name, still->len, f->n, g_array_index(still, guint32, 0));
}

gboolean fetching_fetch(Session *session, const guint32 *uids, guint n, const InboxLimits *limits, GPtrArray *messages,
                        guint *out_taken, GError **error)
{
	Fetching f = {.uids = uids, .n = n, .uidvalidity = session->uidvalidity, .limits = limits, .cut = n};
	f.found = g_new0(InboxMessage *, n);
	f.body = g_byte_array_new();
	gboolean good = run_fetch(session, &f, error) && check_missing(session, &f, error);
	for (guint i = 0; i < n; i++) {
		if (good && i < f.cut && f.found[i] != NULL)
			g_ptr_array_add(messages, g_steal_pointer(&f.found[i]));
		inbox_message_free(f.found[i]);
	}
	g_free(f.found);
	g_byte_array_unref(f.body);
	if (good)
		*out_taken = f.cut;
	return good;
}
