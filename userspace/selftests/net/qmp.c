// SPDX-License-Identifier: GPL-2.0
/*
 * qmp [-e EVENT] COMMAND [NAME=VALUE]...: give QEMU a command, by the port that scripts/vm --monitor makes, and
 * print what it returns; with -e, return when QEMU has told of EVENT after it.
 *
 * true and false are what they say; any other VALUE is a string.
 */
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "helper.h"

#define PORT	"/dev/virtio-ports/monitor"
#define WAIT_MS 10000

static char line[1 << 16];
static size_t filled;
static int port;

/* Text and quotation marks of a string that has nothing to escape. */
static void append_string(char *to, size_t size, const char *string)
{
	size_t used = strlen(to);

	if (strpbrk(string, "\"\\"))
		die("'%s' has a character that this program does not escape", string);
	if ((size_t)snprintf(to + used, size - used, "\"%s\"", string) >= size - used)
		die("the command is too long");
}

static void append(char *to, size_t size, const char *text)
{
	if (strlen(to) + strlen(text) >= size)
		die("the command is too long");
	strcat(to, text);
}

static void append_argument(char *to, size_t size, char *argument)
{
	char *value = strchr(argument, '=');

	if (!value)
		die("'%s' is not NAME=VALUE", argument);
	*value++ = '\0';
	append_string(to, size, argument);
	append(to, size, ":");
	if (!strcmp(value, "true") || !strcmp(value, "false"))
		append(to, size, value);
	else
		append_string(to, size, value);
}

static void say(const char *text)
{
	if (write(port, text, strlen(text)) != (ssize_t)strlen(text))
		die(PORT ": %s", strerror(errno));
}

/* The next line that QEMU says; NULL when it says none until @end. */
static const char *next_line(uint64_t end)
{
	struct pollfd poller = { .fd = port, .events = POLLIN };
	static size_t taken;

	memmove(line, line + taken, filled - taken);
	filled -= taken;
	taken = 0;
	for (;;) {
		char *newline = memchr(line, '\n', filled);
		uint64_t now = now_ms();
		ssize_t got;

		if (newline) {
			*newline = '\0';
			taken = (size_t)(newline - line) + 1;
			return line;
		}
		if (now >= end || poll(&poller, 1, (int)(end - now)) <= 0)
			return NULL;
		got = read(port, line + filled, sizeof(line) - filled);
		if (got <= 0)
			die(PORT ": %s",
			    got ? strerror(errno) : "QEMU is gone, or the line too long");
		filled += (size_t)got;
	}
}

/* What comes before, events among it, is not the answer. */
static const char *answer(const char *id)
{
	uint64_t end = now_ms() + (uint64_t)patience(WAIT_MS);
	const char *said;

	while ((said = next_line(end)))
		if (strstr(said, id))
			return said;
	die("no answer from QEMU");
}

static void wait_for_event(const char *event)
{
	uint64_t end = now_ms() + (uint64_t)patience(WAIT_MS);
	char word[128];
	const char *said;

	snprintf(word, sizeof(word), "\"event\": \"%s\"", event);
	while ((said = next_line(end)))
		if (strstr(said, word))
			return;
	fprintf(stderr, "no %s from QEMU\n", event);
	exit(HELPER_FAILED);
}

/* One at a time has the port. */
static void open_port(void)
{
	uint64_t end = now_ms() + (uint64_t)patience(WAIT_MS);

	while ((port = open(PORT, O_RDWR | O_CLOEXEC)) < 0) {
		if (errno != EBUSY || now_ms() >= end)
			die(PORT ": %s (scripts/vm --monitor makes it)", strerror(errno));
		usleep(10000);
	}
}

int main(int argc, char **argv)
{
	char command[4096] = "{\"execute\":", id[64];
	const char *event = NULL, *said;

	if (argc > 2 && !strcmp(argv[1], "-e")) {
		event = argv[2];
		argc -= 2;
		argv += 2;
	}
	if (argc < 2)
		die("usage: qmp [-e EVENT] COMMAND [NAME=VALUE]...");
	/* QEMU gives the id back as it got it, but for blanks. */
	snprintf(id, sizeof(id), "\"qmp %d\"", getpid());
	append_string(command, sizeof(command), argv[1]);
	append(command, sizeof(command), ",\"arguments\":{");
	for (int i = 2; i < argc; i++) {
		if (i > 2)
			append(command, sizeof(command), ",");
		append_argument(command, sizeof(command), argv[i]);
	}
	append(command, sizeof(command), "},\"id\":");
	append(command, sizeof(command), id);
	append(command, sizeof(command), "}\n");

	open_port();
	/* Refused when an earlier call has done so already. */
	say("{\"execute\":\"qmp_capabilities\"}\n");
	say(command);
	said = answer(id);
	puts(said);
	if (strstr(said, "\"error\":"))
		return HELPER_FAILED;
	if (event)
		wait_for_event(event);
	return HELPER_OK;
}
