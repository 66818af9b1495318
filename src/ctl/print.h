/* SPDX-License-Identifier: MIT
 *
 * print.h: a document for people: its members one a line, its lists as tables. Control characters of what came from
 * outside never reach the terminal.
 */
#pragma once
#include "ctl/command.h"

/* The document as its sections say; a member or list that is not there is left out. g_free. */
char *print_document(const json_t *document, const CtlSection *sections);

/* A document as JSON: indented, keys in the order they were set. g_free. */
char *print_json(const json_t *document);
