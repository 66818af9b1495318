/* SPDX-License-Identifier: MIT
 *
 * robot.h: a whole robot in a folder of its own, for tests: the sample organisation, a Maildir in and a Maildir out,
 * time that passes when the test says so.
 */
#pragma once
#include "../table.h"
#include "engine/engine.h"

#define ROBOT_START ((Instant)1772359200) /* Sunday 1 March 2026, 10:00 UTC */

typedef struct Robot {
	char *dir;
	Settings *settings;
	Engine *engine;
	Instant now;
	guint mails; /* written so far */
} Robot;

/* Once a program: keeps the robot's log lines out of the test's output. */
void robot_quiet(void);

/* In a new folder, with more settings (a section and its keys, or NULL); the engine is open. Free with robot_free. */
Robot *robot_new(const char *more);
void robot_free(Robot *robot);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Robot, robot_free)

/* Ends the engine as a crash would, as far as a process can do that to itself, and starts it anew. */
void robot_restart(Robot *robot);

/* A mail for the next pass. headers: more header lines, each ended by \n, or NULL; without, DMARC passes. */
void robot_mail(Robot *robot, const char *from, const char *to, const char *subject, const char *text,
		const char *headers);

/* The same bytes as given. */
void robot_raw(Robot *robot, const char *bytes);

/* A pass so many seconds later; it must not fail. */
PassResult robot_pass(Robot *robot, gint64 seconds);

/* The newest letter of that template to that address, or NULL. */
OutRow *robot_letter(Robot *robot, const char *kind, const char *recipient);

/* How many letters of that template there are (NULL: of any). */
guint robot_letters(Robot *robot, const char *kind);

/* A header's value of a letter, or NULL; g_free. */
char *letter_header(const OutRow *letter, const char *name);

/* Answers a letter: from that address, to its Reply-To, with its Message-ID as In-Reply-To. */
void robot_reply(Robot *robot, const OutRow *letter, const char *from, const char *text);

/* What became of the n-th mail (from 1). */
Disposition robot_disposition(Robot *robot, gint64 n);

/* Removes a folder with all that is in it. */
void robot_remove(const char *path);

/* The store is what its journal says. */
void robot_verify(Robot *robot);
