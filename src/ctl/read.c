/* SPDX-License-Identifier: MIT */
#include "ctl/read.h"
#include "base/json.h"
#include "reader/reader.h"
#include "reader/words.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#define BATCH 100
#define INPUT_MAX (64u * 1024 * 1024)

typedef struct Run {
	Reader *reader;
	const ReaderConfig *config;
	const AnswerWord *words;
	gsize n;
	GPtrArray *waiting; /* ReaderRequest * */
	int status;
} Run;

static void request_free(gpointer data)
{
	ReaderRequest *request = data;

	g_bytes_unref(request->bytes);
	g_free(request);
}

static json_t *text_or_null(const char *text)
{
	return text ? json_string(text) : json_null();
}

static json_t *failed_json(const InMail *mail)
{
	json_t *list = json_array();

	for (guint i = 0; i < mail->failed->len; i++) {
		const MailFailure *failure = g_ptr_array_index(mail->failed, i);

		json_array_append_new(list, json_pack("{s:s, s:s?, s:s}", "recipient", failure->recipient, "status",
			failure->status,
		                                      "action", failure->final ? "failed" : "delayed"));
	}
	return list;
}

static json_t *attachments_json(const InMail *mail)
{
	json_t *list = json_array();

	for (guint i = 0; i < mail->parts->len; i++) {
		const MailPart *part = g_ptr_array_index(mail->parts, i);

		json_array_append_new(list, json_pack("{s:s, s:s, s:I}", "name", part->name, "type", part->type,
			"bytes",
		                                      (json_int_t)part->bytes));
	}
	return list;
}

static json_t *references_json(const InMail *mail)
{
	json_t *list = json_array();

	for (char **id = mail->references; *id; id++)
		json_array_append_new(list, json_string(*id));
	return list;
}

static json_t *away_json(const InMail *mail)
{
	g_autofree char *instant = mail->away_until ? instant_format(mail->away_until) : NULL;

	if (instant)
		instant[strcspn(instant, "T")] = '\0';
	return text_or_null(instant);
}

static json_t *mail_json(const InMail *mail)
{
	const MailToken *token = mail->tokens->len ? g_ptr_array_index(mail->tokens, 0) : NULL;
	json_t *json = json_object();

	json_object_set_new(json, "class", json_string(enumtab_word(&mail_class_words, mail->class)));
	json_object_set_new(json, "from", text_or_null(mail->from));
	json_object_set_new(json, "message_id", text_or_null(mail->message_id));
	json_object_set_new(json, "in_reply_to", text_or_null(mail->in_reply_to));
	json_object_set_new(json, "references", references_json(mail));
	json_object_set_new(json, "token", text_or_null(token ? token->token : NULL));
	json_object_set_new(json, "subject", json_string(mail->subject));
	json_object_set_new(json, "text", json_string(mail->text));
	json_object_set_new(json, "answer", json_string(mail->answer ? mail->answer : "none"));
	json_object_set_new(json, "argument", text_or_null(mail->argument));
	json_object_set_new(json, "why", text_or_null(mail->why_unreadable ? mail->why_unreadable : mail->why));
	json_object_set_new(json, "comment", text_or_null(mail->comment));
	json_object_set_new(json, "failed", failed_json(mail));
	json_object_set_new(json, "returned_message_id", text_or_null(mail->returned_id));
	json_object_set_new(json, "away_until", away_json(mail));
	json_object_set_new(json, "attachments", attachments_json(mail));
	json_object_set_new(json, "authentication",
	                    json_pack("{s:s, s:s, s:s?}", "results", enumtab_word(&verdict_words, mail->verdict),
		"method",
	                              enumtab_word(&verdict_method_words, mail->method), "signer", mail->signer));
	return json;
}

static void result_print(const ReaderResult *result)
{
	g_autoptr(InMail) dead = NULL;
	const InMail *mail = result->mail;

	if (!mail) {
		dead = inmail_new();
		dead->class = MAIL_UNREADABLE;
		dead->why_unreadable = g_strdup("It ended the reader, or took it longer than a second.");
		mail = dead;
	}
	g_autoptr(Json) json = mail_json(mail);
	char *line = json_dumps(json, JSON_COMPACT);

	puts(line);
	free(line);
}

static gboolean waiting_read(Run *run)
{
	g_autoptr(GPtrArray) results = g_ptr_array_new_with_free_func(reader_result_free);
	g_autoptr(GError) error = NULL;
	gboolean done = reader_read_batch(run->reader, run->config, run->waiting, results, &error);

	for (guint i = 0; i < results->len; i++)
		result_print(g_ptr_array_index(results, i));
	if (!done)
		fprintf(stderr, "ballotctl read: %s\n", error->message);
	g_ptr_array_set_size(run->waiting, 0);
	return done;
}

static gboolean message_add(Run *run, GBytes *bytes)
{
	ReaderRequest *request = g_new0(ReaderRequest, 1);

	request->bytes = bytes;
	request->words = run->words;
	request->n = run->n;
	g_ptr_array_add(run->waiting, request);
	return run->waiting->len < BATCH || waiting_read(run);
}

/* Where a message of an mbox begins: a line "From ADDRESS … YEAR" after a blank line. */
static gboolean is_postmark(const char *at, const char *end)
{
	const char *newline = memchr(at, '\n', (gsize)(end - at));
	gsize length = (gsize)((newline ? newline : end) - at);

	if (length < 20 || length > 300 || memcmp(at, "From ", 5) != 0 || !memchr(at + 5, ':', length - 5))
		return FALSE;
	g_autofree char *line = g_strndup(at, length);

	return g_regex_match_simple("^From \\S+ .*\\d\\d:\\d\\d.*\\b(19|20)\\d\\d\\b", line, 0, 0);
}

static gboolean messages_add(Run *run, GBytes *all)
{
	gsize length;
	const char *bytes = g_bytes_get_data(all, &length);
	const char *end = bytes + length, *start = bytes;

	for (const char *at = bytes; length && is_postmark(bytes, end) && (at = memmem(at, (gsize)(end - at),
		"\n\nFrom ", 7)) != NULL; at++) {
		if (!is_postmark(at + 2, end))
			continue;
		if (!message_add(run, g_bytes_new_from_bytes(all, (gsize)(start - bytes), (gsize)(at + 1 - start))))
			return FALSE;
		start = at + 2;
	}
	return message_add(run, g_bytes_new_from_bytes(all, (gsize)(start - bytes), (gsize)(end - start)));
}

static gboolean path_add(Run *run, const char *path)
{
	g_autoptr(GError) error = NULL;
	char *bytes;
	gsize length;

	if (!g_file_get_contents(path, &bytes, &length, &error)) {
		fprintf(stderr, "ballotctl read: %s\n", error->message);
		run->status = 1;
		return TRUE;
	}
	g_autoptr(GBytes) all = g_bytes_new_take(bytes, length);

	return messages_add(run, all);
}

static gboolean input_add(Run *run)
{
	g_autoptr(GByteArray) all = g_byte_array_new();
	guint8 chunk[65536];
	gssize n;

	while ((n = read(STDIN_FILENO, chunk, sizeof chunk)) > 0 && all->len < INPUT_MAX)
		g_byte_array_append(all, chunk, (guint)n);
	g_autoptr(GBytes) bytes = g_byte_array_free_to_bytes(g_steal_pointer(&all));

	return messages_add(run, bytes);
}

static int compare_names(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* A Maildir (its new and cur), or the files of any other folder, by name. */
static gboolean folder_add(Run *run, const char *path)
{
	static const char *const subfolders[] = {"new", "cur"};
	g_autofree char *cur = g_build_filename(path, "cur", NULL);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	gboolean maildir = g_file_test(cur, G_FILE_TEST_IS_DIR);

	for (guint i = 0; i < (maildir ? G_N_ELEMENTS(subfolders) : 1); i++) {
		g_autofree char *folder = g_build_filename(path, maildir ? subfolders[i] : ".", NULL);
		g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
		const char *name;

		while (dir && (name = g_dir_read_name(dir)) != NULL) {
			char *file = g_build_filename(folder, name, NULL);

			if (*name != '.' && g_file_test(file, G_FILE_TEST_IS_REGULAR))
				g_ptr_array_add(names, file);
			else
				g_free(file);
		}
	}
	g_ptr_array_sort(names, compare_names);
	for (guint i = 0; i < names->len; i++) {
		if (!path_add(run, g_ptr_array_index(names, i)))
			return FALSE;
	}
	return TRUE;
}

static gboolean words_find(Run *run, const char *kind, ReadWordsFunc words_func)
{
	if (!kind)
		return TRUE;
	if (words_func && words_func(kind, &run->words, &run->n))
		return TRUE;
	if (strcmp(kind, "vote") != 0) {
		fprintf(stderr, "ballotctl read: no ask is of the kind \"%s\".\n", kind);
		return FALSE;
	}
	run->words = words_vote(&run->n);
	return TRUE;
}

static gboolean arguments_add(Run *run, char **paths)
{
	static char *input[] = {"-", NULL};

	for (char **path = *paths ? paths : input; *path; path++) {
		gboolean done = strcmp(*path, "-") == 0                       ? input_add(run)
		                : g_file_test(*path, G_FILE_TEST_IS_DIR) ? folder_add(run, *path)
		                                                         : path_add(run, *path);

		if (!done)
			return FALSE;
	}
	return waiting_read(run);
}

int read_command(int argc, char **argv, const ReaderConfig *config, ReadWordsFunc words_func, const char *program)
{
	g_autofree char *kind = NULL;
	g_auto(GStrv) paths = NULL;
	GOptionEntry entries[] = {
		{"ask", 0, 0, G_OPTION_ARG_STRING, &kind, "read the answer to an ask of this kind", "KIND"},
		{G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &paths, NULL, "FILE|-"},
		{NULL},
	};
	g_autoptr(GOptionContext) options = g_option_context_new(NULL);
	g_autoptr(GError) error = NULL;
	ReaderConfig plain = {0};
	Run run = {.config = config ? config : &plain};
	static char *none[] = {NULL};

	g_option_context_add_main_entries(options, entries, NULL);
	if (!g_option_context_parse(options, &argc, &argv, &error)) {
		fprintf(stderr, "ballotctl read: %s\n", error->message);
		return 2;
	}
	if (!words_find(&run, kind, words_func))
		return 2;
	g_autofree char *beside = program ? NULL : reader_program();

	run.reader = reader_new(program ? program : beside, &error);
	if (!run.reader) {
		fprintf(stderr, "ballotctl read: %s\n", error->message);
		return EX_TEMPFAIL;
	}
	run.waiting = g_ptr_array_new_with_free_func(request_free);
	if (!arguments_add(&run, paths ? paths : none))
		run.status = EX_TEMPFAIL;
	g_ptr_array_unref(run.waiting);
	reader_free(run.reader);
	return run.status;
}
