/* SPDX-License-Identifier: MIT */
#include "engine/log.h"
#include <stdio.h>

/* The priorities of syslog(3), as systemd reads them in front of a line. */
static int log_priority(GLogLevelFlags level)
{
	if (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL))
		return 3;
	if (level & G_LOG_LEVEL_WARNING)
		return 4;
	return level & G_LOG_LEVEL_DEBUG ? 7 : 6;
}

static GLogWriterOutput log_write(GLogLevelFlags level, const GLogField *fields, gsize n, gpointer data)
{
	const char *message = NULL, *domain = NULL;
	for (gsize i = 0; i < n; i++) {
		if (g_str_equal(fields[i].key, "MESSAGE"))
			message = fields[i].value;
		else if (g_str_equal(fields[i].key, "GLIB_DOMAIN"))
			domain = fields[i].value;
	}
	if (!message || g_log_writer_default_would_drop(level, domain))
		return G_LOG_WRITER_HANDLED;
	if (data)
		fprintf(stderr, "<%d>%s\n", log_priority(level), message);
	else
		fprintf(stderr, "%s\n", message);
	return G_LOG_WRITER_HANDLED;
}

void log_open(void)
{
	gboolean systemd = g_getenv("JOURNAL_STREAM") || g_getenv("NOTIFY_SOCKET");
	g_log_set_writer_func(log_write, GINT_TO_POINTER(systemd), NULL);
}
