/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What can be said about a segment beyond its header, each with the evidence:
 * the frame it refers to, the numbers it was decided by, and the section of
 * the standard it applies. Identifiers are tshark's tcp.analysis names where
 * the thing is the same; our rule may still differ (the rfc profile).
 */
#ifndef GN_VERDICT_H
#define GN_VERDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum gn_verdict_id {
	/* what a segment carries */
	GN_RETRANSMISSION,
	GN_SPURIOUS_RETRANSMISSION,
	GN_OUT_OF_ORDER,
	GN_LATE_COPY,
	GN_LOST_SEGMENT,
	GN_DUPLICATE_PACKET,
	GN_DIFFERENT_BYTES,
	GN_SAME_PACKET,
	GN_KEEP_ALIVE,
	GN_ZERO_WINDOW_PROBE,
	GN_WINDOW_FULL,
	/* what it acknowledges */
	GN_ACK_LOST_SEGMENT,
	GN_DUPLICATE_ACK,
	GN_KEEP_ALIVE_ACK,
	GN_ZERO_WINDOW_PROBE_ACK,
	GN_CHALLENGE_ACK,
	GN_FAST_OPEN_IGNORED,
	GN_DUPLICATE_SACK,
	GN_CUMULATIVE_ACK,
	GN_DELAYED_ACK,
	GN_PIGGYBACKED_ACK,
	/* the window it offers */
	GN_ZERO_WINDOW,
	GN_WINDOW_UPDATE,
	GN_WINDOW_REOPENED,
	/* what it does to the connection */
	GN_REUSED_PORTS,
	GN_REFUSED,
	GN_RESET,
	GN_RESET_IGNORED,
	/* what others said of it */
	GN_ICMP_UNREACHABLE,
	GN_ICMP_FRAG_NEEDED,
	GN_ICMP_TIME_EXCEEDED,

	GN_VERDICTS,
};

/* What made a sender repeat itself. */
enum gn_cause {
	GN_CAUSE_NONE,	     /* not a retransmission */
	GN_CAUSE_RTO,	     /* retransmission timeout (RFC 6298) */
	GN_CAUSE_SLOW_START, /* what was outstanding at that timeout (RFC 5681) */
	GN_CAUSE_FAST,	     /* three duplicate ACKs (RFC 5681) */
	GN_CAUSE_SACK,	     /* a hole below SACKed bytes (RFC 6675) */
	GN_CAUSE_TLP,	     /* tail loss probe (RFC 8985) */
	GN_CAUSE_UNKNOWN,
};

/* A number that a verdict was decided by. Sequence numbers are relative. */
enum gn_fact_id {
	GN_FACT_BYTES_SEEN,    /* of its bytes, how many had been captured before */
	GN_FACT_BYTES_MISSING, /* before it, not captured so far */
	GN_FACT_SEQ,
	GN_FACT_EXPECTED_SEQ, /* the sender's next number */
	GN_FACT_ACK,
	GN_FACT_TRANSMISSION, /* 2 for the first repeat */
	GN_FACT_ELAPSED_NS,   /* since the frame referred to */
	GN_FACT_RTO_NS,	      /* the timeout as an observer can estimate it */
	GN_FACT_RTT_NS,
	GN_FACT_DUPLICATE_ACKS,
	GN_FACT_OUTSTANDING, /* bytes sent and not acknowledged */
	GN_FACT_WINDOW,	     /* in bytes, scaled */
	GN_FACT_RIGHT_EDGE,  /* first number the receiver does not accept */
	GN_FACT_SACKED_TO,   /* end of the highest SACKed block */
	GN_FACT_SEGMENTS,    /* how many it acknowledges */
	GN_FACT_IP_ID_STEPS, /* IP ID, distance to the one sent before: < 0 is older */
	GN_FACT_TSVAL_STEPS, /* TSval, the same */
	GN_FACT_ICMP_CODE,
	GN_FACT_WAIT_LEFT_NS, /* of TIME_WAIT, as Linux has it; 0 when nobody waits */
	GN_FACT_TTL_BEFORE,   /* time to live, or hop limit, where it was seen before */
	GN_FACT_TTL,
	GN_FACT_TIMEOUTS,    /* in a row, this one included */
	GN_FACT_PROBES,	     /* of a closed window */
	GN_FACT_BLOCK_LEFT,  /* of a SACK block */
	GN_FACT_BLOCK_RIGHT, /* one past it */

	GN_FACTS,
};

#define GN_VERDICT_FACTS 5

/**
 * struct gn_verdict - one thing said about one segment
 * @of: number of the frame it refers to, 0 when none is known
 * @facts: how many of @fact are used
 */
struct gn_verdict {
	uint8_t id;    /* enum gn_verdict_id */
	uint8_t cause; /* enum gn_cause */
	uint8_t facts;
	uint32_t of;
	struct {
		enum gn_fact_id id;
		int64_t value;
	} fact[GN_VERDICT_FACTS];
};

/* A verdict without numbers, and without a cause. */
static inline void gn_verdict_begin(struct gn_verdict *verdict, enum gn_verdict_id id, uint32_t of)
{
	verdict->id = id;
	verdict->cause = GN_CAUSE_NONE;
	verdict->facts = 0;
	verdict->of = of;
}

/* Add a number; one that does not fit is a bug and is asserted. */
void gn_verdict_add(struct gn_verdict *verdict, enum gn_fact_id id, int64_t value);

const char *gn_verdict_name(enum gn_verdict_id id); /* "retransmission" */
const char *gn_cause_name(enum gn_cause cause);	    /* "rto"; NULL for GN_CAUSE_NONE */
const char *gn_fact_name(enum gn_fact_id id);	    /* "elapsed_ns" */

/* A letter or two that stand beside colour: "R!" retransmission, "o" out of order. */
const char *gn_verdict_mark(enum gn_verdict_id id);

/* Worth a line in a list of findings; the others are the ordinary course of TCP. */
bool gn_verdict_is_finding(enum gn_verdict_id id);

/* Where the rule is written: "RFC 9293 3.8.1". */
const char *gn_verdict_rfc(const struct gn_verdict *verdict);

/* The rule applied to these numbers, one sentence. Returns @buf, always terminated. */
char *gn_verdict_explain(const struct gn_verdict *verdict, char *buf, size_t size);

/* "R! of #7 rto": mark, frame, cause. Returns @buf. */
char *gn_verdict_tag(const struct gn_verdict *verdict, char *buf, size_t size);

#endif
