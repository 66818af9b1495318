/* SPDX-License-Identifier: MIT
 *
 * board.c: the day of the board's vote, the vote, its resolution (R2.5-1, R2.6-1 to R2.6-3, R3.2-4, R3.2-5).
 */
#include "base/text.h"
#include "domain/ballot.h"
#include "domain/process.h"
#include "domain/route.h"
#include <string.h>

static void ask_board_date(Turn *t, const char *detail)
{
	AskPut put = {.kind = ASK_BOARD_DATE, .register_id = t->reg->id, .revision = t->rev->id, .detail = detail};
	ask_open(t->d, &put);
}

void scheduling_enter(Turn *t)
{
	EDIT(t->d, Revision, revision, t->rev->id)->board_day = INSTANT_NONE;
	ask_board_date(t, NULL);
}

/* The VP and the owner are told of the day and may ask for another until it comes. */
static void ask_another(Turn *t, const char *person, Instant day, const char *text)
{
	AskPut put = {.kind = ASK_ANOTHER_DATE,
		      .register_id = t->reg->id,
		      .revision = t->rev->id,
		      .subject = t->rev->id,
		      .person = person,
		      .due = day,
		      .detail = text};
	ask_open(t->d, &put);
}

void board_day_set(Turn *t)
{
	Instant day;
	Decision *d = t->d;
	const Rules *rules = d->part->rules;
	if (!instant_parse_day(t->argument, rules->zone, rules->deadline_hour, &day))
		return;
	g_autofree char *text = instant_letter(day, rules->zone);
	g_autofree char *about = g_strdup_printf("%s/%" G_GINT64_FORMAT, t->rev->id, day);
	EDIT(d, Revision, revision, t->rev->id)->board_day = day;
	moment_set(d, MOMENT_BOARD_DAY, t->rev->id, t->reg->id, day);
	g_autofree char *vp = role_holder(d->part, ROLE_VP, t->reg->id, NULL);
	g_autofree char *owner = role_holder(d->part, ROLE_OWNER, t->reg->id, NULL);
	if (vp)
		ask_another(t, vp, day, text);
	if (owner && g_strcmp0(owner, vp))
		ask_another(t, owner, day, text);
	Letter *letter = register_letter(d, LETTER_BOARD_DATE, about, t->reg, ROLE_BOARD_CHAIR, NULL);
	if (letter)
		letter_value(letter, "day", text);
}

void board_day_refused(Turn *t)
{
	turn_refuse(t, t->argument, "a day that lies ahead, for instance \"2026-12-04\" or \"4 December 2026 17:00\"",
		    "Nothing has changed.");
}

void board_day_other(Turn *t)
{
	Decision *d = t->d;
	g_autofree char *wish = text_line(t->argument ? t->argument : "", 200);
	g_autofree char *detail = g_strdup_printf("%s asks for another day: %s",
						  t->person ? roster_name(d->part->roster, t->person) : "", wish);
	EDIT(d, Revision, revision, t->rev->id)->board_day = INSTANT_NONE;
	moment_drop(d, MOMENT_BOARD_DAY, t->rev->id);
	const AskKind others[] = {ASK_ANOTHER_DATE, ASK_KIND_COUNT};
	ask_end(d, t->ask->id, ASK_ANSWERED, t->word, t->asked->id, FALSE, NULL);
	ask_end_kinds(d, t->reg->id, others, "Another day is being looked for.");
	ask_board_date(t, detail);
}

void board_enter(Turn *t)
{
	const Rules *rules = t->d->part->rules;
	AskPut put = {.kind = ASK_BOARD_OPEN, .register_id = t->reg->id, .revision = t->rev->id,
		      .due = t->d->now + rules->board_open_silence};
	ask_open(t->d, &put);
}

void board_opens(Turn *t)
{
	const char *board = t->d->part->roster->board;
	if (!ballot_of(t, board))
		ballot_open(t, board);
}

void board_call(Turn *t)
{
	Instant day;
	const Rules *rules = t->d->part->rules;
	if (!instant_parse_day(t->argument, rules->zone, rules->deadline_hour, &day))
		return;
	call_announce(t, day);
	t->keep_ask = TRUE;
	if (t->ask->state == ASK_OPEN) /* the vote waits for the call; while it is open the call stands beside it */
		ask_redate(t->d, EDIT(t->d, Ask, ask, t->ask->id), day + rules->board_open_silence);
}

void board_approved(Turn *t)
{
	record_set(&EDIT(t->d, Revision, revision, t->rev->id)->board_approved, t->rev->content);
	AskPut put = {
		.kind = ASK_RESOLUTION, .register_id = t->reg->id, .revision = t->rev->id, .subject = t->ballot->id};
	ask_open(t->d, &put);
}

gboolean board_asks_vp(const Turn *t)
{
	return route_row(t->rev->route)->board_asks;
}

void board_rejected(Turn *t)
{
	AskPut put = {.kind = ASK_AFTER_REJECTION,
		      .register_id = t->reg->id,
		      .revision = t->rev->id,
		      .subject = t->ballot->id};
	ask_open(t->d, &put);
}

/* "2026-17 4 December 2026": the number is the first word, the day what follows (commas and "of" aside). */
static gboolean resolution_read(const Turn *t, char **out_number, Instant *out_day)
{
	const Rules *rules = t->d->part->rules;
	g_autofree char *line = g_strdup(t->argument ? t->argument : "");
	g_strdelimit(line, ",;", ' ');
	g_strstrip(line);
	char *blank = strpbrk(line, " \t");
	if (!blank)
		return FALSE;
	*blank++ = '\0';
	while (*blank == ' ')
		blank++;
	if (g_str_has_prefix(blank, "of "))
		blank += 3;
	if (!instant_parse_day(blank, rules->zone, rules->deadline_hour, out_day))
		return FALSE;
	*out_number = g_strdup(line);
	return TRUE;
}

gboolean resolution_fits(const Turn *t)
{
	g_autofree char *number = NULL;
	Instant day;
	return resolution_read(t, &number, &day);
}

void resolution_recorded(Turn *t)
{
	g_autofree char *number = NULL;
	Instant day;
	if (!resolution_read(t, &number, &day))
		return;
	Register *reg = EDIT(t->d, Register, register, t->reg->id);
	record_set(&reg->resolution, number);
	record_set(&reg->resolution_text, t->text);
	reg->resolution_date = day;
}

void resolution_unfit(Turn *t)
{
	turn_refuse(
		t, t->argument,
		"the number, then the day, for instance \"RESOLUTION 2026-17 4 December 2026\", with the text below",
		"The resolution is not recorded, and the register does not leave.");
}
