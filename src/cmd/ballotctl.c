/* SPDX-License-Identifier: MIT
 *
 * ballotctl: what an administrator does with the robot; its commands are the table in ctl/command.c.
 */
#include "ctl/command.h"
#include <locale.h>
#include <signal.h>
#include <time.h>

static Instant read_clock(gpointer data)
{
	return (Instant)time(NULL);
}

/* What the engine logs of its decisions is the robot's log; here the commands say it themselves. */
static GLogWriterOutput write_log(GLogLevelFlags level, const GLogField *fields, gsize n, gpointer data)
{
	return level & G_LOG_LEVEL_MESSAGE ? G_LOG_WRITER_HANDLED : g_log_writer_default(level, fields, n, data);
}

int main(int argc, char **argv)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	signal(SIGPIPE, SIG_IGN);
	g_log_set_writer_func(write_log, NULL, NULL);
	return ctl_main(argc, argv, read_clock);
}
