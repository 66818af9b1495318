/* SPDX-License-Identifier: MIT
 *
 * script.h: a mail server that plays a script to one client after another, in a thread, on a loopback port: what real
 * servers rarely do and must not harm us (lost replies, stalls, garbage, early words).
 */
#pragma once
#include <glib.h>

typedef enum ScriptAct {
	SCRIPT_END,     /* no more steps */
	SCRIPT_SAY,     /* sends text; %T in it is the tag (first word) of the last line read */
	SCRIPT_HEAR,    /* reads a line and expects text to be in it */
	SCRIPT_HEAR_TO, /* reads lines up to one that equals text */
	SCRIPT_CLOSE,   /* closes the connection */
	SCRIPT_ACCEPT,  /* waits for the next client */
	SCRIPT_HOLD,    /* says nothing until the client closes */
	SCRIPT_DRIBBLE, /* sends text's first byte again and again until the client closes */
	SCRIPT_FLOOD    /* sends 4 MB of text's first byte, or until the client closes */
} ScriptAct;

typedef struct ScriptStep {
	ScriptAct act;
	const char *text;
} ScriptStep;

typedef struct Script Script;

/* Starts a server that plays steps (ended by SCRIPT_END; borrowed); the first client is waited for without a step. */
Script *script_start(const ScriptStep *steps);
guint script_port(const Script *script);

/* Waits until the script has come to the first step of this kind. From any thread. */
void script_await(Script *script, ScriptAct act);

/* Waits for the script's end and fails the test when it did not play as written. Frees it. */
void script_finish(Script *script);
