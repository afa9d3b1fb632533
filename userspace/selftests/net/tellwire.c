// SPDX-License-Identifier: GPL-2.0
/*
 * tellwire - tell the wire between the NICs what to do, when it is testwire (../wire/testwire.c).
 *
 *	tellwire NIC COMMAND...
 *	tellwire NIC hostile ... count=N [burst=N] [loss=1]
 *
 * The command is sent from NIC, and the answer printed. What "hostile" makes comes in bursts, each of them held
 * against the answer behind it: the frames that reached the stack are those that the wire says have to, in number
 * and in every octet, or the burst is named. A burst is small enough for two of them to fit the ring, because the
 * second may come before the driver has refilled what the first took: 2 * 48 frames, 8 descriptors each, of 1023.
 * With loss=1 they need not arrive, and burst may be large.
 *
 * The answers are added up. They are frames, too: how many, and their octets, stand at the end.
 */
#include <poll.h>
#include <unistd.h>

#include "packet.h"
#include "wire.h"

#define ANSWER_MS     15000 /* a NIC may be deaf for a second, and slow */
#define QUIET_MS      200
#define BURST	      48 /* frames */
#define SOCKET_BUFFER (64 << 20)
#define TAG_LEN	      4
#define TAG_AT	      12

static const char *const sums[] = {
	"made", "delivered", "octets", "long", "runt", "oversize", "filtered"
};

#define SUMS (sizeof(sums) / sizeof(*sums))

static int fd;
static uint8_t mac[ETH_ALEN];
static uint8_t buf[TAG_LEN + (1 << 17)];
static uint32_t number_last;

static void open_socket(const char *nic, uint16_t protocol)
{
	struct sockaddr_ll ll = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(protocol),
		.sll_ifindex = (int)if_nametoindex(nic),
	};
	int size = SOCKET_BUFFER, on = 1;

	if (!ll.sll_ifindex)
		die("there is no interface '%s'", nic);
	fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	if (fd < 0)
		die("packet socket: %s", strerror(errno));
	nic_address(fd, nic, mac);
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) ||
	    setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &on, sizeof(on)) ||
	    bind(fd, (struct sockaddr *)&ll, sizeof(ll)))
		die("packet socket at %s: %s", nic, strerror(errno));
}

static void tell(const char *text)
{
	struct wire_message *message = (void *)buf;
	size_t len = wire_message_fill(buf, ++number_last, text);

	/* a station that nobody is: the wire takes it off, whatever the address */
	memcpy(message->target, "\x02\0\0\0\0\xff", ETH_ALEN);
	memcpy(message->source, mac, ETH_ALEN);
	if (send(fd, buf, len, 0) < 0)
		die("send: %s", strerror(errno));
}

/* The stack takes a tag off before a packet socket sees the frame. */
static size_t put_tag_back(struct msghdr *message, uint8_t **frame, size_t len)
{
	struct cmsghdr *control;

	for (control = CMSG_FIRSTHDR(message); control; control = CMSG_NXTHDR(message, control)) {
		struct tpacket_auxdata aux;
		uint16_t tag[2];

		if (control->cmsg_level != SOL_PACKET || control->cmsg_type != PACKET_AUXDATA)
			continue;
		memcpy(&aux, CMSG_DATA(control), sizeof(aux));
		if (!(aux.tp_status & TP_STATUS_VLAN_VALID))
			continue;
		tag[0] = htons(aux.tp_vlan_tpid);
		tag[1] = htons(aux.tp_vlan_tci);
		*frame -= TAG_LEN;
		memmove(*frame, *frame + TAG_LEN, TAG_AT);
		memcpy(*frame + TAG_AT, tag, TAG_LEN);
		return len + TAG_LEN;
	}
	return len;
}

/* Returns the length of the next frame from the wire, 0 when there is none within @ms. */
static size_t take(uint8_t **frame, int ms)
{
	uint64_t until = now_ms() + (uint64_t)ms;

	for (;;) {
		struct pollfd pfd = { .fd = fd, .events = POLLIN };
		char control[CMSG_SPACE(sizeof(struct tpacket_auxdata))];
		struct iovec iov = { buf + TAG_LEN, sizeof(buf) - TAG_LEN };
		struct sockaddr_ll from;
		struct msghdr message = {
			.msg_name = &from,
			.msg_namelen = sizeof(from),
			.msg_iov = &iov,
			.msg_iovlen = 1,
			.msg_control = control,
			.msg_controllen = sizeof(control),
		};
		uint64_t now = now_ms();
		ssize_t len;

		if (poll(&pfd, 1, now < until ? (int)(until - now) : 0) <= 0)
			return 0;
		len = recvmsg(fd, &message, 0);
		if (len < 0)
			die("recvmsg: %s", strerror(errno));
		if (from.sll_pkttype == PACKET_OUTGOING)
			continue;
		*frame = buf + TAG_LEN;
		return put_tag_back(&message, frame, (size_t)len);
	}
}

/* The answer to what was told last. Returns false when the frame is none. */
static bool is_answer(const uint8_t *frame, size_t len, char *text)
{
	const struct wire_message *message = (const void *)frame;

	return wire_message_text(frame, len, text) && be32toh(message->number) == number_last &&
	       !memcmp(message->target, mac, ETH_ALEN);
}

static int tell_once(const char *nic, const char *command)
{
	char text[WIRE_TEXT_MAX + 1];
	uint8_t *frame;
	size_t len;

	open_socket(nic, ETHERTYPE_WIRE);
	tell(command);
	do {
		len = take(&frame, patience(ANSWER_MS));
		if (!len)
			die("no answer at %s: the wire is none that listens", nic);
	} while (!is_answer(frame, len, text));
	puts(text);
	return strncmp(text, "ok", 2) ? HELPER_FAILED : HELPER_OK;
}

static void socket_lost_nothing(void)
{
	struct tpacket_stats stats;
	socklen_t len = sizeof(stats);

	if (getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, &stats, &len))
		die("PACKET_STATISTICS: %s", strerror(errno));
	if (stats.tp_drops)
		die("the packet socket lost %u frames", stats.tp_drops);
}

struct bursts {
	const char *command;
	uint64_t first; /* frame of the next one */
	uint64_t count; /* frames in it */
	bool loss;	/* frames need not arrive */
	uint64_t sum[SUMS];
	uint64_t answers;
	uint64_t answer_octets;
};

static void burst_tell(const struct bursts *bursts)
{
	char line[WIRE_TEXT_MAX + 1];
	int len = snprintf(line, sizeof(line), "%s first=%llu count=%llu", bursts->command,
			   (unsigned long long)bursts->first, (unsigned long long)bursts->count);

	if (len < 0 || (size_t)len >= sizeof(line))
		die("the command is too long");
	tell(line);
}

/* Add up an answer. */
static void burst_answer(struct bursts *bursts, const char *text, size_t len)
{
	size_t i;

	if (strncmp(text, "ok", 2))
		die("the wire says: %s", text);
	for (i = 0; i < SUMS; i++)
		bursts->sum[i] += wire_number(text, sums[i], 0);
	bursts->answers++;
	bursts->answer_octets += len;
}

/* The answer may overtake what GRO holds back until its poll ends. */
static void burst(struct bursts *bursts)
{
	uint64_t seen = 0, digest = 0, wanted = UINT64_MAX;
	char text[WIRE_TEXT_MAX + 1] = "no answer";
	uint8_t *frame;
	size_t len;

	burst_tell(bursts);
	while (seen < wanted) {
		len = take(&frame,
			   bursts->loss && wanted != UINT64_MAX ? QUIET_MS : patience(ANSWER_MS));
		if (!len)
			break;
		if (is_answer(frame, len, text)) {
			burst_answer(bursts, text, len);
			wanted = wire_number(text, "delivered", 0);
		} else {
			seen++;
			digest += wire_digest(frame, len);
		}
	}
	if (wanted != UINT64_MAX && bursts->loss)
		return;
	socket_lost_nothing();
	if (seen == wanted && digest == wire_number(text, "digest", 0))
		return;
	printf("frames %llu to %llu: %llu arrived, digest %#llx; %s\n",
	       (unsigned long long)bursts->first,
	       (unsigned long long)(bursts->first + bursts->count - 1), (unsigned long long)seen,
	       (unsigned long long)digest, text);
	exit(HELPER_FAILED);
}

static int tell_hostile(const char *nic, struct bursts *bursts, uint64_t count, uint64_t most)
{
	size_t i;

	open_socket(nic, ETH_P_ALL);
	for (; bursts->first < count; bursts->first += bursts->count) {
		bursts->count = count - bursts->first < most ? count - bursts->first : most;
		burst(bursts);
	}
	printf("ok");
	for (i = 0; i < SUMS; i++)
		printf(" %s=%llu", sums[i], (unsigned long long)bursts->sum[i]);
	printf(" answers=%llu answer_octets=%llu\n", (unsigned long long)bursts->answers,
	       (unsigned long long)bursts->answer_octets);
	return HELPER_OK;
}

/* The words that are not for the wire. Returns false when @word is for it. */
static bool take_word(const char *word, uint64_t *count, uint64_t *most, bool *loss)
{
	if (!strncmp(word, "count=", 6))
		*count = number(word + 6, 1, UINT32_MAX, "count");
	else if (!strncmp(word, "burst=", 6))
		*most = number(word + 6, 1, UINT16_MAX, "burst");
	else if (!strncmp(word, "loss=", 5))
		*loss = number(word + 5, 0, 1, "loss");
	else
		return false;
	return true;
}

int main(int argc, char **argv)
{
	char command[WIRE_TEXT_MAX + 1] = "";
	struct bursts bursts = { .command = command };
	uint64_t count = 0, most = BURST;
	size_t used = 0;
	int i;

	if (argc < 3)
		die("usage: tellwire NIC COMMAND...");
	for (i = 2; i < argc; i++) {
		if (take_word(argv[i], &count, &most, &bursts.loss))
			continue;
		used += (size_t)snprintf(command + used, sizeof(command) - used, "%s%s",
					 used ? " " : "", argv[i]);
		if (used >= sizeof(command))
			die("the command is too long");
	}
	return count ? tell_hostile(argv[1], &bursts, count, most) : tell_once(argv[1], command);
}
