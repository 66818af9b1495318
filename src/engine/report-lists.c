/* SPDX-License-Identifier: MIT */
#include "engine/report-lists.h"
#include "base/text.h"
#include "domain/ask.h"
#include "domain/stage.h"
#include <string.h>

#define NAMES_SHOWN 3
#define REPLY_SHOWN 120
#define LEDGER_LOOKED_AT 5000
#define TROUBLES_SHOWN 50

static json_t *list_new(Report *report, const char *name)
{
	json_t *list = json_array();
	json_object_set_new(report->out, name, list);
	return list;
}

static json_t *list_row(json_t *list)
{
	json_t *row = json_object();
	json_array_append_new(list, row);
	return row;
}

/* --- who is waited for --- */

char *report_people(Report *report, const Ask *ask, GError **error)
{
	g_autoptr(GPtrArray) all = store_find(report->store, &asked_type, "ask", ask->id, error);
	GString *names = g_string_new(NULL);
	guint shown = 0, more = 0;
	for (guint i = 0; all && i < all->len; i++) {
		const Asked *asked = g_ptr_array_index(all, i);
		if (asked->state != ASK_OPEN)
			continue;
		if (shown == NAMES_SHOWN) {
			more++;
			continue;
		}
		const char *name = asked->person ? roster_name(report->roster, asked->person) : asked->address;
		g_string_append_printf(names, "%s%s", shown++ ? ", " : "", name ? name : "nobody");
	}
	if (more)
		g_string_append_printf(names, " and %u other%s", more, more == 1 ? "" : "s");
	if (!names->len)
		g_string_append(names, "nobody");
	return g_string_free(names, all == NULL);
}

/* Votes are shown as ballots; that a NO's reason is missing would betray the vote. */
static gboolean ask_is_shown(const Ask *ask)
{
	return ask->kind != ASK_VOTE && ask->kind != ASK_REASON && ask->kind != ASK_CONFIRM;
}

/* Only what nobody decides by silence can be overdue: feedback that did not come holds nothing up. */
static gboolean ask_is_overdue(const Report *report, const Ask *ask)
{
	gboolean past = ask->overdue || (ask->due != INSTANT_NONE && ask->due < report->now);
	return past && ask_row((AskKind)ask->kind)->silence == SILENCE_ESCALATES;
}

static gboolean waiting_add(Report *report, json_t *list, const Ask *ask, GError **error)
{
	g_autofree char *who = report_people(report, ask, error);
	if (!who)
		return FALSE;
	g_autofree char *age = duration_age(report->now - ask->opened);
	gboolean overdue = ask_is_overdue(report, ask);
	json_t *row = list_row(list);
	json_put_text(row, "register", report_subject(ask->register_id));
	json_put_text(row, "who", who);
	json_put_text(row, "what", ask_row((AskKind)ask->kind)->what);
	json_put_text(row, "age", age);
	report_put_instant(report, row, "due", ask->due);
	json_object_set_new(row, "overdue", json_boolean(overdue));
	report->overdue += overdue;
	return TRUE;
}

gboolean report_waiting(Report *report, GError **error)
{
	json_t *list = list_new(report, "waiting");
	for (int overdue = 1; overdue >= 0; overdue--)
		for (guint i = 0; i < report->asks->len; i++) {
			const Ask *ask = g_ptr_array_index(report->asks, i);
			if (ask_is_shown(ask) && ask_is_overdue(report, ask) == overdue &&
			    !waiting_add(report, list, ask, error))
				return FALSE;
		}
	return TRUE;
}

/* --- ballots --- */

static void put_quorum(json_t *row, const Ballot *ballot)
{
	g_autoptr(Profile) profile = ballot->profile ? profile_parse(ballot->profile) : NULL;
	if (!profile)
		return;
	gint64 needed = profile->quorum.n == 1 ? condition_needed(&profile->quorum.all[0], ballot->roll) : -1;
	g_autofree char *text = needed >= 0 ? g_strdup_printf("%" G_GINT64_FORMAT, needed) : conditions_text(&profile->quorum);
	json_put_text(row, "quorum", text);
}

gboolean report_ballots(Report *report, GError **error)
{
	json_t *list = list_new(report, "ballots");
	for (guint i = 0; i < report->ballots->len; i++) {
		const Ballot *ballot = g_ptr_array_index(report->ballots, i);
		if (ballot->state != BALLOT_OPEN)
			continue;
		json_t *row = list_row(list);
		json_put_text(row, "ballot", ballot->id);
		json_put_text(row, "register", ballot->register_id);
		json_put_text(row, "body", roster_name(report->roster, ballot->body));
		json_object_set_new(row, "voted", json_integer(ballot->voted));
		json_object_set_new(row, "roll", json_integer(ballot->roll));
		put_quorum(row, ballot);
		report_put_instant(report, row, "closes", ballot->closes);
	}
	return TRUE;
}

/* --- what happened --- */

static void moved_add(Report *report, json_t *list, const char *subject, Instant when, const char *format, ...)
	G_GNUC_PRINTF(5, 6);

static void moved_add(Report *report, json_t *list, const char *subject, Instant when, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	g_autofree char *what = g_strdup_vprintf(format, args);
	va_end(args);
	json_t *row = list_row(list);
	json_put_text(row, "register", subject);
	json_put_text(row, "what", what);
	report_put_instant(report, row, "when", when);
}

static gboolean moved_register(Report *report, json_t *list, const Register *reg, GError **error)
{
	GError *fault = NULL;
	g_autoptr(Record) revision = reg->revision ? store_get(report->store, &revision_type, reg->revision, &fault) : NULL;
	if (fault) {
		g_propagate_error(error, fault);
		return FALSE;
	}
	if (reg->proposed >= report->since)
		moved_add(report, list, reg->id, reg->proposed, "proposed, with %s", reg->partner_name);
	if (reg->moved < report->since || reg->moved == reg->proposed)
		return TRUE;
	if (revision && reg->status == REGISTER_PROPOSED)
		moved_add(report, list, reg->id, reg->moved, "now in %s", stage_title((Stage)((Revision *)revision)->stage));
	else
		moved_add(report, list, reg->id, reg->moved, "now %s", enumtab_word(&register_status_words, reg->status));
	return TRUE;
}

static gboolean moved_drafts(Report *report, json_t *list, const Register *reg, GError **error)
{
	g_autoptr(GPtrArray) drafts = store_find(report->store, &draft_type, "register_id", reg->id, error);
	for (guint i = 0; drafts && i < drafts->len; i++) {
		const Draft *draft = g_ptr_array_index(drafts, i);
		if (draft->received >= report->since && !draft->pending)
			moved_add(report, list, reg->id, draft->received, "draft %" G_GINT64_FORMAT " came", draft->number);
	}
	return drafts != NULL;
}

static void moved_ballots(Report *report, json_t *list, const Register *reg)
{
	for (guint i = 0; i < report->ballots->len; i++) {
		const Ballot *ballot = g_ptr_array_index(report->ballots, i);
		const char *body = roster_name(report->roster, ballot->body);
		if (g_strcmp0(ballot->register_id, reg->id))
			continue;
		if (ballot->opens >= report->since)
			moved_add(report, list, reg->id, ballot->opens, "%s opened in the %s", ballot->id, body);
		if (ballot->decided >= report->since && ballot->decided != INSTANT_NONE)
			moved_add(report, list, reg->id, ballot->decided, "%s in the %s: %s", ballot->id, body,
				  ballot->state == BALLOT_NO_QUORUM ? "no quorum"
								    : enumtab_word(&ballot_state_words, ballot->state));
	}
}

gboolean report_moved(Report *report, GError **error)
{
	json_t *list = list_new(report, "moved");
	for (guint i = 0; i < report->registers->len; i++) {
		const Register *reg = g_ptr_array_index(report->registers, i);
		if (!moved_register(report, list, reg, error) || !moved_drafts(report, list, reg, error))
			return FALSE;
		moved_ballots(report, list, reg);
	}
	return TRUE;
}

/* --- what is due --- */

static const char *moment_text(MomentKind kind)
{
	switch (kind) {
	case MOMENT_REVIEW_OVER:
		return "the time for feedback ends";
	case MOMENT_BOARD_DAY:
		return "the day of the board's vote";
	case MOMENT_ACCEPT_HOLD:
		return "the partner's answer takes effect";
	case MOMENT_REMIND:
	case MOMENT_DUE:
	case MOMENT_ESCALATE:
	case MOMENT_TALLY:
	case MOMENT_BALLOT_REMIND:
	case MOMENT_ITEM:
	case MOMENT_KIND_COUNT:
		return NULL;
	}
	return NULL;
}

gboolean report_due(Report *report, GError **error)
{
	g_autoptr(GPtrArray) moments = store_find(report->store, &moment_type, NULL, NULL, error);
	json_t *list = list_new(report, "due");
	for (guint i = 0; moments && i < moments->len; i++) {
		const Moment *moment = g_ptr_array_index(moments, i);
		const char *what = moment_text((MomentKind)moment->kind);
		if (!what || moment->at < report->now)
			continue;
		json_t *row = list_row(list);
		json_put_text(row, "register", report_subject(moment->register_id));
		json_put_text(row, "what", what);
		report_put_instant(report, row, "when", moment->at);
	}
	return moments != NULL;
}

/* --- publication --- */

static const char *const item_names[ITEM_KIND_COUNT] = {
	[ITEM_SITE] = "the public page", [ITEM_CHECKIN] = "the check-in", [ITEM_LIST] = "the partner list",
	[ITEM_GROUP] = "the partner group", [ITEM_PR_CONTACT] = "the PR contact", [ITEM_PRESS] = "the announcement",
};

gboolean report_tasks(Report *report, GError **error)
{
	g_autoptr(GPtrArray) items = store_find(report->store, &item_type, NULL, NULL, error);
	json_t *list = list_new(report, "tasks");
	for (guint i = 0; items && i < items->len; i++) {
		const Item *item = g_ptr_array_index(items, i);
		if (item->state != ITEM_WAITING && item->state != ITEM_READY)
			continue;
		json_t *row = list_row(list);
		json_put_text(row, "register", item->register_id);
		json_put_text(row, "what", item_names[item->kind]);
		json_put_text(row, "state", enumtab_word(&item_state_words, item->state));
		json_put_text(row, "note", item->note);
	}
	return items != NULL;
}

/* --- trouble --- */

static void trouble_add(Report *report, json_t *list, const char *format, ...) G_GNUC_PRINTF(3, 4);

static void trouble_add(Report *report, json_t *list, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	g_autofree char *text = g_strdup_vprintf(format, args);
	va_end(args);
	report->troubles++;
	if (json_array_size(list) < TROUBLES_SHOWN)
		json_put_text(list_row(list), "text", text);
}

static gboolean fate_is_trouble(int fate)
{
	return fate == FATE_REFUSED || fate == FATE_BOUNCED || fate == FATE_UNKNOWN || fate == FATE_NOT_SENT;
}

static gboolean letters_in_trouble(Report *report, json_t *list, GError **error)
{
	g_autoptr(GPtrArray) letters = store_outs(report->store, NULL, LEDGER_LOOKED_AT, error);
	for (guint i = 0; letters && i < letters->len; i++) {
		const OutRow *row = g_ptr_array_index(letters, i);
		g_autofree char *reply = row->reply ? text_line(row->reply, REPLY_SHOWN) : NULL;
		if (MAX(row->created, row->finished) < report->since || !fate_is_trouble(row->fate))
			continue;
		trouble_add(report, list, "Letter to %s%s%s %s%s%s", row->recipient, row->register_id ? " about " : "",
			    row->register_id ? row->register_id : "",
			    row->fate == FATE_UNKNOWN ? "was handed over, with an outcome that is not known"
						      : enumtab_word(&fate_words, row->fate),
			    reply ? ": " : ".", reply ? reply : "");
	}
	return letters != NULL;
}

static gboolean mail_is_aside(int disposition)
{
	return disposition == DISPOSED_TOO_LARGE || disposition == DISPOSED_UNREADABLE ||
	       disposition == DISPOSED_KILLED_READER || disposition == DISPOSED_UNDECIDED;
}

static gboolean mails_in_trouble(Report *report, json_t *list, GError **error)
{
	g_autoptr(GPtrArray) mails = store_mails(report->store, NULL, LEDGER_LOOKED_AT, error);
	for (guint i = 0; mails && i < mails->len; i++) {
		const MailRow *row = g_ptr_array_index(mails, i);
		if (row->received >= report->since && mail_is_aside(row->disposition))
			trouble_add(report, list, "Mail MAIL-%" G_GINT64_FORMAT " from %s: %s.", row->n,
				    row->from ? row->from : "an unreadable sender",
				    enumtab_word(&disposition_words, row->disposition));
	}
	return mails != NULL;
}

/* A tally waits as long as a robot mailbox was not read past its close. */
static gboolean mailbox_is_behind(Report *report, Instant at, gboolean *out_behind, GError **error)
{
	const GPtrArray *mailboxes = engine_settings(report->engine)->mailboxes;
	*out_behind = FALSE;
	for (guint i = 0; i < mailboxes->len; i++) {
		const MailboxSettings *box = g_ptr_array_index(mailboxes, i);
		Mark mark;
		if (box->purpose != PURPOSE_ROBOT)
			continue;
		if (!store_mark_get(report->store, box->name, &mark, error))
			return FALSE;
		*out_behind |= mark.read_until < at;
	}
	return TRUE;
}

static gboolean tallies_held(Report *report, json_t *list, GError **error)
{
	const char *kind = enumtab_word(&moment_kind_words, MOMENT_TALLY);
	g_autoptr(GPtrArray) moments = store_find(report->store, &moment_type, "kind", kind, error);
	for (guint i = 0; moments && i < moments->len; i++) {
		const Moment *moment = g_ptr_array_index(moments, i);
		gboolean behind = FALSE;
		if (moment->at >= report->now)
			continue;
		if (!mailbox_is_behind(report, moment->at, &behind, error))
			return FALSE;
		if (behind)
			trouble_add(report, list,
				    "The tally of %s waits for a mailbox that was not read past the close. "
				    "RELEASE %s lets it go on.", moment->subject, moment->subject);
	}
	return moments != NULL;
}

gboolean report_troubles(Report *report, GError **error)
{
	json_t *list = list_new(report, "troubles");
	return tallies_held(report, list, error) && letters_in_trouble(report, list, error) &&
	       mails_in_trouble(report, list, error);
}
