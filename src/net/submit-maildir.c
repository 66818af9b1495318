/* SPDX-License-Identifier: MIT
 *
 * submit-maildir.c: submit.h into a Maildir: each letter is written to tmp, synced and renamed into new, under a name
 * that sorts in the order of sending. The envelope stands on top, as a final delivery would write it: Return-Path and
 * Delivered-To (RFC 5321 4.4).
 */
#include "base/fault.h"
#include "net/submit-driver.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

typedef struct MaildirSubmit {
	Submit base;
	char *path;
	guint64 started; /* monotonic, microseconds */
	guint32 mark;    /* tells processes and runs apart */
	guint32 sent;
} MaildirSubmit;

static const char *line_end(GBytes *message)
{
	gsize length;
	const char *text = g_bytes_get_data(message, &length);
	const char *newline = length > 0 ? memchr(text, '\n', length) : NULL;
	return newline != NULL && newline > text && newline[-1] == '\r' ? "\r\n" : "\n";
}

static gboolean write_letter(const char *path, const char *envelope, GBytes *message)
{
	gsize length;
	gconstpointer text = g_bytes_get_data(message, &length);
	struct iovec parts[2] = {{(void *)envelope, strlen(envelope)}, {(void *)text, length}};
	int fd = g_open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return FALSE;
	errno = EIO; /* a short write says nothing itself */
	gboolean good = writev(fd, parts, 2) == (gssize)(parts[0].iov_len + length) && fdatasync(fd) == 0;
	int kept = errno;
	good = close(fd) == 0 && good;
	errno = kept;
	return good;
}

static SubmitOutcome hand_over(Submit *submit, const char *envelope_from, const char *recipient, GBytes *message,
                               char **out_reply)
{
	MaildirSubmit *self = (MaildirSubmit *)submit;
	const char *end = line_end(message);
	g_autofree char *envelope = g_strdup_printf("Return-Path: <%s>%sDelivered-To: %s%s", envelope_from, end,
	                                            recipient, end);
	g_autofree char *name = g_strdup_printf("%016" G_GINT64_MODIFIER "u.Q%08uR%08x.ballotd", self->started,
	                                        ++self->sent, self->mark);
	g_autofree char *tmp = g_build_filename(self->path, "tmp", name, NULL);
	g_autofree char *final = g_build_filename(self->path, "new", name, NULL);
	if (write_letter(tmp, envelope, message) && rename(tmp, final) == 0) {
		*out_reply = g_strdup_printf("250 written as %s", name);
		return SUBMIT_ACCEPTED;
	}
	*out_reply = g_strdup_printf("%s: %s", self->path, g_strerror(errno));
	g_unlink(tmp);
	return SUBMIT_DEFERRED;
}

static gboolean check(Submit *submit, GError **error)
{
	MaildirSubmit *self = (MaildirSubmit *)submit;
	g_autofree char *new_path = g_build_filename(self->path, "new", NULL);
	return access(new_path, W_OK | X_OK) == 0
	       || fault_set(error, FAULT_PERM, "%s: cannot be written: %s", new_path, g_strerror(errno));
}

static void maildir_submit_free(Submit *submit)
{
	MaildirSubmit *self = (MaildirSubmit *)submit;
	g_free(self->path);
	g_free(self);
}

Submit *submit_maildir_new(const SubmitConfig *config, const Place *place, GError **error)
{
	static const SubmitDriver driver = {hand_over, check, maildir_submit_free};
	static const char *const parts[] = {"tmp", "new", "cur"};
	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
		g_autofree char *part = g_build_filename(place->path, parts[i], NULL);
		if (g_mkdir_with_parents(part, 0700) != 0) {
			fault_set(error, FAULT_PERM, "%s: cannot be made: %s", part, g_strerror(errno));
			return NULL;
		}
	}
	MaildirSubmit *self = g_new0(MaildirSubmit, 1);
	self->base.driver = &driver;
	self->path = g_strdup(place->path);
	self->started = (guint64)g_get_monotonic_time();
	self->mark = g_random_int();
	return &self->base;
}
