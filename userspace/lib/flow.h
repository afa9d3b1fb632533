/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The table of connections. Frames go in one after the other; each TCP
 * segment finds its connection or begins one, and each ICMP error the
 * connection whose packet it quotes. Stream numbers are tshark's tcp.stream:
 * counted from 0, and a SYN with another number on ports that were used
 * before begins a new one. Unlike tshark's, equal addresses and ports in two
 * VLANs are two connections; see gn_flows_like_tshark(). A segment whose IP
 * packet came in fragments is taken with the frame that completes it.
 */
#ifndef GN_FLOW_H
#define GN_FLOW_H

#include "arp_wait.h"
#include "fragments.h"
#include "hop.h"
#include "tcp.h"

/* Connections kept when nobody says otherwise: at half a KiB each half a GiB at most. */
#define GN_FLOWS_MAX (1u << 20)

/* A connection keeps this many findings; the rest is counted. */
#define GN_FINDINGS_MAX 65536u

/* Bits of tshark's tcp.completeness. */
enum gn_completeness {
	GN_COMPLETE_SYN = 1,
	GN_COMPLETE_SYN_ACK = 2,
	GN_COMPLETE_ACK = 4,
	GN_COMPLETE_DATA = 8,
	GN_COMPLETE_FIN = 16,
	GN_COMPLETE_RST = 32,
};

/* What became of the attempt to open. */
enum gn_opening {
	GN_OPENING_NOT_CAPTURED, /* it began before the capture */
	GN_OPENING_COMPLETE,	 /* SYN, SYN-ACK, ACK */
	GN_OPENING_SIMULTANEOUS, /* both sent a SYN first (RFC 9293 figure 8) */
	GN_OPENING_HALF_OPEN,	 /* SYN and SYN-ACK, and no ACK of it */
	GN_OPENING_REFUSED,	 /* the SYN was answered by a reset */
	GN_OPENING_UNREACHABLE,	 /* ICMP said so, and nobody answered */
	GN_OPENING_FILTERED,	 /* SYN after SYN, and silence */
	GN_OPENING_UNANSWERED,	 /* one SYN, and nothing more was captured */
};

/* A verdict worth listing, shortened. */
struct gn_finding {
	uint32_t frame, of;
	uint32_t count; /* duplicate ACKs: which one in a row; else 0 */
	uint8_t id, cause;
};

/**
 * struct gn_flow - one connection
 * @addr,@port: of client and server
 * @vlan: ids of the outermost and the innermost tag, 0 without
 * @first_frame,@last_frame,@start_ns,@end_ns: its segments'
 * @restarted: it began with a SYN on ports that an earlier stream used
 * @findings_omitted: beyond GN_FINDINGS_MAX, or no memory for them
 */
struct gn_flow {
	struct gn_tcp tcp;
	struct gn_addr addr[GN_SIDES];
	uint16_t port[GN_SIDES];
	uint16_t vlan[2];
	uint32_t stream;
	uint32_t first_frame, last_frame;
	int64_t start_ns, end_ns;
	struct gn_finding *findings;
	uint32_t findings_count, findings_omitted;
	/* enum gn_completeness; without what the first frame added, and with; see gn_flow_completeness() */
	uint8_t completeness_shown, completeness;
	bool restarted;
	bool unreachable; /* an ICMP error said so of one of its segments */
	/* private to flow.c and flow_index.c */
	bool has_base[GN_SIDES];
	uint32_t base[GN_SIDES]; /* that relative numbers are counted from, by tshark's rule */
	struct gn_flow *newer, *older;	 /* of the same ends; see flow_index.h */
	struct gn_flow *busier, *idler;	 /* order of last segment */
	struct gn_flow *next, *previous; /* order of streams */
};

/**
 * struct gn_event - what a frame turned out to be
 * @frame: as it was taken; the whole packet when it completed one
 * @flow: its connection, NULL when it belongs to none
 * @is_segment: a segment of @flow, described by @segment; otherwise it is an
 *	ICMP error about it, described by @icmp; the other of the two is not valid
 * @hop: where the same packet was seen before, @hop.frame 0 when it was not;
 *	otherwise it is only counted, for it was sent once, and @here is this sighting
 * @waited: the ARP exchange that held it up, if any
 */
struct gn_event {
	const struct gn_frame *frame;
	struct gn_flow *flow;
	bool is_segment;
	struct gn_segment segment;
	struct gn_verdict icmp;
	struct gn_hop hop, here;
	struct gn_arp_wait waited;
};

struct gn_flows;

/* Called with a connection that is about to be forgotten. */
typedef void gn_flow_evicted_fn(struct gn_flow *flow, void *arg);

/**
 * gn_flows_new() - an empty table
 * @max: connections kept; beyond it the one that was silent longest is
 *	evicted and counted
 * @evicted: may be NULL
 *
 * Return: NULL when there is no memory.
 */
struct gn_flows *gn_flows_new(uint32_t max, gn_flow_evicted_fn *evicted, void *arg);

/*
 * The end: every connection that is kept goes to @evicted, in the order of their
 * streams, and none is left. Then @flows may only be freed.
 */
void gn_flows_drain(struct gn_flows *flows);
void gn_flows_free(struct gn_flows *flows);

/*
 * From here on VLAN tags do not tell connections apart, and fragments are put
 * together by tshark's rules.
 */
void gn_flows_like_tshark(struct gn_flows *flows);

/**
 * gn_flows_take() - take one frame
 * @event: filled; points to @frame, or to memory of the table that
 *	is good until the next one
 *
 * Return: false when there was no memory for a new connection; then the
 * frame belongs to none.
 */
bool gn_flows_take(struct gn_flows *flows, const struct gn_frame *frame, struct gn_event *event);

/* The connections that are kept, in the order of their streams; NULL ends. */
struct gn_flow *gn_flows_first(const struct gn_flows *flows);
struct gn_flow *gn_flow_next(const struct gn_flow *flow);

uint32_t gn_flows_begun(const struct gn_flows *flows); /* ever: the next stream number */
uint32_t gn_flows_evicted(const struct gn_flows *flows);

/* Fragments that became no packet. */
void gn_flows_fragments(const struct gn_flows *flows,
			struct gn_fragment_count lost[GN_FRAGMENT_LOSSES]);

/* tshark's tcp.completeness of a frame of @flow, as it is in the second of two passes. */
uint8_t gn_flow_completeness(const struct gn_flow *flow, uint32_t frame);

enum gn_opening gn_flow_opening(const struct gn_flow *flow);
const char *gn_opening_name(enum gn_opening opening); /* "filtered" */

/* "10.0.0.1:40000", "[fe80::1]:80". Returns @buf. */
#define GN_ENDPOINT_STRLEN (GN_ADDR_STRLEN + 8)
char *gn_endpoint_format(const struct gn_addr *addr, uint16_t port, char buf[GN_ENDPOINT_STRLEN]);
/* The same; returns its end. */
char *gn_endpoint_put(const struct gn_addr *addr, uint16_t port, char buf[GN_ENDPOINT_STRLEN]);

#endif
