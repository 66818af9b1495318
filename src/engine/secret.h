/* SPDX-License-Identifier: MIT
 *
 * secret.h: a password from a file that nobody else can read.
 */
#pragma once
#include <glib.h>

/* The first line of the file. The file must be a plain one that others cannot read, nor any group but one of our own;
 * inside the directory of systemd's credentials (CREDENTIALS_DIRECTORY) its guard is trusted. NULL with FAULT_PERM,
 * whose message says what to do ("chmod 600 PATH"). Free with g_free. */
char *secret_read(const char *path, GError **error);
