/* SPDX-License-Identifier: MIT
 *
 * ballotd-reader: reads the mail that ballotd hands it on descriptor 0. Started by ballotd and ballotctl only.
 */
#include "reader/child.h"
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sysexits.h>

int main(void)
{
	struct stat input;

	if (fstat(0, &input) != 0 || !S_ISSOCK(input.st_mode)) {
		fputs("ballotd-reader is started by ballotd and ballotctl, which hand it a socket.\n", stderr);
		return EX_USAGE;
	}
	return child_run(0);
}
