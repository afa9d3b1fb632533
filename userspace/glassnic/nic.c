// SPDX-License-Identifier: GPL-2.0
/* glassnic nic: which NICs there are and who drives them; and what else can be done with one. */
#include "nic.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "frame.h"
#include "nic_verbs.h"

static void put_word(struct gn_out *out, const char *key, const char *text, const char *word)
{
	char padded[80];

	if (*word) {
		gn_out_str(out, key, text, word);
	} else {
		snprintf(padded, sizeof(padded), text, "-");
		gn_out_null(out, key, padded);
	}
}

/* Unknown while the interface is down or in another network namespace. */
static const char *link_name(const struct gn_nic *nic)
{
	return nic->carrier > 0 ? "up" : nic->carrier == 0 ? "down" : "";
}

static void list_capture(struct gn_out *out, const struct gn_nic *nic)
{
	const struct gn_capture_stats *stats = &nic->stats;

	if (!nic->captures) {
		gn_out_null(out, "capture", "  -");
		return;
	}
	gn_out_object(out, "capture");
	gn_out_bool(out, "enabled", "  on", nic->enabled);
	gn_out_text(out, "%s", nic->enabled ? "" : "  off");
	gn_out_u64(out, "snaplen", NULL, nic->snaplen);
	gn_out_u64(out, "buffer", NULL, nic->buffer);
	gn_out_u64(out, "captured", nic->enabled ? ", %" PRIu64 " captured" : NULL,
		   stats->captured);
	gn_out_u64(out, "filtered", NULL, stats->filtered);
	gn_out_u64(out, "dropped", nic->enabled ? ", %" PRIu64 " dropped" : NULL, stats->dropped);
	gn_out_u64(out, "skipped", NULL, stats->skipped);
	gn_out_u64(out, "bytes", NULL, stats->bytes);
	gn_out_end(out);
}

void gn_nic_show(struct gn_out *out, const struct gn_nic *nic)
{
	char mac[GN_MAC_STRLEN] = "";

	if (nic->has_mac)
		gn_mac_format(nic->mac, mac);
	gn_out_object(out, NULL);
	gn_out_str(out, "type", NULL, "nic");
	gn_out_str(out, "pci", "%-12s", nic->pci);
	gn_out_str(out, "model", "  %-7s", gn_nic_model(nic));
	gn_out_bool(out, "emulated", NULL, gn_nic_emulated(nic));
	put_word(out, "driver", "  %-9s", nic->driver);
	put_word(out, "netdev", "  %-15s", nic->netdev);
	put_word(out, "mac", "  %-17s", mac);
	put_word(out, "link", "  %-4s", link_name(nic));
	list_capture(out, nic);
	gn_out_text(out,
		    gn_nic_emulated(nic) ? "\n" : "  (not emulated by QEMU: not for glassnic)\n");
	gn_out_end(out);
}

static int list(struct gn_out *out)
{
	struct gn_nic *nics;
	int count;

	count = gn_nic_list(GN_SYSFS, &nics);
	if (count < 0 && errno == ENOENT)
		return gn_fail(GN_EXIT_FAILED, "there is no PCI bus below " GN_SYSFS);
	if (count < 0)
		return gn_fail(GN_EXIT_FAILED, GN_SYSFS "/bus/pci/devices: %m");
	if (!count)
		gn_out_text(out, "no NIC of the kinds 82540EM, 82545EM, 82544GC is here\n");
	else
		gn_out_text(out, "%-12s  %-7s  %-9s  %-15s  %-17s  %-4s  %s\n", "PCI", "model",
			    "driver", "netdev", "MAC", "link", "capture");
	for (int i = 0; i < count; i++)
		gn_nic_show(out, &nics[i]);
	free(nics);
	return GN_EXIT_OK;
}

static const struct verb {
	const char *name;
	int (*run)(struct gn_context *context, const struct gn_nic *nic);
	bool forcible; /* takes --force */
} verbs[] = {
	{ "regs", gn_nic_regs, false }, { "rings", gn_nic_rings, false },
	{ "irq", gn_nic_irq, false },	{ "state", gn_nic_state, false },
	{ "bind", gn_nic_bind, true },	{ "unbind", gn_nic_unbind, true },
};

static const struct verb *find_verb(const char *name)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (!strcmp(verbs[i].name, name))
			return &verbs[i];
	return NULL;
}

static int run(struct gn_context *context)
{
	const char *word = context->argc ? context->argv[0] : "";
	bool lists = !strcmp(word, "list");
	const struct verb *verb = find_verb(word);
	struct gn_nic nic;

	if (!lists && !verb)
		return gn_fail(GN_EXIT_USAGE,
			       *word ? "unknown: '%s'; see 'glassnic nic --help'" :
				       "say what to do; see 'glassnic nic --help'",
			       word);
	if (gn_context_option(context, "force") && !(verb && verb->forcible))
		return gn_fail(GN_EXIT_USAGE, "--force goes with bind and unbind");
	if (context->argc != (lists ? 1 : 2))
		return gn_fail(GN_EXIT_USAGE,
			       lists ? "list takes no NIC: it shows them all" :
				       "say which NIC: glassnic nic %s NIC",
			       word);
	if (lists)
		return list(&context->out);
	if (gn_nic_find(GN_SYSFS, context->argv[1], &nic))
		return gn_fail(
			GN_EXIT_FAILED,
			"there is no PCI NIC called '%s' here; 'glassnic nic list' shows them",
			context->argv[1]);
	return verb->run(context, &nic);
}

static const struct gn_option options[] = {
	{ "force", 'f', NULL, "bind and unbind: even a NIC that carries the default route" },
	{ NULL, 0, NULL, NULL },
};

const struct gn_command gn_command_nic = {
	.name = "nic",
	.args = "list | regs|rings|irq|state|bind|unbind NIC",
	.summary = "which NICs there are and who drives them; look inside, take one over",
	.options = options,
	.run = run,
};
