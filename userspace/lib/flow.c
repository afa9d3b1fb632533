// SPDX-License-Identifier: GPL-2.0
#include "flow.h"

#include <stdlib.h>

#include "cells.h"
#include "flow_index.h"
#include "icmp_quote.h"
#include "pool.h"

struct gn_flows {
	struct gn_flow_index index;
	struct gn_flow *first, *last;	  /* order of streams */
	struct gn_flow *busiest, *idlest; /* order of last segment */
	uint32_t begun, evictions, max;
	gn_flow_evicted_fn *evicted;
	void *arg;
	bool merge_vlans;
	struct gn_flow *latest; /* whose segment was the last; its ranges are still asked for */
	struct gn_arp_questions questions;
	struct gn_hops *hops;
	struct gn_fragments *fragments;
	struct gn_pool pool;	/* of struct gn_flow */
	struct gn_pool courses; /* see gn_tcp_follow() */
};

struct gn_flows *gn_flows_new(uint32_t max, gn_flow_evicted_fn *evicted, void *arg)
{
	struct gn_flows *flows = calloc(1, sizeof(*flows));

	if (!flows)
		return NULL;
	flows->hops = gn_hops_new();
	flows->fragments = gn_fragments_new();
	if (!gn_flow_index_init(&flows->index) || !flows->hops || !flows->fragments) {
		gn_flows_free(flows);
		return NULL;
	}
	flows->pool.size = sizeof(struct gn_flow);
	flows->courses.size = GN_TCP_COURSES_SIZE;
	flows->max = max;
	flows->evicted = evicted;
	flows->arg = arg;
	return flows;
}

void gn_flows_like_tshark(struct gn_flows *flows)
{
	flows->merge_vlans = true;
	gn_fragments_like_tshark(flows->fragments);
}

/* What it holds; the connection itself is the pool's. */
static void release(struct gn_flows *flows, struct gn_flow *flow)
{
	gn_tcp_release(&flow->tcp, &flows->courses);
	free(flow->findings);
}

void gn_flows_drain(struct gn_flows *flows)
{
	while (flows->first) {
		struct gn_flow *flow = flows->first;

		if (flows->evicted)
			flows->evicted(flow, flows->arg);
		flows->first = flow->next;
		release(flows, flow);
	}
}

void gn_flows_free(struct gn_flows *flows)
{
	if (!flows)
		return;
	flows->evicted = NULL;
	gn_flows_drain(flows);
	gn_pool_release(&flows->courses);
	gn_pool_release(&flows->pool);
	gn_hops_free(flows->hops);
	gn_fragments_free(flows->fragments);
	gn_flow_index_release(&flows->index);
	free(flows);
}

static bool same_vlan(const struct gn_flow *flow, const struct gn_frame *frame)
{
	return flow->vlan[0] == gn_outer_vlan(frame) && flow->vlan[1] == gn_inner_vlan(frame);
}

/*
 * The newest connection between two ends; @from is which of them is the source.
 * A NIC may have taken the tags off one direction, so without an equal one a
 * connection is found in which one of the two has no tag.
 */
static struct gn_flow *find(const struct gn_flows *flows, const struct gn_frame *frame,
			    const struct gn_ends *ends, enum gn_side *from)
{
	struct gn_flow *untagged = NULL;
	enum gn_side untagged_from = GN_CLIENT;
	struct gn_flow *flow = gn_flow_index_find(&flows->index, ends);

	for (; flow; flow = flow->older) {
		*from = gn_flow_match(flow, ends);
		if (flows->merge_vlans || same_vlan(flow, frame))
			return flow;
		if (!untagged && (!flow->vlan[0] || !gn_outer_vlan(frame))) {
			untagged = flow;
			untagged_from = *from;
		}
	}
	*from = untagged_from;
	return untagged;
}

static void make_busiest(struct gn_flows *flows, struct gn_flow *flow)
{
	flow->idler = flows->busiest;
	flow->busier = NULL;
	*(flows->busiest ? &flows->busiest->busier : &flows->idlest) = flow;
	flows->busiest = flow;
}

static void leave_activity(struct gn_flows *flows, struct gn_flow *flow)
{
	*(flow->busier ? &flow->busier->idler : &flows->busiest) = flow->idler;
	*(flow->idler ? &flow->idler->busier : &flows->idlest) = flow->busier;
}

static void append(struct gn_flows *flows, struct gn_flow *flow)
{
	flow->previous = flows->last;
	*(flows->last ? &flows->last->next : &flows->first) = flow;
	flows->last = flow;
}

static void leave_streams(struct gn_flows *flows, struct gn_flow *flow)
{
	*(flow->previous ? &flow->previous->next : &flows->first) = flow->next;
	*(flow->next ? &flow->next->previous : &flows->last) = flow->previous;
}

static void evict_idlest(struct gn_flows *flows)
{
	struct gn_flow *flow = flows->idlest;

	if (flows->evicted)
		flows->evicted(flow, flows->arg);
	leave_activity(flows, flow);
	leave_streams(flows, flow);
	gn_flow_index_leave(&flows->index, flow);
	if (flows->latest == flow)
		flows->latest = NULL;
	release(flows, flow);
	gn_pool_give(&flows->pool, flow);
	flows->evictions++;
}

static uint32_t kept(const struct gn_flows *flows)
{
	return flows->begun - flows->evictions;
}

/* Who is the client when no SYN says so: the port above. */
static enum gn_side guess_side(const struct gn_frame *frame)
{
	if (frame->tcp_flags & GN_TCP_SYN)
		return frame->tcp_flags & GN_TCP_ACK ? GN_SERVER : GN_CLIENT;
	return frame->sport < frame->dport ? GN_SERVER : GN_CLIENT;
}

static struct gn_flow *begin(struct gn_flows *flows, const struct gn_frame *frame,
			     const struct gn_ends *ends, enum gn_side *from)
{
	struct gn_flow *flow;

	while (kept(flows) >= flows->max && flows->idlest)
		evict_idlest(flows);
	flow = gn_pool_take(&flows->pool);
	if (!flow)
		return NULL;
	if (!gn_flow_index_enter(&flows->index, ends, flow)) {
		gn_pool_give(&flows->pool, flow);
		return NULL;
	}
	gn_tcp_init(&flow->tcp);
	*from = guess_side(frame);
	flow->addr[*from] = frame->ip_src;
	flow->addr[!*from] = frame->ip_dst;
	flow->port[*from] = frame->sport;
	flow->port[!*from] = frame->dport;
	flow->vlan[0] = gn_outer_vlan(frame);
	flow->vlan[1] = gn_inner_vlan(frame);
	flow->first_frame = frame->packet->number;
	flow->start_ns = frame->packet->time_ns;
	flow->stream = flows->begun++;
	append(flows, flow);
	make_busiest(flows, flow);
	return flow;
}

static void add_finding(struct gn_flow *flow, uint32_t frame, const struct gn_verdict *verdict)
{
	struct gn_finding finding = {
		.frame = frame,
		.of = verdict->of,
		.id = verdict->id,
		.cause = verdict->cause,
	};
	uint32_t count = flow->findings_count;

	if (!gn_verdict_is_finding(verdict->id))
		return;
	if (verdict->id == GN_DUPLICATE_ACK)
		finding.count = verdict->fact[0].value;
	/* The array doubles whenever its count is a power of two. */
	if (!(count & (count - 1)) && count < GN_FINDINGS_MAX) {
		struct gn_finding *more = realloc(flow->findings,
						  (count ? 2 * count : 1) * sizeof(*more));

		if (!more) {
			flow->findings_omitted++;
			return;
		}
		flow->findings = more;
	}
	if (count == GN_FINDINGS_MAX) {
		flow->findings_omitted++;
		return;
	}
	flow->findings[flow->findings_count++] = finding;
}

/* As tshark 4.0.17 counts it; found by trying, selftests/tshark-agrees compares. */
static uint8_t count_completeness(const struct gn_frame *frame)
{
	uint16_t flags = frame->tcp_flags;
	uint8_t bits = 0;

	if (flags & GN_TCP_RST)
		bits |= GN_COMPLETE_RST;
	if ((flags & GN_TCP_FIN) && (flags & GN_TCP_ACK))
		bits |= GN_COMPLETE_FIN;
	if ((flags & GN_TCP_SYN) && (flags & GN_TCP_ACK))
		bits |= GN_COMPLETE_SYN_ACK;
	else if (flags & GN_TCP_ACK)
		bits |= frame->payload_len ? GN_COMPLETE_DATA : GN_COMPLETE_ACK;
	return bits;
}

/*
 * A SYN counts where it opens a stream only, and its data unless the ports
 * were used before. What else the first frame has is counted in the second
 * pass, after that frame was shown; again unless the ports were used before.
 */
static void note_completeness(struct gn_flow *flow, const struct gn_frame *frame)
{
	uint8_t bits = count_completeness(frame), opening = 0;
	bool first = flow->first_frame == frame->packet->number;

	if (first && (frame->tcp_flags & (GN_TCP_SYN | GN_TCP_ACK)) == GN_TCP_SYN) {
		opening = GN_COMPLETE_SYN;
		if (frame->payload_len && !flow->restarted)
			opening |= GN_COMPLETE_DATA;
	}
	flow->completeness |= bits | opening;
	flow->completeness_shown |= first && !flow->restarted ? opening : bits | opening;
}

uint8_t gn_flow_completeness(const struct gn_flow *flow, uint32_t frame)
{
	return frame == flow->first_frame ? flow->completeness_shown : flow->completeness;
}

/* A SYN with a number of its own on ports that were used before. */
static bool restarts(const struct gn_flow *flow, const struct gn_frame *frame, enum gn_side from)
{
	return (frame->tcp_flags & (GN_TCP_SYN | GN_TCP_ACK)) == GN_TCP_SYN &&
	       flow->has_base[from] && flow->base[from] != frame->seq;
}

/*
 * As tshark does it, so that streams are its: by what the end itself sends
 * first, or by what is acknowledged of it; anew only with a SYN-ACK.
 */
static void find_bases(struct gn_flow *flow, const struct gn_frame *frame, enum gn_side from)
{
	bool syn = frame->tcp_flags & GN_TCP_SYN, ack = frame->tcp_flags & GN_TCP_ACK;

	if (!flow->has_base[from] || (syn && ack))
		flow->base[from] = frame->seq - !syn;
	flow->has_base[from] = true;
	if (flow->has_base[!from] || !ack)
		return;
	flow->base[!from] = frame->ack - 1;
	flow->has_base[!from] = true;
}

/* Of the connection that had these ports: when it ended, and how long they had still to wait. */
static void describe_reuse(const struct gn_flow *old, int64_t now, struct gn_verdict *verdict)
{
	struct gn_time_wait wait = gn_tcp_time_wait(&old->tcp);

	gn_verdict_begin(verdict, GN_REUSED_PORTS, old->first_frame);
	gn_verdict_add(verdict, GN_FACT_ELAPSED_NS, now - old->end_ns);
	gn_verdict_add(verdict, GN_FACT_WAIT_LEFT_NS,
		       wait.sides && wait.until_ns > now ? wait.until_ns - now : 0);
}

static bool take_segment(struct gn_flows *flows, const struct gn_frame *frame,
			 struct gn_event *event)
{
	enum gn_side from;
	struct gn_ends ends = gn_ends(&flows->index, &frame->ip_src, frame->sport, &frame->ip_dst,
				      frame->dport);
	bool seen = gn_hops_take(flows->hops, frame, &event->hop, &event->here);
	struct gn_flow *flow = find(flows, frame, &ends, &from);
	bool restarted = flow && restarts(flow, frame, from);
	struct gn_verdict reused;

	if (restarted) {
		describe_reuse(flow, frame->packet->time_ns, &reused);
		flow = NULL;
	}
	if (!flow) {
		flow = begin(flows, frame, &ends, &from);
		if (!flow)
			return false;
	} else {
		leave_activity(flows, flow);
		make_busiest(flows, flow);
	}
	event->flow = flow;
	event->is_segment = true;
	flows->latest = flow;
	flow->restarted |= restarted;
	find_bases(flow, frame, from);
	note_completeness(flow, frame);
	flow->last_frame = frame->packet->number;
	flow->end_ns = frame->packet->time_ns;
	if (!gn_tcp_follow(&flow->tcp, &flows->courses, frame, from, seen ? &event->hop : NULL,
			   &event->segment))
		return false;
	if (restarted && event->segment.verdicts < GN_SEGMENT_VERDICTS)
		event->segment.verdict[event->segment.verdicts++] = reused;
	for (unsigned int i = 0; i < event->segment.verdicts; i++)
		add_finding(flow, event->segment.frame, &event->segment.verdict[i]);
	return true;
}

static void take_icmp(struct gn_flows *flows, const struct gn_frame *frame, struct gn_event *event)
{
	struct gn_icmp_quote quote;
	struct gn_sent opening;
	struct gn_overlap overlap;
	struct gn_ends ends;
	enum gn_side from;

	if (!gn_icmp_quote_parse(frame, &quote))
		return;
	ends = gn_ends(&flows->index, &quote.src, quote.sport, &quote.dst, quote.dport);
	event->flow = find(flows, frame, &ends, &from);
	if (!event->flow)
		return;
	gn_verdict_begin(&event->icmp, quote.verdict, 0);
	gn_verdict_add(&event->icmp, GN_FACT_ICMP_CODE, frame->icmp_code);
	event->flow->unreachable |= quote.verdict == GN_ICMP_UNREACHABLE;
	gn_sent_look(gn_tcp_sent(&event->flow->tcp.end[from], &opening), quote.seq, quote.seq + 1,
		     &overlap);
	if (overlap.seen)
		event->icmp.of = overlap.first.last_frame;
	add_finding(event->flow, frame->packet->number, &event->icmp);
}

bool gn_flows_take(struct gn_flows *flows, const struct gn_frame *frame, struct gn_event *event)
{
	if (flows->latest)
		gn_tcp_rest(&flows->latest->tcp);
	flows->latest = NULL;
	event->frame = frame;
	event->flow = NULL;
	event->is_segment = false;
	event->hop.frame = 0;
	event->waited = (struct gn_arp_wait){ 0 };
	if (gn_is_piece(frame)) {
		frame = gn_fragments_take(flows->fragments, frame);
		if (!frame)
			return true;
		event->frame = frame;
	}
	event->waited = gn_arp_take(&flows->questions, frame);
	if (frame->tcp != GN_NO_LAYER)
		return take_segment(flows, frame, event);
	if (frame->icmp != GN_NO_LAYER)
		take_icmp(flows, frame, event);
	return true;
}

struct gn_flow *gn_flows_first(const struct gn_flows *flows)
{
	return flows->first;
}

struct gn_flow *gn_flow_next(const struct gn_flow *flow)
{
	return flow->next;
}

uint32_t gn_flows_begun(const struct gn_flows *flows)
{
	return flows->begun;
}

void gn_flows_fragments(const struct gn_flows *flows,
			struct gn_fragment_count lost[GN_FRAGMENT_LOSSES])
{
	gn_fragments_lost(flows->fragments, lost);
}

uint32_t gn_flows_evicted(const struct gn_flows *flows)
{
	return flows->evictions;
}

enum gn_opening gn_flow_opening(const struct gn_flow *flow)
{
	const struct gn_tcp *tcp = &flow->tcp;
	const struct gn_tcp_end *client = &tcp->end[GN_CLIENT], *server = &tcp->end[GN_SERVER];

	if (tcp->midstream)
		return GN_OPENING_NOT_CAPTURED;
	if (tcp->simultaneous && client->facts & server->facts & GN_SYN_ACKED)
		return GN_OPENING_SIMULTANEOUS;
	if (tcp->ack)
		return GN_OPENING_COMPLETE;
	if (tcp->refused)
		return GN_OPENING_REFUSED;
	if (client->facts & server->facts & GN_HEARD)
		return GN_OPENING_HALF_OPEN;
	if (flow->unreachable)
		return GN_OPENING_UNREACHABLE;
	return tcp->syn_copies > 1 ? GN_OPENING_FILTERED : GN_OPENING_UNANSWERED;
}

const char *gn_opening_name(enum gn_opening opening)
{
	static const char *const names[] = {
		[GN_OPENING_NOT_CAPTURED] = "not_captured",
		[GN_OPENING_COMPLETE] = "complete",
		[GN_OPENING_SIMULTANEOUS] = "simultaneous",
		[GN_OPENING_HALF_OPEN] = "half_open",
		[GN_OPENING_REFUSED] = "refused",
		[GN_OPENING_UNREACHABLE] = "unreachable",
		[GN_OPENING_FILTERED] = "filtered",
		[GN_OPENING_UNANSWERED] = "unanswered",
	};

	return names[opening];
}

char *gn_endpoint_put(const struct gn_addr *addr, uint16_t port, char buf[GN_ENDPOINT_STRLEN])
{
	bool brackets = addr->version == 6;
	char *at = buf;

	if (brackets)
		*at++ = '[';
	at = gn_addr_put(addr, at);
	if (brackets)
		*at++ = ']';
	*at++ = ':';
	at = gn_decimal_put(at, port);
	*at = 0;
	return at;
}

char *gn_endpoint_format(const struct gn_addr *addr, uint16_t port, char buf[GN_ENDPOINT_STRLEN])
{
	gn_endpoint_put(addr, port, buf);
	return buf;
}
