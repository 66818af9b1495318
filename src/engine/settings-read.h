/* SPDX-License-Identifier: MIT
 *
 * settings-read.h: what the files that read ballotd.conf share.
 */
#pragma once
#include "engine/keyfile.h"
#include "engine/settings-options.h"

typedef struct SettingsReader {
	Keyfile *file;
	Settings *settings;
	char *directory; /* of the file, absolute: relative paths begin there */
} SettingsReader;

/* Where a value of an option goes, and where it stands. */
typedef struct OptionAt {
	SettingsReader *reader;
	const Option *option;
	gpointer at; /* the field; for profiles the Profile */
	guint line;  /* 0: the default */
} OptionAt;

/* Reads a value into its field, or notes a mistake and leaves the field as it is. */
void option_put(const OptionAt *at, const char *text);

/* Checks how a server's settings fit together, completes them from [robot] and reads the password. inbox: a mailbox,
 * else the way out. */
void settings_check_server(SettingsReader *reader, const KeyGroup *group, ServerSettings *server, gboolean inbox);
