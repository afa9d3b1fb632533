/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One packet at several places of one capture: at two NICs that it passes, in
 * two VLANs, or twice by the same packet id. A router changes the MAC addresses,
 * the TTL and the IP header's checksum (RFC 1812 5.3.1) and leaves the rest alone,
 * so that is what two sightings are compared by.
 */
#ifndef GN_HOP_H
#define GN_HOP_H

#include "frame.h"

/* Packets remembered at once, each in the place that so many bits of its hash say. */
#ifndef GN_HOPS_BITS
#define GN_HOPS_BITS 10
#endif
#define GN_HOPS (1u << GN_HOPS_BITS)

/* No packet takes longer from NIC to NIC here; what comes later was sent again. */
#define GN_HOP_MAX_NS 1000000000LL

/**
 * struct gn_hop - a sighting of a packet
 * @interface: index of where that was
 */
struct gn_hop {
	uint32_t frame, interface;
	int64_t time_ns;
	uint8_t dst[6], src[6];
	uint8_t ttl;
	uint16_t ip_checksum; /* IPv4 only */
	uint16_t vlan;
};

struct gn_hops;

struct gn_hops *gn_hops_new(void);
void gn_hops_free(struct gn_hops *hops);

/*
 * Remember a sighting. True when there was one of the same packet: then that is in
 * @before and this one in @here. A packet that comes again at the same place with the
 * same TTL is none: that is how a host sends again.
 */
bool gn_hops_take(struct gn_hops *hops, const struct gn_frame *frame, struct gn_hop *before,
		  struct gn_hop *here);

#endif
