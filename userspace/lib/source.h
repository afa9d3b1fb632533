/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where packets come from: a pcap or pcapng file (plain or gzip, "-" is
 * standard input), or a live driver's capture/frames in debugfs. All of them
 * are one stream of packets; nobody above this layer knows which it was.
 */
#ifndef GN_SOURCE_H
#define GN_SOURCE_H

#include "packet.h"

struct gn_source;

enum gn_status {
	GN_OK,	      /* a packet was read */
	GN_END,	      /* clean end: whole blocks only */
	GN_MALFORMED, /* the input is torn or foreign; exit code 3 */
	GN_FAILED,    /* the system failed (open, read, memory); exit code 1 */
};

/**
 * gn_source_open_file() - open a capture file
 * @path: file name, or "-" for standard input
 * @status: set to GN_FAILED or GN_MALFORMED when NULL is returned
 *
 * Format is found by magic number, never by name.
 * Return: the source, or NULL after one sentence on stderr.
 */
struct gn_source *gn_source_open_file(const char *path, enum gn_status *status);

/**
 * gn_source_open_live() - read a running driver
 * @nic: netdev name or PCI address of a NIC driven by glassnic
 * @status: as above
 *
 * Sets capture/enabled to 1 when it was 0, and back to 0 when closed.
 * Return: the source, or NULL after one sentence on stderr.
 */
struct gn_source *gn_source_open_live(const char *nic, enum gn_status *status);

/**
 * gn_source_next() - read the next packet
 *
 * After GN_MALFORMED or GN_FAILED, gn_source_error() says what was wrong and
 * where (byte offset, block type); what came before it stays good.
 */
enum gn_status gn_source_next(struct gn_source *source, struct gn_packet *packet);

/*
 * Bytes that were read and not yet handed out. With 0 the next gn_source_next()
 * may wait, so what was written for others to see had better be flushed.
 */
size_t gn_source_pending(const struct gn_source *source);

/**
 * struct gn_block - a pcapng block as it is in the file
 * @type: block type
 * @little: byte order of its section
 * @bytes: all of it, from the type to the second total length
 * @size: multiple of 4, as in both total lengths
 */
struct gn_block {
	uint32_t type;
	bool little;
	const uint8_t *bytes;
	size_t size;
};

/**
 * gn_source_tap() - see every block of a pcapng source that is whole and sound
 * @tap: called from gn_source_next() for each block in file order; @packet is
 *	NULL for a block that holds none, else what gn_source_next() will return
 */
typedef void gn_tap_fn(void *arg, const struct gn_block *block, const struct gn_packet *packet);
void gn_source_tap(struct gn_source *source, gn_tap_fn *tap, void *arg);

/*
 * One sentence without a newline, "" when nothing is wrong, e.g. "demo.pcapng: offset 412: block of 7 bytes is shorter than 12".
 * It may stand beside GN_END too: a NIC that went away ends its capture cleanly, and is told.
 */
const char *gn_source_error(const struct gn_source *source);

/* The size of the file in bytes, as it is on disk; false when it is no file. */
bool gn_source_size(const struct gn_source *source, uint64_t *size);

/* How many of them were read so far. */
uint64_t gn_source_read(const struct gn_source *source);

/*
 * End a source from a signal handler: the next read is GN_END, of a live source after what is left. A
 * wait for a pipe is ended by the signal (no SA_RESTART), that of a live source by this alone.
 */
void gn_source_stop(struct gn_source *source);

void gn_source_close(struct gn_source *source);

#endif
