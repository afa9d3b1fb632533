// SPDX-License-Identifier: GPL-2.0
/*
 * fdops - do things to one file, in order, and tell how each ended.
 *
 *	fdops FILE OPERATION...
 *
 *	read[:BYTES]	one read(): "read 4096", "read EAGAIN", "read 0"
 *	drain		read() until nothing, an error or EAGAIN: "drain 81920 EAGAIN"
 *	poll:MS		poll() for reading: "poll IN 12", "poll timeout 100", with
 *			the ms it took; ERR and HUP are told as well
 *	nonblock block	set and clear O_NONBLOCK
 *	sleep:MS
 *	write:TEXT	one write(): "write 2", "write EINVAL"
 *	open		the same file a second time, and close it: "open ok"
 *
 * A file that cannot be opened is told as "open EBUSY", with exit status 1.
 */
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "helper.h"

static char buf[1 << 20];

static const char *outcome(ssize_t ret)
{
	static char text[24];

	if (ret < 0)
		return strerrorname_np(errno);
	snprintf(text, sizeof(text), "%zd", ret);
	return text;
}

static void set_nonblock(int fd, bool on)
{
	int flags = fcntl(fd, F_GETFL);

	if (fcntl(fd, F_SETFL, on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK))
		die("F_SETFL: %s", strerror(errno));
}

static void op_poll(int fd, int ms)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	uint64_t start = now_ms();
	int ret = poll(&pfd, 1, ms);

	printf("poll%s%s%s%s %llu\n", ret == 0 ? " timeout" : "", pfd.revents & POLLIN ? " IN" : "",
	       pfd.revents & POLLERR ? " ERR" : "", pfd.revents & POLLHUP ? " HUP" : "",
	       (unsigned long long)(now_ms() - start));
}

static void op_drain(int fd)
{
	uint64_t total = 0;
	ssize_t len;

	while ((len = read(fd, buf, sizeof(buf))) > 0)
		total += (uint64_t)len;
	printf("drain %llu %s\n", (unsigned long long)total, outcome(len));
}

static void op_open(const char *path)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	printf("open %s\n", fd < 0 ? outcome(fd) : "ok");
	if (fd >= 0)
		close(fd);
}

static void operate(int fd, const char *path, char *op)
{
	char *argument = strchr(op, ':');

	if (argument)
		*argument++ = '\0';
	if (!strcmp(op, "read"))
		printf("read %s\n",
		       outcome(read(fd, buf,
				    argument ? number(argument, 0, sizeof(buf), "BYTES") :
					       sizeof(buf))));
	else if (!strcmp(op, "drain"))
		op_drain(fd);
	else if (!strcmp(op, "poll") && argument)
		op_poll(fd, (int)number(argument, 0, 600000, "MS"));
	else if (!strcmp(op, "sleep") && argument)
		usleep((useconds_t)number(argument, 0, 600000, "MS") * 1000);
	else if (!strcmp(op, "write") && argument)
		printf("write %s\n", outcome(write(fd, argument, strlen(argument))));
	else if (!strcmp(op, "nonblock"))
		set_nonblock(fd, true);
	else if (!strcmp(op, "block"))
		set_nonblock(fd, false);
	else if (!strcmp(op, "open"))
		op_open(path);
	else
		die("'%s' is no operation", op);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	int fd, i;

	if (argc < 3)
		die("usage: fdops FILE OPERATION...");
	/* opened for writing only where an operation writes: the stream is read-only */
	fd = open(argv[1], strncmp(argv[2], "write:", 6) ? O_RDONLY : O_WRONLY);
	if (fd < 0) {
		printf("open %s\n", outcome(fd));
		return HELPER_FAILED;
	}
	for (i = 2; i < argc; i++)
		operate(fd, argv[1], argv[i]);
	return HELPER_OK;
}
