/* SPDX-License-Identifier: MIT
 *
 * readmail: `ballotctl read` by itself, with the reader of this build tree: readmail [--ask=KIND] FILE…
 */
#include "ctl/read.h"

int main(int argc, char **argv)
{
	const char *top = g_getenv("top_builddir");
	g_autofree char *program = g_build_filename(top ? top : ".", "src", "ballotd-reader", NULL);

	return read_command(argc, argv, NULL, NULL, program);
}
