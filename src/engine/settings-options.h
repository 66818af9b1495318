/* SPDX-License-Identifier: MIT
 *
 * settings-options.h: the one table of all options of ballotd.conf, between the files that read and show it.
 */
#pragma once
#include "engine/settings.h"

#define SECTION_LIST(X)                                                                                                \
	X(SECTION_ROBOT, "robot") X(SECTION_MAILBOX, "mailbox") X(SECTION_SUBMIT, "submit")                            \
	X(SECTION_PROCESS, "process") X(SECTION_LIMITS, "limits") X(SECTION_PUBLISH, "publish")                        \
	X(SECTION_PROFILE, "profile")
ENUMTAB_DECLARE(Section, section, SECTION, SECTION_LIST);

typedef enum OptionType {
	OPTION_TEXT,     /* char * */
	OPTION_ADDRESS,  /* char *, comparable */
	OPTION_PATTERN,  /* char *: plus, none, or an address with one %s */
	OPTION_PATH,     /* char *, made absolute */
	OPTION_STORE,    /* char *: sqlite:PATH */
	OPTION_INBOX,    /* char *: a URL to read mail from */
	OPTION_OUTLET,   /* char *: a URL to hand mail to */
	OPTION_ZONE,     /* char *; the zone itself in the rules */
	OPTION_WORD,     /* int, a word of `words` */
	OPTION_FLAG,     /* gboolean: yes or no */
	OPTION_LOOPBACK, /* gboolean: "loopback", or left out */
	OPTION_DURATION, /* gint64, seconds */
	OPTION_NUMBER,   /* gint64 */
	OPTION_HOUR,     /* int */
	OPTION_SIZE,     /* gint64, bytes */
	OPTION_PROFILE   /* profile_set's */
} OptionType;

typedef enum OptionHome { HOME_SETTINGS, HOME_RULES, HOME_MAILBOX, HOME_PROFILE } OptionHome;

typedef struct Option {
	Section section;
	const char *key;
	OptionType type;
	OptionHome home;       /* the struct that `offset` is in */
	gsize offset;
	const char *standard;  /* the default; NULL: none */
	gboolean required;
	gint64 least, most;    /* DURATION, NUMBER, HOUR, SIZE: the range */
	const EnumTab *words;  /* WORD */
	const char *help;      /* one sentence, for the manual */
} Option;

extern const Option settings_options[];
extern const guint settings_n_options;

/* The value of an option in its struct, as the file would say it, or NULL when it is not set. Free with g_free. */
char *option_text(const Option *option, gconstpointer home);

/* Whether the option's field is a char * that its struct owns. */
gboolean option_is_text(const Option *option);

/* Sizes as written: "20M", "512k", "1G", or bytes; and back. Free with g_free. */
gboolean option_parse_size(const char *text, gint64 *out_bytes);
char *option_size_text(gint64 bytes);
