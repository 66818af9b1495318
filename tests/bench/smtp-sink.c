/* SPDX-License-Identifier: MIT
 *
 * smtp-sink: an SMTP server on loopback that accepts every letter and throws it away, as cheaply as it can, for
 * measurements. One thread, one poll() loop, any number of connections, no TLS.
 *
 *     smtp-sink PORT-FILE COUNT-FILE [RECIPIENTS-FILE]
 *
 * It writes the port it listens on into PORT-FILE. On SIGTERM or SIGINT it writes into COUNT-FILE, as lines "name
 * number", how many letters, bytes and connections there were, and ends. RECIPIENTS-FILE receives each accepted
 * letter's recipients, one a line.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST_CLIENTS 256
#define BUFFER_BYTES 65536
#define RECIPIENT_BYTES 8192
#define SIGNALS 0
#define LISTENER 1
#define FIRST_CLIENT 2

typedef struct Client {
	size_t length;     /* of what is in buffer */
	bool in_text;      /* between DATA and the final dot */
	unsigned line_end; /* how much of CRLF.CRLF has just gone by */
	size_t recipients_length;
	char recipients[RECIPIENT_BYTES];
	char buffer[BUFFER_BYTES];
} Client;

static struct pollfd fds[FIRST_CLIENT + MOST_CLIENTS];
static Client *clients[FIRST_CLIENT + MOST_CLIENTS];
static nfds_t n_fds = FIRST_CLIENT;
static unsigned long letters, bytes, connections;
static FILE *recipients_file;

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static void say(nfds_t i, const char *text)
{
	if (send(fds[i].fd, text, strlen(text), MSG_NOSIGNAL) < 0)
		shutdown(fds[i].fd, SHUT_RDWR);
}

static bool starts(const char *line, const char *word)
{
	return strncasecmp(line, word, strlen(word)) == 0;
}

static void note_recipient(Client *c, const char *line)
{
	const char *from = strchr(line, '<');
	const char *to = from != NULL ? strchr(from, '>') : NULL;
	size_t length = to != NULL ? (size_t)(to - from - 1) : 0;
	if (length == 0 || c->recipients_length + length + 1 > sizeof c->recipients)
		return;
	memcpy(c->recipients + c->recipients_length, from + 1, length);
	c->recipients_length += length;
	c->recipients[c->recipients_length++] = '\n';
}

static void obey(nfds_t i, const char *line)
{
	Client *c = clients[i];
	if (starts(line, "EHLO"))
		say(i, "250-sink\r\n250-8BITMIME\r\n250-PIPELINING\r\n250 SIZE 104857600\r\n");
	else if (starts(line, "DATA")) {
		c->in_text = true;
		c->line_end = 2;
		say(i, "354 go\r\n");
	} else if (starts(line, "QUIT")) {
		say(i, "221 bye\r\n");
		shutdown(fds[i].fd, SHUT_WR);
	} else {
		if (starts(line, "RCPT"))
			note_recipient(c, line);
		else if (starts(line, "MAIL") || starts(line, "RSET"))
			c->recipients_length = 0;
		say(i, "250 ok\r\n");
	}
}

static void accept_letter(nfds_t i)
{
	Client *c = clients[i];
	letters++;
	if (recipients_file != NULL)
		fwrite(c->recipients, 1, c->recipients_length, recipients_file);
	c->recipients_length = 0;
	c->in_text = false;
	say(i, "250 thrown away\r\n");
}

/* Looks for CRLF.CRLF, piece by piece; returns how much of the buffer was the letter's. */
static size_t skip_text(nfds_t i, const char *text, size_t length)
{
	static const char end[] = "\r\n.\r\n";
	Client *c = clients[i];
	for (const char *p = text; p < text + length; p++) {
		if (c->line_end == 0) {
			p = memchr(p, '\r', (size_t)(text + length - p));
			if (p == NULL)
				break;
		}
		c->line_end = *p == end[c->line_end] ? c->line_end + 1 : *p == '\r';
		if (c->line_end == sizeof end - 1) {
			accept_letter(i);
			return (size_t)(p + 1 - text);
		}
	}
	return length;
}

/* Deals with what is in the buffer and keeps what is not yet a whole line. */
static void digest(nfds_t i)
{
	Client *c = clients[i];
	char *at = c->buffer, *end = c->buffer + c->length;
	while (at < end) {
		if (c->in_text) {
			size_t used = skip_text(i, at, (size_t)(end - at));
			bytes += used;
			at += used;
			continue;
		}
		char *newline = memchr(at, '\n', (size_t)(end - at));
		if (newline == NULL)
			break;
		*newline = '\0';
		obey(i, at);
		at = newline + 1;
	}
	c->length = (size_t)(end - at);
	memmove(c->buffer, at, c->length);
}

static void drop_client(nfds_t i)
{
	close(fds[i].fd);
	free(clients[i]);
	n_fds--;
	fds[i] = fds[n_fds];
	clients[i] = clients[n_fds];
}

static void greet_client(void)
{
	int one = 1, fd = accept(fds[LISTENER].fd, NULL, NULL);
	if (fd < 0)
		return;
	if (n_fds == FIRST_CLIENT + MOST_CLIENTS) {
		close(fd);
		return;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	clients[n_fds] = calloc(1, sizeof(Client));
	fds[n_fds] = (struct pollfd){fd, POLLIN, 0};
	if (clients[n_fds] == NULL)
		fail("calloc");
	connections++;
	say(n_fds++, "220 sink\r\n");
}

/* False when the client is gone, or its line is longer than the buffer. */
static bool serve_client(nfds_t i)
{
	Client *c = clients[i];
	ssize_t n = recv(fds[i].fd, c->buffer + c->length, sizeof c->buffer - c->length, 0);
	if (n <= 0)
		return n < 0 && errno == EINTR;
	c->length += (size_t)n;
	digest(i);
	return c->length < sizeof c->buffer;
}

static void open_listener(const char *port_file)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	socklen_t size = sizeof address;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, size) != 0 || listen(fd, 64) != 0
	    || getsockname(fd, (struct sockaddr *)&address, &size) != 0)
		fail("listen");
	fds[LISTENER] = (struct pollfd){fd, POLLIN, 0};
	FILE *file = fopen(port_file, "w");
	if (file == NULL || fprintf(file, "%u\n", ntohs(address.sin_port)) < 0 || fclose(file) != 0)
		fail(port_file);
}

static void open_signals(void)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	int fd = signalfd(-1, &set, SFD_CLOEXEC);
	if (fd < 0)
		fail("signalfd");
	fds[SIGNALS] = (struct pollfd){fd, POLLIN, 0};
}

static void write_counts(const char *count_file)
{
	FILE *file = fopen(count_file, "w");
	if (file == NULL || fprintf(file, "letters %lu\nbytes %lu\nconnections %lu\n", letters, bytes, connections) < 0
	    || fclose(file) != 0)
		fail(count_file);
	if (recipients_file != NULL && fclose(recipients_file) != 0)
		fail("recipients");
}

int main(int argc, char **argv)
{
	if (argc < 3 || argc > 4) {
		fputs("usage: smtp-sink PORT-FILE COUNT-FILE [RECIPIENTS-FILE]\n", stderr);
		return 2;
	}
	if (argc == 4 && (recipients_file = fopen(argv[3], "w")) == NULL)
		fail(argv[3]);
	open_signals();
	open_listener(argv[1]);
	while (fds[SIGNALS].revents == 0) {
		if (poll(fds, n_fds, -1) < 0 && errno != EINTR)
			fail("poll");
		for (nfds_t i = n_fds; i-- > FIRST_CLIENT;)
			if (fds[i].revents != 0 && !serve_client(i))
				drop_client(i);
		if (fds[LISTENER].revents != 0)
			greet_client();
	}
	write_counts(argv[2]);
	return 0;
}
