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

int main(int argc, char **argv)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	signal(SIGPIPE, SIG_IGN);
	return ctl_main(argc, argv, read_clock);
}
