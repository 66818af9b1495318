/* SPDX-License-Identifier: MIT
 *
 * html-text.h: an HTML body as the lines a person sees, with the structure of quotes kept.
 *
 * Quoted regions come out as lines that begin with "> ", a place from which everything below is somebody else's as a
 * line HTML_CUT, a line that introduces a quote begins with HTML_CREDIT, and signatures the client marked as such
 * are left out; visible.h reads exactly this. What counts as quote is structure (blockquote, the classes and ids mail
 * clients put on it), never wording.
 */
#pragma once
#include <glib.h>

#define HTML_CUT "\x1d"
#define HTML_CREDIT "\x1c"
#define HTML_MAX (256 * 1024)    /* bytes of HTML that are looked at */
#define HTML_TAG_MAX (8 * 1024)  /* a longer tag is left out */
#define HTML_ATTRIBUTES_MAX 256  /* a tag with more is left out */
#define HTML_REFUSALS_MAX 300    /* after so many such tags the rest is left out */

/* html must be valid UTF-8. Never NULL; free with g_free. */
char *html_text(const char *html);
