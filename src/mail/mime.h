/* SPDX-License-Identifier: MIT
 *
 * mime.h: the structure of a message as spans of its bytes: headers and parts, nothing decoded.
 *
 * The splitter is our own, because structure is where hostile mail hurts: it never recurses, looks at each byte a
 * bounded number of times and stops at fixed limits. What stands in a header or a body is decoded by gmime.h, for the
 * few headers and parts that somebody asks for. A message/rfc822 part is entered (a bounce returns its mail in one),
 * but everything in it is marked `inside`, and no answer is ever taken from there.
 */
#pragma once
#include <glib.h>

#define MIME_HEAD_MAX (256 * 1024) /* bytes of the header block */
#define MIME_HEADER_MAX (16 * 1024) /* bytes of one header */
#define MIME_HEADERS_MAX 1000
#define MIME_DEPTH_MAX 12
#define MIME_PARTS_MAX 200

typedef struct MimeSpan {
	const char *at;
	gsize length;
} MimeSpan;

typedef struct MimeHeader {
	MimeSpan name;  /* as written, without the colon */
	MimeSpan value; /* as written, folds included, without the last line end */
	MimeSpan whole; /* the header's lines, last line end included */
} MimeHeader;

typedef enum MimeEncoding {
	MIME_PLAIN,
	MIME_BASE64,
	MIME_QUOTED,
	MIME_UUENCODE,
	MIME_ENCODING_COUNT
} MimeEncoding;

/* A Content-Type, parameters decoded; members are NULL when absent, type never. */
typedef struct MimeType {
	char *type; /* lower case, "text/plain" */
	char *charset;
	char *name;
	char *boundary;
	char *format;      /* "flowed" */
	char *report_type; /* "delivery-status" */
	char *smime_type;
	gboolean del_space; /* DelSp=yes */
} MimeType;

typedef struct MimePart {
	int parent; /* index of the part this one lies in, -1 for the message itself */
	int depth;
	guint first_header;
	guint n_headers;
	MimeType type;
	MimeEncoding encoding;
	gboolean attached; /* Content-Disposition: attachment */
	gboolean inside;   /* lies in a message/rfc822 */
	char *name;        /* file name from Content-Disposition or Content-Type, decoded, or NULL */
	MimeSpan body;     /* without the line end before the next boundary */
} MimePart;

typedef struct MimeTree {
	GArray *headers;     /* MimeHeader, part by part */
	GPtrArray *parts;    /* MimePart *, each before its children; the first is the message */
	const char *hostile; /* what makes the message one that is not read, or NULL; static */
	MimeSpan head;       /* the header block of the message */
} MimeTree;

/* Splits a message. The tree borrows the bytes, which must outlive it. Never NULL: with `hostile` set there may be no
 * parts but the first. Free with mime_tree_free. */
MimeTree *mime_split(const char *bytes, gsize length);
void mime_tree_free(MimeTree *tree);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MimeTree, mime_tree_free)

/* The part at an index; borrowed. */
const MimePart *mime_part(const MimeTree *tree, guint index);

/* The nth header (from 0) of that name in a part (names compare without case), or NULL. */
const MimeHeader *mime_header(const MimeTree *tree, const MimePart *part, const char *name, guint nth);

/* The raw value of the first header of that name, folds turned into blanks, or NULL. Free with g_free. */
char *mime_value(const MimeTree *tree, const MimePart *part, const char *name);

/* True when the message itself (part 0) has the header. */
gboolean mime_has(const MimeTree *tree, const char *name);
