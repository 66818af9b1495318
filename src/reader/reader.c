/* SPDX-License-Identifier: MIT */
#include "reader/reader.h"
#include "base/fault.h"
#include "reader/wire.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define AHEAD_MAX (512u * 1024) /* bytes sent ahead of their answers */
#define START_PATIENCE 10000    /* milliseconds */
#define CHUNK (256u * 1024)

struct Reader {
	char *program;
	pid_t pid;
	int socket;
	guint patience;
	GByteArray *out, *in;
	gsize sent; /* of out */
	gsize taken; /* of in */
};

typedef struct Batch {
	const ReaderConfig *config;
	GPtrArray *requests, *results;
	guint next;     /* the request whose answer comes next */
	guint asked;    /* requests put into the buffer */
	guint careful;  /* up to this request one at a time */
	gsize ahead;    /* bytes of requests not answered */
	gint64 deadline;
} Batch;

void reader_result_free(gpointer data)
{
	ReaderResult *result = data;

	if (!result)
		return;
	inmail_free(result->mail);
	g_free(result);
}

char *reader_program(void)
{
	g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
	g_autofree char *folder = self ? g_path_get_dirname(self) : g_strdup(".");
	g_autofree char *beside = g_build_filename(folder, "ballotd-reader", NULL);

	if (g_file_test(beside, G_FILE_TEST_IS_EXECUTABLE))
		return g_steal_pointer(&beside);
	return g_build_filename(BALLOTD_LIBEXECDIR, "ballotd-reader", NULL);
}

static void process_end(Reader *reader)
{
	if (reader->pid > 0) {
		kill(reader->pid, SIGKILL);
		while (waitpid(reader->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	if (reader->socket >= 0)
		close(reader->socket);
	reader->pid = 0;
	reader->socket = -1;
	g_byte_array_set_size(reader->out, 0);
	g_byte_array_set_size(reader->in, 0);
	reader->sent = reader->taken = 0;
}

static int process_spawn(Reader *reader, int socket)
{
	char *const arguments[] = {reader->program, NULL};
	char *const environment[] = {"LC_ALL=C.UTF-8", NULL};
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none, all;

	sigemptyset(&none);
	sigfillset(&all);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, socket, 0);
	posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addclosefrom_np(&actions, 3);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &all);
	int result = posix_spawn(&reader->pid, reader->program, &actions, &attributes, arguments, environment);

	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return result;
}

/* Reads what is there. False when the process is gone. */
static gboolean bytes_in(Reader *reader)
{
	guint had = reader->in->len;

	g_byte_array_set_size(reader->in, had + CHUNK);
	gssize n = recv(reader->socket, reader->in->data + had, CHUNK, MSG_DONTWAIT);

	g_byte_array_set_size(reader->in, had + (n > 0 ? (guint)n : 0));
	return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

static gboolean bytes_out(Reader *reader)
{
	gssize n = send(reader->socket, reader->out->data + reader->sent, reader->out->len - reader->sent,
	                MSG_DONTWAIT | MSG_NOSIGNAL);

	if (n > 0)
		reader->sent += (gsize)n;
	if (reader->sent == reader->out->len) {
		g_byte_array_set_size(reader->out, 0);
		reader->sent = 0;
	}
	return n >= 0 || errno == EAGAIN || errno == EINTR;
}

/* Waits for the socket until the deadline (monotonic microseconds) and moves bytes. False: gone or too late. */
static gboolean wait_and_move(Reader *reader, gint64 deadline)
{
	gint64 left = (deadline - g_get_monotonic_time()) / 1000;
	struct pollfd poll_socket = {.fd = reader->socket, .events = POLLIN};

	if (reader->sent < reader->out->len)
		poll_socket.events |= POLLOUT;
	int n = left > 0 ? poll(&poll_socket, 1, (int)left + 1) : 0;

	if (n < 0)
		return errno == EINTR;
	if (n == 0)
		return FALSE;
	if ((poll_socket.revents & POLLOUT) && !bytes_out(reader))
		return FALSE;
	return !(poll_socket.revents & (POLLIN | POLLHUP | POLLERR)) || bytes_in(reader);
}

/* The next whole frame's body, or NULL; *out_bad when the stream is not sound. */
static const char *frame_next(Reader *reader, gsize *out_length, gboolean *out_bad)
{
	const char *at = (const char *)reader->in->data + reader->taken;
	gsize length = wire_frame(at, reader->in->len - reader->taken);

	*out_bad = length == G_MAXSIZE;
	if (length == 0 || length == G_MAXSIZE) {
		if (reader->taken) {
			g_byte_array_remove_range(reader->in, 0, (guint)reader->taken);
			reader->taken = 0;
		}
		return NULL;
	}
	reader->taken += length;
	*out_length = length - WIRE_HEAD;
	return at + WIRE_HEAD;
}

static gboolean process_start(Reader *reader, GError **error)
{
	int pair[2];

	process_end(reader);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return fault_set(error, FAULT_TEMP, "No socket for the reader: %s.", g_strerror(errno));
	int failed = process_spawn(reader, pair[1]);

	close(pair[1]);
	reader->socket = pair[0];
	if (failed) {
		reader->pid = 0;
		process_end(reader);
		return fault_set(error, FAULT_PERM, "Cannot start the reader %s: %s.", reader->program,
			g_strerror(failed));
	}
	gint64 deadline = g_get_monotonic_time() + START_PATIENCE * (gint64)1000;
	gsize length;
	gboolean bad = FALSE;
	const char *hello;

	while (!(hello = frame_next(reader, &length, &bad)) && !bad) {
		if (wait_and_move(reader, deadline))
			continue;
		process_end(reader);
		return fault_set(error, FAULT_TEMP, "The reader %s ended or did not answer when it was started.",
			reader->program);
	}
	if (!bad && length == strlen(WIRE_HELLO) && memcmp(hello, WIRE_HELLO, length) == 0)
		return TRUE;
	process_end(reader);
	return fault_set(error, FAULT_PERM, "%s is not the reader of this build.", reader->program);
}

Reader *reader_new(const char *program, GError **error)
{
	Reader *reader = g_new0(Reader, 1);

	reader->program = g_strdup(program);
	reader->socket = -1;
	reader->patience = 1000;
	reader->out = g_byte_array_new();
	reader->in = g_byte_array_new();
	if (process_start(reader, error))
		return reader;
	reader_free(reader);
	return NULL;
}

void reader_free(Reader *reader)
{
	if (!reader)
		return;
	process_end(reader);
	g_byte_array_unref(reader->out);
	g_byte_array_unref(reader->in);
	g_free(reader->program);
	g_free(reader);
}

void reader_set_patience(Reader *reader, guint milliseconds)
{
	reader->patience = milliseconds;
}

int reader_pid(const Reader *reader)
{
	return (int)reader->pid;
}

static void request_put(Reader *reader, Batch *batch)
{
	const ReaderRequest *request = g_ptr_array_index(batch->requests, batch->asked);
	gsize max = batch->config->bytes_max ? batch->config->bytes_max : READING_BYTES_MAX;
	gsize length = 0;
	const char *bytes = g_bytes_get_data(request->bytes, &length);
	guint before = reader->out->len;

	wire_put_request(reader->out, batch->config, request->words, request->n, bytes ? bytes : "", MIN(length, max));
	batch->ahead += reader->out->len - before;
	batch->asked++;
}

static void requests_put(Reader *reader, Batch *batch)
{
	while (batch->asked < batch->requests->len) {
		gboolean busy = batch->asked > batch->next;

		if (busy && (batch->next < batch->careful || batch->ahead > AHEAD_MAX))
			return;
		request_put(reader, batch);
	}
}

static void patience_renew(const Reader *reader, Batch *batch)
{
	batch->deadline = g_get_monotonic_time() + reader->patience * (gint64)1000;
}

static void result_add(Batch *batch, InMail *mail, gboolean killed)
{
	ReaderResult *result = g_new0(ReaderResult, 1);

	result->mail = mail;
	result->killed = killed;
	g_ptr_array_add(batch->results, result);
	batch->next++;
}

/* Takes the answers that are there. False when one is not sound. */
static gboolean answers_take(Reader *reader, Batch *batch)
{
	gsize length;
	gboolean bad;
	const char *frame;

	while ((frame = frame_next(reader, &length, &bad)) != NULL) {
		if (batch->next >= batch->asked)
			return FALSE;
		InMail *mail = wire_get_mail(frame, length);

		if (!mail)
			return FALSE;
		result_add(batch, mail, FALSE);
		patience_renew(reader, batch);
		if (batch->next == batch->asked)
			batch->ahead = 0;
	}
	return !bad;
}

/* The process died or stalled: with one message in flight that one did it, else they are tried one at a time. */
static gboolean recover(Reader *reader, Batch *batch, GError **error)
{
	if (batch->asked == batch->next + 1)
		result_add(batch, NULL, TRUE);
	else
		batch->careful = batch->asked;
	batch->asked = batch->next;
	batch->ahead = 0;
	if (!process_start(reader, error))
		return FALSE;
	patience_renew(reader, batch);
	return TRUE;
}

gboolean reader_read_batch(Reader *reader, const ReaderConfig *config, GPtrArray *requests, GPtrArray *out_results,
                           GError **error)
{
	Batch batch = {.config = config, .requests = requests, .results = out_results};

	if (reader->pid == 0 && !process_start(reader, error))
		return FALSE;
	patience_renew(reader, &batch);
	while (batch.next < requests->len) {
		gsize sent = reader->sent;

		requests_put(reader, &batch);
		gboolean alive = wait_and_move(reader, batch.deadline);

		if (reader->sent != sent)
			patience_renew(reader, &batch);
		if ((!answers_take(reader, &batch) || !alive) && batch.next < requests->len && !recover(reader,
			&batch, error))
			return FALSE;
	}
	return TRUE;
}

static ReaderResult *one_read(Reader *reader, const ReaderConfig *config, ReaderRequest *request, GError **error)
{
	g_autoptr(GPtrArray) requests = g_ptr_array_new();
	g_autoptr(GPtrArray) results = g_ptr_array_new_with_free_func(reader_result_free);

	g_ptr_array_add(requests, request);
	if (!reader_read_batch(reader, config, requests, results, error))
		return NULL;
	return g_ptr_array_steal_index(results, 0);
}

InMail *reader_read(Reader *reader, const ReaderConfig *config, GBytes *bytes, const AnswerWord *words, gsize n,
                    gboolean *out_killed, GError **error)
{
	ReaderRequest request = {.bytes = bytes, .words = words, .n = n};
	ReaderResult *result = one_read(reader, config, &request, error);
	InMail *mail = result ? g_steal_pointer(&result->mail) : NULL;

	if (out_killed)
		*out_killed = result && result->killed;
	if (result && result->killed)
		fault_set(error, FAULT_PERM, "The message ended the reader, or took it longer than a second.");
	reader_result_free(result);
	return mail;
}
