// SPDX-License-Identifier: GPL-2.0
#include "story.h"

#include <err.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "duration.h"
#include "tap.h"

#define HEADERS (14 + 20 + 60)

/* @0: not 1970 itself, which tshark takes for no time at all. */
#define STORY_EPOCH 1700000000000000000LL

/* What a line says; @has_seq and @has_ack: not left out. */
struct line {
	const char *text;
	enum gn_side from;
	uint16_t flags;
	bool has_seq, has_ack;
	uint32_t seq, ack, len;
	uint16_t window, ip_id;
	struct gn_tcp_options options;
	char states[64], findings[256], acks[128];
	bool has_states, has_acks;
	bool other, has_cookie, has_cut;
	unsigned int cookie, cut;
};

struct teller {
	struct story *story;
	const char *name;
	uint32_t isn[GN_SIDES], next[GN_SIDES]; /* raw; next: all it sent so far */
	int64_t time_ns;
	FILE *pcap;
	uint8_t bytes[HEADERS + 65536];
};

static void put16(uint8_t *at, uint16_t value)
{
	at[0] = value >> 8;
	at[1] = value;
}

static void put32(uint8_t *at, uint32_t value)
{
	put16(at, value >> 16);
	put16(at + 2, value);
}

static uint32_t sum(const uint8_t *bytes, size_t size, uint32_t start)
{
	for (size_t i = 0; i < size; i++)
		start += i & 1 ? bytes[i] : bytes[i] << 8;
	return start;
}

static uint16_t fold(uint32_t value)
{
	while (value >> 16)
		value = (value & 0xffff) + (value >> 16);
	return ~value;
}

static size_t put_options(uint8_t *at, const struct gn_tcp_options *options, const uint32_t isn)
{
	uint8_t *p = at;

	if (options->has_mss) {
		memcpy(p, "\x02\x04", 2);
		put16(p + 2, options->mss);
		p += 4;
	}
	if (options->sack_permitted)
		p = (uint8_t *)memcpy(p, "\x04\x02\x01\x01", 4) + 4;
	if (options->has_wscale) {
		memcpy(p, "\x03\x03", 2);
		p[2] = options->wscale;
		p[3] = 1;
		p += 4;
	}
	if (options->has_timestamps) {
		memcpy(p, "\x01\x01\x08\x0a", 4);
		put32(p + 4, options->tsval);
		put32(p + 8, options->tsecr);
		p += 12;
	}
	if (options->sack_blocks) {
		memcpy(p, "\x01\x01\x05", 3);
		p[3] = 2 + 8 * options->sack_blocks;
		p += 4;
		for (unsigned int i = 0; i < options->sack_blocks; i++, p += 8) {
			put32(p, options->sack[i].left + isn);
			put32(p + 4, options->sack[i].right + isn);
		}
	}
	return p - at;
}

/* RFC 7413 4.1.1; without a cookie it asks for one. */
static size_t put_cookie(uint8_t *at, const struct line *line)
{
	size_t size = 2 + line->cookie;

	if (!line->has_cookie)
		return 0;
	at[0] = 34;
	at[1] = size;
	memset(at + 2, 0x5a, line->cookie);
	for (; size % 4; size++)
		at[size] = 1;
	return size;
}

/* Ethernet, IPv4 and TCP around @line->len bytes that depend on their sequence number, unless they are others. */
static size_t put_frame(struct teller *teller, const struct line *line, uint32_t seq, uint32_t ack)
{
	uint8_t *eth = teller->bytes, *ip = eth + 14, *tcp = ip + 20;
	size_t options = put_options(tcp + 20, &line->options, teller->isn[!line->from]);
	size_t tcp_length;
	uint8_t *payload;

	options += put_cookie(tcp + 20 + options, line);
	tcp_length = 20 + options + line->len;
	payload = tcp + 20 + options;
	memset(eth, 0, 14 + 20 + 20);
	eth[0] = eth[6] = 2;
	eth[5] = line->from == GN_CLIENT ? 2 : 1;
	eth[11] = line->from == GN_CLIENT ? 1 : 2;
	put16(eth + 12, 0x0800);
	ip[0] = 0x45;
	put16(ip + 2, 20 + tcp_length);
	put16(ip + 4, line->ip_id);
	ip[8] = 64;
	ip[9] = 6;
	put32(ip + 12, line->from == GN_CLIENT ? 0x0a000001 : 0x0a000002);
	put32(ip + 16, line->from == GN_CLIENT ? 0x0a000002 : 0x0a000001);
	put16(ip + 10, fold(sum(ip, 20, 0)));
	put16(tcp, line->from == GN_CLIENT ? 40000 : 80);
	put16(tcp + 2, line->from == GN_CLIENT ? 80 : 40000);
	put32(tcp + 4, seq);
	put32(tcp + 8,
	      line->flags & GN_TCP_ACK || (line->flags & GN_TCP_RST && line->has_ack) ? ack : 0);
	tcp[12] = (20 + options) / 4 << 4;
	tcp[13] = line->flags;
	put16(tcp + 14, line->window);
	for (uint32_t i = 0; i < line->len; i++)
		payload[i] = 'a' + (seq + !!(line->flags & GN_TCP_SYN) + i + line->other) % 26;
	put16(tcp + 16, fold(sum(tcp, tcp_length, sum(ip + 12, 8, 6 + tcp_length))));
	return 14 + 20 + tcp_length;
}

static void write_pcap(struct teller *teller, const struct gn_packet *packet)
{
	uint32_t header[4] = {
		teller->time_ns / 1000000000,
		teller->time_ns % 1000000000,
		packet->caplen,
		packet->len,
	};

	if (!teller->pcap)
		return;
	if (fwrite(header, sizeof(header), 1, teller->pcap) != 1 ||
	    fwrite(teller->bytes, packet->caplen, 1, teller->pcap) != 1)
		err(1, "%s.pcap", teller->name);
}

static void open_pcap(struct teller *teller)
{
	/* Magic of nanoseconds, version 2.4, no zone, no accuracy, no limit, Ethernet. */
	static const uint32_t header[6] = { 0xa1b23c4d, 0x00040002, 0, 0, 262144, 1 };
	const char *dir = getenv("GN_STORY_DIR");
	char path[4096];

	if (!dir)
		return;
	snprintf(path, sizeof(path), "%s/%s.pcap", dir, teller->name);
	teller->pcap = fopen(path, "w");
	if (!teller->pcap || fwrite(header, sizeof(header), 1, teller->pcap) != 1)
		err(1, "%s", path);
}

static void take_sack(struct line *line, char *blocks)
{
	for (char *block = strtok(blocks, ","); block; block = strtok(NULL, ","))
		if (sscanf(block, "%" SCNu32 "-%" SCNu32,
			   &line->options.sack[line->options.sack_blocks].left,
			   &line->options.sack[line->options.sack_blocks].right) == 2)
			line->options.sack_blocks++;
}

static bool take_flags(struct line *line, const char *word)
{
	static const struct {
		const char *name;
		uint16_t flags;
	} names[] = {
		{ "SYN", GN_TCP_SYN },
		{ "SYN-ACK", GN_TCP_SYN | GN_TCP_ACK },
		{ "FIN", GN_TCP_FIN | GN_TCP_ACK },
		{ "RST", GN_TCP_RST },
		{ "RST-ACK", GN_TCP_RST | GN_TCP_ACK },
		{ "PSH", GN_TCP_PSH | GN_TCP_ACK },
		{ "FIN-PSH", GN_TCP_FIN | GN_TCP_PSH | GN_TCP_ACK },
		{ "noack", 0 },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(word, names[i].name)) {
			line->flags = names[i].flags;
			return true;
		}
	return false;
}

static void take_word(struct teller *teller, struct line *line, char *word)
{
	char *value = strchr(word, '=');
	double ms;

	if (take_flags(line, word))
		return;
	if (*word == '@' && sscanf(word + 1, "%lf", &ms) == 1) {
		teller->time_ns = STORY_EPOCH + (int64_t)(ms * 1e6 + 0.5);
		return;
	}
	if (!strcmp(word, "sack")) {
		line->options.sack_permitted = true;
		return;
	}
	if (!strcmp(word, "other")) {
		line->other = true;
		return;
	}
	if (!value) {
		if (sscanf(word, "%" SCNu32, &line->seq) != 1)
			errx(1, "%s: what is '%s' in '%s'?", teller->name, word, line->text);
		line->has_seq = true;
		return;
	}
	*value++ = 0;
	if (!strcmp(word, "ack")) {
		line->ack = strtoul(value, NULL, 10);
		line->has_ack = true;
	} else if (!strcmp(word, "len")) {
		line->len = strtoul(value, NULL, 10);
	} else if (!strcmp(word, "win")) {
		line->window = strtoul(value, NULL, 10);
	} else if (!strcmp(word, "id")) {
		line->ip_id = strtoul(value, NULL, 10);
	} else if (!strcmp(word, "cut")) {
		line->has_cut = true;
		line->cut = strtoul(value, NULL, 10);
	} else if (!strcmp(word, "mss")) {
		line->options.has_mss = true;
		line->options.mss = strtoul(value, NULL, 10);
	} else if (!strcmp(word, "ws")) {
		line->options.has_wscale = true;
		line->options.wscale = strtoul(value, NULL, 10);
	} else if (!strcmp(word, "cookie")) {
		line->has_cookie = true;
		line->cookie = strtoul(value, NULL, 10);
	} else if (!strcmp(word, "ts")) {
		line->options.has_timestamps =
			sscanf(value, "%" SCNu32 ",%" SCNu32, &line->options.tsval,
			       &line->options.tsecr) == 2;
	} else if (!strcmp(word, "sack")) {
		take_sack(line, value);
	} else {
		errx(1, "%s: what is '%s' in '%s'?", teller->name, word, line->text);
	}
}

/* A copy of @from without blanks at both ends and with single ones inside. */
static void squeeze(char *to, size_t size, const char *from, size_t length)
{
	size_t used = 0;

	for (size_t i = 0; i < length && used + 1 < size; i++) {
		bool blank = from[i] == ' ' || from[i] == '\t';

		if (!blank)
			to[used++] = from[i];
		else if (used && to[used - 1] != ' ')
			to[used++] = ' ';
	}
	while (used && to[used - 1] == ' ')
		used--;
	to[used] = 0;
}

static void take_expectations(struct line *line, const char *text)
{
	while (*text) {
		size_t length = strcspn(text + 1, "|:=");

		if (*text == '|') {
			line->has_states = true;
			squeeze(line->states, sizeof(line->states), text + 1, length);
		} else if (*text == ':') {
			squeeze(line->findings, sizeof(line->findings), text + 1, length);
		} else {
			line->has_acks = true;
			squeeze(line->acks, sizeof(line->acks), text + 1, length);
		}
		text += 1 + length;
	}
}

static void parse(struct teller *teller, struct line *line, const char *text)
{
	/* An "=" with a blank before it begins an expectation, one inside a word does not. */
	const char *end = text;
	char words[256], *rest, *word;

	*line = (struct line){ .text = text, .flags = GN_TCP_ACK, .window = 64240 };
	while (*end && *end != '|' && *end != ':' && !(*end == '=' && end > text && end[-1] <= ' '))
		end++;
	snprintf(words, sizeof(words), "%.*s", (int)(end - text), text);
	take_expectations(line, end);
	word = strtok_r(words, " \t", &rest);
	if (!word || (strcmp(word, "C") && strcmp(word, "S")))
		errx(1, "%s: '%s' begins with neither C nor S", teller->name, text);
	line->from = *word == 'C' ? GN_CLIENT : GN_SERVER;
	while ((word = strtok_r(NULL, " \t", &rest)))
		take_word(teller, line, word);
}

static const char *side_state(const struct gn_segment *segment, enum gn_side side)
{
	const char *name = gn_tcp_state_name(segment->state[side]);

	return name ? name : "-";
}

static void describe_findings(const struct gn_segment *segment, char *text, size_t size)
{
	size_t used = 0;

	*text = 0;
	for (unsigned int i = 0; i < segment->verdicts; i++) {
		const struct gn_verdict *verdict = &segment->verdict[i];

		if (!gn_verdict_is_finding(verdict->id) && verdict->id != GN_WINDOW_UPDATE &&
		    verdict->id != GN_DELAYED_ACK)
			continue;
		used += snprintf(text + used, size - used, "%s%s", used ? ", " : "",
				 gn_verdict_name(verdict->id));
		if (verdict->of)
			used += snprintf(text + used, size - used, " of %" PRIu32, verdict->of);
		if (verdict->cause != GN_CAUSE_NONE)
			used += snprintf(text + used, size - used, " %s",
					 gn_cause_name(verdict->cause));
		if (verdict->id == GN_DUPLICATE_ACK)
			used += snprintf(text + used, size - used, " #%" PRId64,
					 verdict->fact[0].value);
	}
}

static void describe_acks(const struct gn_event *event, char *text, size_t size)
{
	const struct gn_segment *segment = &event->segment;
	size_t used = 0;

	*text = 0;
	for (uint32_t i = 0; i < segment->acked.count; i++)
		used += snprintf(text + used, size - used, "%s%" PRIu32, used ? "," : "",
				 gn_segment_acked(&event->flow->tcp, segment, i));
	if (segment->partly)
		used += snprintf(text + used, size - used, "%s%" PRIu32 " in part", used ? "," : "",
				 segment->partly);
	if (!used)
		used += snprintf(text, size, "nothing");
	if (segment->rtt_ns >= 0)
		snprintf(text + used, size - used, " %gms", segment->rtt_ns / 1e6);
}

static void check(const struct teller *teller, const struct line *line,
		  const struct gn_event *event)
{
	const struct gn_segment *segment = &event->segment;
	char text[256];

	describe_findings(segment, text, sizeof(text));
	if (strcmp(text, line->findings))
		fail_msg("%s, frame %" PRIu32 " (%s): findings are '%s', not '%s'", teller->name,
			 segment->frame, line->text, text, line->findings);
	snprintf(text, sizeof(text), "%s %s", side_state(segment, GN_CLIENT),
		 side_state(segment, GN_SERVER));
	if (line->has_states && strcmp(text, line->states))
		fail_msg("%s, frame %" PRIu32 " (%s): states are '%s', not '%s'", teller->name,
			 segment->frame, line->text, text, line->states);
	describe_acks(event, text, sizeof(text));
	if (line->has_acks && strcmp(text, line->acks))
		fail_msg("%s, frame %" PRIu32 " (%s): it acknowledges '%s', not '%s'", teller->name,
			 segment->frame, line->text, text, line->acks);
}

/* What the wire carries, kept so that what is left out can be filled in. */
static void advance(struct teller *teller, const struct line *line, uint32_t seq)
{
	uint32_t space = line->len + !!(line->flags & GN_TCP_SYN) + !!(line->flags & GN_TCP_FIN);

	if (space && (int32_t)(seq + space - teller->next[line->from]) > 0)
		teller->next[line->from] = seq + space;
}

static void tell_line(struct teller *teller, const char *text)
{
	struct story *story = teller->story;
	struct gn_packet packet = { 0 };
	struct gn_event event;
	struct gn_frame frame;
	struct line line;
	uint32_t seq, ack;

	parse(teller, &line, text);
	if (story->count == STORY_MAX)
		errx(1, "%s: more than %d segments", teller->name, STORY_MAX);
	seq = line.has_seq	      ? teller->isn[line.from] + line.seq :
	      line.flags & GN_TCP_SYN ? teller->isn[line.from] :
					teller->next[line.from];
	ack = line.has_ack ? teller->isn[!line.from] + line.ack : teller->next[!line.from];
	packet.number = story->count + 1;
	packet.time_ns = teller->time_ns;
	packet.data = teller->bytes;
	packet.len = packet.caplen = put_frame(teller, &line, seq, ack);
	if (line.has_cut)
		packet.caplen = 14 + 20 + 20 + line.cut;
	write_pcap(teller, &packet);
	gn_frame_decode(&frame, &packet);
	if (frame.error && !line.has_cut)
		errx(1, "%s: '%s' does not decode: %s", teller->name, text, frame.error);
	assert_true(gn_flows_take(story->flows, &frame, &event));
	story->segment[story->count++] = event.segment;
	check(teller, &line, &event);
	advance(teller, &line, seq);
}

void story_tell(struct story *story, const char *name, const char *text)
{
	struct teller *teller = calloc(1, sizeof(*teller));
	char *copy = strdup(text), *rest;

	if (!teller || !copy)
		err(1, "story");
	memset(story, 0, sizeof(*story));
	story->flows = gn_flows_new(1000, NULL, NULL);
	teller->story = story;
	teller->name = name;
	teller->time_ns = STORY_EPOCH;
	teller->isn[GN_CLIENT] = 1000;
	teller->isn[GN_SERVER] = 5000;
	teller->next[GN_CLIENT] = 1001;
	teller->next[GN_SERVER] = 5001;
	open_pcap(teller);
	for (char *line = strtok_r(copy, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		line += strspn(line, " \t");
		if (sscanf(line, "isn C=%" SCNu32 " S=%" SCNu32, &teller->isn[GN_CLIENT],
			   &teller->isn[GN_SERVER]) == 2) {
			teller->next[GN_CLIENT] = teller->isn[GN_CLIENT] + 1;
			teller->next[GN_SERVER] = teller->isn[GN_SERVER] + 1;
			continue;
		}
		if (*line)
			tell_line(teller, line);
	}
	if (teller->pcap && fclose(teller->pcap))
		err(1, "%s.pcap", name);
	free(teller);
	free(copy);
}

void story_end(struct story *story)
{
	gn_flows_free(story->flows);
}

struct gn_flow *story_flow(const struct story *story, uint32_t n)
{
	struct gn_flow *flow = gn_flows_first(story->flows);

	while (flow && flow->stream != n)
		flow = gn_flow_next(flow);
	assert_non_null(flow);
	return flow;
}
