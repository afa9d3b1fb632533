/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Capture files out of text. One statement a line; "#" begins a comment:
 *
 *	section				a new pcapng section (one is there from the start)
 *	interface LINKTYPE [KEY=VALUE...]	name= mac= speed= snaplen= tsresol= tsoffset= fcslen=
 *	frame SECONDS [KEY=VALUE...]	its bytes follow, in hex, on indented lines
 *		interface= flags= id= drops= len= comment=
 *		driver=DESC,DESCS,GSO_SIZE,GSO_SEGS,CSUM,MONO,IRQ,POLL
 *	simple				as frame, in a simple packet block
 *	old SECONDS [interface=] [drops=] [flags=]	as frame, in the obsolete packet block
 *	block TYPE			any other block; its body follows
 *
 * A statement's values hold no blanks; in comment= a "~" stands for one.
 */
#ifndef FIXTURE_H
#define FIXTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum fixture_format { FIXTURE_PCAPNG, FIXTURE_PCAP, FIXTURE_PCAP_NS };

struct fixture {
	uint8_t *bytes;
	size_t size;
	size_t frames;
	size_t *frame_ends; /* offset behind each frame's block, @frames of them */
};

/* Exits with a sentence on stderr when @path is wrong: it is ours. */
void fixture_build(struct fixture *fixture, const char *path, enum fixture_format format,
		   bool big_endian);
void fixture_free(struct fixture *fixture);

/* selftests/unit/data/NAME, wherever the test runs. */
const char *fixture_path(const char *name);

/* A file with @size bytes, open for reading at its start; a temporary one. */
int fixture_fd(const void *bytes, size_t size);

/* One gzip member of @size bytes, which may be hard to compress; to be freed. */
uint8_t *fixture_gzip(const void *bytes, size_t size, size_t *compressed);

#endif
