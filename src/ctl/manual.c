/* SPDX-License-Identifier: MIT
 *
 * manual.c: ballotd-process(7), the process as the tables that the robot runs on, so that the manual cannot say
 * anything else. The one reader of the transition table outside the domain.
 */
#include "ctl/command.h"
#include "domain/process.h"
#include "domain/route.h"
#include "domain/stage.h"
#include <stdio.h>

static const char head[] =
	".\\\" SPDX-License-Identifier: MIT\n"
	".\\\" Made from the tables of the source by `ballotctl manual`.\n"
	".Dd November 23, 2026\n.Dt BALLOTD-PROCESS 7\n.Os\n.Sh NAME\n.Nm ballotd-process\n"
	".Nd the process that the ballot robot runs, as its tables\n.Sh DESCRIPTION\n"
	"A register passes the stages of a route.\n"
	"In each stage the robot waits for the answer to a question, for somebody's own mail, or for a date; what comes is "
	"looked up\nin the table of transitions.\n"
	"All that follows is printed from the tables that\n.Xr ballotd 8\nruns on.\n"
	"Rule numbers are those of DSP4003 and of the section on ballots.\n";

static const char tail[] = ".Sh SEE ALSO\n.Xr ballotctl 1 ,\n.Xr ballotd.conf 5 ,\n.Xr ballotd 8\n";

/* Text of ours as a line of roff. */
static void put(const char *text)
{
	if (*text == '.' || *text == '\'')
		fputs("\\&", stdout);
	for (; *text; text++) {
		if (*text == '\\')
			fputs("\\e", stdout);
		else
			fputc(*text, stdout);
	}
	fputc('\n', stdout);
}

static void section(const char *title)
{
	printf(".Ss %s\n", title);
}

/* \& keeps a short word from being taken for a macro. */
static void item(const char *name)
{
	printf(".It Cm \\&%s\n", name);
}

static void list_begin(void)
{
	puts(".Bl -tag -width Ds");
}

static void list_end(void)
{
	puts(".El");
}

static void routes(void)
{
	section("Routes");
	list_begin();
	for (int i = 0; i < ROUTE_COUNT; i++) {
		const Route *route = route_row((RouteName)i);
		g_autoptr(GString) stages = g_string_new(NULL);
		for (guint j = 0; j < ROUTE_STAGES && route->stages[j] != STAGE_CLOSED; j++)
			g_string_append_printf(stages, "%s%s", j ? ", " : "", enumtab_word(&stage_words, (int)route->stages[j]));
		item(enumtab_word(&route_name_words, i));
		printf("%s.\nA text that is rejected goes back to %s%s.\n(%s)\n", stages->str,
		       enumtab_word(&stage_words, (int)route->fall),
		       route->reoffer ? ", where the text approved before is offered again" : "", route->rule);
	}
	list_end();
}

static void stages(void)
{
	section("Stages");
	list_begin();
	for (int i = 0; i < STAGE_COUNT; i++) {
		item(enumtab_word(&stage_words, i));
		put(stage_truth((Stage)i));
	}
	list_end();
}

static void asks(void)
{
	section("Questions");
	list_begin();
	for (int i = 0; i < ASK_KIND_COUNT; i++) {
		const AskRow *row = ask_row((AskKind)i);
		item(enumtab_word(&ask_kind_words, i));
		printf("Of: %s, who %s.\n", enumtab_word(&role_words, (int)row->role), row->what);
		for (guint j = 0; j < row->n_words; j++) {
			printf("%s", j ? "" : "Answers: ");
			g_autofree char *end = g_strconcat(row->words[j].form, j + 1 < row->n_words ? ";" : ".", NULL);
			put(end);
		}
		printf("Takes the %s.\n", enumtab_word(&takes_words, (int)row->takes));
		put(row->silence_note ? row->silence_note : "It stays open until something else ends it.");
		printf("(%s)\n", row->rule);
	}
	list_end();
}

static void initiatives(void)
{
	section("Mail that answers no question");
	list_begin();
	for (const InitiativeRow *row = initiative_rows; row->kind != INITIATIVE_NONE; row++) {
		item(row->form);
		printf("From %s: %s.\n", row->who, row->what);
		if (row->harmless)
			puts("It is answered to the address in the roster and needs no token.");
	}
	list_end();
}

static const char *goes(int to)
{
	switch (to) {
	case GO_STAY:
		return "stays";
	case GO_NEXT:
		return "next stage";
	case GO_FALL:
		return "falls back";
	case GO_ACCEPTED:
		return "ends accepted";
	case GO_DECLINED:
		return "ends declined";
	case GO_WITHDRAWN:
		return "ends withdrawn";
	}
	return enumtab_word(&stage_words, to);
}

static char *row_from(const Row *row)
{
	GString *from = g_string_new(NULL);
	for (int i = 0; row->from != FROM_ANY && i < STAGE_COUNT; i++)
		if (row->from & FROM(i))
			g_string_append_printf(from, "%s%s", from->len ? ", " : "", enumtab_word(&stage_words, i));
	if (row->from == FROM_ANY)
		g_string_append(from, "any stage");
	return g_string_free(from, FALSE);
}

static void transitions(void)
{
	section("Transitions");
	puts("The first row that fits is taken: the stage, what happened, and where the row has a condition, that it holds.");
	list_begin();
	for (const Row *row = process_rows; row->name; row++) {
		g_autofree char *from = row_from(row);
		item(row->name);
		printf("In %s, on\n.Dq \\&%s%s\n", from, row->on, row->guard ? " ,\non a condition:" : ":");
		printf("%s.\n", goes(row->to));
		put(row->why);
	}
	list_end();
}

static void words(const char *title, const char *intro, const EnumTab *table)
{
	section(title);
	puts(intro);
	puts(".Bl -bullet -compact");
	for (int i = 0; i < table->count; i++) {
		puts(".It");
		put(enumtab_word(table, i));
	}
	list_end();
}

int run_manual(Ctl *ctl)
{
	fputs(head, stdout);
	routes();
	stages();
	asks();
	initiatives();
	transitions();
	words("What becomes of a mail", "Every mail ends in one of these:", &disposition_words);
	words("Letters", "Each is a template of that name:", &letter_kind_words);
	fputs(tail, stdout);
	return CTL_DONE;
}
