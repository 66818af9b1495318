/* SPDX-License-Identifier: MIT
 *
 * phrases.h: what mail clients and people write around a new text, language by language: "wrote", "From", "Original
 * message", "Sent from my", and what makes a paragraph a disclaimer.
 *
 * The lists support general rules (a date, an address, a line that ends in a colon) and never replace them; a client in
 * a language that is missing here is still understood by its structure. All arguments are case-folded UTF-8.
 */
#pragma once
#include <glib.h>

typedef enum PhraseLabel {
	PHRASE_NO_LABEL,
	PHRASE_FROM,
	PHRASE_DATE,
	PHRASE_TO,
	PHRASE_SUBJECT,
	PHRASE_OTHER,
	PHRASE_LABEL_COUNT
} PhraseLabel;

/* Which header a label ("from", "gesendet", "件名") names; length in bytes, blanks and asterisks around it ignored. */
PhraseLabel phrase_label(const char *text, gsize length);

/* True when the text holds a verb of attribution ("wrote", "schrieb", "a écrit", "写道") as a word. */
gboolean phrase_has_verb(const char *text);

/* True when the text begins with a word that begins attributions ("on ", "am ", "le "). */
gboolean phrase_begins_credit(const char *text);

/* True when the text between dashes is one that separates a forwarded or quoted message. */
gboolean phrase_is_separator(const char *text);

/* True for a short line a mobile client adds ("sent from my phone", "get outlook for ios"). */
gboolean phrase_is_mobile(const char *text);

/* How many of the words of disclaimers the text holds. */
guint phrase_disclaimer_words(const char *text);

/* True for the line that help desks put above what they send ("reply above this line"). */
gboolean phrase_is_reply_above(const char *text);
