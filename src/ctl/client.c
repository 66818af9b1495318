/* SPDX-License-Identifier: MIT */
#include "ctl/client.h"
#include "base/fault.h"
#include "engine/control.h"
#include <errno.h>
#include <gio/gio.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define REPLY_MS 120000

/* --- whose the store is --- */

/* The owner of the store's file, or of its directory before there is one. */
static gboolean store_owner(const Settings *settings, struct stat *out)
{
	const char *path = g_str_has_prefix(settings->store, "sqlite:/") ? settings->store + strlen("sqlite:") : NULL;
	if (!path)
		return FALSE;
	if (stat(path, out) == 0)
		return TRUE;
	g_autofree char *dir = g_path_get_dirname(path);
	return stat(dir, out) == 0;
}

gboolean ctl_become_owner(const Settings *settings, GError **error)
{
	struct stat store;
	if (geteuid() != 0 || !store_owner(settings, &store) || store.st_uid == 0)
		return TRUE;
	const struct passwd *owner = getpwuid(store.st_uid);
	int groups = owner ? initgroups(owner->pw_name, store.st_gid) : setgroups(0, NULL);
	if (groups == 0 && setgid(store.st_gid) == 0 && setuid(store.st_uid) == 0)
		return TRUE;
	return fault_set(error, FAULT_PERM, "Cannot become the owner of the store, uid %u: %s.", (guint)store.st_uid,
			 g_strerror(errno));
}

/* --- the two ways --- */

static json_t *act_there(int socket, const json_t *request, GError **error)
{
	gsize length;
	if (!control_write_line(socket, request, REPLY_MS, error))
		return NULL;
	g_autofree char *line = control_read_line(socket, -1, REPLY_MS, &length, error);
	return line ? json_parse(line, length, error) : NULL;
}

/* That a letter waits is no fault: the robot sends it when it runs. */
static void drain(Engine *engine, json_t *reply)
{
	PassResult result = {0};
	g_autoptr(GError) fault = NULL;
	if (!engine_drain(engine, engine_now(engine), &result, &fault))
		json_put_text(reply, "letters_wait", fault->message);
	json_object_set_new(reply, "sent", json_integer(result.sent));
	json_object_set_new(reply, "deferred", json_integer(result.deferred));
}

static json_t *act_here(const Settings *settings, EngineClock clock, const json_t *request, GError **error)
{
	g_autofree char *who = control_user(getuid());
	if (!ctl_become_owner(settings, error))
		return NULL;
	g_autoptr(Engine) engine = engine_open(settings, ENGINE_CONTROL, clock, NULL, error);
	if (!engine)
		return NULL;
	json_t *reply = control_act(engine, request, who);
	drain(engine, reply);
	return reply;
}

json_t *client_act(const Settings *settings, EngineClock clock, const json_t *request, GError **error)
{
	g_autofree char *path = control_path(settings);
	g_autoptr(GError) fault = NULL;
	gboolean absent;
	int socket = control_connect(path, &absent, &fault);
	if (socket >= 0) {
		json_t *reply = act_there(socket, request, error);
		close(socket);
		return reply;
	}
	if (absent)
		return act_here(settings, clock, request, error);
	g_propagate_error(error, g_steal_pointer(&fault));
	return NULL;
}

/* --- files --- */

json_t *client_file(const char *path, gint64 most, GError **error)
{
	g_autoptr(GError) why = NULL;
	g_autofree char *bytes = NULL, *name = g_path_get_basename(path);
	gsize length;
	struct stat file;
	gboolean small = stat(path, &file) != 0 || file.st_size <= most;
	if (!small || !g_file_get_contents(path, &bytes, &length, &why)) {
		fault_set(error, FAULT_PERM, "%s", why ? why->message : "The file is too large.");
		return NULL;
	}
	g_autofree char *guess = g_content_type_guess(name, (const guchar *)bytes, length, NULL);
	g_autofree char *type = g_content_type_get_mime_type(guess);
	g_autofree char *base64 = g_base64_encode((const guchar *)bytes, length);
	return json_pack("{s:s, s:s, s:s}", "name", name, "type", type ? type : "application/octet-stream", "base64", base64);
}
