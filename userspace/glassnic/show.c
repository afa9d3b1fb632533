// SPDX-License-Identifier: GPL-2.0
/* glassnic show N: one frame down to its bits. */
#include <ctype.h>
#include <endian.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "checksum.h"
#include "fields.h"
#include "find.h"
#include "note.h"
#include "why.h"

static const struct gn_option options[] = {
	{ "bits", 'b', NULL, "draw every header over a ruler of bits, not only TCP's" },
	{ "why", 'w', NULL, "explain each verdict: rule, inputs, RFC, and what tshark would say" },
	{ 0 },
};

static const char *direction_name(enum gn_direction direction)
{
	return direction == GN_DIR_IN ? "in" : direction == GN_DIR_OUT ? "out" : "unknown";
}

static void show_time(struct gn_out *out, int64_t ns)
{
	time_t seconds = ns / 1000000000 - (ns % 1000000000 < 0);
	char text[64] = "";
	struct tm tm;

	gn_out_ns(out, "time_ns", NULL, ns);
	if (gmtime_r(&seconds, &tm))
		strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &tm);
	gn_out_text(out, "%s.%09d UTC", text, (int)(ns - (int64_t)seconds * 1000000000));
}

static void show_interface(struct gn_out *out, const struct gn_interface *interface)
{
	gn_out_object(out, "interface");
	gn_out_u64(out, "index", NULL, interface->index);
	gn_out_u64(out, "linktype", NULL, interface->linktype);
	if (*interface->name)
		gn_out_str(out, "name", ", interface %s", interface->name);
	else
		gn_out_null(out, "name", NULL);
	gn_out_end(out);
}

static void show_id(struct gn_out *out, const struct gn_packet *packet)
{
	if (!packet->has_id) {
		gn_out_null(out, "id", NULL);
		return;
	}
	gn_out_object(out, "id");
	gn_out_u64(out, "instance", "  id: NIC %" PRIu64, packet->id >> GNIC_ID_INSTANCE_SHIFT);
	gn_out_str(out, "ring", ", %s", packet->id & GNIC_ID_RX ? "rx" : "tx");
	gn_out_u64(out, "count", " frame %" PRIu64 "\n", packet->id & GNIC_ID_COUNT_MASK);
	gn_out_end(out);
}

static void show_moment(struct gn_out *out, const char *key, const char *text, uint64_t ns)
{
	if (ns)
		gn_out_ns(out, key, text, ns);
	else
		gn_out_null(out, key, NULL);
}

/* What only the driver knows: the option 0x8001, or the comment that repeats it. */
static void show_driver(struct gn_out *out, const struct gn_packet *packet)
{
	const struct gnic_epb_info *info = packet->driver;
	const char *csum;

	if (!info) {
		gn_out_null(out, "driver", NULL);
		return;
	}
	gn_out_object(out, "driver");
	gn_out_u64(out, "desc", "  driver: descriptor %" PRIu64, le16toh(info->desc));
	gn_out_u64(out, "descs", " (%" PRIu64 " of them)", le16toh(info->descs));
	csum = gn_csum_name(info->csum);
	if (csum)
		gn_out_str(out, "csum", ", checksum %s", csum);
	else
		gn_out_null(out, "csum", NULL);
	gn_out_u64(out, "gso_size", info->gso_size ? ", super-frame of %" PRIu64 "-byte" : NULL,
		   le16toh(info->gso_size));
	gn_out_u64(out, "gso_segs", info->gso_segs ? " segments, %" PRIu64 " of them" : NULL,
		   le16toh(info->gso_segs));
	gn_out_text(out, "\n  driver's clock (monotonic ns):");
	show_moment(out, "irq_ns", " interrupt %s,", le64toh(info->irq_ns));
	show_moment(out, "poll_ns", packet->id & GNIC_ID_RX ? " poll %s," : " transmit call %s,",
		    le64toh(info->poll_ns));
	show_moment(out, "mono_ns", " recorded %s", le64toh(info->mono_ns));
	gn_out_text(out, "\n");
	gn_out_end(out);
}

static void show_packet(struct gn_out *out, const struct gn_packet *packet)
{
	gn_out_style(out, GN_BOLD);
	gn_out_u64(out, "frame", "Frame %" PRIu64, packet->number);
	gn_out_style(out, GN_PLAIN);
	gn_out_text(out, ", ");
	show_time(out, packet->time_ns);
	gn_out_text(out, "\n");
	gn_out_u64(out, "length", "  %" PRIu64 " bytes", packet->len);
	gn_out_u64(out, "captured",
		   packet->caplen < packet->len ? ", %" PRIu64 " of them captured" : NULL,
		   packet->caplen);
	gn_out_u64(out, "fcs_length", packet->fcs_len ? ", the last %" PRIu64 " are the FCS" : NULL,
		   packet->fcs_len);
	gn_out_str(out, "direction", packet->direction ? ", %s" : NULL,
		   direction_name(packet->direction));
	show_interface(out, packet->interface);
	gn_out_text(out, "\n");
	gn_out_u64(out, "drops",
		   packet->drops ? "  %" PRIu64 " frames were lost just before this one\n" : NULL,
		   packet->drops);
	show_id(out, packet);
	show_driver(out, packet);
}

#define RULER_MARGIN "      "

/* One cell's text, cut or filled to the width of its bits on the ruler. */
static void ruler_cell(char *line, unsigned int bits, const char *text)
{
	size_t width = 2 * bits - 1, length = strlen(text);

	memset(line, ' ', width);
	memcpy(line, text, length < width ? length : width);
	line[width] = '|';
}

/*
 * RFC-style: 32 bits a row, the bits of this very frame in the boxes and the
 * names under them. @fields follow each other without gaps; one that is longer
 * than its row goes on in the next.
 */
static void show_ruler(struct gn_out *out, const struct gn_frame *frame,
		       const struct gn_layer *layer, const struct gn_field *fields, size_t count)
{
	size_t start = layer->offset * 8, end = start + layer->length * 8;
	char bits[68], names[68], border[68], text[160];

	gn_out_text(out, RULER_MARGIN "%s\n" RULER_MARGIN "%s\n",
		    " 0                   1                   2                   3",
		    " 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1");
	for (size_t row = start; row < end; row += 32) {
		unsigned int width = end - row < 32 ? end - row : 32;

		memset(border, '-', sizeof(border));
		memset(bits, ' ', sizeof(bits));
		border[0] = '+';
		bits[0] = names[0] = '|';
		for (size_t i = 0; i < count; i++) {
			size_t first = fields[i].offset * 8 + fields[i].bit,
			       last = first + fields[i].bits;
			size_t from = first > row ? first : row;
			size_t to = last < row + width ? last : row + width;

			if (from >= to)
				continue;
			snprintf(text, sizeof(text), "%s%s%s",
				 from > first ? "..." : fields[i].label,
				 to - from > 8 && from == first ? " " : "",
				 to - from > 8 && from == first ? fields[i].value : "");
			ruler_cell(&names[1 + 2 * (from - row)], to - from, text);
			for (size_t bit = from; bit < to; bit++)
				bits[1 + 2 * (bit - row)] = '0' + gn_frame_bit(frame, bit);
			bits[2 * (to - row)] = '|';
			border[2 * (to - row)] = '+';
		}
		bits[2 * width + 1] = names[2 * width + 1] = border[2 * width + 1] = 0;
		gn_out_text(out, RULER_MARGIN "%s\n%5zu %s\n" RULER_MARGIN "%s\n", border, row / 8,
			    bits, names);
		if (row + 32 >= end)
			gn_out_text(out, RULER_MARGIN "%s\n", border);
	}
}

static void show_field(struct gn_out *out, const struct gn_frame *frame,
		       const struct gn_field *field)
{
	bool told = *field->meaning, bits_fit = field->bits <= 16;
	size_t first = field->offset * 8 + field->bit;
	char bits[17] = "", where[24];

	for (unsigned int i = 0; bits_fit && i < field->bits; i++)
		bits[i] = '0' + gn_frame_bit(frame, first + i);
	snprintf(where, sizeof(where), field->bit || field->bits % 8 ? "%zu.%u" : "%zu",
		 field->offset, field->bit);
	gn_out_text(out, "  %7s", where);

	gn_out_object(out, NULL);
	gn_out_u64(out, "offset", NULL, field->offset);
	gn_out_u64(out, "bit", NULL, field->bit);
	gn_out_u64(out, "bits", " %4" PRIu64, field->bits);
	gn_out_str(out, "field", "  %-22s", field->name);
	gn_out_str(out, "value", told || bits_fit ? " %-22s" : " %s", field->value);
	gn_out_text(out, told ? " %-16s" : bits_fit ? " %s" : "%s", bits);
	if (told)
		gn_out_str(out, "meaning", "  %s", field->meaning);
	else
		gn_out_null(out, "meaning", NULL);
	gn_out_end(out);
	gn_out_text(out, "\n");
}

static void show_layer(struct gn_out *out, const struct gn_frame *frame,
		       const struct gn_layer *layer, bool ruler)
{
	struct gn_field fields[GN_FIELDS_MAX];
	size_t count = gn_fields(frame, layer, fields);

	gn_out_text(out, "\n");
	gn_out_object(out, NULL);
	gn_out_style(out, GN_BOLD);
	gn_out_str(out, "layer", NULL, layer->name);
	gn_out_text(out, "%s", layer->title);
	gn_out_style(out, GN_PLAIN);
	gn_out_u64(out, "offset", ", bytes %" PRIu64, layer->offset);
	gn_out_text(out, " to %zu", layer->offset + layer->length - 1);
	gn_out_u64(out, "length", " (%" PRIu64 ")\n", layer->length);
	if (ruler && out->format == GN_TEXT)
		show_ruler(out, frame, layer, fields, count);
	gn_out_text(
		out,
		"   offset bits  field                  value                  bits              meaning\n");
	gn_out_array(out, "fields");
	for (size_t i = 0; i < count; i++)
		show_field(out, frame, &fields[i]);
	gn_out_end(out);
	gn_out_end(out);
}

/* Text has said it beside the field; JSON lists them so that nobody has to read prose. */
static void list_checksum(struct gn_out *out, const struct gn_checksum *sum)
{
	gn_out_object(out, NULL);
	gn_out_str(out, "layer", NULL, sum->layer);
	gn_out_u64(out, "offset", NULL, sum->offset);
	gn_out_u64(out, "stored", NULL, sum->stored);
	if (sum->state == GN_SUM_UNKNOWN)
		gn_out_null(out, "computed", NULL);
	else
		gn_out_u64(out, "computed", NULL, sum->computed);
	gn_out_str(out, "state", NULL, gn_checksum_name(sum->state));
	if (sum->evidence)
		gn_out_str(out, "evidence", NULL, sum->evidence);
	else
		gn_out_null(out, "evidence", NULL);
	gn_out_end(out);
}

static void list_checksums(struct gn_out *out, const struct gn_frame *frame)
{
	struct gn_checksum sum;

	gn_out_array(out, "checksums");
	if (gn_checksum_ip(frame, &sum))
		list_checksum(out, &sum);
	if (gn_checksum_upper(frame, &sum))
		list_checksum(out, &sum);
	gn_out_end(out);
}

static void dump_hex(struct gn_out *out, const uint8_t *data, size_t offset, size_t count)
{
	for (size_t row = 0; row < count; row += 16) {
		size_t width = count - row < 16 ? count - row : 16;
		char ascii[17] = "";

		gn_out_text(out, "  %7zu ", offset + row);
		for (size_t i = 0; i < 16; i++) {
			if (i < width)
				gn_out_text(out, " %02x", data[row + i]);
			else
				gn_out_text(out, "   ");
			if (i < width)
				ascii[i] = isascii(data[row + i]) && isprint(data[row + i]) ?
						   data[row + i] :
						   '.';
		}
		gn_out_text(out, "  %s\n", ascii);
	}
}

/* One key with all the bytes; @offset may lie beyond what was captured. */
static void put_bytes(struct gn_out *out, const struct gn_packet *packet, size_t offset,
		      size_t count)
{
	char *text = malloc(2 * count + 1);

	if (!text) {
		gn_out_null(out, "hex", NULL);
		return;
	}
	text[0] = 0;
	for (size_t i = 0; i < count; i++)
		sprintf(text + 2 * i, "%02x", packet->data[offset + i]);
	gn_out_str(out, "hex", NULL, text);
	free(text);
}

/* @length bytes at @offset under a heading; null when there are none. */
static void show_bytes(struct gn_out *out, const struct gn_packet *packet, const char *key,
		       const char *title, size_t offset, size_t length)
{
	size_t left = packet->caplen > offset ? packet->caplen - offset : 0;
	size_t captured = length < left ? length : left;

	if (!length) {
		gn_out_null(out, key, NULL);
		return;
	}
	gn_out_object(out, key);
	gn_out_style(out, GN_BOLD);
	gn_out_text(out, "\n%s", title);
	gn_out_style(out, GN_PLAIN);
	gn_out_u64(out, "offset", ", from byte %" PRIu64, offset);
	gn_out_u64(out, "length", ", %" PRIu64 " bytes", length);
	gn_out_u64(out, "captured", captured < length ? ", %" PRIu64 " of them captured" : NULL,
		   captured);
	gn_out_text(out, "\n");
	if (out->format == GN_JSON)
		put_bytes(out, packet, offset, captured);
	else
		dump_hex(out, packet->data + offset, offset, captured);
	gn_out_end(out);
}

/* What stands behind the last header: data, then what is behind IP's own length, then the FCS. */
static void show_rest(struct gn_out *out, const struct gn_frame *frame, size_t headers)
{
	const struct gn_packet *packet = frame->packet;
	size_t frame_end = packet->len - packet->fcs_len, data_end = frame_end;

	if (frame->udp != GN_NO_LAYER)
		data_end = frame->payload + frame->payload_len;
	else if (frame->ip != GN_NO_LAYER)
		data_end = frame->ip + frame->ip_len;
	else if (frame->arp != GN_NO_LAYER)
		data_end = headers;
	show_bytes(out, packet, "data", frame->payload == GN_NO_LAYER ? "Data" : "Payload", headers,
		   data_end - headers);
	show_bytes(out, packet, "trailer", "Padding", data_end, frame_end - data_end);
	show_bytes(out, packet, "fcs", "FCS (captured)", frame_end, packet->fcs_len);
}

static void show_error(struct gn_out *out, const struct gn_frame *frame)
{
	if (!frame->error) {
		gn_out_null(out, "error", NULL);
		return;
	}
	gn_out_object(out, "error");
	gn_out_style(out, GN_WARN);
	gn_out_u64(out, "offset", "\nDecoding stopped at byte %" PRIu64, frame->error_at);
	gn_out_style(out, GN_PLAIN);
	gn_out_str(out, "reason", ": %s\n", frame->error);
	gn_out_end(out);
}

/* @why: NULL when nobody asked. */
static void show_frame(struct gn_out *out, const struct gn_packet *packet, bool all_rulers,
		       const struct gn_why *why)
{
	struct gn_layer layers[GN_LAYERS_MAX];
	struct gn_frame frame;
	char summary[256];
	size_t count, headers;

	gn_frame_decode(&frame, packet);
	count = gn_layers(&frame, layers);
	headers = frame.payload != GN_NO_LAYER ? (size_t)frame.payload :
		  count ? layers[count - 1].offset + layers[count - 1].length :
			  0;

	gn_out_object(out, NULL);
	gn_out_str(out, "type", NULL, "frame");
	show_packet(out, packet);
	gn_out_str(out, "summary", "  %s\n", gn_frame_summary(&frame, summary, sizeof(summary)));
	gn_out_array(out, "layers");
	for (size_t i = 0; i < count; i++)
		show_layer(out, &frame, &layers[i], all_rulers || !strcmp(layers[i].name, "tcp"));
	gn_out_end(out);
	list_checksums(out, &frame);
	show_rest(out, &frame, headers);
	show_error(out, &frame);
	if (why)
		gn_why_write(out, why);
	gn_out_end(out);
}

static int run(struct gn_context *context)
{
	bool explain = gn_context_option(context, "why");
	struct gn_why why = { 0 };
	struct gn_source *source;
	struct gn_packet packet;
	int code;

	source = gn_find_frame(context, &packet, &code);
	if (!source)
		return code;
	if (explain)
		code = gn_why_read(&why, context, packet.number);
	/* A file that is torn further on takes nothing from this frame. */
	if (code == GN_EXIT_OK || code == GN_EXIT_MALFORMED)
		show_frame(&context->out, &packet, gn_context_option(context, "bits"),
			   explain ? &why : NULL);
	gn_why_release(&why);
	gn_context_close(source);
	return code;
}

const struct gn_command gn_command_show = {
	.name = "show",
	.args = "N",
	.summary = "one frame down to its bits",
	.reads = true,
	.options = options,
	.run = run,
};
