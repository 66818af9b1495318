/* SPDX-License-Identifier: MIT
 *
 * review.c: feedback from the committees, the chair's word on the order, and the committees' ballots
 * (R2.3-5, R2.3-8, R2.4-*, R3.1-6, R3.1-7, R3.1-9, R3.2-1 to R3.2-3, B-5, B-18).
 */
#include "base/text.h"
#include "domain/ballot.h"
#include "domain/process.h"
#include <string.h>

static gboolean day_of(const Turn *t, Instant *out_day)
{
	const Rules *rules = t->d->part->rules;
	const char *text = t->argument ? t->argument : "";
	while (*text == ' ')
		text++;
	return instant_parse_day(text, rules->zone, rules->deadline_hour, out_day) && *out_day > t->d->now;
}

gboolean day_given(const Turn *t)
{
	Instant day;
	return day_of(t, &day);
}

/* A conference with the partner is announced to those who take part: owner, VP, the partner's contacts. */
void call_announce(Turn *t, Instant when)
{
	g_autofree char *text = instant_letter(when, t->d->part->rules->zone);
	g_autofree char *about = g_strdup_printf("%s/%" G_GINT64_FORMAT, t->rev->id, when);
	const Role roles[] = {ROLE_OWNER, ROLE_VP};
	g_autoptr(GPtrArray) contacts = role_holders(t->d->part, ROLE_PARTNER, t->reg->id, NULL);
	const char *author = t->person ? roster_name(t->d->part->roster, t->person) : NULL;
	for (guint i = 0; i < G_N_ELEMENTS(roles); i++) {
		Letter *letter = register_letter(t->d, LETTER_CALL, about, t->reg, roles[i], NULL);
		if (letter) {
			letter_value(letter, "when", text);
			letter_value(letter, "author", author);
			letter_value(letter, "text", t->text);
		}
	}
	for (guint i = 0; i < contacts->len; i++) {
		Letter *letter = decision_letter(t->d, LETTER_CALL, about, contacts->pdata[i], NULL);
		letter_value(letter, "when", text);
		letter_value(letter, "author", author);
		letter_value(letter, "text", t->text);
	}
}

/* --- review --- */

static void ask_feedback(Turn *t, const Body *body, Instant until)
{
	AskPut put = {.kind = ASK_FEEDBACK, .register_id = t->reg->id, .revision = t->rev->id, .subject = t->rev->id,
		      .body = body->id, .due = until, .any_role = TRUE,
		      .role = body->kind == BODY_WORKING_GROUP ? ROLE_WG_CHAIR : ROLE_CHAIR};
	ask_open(t->d, &put);
}

void review_enter(Turn *t)
{
	Decision *d = t->d;
	const Rules *rules = d->part->rules;
	Revision *rev = EDIT(d, Revision, revision, t->rev->id);
	rev->review_until = rules_deadline(rules, d->now, rules->review_days);
	rev->order = ORDER_SERIES;
	for (guint i = 0; i < d->part->roster->body_order->len; i++) {
		const Body *body = d->part->roster->body_order->pdata[i];
		if (body->kind == BODY_COMMITTEE || body->kind == BODY_WORKING_GROUP)
			ask_feedback(t, body, rev->review_until);
	}
	AskPut put = {.kind = ASK_OPEN_BALLOT, .register_id = t->reg->id, .revision = rev->id, .subject = rev->id,
		      .body = t->reg->oc, .due = rev->review_until};
	ask_open(d, &put);
	moment_set(d, MOMENT_REVIEW_OVER, rev->id, t->reg->id, rev->review_until);
}

void review_restart(Turn *t)
{
	if (draft_put(t))
		review_enter(t);
}

gboolean review_over(const Turn *t)
{
	return t->d->now >= t->rev->review_until;
}

/* The chair may think again until the date: the ask stays open, without another reminder. */
static void review_order(Turn *t, VotingOrder order)
{
	EDIT(t->d, Revision, revision, t->rev->id)->order = order;
	t->keep_ask = TRUE;
	moment_drop(t->d, MOMENT_REMIND, t->ask->id);
}

void review_open_early(Turn *t)
{
	review_order(t, ORDER_SERIES);
}

void review_parallel(Turn *t)
{
	review_order(t, ORDER_PARALLEL);
}

/* LATER moves the date of everyone who was asked, and the chair's own. */
void review_later(Turn *t)
{
	Instant day;
	if (!day_of(t, &day))
		return;
	EDIT(t->d, Revision, revision, t->rev->id)->review_until = day;
	moment_set(t->d, MOMENT_REVIEW_OVER, t->rev->id, t->reg->id, day);
	g_autoptr(GPtrArray) asks = part_all(t->d->part, &ask_type);
	for (guint i = 0; i < asks->len; i++) {
		const Ask *ask = asks->pdata[i];
		if (ask->state != ASK_OPEN || g_strcmp0(ask->revision, t->rev->id) ||
		    (ask->kind != ASK_FEEDBACK && ask->kind != ASK_OPEN_BALLOT))
			continue;
		ask_redate(t->d, EDIT(t->d, Ask, ask, ask->id), day);
		if (ask->kind == ASK_OPEN_BALLOT)
			continue;
		g_autoptr(GPtrArray) people = ask_people(t->d->part, ask->id);
		g_autofree char *about = g_strdup_printf("%s/later/%" G_GINT64_FORMAT, ask->id, day);
		for (guint k = 0; k < people->len; k++)
			if (((Asked *)people->pdata[k])->state == ASK_OPEN)
				ask_letter(t->d, ask, people->pdata[k], LETTER_REMINDER, about);
	}
	t->keep_ask = TRUE;
}

/* --- feedback --- */

static CommentKind feedback_kind(const Turn *t)
{
	static const struct {
		const char *word;
		CommentKind kind;
	} words[] = {{"PROPOSE", COMMENT_PROPOSE}, {"DATE", COMMENT_DATE}, {"COMMIT", COMMENT_COMMIT}};
	static const struct {
		const char *head;
		CommentKind kind;
	} heads[] = {{"technical", COMMENT_TECHNICAL},
		     {"marketing", COMMENT_MARKETING},
		     {"interoperability", COMMENT_INTEROPERABILITY}};
	for (guint i = 0; i < G_N_ELEMENTS(words); i++)
		if (g_str_equal(t->word, words[i].word))
			return words[i].kind;
	for (guint i = 0; i < G_N_ELEMENTS(heads); i++)
		if (t->text && !g_ascii_strncasecmp(t->text, heads[i].head, strlen(heads[i].head)))
			return heads[i].kind;
	return COMMENT_GENERAL;
}

/* R3.1-9, R3.1-7: to every chair who was asked, the OC's chair and the VP; not back to its author. */
static void feedback_show(Turn *t, const Comment *comment)
{
	Decision *d = t->d;
	g_autoptr(GHashTable) shown = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GPtrArray) asks = part_all(d->part, &ask_type);
	g_autofree char *vp = role_holder(d->part, ROLE_VP, t->reg->id, NULL);
	g_autofree char *chair = role_holder(d->part, ROLE_CHAIR, t->reg->id, t->reg->oc);
	g_autofree char *owner = role_holder(d->part, ROLE_OWNER, t->reg->id, NULL);
	const char *always[] = {vp, chair, owner};
	for (guint i = 0; i < G_N_ELEMENTS(always); i++)
		if (always[i])
			g_hash_table_add(shown, g_strdup(always[i]));
	for (guint i = 0; i < asks->len; i++) {
		const Ask *ask = asks->pdata[i];
		if (ask->kind != ASK_FEEDBACK || ask->role != ROLE_CHAIR || ask->state != ASK_OPEN)
			continue;
		g_autoptr(GPtrArray) people = ask_people(d->part, ask->id);
		for (guint k = 0; k < people->len; k++)
			if (((Asked *)people->pdata[k])->person)
				g_hash_table_add(shown, g_strdup(((Asked *)people->pdata[k])->person));
	}
	g_autoptr(GList) persons = g_list_sort(g_hash_table_get_keys(shown), (GCompareFunc)g_strcmp0);
	for (GList *item = persons; item; item = item->next) {
		if (!g_strcmp0(item->data, t->person))
			continue;
		Letter *letter = decision_letter(d, LETTER_FEEDBACK, comment->id, item->data, NULL);
		letter->draft = g_strdup(comment->draft);
		letter_value(letter, "author", t->person ? roster_name(d->part->roster, t->person) : t->address);
		letter_value(letter, "body_name", comment->body ? roster_name(d->part->roster, comment->body) : NULL);
		letter_value(letter, "kind", enumtab_word(&comment_kind_words, comment->kind));
		letter_value(letter, "text", comment->text);
	}
}

static Comment *comment_add(Turn *t, CommentKind kind)
{
	Decision *d = t->d;
	Register *reg = EDIT(d, Register, register, t->reg->id);
	g_autofree char *id = g_strdup_printf("%s.c%" G_GINT64_FORMAT, reg->id, ++reg->comments);
	Comment *comment = ADD(d, Comment, comment, id);
	const char *own = t->ask->body;
	const char *parent = own ? ballot_committee(d->part, own) : NULL;
	g_autofree char *both = t->argument && *t->argument
					? g_strdup_printf("%s%s%s", t->argument, t->text && *t->text ? "\n" : "",
							  t->text ? t->text : "")
					: g_strdup(t->text);
	record_set(&comment->register_id, reg->id);
	record_set(&comment->draft, t->rev->draft);
	record_set(&comment->body, parent ? parent : own); /* R2.4-3: a WG speaks to its parent committee */
	comment->kind = kind;
	record_set(&comment->author, t->person);
	record_set(&comment->text, both);
	comment->received = t->at;
	record_set(&comment->mail, t->event->mail);
	return comment;
}

static void asked_answered(Turn *t)
{
	Asked *asked = EDIT(t->d, Asked, asked, t->asked->id);
	record_set(&asked->answer, t->word);
	asked->answered = t->at;
}

void feedback_given(Turn *t)
{
	asked_answered(t);
	t->d->disposition = DISPOSED_FEEDBACK;
	feedback_show(t, comment_add(t, feedback_kind(t)));
}

void feedback_none(Turn *t)
{
	asked_answered(t);
	t->d->disposition = DISPOSED_FEEDBACK;
	comment_add(t, COMMENT_NONE);
	moment_drop(t->d, MOMENT_REMIND, t->ask->id);
}

/* --- committees --- */

static gboolean needs_ballot(const Turn *t, const char *body)
{
	return !words_has(t->rev->approved, body) && !ballot_of(t, body);
}

/* In series: the OC first; once it has approved, the other chairs are asked to open theirs (R3.2-3). */
static void committees_next(Turn *t)
{
	g_auto(GStrv) bodies = words_split(t->rev->required);
	gboolean all = t->rev->order == ORDER_PARALLEL;
	for (guint i = 0; bodies[i]; i++) {
		if (!needs_ballot(t, bodies[i]))
			continue;
		if (all || i == 0) {
			ballot_open(t, bodies[i]);
			continue;
		}
		if (!words_has(t->rev->approved, bodies[0]))
			break;
		AskPut put = {.kind = ASK_OPEN_BALLOT,
			      .register_id = t->reg->id,
			      .revision = t->rev->id,
			      .subject = bodies[i],
			      .body = bodies[i]};
		ask_open(t->d, &put);
	}
}

void committees_enter(Turn *t)
{
	Revision *rev = EDIT(t->d, Revision, revision, t->rev->id);
	g_autofree char *required = ballot_required(t);
	record_set(&rev->required, required);
	committees_next(t);
	if (all_approved(t)) /* every body has approved this very text before (B-18: sent back, unchanged) */
		turn_follow(t, "ballot approved", NULL);
}

void committee_opens(Turn *t)
{
	const char *body = t->ask->body;
	if (body && words_has(t->rev->required, body) && needs_ballot(t, body))
		ballot_open(t, body);
}

void committee_later(Turn *t)
{
	Instant day;
	if (day_of(t, &day))
		ask_redate(t->d, EDIT(t->d, Ask, ask, t->ask->id), day);
	t->keep_ask = TRUE;
}

/* Guard: with the body of the ballot that was just approved, if any, all required bodies have approved. */
gboolean all_approved(const Turn *t)
{
	g_auto(GStrv) bodies = words_split(t->rev->required);
	for (guint i = 0; bodies[i]; i++)
		if (!words_has(t->rev->approved, bodies[i]) && !(t->ballot && !g_strcmp0(t->ballot->body, bodies[i])))
			return FALSE;
	return bodies[0] != NULL;
}

gboolean weight_unknown(const Turn *t)
{
	return t->rev->route == ROUTE_PARTNER_CHANGE && t->rev->significance == SIGNIFICANCE_OPEN && all_approved(t);
}

/* Working groups have their say until the OC's ballot closes (R3.2-2). */
static void end_wg_feedback(Turn *t)
{
	const AskKind kinds[] = {ASK_FEEDBACK, ASK_KIND_COUNT};
	ask_end_kinds(t->d, t->reg->id, kinds, "The Originating Committee has voted.");
}

void committee_approved(Turn *t)
{
	if (!t->ballot)
		return;
	Revision *rev = EDIT(t->d, Revision, revision, t->rev->id);
	g_autofree char *approved = words_add(rev->approved, t->ballot->body);
	record_set(&rev->approved, approved);
	if (!g_strcmp0(t->ballot->body, t->reg->oc)) {
		end_wg_feedback(t);
		if (!all_approved(t))
			committees_next(t);
	}
}

/* B-5, S5: approvals of the text lapse; a changed or repeated text starts anew. */
void text_rejected(Turn *t)
{
	Revision *rev = EDIT(t->d, Revision, revision, t->rev->id);
	record_set(&rev->approved, NULL);
	record_set(&rev->board_approved, NULL);
}

void quorum_failed(Turn *t)
{
	AskPut put = {.kind = ASK_AGAIN, .register_id = t->reg->id, .revision = t->rev->id, .subject = t->ballot->id,
		      .body = t->ballot->body};
	ask_open(t->d, &put);
}

void ballot_again(Turn *t)
{
	ballot_open(t, t->ask->body);
}

void sent_back(Turn *t)
{
	decision_row(t->d, "sent-back", DISPOSED_ANSWERED, "The chair of the %s sends the text back%s%s.",
		     roster_name(t->d->part->roster, t->ask->body), t->argument && *t->argument ? ": " : "",
		     t->argument ? t->argument : "");
}

void outcome_passed(Turn *t)
{
	ballot_outcome(t, BALLOT_APPROVED);
}

void outcome_failed(Turn *t)
{
	ballot_outcome(t, BALLOT_REJECTED);
}

void outcome_deferred(Turn *t)
{
	Instant day;
	t->keep_ask = TRUE;
	if (day_of(t, &day))
		ask_redate(t->d, EDIT(t->d, Ask, ask, t->ask->id), day);
}
