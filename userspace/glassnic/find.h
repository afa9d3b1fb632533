/* SPDX-License-Identifier: GPL-2.0 */
#ifndef GN_FIND_H
#define GN_FIND_H

#include "command.h"

/*
 * Read up to the frame that the command's one argument names. Returns its
 * source, which keeps @packet alive and is to be closed; or NULL with *@code
 * after a sentence on stderr.
 */
struct gn_source *gn_find_frame(struct gn_context *context, struct gn_packet *packet, int *code);

#endif
