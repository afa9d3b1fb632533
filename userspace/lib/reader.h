/* SPDX-License-Identifier: GPL-2.0 */
/* What the formats and the live source share behind source.h; private to lib/. */
#ifndef GN_READER_H
#define GN_READER_H

#include "input.h"
#include "source.h"

/* The one interface of a pcap file, or one of a pcapng section. */
struct gn_reader_interface {
	struct gn_interface info;
	uint8_t tsresol;      /* as in if_tsresol: 6 is 10^-6, 0x80|20 is 2^-20 */
	int64_t tsoffset;     /* seconds */
	unsigned int fcs_len; /* octets of FCS at the end of every frame */
};

struct gn_source {
	char *name; /* what errors begin with */
	char error[320];
	enum gn_status status; /* the first that is not GN_OK stays */
	enum gn_status (*next)(struct gn_source *source, struct gn_packet *packet);
	struct gn_input input;
	int fd;
	volatile bool stopped; /* a signal handler sets it */

	uint64_t number; /* of the last packet */
	/* Pointers, because packets refer to an interface while more are added. */
	struct gn_reader_interface **interfaces;
	uint32_t interface_count;

	/* format state */
	bool little;		     /* byte order of the file or section */
	uint64_t frac_scale;	     /* pcap: nanoseconds per unit of the fraction */
	uint32_t section_first;	     /* pcapng: index of this section's interface 0 */
	struct gnic_epb_info driver; /* pcapng: rebuilt from a comment */
	gn_tap_fn *tap;
	void *tap_arg;

	struct gn_live *live; /* NULL for a file */
};

/* A source that reads @fd, by @read where it is not NULL; @name is copied. NULL without memory. */
struct gn_source *gn_reader_new(const char *name, int fd, gn_read_fn *read, void *arg);

/* Record one sentence, "NAME: offset @offset: ..."; returns GN_MALFORMED. */
enum gn_status gn_reader_malformed(struct gn_source *source, uint64_t offset, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Record one sentence, "NAME: ..."; returns @status. */
enum gn_status gn_reader_fail(struct gn_source *source, enum gn_status status, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * For a peek that gave less than it was asked for: the input's own reason when
 * it has one, else that the file ends inside @what.
 */
enum gn_status gn_reader_short(struct gn_source *source, size_t got, size_t want, const char *what);

/* Append an interface; NULL when there is no memory. */
struct gn_reader_interface *gn_reader_add_interface(struct gn_source *source);

/*
 * pcap.c, pcapng.c: look at the first bytes, of which four are there. GN_OK: it
 * is ours and ->next is set; GN_END: it is not; else the reason is recorded.
 */
enum gn_status gn_pcap_open(struct gn_source *source);
enum gn_status gn_pcapng_open(struct gn_source *source);
enum gn_status gn_pcapng_next(struct gn_source *source, struct gn_packet *packet);

#endif
