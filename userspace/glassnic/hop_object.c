// SPDX-License-Identifier: GPL-2.0
#include "hop_object.h"

#include "walk.h"

static void write_sighting(struct gn_out *out, const char *key, const struct gn_hop *hop,
			   bool has_checksum, bool lines)
{
	char mac[GN_MAC_STRLEN];

	gn_out_object(out, key);
	gn_out_u64(out, "frame", lines ? "  seen in #%" PRIu64 : NULL, hop->frame);
	gn_out_u64(out, "interface", lines ? " at interface %" PRIu64 : NULL, hop->interface);
	if (hop->vlan)
		gn_out_u64(out, "vlan", lines ? ", VLAN %" PRIu64 : NULL, hop->vlan);
	else
		gn_out_null(out, "vlan", NULL);
	gn_out_str(out, "source", lines ? ": %s >" : NULL, gn_mac_format(hop->src, mac));
	gn_out_str(out, "destination", lines ? " %s" : NULL, gn_mac_format(hop->dst, mac));
	gn_out_u64(out, "ttl", lines ? ", TTL %" PRIu64 : NULL, hop->ttl);
	if (has_checksum)
		gn_out_u64(out, "ip_checksum", NULL, hop->ip_checksum);
	else
		gn_out_null(out, "ip_checksum", NULL);
	if (has_checksum && lines)
		gn_out_text(out, ", header checksum 0x%04x", hop->ip_checksum);
	gn_out_text(out, lines ? "\n" : "");
	gn_out_end(out);
}

void gn_hop_write(struct gn_out *out, const struct gn_event *event, bool lines)
{
	bool has_checksum = event->flow && event->flow->addr[GN_CLIENT].version == 4;

	if (!event->hop.frame) {
		gn_out_null(out, "hop", NULL);
		return;
	}
	gn_out_object(out, "hop");
	write_sighting(out, "before", &event->hop, has_checksum, lines);
	write_sighting(out, "now", &event->here, has_checksum, lines);
	gn_out_end(out);
}
