// SPDX-License-Identifier: GPL-2.0
/*
 * testwire - the wire between two of QEMU's NICs, for tests; scripts/vm --wire runs it.
 *
 *	testwire SOCKET SOCKET
 *
 * QEMU takes a NIC's frames at SOCKET, and sends to SOCKET.wire, which is made here; a datagram is a frame. At
 * first all that one end sends arrives at the other. A guest may tell the wire otherwise, and how, in the
 * messages of wire.h:
 *
 *	pass		what one end sends arrives at the other
 *	cut		nothing arrives
 *	damage ...	it arrives, some of it damaged: damage.c
 *	hostile ...	frames are made and sent to the NIC that asks, the answer behind them: hostile.c
 *
 * Pass, cut and damage are answered with what was done since the last of them, and it counts from 0 again:
 * "ok received=N received_damaged=N sent=N sent_damaged=N lost=N", as seen from the NIC that asks: the frames that
 * the wire sent it, those that it took from it, and those taken from it that arrived nowhere. Wrong commands are
 * answered with "error ...". When the command's frame has an FCS the answer has one.
 *
 * A line on standard output tells of every damaged frame, and the last ones how many frames there were. At
 * SIGTERM it ends.
 */
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <zlib.h>

#include "wire_parts.h"

#define FCS_LEN 4

enum mode { MODE_PASS, MODE_CUT, MODE_DAMAGE };

struct counts {
	uint64_t taken;	  /* from the NIC */
	uint64_t lost;	  /* of them */
	uint64_t sent;	  /* to it */
	uint64_t damaged; /* of them */
};

struct port {
	const char *name;
	struct sockaddr_un nic;
	int fd;
	bool connected;
	struct frame out; /* waits for room at the NIC; of length 0 when none does */
	struct counts counts, total;
};

static struct port ports[2];
static enum mode mode;
static struct damage damage;

static struct port *other(const struct port *port)
{
	return &ports[port == &ports[0]];
}

static struct sockaddr_un address(const char *path, const char *suffix)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int len = snprintf(at.sun_path, sizeof(at.sun_path), "%s%s", path, suffix);

	if (len < 0 || (size_t)len >= sizeof(at.sun_path))
		die("%s%s is too long for the name of a socket", path, suffix);
	return at;
}

static void port_open(struct port *port, const char *path)
{
	struct sockaddr_un own = address(path, ".wire");
	const char *slash = strrchr(path, '/');

	port->name = slash ? slash + 1 : path;
	port->nic = address(path, "");
	port->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (port->fd < 0)
		die("socket: %s", strerror(errno));
	if (bind(port->fd, (struct sockaddr *)&own, sizeof(own)))
		die("%s: %s", own.sun_path, strerror(errno));
}

/*
 * Send what waits, if QEMU takes it now. Its socket is there since before the first frame came. Only a
 * connected socket can be waited for until there is room at the other end.
 */
static void port_send(struct port *port)
{
	if (!port->connected && connect(port->fd, (struct sockaddr *)&port->nic, sizeof(port->nic)))
		die("%s: %s", port->nic.sun_path, strerror(errno));
	port->connected = true;
	if (send(port->fd, port->out.data, port->out.len, 0) < 0) {
		if (errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS || errno == EINTR)
			return;
		/* The guest has ended, and the signal that ends us is on its way. */
		close(port->fd);
		port->fd = -1;
	}
	port->out.len = 0;
}

/* Returns false when there is no frame. */
static bool port_take(struct port *port, struct frame *frame)
{
	ssize_t len = recv(port->fd, frame->data, sizeof(frame->data), 0);

	frame->len = len > 0 ? (size_t)len : 0;
	if (frame->len)
		port->counts.taken++;
	return frame->len;
}

/* Send what waits, however long it takes; what the NIC itself sends meanwhile is lost. */
static void port_drain(struct port *port)
{
	static struct frame lost;

	while (port->out.len) {
		struct pollfd pfd = { .fd = port->fd, .events = POLLIN | POLLOUT };

		port_send(port);
		if (!port->out.len)
			break;
		if (poll(&pfd, 1, -1) < 0)
			die("poll: %s", strerror(errno));
		if (pfd.revents & POLLIN && port_take(port, &lost))
			port->counts.lost++;
	}
}

static uint32_t fcs_of(const struct frame *frame, size_t len)
{
	return (uint32_t)crc32(0, frame->data, (unsigned int)len);
}

static bool has_fcs(const struct frame *frame)
{
	uint32_t fcs;

	if (frame->len < WIRE_FRAME_LEAST + FCS_LEN)
		return false;
	memcpy(&fcs, frame->data + frame->len - FCS_LEN, FCS_LEN);
	return le32toh(fcs) == fcs_of(frame, frame->len - FCS_LEN);
}

static void answer(struct port *port, const struct frame *command, const char *text)
{
	const struct wire_message *message = (const void *)command->data;
	struct wire_message *reply = (void *)port->out.data;

	port_drain(port);
	port->out.len = wire_message_fill(port->out.data, be32toh(message->number), text);
	memcpy(reply->target, message->source, WIRE_MAC_LEN);
	memcpy(reply->source, message->target, WIRE_MAC_LEN);
	if (has_fcs(command)) {
		uint32_t fcs = htole32(fcs_of(&port->out, port->out.len));

		memcpy(port->out.data + port->out.len, &fcs, FCS_LEN);
		port->out.len += FCS_LEN;
	}
	port_send(port);
}

static void counts_forget(struct port *port)
{
	port->total.taken += port->counts.taken;
	port->total.lost += port->counts.lost;
	port->total.sent += port->counts.sent;
	port->total.damaged += port->counts.damaged;
	port->counts = (struct counts){ 0 };
}

static void change_mode(const struct port *port, enum mode to, char *text, size_t size)
{
	const struct counts *here = &port->counts, *there = &other(port)->counts;

	mode = to;
	snprintf(text, size,
		 "ok received=%llu received_damaged=%llu sent=%llu sent_damaged=%llu lost=%llu",
		 (unsigned long long)here->sent, (unsigned long long)here->damaged,
		 (unsigned long long)here->taken, (unsigned long long)there->damaged,
		 (unsigned long long)here->lost);
	counts_forget(&ports[0]);
	counts_forget(&ports[1]);
}

static const char *send_hostile(struct port *port, const struct frame *command, const char *text,
				char *said, size_t size)
{
	const struct wire_message *message = (const void *)command->data;
	struct hostile *hostile;
	const char *fault = NULL;

	hostile = hostile_parse(text, message->source, &fault);
	if (!hostile)
		return fault;
	port_drain(port);
	while (port->fd >= 0 && hostile_next(hostile, &port->out)) {
		port_drain(port);
		port->counts.sent++;
	}
	hostile_end(hostile, said, size);
	return NULL;
}

static bool is_command(const char *text, const char *name)
{
	size_t len = strlen(name);

	return !strncmp(text, name, len) && (!text[len] || text[len] == ' ');
}

static void obey(struct port *port, const struct frame *command, const char *text)
{
	char said[WIRE_TEXT_MAX + 1];
	const char *fault = NULL;
	struct damage wanted;

	port->counts.taken--;
	if (is_command(text, "pass")) {
		change_mode(port, MODE_PASS, said, sizeof(said));
	} else if (is_command(text, "cut")) {
		change_mode(port, MODE_CUT, said, sizeof(said));
	} else if (is_command(text, "damage")) {
		fault = damage_parse(&wanted, text);
		if (!fault) {
			damage = wanted;
			change_mode(port, MODE_DAMAGE, said, sizeof(said));
		}
	} else if (is_command(text, "hostile")) {
		fault = send_hostile(port, command, text, said, sizeof(said));
	} else {
		fault = "there is pass, cut, damage and hostile";
	}
	if (fault)
		snprintf(said, sizeof(said), "error %s", fault);
	answer(port, command, said);
}

/* Take a frame from @port; the other port has room for it. */
static void carry(struct port *port)
{
	struct port *to = other(port);
	struct frame *frame = &to->out;
	char text[WIRE_TEXT_MAX + 1], what[128];
	size_t len;

	if (!port_take(port, frame))
		return;
	len = frame->len;
	if (wire_message_text(frame->data, len, text)) {
		static struct frame command;

		memcpy(command.data, frame->data, len);
		command.len = len;
		frame->len = 0;
		obey(port, &command, text);
	} else if (mode == MODE_CUT) {
		port->counts.lost++;
		frame->len = 0;
	} else {
		to->counts.sent++;
		if (mode == MODE_DAMAGE && damage_frame(&damage, frame, what, sizeof(what))) {
			to->counts.damaged++;
			printf("%s to %s, frame %llu of %zu octets: %s\n", port->name, to->name,
			       (unsigned long long)(to->total.sent + to->counts.sent), len, what);
		}
		port_send(to);
	}
}

static void summary(struct port *port)
{
	counts_forget(port);
	printf("%s: %llu frames taken from it, %llu of them lost; %llu sent to it, %llu of them damaged\n",
	       port->name, (unsigned long long)port->total.taken,
	       (unsigned long long)port->total.lost, (unsigned long long)port->total.sent,
	       (unsigned long long)port->total.damaged);
}

static int signals(void)
{
	sigset_t set;
	int fd;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	if (sigprocmask(SIG_BLOCK, &set, NULL))
		die("sigprocmask: %s", strerror(errno));
	fd = signalfd(-1, &set, SFD_CLOEXEC);
	if (fd < 0)
		die("signalfd: %s", strerror(errno));
	return fd;
}

int main(int argc, char **argv)
{
	struct pollfd pfd[3] = { 0 };
	unsigned int i;

	if (argc != 3)
		die("usage: testwire SOCKET SOCKET: it has two ends");
	setvbuf(stdout, NULL, _IOLBF, 0);
	pfd[2] = (struct pollfd){ .fd = signals(), .events = POLLIN };
	for (i = 0; i < 2; i++)
		port_open(&ports[i], argv[1 + i]);

	while (!(pfd[2].revents & POLLIN)) {
		for (i = 0; i < 2; i++) {
			pfd[i].fd = ports[i].fd;
			pfd[i].events = (short)((other(&ports[i])->out.len ? 0 : POLLIN) |
						(ports[i].out.len ? POLLOUT : 0));
		}
		if (poll(pfd, 3, -1) < 0)
			die("poll: %s", strerror(errno));
		for (i = 0; i < 2; i++) {
			if (pfd[i].revents & POLLOUT)
				port_send(&ports[i]);
			if (pfd[i].revents & POLLIN && !other(&ports[i])->out.len)
				carry(&ports[i]);
		}
	}
	summary(&ports[0]);
	summary(&ports[1]);
	return 0;
}
