/* SPDX-License-Identifier: MIT
 *
 * keyfile.h: a file of [groups] with `key = value` lines, read so that every mistake can be named with its line.
 *
 * The form is that of GKeyFile, with three differences: a repeated group or key is a mistake instead of being merged, a
 * value is taken as it stands (no escapes), and each entry knows its line. A comment stands on a line of its own and
 * begins with #. A group's name is a word, or two: `[body alliance]` is of the kind "body" and has the id "alliance".
 * Mistakes are gathered, those of whoever interprets the file too, and end in one fault that names them all.
 */
#pragma once
#include <glib.h>

typedef struct KeyEntry {
	char *key, *value; /* value NULL: there was none, which is a mistake noted already */
	guint line;
	gboolean taken;
} KeyEntry;

typedef struct KeyGroup {
	char *name;          /* what stands between the brackets, its words one blank apart */
	char *kind, *id;     /* its words; id NULL when there is one word */
	guint line;
	GPtrArray *entries;  /* KeyEntry *, as in the file */
	GHashTable *by_key;  /* borrowed */
} KeyGroup;

typedef struct Keyfile {
	char *name;          /* as messages name it */
	GPtrArray *groups;   /* KeyGroup *, as in the file */
	GHashTable *by_name; /* borrowed */
	GPtrArray *mistakes;
} Keyfile;

/* Reads a text; what is wrong with it becomes mistakes. name is copied. Free with keyfile_free (takes NULL). */
Keyfile *keyfile_parse(const char *text, gsize length, const char *name);

/* Reads a file. NULL with FAULT_PERM when it cannot be read or is larger than 64 MB. */
Keyfile *keyfile_load(const char *path, GError **error);
void keyfile_free(Keyfile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Keyfile, keyfile_free)

/* The group of that name, or NULL. Borrowed. */
const KeyGroup *keyfile_group(const Keyfile *file, const char *name);

/* The entry, which thereby counts as known; NULL when there is none (group may be NULL) or it has no value.
 * Borrowed. */
const KeyEntry *keyfile_take(const KeyGroup *group, const char *key);

/* The same for an entry that must be there: notes a mistake when it is not. */
const KeyEntry *keyfile_require(Keyfile *file, const KeyGroup *group, const char *key);

/* Notes a mistake: "NAME:LINE: MESSAGE". Line 0: of the file as a whole. */
void keyfile_mistake(Keyfile *file, guint line, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* Notes every entry of the group that nobody took as an unknown key; expected lists what there is. */
void keyfile_unknown(Keyfile *file, const KeyGroup *group, const char *expected);

/* True when there is no mistake; else FAULT_PERM with all of them, a line each, in the order of the file. */
gboolean keyfile_right(const Keyfile *file, GError **error);

/* The parts of a value between commas, without blanks around them; empty parts are left out. Free with g_strfreev. */
char **keyfile_list(const char *value);
