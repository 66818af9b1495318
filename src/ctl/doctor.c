/* SPDX-License-Identifier: MIT
 *
 * doctor.c: everything the robot depends on, tried one by one: what works, and for what does not, what is wrong.
 */
#include "base/fault.h"
#include "ctl/view.h"
#include "engine/control.h"
#include "engine/roster-file.h"
#include "net/inbox.h"
#include "net/submit.h"
#include "render/letter-variables.h"
#include "render/letterbook.h"
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OTHERS (S_IRWXG | S_IRWXO)
#define OTHERS_WRITE (S_IWGRP | S_IWOTH)

/* One visit. */
typedef struct Visit {
	Ctl *ctl;
	json_t *checks;
} Visit;

static void note(Visit *visit, const char *check, gboolean good, const char *format, ...) G_GNUC_PRINTF(4, 5);

static void note(Visit *visit, const char *check, gboolean good, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	g_autofree char *text = g_strdup_vprintf(format, args);
	va_end(args);
	json_t *row = json_object();
	json_put_text(row, "check", check);
	json_put_text(row, "result", good ? "good" : "wrong");
	json_put_text(row, "text", text);
	json_array_append_new(visit->checks, row);
	visit->ctl->no |= !good;
}

/* --- servers --- */

static void check_mailbox(Visit *visit, const MailboxSettings *box)
{
	g_autoptr(GError) fault = NULL;
	g_autofree char *check = g_strdup_printf("mailbox %s", box->name);
	const InboxConfig config = {.url = box->server.url, .password = box->server.password, .ca_file = box->server.ca_file,
				    .done = box->done, .plain_text_loopback = box->server.plain_text};
	if (inbox_check(&config, &fault))
		note(visit, check, TRUE, "%s can be read.", box->server.url);
	else
		note(visit, check, FALSE, "%s", fault->message);
}

static void check_submit(Visit *visit)
{
	g_autoptr(GError) fault = NULL;
	const ServerSettings *server = &visit->ctl->settings->submit;
	const SubmitConfig config = {.url = server->url, .password = server->password, .ca_file = server->ca_file,
				     .plain_text_loopback = server->plain_text};
	if (submit_check(&config, &fault))
		note(visit, "submission", TRUE, "%s takes letters.", server->url);
	else
		note(visit, "submission", FALSE, "%s", fault->message);
}

/* --- files --- */

/* A file or directory that must be there, without the permissions in `never`. */
static void check_path(Visit *visit, const char *check, const char *path, mode_t never)
{
	struct stat file;
	if (stat(path, &file) != 0)
		note(visit, check, FALSE, "%s: %s.", path, g_strerror(errno));
	else if (file.st_mode & never)
		note(visit, check, FALSE, "%s has the mode %04o: take %04o away.", path, file.st_mode & 07777, file.st_mode & never);
	else
		note(visit, check, TRUE, "%s", path);
}

static void check_password(Visit *visit, const char *check, const ServerSettings *server)
{
	if (server->password_file)
		check_path(visit, check, server->password_file, OTHERS);
}

static void check_store(Visit *visit)
{
	const Settings *settings = visit->ctl->settings;
	if (!g_str_has_prefix(settings->store, "sqlite:/"))
		return;
	const char *path = settings->store + strlen("sqlite:");
	g_autofree char *dir = g_path_get_dirname(path), *key = g_strconcat(path, ".key", NULL);
	check_path(visit, "directory of the store", dir, OTHERS_WRITE);
	check_path(visit, "store", path, OTHERS);
	check_path(visit, "key of the tokens", key, OTHERS);
}

static void check_directory(Visit *visit, const char *check, const char *path)
{
	if (path && access(path, W_OK | X_OK) != 0)
		note(visit, check, FALSE, "%s cannot be written to: %s.", path, g_strerror(errno));
	else if (path)
		note(visit, check, TRUE, "%s", path);
}

/* A mistake names its line; the first one is enough here. */
static void check_text(Visit *visit, const char *check, const char *path, const GError *fault)
{
	g_auto(GStrv) lines = fault ? g_strsplit(fault->message, "\n", 2) : NULL;
	note(visit, check, !fault, "%s", fault ? lines[0] : path);
}

static void check_texts(Visit *visit)
{
	const Settings *settings = visit->ctl->settings;
	g_autoptr(GError) roster_fault = NULL, letters_fault = NULL;
	const char *names[LETTER_COUNT + 1] = {NULL};
	for (int i = 0; i < LETTER_COUNT; i++)
		names[i] = enumtab_word(&letter_kind_words, i);
	g_autoptr(Roster) roster = roster_load(settings->roster, settings->rules, &roster_fault);
	g_autoptr(LetterBook) book = letterbook_load(settings->templates, names, letter_variable_known, &letters_fault);
	check_text(visit, "roster", settings->roster, roster_fault);
	check_text(visit, "letters", settings->templates, letters_fault);
}

/* --- the robot --- */

static void check_robot(Visit *visit)
{
	g_autofree char *path = control_path(visit->ctl->settings);
	g_autoptr(GError) fault = NULL;
	gboolean absent;
	int socket = control_connect(path, &absent, &fault);
	if (socket >= 0)
		close(socket);
	if (socket >= 0)
		note(visit, "robot", TRUE, "It runs and answers at %s.", path);
	else if (absent)
		note(visit, "robot", TRUE, "It does not run.");
	else
		note(visit, "robot", FALSE, "%s", fault->message);
}

json_t *view_doctor(Ctl *ctl, GError **error)
{
	g_autoptr(Json) out = json_object();
	const Settings *settings = ctl->settings;
	if (!ctl_become_owner(settings, error))
		return NULL;
	Visit visit = {.ctl = ctl, .checks = json_array()};
	json_object_set_new(out, "checks", visit.checks);
	check_robot(&visit);
	for (guint i = 0; i < settings->mailboxes->len; i++) {
		const MailboxSettings *box = g_ptr_array_index(settings->mailboxes, i);
		check_mailbox(&visit, box);
		check_password(&visit, "password of the mailbox", &box->server);
	}
	check_submit(&visit);
	check_password(&visit, "password of submission", &settings->submit);
	check_store(&visit);
	check_texts(&visit);
	check_directory(&visit, "site", settings->site);
	check_directory(&visit, "check-in", settings->git);
	return g_steal_pointer(&out);
}
