/* SPDX-License-Identifier: MIT
 *
 * letters.c: see letters.h.
 */
#include "net/letters.h"
#include "base/fault.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define INDEX_NAME "ballotd-uids"

static void letter_free(gpointer data)
{
	Letter *letter = data;
	g_free(letter->name);
	g_free(letter->file);
	g_free(letter);
}

Letters *letters_new(const char *path)
{
	Letters *self = g_new0(Letters, 1);
	self->path = g_strdup(path);
	self->by_name = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, letter_free);
	self->by_uid = g_ptr_array_new();
	return self;
}

void letters_free(Letters *self)
{
	if (self == NULL)
		return;
	g_ptr_array_unref(self->by_uid);
	g_hash_table_unref(self->by_name);
	g_free(self->path);
	g_free(self);
}

gboolean letters_fault(const char *path, const char *doing, GError **error)
{
	FaultCode code = errno == ENOSPC || errno == EIO || errno == EMFILE || errno == ENFILE ? FAULT_TEMP
	                                                                                       : FAULT_PERM;
	return fault_set(error, code, "%s: %s: %s", path, doing, g_strerror(errno));
}

static char *index_path(const Letters *self)
{
	return g_build_filename(self->path, INDEX_NAME, NULL);
}

static Letter *add_letter(Letters *self, const char *name, guint32 uid)
{
	Letter *letter = g_new0(Letter, 1);
	letter->name = g_strdup(name);
	letter->uid = uid;
	g_hash_table_replace(self->by_name, letter->name, letter);
	return letter;
}

static gboolean read_index_line(Letters *self, const char *line)
{
	char *name = NULL;
	guint64 uid = g_ascii_strtoull(line, &name, 10);
	if (uid == 0 || uid >= G_MAXUINT32 || *name != ' ' || name[1] == '\0')
		return FALSE;
	add_letter(self, name + 1, (guint32)uid);
	self->uidnext = MAX(self->uidnext, (guint32)uid + 1);
	return TRUE;
}

/* False when there is no index, or it is damaged other than by an end that was not written whole. */
static gboolean read_index(Letters *self)
{
	g_autofree char *path = index_path(self);
	g_autofree char *text = NULL;
	unsigned version = 0;
	if (!g_file_get_contents(path, &text, NULL, NULL))
		return FALSE;
	char *end = strrchr(text, '\n');
	if (end == NULL)
		return FALSE;
	*end = '\0';
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	if (sscanf(lines[0], INDEX_NAME " %u %u %u", &version, &self->uidvalidity, &self->uidnext) != 3 || version != 1
	    || self->uidvalidity == 0 || self->uidnext == 0)
		return FALSE;
	for (char **line = lines + 1; *line != NULL; line++)
		if (!read_index_line(self, *line))
			return FALSE;
	return TRUE;
}

static gboolean write_index(Letters *self, GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_string_append_printf(text, INDEX_NAME " 1 %u %u\n", self->uidvalidity, self->uidnext);
	for (guint i = 0; i < self->by_uid->len; i++) {
		const Letter *letter = self->by_uid->pdata[i];
		g_string_append_printf(text, "%u %s\n", letter->uid, letter->name);
	}
	g_autofree char *path = index_path(self);
	g_autoptr(GError) why = NULL;
	if (g_file_set_contents_full(path, text->str, (gssize)text->len,
	                             G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &why))
		return TRUE;
	return fault_set(error, FAULT_PERM, "%s", why->message);
}

gboolean letters_forget(Letters *self, GError **error)
{
	g_hash_table_remove_all(self->by_name);
	g_ptr_array_set_size(self->by_uid, 0);
	self->uidvalidity = (guint32)g_random_int_range(1, G_MAXINT32);
	self->uidnext = 1;
	self->indexed = write_index(self, error);
	return self->indexed;
}

static gboolean append_index(Letters *self, GPtrArray *fresh, GError **error)
{
	g_autofree char *path = index_path(self);
	g_autoptr(GString) text = g_string_new(NULL);
	for (guint i = 0; i < fresh->len; i++) {
		const Letter *letter = fresh->pdata[i];
		g_string_append_printf(text, "%u %s\n", letter->uid, letter->name);
	}
	int fd = g_open(path, O_WRONLY | O_APPEND | O_CLOEXEC, 0);
	gboolean good = fd >= 0 && write(fd, text->str, text->len) == (gssize)text->len && fdatasync(fd) == 0;
	if (!good)
		letters_fault(path, "cannot be written", error);
	if (fd >= 0)
		close(fd);
	return good;
}

static int compare_age(gconstpointer a, gconstpointer b)
{
	const Letter *x = *(Letter *const *)a, *y = *(Letter *const *)b;
	if (x->written_ns != y->written_ns)
		return x->written_ns < y->written_ns ? -1 : 1;
	return strcmp(x->name, y->name);
}

static int compare_uid(gconstpointer a, gconstpointer b)
{
	const Letter *x = *(Letter *const *)a, *y = *(Letter *const *)b;
	return x->uid < y->uid ? -1 : x->uid > y->uid;
}

static void see_file(Letters *self, const char *folder, const char *file, GPtrArray *fresh)
{
	g_autofree char *name = g_strndup(file, strcspn(file, ":"));
	struct stat status;
	if (*file == '.' || *name == '\0' || strchr(name, '\n') != NULL)
		return;
	Letter *letter = g_hash_table_lookup(self->by_name, name);
	if (letter == NULL) {
		g_autofree char *path = g_build_filename(self->path, folder, file, NULL);
		if (stat(path, &status) != 0 || !S_ISREG(status.st_mode))
			return;
		letter = add_letter(self, name, 0);
		letter->written_ns = (gint64)status.st_mtim.tv_sec * 1000000000 + status.st_mtim.tv_nsec;
		g_ptr_array_add(fresh, letter);
	}
	g_free(letter->file);
	letter->file = g_build_filename(folder, file, NULL);
}

static gboolean look_into(Letters *self, const char *folder, GPtrArray *fresh, GError **error)
{
	g_autofree char *path = g_build_filename(self->path, folder, NULL);
	g_autoptr(GError) why = NULL;
	g_autoptr(GDir) dir = g_dir_open(path, 0, &why);
	if (dir == NULL)
		return fault_set(error, FAULT_PERM, "%s", why->message);
	for (const char *file; (file = g_dir_read_name(dir)) != NULL;)
		see_file(self, folder, file, fresh);
	return TRUE;
}

/* Forgets letters that are gone, and lists the others by UID. */
static void list_letters(Letters *self)
{
	g_ptr_array_set_size(self->by_uid, 0);
	GHashTableIter iter;
	gpointer letter;
	g_hash_table_iter_init(&iter, self->by_name);
	while (g_hash_table_iter_next(&iter, NULL, &letter))
		if (((Letter *)letter)->file == NULL)
			g_hash_table_iter_remove(&iter);
		else
			g_ptr_array_add(self->by_uid, letter);
	g_ptr_array_sort(self->by_uid, compare_uid);
}

static void clear_sightings(Letters *self)
{
	GHashTableIter iter;
	gpointer letter;
	g_hash_table_iter_init(&iter, self->by_name);
	while (g_hash_table_iter_next(&iter, NULL, &letter))
		g_clear_pointer(&((Letter *)letter)->file, g_free);
}

/* new first: a message that moves meanwhile moves from new to cur and is seen twice, never missed. */
static gboolean look(Letters *self, GError **error)
{
	g_autoptr(GPtrArray) fresh = g_ptr_array_new();
	clear_sightings(self);
	gboolean good = look_into(self, "new", fresh, error) && look_into(self, "cur", fresh, error);
	g_ptr_array_sort(fresh, compare_age);
	for (guint i = 0; i < fresh->len; i++)
		((Letter *)fresh->pdata[i])->uid = self->uidnext + i;
	good = good && (fresh->len == 0 || append_index(self, fresh, error));
	if (!good) {
		self->indexed = FALSE;
		return FALSE;
	}
	self->uidnext += fresh->len;
	list_letters(self);
	return TRUE;
}

/* After a failure, too, the index is read again: what it says is what holds. */
gboolean letters_look(Letters *self, GError **error)
{
	if (self->indexed)
		return look(self, error);
	g_ptr_array_set_size(self->by_uid, 0);
	g_hash_table_remove_all(self->by_name);
	if (!read_index(self) && !letters_forget(self, error))
		return FALSE;
	self->indexed = look(self, error) && write_index(self, error);
	return self->indexed;
}

guint letters_first_from(const Letters *self, guint32 uid)
{
	guint low = 0, high = self->by_uid->len;
	while (low < high) {
		guint middle = low + (high - low) / 2;
		if (((Letter *)self->by_uid->pdata[middle])->uid < uid)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}
