// SPDX-License-Identifier: GPL-2.0
#include "verdict.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "duration.h"

static const char *const fact_names[GN_FACTS] = {
	[GN_FACT_BYTES_SEEN] = "bytes_seen",
	[GN_FACT_BYTES_MISSING] = "bytes_missing",
	[GN_FACT_SEQ] = "seq",
	[GN_FACT_EXPECTED_SEQ] = "expected_seq",
	[GN_FACT_ACK] = "ack",
	[GN_FACT_TRANSMISSION] = "transmission",
	[GN_FACT_ELAPSED_NS] = "elapsed_ns",
	[GN_FACT_RTO_NS] = "rto_ns",
	[GN_FACT_RTT_NS] = "rtt_ns",
	[GN_FACT_DUPLICATE_ACKS] = "duplicate_acks",
	[GN_FACT_OUTSTANDING] = "outstanding",
	[GN_FACT_WINDOW] = "window",
	[GN_FACT_RIGHT_EDGE] = "right_edge",
	[GN_FACT_SACKED_TO] = "sacked_to",
	[GN_FACT_SEGMENTS] = "segments",
	[GN_FACT_IP_ID_STEPS] = "ip_id_steps",
	[GN_FACT_TSVAL_STEPS] = "tsval_steps",
	[GN_FACT_ICMP_CODE] = "icmp_code",
	[GN_FACT_WAIT_LEFT_NS] = "wait_left_ns",
	[GN_FACT_TTL_BEFORE] = "ttl_before",
	[GN_FACT_TTL] = "ttl",
	[GN_FACT_TIMEOUTS] = "timeouts",
	[GN_FACT_PROBES] = "probes",
	[GN_FACT_BLOCK_LEFT] = "block_left",
	[GN_FACT_BLOCK_RIGHT] = "block_right",
};

/*
 * In @with and @without, {name} is a fact and {of} the frame referred to;
 * @without is for a verdict that refers to no frame, NULL when it always does
 * or never does.
 */
struct rule {
	const char *name, *mark;
	bool finding;
	const char *rfc;
	const char *with, *without;
};

static const struct rule rules[GN_VERDICTS] = {
	[GN_RETRANSMISSION] = {
		"retransmission", "R!", true, "RFC 9293 3.8.1",
		"{bytes_seen} of its sequence numbers had been sent in #{of}: this is copy "
		"{transmission}, {elapsed_ns} after the one before",
		"it fills a gap and was sent after the segments above it, so a first copy was "
		"lost before it got here",
	},
	[GN_SPURIOUS_RETRANSMISSION] = {
		"spurious_retransmission", "r!", true, "RFC 9293 3.10.7.4",
		"all of it had been sent in #{of} and its ACK had passed here: the receiver did "
		"not need it",
		"all of it had been acknowledged: the receiver did not need it",
	},
	[GN_OUT_OF_ORDER] = {
		"out_of_order", "o", true, "RFC 9293 3.10.7.4",
		"it fills a gap below #{of}, {elapsed_ns} later, with no reason for its sender to "
		"repeat it: it was overtaken on the way", NULL,
	},
	[GN_LATE_COPY] = {
		"late_copy", "o", true, "RFC 9293 3.10.7.4",
		"all of it came in #{of}, {elapsed_ns} before, but its time stamp or IP "
		"identification is lower: it was sent earlier, and overtaken by that copy", NULL,
	},
	[GN_LOST_SEGMENT] = {
		"lost_segment", "?", true, "RFC 9293 3.4",
		"{bytes_missing} bytes between {expected_seq}, which was to follow #{of}, and its "
		"own number did not pass here so far",
		"{bytes_missing} bytes between {expected_seq}, which was to come next, and its own "
		"number did not pass here so far",
	},
	[GN_DUPLICATE_PACKET] = {
		"duplicate_packet", "=", true, "RFC 6864 4.1",
		"same IP identification as #{of}, from a host that gives each packet its own: one "
		"packet, captured at two places or doubled on the way",
		"same IP identification as its sender's last packet: one packet, captured at two "
		"places or doubled on the way",
	},
	[GN_DIFFERENT_BYTES] = {
		"different_bytes", "!", true, "RFC 9293 3.4",
		"{bytes_seen} bytes from number {seq} on are not those that #{of} carried: which of them "
		"the receiver took cannot be seen here", NULL,
	},
	[GN_SAME_PACKET] = {
		"same_packet", "=", false, "RFC 1812 5.3.1",
		"all that a router leaves alone is as in #{of}, {elapsed_ns} before and elsewhere, "
		"with a TTL of {ttl_before} there and {ttl} here: one packet, sent once", NULL,
	},
	[GN_KEEP_ALIVE] = {
		"keep_alive", "k", true, "RFC 9293 3.8.4",
		"number {seq} was acknowledged long ago and nothing is outstanding ({expected_seq} "
		"comes next): it only asks for an answer", NULL,
	},
	[GN_ZERO_WINDOW_PROBE] = {
		"zero_window_probe", "P", true, "RFC 9293 3.8.6.1",
		"the peer's window is closed since #{of}: it asks whether it is still",
		"the peer's window is closed: it asks whether it is still",
	},
	[GN_WINDOW_FULL] = {
		"window_full", "F", true, "RFC 9293 3.8.6",
		"it reaches number {right_edge}, the first that the peer's last ACK (#{of}) does "
		"not allow: the sender has to wait with {outstanding} bytes outstanding", NULL,
	},
	[GN_ACK_LOST_SEGMENT] = {
		"ack_lost_segment", "?a", true, "RFC 9293 3.10.7.4",
		"it acknowledges {ack}, but from {expected_seq} on not all was captured (the highest "
		"is in #{of}): bytes arrived that the capture does not have",
		"it acknowledges {ack}, but what was captured ends at {expected_seq}: bytes arrived "
		"that the capture does not have",
	},
	[GN_DUPLICATE_ACK] = {
		"duplicate_ack", "d", true, "RFC 5681 2",
		"number {duplicate_acks} that repeats ACK {ack} of #{of} while {outstanding} bytes "
		"are outstanding: something arrived, but not what comes next", NULL,
	},
	[GN_KEEP_ALIVE_ACK] = {
		"keep_alive_ack", "k", true, "RFC 9293 3.8.4",
		"it answers the keep-alive of #{of}", NULL,
	},
	[GN_ZERO_WINDOW_PROBE_ACK] = {
		"zero_window_probe_ack", "p", true, "RFC 9293 3.8.6.1",
		"it answers the window probe of #{of}: still closed", NULL,
	},
	[GN_CHALLENGE_ACK] = {
		"challenge_ack", "c", true, "RFC 5961 3.2",
		"#{of} could have been forged, so its receiver asks by an ACK whether it was meant",
		NULL,
	},
	[GN_FAST_OPEN_IGNORED] = {
		"fast_open_ignored", "f", true, "RFC 7413 4.2.2",
		"it takes the SYN of #{of}, but not the {outstanding} bytes that came with it: they have to be "
		"sent again", NULL,
	},
	[GN_CUMULATIVE_ACK] = {
		"cumulative_ack", "+", false, "RFC 9293 3.4",
		"one ACK for {segments} segments, up to #{of}", NULL,
	},
	[GN_DELAYED_ACK] = {
		"delayed_ack", "~", false, "RFC 9293 3.8.6.3",
		"#{of} passed {elapsed_ns} before, and the round trip is {rtt_ns}: the receiver "
		"waited for more data or for something to send", NULL,
	},
	[GN_PIGGYBACKED_ACK] = {
		"piggybacked_ack", "+", false, "RFC 9293 3.8.6.3",
		"the ACK of #{of} rides on data", NULL,
	},
	[GN_ZERO_WINDOW] = {
		"zero_window", "Z", true, "RFC 9293 3.8.6",
		"its receive buffer is full, as it has been since #{of}",
		"its receive buffer is full: the peer must stop",
	},
	[GN_WINDOW_UPDATE] = {
		"window_update", "w", false, "RFC 9293 3.8.6",
		"the ACK number is that of #{of}, only the window moved", NULL,
	},
	[GN_WINDOW_REOPENED] = {
		"window_reopened", "W", true, "RFC 9293 3.8.6.1",
		"the window that #{of} closed is open again, after {elapsed_ns} and {probes} probes",
		NULL,
	},
	[GN_DUPLICATE_SACK] = {
		"duplicate_sack", "D", true, "RFC 2883 4",
		"its first SACK block says that {block_left} to {block_right} arrived twice, last "
		"in #{of}: that copy was not needed",
		"its first SACK block says that {block_left} to {block_right} arrived twice",
	},
	[GN_REUSED_PORTS] = {
		"reused_ports", "N", true, "RFC 9293 3.6.1",
		"a new connection between the ports of the one that #{of} opened, {elapsed_ns} after it "
		"was last heard of; {wait_left_ns} of its TIME_WAIT were left, which a SYN may cut "
		"short (RFC 6191)",
		"a new connection between ports that were used before",
	},
	[GN_REFUSED] = {
		"refused", "X", true, "RFC 9293 3.10.7.1",
		"nobody listens at that port: the SYN of #{of} is answered by a reset", NULL,
	},
	[GN_RESET] = {
		"reset", "X", true, "RFC 9293 3.5.3",
		NULL, "its number {seq} is the one that its receiver expects, so the connection ends here",
	},
	[GN_RESET_IGNORED] = {
		"reset_ignored", "x", true, "RFC 9293 3.10.7.4",
		NULL, "its receiver expects number {expected_seq}, not {seq}: it does not obey",
	},
	[GN_ICMP_UNREACHABLE] = {
		"icmp_unreachable", "I", true, "RFC 9293 3.9.2.2",
		"#{of} could not be delivered (code {icmp_code})",
		"a segment of this connection could not be delivered (code {icmp_code})",
	},
	[GN_ICMP_FRAG_NEEDED] = {
		"icmp_frag_needed", "I", true, "RFC 1191 4",
		"#{of} is too big for a link on the way and must not be fragmented",
		"a segment of this connection is too big for a link on the way",
	},
	[GN_ICMP_TIME_EXCEEDED] = {
		"icmp_time_exceeded", "I", true, "RFC 9293 3.9.2.2",
		"#{of} was dropped on the way (code {icmp_code}: 0 TTL, 1 reassembly)",
		"a segment of this connection was dropped on the way (code {icmp_code}: 0 TTL, 1 reassembly)",
	},
};

static const struct {
	const char *name, *rfc, *because;
} causes[] = {
	[GN_CAUSE_NONE] = { NULL, NULL, NULL },
	[GN_CAUSE_RTO] = { "rto", "RFC 6298 5.4", "the timer ran out (estimated at {rto_ns}), time {timeouts} in a row" },
	[GN_CAUSE_SLOW_START] = {
		"slow_start", "RFC 5681 3.1",
		"it was outstanding when the timer ran out, and all of that goes out again",
	},
	[GN_CAUSE_FAST] = { "fast", "RFC 5681 3.2", "{duplicate_acks} duplicate ACKs asked for it" },
	[GN_CAUSE_SACK] = { "sack", "RFC 6675 5", "bytes up to {sacked_to} were SACKed above it" },
	[GN_CAUSE_TLP] = {
		"tlp", "RFC 8985 7", "it is the last one sent and two round trips of {rtt_ns} passed",
	},
	[GN_CAUSE_UNKNOWN] = { "unknown", "RFC 9293 3.8.1", "nothing captured says why" },
};

void gn_verdict_add(struct gn_verdict *verdict, enum gn_fact_id id, int64_t value)
{
	assert(verdict->facts < GN_VERDICT_FACTS);
	verdict->fact[verdict->facts].id = id;
	verdict->fact[verdict->facts].value = value;
	verdict->facts++;
}

const char *gn_verdict_name(enum gn_verdict_id id)
{
	return rules[id].name;
}

const char *gn_cause_name(enum gn_cause cause)
{
	return causes[cause].name;
}

const char *gn_fact_name(enum gn_fact_id id)
{
	return fact_names[id];
}

const char *gn_verdict_mark(enum gn_verdict_id id)
{
	return rules[id].mark;
}

bool gn_verdict_is_finding(enum gn_verdict_id id)
{
	return rules[id].finding;
}

const char *gn_verdict_rfc(const struct gn_verdict *verdict)
{
	return verdict->cause != GN_CAUSE_NONE && verdict->id == GN_RETRANSMISSION ?
		       causes[verdict->cause].rfc :
		       rules[verdict->id].rfc;
}

static void put_fact(const struct gn_verdict *verdict, const char *name, size_t length, FILE *to)
{
	char duration[GN_DURATION_SIZE];

	if (length == 2 && !strncmp(name, "of", 2)) {
		fprintf(to, "%" PRIu32, verdict->of);
		return;
	}
	for (unsigned int i = 0; i < verdict->facts; i++) {
		const char *fact = fact_names[verdict->fact[i].id];

		if (strlen(fact) != length || strncmp(fact, name, length))
			continue;
		if (length > 3 && !strncmp(fact + length - 3, "_ns", 3))
			fputs(gn_duration_format(verdict->fact[i].value, duration), to);
		else
			fprintf(to, "%" PRId64, verdict->fact[i].value);
		return;
	}
	fputs("?", to);
}

static void put_sentence(const struct gn_verdict *verdict, const char *sentence, FILE *to)
{
	while (*sentence) {
		size_t plain = strcspn(sentence, "{");

		fwrite(sentence, 1, plain, to);
		sentence += plain;
		if (*sentence == '{') {
			size_t length = strcspn(++sentence, "}");

			put_fact(verdict, sentence, length, to);
			sentence += length + 1;
		}
	}
}

char *gn_verdict_explain(const struct gn_verdict *verdict, char *buf, size_t size)
{
	const struct rule *rule = &rules[verdict->id];
	FILE *to;

	memset(buf, 0, size);
	to = fmemopen(buf, size - 1, "w");
	if (!to)
		return buf;
	put_sentence(verdict,
		     (verdict->of && rule->with) || !rule->without ? rule->with : rule->without,
		     to);
	if (verdict->cause != GN_CAUSE_NONE) {
		fputs("; ", to);
		put_sentence(verdict, causes[verdict->cause].because, to);
	}
	fclose(to);
	return buf;
}

char *gn_verdict_tag(const struct gn_verdict *verdict, char *buf, size_t size)
{
	char of[24] = "";

	if (verdict->of)
		snprintf(of, sizeof(of), " of #%" PRIu32, verdict->of);
	snprintf(buf, size, "%s%s%s%s", rules[verdict->id].mark, of,
		 verdict->cause != GN_CAUSE_NONE ? " " : "",
		 verdict->cause != GN_CAUSE_NONE ? causes[verdict->cause].name : "");
	return buf;
}
