/* SPDX-License-Identifier: MIT
 *
 * ballotd: the robot. Reads its configuration and runs the engine: until it is told to end, or for one pass (--once).
 */
#include "base/fault.h"
#include "cmd/notify.h"
#include "engine/control.h"
#include "engine/engine.h"
#include "engine/log.h"
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sysexits.h>
#include <time.h>

typedef struct Options {
	char *config, *now_text;
	gboolean once, version;
	Instant now; /* INSTANT_NONE: the clock's */
} Options;

static void options_clear(Options *options)
{
	g_free(options->config);
	g_free(options->now_text);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

static Instant read_clock(gpointer data)
{
	return (Instant)time(NULL);
}

/* EX_OK, or what to exit with. */
static int options_read(Options *options, int *argc, char ***argv)
{
	const GOptionEntry entries[] = {
		{"config", 'c', 0, G_OPTION_ARG_FILENAME, &options->config, "The configuration", "FILE"},
		{"once", 0, 0, G_OPTION_ARG_NONE, &options->once, "Make one full pass and exit", NULL},
		{"now", 0, 0, G_OPTION_ARG_STRING, &options->now_text, "Run the pass as of that moment (simulation)",
		 "RFC3339"},
		{"version", 0, 0, G_OPTION_ARG_NONE, &options->version, "Print the version and exit", NULL},
		{NULL}};
	g_autoptr(GOptionContext) context = g_option_context_new("- the robot that runs approval by mail");
	g_autoptr(GError) why = NULL;
	g_option_context_add_main_entries(context, entries, NULL);
	if (!g_option_context_parse(context, argc, argv, &why)) {
		fprintf(stderr, "ballotd: %s\n", why->message);
		return EX_USAGE;
	}
	if (*argc > 1 || (options->now_text && !options->once)) {
		fputs(*argc > 1 ? "ballotd: found an argument, expected options only\n"
				: "ballotd: --now is for one pass: give --once too\n", stderr);
		return EX_USAGE;
	}
	if (options->now_text && !instant_parse(options->now_text, &options->now)) {
		fprintf(stderr, "ballotd: found --now=%s, expected a moment like 2026-12-04T17:00:00Z\n",
			options->now_text);
		return EX_USAGE;
	}
	if (!options->config)
		options->config = g_build_filename(BALLOTD_SYSCONFDIR, "ballotd.conf", NULL);
	return EX_OK;
}

static int exit_of(const GError *fault)
{
	fprintf(stderr, "ballotd: %s\n", fault->message);
	return fault_code(fault) == FAULT_PERM ? EX_CONFIG : EX_TEMPFAIL;
}

/* --- one pass --- */

static void pass_print(const PassResult *result)
{
	g_message("pass mails=%u moments=%u letters=%u sent=%u deferred=%u held=%u unread=%u failed=%u", result->mails,
		  result->moments, result->letters, result->sent, result->deferred, result->held, result->unread,
		  result->failed);
}

static int run_once(Engine *engine, const Options *options)
{
	g_autoptr(GError) fault = NULL;
	PassResult result;
	Instant now = options->now != INSTANT_NONE ? options->now : read_clock(NULL);
	if (!engine_pass(engine, now, &result, &fault))
		return exit_of(fault);
	pass_print(&result);
	return pass_incomplete(&result) ? EX_TEMPFAIL : EX_OK;
}

/* --- the daemon --- */

static void signals_listed(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGHUP);
	sigaddset(set, SIGUSR1); /* ours: the engine has ended by itself */
}

/* Waits for signals, so that nothing of ours runs in a handler. */
static gpointer signals_run(gpointer data)
{
	sigset_t set;
	int number;
	signals_listed(&set);
	while (sigwait(&set, &number) == 0) {
		if (number == SIGUSR1)
			break;
		if (number == SIGHUP) {
			engine_reload(data);
			continue;
		}
		notify_send("STOPPING=1");
		engine_stop(data);
		break;
	}
	return NULL;
}

static int run_daemon(Engine *engine)
{
	g_autoptr(GError) fault = NULL;
	sigset_t set;
	pthread_t thread;
	signals_listed(&set);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	if (pthread_create(&thread, NULL, signals_run, engine) != 0) {
		fputs("ballotd: cannot start a thread\n", stderr);
		return EX_OSERR;
	}
	g_autoptr(Control) control = control_start(engine, &fault);
	gboolean done = control != NULL;
	if (done) {
		notify_send("READY=1");
		done = engine_run(engine, &fault);
	}
	g_clear_pointer(&control, control_stop);
	pthread_kill(thread, SIGUSR1);
	pthread_join(thread, NULL);
	return done ? EX_OK : exit_of(fault);
}

static int run(const Options *options)
{
	g_autoptr(GError) fault = NULL;
	g_autoptr(Settings) settings = settings_load(options->config, &fault);
	if (!settings) {
		fprintf(stderr, "ballotd: %s\n", fault->message);
		return EX_CONFIG;
	}
	if (options->now != INSTANT_NONE && !settings->simulation) {
		fprintf(stderr, "ballotd: --now is for simulations: %s does not say simulation = yes\n",
			options->config);
		return EX_CONFIG;
	}
	g_autoptr(Engine) engine = engine_open(settings, ENGINE_DAEMON, read_clock, NULL, &fault);
	if (!engine)
		return exit_of(fault);
	return options->once ? run_once(engine, options) : run_daemon(engine);
}

int main(int argc, char **argv)
{
	g_auto(Options) options = {0};
	setlocale(LC_CTYPE, "C.UTF-8");
	signal(SIGPIPE, SIG_IGN);
	log_open();
	int status = options_read(&options, &argc, &argv);
	if (status != EX_OK)
		return status;
	if (options.version) {
		puts("ballotd " BALLOTD_VERSION);
		return EX_OK;
	}
	return run(&options);
}
