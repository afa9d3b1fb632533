/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which packet an ARP exchange held up: RFC 826 lets a host keep a packet
 * whose next hop's MAC address it does not know, ask for it, and send the
 * packet once the answer is there. So the packet is the first one from the
 * asker to the MAC address that it learnt.
 */
#ifndef GN_ARP_WAIT_H
#define GN_ARP_WAIT_H

#include "frame.h"

/* Questions remembered at once; the oldest is forgotten. */
#define GN_ARP_QUESTIONS 16

/**
 * struct gn_arp_wait - what a packet waited for
 * @request,@reply: frames of the exchange, @request is 0 when it did not wait
 * @elapsed_ns: from the first request to the reply
 */
struct gn_arp_wait {
	uint32_t request, reply;
	int64_t elapsed_ns;
};

struct gn_arp_question {
	struct gn_arp_wait wait;
	int64_t asked_ns;
	uint8_t asker[6], answer[6];
	struct gn_addr target;
};

struct gn_arp_questions {
	struct gn_arp_question question[GN_ARP_QUESTIONS];
	unsigned int count; /* ever; the ring's head is count modulo its size */
	unsigned int open;
};

/* Take a frame; what it waited for, all 0 when for nothing. */
struct gn_arp_wait gn_arp_take(struct gn_arp_questions *questions, const struct gn_frame *frame);

#endif
