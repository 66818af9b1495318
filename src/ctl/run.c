/* SPDX-License-Identifier: MIT
 *
 * run.c: from the command line to a command, and from its document to the terminal.
 */
#include "base/fault.h"
#include "base/text.h"
#include "ctl/command.h"
#include "ctl/print.h"
#include "ctl/read.h"
#include "domain/ask.h"
#include <stdio.h>

/* --- for the handlers --- */

int ctl_fault(GError *fault, int status_of_perm)
{
	FaultCode code = fault_code(fault);
	fprintf(stderr, "ballotctl: %s\n", fault->message);
	g_error_free(fault);
	return code == FAULT_PERM ? status_of_perm : CTL_LATER;
}

gpointer ctl_nothing(Ctl *ctl, const char *what, const char *name)
{
	fprintf(stderr, "ballotctl: there is no %s %s\n", what, name);
	ctl->no = TRUE;
	return NULL;
}

/* --- usage --- */

static void usage_line(FILE *out, const CtlCommand *command)
{
	g_autofree char *call = g_strdup_printf("%s %s", command->name, command->arguments);
	fprintf(out, "  %-32s %s\n", call, command->help);
}

int run_help(Ctl *ctl)
{
	puts("usage: ballotctl [-c FILE] [--json] COMMAND …\n");
	for (const CtlCommand *command = ctl_commands; command->name; command++)
		usage_line(stdout, command);
	return CTL_DONE;
}

static int usage_of(const CtlCommand *command)
{
	g_auto(GStrv) options = words_split(command->options);
	fprintf(stderr, "usage: ballotctl %s%s%s", command->name, *command->arguments ? " " : "", command->arguments);
	for (char **option = options; *option; option++)
		fprintf(stderr, " [--%s]", g_str_equal(*option, "reg") ? "register" : *option);
	fputc('\n', stderr);
	return CTL_USAGE;
}

/* --- parsing --- */

static void options_clear(CtlOptions *options)
{
	char *texts[] = {options->as,       options->by,  options->comment, options->document, options->evidence,
			 options->oc,       options->owner, options->reg,   options->why};
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(texts[i]);
}

/* The options of the command's row, out of all there are; `out` has room for them, --json and the end. */
static void options_of(const CtlCommand *command, Ctl *ctl, GOptionEntry *out)
{
	CtlOptions *options = &ctl->options;
	const GOptionEntry all[] = {
		{"after", 0, 0, G_OPTION_ARG_INT, &options->after, "From the entry behind this one", "N"},
		{"as", 0, 0, G_OPTION_ARG_STRING, &options->as, "Whose answer it is", "PERSON"},
		{"by", 0, 0, G_OPTION_ARG_STRING, &options->by, "Who proposes", "ADDRESS"},
		{"comment", 0, 0, G_OPTION_ARG_STRING, &options->comment, "What was said with it", "TEXT"},
		{"document", 0, 0, G_OPTION_ARG_FILENAME, &options->document, "What was sent with it", "FILE"},
		{"evidence", 0, 0, G_OPTION_ARG_FILENAME, &options->evidence, "What proves it, to be kept", "FILE"},
		{"max", 0, 0, G_OPTION_ARG_INT, &options->max, "At most so many", "N"},
		{"oc", 0, 0, G_OPTION_ARG_STRING, &options->oc, "The originating committee", "BODY"},
		{"owner", 0, 0, G_OPTION_ARG_STRING, &options->owner, "The owner proposed", "ADDRESS"},
		{"register", 0, 0, G_OPTION_ARG_STRING, &options->reg, "Of this register only", "REGISTER"},
		{"send", 0, 0, G_OPTION_ARG_NONE, &options->send, "Send it to the Vice President", NULL},
		{"why", 0, 0, G_OPTION_ARG_STRING, &options->why, "The reason", "TEXT"},
	};
	const GOptionEntry json = {"json", 0, 0, G_OPTION_ARG_NONE, &ctl->json, "One JSON document", NULL};
	*out++ = json;
	for (guint i = 0; i < G_N_ELEMENTS(all); i++)
		if (words_has(command->options, all[i].long_name))
			*out++ = all[i];
	*out = (GOptionEntry){0};
}

#define OPTIONS_MOST 16

/* What stands behind the command's name: its options and arguments. */
static gboolean parse_command(const CtlCommand *command, Ctl *ctl, char **words)
{
	GOptionEntry entries[OPTIONS_MOST];
	g_autoptr(GOptionContext) context = g_option_context_new(NULL);
	g_autoptr(GError) why = NULL;
	options_of(command, ctl, entries);
	g_option_context_add_main_entries(context, entries, NULL);
	g_option_context_set_help_enabled(context, FALSE);
	g_auto(GStrv) copy = g_strdupv(words);
	gboolean parsed = g_option_context_parse_strv(context, &copy, &why);
	guint n = g_strv_length(copy);
	gboolean marked = n > 1 && g_str_equal(copy[1], "--");
	ctl->args = g_strdupv(n ? copy + 1 + marked : copy);
	ctl->n_args = g_strv_length(ctl->args);
	if (!parsed)
		fprintf(stderr, "ballotctl %s: %s\n", command->name, why->message);
	return parsed && ctl->n_args >= command->least && ctl->n_args <= command->most;
}

/* --- running --- */

static int print_view(const CtlCommand *command, Ctl *ctl)
{
	GError *fault = NULL;
	gboolean snapshot = ctl->engine != NULL;
	if (snapshot && !store_begin(engine_store(ctl->engine), &fault))
		return ctl_fault(fault, CTL_NO);
	g_autoptr(Json) document = command->view(ctl, &fault);
	if (snapshot)
		store_rollback(engine_store(ctl->engine));
	if (fault)
		return ctl_fault(fault, CTL_NO);
	if (!document)
		return CTL_NO;
	gboolean as_json = ctl->json || !command->sections[0].columns;
	g_autofree char *text = as_json ? print_json(document) : print_document(document, command->sections);
	fputs(text, stdout);
	if (as_json)
		fputc('\n', stdout);
	return ctl->no ? CTL_NO : CTL_DONE;
}

static int run_command(const CtlCommand *command, Ctl *ctl)
{
	GError *fault = NULL;
	if (command->needs != NEEDS_NOTHING)
		ctl->settings = settings_load(ctl->config, &fault);
	if (!fault && command->needs == NEEDS_STORE && ctl_become_owner(ctl->settings, &fault))
		ctl->engine = engine_open(ctl->settings, ENGINE_READ, ctl->clock, NULL, &fault);
	if (fault)
		return ctl_fault(fault, CTL_CONFIG);
	return command->run ? command->run(ctl) : print_view(command, ctl);
}

static int run_words(Ctl *ctl, char **words)
{
	guint n = 0;
	const CtlCommand *command = command_find(words, &n);
	if (!command) {
		fprintf(stderr, "ballotctl: found %s%s, expected a command; `ballotctl help` lists them\n",
			words[0] ? words[0] : "nothing", words[0] && words[1] ? " …" : "");
		return CTL_USAGE;
	}
	if (!command->options) { /* the command reads its own */
		ctl->args = g_strdupv(words + n);
		ctl->n_args = g_strv_length(ctl->args);
	} else if (!parse_command(command, ctl, words + n - 1)) {
		return usage_of(command);
	}
	return run_command(command, ctl);
}

/* The words of every kind but a vote, which has its own in read.c; made once, for the whole run. */
static gboolean read_words(const char *kind, const AnswerWord **out_words, gsize *out_n)
{
	static AnswerWord words[ASK_WORD_MAX];
	int value = enumtab_value(&ask_kind_words, kind);
	if (value < 0 || value == ASK_VOTE)
		return FALSE;
	const AskRow *row = ask_row((AskKind)value);
	for (guint i = 0; i < row->n_words; i++)
		words[i] = (AnswerWord){.word = row->words[i].word, .synonyms = row->words[i].synonyms,
					.takes_argument = row->words[i].argument, .needs_argument = row->words[i].needed};
	*out_words = words;
	*out_n = row->n_words;
	return TRUE;
}

int run_read(Ctl *ctl)
{
	g_autofree char **argv = g_new0(char *, ctl->n_args + 2);
	argv[0] = (char *)"ballotctl read";
	for (guint i = 0; i < ctl->n_args; i++)
		argv[i + 1] = ctl->args[i];
	return read_command((int)ctl->n_args + 1, argv, NULL, read_words, NULL);
}

int ctl_main(int argc, char **argv, EngineClock clock)
{
	g_autofree char *config = NULL;
	gboolean version = FALSE;
	Ctl ctl = {.clock = clock};
	const GOptionEntry entries[] = {
		{"config", 'c', 0, G_OPTION_ARG_FILENAME, &config, "The configuration", "FILE"},
		{"json", 0, 0, G_OPTION_ARG_NONE, &ctl.json, "Print one JSON document", NULL},
		{"version", 0, 0, G_OPTION_ARG_NONE, &version, "Print the version and exit", NULL},
		{NULL}};
	g_autoptr(GOptionContext) context = g_option_context_new("COMMAND …");
	g_autoptr(GError) why = NULL;
	g_option_context_add_main_entries(context, entries, NULL);
	g_option_context_set_strict_posix(context, TRUE);
	if (!g_option_context_parse(context, &argc, &argv, &why)) {
		fprintf(stderr, "ballotctl: %s\n", why->message);
		return CTL_USAGE;
	}
	if (version) {
		puts("ballotctl " BALLOTD_VERSION);
		return CTL_DONE;
	}
	ctl.config = config ? config : BALLOTD_SYSCONFDIR "/ballotd.conf";
	int status = run_words(&ctl, argv + 1);
	engine_close(ctl.engine);
	settings_free(ctl.settings);
	g_strfreev(ctl.args);
	options_clear(&ctl.options);
	return status;
}
