/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The driver's option as a comment, "glassnic: desc=12 descs=2 csum=partial ...":
 * other programs drop an option they do not know when they save a file again,
 * and keep a comment.
 */
#ifndef GN_NOTE_H
#define GN_NOTE_H

#include "packet.h"

#define GN_NOTE_SIZE 256

/* Write the comment for @info; returns its length, < GN_NOTE_SIZE. */
size_t gn_note_format(const struct gnic_epb_info *info, char note[GN_NOTE_SIZE]);

/*
 * Fill @info from a comment of @size bytes. Keys that are missing are zero and
 * keys that are not known are skipped; false when it is somebody else's comment.
 */
bool gn_note_parse(const char *note, size_t size, struct gnic_epb_info *info);

/* "none", "unnecessary", "partial"; NULL for a value that has no name. */
const char *gn_csum_name(unsigned int csum);

#endif
