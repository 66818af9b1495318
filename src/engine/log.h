/* SPDX-License-Identifier: MIT
 *
 * log.h: where log lines go: to stderr, one a line, `key=value` fields; under systemd with their priority in front.
 */
#pragma once
#include <glib.h>

/* Takes over GLib's log for this program. Debug lines are left out unless G_MESSAGES_DEBUG names the domain. */
void log_open(void);

/* Something that the administrator should see and the robot lives with: a mailbox out of reach, a letter refused. */
#define log_trouble(format, ...) g_message("trouble " format, __VA_ARGS__)
