/* SPDX-License-Identifier: GPL-2.0 */
/* What flows, segments, follow and report have in common: the walk over a source. */
#ifndef GN_WALK_H
#define GN_WALK_H

#include "command.h"
#include "flow.h"

/* One frame and what it turned out to be; both are good during the call only. */
typedef void gn_walk_fn(const struct gn_event *event, void *arg);

/**
 * gn_walk() - take every frame of @source through @flows
 * @each: called after each of them, may be NULL
 *
 * Return: the exit code; what was wrong with the source has been said.
 */
int gn_walk(struct gn_source *source, struct gn_flows *flows, gn_walk_fn *each, void *arg);

/* The same, for a source that is read again: how much was not decoded, and that it is torn, is told then. */
int gn_walk_first(struct gn_source *source, struct gn_flows *flows, gn_walk_fn *each, void *arg);

/*
 * --max-flows, a row in the table of options of every command that follows what
 * it reads once, and its value: GN_FLOWS_MAX without. GN_EXIT_USAGE after a
 * sentence, else 0. gn_walk() tells how many connections did not stay.
 */
#define GN_MAX_FLOWS_OPTION \
	{ "max-flows", 0, "N", "connections kept at once; the idlest is forgotten" }
int gn_walk_max_flows(const struct gn_context *context, uint32_t *max);

/* A number, or null when it is not known. */
void gn_out_known(struct gn_out *out, const char *key, bool known, uint64_t value);

/* A string, or null when it is NULL. */
void gn_out_name(struct gn_out *out, const char *key, const char *name);

/* "steps": an array of the names of the bits in @steps. */
void gn_out_steps(struct gn_out *out, unsigned int steps);

#endif
