// SPDX-License-Identifier: GPL-2.0
#include "flow_object.h"

#include <stdio.h>

#include "cells.h"
#include "duration.h"
#include "walk.h"

static const char *const close_names[] = {
	[GN_CLOSE_NONE] = "none",
	[GN_CLOSE_FIN] = "fin",
	[GN_CLOSE_RST] = "rst",
};

static const char *const closer_names[] = {
	[GN_CLOSER_CLIENT] = "client",
	[GN_CLOSER_SERVER] = "server",
	[GN_CLOSER_BOTH] = "both",
};

static void write_bool(struct gn_out *out, const char *key, bool known, bool value)
{
	if (known)
		gn_out_bool(out, key, NULL, value);
	else
		gn_out_null(out, key, NULL);
}

/* A duration that is -1 when there is none. */
static void write_duration(struct gn_out *out, const char *key, int64_t ns)
{
	if (ns >= 0)
		gn_out_ns(out, key, NULL, ns);
	else
		gn_out_null(out, key, NULL);
}

/* Round trips of its segments, clean ones only (Karn), smoothed by RFC 6298. */
static void write_rtt(struct gn_out *out, const struct gn_tcp_end *end)
{
	const struct gn_tcp_course *course = end->course;

	if (!course || !course->rtt_samples) {
		gn_out_null(out, "rtt", NULL);
		return;
	}
	gn_out_object(out, "rtt");
	gn_out_u64(out, "samples", NULL, course->rtt_samples);
	gn_out_ns(out, "min_ns", NULL, course->rtt_min);
	gn_out_ns(out, "max_ns", NULL, course->rtt_max);
	gn_out_ns(out, "srtt_ns", NULL, course->srtt);
	gn_out_ns(out, "rttvar_ns", NULL, course->rttvar);
	gn_out_ns(out, "rto_ns", NULL, gn_tcp_rto(end));
	gn_out_end(out);
}

/* Of the window that it offers: how often it was closed and opened again. */
static void write_zero_windows(struct gn_out *out, const struct gn_tcp_course *course)
{
	gn_out_object(out, "zero_window");
	gn_out_u64(out, "episodes", NULL, course ? course->zero_episodes : 0);
	gn_out_ns(out, "closed_ns", NULL, course ? course->zero_ns : 0);
	gn_out_known(out, "since_frame", course && course->zero_frame,
		     course ? course->zero_frame : 0);
	gn_out_end(out);
}

static int64_t limited_sum(const struct gn_tcp_course *course)
{
	int64_t sum = 0;

	for (int limit = 0; course && limit < GN_LIMITS; limit++)
		gn_duration_add(&sum, course->limited_ns[limit]);
	return sum;
}

/* In percent, of a sum that is not zero. */
static int share_of(const struct gn_tcp_course *course, enum gn_limit limit)
{
	return course->limited_ns[limit] * 100.0 / limited_sum(course) + 0.5;
}

static void write_limits(struct gn_out *out, const struct gn_tcp_course *course)
{
	char key[32];

	if (!limited_sum(course)) {
		gn_out_null(out, "limited", NULL);
		return;
	}
	gn_out_object(out, "limited");
	for (int limit = 0; limit < GN_LIMITS; limit++) {
		snprintf(key, sizeof(key), "%s_ns", gn_limit_name(limit));
		gn_out_ns(out, key, NULL, course->limited_ns[limit]);
	}
	gn_out_end(out);
}

static void write_offer(struct gn_out *out, const char *key, const struct gn_tcp_end *end,
			enum gn_tcp_option option)
{
	bool has = end->options & option;

	write_bool(out, key, has || gn_tcp_knows_options(end), has);
}

static void write_end(struct gn_out *out, const struct gn_flow *flow, enum gn_side side)
{
	const struct gn_tcp_end *end = &flow->tcp.end[side];
	uint16_t mss = gn_tcp_send_mss(&flow->tcp, side, flow->addr[side].version);
	struct gn_tcp_sums sums = gn_tcp_sums(end);
	bool syn = end->facts & GN_SYN_SEEN;
	char addr[GN_ADDR_STRLEN];

	gn_out_object(out, gn_side_name(side));
	gn_out_str(out, "addr", NULL, gn_addr_format(&flow->addr[side], addr));
	gn_out_u64(out, "port", NULL, flow->port[side]);
	gn_out_known(out, "isn", syn, end->isn);
	gn_out_known(out, "mss", end->options & GN_OPTION_MSS, end->mss);
	gn_out_known(out, "wscale", end->options & GN_OPTION_WSCALE, end->wscale);
	write_offer(out, "sack_permitted", end, GN_OPTION_SACK);
	write_offer(out, "timestamps", end, GN_OPTION_TIMESTAMPS);
	gn_out_u64(out, "packets", NULL, sums.packets);
	gn_out_u64(out, "bytes", NULL, sums.bytes);
	gn_out_u64(out, "retransmits", NULL, sums.retransmits);
	gn_out_known(out, "send_mss", mss, mss);
	write_rtt(out, end);
	write_zero_windows(out, end->course);
	write_limits(out, end->course);
	gn_out_name(out, "state", gn_tcp_state_name(gn_tcp_final_state(&flow->tcp, side)));
	gn_out_end(out);
}

static void write_handshake(struct gn_out *out, const struct gn_flow *flow)
{
	const struct gn_tcp *tcp = &flow->tcp;

	gn_out_object(out, "handshake");
	gn_out_str(out, "outcome", NULL, gn_opening_name(gn_flow_opening(flow)));
	gn_out_known(out, "syn", tcp->syn, tcp->syn);
	gn_out_known(out, "syn_ack", tcp->syn_ack, tcp->syn_ack);
	gn_out_known(out, "ack", tcp->ack, tcp->ack);
	gn_out_u64(out, "syn_copies", NULL, tcp->syn_copies);
	gn_out_u64(out, "syn_ack_copies", NULL, tcp->syn_ack_copies);
	write_duration(out, "rtt_ns", tcp->handshake_rtt);
	gn_out_end(out);
}

static void write_option(struct gn_out *out, const char *key, const struct gn_tcp *tcp,
			 enum gn_tcp_option option)
{
	int agreed = gn_tcp_agreed(tcp, option);

	write_bool(out, key, agreed >= 0, agreed > 0);
}

static bool has_syn(const struct gn_tcp *tcp)
{
	return (tcp->end[GN_CLIENT].facts | tcp->end[GN_SERVER].facts) & GN_SYN_SEEN;
}

static void write_agreed(struct gn_out *out, const struct gn_tcp *tcp)
{
	if (!has_syn(tcp)) {
		gn_out_null(out, "agreed", NULL);
		return;
	}
	gn_out_object(out, "agreed");
	write_option(out, "window_scaling", tcp, GN_OPTION_WSCALE);
	write_option(out, "sack", tcp, GN_OPTION_SACK);
	write_option(out, "timestamps", tcp, GN_OPTION_TIMESTAMPS);
	gn_out_end(out);
}

static const char *sides_name(unsigned int sides)
{
	return sides == 1u << GN_CLIENT ? "client" : sides == 1u << GN_SERVER ? "server" : "both";
}

static void write_time_wait(struct gn_out *out, const struct gn_tcp *tcp)
{
	struct gn_time_wait wait = gn_tcp_time_wait(tcp);

	if (!wait.sides) {
		gn_out_null(out, "time_wait", NULL);
		return;
	}
	gn_out_object(out, "time_wait");
	gn_out_str(out, "owner", NULL, sides_name(wait.sides));
	gn_out_ns(out, "since_ns", NULL, wait.since_ns);
	gn_out_ns(out, "until_ns", NULL, wait.until_ns);
	gn_out_end(out);
}

static void write_close(struct gn_out *out, const struct gn_flow *flow)
{
	const struct gn_tcp *tcp = &flow->tcp;
	uint32_t first = gn_tcp_fin_frame(&tcp->end[GN_CLIENT]),
		 second = gn_tcp_fin_frame(&tcp->end[GN_SERVER]);

	if (second && (!first || second < first)) {
		uint32_t swap = first;

		first = second;
		second = swap;
	}
	gn_out_object(out, "close");
	gn_out_str(out, "how", NULL, close_names[tcp->close]);
	gn_out_name(out, "first", closer_names[tcp->first_closer]);
	gn_out_array(out, "fins");
	if (first)
		gn_out_u64(out, NULL, NULL, first);
	if (second)
		gn_out_u64(out, NULL, NULL, second);
	gn_out_end(out);
	gn_out_known(out, "segments", gn_tcp_close_segments(tcp), gn_tcp_close_segments(tcp));
	write_duration(out, "half_closed_ns", gn_tcp_half_closed(tcp, flow->end_ns));
	write_time_wait(out, tcp);
	gn_out_end(out);
}

static void write_finding(struct gn_out *out, const struct gn_finding *finding)
{
	gn_out_object(out, NULL);
	gn_out_u64(out, "frame", NULL, finding->frame);
	gn_out_str(out, "id", NULL, gn_verdict_name(finding->id));
	gn_out_known(out, "of", finding->of, finding->of);
	if (finding->cause != GN_CAUSE_NONE)
		gn_out_str(out, "cause", NULL, gn_cause_name(finding->cause));
	if (finding->count)
		gn_out_u64(out, "count", NULL, finding->count);
	gn_out_end(out);
}

/* "2 retransmission, 1 zero_window" */
static void tell_findings(struct gn_out *out, const struct gn_flow *flow)
{
	uint32_t counts[GN_VERDICTS] = { 0 };
	const char *comma = "  ";

	for (uint32_t i = 0; i < flow->findings_count; i++)
		counts[flow->findings[i].id]++;
	for (int id = 0; id < GN_VERDICTS; id++) {
		if (!counts[id])
			continue;
		gn_out_text(out, "%s%" PRIu32 " %s", comma, counts[id], gn_verdict_name(id));
		comma = ", ";
	}
	if (flow->findings_omitted)
		gn_out_text(out, "%s%" PRIu32 " more", comma, flow->findings_omitted);
}

static const char *final_state(const struct gn_flow *flow, enum gn_side side)
{
	const char *name = gn_tcp_state_name(gn_tcp_final_state(&flow->tcp, side));

	return name ? name : "?";
}

static void put_endpoint(struct gn_cells *cells, const struct gn_flow *flow, enum gn_side side)
{
	char text[GN_ENDPOINT_STRLEN];
	const char *end = gn_endpoint_put(&flow->addr[side], flow->port[side], text);

	gn_cells_put_left(cells, 21, text, end - text);
}

/* "fin by client" */
static void put_close(struct gn_cells *cells, const struct gn_tcp *tcp)
{
	const char *how = tcp->close ? close_names[tcp->close] : "-";
	const char *by = closer_names[tcp->first_closer];
	char close[32];

	if (by)
		snprintf(close, sizeof(close), "%s by %s", how, by);
	gn_cells_left(cells, 14, by ? close : how);
}

/* Under the head that flows.c prints. */
static void tell_line(struct gn_out *out, const struct gn_flow *flow)
{
	const struct gn_tcp *tcp = &flow->tcp;
	const struct gn_tcp_sums client = gn_tcp_sums(&tcp->end[GN_CLIENT]);
	const struct gn_tcp_sums server = gn_tcp_sums(&tcp->end[GN_SERVER]);
	char rtt[GN_DURATION_SIZE] = "-";
	struct gn_cells cells;

	cells.used = 0;
	gn_cells_number_left(&cells, 8, flow->stream);
	put_endpoint(&cells, flow, GN_CLIENT);
	gn_cells_gap(&cells);
	put_endpoint(&cells, flow, GN_SERVER);
	gn_cells_number_right(&cells, 5, client.packets);
	gn_cells_left(&cells, 0, " > < ");
	gn_cells_number_left(&cells, 5, server.packets);
	gn_cells_gap(&cells);
	gn_cells_number_right(&cells, 10, client.bytes + server.bytes);
	gn_cells_gap(&cells);
	if (tcp->handshake_rtt >= 0)
		gn_duration_format(tcp->handshake_rtt, rtt);
	gn_cells_right(&cells, 8, rtt);
	gn_cells_gap(&cells);
	gn_cells_gap(&cells);
	put_close(&cells, tcp);
	gn_cells_left(&cells, 13, final_state(flow, GN_CLIENT));
	gn_cells_left(&cells, 13, final_state(flow, GN_SERVER));
	gn_cells_number_right(&cells, 3, gn_flow_completeness(flow, flow->last_frame));
	gn_cells_left(&cells, 0, flow->findings_count ? "" : "\n");
	gn_out_plain(out, cells.text, cells.used);
	if (!flow->findings_count)
		return;
	tell_findings(out, flow);
	gn_out_text(out, "\n");
}

/* What the name of an option is told with. */
static const char *agreed_prefix(const struct gn_tcp *tcp, enum gn_tcp_option option)
{
	int agreed = gn_tcp_agreed(tcp, option);

	return agreed > 0 ? "" : agreed ? "perhaps " : "no ";
}

static void tell_opening(struct gn_out *out, const struct gn_flow *flow)
{
	const struct gn_tcp *tcp = &flow->tcp;

	if (flow->vlan[0])
		gn_out_text(out, "        VLAN %u", flow->vlan[0]);
	if (flow->vlan[1])
		gn_out_text(out, ", in it %u", flow->vlan[1]);
	gn_out_text(out, flow->vlan[0] ? "\n" : "");
	gn_out_text(out, "        opening: %s", gn_opening_name(gn_flow_opening(flow)));
	if (tcp->syn_copies > 1)
		gn_out_text(out, ", SYN sent %u times", tcp->syn_copies);
	if (tcp->syn_ack_copies > 1)
		gn_out_text(out, ", SYN-ACK sent %u times", tcp->syn_ack_copies);
	if (has_syn(tcp))
		gn_out_text(out, "; agreed: %swindow scaling, %sSACK, %stime stamps",
			    agreed_prefix(tcp, GN_OPTION_WSCALE),
			    agreed_prefix(tcp, GN_OPTION_SACK),
			    agreed_prefix(tcp, GN_OPTION_TIMESTAMPS));
	gn_out_text(out, "\n");
}

static void tell_end(struct gn_out *out, const struct gn_flow *flow, enum gn_side side)
{
	const struct gn_tcp_end *end = &flow->tcp.end[side];
	const struct gn_tcp_course *course = end->course;
	uint16_t mss = gn_tcp_send_mss(&flow->tcp, side, flow->addr[side].version);
	struct gn_tcp_sums sums = gn_tcp_sums(end);
	char text[GN_DURATION_SIZE];
	int64_t sum = limited_sum(course);

	gn_out_text(out,
		    "        %s: %" PRIu32 " segments, %" PRIu64 " bytes, %" PRIu32 " repeated",
		    gn_side_name(side), sums.packets, sums.bytes, sums.retransmits);
	if (mss)
		gn_out_text(out, "; may send %u a segment", mss);
	if (course && course->rtt_samples) {
		gn_out_text(out, "; SRTT %s", gn_duration_format(course->srtt, text));
		gn_out_text(out, " of %" PRIu32 " samples", course->rtt_samples);
		gn_out_text(out, ", RTO %s", gn_duration_format(gn_tcp_rto(end), text));
	}
	if (sum)
		gn_out_text(out,
			    "; held up by its program %d %%, the receiver %d %%, the network %d %%",
			    share_of(course, GN_LIMIT_APPLICATION),
			    share_of(course, GN_LIMIT_RECEIVER),
			    share_of(course, GN_LIMIT_NETWORK));
	if (sum && course->limited_ns[GN_LIMIT_UNKNOWN])
		gn_out_text(out, ", one of these two %d %%", share_of(course, GN_LIMIT_UNKNOWN));
	if (course && course->zero_episodes)
		gn_out_text(out, "; window closed %" PRIu32 " times for %s", course->zero_episodes,
			    gn_duration_format(course->zero_ns, text));
	if (course && course->zero_frame)
		gn_out_text(out, "; window closed since #%" PRIu32, course->zero_frame);
	gn_out_text(out, "\n");
}

static void tell_close(struct gn_out *out, const struct gn_flow *flow)
{
	struct gn_time_wait wait = gn_tcp_time_wait(&flow->tcp);
	int64_t half = gn_tcp_half_closed(&flow->tcp, flow->end_ns);
	char text[GN_DURATION_SIZE];

	if (!wait.sides && half < 0)
		return;
	gn_out_text(out, "        close:");
	if (half >= 0)
		gn_out_text(out, " half closed for %s%s", gn_duration_format(half, text),
			    wait.sides ? ";" : "");
	if (wait.sides)
		gn_out_text(out, " %s in TIME_WAIT, on Linux until %s after the last segment",
			    sides_name(wait.sides),
			    gn_duration_format(wait.until_ns - flow->end_ns, text));
	gn_out_text(out, "\n");
}

static void tell_details(struct gn_out *out, const struct gn_flow *flow)
{
	tell_opening(out, flow);
	tell_end(out, flow, GN_CLIENT);
	tell_end(out, flow, GN_SERVER);
	tell_close(out, flow);
}

static void write_object(struct gn_out *out, const struct gn_flow *flow)
{
	gn_out_object(out, NULL);
	gn_out_str(out, "type", NULL, "flow");
	gn_out_u64(out, "stream", NULL, flow->stream);
	gn_out_array(out, "vlans");
	for (int tag = 0; tag < 2; tag++)
		if (flow->vlan[tag])
			gn_out_u64(out, NULL, NULL, flow->vlan[tag]);
	gn_out_end(out);
	write_end(out, flow, GN_CLIENT);
	write_end(out, flow, GN_SERVER);
	write_handshake(out, flow);
	write_agreed(out, &flow->tcp);
	write_close(out, flow);
	gn_out_u64(out, "completeness", NULL, gn_flow_completeness(flow, flow->last_frame));
	gn_out_ns(out, "start_ns", NULL, flow->start_ns);
	gn_out_ns(out, "end_ns", NULL, flow->end_ns);
	gn_out_array(out, "findings");
	for (uint32_t i = 0; i < flow->findings_count; i++)
		write_finding(out, &flow->findings[i]);
	gn_out_end(out);
	if (flow->findings_omitted)
		gn_out_u64(out, "findings_omitted", NULL, flow->findings_omitted);
	gn_out_end(out);
}

void gn_flow_write(struct gn_out *out, const struct gn_flow *flow, bool is_long)
{
	if (out->format == GN_JSON) {
		write_object(out, flow);
		return;
	}
	tell_line(out, flow);
	if (is_long)
		tell_details(out, flow);
}
