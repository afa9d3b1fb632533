// SPDX-License-Identifier: GPL-2.0
/*
 * glassnic report: one HTML file that needs nothing else. The capture is read
 * once; what each connection's page shows is kept meanwhile, up to a bound.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "duration.h"
#include "html.h"
#include "ladder.h"
#include "walk.h"

/* A frame takes 1.5 KiB while reading and 1 KiB of page, a connection a line. The rest is counted. */
#define KEPT_MAX   20000u
#define LISTED_MAX 2000u

static const struct gn_option options[] = {
	{ "output", 'o', "FILE", "write to this file, not to standard output" },
	GN_MAX_FLOWS_OPTION,
	{ 0 },
};

/* A frame as the page shows it. */
struct kept {
	struct gn_row row;
	struct gn_segment segment;
	char acked[64]; /* "#5, #6" */
};

struct report {
	FILE *file;
	const char *name;
	struct gn_ladder ladder;
	struct gn_flows *flows;
	struct kept **kept; /* in order of arrival; by_stream() sorts them */
	uint32_t count, omitted;
	bool no_memory;
};

static void name_acked(struct kept *kept, const struct gn_event *event)
{
	const struct gn_segment *segment = &event->segment;
	size_t used = 0;

	for (uint32_t i = 0; i < segment->acked.count; i++) {
		if (i == 4 && segment->acked.count > 5) {
			snprintf(kept->acked + used, sizeof(kept->acked) - used, " ... #%" PRIu32,
				 gn_segment_acked(&event->flow->tcp, segment,
						  segment->acked.count - 1));
			return;
		}
		used += snprintf(kept->acked + used, sizeof(kept->acked) - used, "%s#%" PRIu32,
				 used ? " " : "", gn_segment_acked(&event->flow->tcp, segment, i));
	}
}

static void keep(const struct gn_event *event, void *arg)
{
	struct report *report = arg;
	struct kept *kept;
	struct gn_row row;

	gn_ladder_row(&report->ladder, event, &row);
	if (report->count == KEPT_MAX) {
		report->omitted++;
		return;
	}
	kept = calloc(1, sizeof(*kept));
	if (!kept) {
		report->no_memory = true;
		return;
	}
	kept->row = row;
	if (event->is_segment) {
		kept->segment = event->segment;
		name_acked(kept, event);
	}
	report->kept[report->count++] = kept;
}

/* Segments first, a stream after the other; frames in order. */
static int by_stream(const void *a, const void *b)
{
	const struct gn_row *x = &(*(struct kept *const *)a)->row,
			    *y = &(*(struct kept *const *)b)->row;

	if (x->kind != y->kind)
		return x->kind == GN_ROW_SEGMENT ? -1 : 1;
	if (x->kind == GN_ROW_SEGMENT && x->stream != y->stream)
		return x->stream < y->stream ? -1 : 1;
	return (x->frame > y->frame) - (x->frame < y->frame);
}

/* The kept segments of one stream. */
struct part {
	struct kept **kept;
	uint32_t count;
};

static void put_time(FILE *file, int64_t ns)
{
	char text[GN_DURATION_SIZE];

	fputs(gn_duration_format(ns, text), file);
}

static void put_connection(FILE *file, const struct gn_flow *flow)
{
	static const char *const how[] = { "still open", "FIN", "RST" };
	static const char *const by[] = { "", " by client", " by server", " by both" };
	char end[GN_ENDPOINT_STRLEN];

	fprintf(file,
		"<tr><td class=\"n\"><a href=\"#stream-%" PRIu32 "\">%" PRIu32 "</a></td><td>",
		flow->stream, flow->stream);
	gn_html_text(file, gn_endpoint_format(&flow->addr[GN_CLIENT], flow->port[GN_CLIENT], end));
	fputs("</td><td>", file);
	gn_html_text(file, gn_endpoint_format(&flow->addr[GN_SERVER], flow->port[GN_SERVER], end));
	fputs("</td><td class=\"n\">", file);
	if (flow->tcp.handshake_rtt >= 0)
		put_time(file, flow->tcp.handshake_rtt);
	else
		fputs("unknown", file);
	for (int side = 0; side < GN_SIDES; side++) {
		struct gn_tcp_sums sums = gn_tcp_sums(&flow->tcp.end[side]);

		fprintf(file, "</td><td class=\"n\">%" PRIu32 "</td><td class=\"n\">%" PRIu64,
			sums.packets, sums.bytes);
	}
	fprintf(file, "</td><td>%s%s", how[flow->tcp.close], by[flow->tcp.first_closer]);
	for (int side = 0; side < GN_SIDES; side++) {
		const char *state = gn_tcp_state_name(gn_tcp_final_state(&flow->tcp, side));

		fprintf(file, "</td><td class=\"state\">%s", state ? state : "unknown");
	}
	fprintf(file, "</td><td class=\"n\">%" PRIu32 "</td></tr>\n",
		flow->findings_count + flow->findings_omitted);
}

static void put_connections(const struct report *report)
{
	FILE *file = report->file;
	uint32_t listed = 0;

	fputs("<h2 id=\"connections\">Connections</h2>\n<div class=\"scroll\"><table>\n"
	      "<thead><tr><th class=\"n\">stream</th><th>client</th><th>server</th>"
	      "<th class=\"n\">handshake</th><th class=\"n\">segments &gt;</th>"
	      "<th class=\"n\">bytes &gt;</th><th class=\"n\">segments &lt;</th>"
	      "<th class=\"n\">bytes &lt;</th><th>closed</th><th>client is</th><th>server is</th>"
	      "<th class=\"n\">findings</th></tr></thead>\n<tbody>\n",
	      file);
	for (struct gn_flow *flow = gn_flows_first(report->flows); flow && listed < LISTED_MAX;
	     flow = gn_flow_next(flow), listed++)
		put_connection(file, flow);
	fputs("</tbody></table></div>\n", file);
	if (gn_flows_begun(report->flows) > listed)
		fprintf(file,
			"<p class=\"mark\">%" PRIu32 " more connections are not listed; "
			"'glassnic flows' lists all.</p>\n",
			gn_flows_begun(report->flows) - listed);
}

static void put_ladder_state(FILE *file, const struct gn_row *row, enum gn_side side)
{
	fprintf(file, "<td class=\"state %s\">%s</td>", gn_side_name(side),
		!row->changed[side] ? "" :
		row->state[side]    ? row->state[side] :
				      "unknown");
}

static void put_rung(FILE *file, const struct kept *kept)
{
	const struct gn_row *row = &kept->row;
	bool right = row->from == GN_CLIENT;
	char time[GN_DURATION_SIZE];

	if (row->idle_ns) {
		fputs("<tr class=\"idle\"><td colspan=\"5\">", file);
		put_time(file, row->idle_ns);
		fputs(" pass</td></tr>\n", file);
	}
	fprintf(file,
		"<tr id=\"frame-%" PRIu32 "\"><td class=\"n\">%" PRIu32 "</td>"
		"<td class=\"n\">%s</td>",
		row->frame, row->frame, gn_seconds_format(row->time_ns, time));
	put_ladder_state(file, row, GN_CLIENT);
	fprintf(file,
		"<td class=\"lane\"><div class=\"text\"><span class=\"unseen\">%s: </span><strong>",
		right ? "client to server" : "server to client");
	gn_html_text(file, row->name);
	fputs("</strong> ", file);
	gn_html_text(file, row->label);
	if (*row->note) {
		fputs(" <span class=\"dim\">", file);
		gn_html_text(file, row->note);
		fputs("</span>", file);
	}
	if (*row->waited) {
		fputs(" <span class=\"dim\">", file);
		gn_html_text(file, row->waited);
		fputs("</span>", file);
	}
	if (*row->tags) {
		fputs(" <span class=\"mark\">", file);
		gn_html_text(file, row->tags);
		fputs("</span>", file);
	}
	fprintf(file, "</div><div class=\"arrow %s\"></div></td>", right ? "right" : "left");
	put_ladder_state(file, row, GN_SERVER);
	fputs("</tr>\n", file);
}

static void put_ladder(FILE *file, const struct gn_flow *flow, const struct part *part)
{
	char client[GN_ENDPOINT_STRLEN], server[GN_ENDPOINT_STRLEN];

	gn_endpoint_format(&flow->addr[GN_CLIENT], flow->port[GN_CLIENT], client);
	gn_endpoint_format(&flow->addr[GN_SERVER], flow->port[GN_SERVER], server);
	fputs("<h3>Ladder</h3>\n<div class=\"scroll\"><table class=\"ladder\">\n<caption>Time runs "
	      "downwards, in seconds since the first frame. A state is the one after the segment left "
	      "or arrived.</caption>\n<thead><tr><th class=\"n\">frame</th><th class=\"n\">time</th>"
	      "<th>client ",
	      file);
	gn_html_text(file, client);
	fputs("</th><th></th><th class=\"server\">server ", file);
	gn_html_text(file, server);
	fputs("</th></tr></thead>\n<tbody>\n", file);
	for (uint32_t i = 0; i < part->count; i++)
		put_rung(file, part->kept[i]);
	fputs("</tbody></table></div>\n", file);
}

/* Sequence numbers with their arithmetic: where it begins plus what it takes up is what comes next. */
static void put_numbers(FILE *file, const struct gn_segment *segment, const char *acked)
{
	char flags[40];

	fprintf(file,
		"<tr><td class=\"n\"><a href=\"#frame-%" PRIu32 "\">%" PRIu32 "</a></td>"
		"<td>%s</td><td>%s</td><td class=\"n\">%" PRIu32 " + %" PRIu32 " = %" PRIu32
		"</td>",
		segment->frame, segment->frame, gn_side_name(segment->from),
		gn_flags_format(segment->flags, flags, sizeof(flags)), segment->seq,
		segment->nxtseq - segment->seq, segment->nxtseq);
	if (segment->flags & GN_TCP_ACK)
		fprintf(file, "<td class=\"n\">%" PRIu32 "</td>", segment->ack);
	else
		fputs("<td class=\"n\"></td>", file);
	fprintf(file, "<td>%s</td><td class=\"n\">", acked);
	if (segment->rtt_ns >= 0)
		put_time(file, segment->rtt_ns);
	fprintf(file, "</td><td class=\"n\">%u", segment->window);
	if (segment->window_scale > 0)
		fprintf(file, " &lt;&lt; %d = %" PRId64, segment->window_scale,
			segment->window_size);
	else if (segment->window_scale < 0)
		fputs(" &lt;&lt; unknown", file);
	fprintf(file, "</td><td class=\"n\">%" PRIu32 "</td></tr>\n", segment->bytes_in_flight);
}

static void put_table(FILE *file, const struct part *part)
{
	fputs("<h3>Sequence numbers, acknowledgments, windows</h3>\n<div class=\"scroll\"><table>\n"
	      "<caption>Relative to each end's SYN. SYN and FIN take up one number each.</caption>\n"
	      "<thead><tr><th class=\"n\">frame</th><th>from</th><th>flags</th>"
	      "<th class=\"n\">seq + length = next</th><th class=\"n\">ack</th><th>acknowledges</th>"
	      "<th class=\"n\">round trip</th><th class=\"n\">window</th>"
	      "<th class=\"n\">in flight</th></tr></thead>\n<tbody>\n",
	      file);
	for (uint32_t i = 0; i < part->count; i++)
		put_numbers(file, &part->kept[i]->segment, part->kept[i]->acked);
	fputs("</tbody></table></div>\n", file);
}

static void put_finding(FILE *file, const struct kept *kept, const struct gn_verdict *verdict)
{
	const char *cause = gn_cause_name(verdict->cause);
	char text[512];

	fprintf(file,
		"<tr><td class=\"n\"><a href=\"#frame-%" PRIu32 "\">%" PRIu32 "</a></td>"
		"<td class=\"mark\">%s</td><td>%s%s%s</td><td style=\"white-space:normal\">",
		kept->row.frame, kept->row.frame, gn_verdict_mark(verdict->id),
		gn_verdict_name(verdict->id), cause ? ", " : "", cause ? cause : "");
	gn_html_text(file, gn_verdict_explain(verdict, text, sizeof(text)));
	fprintf(file, "</td><td>%s</td></tr>\n", gn_verdict_rfc(verdict));
}

static void put_findings(FILE *file, const struct part *part)
{
	bool any = false;

	for (uint32_t i = 0; i < part->count; i++)
		any |= *part->kept[i]->row.tags;
	if (!any)
		return;
	fputs("<h3>Findings</h3>\n<div class=\"scroll\"><table>\n<thead><tr><th class=\"n\">frame</th>"
	      "<th>mark</th><th>what</th><th>because</th><th>rule</th></tr></thead>\n<tbody>\n",
	      file);
	for (uint32_t i = 0; i < part->count; i++) {
		const struct gn_segment *segment = &part->kept[i]->segment;

		for (unsigned int j = 0; j < segment->verdicts; j++)
			if (gn_ladder_tags(segment->verdict[j].id))
				put_finding(file, part->kept[i], &segment->verdict[j]);
	}
	fputs("</tbody></table></div>\n", file);
}

static void put_flow(FILE *file, const struct gn_flow *flow, const struct part *part)
{
	char client[GN_ENDPOINT_STRLEN], server[GN_ENDPOINT_STRLEN];

	gn_endpoint_format(&flow->addr[GN_CLIENT], flow->port[GN_CLIENT], client);
	gn_endpoint_format(&flow->addr[GN_SERVER], flow->port[GN_SERVER], server);
	fprintf(file, "<h2 id=\"stream-%" PRIu32 "\">Stream %" PRIu32 ": ", flow->stream,
		flow->stream);
	gn_html_textf(file, "%s to %s", client, server);
	fputs("</h2>\n", file);
	if (!part->count) {
		fputs("<p class=\"mark\">None of its frames are shown.</p>\n", file);
		return;
	}
	put_ladder(file, flow, part);
	put_findings(file, part);
	put_table(file, part);
}

/* Of the sorted frame @kept, beyond all streams when it is of none. */
static uint64_t stream_of(const struct report *report, uint32_t kept)
{
	if (kept == report->count || report->kept[kept]->row.kind != GN_ROW_SEGMENT)
		return UINT64_MAX;
	return report->kept[kept]->row.stream;
}

/* Every listed connection; returns how many of the sorted frames they took. */
static uint32_t put_flows(const struct report *report)
{
	struct gn_flow *flow = gn_flows_first(report->flows);
	uint32_t used = 0;

	for (uint32_t listed = 0; flow && listed < LISTED_MAX;
	     flow = gn_flow_next(flow), listed++) {
		struct part part;

		/* What did not stay within --max-flows is not listed. */
		while (stream_of(report, used) < flow->stream)
			used++;
		part.kept = report->kept + used;
		while (stream_of(report, used) == flow->stream)
			used++;
		part.count = report->kept + used - part.kept;
		put_flow(report->file, flow, &part);
	}
	return used;
}

static void put_others(const struct report *report, uint32_t first)
{
	FILE *file = report->file;
	char time[GN_DURATION_SIZE];

	fputs("<h2 id=\"others\">Other frames</h2>\n<div class=\"scroll\"><table>\n<thead><tr>"
	      "<th class=\"n\">frame</th><th class=\"n\">time</th><th>what</th></tr></thead>\n<tbody>\n",
	      file);
	for (uint32_t i = first; i < report->count; i++) {
		const struct gn_row *row = &report->kept[i]->row;

		if (row->kind != GN_ROW_OTHER)
			continue;
		fprintf(file,
			"<tr id=\"frame-%" PRIu32 "\"><td class=\"n\">%" PRIu32 "</td>"
			"<td class=\"n\">%s</td><td>",
			row->frame, row->frame, gn_seconds_format(row->time_ns, time));
		gn_html_text(file, row->label);
		if (row->has_stream)
			fprintf(file,
				" <a class=\"mark\" href=\"#stream-%" PRIu32
				"\">%s, stream %" PRIu32 "</a>",
				row->stream, row->tags, row->stream);
		fputs("</td></tr>\n", file);
	}
	fputs("</tbody></table></div>\n", file);
}

static void put_count(FILE *file, uint64_t count, const char *what, const char *after)
{
	char text[48];

	fprintf(file, "%s%s", gn_count_format(count, what, text, sizeof(text)), after);
}

static void put_page(const struct report *report)
{
	const struct gn_ladder *ladder = &report->ladder;
	FILE *file = report->file;
	uint32_t used;

	gn_html_begin(file, "glassnic report");
	fputs("<h1>glassnic report</h1>\n<p class=\"dim\">", file);
	gn_html_text(file, report->name);
	fputs(" &#183; ", file);
	put_count(file, ladder->rows, "frame", " in ");
	put_time(file, ladder->last_ns - ladder->start_ns);
	fputs(" &#183; ", file);
	put_count(file, ladder->segments, "TCP segment", " &#183; ");
	put_count(file, gn_flows_begun(report->flows), "connection", " &#183; ");
	put_count(file, ladder->findings, "finding", " &#183; ");
	fputs("profile rfc &#183; glassnic " GNIC_VERSION "</p>\n", file);
	if (report->omitted)
		fprintf(file,
			"<p class=\"mark\">The page shows the first %u frames; %" PRIu32
			" more were read and are counted, but not shown.</p>\n",
			KEPT_MAX, report->omitted);
	put_connections(report);
	qsort(report->kept, report->count, sizeof(*report->kept), by_stream);
	used = put_flows(report);
	if (ladder->rows > ladder->segments)
		put_others(report, used);
	gn_html_end(file);
}

static int write_page(struct report *report, const char *output)
{
	int failed;

	if (!output) {
		put_page(report);
		return GN_EXIT_OK;
	}
	report->file = fopen(output, "w");
	if (!report->file)
		return gn_fail(GN_EXIT_FAILED, "%s: %m", output);
	put_page(report);
	failed = ferror(report->file);
	if (fclose(report->file) || failed)
		return gn_fail(GN_EXIT_FAILED, "%s: %m", output);
	return GN_EXIT_OK;
}

static int read_and_write(struct report *report, struct gn_source *source, const char *output)
{
	int code, wrote;

	code = gn_walk(source, report->flows, keep, report);
	if (report->no_memory)
		code = gn_fail(GN_EXIT_FAILED, "out of memory after %" PRIu32 " frames",
			       report->count);
	/* What could be read is shown even when the rest was torn. */
	wrote = write_page(report, output);
	return wrote ? wrote : code;
}

static int run(struct gn_context *context)
{
	struct report report = { .file = context->out.file };
	struct gn_source *source;
	uint32_t max_flows;
	int code;

	if (gn_walk_max_flows(context, &max_flows))
		return GN_EXIT_USAGE;
	if (context->out.format == GN_JSON)
		return gn_fail(GN_EXIT_USAGE, "a report is HTML; 'glassnic flows --json' and "
					      "'glassnic segments --json' print the same as JSON");
	source = gn_context_open(context, &code);
	if (!source)
		return code;
	report.name = context->read ? context->read : context->interface;
	report.flows = gn_flows_new(max_flows, NULL, NULL);
	report.kept = calloc(KEPT_MAX, sizeof(*report.kept));
	code = report.flows && report.kept ?
		       read_and_write(&report, source, gn_context_option(context, "output")) :
		       gn_fail(GN_EXIT_FAILED, "out of memory");
	for (uint32_t i = 0; i < report.count; i++)
		free(report.kept[i]);
	free(report.kept);
	gn_flows_free(report.flows);
	gn_context_close(source);
	return code;
}

const struct gn_command gn_command_report = {
	.name = "report",
	.args = "",
	.summary = "one self-contained HTML page: connections, ladders, numbers, findings",
	.reads = true,
	.options = options,
	.run = run,
};
