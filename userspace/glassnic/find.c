// SPDX-License-Identifier: GPL-2.0
/* One frame by its number, for show and signal. */
#include "find.h"

struct gn_source *gn_find_frame(struct gn_context *context, struct gn_packet *packet, int *code)
{
	const char *name = context->command->name;
	enum gn_status status = GN_OK;
	struct gn_source *source;
	uint64_t wanted, last = 0;

	if (context->argc != 1) {
		*code = gn_fail(GN_EXIT_USAGE, "say which frame: glassnic %s N -r FILE", name);
		return NULL;
	}
	*code = gn_parse_u64("a frame number", context->argv[0], 1, UINT64_MAX, &wanted);
	if (*code)
		return NULL;
	source = gn_context_open(context, code);
	if (!source)
		return NULL;
	while (last < wanted) {
		status = gn_source_next(source, packet);
		if (status != GN_OK)
			break;
		last = packet->number;
	}
	if (last == wanted)
		return source;
	*code = gn_context_status(source, status);
	if (*code == GN_EXIT_OK && gn_context_interrupted())
		*code = gn_fail(GN_EXIT_INTERRUPTED, "interrupted after frame %" PRIu64, last);
	if (*code == GN_EXIT_OK && last > wanted)
		*code = gn_fail(GN_EXIT_FAILED, "number %" PRIu64 " is a block that holds no frame",
				wanted);
	else if (*code == GN_EXIT_OK)
		*code = gn_fail(GN_EXIT_FAILED,
				"there is no frame %" PRIu64 ", the last is %" PRIu64, wanted,
				last);
	gn_context_close(source);
	return NULL;
}
