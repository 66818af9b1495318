/* SPDX-License-Identifier: MIT
 *
 * client.h: an act on the robot: through its socket when it runs, else by running its engine here.
 */
#pragma once
#include "ctl/command.h"

/* Does the act that a request of control.h asks for. Without a running robot the store's lock is taken, as the store's
 * owner, and letters that the act wrote are sent; "deferred" in the reply counts those that could not leave. NULL with
 * FAULT_TEMP when neither the robot nor the store can be had now. New reference. */
json_t *client_act(const Settings *settings, EngineClock clock, const json_t *request, GError **error);

/* A file as a request carries it: {name, type, base64}. NULL with a fault when it cannot be read or is over `most`
 * bytes. New reference. */
json_t *client_file(const char *path, gint64 most, GError **error);
