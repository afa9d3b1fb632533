// SPDX-License-Identifier: GPL-2.0
#include "verdict_object.h"

#include <string.h>

#include "duration.h"
#include "walk.h"

static bool is_time(const char *key)
{
	size_t length = strlen(key);

	return length > 3 && !strcmp(key + length - 3, "_ns");
}

static void write_evidence(struct gn_out *out, const struct gn_verdict *verdict)
{
	gn_out_object(out, "evidence");
	for (unsigned int i = 0; i < verdict->facts; i++) {
		const char *key = gn_fact_name(verdict->fact[i].id);

		if (is_time(key))
			gn_out_ns(out, key, NULL, verdict->fact[i].value);
		else
			gn_out_i64(out, key, NULL, verdict->fact[i].value);
	}
	gn_out_end(out);
}

/* "  inputs: bytes_seen 100, elapsed 210 ms" */
static void tell_evidence(struct gn_out *out, const struct gn_verdict *verdict)
{
	char duration[GN_DURATION_SIZE];

	for (unsigned int i = 0; i < verdict->facts; i++) {
		const char *key = gn_fact_name(verdict->fact[i].id);
		int64_t value = verdict->fact[i].value;

		gn_out_text(out, "%s", i ? ", " : "    inputs: ");
		if (is_time(key))
			gn_out_text(out, "%.*s %s", (int)strlen(key) - 3, key,
				    gn_duration_format(value, duration));
		else
			gn_out_text(out, "%s %" PRId64, key, value);
	}
	if (verdict->facts)
		gn_out_text(out, "\n");
}

static void tell_rule(struct gn_out *out, const struct gn_verdict *verdict, const char *because)
{
	gn_out_text(out, "\n  ");
	gn_out_style(out, GN_BOLD);
	gn_out_text(out, "%s", gn_verdict_name(verdict->id));
	gn_out_style(out, GN_PLAIN);
	if (verdict->of)
		gn_out_text(out, " of #%" PRIu32, verdict->of);
	if (verdict->cause != GN_CAUSE_NONE)
		gn_out_text(out, ", cause %s", gn_cause_name(verdict->cause));
	gn_out_text(out, ", by %s\n    rule: %s\n", gn_verdict_rfc(verdict), because);
	tell_evidence(out, verdict);
}

void gn_verdict_write(struct gn_out *out, const struct gn_verdict *verdict,
		      enum gn_verdict_text text)
{
	char because[512], tag[64];

	gn_verdict_explain(verdict, because, sizeof(because));
	gn_out_object(out, NULL);
	gn_out_str(out, "id", NULL, gn_verdict_name(verdict->id));
	gn_out_known(out, "of", verdict->of, verdict->of);
	if (verdict->cause != GN_CAUSE_NONE)
		gn_out_str(out, "cause", NULL, gn_cause_name(verdict->cause));
	write_evidence(out, verdict);
	gn_out_str(out, "rfc", NULL, gn_verdict_rfc(verdict));
	gn_out_str(out, "because", NULL, because);
	if (text == GN_VERDICT_TAG)
		gn_out_text(out, "  %s %s", gn_verdict_tag(verdict, tag, sizeof(tag)),
			    gn_verdict_name(verdict->id));
	else
		tell_rule(out, verdict, because);
	gn_out_end(out);
}
