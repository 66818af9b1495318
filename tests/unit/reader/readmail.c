/* SPDX-License-Identifier: MIT
 *
 * readmail: `ballotctl read` by itself, for tests of the reader: readmail [--ask=KIND] FILE…
 */
#include "ctl/read.h"

int main(int argc, char **argv)
{
	return read_command(argc, argv, NULL, NULL);
}
