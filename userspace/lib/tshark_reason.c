// SPDX-License-Identifier: GPL-2.0
#include "tshark_reason.h"

#include <stdio.h>

#include "duration.h"

static const struct {
	enum gn_verdict_id verdict; /* ours that means the same */
	const char *reason;	    /* NULL: it needs values, see below */
} flags[GN_WS_FLAGS] = {
	[GN_WS_ACK_LOST_SEGMENT] = {
		GN_ACK_LOST_SEGMENT,
		"its ACK number lies beyond what was captured of the other direction without a gap",
	},
	[GN_WS_DUPLICATE_ACK] = { GN_DUPLICATE_ACK, NULL },
	[GN_WS_FAST_RETRANSMISSION] = { GN_RETRANSMISSION, NULL },
	[GN_WS_KEEP_ALIVE] = {
		GN_KEEP_ALIVE,
		"it has no byte or one, at the number before the next one expected; whether that "
		"byte was acknowledged is not asked, so a last byte sent again looks the same",
	},
	[GN_WS_KEEP_ALIVE_ACK] = {
		GN_KEEP_ALIVE_ACK,
		"it repeats its sender's last numbers and window, right after a keep-alive",
	},
	[GN_WS_LOST_SEGMENT] = {
		GN_LOST_SEGMENT,
		"its number is higher than the next one expected: something before it was not captured",
	},
	[GN_WS_OUT_OF_ORDER] = { GN_OUT_OF_ORDER, NULL },
	[GN_WS_RETRANSMISSION] = { GN_RETRANSMISSION, NULL },
	[GN_WS_REUSED_PORTS] = {
		GN_REUSED_PORTS,
		"a SYN with another number on addresses and ports that were used before",
	},
	[GN_WS_SPURIOUS_RETRANSMISSION] = {
		GN_SPURIOUS_RETRANSMISSION,
		"all of its bytes lie below the last ACK that passed here; its sender may not have had "
		"that ACK yet",
	},
	[GN_WS_WINDOW_FULL] = {
		GN_WINDOW_FULL,
		"it ends exactly where the window that the other side last offered ends; the flag "
		"stands at the sender, though it is the receiver's window that is full",
	},
	[GN_WS_WINDOW_UPDATE] = {
		GN_WINDOW_UPDATE,
		"its numbers are those of its sender's last segment and only the window differs; "
		"SACK blocks are not looked at",
	},
	[GN_WS_ZERO_WINDOW] = {
		GN_ZERO_WINDOW, "its window field is 0 and it is no SYN, FIN or RST",
	},
	[GN_WS_ZERO_WINDOW_PROBE] = {
		GN_ZERO_WINDOW_PROBE,
		"one byte at the next number expected, while the other side's window is 0",
	},
	[GN_WS_ZERO_WINDOW_PROBE_ACK] = {
		GN_ZERO_WINDOW_PROBE_ACK,
		"it repeats its sender's last numbers and the window 0, right after a window probe",
	},
};

char *gn_tshark_reason(enum gn_wireshark_flag flag, const struct gn_wireshark_segment *segment,
		       char *buf, size_t size)
{
	char since[GN_DURATION_SIZE], limit[GN_DURATION_SIZE];

	switch (flag) {
	case GN_WS_DUPLICATE_ACK:
		snprintf(buf, size,
			 "it repeats numbers and window of its sender's segment before, number %u "
			 "after #%u; whether anything is outstanding is not asked (RFC 5681 asks)",
			 segment->duplicate_ack_num, segment->duplicate_ack_frame);
		break;
	case GN_WS_FAST_RETRANSMISSION:
		if (segment->peer_duplicates < 0) {
			snprintf(
				buf, size,
				"its number was acknowledged beyond what was captured, which counts as "
				"many ACKs that ask again, %s before (20 ms are allowed)",
				gn_duration_format(segment->since_ack, since));
			break;
		}
		snprintf(
			buf, size,
			"its number is the one that %d ACKs asked for again (2 are enough), the last "
			"of them %s before (20 ms are allowed)",
			segment->peer_duplicates, gn_duration_format(segment->since_ack, since));
		break;
	case GN_WS_OUT_OF_ORDER:
		snprintf(
			buf, size,
			"its number is below the highest one sent, which passed %s before: less than "
			"%s (the first round trip, 3 ms when unknown). A stopwatch, no evidence",
			gn_duration_format(segment->since_highest, since),
			gn_duration_format(segment->reordering, limit));
		break;
	case GN_WS_RETRANSMISSION:
		snprintf(
			buf, size,
			"its number is below the highest one sent, which passed %s before, not less "
			"than %s (the first round trip, 3 ms when unknown), or it is the last one "
			"again; that its bytes were sent before is not looked up",
			gn_duration_format(segment->since_highest, since),
			gn_duration_format(segment->reordering, limit));
		/* It marks every kind of repeat with this one too. */
		if (segment->analysis &
		    (1u << GN_WS_FAST_RETRANSMISSION | 1u << GN_WS_SPURIOUS_RETRANSMISSION))
			snprintf(buf, size, "it is set with every kind of retransmission");
		break;
	default:
		snprintf(buf, size, "%s", flags[flag].reason);
	}
	return buf;
}

enum gn_verdict_id gn_tshark_verdict(enum gn_wireshark_flag flag)
{
	return flags[flag].verdict;
}

/* What tshark says instead of it, when it says something else of a segment that seems repeated. */
static const char *instead(uint32_t analysis)
{
	/* Before the third: it is set with both. */
	if (analysis & 1u << GN_WS_FAST_RETRANSMISSION)
		return "it says fast_retransmission instead, by the ACKs that were repeated alone";
	if (analysis & 1u << GN_WS_SPURIOUS_RETRANSMISSION)
		return "it says spurious_retransmission instead, by the last ACK that passed alone";
	if (analysis & 1u << GN_WS_OUT_OF_ORDER)
		return "it says out_of_order instead, by the time that passed alone";
	if (analysis & (1u << GN_WS_RETRANSMISSION))
		return "it says retransmission instead, by the time that passed alone";
	if (analysis & 1u << GN_WS_KEEP_ALIVE)
		return "it says keep_alive instead, by the length and number alone";
	return NULL;
}

const char *gn_tshark_silence(enum gn_verdict_id id, const struct gn_wireshark_segment *segment)
{
	uint32_t analysis = segment->analysis;
	bool known = false;

	for (int flag = 0; flag < GN_WS_FLAGS; flag++) {
		if (flags[flag].verdict != id)
			continue;
		if (analysis >> flag & 1)
			return NULL;
		known = true;
	}
	if (!known)
		return "it has no such verdict";
	if (segment->given_up)
		return "it ends at options that were not captured whole, or at a SACK option without "
		       "a block, before it prints what it found";
	switch (id) {
	case GN_SPURIOUS_RETRANSMISSION:
		if ((analysis & (1u << GN_WS_RETRANSMISSION | 1u << GN_WS_FAST_RETRANSMISSION)) ==
		    1u << GN_WS_RETRANSMISSION)
			return "it says retransmission instead: its rule wants data, all of it "
			       "below the last ACK that passed here";
		/* fall through */
	case GN_RETRANSMISSION:
	case GN_OUT_OF_ORDER:
		return instead(analysis) ? instead(analysis) :
					   "by its rules the number is that of a new segment";
	case GN_DUPLICATE_ACK:
		return analysis & 1u << GN_WS_WINDOW_UPDATE ?
			       "the window moved, so it says window_update, whatever SACK tells" :
			       "its rule wants the sender's numbers and window unchanged";
	case GN_WINDOW_FULL:
		return "its rule wants the segment to end exactly at the edge of the window";
	case GN_ZERO_WINDOW_PROBE:
		return instead(analysis) ? instead(analysis) :
					   "its rule wants one byte at the next number";
	case GN_ZERO_WINDOW_PROBE_ACK:
		return "its rule wants numbers and the window 0 repeated, right after a probe with "
		       "a byte; one without it takes for a keep-alive";
	default:
		return "the state that its rule asks for is another one than ours";
	}
}
