# SPDX-License-Identifier: MIT
noinst_LIBRARIES += src/net/libnet.a
src_net_libnet_a_CPPFLAGS = $(AM_CPPFLAGS) $(GLIB_CFLAGS) $(GNUTLS_CFLAGS) $(CURL_CFLAGS)
src_net_libnet_a_SOURCES = \
	%D%/place.h %D%/place.c \
	%D%/stream.h %D%/stream.c %D%/waker.c \
	%D%/received.h %D%/received.c \
	%D%/inbox.h %D%/inbox.c %D%/inbox-driver.h \
	%D%/session.h %D%/session.c %D%/session-idle.c \
	%D%/fetching.h %D%/fetching.c %D%/inbox-imap.c \
	%D%/letters.h %D%/letters.c %D%/inbox-maildir.c \
	%D%/submit.h %D%/submit.c %D%/submit-driver.h \
	%D%/submit-smtp.c %D%/submit-maildir.c
# What a program with libnet.a links beside it.
NET_LIBS = $(ETPAN_LIBS) $(CURL_LIBS) $(GNUTLS_LIBS) $(GLIB_LIBS)
