# SPDX-License-Identifier: MIT
noinst_LIBRARIES += src/mail/libmail.a
src_mail_libmail_a_CPPFLAGS = $(AM_CPPFLAGS) $(GLIB_CFLAGS) $(GMIME_CFLAGS) $(XML_CFLAGS)
src_mail_libmail_a_SOURCES = \
	%D%/mime.h %D%/mime.c \
	%D%/gmime.h %D%/gmime.c \
	%D%/html-text.h %D%/html-text.c \
	%D%/body.h %D%/body.c \
	%D%/lines.h %D%/lines.c \
	%D%/phrases.h %D%/phrases.c \
	%D%/credit.h %D%/credit.c \
	%D%/visible.h %D%/visible.c \
	%D%/answer-index.h %D%/answer-index.c \
	%D%/answer-word.h %D%/answer-word.c \
	%D%/answer-scan.h %D%/answer-scan.c \
	%D%/answer.h %D%/answer.c \
	%D%/authres.h %D%/authres.c \
	%D%/away.h %D%/away.c \
	%D%/bounce-text.h %D%/bounce-text.c \
	%D%/bounce.h %D%/bounce.c \
	%D%/classify.h %D%/classify.c \
	%D%/envelope.h %D%/envelope.c \
	%D%/reading.h %D%/reading.c
