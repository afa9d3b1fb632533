// SPDX-License-Identifier: GPL-2.0
#include "tshark.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const fields[GN_TSHARK_COLUMNS] = {
	[GN_TSHARK_FRAME] = "frame.number",
	[GN_TSHARK_STREAM] = "tcp.stream",
	[GN_TSHARK_FLAGS] = "tcp.flags",
	[GN_TSHARK_SEQ] = "tcp.seq",
	[GN_TSHARK_ACK] = "tcp.ack",
	[GN_TSHARK_NXTSEQ] = "tcp.nxtseq",
	[GN_TSHARK_LEN] = "tcp.len",
	[GN_TSHARK_WINDOW] = "tcp.window_size_value",
	[GN_TSHARK_WINDOW_SIZE] = "tcp.window_size",
	[GN_TSHARK_SCALE] = "tcp.window_size_scalefactor",
	[GN_TSHARK_COMPLETENESS] = "tcp.completeness",
	[GN_TSHARK_INITIAL_RTT] = "tcp.analysis.initial_rtt",
	[GN_TSHARK_ACK_RTT] = "tcp.analysis.ack_rtt",
	[GN_TSHARK_RTO] = "tcp.analysis.rto",
	[GN_TSHARK_ACKS_FRAME] = "tcp.analysis.acks_frame",
	[GN_TSHARK_RTO_FRAME] = "tcp.analysis.rto_frame",
	[GN_TSHARK_BYTES_IN_FLIGHT] = "tcp.analysis.bytes_in_flight",
	[GN_TSHARK_PUSH_BYTES] = "tcp.analysis.push_bytes_sent",
	[GN_TSHARK_DUPLICATE_NUM] = "tcp.analysis.duplicate_ack_num",
	[GN_TSHARK_DUPLICATE_FRAME] = "tcp.analysis.duplicate_ack_frame",
#define FLAG(number, name) [GN_TSHARK_ANALYSIS + (number)] = "tcp.analysis." name
	FLAG(GN_WS_ACK_LOST_SEGMENT, "ack_lost_segment"),
	FLAG(GN_WS_DUPLICATE_ACK, "duplicate_ack"),
	FLAG(GN_WS_FAST_RETRANSMISSION, "fast_retransmission"),
	FLAG(GN_WS_KEEP_ALIVE, "keep_alive"),
	FLAG(GN_WS_KEEP_ALIVE_ACK, "keep_alive_ack"),
	FLAG(GN_WS_LOST_SEGMENT, "lost_segment"),
	FLAG(GN_WS_OUT_OF_ORDER, "out_of_order"),
	FLAG(GN_WS_RETRANSMISSION, "retransmission"),
	FLAG(GN_WS_REUSED_PORTS, "reused_ports"),
	FLAG(GN_WS_SPURIOUS_RETRANSMISSION, "spurious_retransmission"),
	FLAG(GN_WS_WINDOW_FULL, "window_full"),
	FLAG(GN_WS_WINDOW_UPDATE, "window_update"),
	FLAG(GN_WS_ZERO_WINDOW, "zero_window"),
	FLAG(GN_WS_ZERO_WINDOW_PROBE, "zero_window_probe"),
	FLAG(GN_WS_ZERO_WINDOW_PROBE_ACK, "zero_window_probe_ack"),
#undef FLAG
};

const char *gn_tshark_field(unsigned int column)
{
	return fields[column];
}

char *gn_tshark_header(char buf[GN_TSHARK_HEADER])
{
	size_t used = 0;

	for (unsigned int i = 0; i < GN_TSHARK_COLUMNS; i++)
		used += snprintf(buf + used, GN_TSHARK_HEADER - used, "%s%s", i ? "\t" : "",
				 fields[i]);
	return buf;
}

static void put_number(struct gn_tshark_row *row, enum gn_tshark_column column, int64_t value)
{
	snprintf(row->cell[column], GN_TSHARK_CELL, "%" PRId64, value);
}

static void put_count(struct gn_tshark_row *row, enum gn_tshark_column column, uint32_t count)
{
	if (count)
		put_number(row, column, count);
}

/* Seconds with nine decimals. */
static void put_time(struct gn_tshark_row *row, enum gn_tshark_column column, int64_t ns)
{
	uint64_t magnitude = ns < 0 ? -(uint64_t)ns : (uint64_t)ns;

	if (ns)
		snprintf(row->cell[column], GN_TSHARK_CELL, "%s%" PRIu64 ".%09" PRIu64,
			 ns < 0 ? "-" : "", magnitude / 1000000000, magnitude % 1000000000);
}

void gn_tshark_describe(struct gn_tshark_row *row, const struct gn_event *event,
			const struct gn_wireshark_segment *segment, uint8_t completeness)
{
	memset(row, 0, sizeof(*row));
	put_number(row, GN_TSHARK_FRAME, event->segment.frame);
	put_number(row, GN_TSHARK_STREAM, event->flow->stream);
	snprintf(row->cell[GN_TSHARK_FLAGS], GN_TSHARK_CELL, "0x%04x", event->segment.flags);
	put_number(row, GN_TSHARK_SEQ, segment->seq);
	put_number(row, GN_TSHARK_ACK, segment->ack);
	put_number(row, GN_TSHARK_NXTSEQ, segment->nxtseq);
	put_number(row, GN_TSHARK_LEN, event->segment.len);
	put_number(row, GN_TSHARK_WINDOW, event->segment.window);
	put_number(row, GN_TSHARK_WINDOW_SIZE, segment->window_size);
	if (segment->scale)
		put_number(row, GN_TSHARK_SCALE, segment->scale);
	put_number(row, GN_TSHARK_COMPLETENESS, completeness);
	put_time(row, GN_TSHARK_INITIAL_RTT, segment->initial_rtt);
	put_time(row, GN_TSHARK_ACK_RTT, segment->ack_rtt);
	put_time(row, GN_TSHARK_RTO, segment->rto);
	put_count(row, GN_TSHARK_ACKS_FRAME, segment->acks_frame);
	put_count(row, GN_TSHARK_RTO_FRAME, segment->rto_frame);
	put_count(row, GN_TSHARK_BYTES_IN_FLIGHT, segment->bytes_in_flight);
	put_count(row, GN_TSHARK_PUSH_BYTES, segment->push_bytes_sent);
	if (segment->duplicate_ack_num) {
		put_number(row, GN_TSHARK_DUPLICATE_NUM, segment->duplicate_ack_num);
		put_number(row, GN_TSHARK_DUPLICATE_FRAME, segment->duplicate_ack_frame);
	}
	for (int flag = 0; flag < GN_WS_FLAGS; flag++)
		if (segment->analysis >> flag & 1)
			strcpy(row->cell[GN_TSHARK_ANALYSIS + flag], "1");
}

bool gn_tshark_parse(struct gn_tshark_row *row, const char *line)
{
	memset(row, 0, sizeof(*row));
	for (unsigned int i = 0; i < GN_TSHARK_COLUMNS; i++) {
		size_t length = strcspn(line, "\t\r\n");

		if (length >= GN_TSHARK_CELL)
			return false;
		/* A flag has no value; whatever stands for it, it is there. */
		if (i >= GN_TSHARK_ANALYSIS && length)
			strcpy(row->cell[i], "1");
		else
			memcpy(row->cell[i], line, length);
		line += length;
		if ((*line == '\t') != (i + 1 < GN_TSHARK_COLUMNS))
			return false;
		line += *line == '\t';
	}
	return strtoull(row->cell[GN_TSHARK_FRAME], NULL, 10) > 0;
}
