/* SPDX-License-Identifier: MIT
 *
 * control.h: acting on a running robot from the same machine: what an administrator may do beside reading.
 *
 * One act is one request, a JSON object with the key "act" and the act's own arguments, and one reply, an object with
 * "status" (an exit status: 0 done, 1 refused, 2 wrong usage, 75 later), "why" (a sentence) and, where something was
 * decided, "row", "register", "letters" and "entry". ballotctl does an act itself when no robot runs (control_act), or
 * sends it as one line over the unix socket beside the store, which takes one request a connection, from root and from
 * the user whom the robot runs as, and from nobody else.
 */
#pragma once
#include "base/json.h"
#include "engine/engine.h"
#include <sys/types.h>

#define CONTROL_DONE 0
#define CONTROL_REFUSED 1
#define CONTROL_USAGE 2
#define CONTROL_LATER 75

/* The longest line either side reads. */
#define CONTROL_LINE_MAX ((gsize)48 << 20)

/* Where the socket is: beside the store's file; a store without one has it beside the settings. g_free. */
char *control_path(const Settings *settings);

/* A unix stream socket, bound or connected to the path, however long it is; -1 with a fault (FAULT_TEMP). *out_absent
 * (may be NULL): nobody listens there. */
int control_listen(const char *path, GError **error);
int control_connect(const char *path, gboolean *out_absent, GError **error);

/* One line from a socket, without its end, within the time given; NULL with a fault. Free with g_free. wake: a
 * descriptor that ends the wait when it becomes readable, or -1. */
char *control_read_line(int socket, int wake, guint timeout_ms, gsize *out_length, GError **error);
/* A document as one line. */
gboolean control_write_line(int socket, const json_t *document, guint timeout_ms, GError **error);

/* Whether a peer of that uid may act on a robot that runs as `own`. */
gboolean control_allows(uid_t peer, uid_t own);

/* Does one act in the engine's thread, at engine_now. who: the administrator's name, for the journal and receipts. New
 * reference, never NULL. */
json_t *control_act(Engine *engine, const json_t *request, const char *who);

/* The name of a user for `who`: of the account, or "uid 4711". g_free. */
char *control_user(uid_t uid);

/* The server: a thread that listens beside the store and hands acts to the engine by engine_call. One that was left by
 * an earlier run is replaced: the store's lock says that it is dead. FAULT_TEMP when the socket cannot be made. */
typedef struct Control Control;
Control *control_start(Engine *engine, GError **error);
void control_stop(Control *control); /* takes NULL; ends what is in progress and removes the socket */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Control, control_stop)
