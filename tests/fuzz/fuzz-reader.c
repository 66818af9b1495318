/* SPDX-License-Identifier: MIT
 *
 * fuzz-reader: everything that reads the bytes of a message, for fuzzers. Built with -fsanitize=fuzzer and
 * -DFUZZ_LIBFUZZER it is driven by libFuzzer; else it reads the files it is given, or standard input.
 */
#include "mail/reading.h"
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

static const AnswerWord words[] = {
	{"YES", "approve +1 ja", FALSE, FALSE}, {"NO", "-1 nein", FALSE, FALSE}, {"OWNER", NULL, TRUE, TRUE},
};

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	char *robots[] = {(char *)"robot@dmtf.example", NULL};
	ReaderConfig config = {
		.robots = robots,
		.domain = (char *)"dmtf.example",
		.authserv_id = (char *)"mx.dmtf.example",
		.content_max = 1000,
	};

	reading_open();
	g_autoptr(InMail) mail = reading_mail((const char *)bytes, length, &config, words, G_N_ELEMENTS(words));

	g_assert(g_utf8_validate(mail->text, -1, NULL));
	g_assert(g_utf8_validate(mail->subject, -1, NULL));
	return 0;
}

#ifndef FUZZ_LIBFUZZER
static int one_file(const char *path)
{
	g_autofree char *bytes = NULL;
	gsize length;

	if (!g_file_get_contents(path, &bytes, &length, NULL))
		return 1;
	return LLVMFuzzerTestOneInput((const uint8_t *)bytes, length);
}

int main(int argc, char **argv)
{
	int status = argc > 1 ? 0 : one_file("/dev/stdin");

	for (int i = 1; i < argc; i++)
		status |= one_file(argv[i]);
	return status;
}
#endif
