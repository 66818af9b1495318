/* SPDX-License-Identifier: MIT
 *
 * evidence.c: see evidence.h.
 */
#include "store/evidence.h"
#include "base/fault.h"
#include "base/hash.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

struct Evidence {
	char *directory;
	gboolean unsynced;
};

Evidence *evidence_new(const char *directory)
{
	Evidence *evidence = g_new0(Evidence, 1);
	evidence->directory = g_strdup(directory);
	return evidence;
}

void evidence_free(Evidence *evidence)
{
	if (!evidence)
		return;
	g_free(evidence->directory);
	g_free(evidence);
}

static gboolean cannot(const char *what, const char *path, GError **error)
{
	return fault_set(error, FAULT_TEMP, "The evidence file %s cannot be %s: %s.", path, what, g_strerror(errno));
}

static gboolean write_all(int fd, GBytes *bytes)
{
	gsize length, done = 0;
	const char *data = g_bytes_get_data(bytes, &length);
	while (done < length) {
		ssize_t n = write(fd, data + done, length - done);
		if (n < 0 && errno != EINTR)
			return FALSE;
		done += n > 0 ? (gsize)n : 0;
	}
	return TRUE;
}

/* Whether the file is there and whole: a machine that stopped before the sync may have left an empty one. */
static gboolean file_holds(const char *path, GBytes *bytes)
{
	if (access(path, F_OK) != 0)
		return FALSE;
	g_autoptr(GMappedFile) file = g_mapped_file_new(path, FALSE, NULL);
	if (!file)
		return FALSE;
	g_autoptr(GBytes) there = g_mapped_file_get_bytes(file);
	return g_bytes_equal(there, bytes);
}

static gboolean file_write(const char *folder, const char *path, GBytes *bytes, GError **error)
{
	if (access(folder, F_OK) != 0 && g_mkdir_with_parents(folder, 0700) != 0)
		return cannot("made room for", path, error);
	g_autofree char *temporary = g_build_filename(folder, "new-XXXXXX", NULL);
	int fd = g_mkstemp_full(temporary, O_WRONLY | O_CLOEXEC, 0600);
	if (fd < 0)
		return cannot("made", path, error);
	gboolean written = write_all(fd, bytes);
	if (close(fd) != 0)
		written = FALSE;
	if (written && g_rename(temporary, path) == 0)
		return TRUE;
	cannot("written", path, error);
	g_unlink(temporary);
	return FALSE;
}

char *evidence_keep(Evidence *evidence, GBytes *bytes, GError **error)
{
	gsize length;
	gconstpointer data = g_bytes_get_data(bytes, &length);
	g_autofree char *hash = hash_hex(data, length);
	char prefix[] = {hash[0], hash[1], '\0'};
	g_autofree char *folder = g_build_filename(evidence->directory, prefix, NULL);
	g_autofree char *path = g_build_filename(folder, hash, NULL);
	/* one that is there already may have been written by a process that ended before it synced */
	evidence->unsynced = TRUE;
	if (!file_holds(path, bytes) && !file_write(folder, path, bytes, error))
		return NULL;
	return g_steal_pointer(&hash);
}

gboolean evidence_sync(Evidence *evidence, GError **error)
{
	if (!evidence->unsynced)
		return TRUE;
	int fd = open(evidence->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	gboolean synced = fd >= 0 && syncfs(fd) == 0;
	if (!synced)
		cannot("made durable", evidence->directory, error);
	if (fd >= 0)
		close(fd);
	evidence->unsynced = !synced;
	return synced;
}

GBytes *evidence_get(Evidence *evidence, const char *hash, GError **error)
{
	char *text = NULL;
	gsize length = 0;
	g_autofree char *path = g_strdup_printf("%s/%.2s/%s", evidence->directory, hash, hash);
	g_autoptr(GError) why = NULL;
	if (g_file_get_contents(path, &text, &length, &why))
		return g_bytes_new_take(text, length);
	gboolean gone = g_error_matches(why, G_FILE_ERROR, G_FILE_ERROR_NOENT);
	fault_set(error, gone ? FAULT_PERM : FAULT_TEMP, "The evidence %s cannot be read: %s.", hash, why->message);
	return NULL;
}

gboolean evidence_drop(Evidence *evidence, const char *hash, GError **error)
{
	g_autofree char *path = g_strdup_printf("%s/%.2s/%s", evidence->directory, hash, hash);
	return g_unlink(path) == 0 || errno == ENOENT ? TRUE : cannot("removed", path, error);
}
