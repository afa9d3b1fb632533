/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One captured packet, as a source hands it out: bytes, time, and what the
 * capture file says about them. Nothing here is decoded; see frame.h.
 */
#ifndef GN_PACKET_H
#define GN_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../driver/records.h"

enum gn_direction {
	GN_DIR_UNKNOWN, /* the file does not say (pcap, foreign pcapng) */
	GN_DIR_IN,	/* received by the NIC of this interface */
	GN_DIR_OUT,	/* sent by it */
};

/* An interface of the capture file (pcapng IDB; a pcap file has one). */
struct gn_interface {
	uint32_t index;	   /* 0-based over the whole file, all sections */
	uint16_t linktype; /* LINKTYPE_*; 1 is Ethernet */
	uint32_t snaplen;  /* 0: unlimited */
	char name[64];	   /* "" when the file does not say */
	bool has_mac;
	uint8_t mac[6];
	uint64_t speed; /* bits per second, 0 unknown */
};

/* 1823 to 2116: then the difference of any two times is a number of nanoseconds too. */
#define GN_TIME_MAX (((int64_t)1 << 62) - 1)

/**
 * struct gn_packet - one packet out of a source
 * @number: 1-based, counts packets only: tshark's frame.number
 * @time_ns: nanoseconds since 1970, within GN_TIME_MAX; exact when the file
 *	has them
 * @data: captured bytes, valid until the next call on the source
 * @caplen: bytes at @data
 * @len: bytes the frame had on the wire, >= @caplen
 * @interface: where it was captured, owned by the source
 * @direction: from epb_flags
 * @flags: epb_flags as in the file, 0 when absent
 * @fcs_len: octets of FCS at the end of @data, 0 when none is there
 * @has_id: @id is valid
 * @id: epb_packetid: NIC instance << 56 | (1 for RX) << 55 | frame count
 * @drops: epb_dropcount: frames lost just before this one
 * @driver: the driver's own option (records.h), NULL when absent;
 *          valid as long as @data
 */
struct gn_packet {
	uint64_t number;
	int64_t time_ns;
	const uint8_t *data;
	size_t caplen;
	size_t len;
	const struct gn_interface *interface;
	enum gn_direction direction;
	uint32_t flags;
	unsigned int fcs_len;
	bool has_id;
	uint64_t id;
	uint64_t drops;
	const struct gnic_epb_info *driver;
};

#endif
