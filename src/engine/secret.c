/* SPDX-License-Identifier: MIT
 *
 * secret.c: see secret.h.
 */
#include "engine/secret.h"
#include "base/fault.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECRET_MAX 4096

static gboolean is_own_group(gid_t group)
{
	gid_t groups[256];
	int n = getgroups((int)G_N_ELEMENTS(groups), groups);
	for (int i = 0; i < n; i++)
		if (groups[i] == group)
			return TRUE;
	return group == getegid();
}

static gboolean is_credential(const char *path)
{
	const char *directory = g_getenv("CREDENTIALS_DIRECTORY");
	g_autofree char *parent = g_path_get_dirname(path);
	return directory && g_str_equal(parent, directory);
}

static gboolean secret_guarded(const char *path, const struct stat *status, GError **error)
{
	if (!S_ISREG(status->st_mode))
		return fault_set(error, FAULT_PERM, "%s is not a plain file", path);
	if (is_credential(path))
		return TRUE;
	if (status->st_mode & S_IRWXO)
		return fault_set(error, FAULT_PERM,
				 "%s can be read by everybody (mode %04o), expected by its owner alone; run: "
				 "chmod 600 %s",
				 path, (guint)(status->st_mode & 07777), path);
	if ((status->st_mode & S_IRWXG) && !is_own_group(status->st_gid))
		return fault_set(error, FAULT_PERM,
				 "%s can be read by a group that is not our own (mode %04o, group %u), expected by its "
				 "owner alone; run: chmod 600 %s",
				 path, (guint)(status->st_mode & 07777), (guint)status->st_gid, path);
	return TRUE;
}

/* Reads from the file that was checked, not from whatever bears its name by now. */
static char *secret_line(int fd, const char *path, GError **error)
{
	char buffer[SECRET_MAX + 1] = "";
	gsize length = 0;
	ssize_t n = 0;
	while (length < SECRET_MAX && (n = read(fd, buffer + length, SECRET_MAX - length)) != 0) {
		if (n < 0 && errno != EINTR) {
			fault_set(error, FAULT_PERM, "%s cannot be read: %s", path, g_strerror(errno));
			return NULL;
		}
		length += n > 0 ? (gsize)n : 0;
	}
	buffer[strcspn(buffer, "\r\n")] = '\0';
	if (*buffer == '\0' || length == SECRET_MAX) {
		fault_set(error, FAULT_PERM, "%s holds no password, expected one in its first line", path);
		return NULL;
	}
	return g_strdup(buffer);
}

char *secret_read(const char *path, GError **error)
{
	struct stat status;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0) {
		fault_set(error, FAULT_PERM, "%s cannot be opened: %s", path, g_strerror(errno));
		return NULL;
	}
	char *secret = NULL;
	if (fstat(fd, &status) != 0)
		fault_set(error, FAULT_PERM, "%s cannot be looked at: %s", path, g_strerror(errno));
	else if (secret_guarded(path, &status, error))
		secret = secret_line(fd, path, error);
	close(fd);
	return secret;
}
