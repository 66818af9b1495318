/* SPDX-License-Identifier: MIT
 *
 * script.c: see script.h.
 */
#include "script.h"
#include "../table.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PATIENCE_MS 10000
#define LINE_BYTES 65536

struct Script {
	const ScriptStep *steps;
	int listener, client;
	guint port;
	GThread *thread;
	GMutex lock;
	GCond moved;
	guint acts; /* a bit for each kind of step that was come to; under lock */
	char line[LINE_BYTES];
	char *failure;
};

static gboolean readable(int fd, int ms)
{
	struct pollfd p = {fd, POLLIN, 0};
	return poll(&p, 1, ms) > 0;
}

static gboolean accept_client(Script *s)
{
	if (s->client >= 0)
		close(s->client);
	s->client = readable(s->listener, PATIENCE_MS) ? accept(s->listener, NULL, NULL) : -1;
	return s->client >= 0;
}

static gboolean read_line(Script *s)
{
	gsize n = 0;
	while (n < sizeof s->line - 1 && readable(s->client, PATIENCE_MS) && recv(s->client, s->line + n, 1, 0) == 1)
		if (s->line[n++] == '\n') {
			s->line[n - 1] = '\0';
			g_strchomp(s->line);
			return TRUE;
		}
	return FALSE;
}

static gboolean send_all(Script *s, const char *text, gsize length)
{
	while (length > 0) {
		gssize n = send(s->client, text, length, MSG_NOSIGNAL);
		if (n <= 0)
			return FALSE;
		text += n;
		length -= (gsize)n;
	}
	return TRUE;
}

static gboolean say(Script *s, const char *text)
{
	g_autofree char *tag = g_strndup(s->line, strcspn(s->line, " "));
	g_auto(GStrv) parts = g_strsplit(text, "%T", -1);
	g_autofree char *whole = g_strjoinv(tag, parts);
	return send_all(s, whole, strlen(whole));
}

static gboolean hear_to(Script *s, const char *text)
{
	while (read_line(s))
		if (g_str_equal(s->line, text))
			return TRUE;
	return FALSE;
}

static gboolean client_is_gone(Script *s, int ms)
{
	char rest[256];
	return readable(s->client, ms) && recv(s->client, rest, sizeof rest, 0) <= 0;
}

static gboolean dribble(Script *s, const char *text)
{
	for (int i = 0; i < PATIENCE_MS / 10; i++)
		if (client_is_gone(s, 10) || !send_all(s, text, 1))
			return TRUE;
	return FALSE;
}

static gboolean flood(Script *s, const char *text)
{
	char block[4096];
	memset(block, *text, sizeof block);
	for (int i = 0; i < 1024 && send_all(s, block, sizeof block); i++)
		;
	return TRUE;
}

static gboolean hold(Script *s)
{
	while (readable(s->client, PATIENCE_MS))
		if (client_is_gone(s, 0))
			return TRUE;
	return FALSE;
}

static void come_to(Script *s, ScriptAct act)
{
	g_mutex_lock(&s->lock);
	s->acts |= 1u << act;
	g_cond_broadcast(&s->moved);
	g_mutex_unlock(&s->lock);
}

static gboolean play(Script *s, const ScriptStep *step)
{
	come_to(s, step->act);
	switch (step->act) {
	case SCRIPT_SAY:
		return say(s, step->text);
	case SCRIPT_HEAR:
		return read_line(s) && strstr(s->line, step->text) != NULL;
	case SCRIPT_HEAR_TO:
		return hear_to(s, step->text);
	case SCRIPT_CLOSE:
		return shutdown(s->client, SHUT_RDWR) == 0;
	case SCRIPT_ACCEPT:
		return accept_client(s);
	case SCRIPT_HOLD:
		return hold(s);
	case SCRIPT_DRIBBLE:
		return dribble(s, step->text);
	case SCRIPT_FLOOD:
		return flood(s, step->text);
	case SCRIPT_END:
		return TRUE;
	}
	return FALSE;
}

static gpointer run(gpointer data)
{
	Script *s = data;
	if (!accept_client(s))
		s->failure = g_strdup("no client came");
	for (const ScriptStep *step = s->steps; step->act != SCRIPT_END && s->failure == NULL; step++)
		if (!play(s, step))
			s->failure = g_strdup_printf("step %d (%s): last line was \"%s\"", (int)(step - s->steps),
			                             step->text != NULL ? step->text : "-", s->line);
	come_to(s, SCRIPT_HOLD); /* nobody waits for a script that is over */
	if (s->client >= 0)
		close(s->client);
	return NULL;
}

Script *script_start(const ScriptStep *steps)
{
	Script *s = g_new0(Script, 1);
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	socklen_t size = sizeof address;
	s->steps = steps;
	s->client = -1;
	s->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(s->listener, (struct sockaddr *)&address, size), 0);
	assert_int_equal(listen(s->listener, 8), 0);
	assert_int_equal(getsockname(s->listener, (struct sockaddr *)&address, &size), 0);
	s->port = ntohs(address.sin_port);
	s->thread = g_thread_new("script", run, s);
	return s;
}

guint script_port(const Script *script)
{
	return script->port;
}

void script_await(Script *s, ScriptAct act)
{
	g_mutex_lock(&s->lock);
	while ((s->acts & 1u << act) == 0)
		g_cond_wait(&s->moved, &s->lock);
	g_mutex_unlock(&s->lock);
}

void script_finish(Script *s)
{
	g_thread_join(s->thread);
	close(s->listener);
	char *failure = s->failure;
	g_free(s);
	if (failure != NULL)
		fail_msg("the script was not played: %s", failure);
}
