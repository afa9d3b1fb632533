// SPDX-License-Identifier: GPL-2.0
/* What the end of a connection leaves behind: a half that is closed, ports that have to wait. */
#include "tcp_parts.h"

/* Linux's TCP_TIMEWAIT_LEN; RFC 9293 3.4.2 has 2 MSL, which are 4 minutes. */
#define TIME_WAIT_LINUX (60 * 1000000000LL)

struct gn_time_wait gn_tcp_time_wait(const struct gn_tcp *tcp)
{
	struct gn_time_wait wait = { 0 };

	for (int side = 0; side < GN_SIDES; side++) {
		const struct gn_tcp_course *own = tcp->end[side].course,
					   *peer = tcp->end[!side].course;
		int64_t since;

		if (!own || gn_tcp_final_state(tcp, side) != GN_TIME_WAIT)
			continue;
		/* RFC 9293 3.10.7.4: a FIN that comes again starts the timer again. */
		since = peer->fin_last_time > own->fin_acked_time ?
				peer->fin_last_time :
				own->fin_acked_time;
		if (!wait.sides || since > wait.since_ns)
			wait.since_ns = since;
		wait.sides |= 1u << side;
	}
	wait.until_ns = wait.since_ns + TIME_WAIT_LINUX;
	return wait;
}

int64_t gn_tcp_half_closed(const struct gn_tcp *tcp, int64_t now)
{
	for (int side = 0; side < GN_SIDES; side++) {
		const struct gn_tcp_end *first = &tcp->end[side], *second = &tcp->end[!side];
		bool waits = gn_has(second, GN_SENT_FIN);
		int64_t until;

		if (!first->course || !first->course->fin_acked_frame)
			continue;
		/* Its FIN was acknowledged before its peer sent one: the peer may go on. */
		if (waits && second->course->fin_frame <= first->course->fin_acked_frame)
			continue;
		until = waits ? second->course->fin_time : now;
		return until > first->course->fin_acked_time ?
			       until - first->course->fin_acked_time :
			       0;
	}
	return -1;
}
