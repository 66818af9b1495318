/* SPDX-License-Identifier: MIT
 *
 * notify.h: telling systemd how the service is, sd_notify(3), without its library.
 */
#pragma once

/* Sends "READY=1", "STOPPING=1" … to the socket named by NOTIFY_SOCKET; nothing where there is none. */
void notify_send(const char *state);
