// SPDX-License-Identifier: GPL-2.0
/* Decoding, the fields of every header, checksums: on good, torn and lying frames. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "checksum.h"
#include "fields.h"
#include "fixture.h"
#include "line.h"
#include "source.h"
#include "tap.h"

/* Every packet of a fixture, in memory of exactly its size, so that ASan sees one byte too far. */
static void for_each_packet(const char *name,
			    void (*visit)(const struct gn_packet *packet, void *arg), void *arg)
{
	struct gn_source *source;
	struct gn_packet packet;
	struct fixture fixture;
	enum gn_status status;
	char path[40];
	int fd;

	fixture_build(&fixture, fixture_path(name), FIXTURE_PCAPNG, false);
	fd = fixture_fd(fixture.bytes, fixture.size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	source = gn_source_open_file(path, &status);
	assert_non_null(source);
	while ((status = gn_source_next(source, &packet)) == GN_OK) {
		uint8_t *exact = malloc(packet.caplen);

		memcpy(exact, packet.data, packet.caplen);
		packet.data = exact;
		visit(&packet, arg);
		free(exact);
	}
	assert_int_equal(status, GN_END);
	gn_source_close(source);
	close(fd);
	fixture_free(&fixture);
}

static void expect_summary(const struct gn_packet *packet, void *arg)
{
	const char *const *want = arg;
	struct gn_frame frame;
	char text[200];

	gn_frame_decode(&frame, packet);
	gn_frame_summary(&frame, text, sizeof(text));
	if (strcmp(text, want[packet->number - 1]))
		fail_msg("frame %u: '%s', not '%s'", (unsigned int)packet->number, text,
			 want[packet->number - 1]);
}

static void one_of_each(void **state)
{
	static const char *const want[] = {
		"ICMP echo request id 7 seq 1",
		"ICMP echo reply id 7 seq 1",
		"ICMP destination unreachable code 3",
		"UDP 40001 > 53 len 5",
		"UDP 40001 > 53 len 6",
		"UDP 40001 > 53 len 6",
		"UDP 40001 > 5353 len 13",
		"ICMPv6 neighbour solicitation",
		"TCP 40000 > 80 [SYN] seq 100 win 1000",
		"UDP 4000 > 4001 len 8, the first fragment",
		"IPv6 protocol 17, a later fragment",
		"TCP 40000 > 80 [ACK] seq 5 ack 6 win 7",
		"TCP 40000 > 80 [ACK] seq 5 ack 6 win 7",
		"UDP 4000 > 4001 len 16, the first fragment",
		"IPv4 protocol 17, a later fragment",
		"TCP 80 > 40000 [ACK] seq 6 ack 101 win 100",
		"TCP 40000 > 80 [RST, ACK, ECE, CWR, AE] seq 9 ack 9 win 0",
		"802.3 length 38",
		"EtherType 0x88cc",
		"TCP 40000 > 80 [PSH, ACK] seq 100 ack 6 win 7 len 1000",
		"TCP 40000 > 80 [PSH, ACK] seq 100 ack 6 win 7 len 44",
		"ARP who has 10.0.0.2? tell 10.0.0.1",
		"ARP who has 10.0.0.2? tell 10.0.0.1",
		"the Ethernet header is cut short",
		"TCP 40000 > 80 [PSH, ACK] seq 100 ack 6 win 7 len 17",
	};

	(void)state;
	for_each_packet("mixed.txt", expect_summary, (void *)want);
}

/* What is neither IP nor ARP has a summary, too, whatever it is in. */
static const struct stranger {
	uint16_t linktype;
	const char *bytes, *summary;
} strangers[] = {
	{ 1, "\x52\x54\0\x12\x34\1\x52\x54\0\x12\x34\2\x88\x64\x11\0\0\1\0\6\xc0\x21\1\1\0\4",
	  "PPPoE session, PPP protocol 0xc021" },
	{ 113, "\0\1\0\1\0\6\x52\x54\0\x12\x34\2\0\0\0\4\x42\x42\3\0\0\0\0\0\0\0",
	  "protocol type 0x0004" },
	{ 276, "\x88\xcc\0\0\0\0\0\2\0\1\0\6\x52\x54\0\x12\x34\2\0\0\2\7\4\0\0\0",
	  "protocol type 0x88cc" },
	{ 276, "\0\0\0\0\0\0\0\2\0\1\0\6\x52\x54\0\x12\x34\2\0\0\2\7\4\0\0\0",
	  "protocol type 0x0000" },
	{ 0, "\7\0\0\0\1\2\3\4\5\6\7\x8\1\2\3\4\5\6\7\x8\1\2\3\4\5\6",
	  "the address family is neither IPv4's nor IPv6's" },
};

static void nameless(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(strangers) / sizeof(strangers[0]); i++) {
		struct gn_interface interface = { .linktype = strangers[i].linktype };
		struct gn_packet packet = {
			.number = 1,
			.interface = &interface,
			.data = (const uint8_t *)strangers[i].bytes,
			.caplen = 26,
			.len = 26,
		};

		expect_summary(&packet, (void *)&strangers[i].summary);
	}
}

static const struct lie {
	size_t at;
	const char *why;
} lies[] = {
	{ 14, "the IPv4 header length is less than 5" },
	{ 14, "the IP version is not 4, as the EtherType says" },
	{ 16, "the IPv4 total length is less than the header" },
	{ 16, "the IPv4 total length points beyond the frame" },
	{ 14, "the IPv4 options are cut short" },
	{ 34, "the IP packet is too short for a TCP header" },
	{ 46, "the TCP data offset is less than 5" },
	{ 46, "the TCP data offset points beyond the IP packet" },
	{ 0, NULL }, /* only the options are wrong */
	{ 0, NULL },
	{ 34, "the IP packet is too short for a UDP header" },
	{ 38, "the UDP length is less than 8" },
	{ 38, "the UDP length points beyond the IP packet" },
	{ 34, "the ICMP header is cut short" },
	{ 14, "the ARP message is not about IPv4 over Ethernet" },
	{ 14, "the ARP message is cut short" },
	{ 14, "the IP version is not 6, as the EtherType says" },
	{ 14, "the IPv6 header is cut short" },
	{ 18, "the IPv6 payload length points beyond the frame" },
	{ 54, "an IPv6 extension header is cut short" },
	{ 12, "the VLAN tag is cut short" },
};

static void expect_lie(const struct gn_packet *packet, void *arg)
{
	const struct lie *lie = &lies[packet->number - 1];
	struct gn_frame frame;

	gn_frame_decode(&frame, packet);
	if (!lie->why) {
		assert_null(frame.error);
		assert_int_not_equal(frame.tcp, GN_NO_LAYER);
		assert_true(frame.tcp_opt.malformed);
		assert_int_equal(frame.tcp_opt.mss, packet->number == 9 ? 1460 : 0);
	} else {
		assert_non_null(frame.error);
		assert_string_equal(frame.error, lie->why);
		assert_int_equal(frame.error_at, lie->at);
		assert_int_equal(frame.tcp, GN_NO_LAYER);
		assert_int_equal(frame.udp, GN_NO_LAYER);
		assert_int_equal(frame.icmp, GN_NO_LAYER);
		assert_int_equal(frame.arp, GN_NO_LAYER);
	}
	++*(size_t *)arg;
}

static void headers_that_lie(void **state)
{
	size_t count = 0;

	(void)state;
	for_each_packet("torn.txt", expect_lie, &count);
	assert_int_equal(count, sizeof(lies) / sizeof(lies[0]));
}

/* Everything that reads a frame, on one that ends anywhere. */
static void read_everything(const struct gn_packet *packet)
{
	struct gn_layer layers[GN_LAYERS_MAX];
	struct gn_field fields[GN_FIELDS_MAX];
	struct gn_checksum sum;
	struct gn_frame frame;
	struct gn_line line;
	char text[64];

	gn_frame_decode(&frame, packet);
	for (size_t i = 0, count = gn_layers(&frame, layers); i < count; i++) {
		size_t bits = 0;

		for (size_t f = 0, n = gn_fields(&frame, &layers[i], fields); f < n; f++) {
			assert_int_equal(fields[f].offset * 8 + fields[f].bit,
					 layers[i].offset * 8 + bits);
			bits += fields[f].bits;
		}
		/* No gaps, and nothing left over. */
		assert_int_equal(bits, layers[i].length * 8);
		assert_true(layers[i].offset + layers[i].length <= packet->caplen);
	}
	gn_checksum_ip(&frame, &sum);
	gn_checksum_upper(&frame, &sum);
	gn_frame_summary(&frame, text, sizeof(text));
	assert_true(strlen(text) < sizeof(text));
	gn_line_build(&line, &frame);
	gn_line_free(&line);
}

static void cut_packet(const struct gn_packet *packet, void *arg)
{
	(void)arg;
	for (size_t cut = 0; cut <= packet->caplen; cut++) {
		struct gn_packet shorter = *packet;
		uint8_t *exact = malloc(cut ? cut : 1);

		memcpy(exact, packet->data, cut);
		shorter.data = exact;
		shorter.caplen = cut;
		/* Cut by the snaplen, and cut on the wire. */
		if (cut < packet->caplen)
			shorter.fcs_len = 0;
		read_everything(&shorter);
		shorter.len = cut;
		read_everything(&shorter);
		free(exact);
	}
}

static void damage_packet(const struct gn_packet *packet, void *arg)
{
	(void)arg;
	for (size_t at = 0; at < packet->caplen && at < 100; at++) {
		uint8_t *byte = (uint8_t *)packet->data + at, saved = *byte;

		for (int value = 0; value < 256; value += value < 16 ? 1 : 5) {
			*byte = value;
			read_everything(packet);
		}
		*byte = saved;
	}
}

static void cut_anywhere(void **state)
{
	(void)state;
	for_each_packet("http.txt", cut_packet, NULL);
	for_each_packet("mixed.txt", cut_packet, NULL);
	for_each_packet("torn.txt", cut_packet, NULL);
}

static void damaged_anywhere(void **state)
{
	(void)state;
	for_each_packet("mixed.txt", damage_packet, NULL);
}

static void expect_tcp(const struct gn_packet *packet, void *arg)
{
	struct gn_frame f;

	(void)arg;
	gn_frame_decode(&f, packet);
	switch (packet->number) {
	case 3:
		assert_int_equal(f.tcp, 34);
		assert_int_equal(f.tcp_hlen, 40);
		assert_int_equal(f.seq, 0x11223344);
		assert_int_equal(f.tcp_flags, GN_TCP_SYN);
		assert_true(f.tcp_opt.has_mss && f.tcp_opt.has_wscale);
		assert_true(f.tcp_opt.sack_permitted && f.tcp_opt.has_timestamps);
		assert_int_equal(f.tcp_opt.mss, 1460);
		assert_int_equal(f.tcp_opt.wscale, 7);
		assert_int_equal(f.tcp_opt.tsval, 1000);
		assert_int_equal(f.payload_len, 0);
		break;
	case 4:
		assert_int_equal(f.seq, 0xfffffff0);
		assert_int_equal(f.ack, 0x11223345);
		assert_int_equal(f.tcp_opt.tsecr, 1000);
		break;
	case 6:
		assert_int_equal(f.payload, 66);
		assert_int_equal(f.payload_len, 73);
		assert_memory_equal(packet->data + f.payload, "GET / HTTP/1.1", 14);
		break;
	}
}

static void expect_mixed(const struct gn_packet *packet, void *arg)
{
	struct gn_frame f;

	(void)arg;
	gn_frame_decode(&f, packet);
	switch (packet->number) {
	case 1:
		assert_int_equal(f.ip_ttl, 63);
		assert_true(f.ip_df);
		break;
	case 9: /* hop-by-hop and destination options before TCP */
		assert_int_equal(f.ip_hlen, 56);
		assert_int_equal(f.ip_proto, 6);
		assert_int_equal(f.tcp, 14 + 56);
		break;
	case 12:
		assert_int_equal(f.vlan, 12);
		assert_int_equal(f.vlan_tci, 0x6005);
		assert_int_equal(f.ethertype, 0x0800);
		assert_int_equal(f.ip, 18);
		break;
	case 13:
		assert_int_equal(f.vlan_tci, 0x0064);
		assert_int_equal(f.ip, 22);
		break;
	case 14:
		assert_true(f.more_fragments && !f.fragment);
		assert_int_equal(f.payload_len, 16);
		break;
	case 16:
		assert_int_equal(f.tcp_opt.sack_blocks, 2);
		assert_int_equal(f.tcp_opt.sack[1].left, 501);
		assert_int_equal(f.tcp_opt.sack[1].right, 601);
		break;
	case 17:
		assert_int_equal(f.ip_hlen, 24);
		assert_int_equal(f.tcp_flags,
				 GN_TCP_RST | GN_TCP_ACK | GN_TCP_ECE | GN_TCP_CWR | GN_TCP_AE);
		break;
	}
}

static void values(void **state)
{
	(void)state;
	for_each_packet("http.txt", expect_tcp, NULL);
	for_each_packet("mixed.txt", expect_mixed, NULL);
}

/* The state of the upper checksum of each frame of mixed.txt; '-' for none. */
static void expect_checksum(const struct gn_packet *packet, void *arg)
{
	static const char letters[] = {
		[GN_SUM_GOOD] = 'g',   [GN_SUM_BAD] = 'b',     [GN_SUM_LEFT] = 'l',
		[GN_SUM_UNUSED] = 'n', [GN_SUM_UNKNOWN] = 'u',
	};
	const char *want = arg;
	struct gn_checksum sum;
	struct gn_frame frame;
	char got = '-';

	gn_frame_decode(&frame, packet);
	if (gn_checksum_upper(&frame, &sum))
		got = letters[sum.state];
	if (got != want[packet->number - 1])
		fail_msg("frame %u: %c, not %c", (unsigned int)packet->number, got,
			 want[packet->number - 1]);
	if (gn_checksum_ip(&frame, &sum))
		assert_int_equal(sum.state, GN_SUM_GOOD);
}

static void checksums(void **state)
{
	(void)state;
	for_each_packet("mixed.txt", expect_checksum,
			"gggg"
			"nbgg"
			"gu-g"
			"gu-g"
			"g--u"
			"l---"
			"g");
	for_each_packet("http.txt", expect_checksum,
			"--lg"
			"llgg"
			"lglg");
}

static void left_by_its_value(const struct gn_packet *packet, void *arg)
{
	struct gn_packet silent = *packet;
	struct gn_checksum sum;
	struct gn_frame frame;

	(void)arg;
	if (packet->number != 3)
		return;
	gn_frame_decode(&frame, packet);
	assert_true(gn_checksum_upper(&frame, &sum));
	assert_string_equal(sum.evidence, "flag");
	silent.flags = 0;
	silent.driver = NULL;
	gn_frame_decode(&frame, &silent);
	assert_true(gn_checksum_upper(&frame, &sum));
	assert_int_equal(sum.state, GN_SUM_LEFT);
	assert_string_equal(sum.evidence, "pseudo_header");
	assert_int_equal(sum.stored, 0x1431);
}

static void left_without_a_flag(void **state)
{
	(void)state;
	for_each_packet("http.txt", left_by_its_value, NULL);
}

static void addresses(void **state)
{
	struct gn_addr a = { .version = 4, .bytes = { 10, 0, 0, 1 } };
	struct gn_addr b = { .version = 6, .bytes = { 0xfe, 0x80, [15] = 1 } };
	struct gn_addr none = { 0 };
	char text[GN_ADDR_STRLEN], mac[GN_MAC_STRLEN];

	(void)state;
	assert_string_equal(gn_addr_format(&a, text), "10.0.0.1");
	assert_string_equal(gn_addr_format(&b, text), "fe80::1");
	assert_string_equal(gn_addr_format(&none, text), "none");
	assert_true(gn_addr_equal(&a, &a));
	assert_false(gn_addr_equal(&a, &b));
	assert_string_equal(gn_mac_format(b.bytes, mac), "fe:80:00:00:00:00");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_of_each),	    cmocka_unit_test(nameless),
		cmocka_unit_test(headers_that_lie), cmocka_unit_test(values),
		cmocka_unit_test(checksums),	    cmocka_unit_test(left_without_a_flag),
		cmocka_unit_test(cut_anywhere),	    cmocka_unit_test(damaged_anywhere),
		cmocka_unit_test(addresses),
	};

	return cmocka_run_group_tests_name("decode", tests, NULL, NULL);
}
