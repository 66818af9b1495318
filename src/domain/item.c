/* SPDX-License-Identifier: MIT
 *
 * item.c: what follows an acceptance, each on its own and none holding another up: the public page, check-in, the two
 * list requests, the PR contact, the announcement (R2.2-2, R2.2-3, R3.2-10, R3.2-11, R3.2-15, R3.2-16).
 *
 * READY items are done by the engine, which reports the outcome; what fails is tried again, later each time. The
 * announcement goes out once, after VP, Marketing and the partner's PR contact have approved the very text.
 */
#include "base/text.h"
#include "domain/process.h"
#include <string.h>

static Item *item_open(Turn *t, ItemKind kind, ItemState state, const char *note)
{
	g_autofree char *id = g_strdup_printf("%s:%s", t->reg->id, enumtab_word(&item_kind_words, kind));
	Item *item = PART_GET(t->d->part, Item, item, id) ? EDIT(t->d, Item, item, id) : ADD(t->d, Item, item, id);
	record_set(&item->register_id, t->reg->id);
	item->kind = kind;
	item->state = state;
	item->tries = 0;
	record_set(&item->note, note);
	return item;
}

static Ask *ask_about(Turn *t, AskKind kind, const char *item, const char *detail)
{
	AskPut put = {.kind = kind, .register_id = t->reg->id, .subject = item, .detail = detail};
	return ask_open(t->d, &put);
}

void items_open(Turn *t)
{
	item_open(t, ITEM_SITE, ITEM_READY, NULL);
	item_open(t, ITEM_CHECKIN, ITEM_READY, NULL);
	item_open(t, ITEM_LIST, ITEM_WAITING, "the owner's list of contacts");
	item_open(t, ITEM_GROUP, ITEM_WAITING, "the owner's list of contacts");
	Item *pr = item_open(t, ITEM_PR_CONTACT, ITEM_WAITING, "the owner's word who the PR contact is");
	Item *press = item_open(t, ITEM_PRESS, ITEM_WAITING, "a text from Marketing");
	g_autofree char *list = g_strdup_printf("%s:%s", t->reg->id, enumtab_word(&item_kind_words, ITEM_LIST));
	ask_about(t, ASK_CONTACTS, list, NULL);
	ask_about(t, ASK_PR_CONTACT, pr->id, NULL);
	ask_about(t, ASK_PRESS_TEXT, press->id, NULL);
}

static void item_finish(Turn *t, Item *item, const char *note)
{
	item->state = ITEM_DONE;
	item->done = t->d->now;
	record_set(&item->note, note);
}

static void ask_desk(Turn *t, ItemKind kind, const char *contacts)
{
	Item *item = item_open(t, kind, ITEM_WAITING, "the list desk");
	record_set(&item->text, contacts);
	ask_about(t, ASK_LIST_DONE, item->id, contacts);
}

/* One contact a line, whatever the mail client put between them. g_free. */
static char *without_blank_lines(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	GString *out = g_string_new(NULL);
	for (guint i = 0; lines[i]; i++) {
		const char *line = g_strstrip(lines[i]);
		if (*line)
			g_string_append_printf(out, "%s%s", out->len ? "\n" : "", line);
	}
	return g_string_free(out, FALSE);
}

void contacts_listed(Turn *t)
{
	g_auto(GStrv) addresses = text_addresses(t->text ? t->text : "");
	if (!addresses[0]) {
		turn_refuse(t, t->text, "one contact a line, each with a mail address",
			    "The list desk has not been asked yet.");
		return;
	}
	g_autofree char *contacts = without_blank_lines(t->text);
	ask_desk(t, ITEM_LIST, contacts);
	ask_desk(t, ITEM_GROUP, contacts);
}

void list_done(Turn *t)
{
	if (t->item)
		item_finish(t, EDIT(t->d, Item, item, t->item->id), "done by the list desk");
}

void list_question(Turn *t)
{
	t->keep_ask = TRUE;
	t->d->disposition = DISPOSED_PASSED_ON;
	Letter *letter = register_letter(t->d, LETTER_QUESTION, t->event->mail ? t->event->mail : t->ask->id, t->reg,
					 ROLE_OWNER, NULL);
	if (!letter)
		return;
	letter_value(letter, "author", t->address);
	letter_value(letter, "text", t->text);
	letter_value(letter, "what", "The list desk has a question about the contacts.");
}

void pr_contact_named(Turn *t)
{
	g_auto(GStrv) addresses = text_addresses(t->text ? t->text : "");
	if (!addresses[0]) {
		turn_refuse(t, t->text, "the name and mail address of the PR contact",
			    "The press desk has not been told yet.");
		return;
	}
	Item *item = item_open(t, ITEM_PR_CONTACT, ITEM_DONE, "sent to the press desk");
	record_set(&item->text, t->text);
	item->done = t->d->now;
	Letter *letter = register_letter(t->d, LETTER_PR_CONTACT, item->id, t->reg, ROLE_PRESS, NULL);
	if (letter)
		letter_value(letter, "text", t->text);
}

/* --- the announcement --- */

static const Role press_roles[] = {ROLE_VP, ROLE_MARKETING, ROLE_PARTNER_PRESS};

/* Asks a role's holder, but nobody twice: who holds two roles approves for both. */
static void ask_approval(Turn *t, const Item *item, Role role)
{
	g_autofree char *person = role_holder(t->d->part, role, t->reg->id, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(press_roles) && press_roles[i] != role; i++) {
		g_autofree char *before = role_holder(t->d->part, press_roles[i], t->reg->id, NULL);
		if (!g_strcmp0(before, person))
			return;
	}
	AskPut put = {.kind = ASK_PRESS_APPROVE, .register_id = t->reg->id, .subject = item->id, .detail = item->text,
		      .any_role = TRUE, .role = role, .person = person};
	ask_open(t->d, &put);
}

void press_text_given(Turn *t)
{
	g_autofree char *text = g_strstrip(g_strdup(t->text ? t->text : ""));
	if (!*text) {
		turn_refuse(t, "no text", "the text of the announcement", "The announcement waits.");
		return;
	}
	Item *item = item_open(t, ITEM_PRESS, ITEM_WAITING, "approvals");
	record_set(&item->text, text);
	record_set(&item->approvals, NULL);
	item->not_before = INSTANT_NONE;
	for (guint i = 0; i < G_N_ELEMENTS(press_roles); i++)
		ask_approval(t, item, press_roles[i]);
}

static gboolean all_have_approved(const Item *item)
{
	for (guint i = 0; i < G_N_ELEMENTS(press_roles); i++)
		if (!words_has(item->approvals, enumtab_word(&role_words, press_roles[i])))
			return FALSE;
	return TRUE;
}

/* R3.2-15: only now, only once, and only for an active register. */
static void announce(Turn *t, Item *item)
{
	if (item->state == ITEM_DONE || t->reg->status != REGISTER_ACTIVE)
		return;
	if (item->not_before > t->d->now) {
		record_set(&item->note, "the embargo date");
		moment_set(t->d, MOMENT_ITEM, item->id, t->reg->id, item->not_before);
		return;
	}
	Letter *letter = register_letter(t->d, LETTER_PRESS, item->id, t->reg, ROLE_PRESS, NULL);
	g_autofree char *day = item->not_before ? instant_day(item->not_before, t->d->part->rules->zone) : NULL;
	if (!letter)
		return;
	letter_value(letter, "text", item->text);
	letter_value(letter, "approvals", "Vice President of Alliances, Marketing Committee, the partner's PR contact");
	letter_value(letter, "embargo", day);
	item_finish(t, item, "sent to the press desk");
}

static Item *approve(Turn *t)
{
	Item *item = EDIT(t->d, Item, item, t->item->id);
	for (guint i = 0; i < G_N_ELEMENTS(press_roles); i++) {
		g_autofree char *holder = role_holder(t->d->part, press_roles[i], t->reg->id, NULL);
		if (press_roles[i] != (Role)t->ask->role && g_strcmp0(holder, t->person))
			continue;
		g_autofree char *longer = words_add(item->approvals, enumtab_word(&role_words, press_roles[i]));
		record_set(&item->approvals, longer);
	}
	return item;
}

void press_approved(Turn *t)
{
	Item *item = approve(t);
	if (all_have_approved(item))
		announce(t, item);
}

void press_held(Turn *t)
{
	Instant day;
	const Rules *rules = t->d->part->rules;
	Item *item = approve(t);
	if (instant_parse_day(t->argument, rules->zone, rules->deadline_hour, &day) && day > item->not_before)
		item->not_before = day;
	if (all_have_approved(item))
		announce(t, item);
}

void press_change(Turn *t)
{
	const AskKind approvals[] = {ASK_PRESS_APPROVE, ASK_KIND_COUNT};
	Item *item = EDIT(t->d, Item, item, t->item->id);
	g_autofree char *what =
		g_strconcat(t->argument ? t->argument : "", t->text && *t->text ? "\n" : "", t->text, NULL);
	record_set(&item->approvals, NULL);
	record_set(&item->note, "a changed text from Marketing");
	ask_end(t->d, t->ask->id, ASK_ANSWERED, t->word, t->asked->id, FALSE, NULL);
	ask_end_kinds(t->d, t->reg->id, approvals, "The announcement is being changed.");
	ask_about(t, ASK_PRESS_TEXT, item->id, what);
}

/* --- what the engine does --- */

void item_outcome(Turn *t)
{
	const Rules *rules = t->d->part->rules;
	Item *item = EDIT(t->d, Item, item, t->item->id);
	if (item->state != ITEM_READY)
		return;
	if (t->event->done) {
		decision_row(t->d, "item-done", DISPOSED_ANSWERED, "Done: %s.",
			     enumtab_word(&item_kind_words, item->kind));
		item_finish(t, item, t->event->text);
		return;
	}
	gint64 wait = MIN(rules->item_retry << MIN(item->tries, 12), DAY);
	item->tries++;
	item->state = ITEM_WAITING;
	record_set(&item->note, t->event->why);
	decision_row(t->d, "item-failed", DISPOSED_ANSWERED, "Not done yet: %s.",
		     enumtab_word(&item_kind_words, item->kind));
	moment_set(t->d, MOMENT_ITEM, item->id, t->reg->id, t->d->now + wait);
}

void item_moment(Turn *t)
{
	if (!t->item || t->item->state != ITEM_WAITING)
		return;
	Item *item = EDIT(t->d, Item, item, t->item->id);
	if (item->kind == ITEM_PRESS && all_have_approved(item))
		announce(t, item);
	else if (item->kind == ITEM_SITE || item->kind == ITEM_CHECKIN)
		item->state = ITEM_READY;
}
