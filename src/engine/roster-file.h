/* SPDX-License-Identifier: MIT
 *
 * roster-file.h: the file that says who is who, ballotd-roster(5), into a Roster.
 *
 * A file is taken whole or not at all: every mistake in it, in form and in sense, is named with file and line in one
 * fault.
 */
#pragma once
#include "domain/roster.h"
#include "domain/rules.h"

/* Reads a roster. rules (borrowed) says which ballot profiles there are and names the default originating committee.
 * NULL with FAULT_PERM naming every mistake, a line each. Free with roster_free. */
Roster *roster_load(const char *path, const Rules *rules, GError **error);

/* The same of a text; name is the file's in messages. */
Roster *roster_parse(const char *text, gsize length, const char *name, const Rules *rules, GError **error);

/* What changed from one roster to another, a readable sentence each, ordered by what it is about: "Jane Doe (jane)
 * joins Alliance Committee (alliance)". An empty array when nothing did. old NULL: everything is new. Free the array;
 * the texts are its own. */
GPtrArray *roster_differences(const Roster *old, const Roster *new);
