/* SPDX-License-Identifier: MIT */
#include "engine/control.h"
#include "base/fault.h"
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define SUFFIX ".socket"
#define REQUEST_MS 10000
#define REPLY_MS 10000
#define REFUSAL_PAUSE_US 100000

struct Control {
	Engine *engine;
	char *path;
	int socket, wake;
	GThread *thread;
};

char *control_path(const Settings *settings)
{
	const char *path = g_str_has_prefix(settings->store, "sqlite:") ? settings->store + strlen("sqlite:") : NULL;
	if (path && *path == '/')
		return g_strconcat(path, SUFFIX, NULL);
	g_autofree char *dir = g_path_get_dirname(settings->path);
	return g_build_filename(dir, "ballotd" SUFFIX, NULL);
}

gboolean control_allows(uid_t peer, uid_t own)
{
	return peer == 0 || peer == own;
}

/* --- the server --- */

typedef struct Call {
	const json_t *request;
	const char *who;
	json_t *reply;
} Call;

static void call_act(Engine *engine, gpointer data)
{
	Call *call = data;
	call->reply = control_act(engine, call->request, call->who);
}

static json_t *refusal(int status, const char *why)
{
	return json_pack("{s:i, s:s}", "status", status, "why", why);
}

static json_t *answer_line(Control *control, const char *line, gsize length, uid_t peer)
{
	g_autoptr(GError) fault = NULL;
	g_autoptr(Json) request = json_parse(line, length, &fault);
	if (!request)
		return refusal(CONTROL_USAGE, fault->message);
	g_autofree char *who = control_user(peer);
	Call call = {.request = request, .who = who};
	if (!engine_call(control->engine, call_act, &call))
		return refusal(CONTROL_LATER, "The robot is ending.");
	return call.reply;
}

static json_t *answer(Control *control, int peer)
{
	struct ucred credentials;
	socklen_t size = sizeof credentials;
	gsize length;
	g_autoptr(GError) fault = NULL;
	if (getsockopt(peer, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0 ||
	    !control_allows(credentials.uid, geteuid()))
		return refusal(CONTROL_REFUSED, "The robot takes orders from root and from the user it runs as only.");
	g_autofree char *line = control_read_line(peer, control->wake, REQUEST_MS, &length, &fault);
	return line ? answer_line(control, line, length, credentials.uid) : refusal(CONTROL_USAGE, fault->message);
}

static void serve_one(Control *control, int peer)
{
	g_autoptr(GError) fault = NULL;
	g_autoptr(Json) reply = answer(control, peer);
	if (!control_write_line(peer, reply, REPLY_MS, &fault))
		g_message("control why=\"%s\"", fault->message);
}

/* A wait that failed for want of descriptors or memory must not be repeated at once. */
static void serve_next(Control *control)
{
	int peer = accept4(control->socket, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (peer >= 0) {
		serve_one(control, peer);
		close(peer);
	} else if (errno != EINTR && errno != ECONNABORTED && errno != EAGAIN) {
		g_usleep(REFUSAL_PAUSE_US);
	}
}

static gpointer serve(gpointer data)
{
	Control *control = data;
	struct pollfd ready[] = {{.fd = control->socket, .events = POLLIN}, {.fd = control->wake, .events = POLLIN}};
	for (;;) {
		if (poll(ready, G_N_ELEMENTS(ready), -1) < 0 && errno != EINTR)
			return NULL;
		if (ready[1].revents)
			return NULL;
		if (ready[0].revents)
			serve_next(control);
	}
}

Control *control_start(Engine *engine, GError **error)
{
	g_autoptr(Control) control = g_new0(Control, 1);
	control->engine = engine;
	control->path = control_path(engine_settings(engine));
	control->socket = -1;
	control->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (control->wake < 0) {
		fault_set(error, FAULT_TEMP, "The control socket cannot be served: %s.", g_strerror(errno));
		return NULL;
	}
	control->socket = control_listen(control->path, error);
	if (control->socket < 0)
		return NULL;
	control->thread = g_thread_new("control", serve, control);
	return g_steal_pointer(&control);
}

void control_stop(Control *control)
{
	if (!control)
		return;
	if (control->thread) {
		eventfd_write(control->wake, 1);
		g_thread_join(control->thread);
	}
	if (control->socket >= 0) {
		unlink(control->path);
		close(control->socket);
	}
	if (control->wake >= 0)
		close(control->wake);
	g_free(control->path);
	g_free(control);
}
