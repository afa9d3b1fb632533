// SPDX-License-Identifier: GPL-2.0
/*
 * wirecheck - is a capture of the driver well formed, and what was on the wire?
 *
 *	wirecheck CAPTURE.pcapng [WITNESS.pcap]
 *
 * Without WITNESS the capture alone is read, and told what it holds. WITNESS is QEMU's filter-dump of the same NIC. All frames of the capture, each
 * direction by itself, must be a run of the witness's frames without a gap and
 * byte for byte; of the received ones the witness may hold more, as it stands
 * before the NIC's address filter: those to other stations and to groups. What
 * the driver left to the device is done here first (device.h).
 *
 * The pcapng is read here by hand and not by libglassnic, so that a mistake made
 * in both the driver and the library shows; what DESIGN section 3 promises of
 * its blocks and options is checked on the way.
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "device.h"
#include "helper.h"

#define PCAP_MAGIC	 0xa1b2c3d4
#define PCAP_MAGIC_NS	 0xa1b23c4d
#define BLOCK_SHB	 0x0a0d0d0a
#define BLOCK_IDB	 1
#define BLOCK_EPB	 6
#define BYTE_ORDER_MAGIC 0x1a2b3c4d
#define OPT_END		 0
#define IDB_NAME	 2
#define IDB_MAC		 6
#define IDB_SPEED	 8
#define IDB_TSRESOL	 9
#define IDB_FCSLEN	 13
#define EPB_FLAGS	 2
#define EPB_DROPCOUNT	 4
#define EPB_PACKETID	 5
#define EPB_GNIC	 0x8001
#define GNIC_MAGIC	 0x63696e67
#define GNIC_LENGTH	 48
#define SNAPLEN		 262144
#define FLAGS_DIRECTION	 3
#define FLAGS_INBOUND	 1
#define FLAGS_OUTBOUND	 2
#define FLAGS_NOT_READY	 (1u << 9) /* the checksum */
#define ID_RX		 (1ULL << 55)

struct frame {
	const uint8_t *data;
	uint32_t caplen;
	uint32_t len;
	uint16_t gso_size;
	bool not_ready;
	bool outbound;
};

struct frames {
	struct frame *at;
	size_t count;
	size_t space;
};

struct file {
	const char *name;
	const uint8_t *data;
	size_t len;
};

/* What the capture says of itself. */
struct capture {
	struct frames frames;
	const uint8_t *mac;
	uint64_t time;
	uint64_t id[2]; /* the last packet id, sent and received */
	uint64_t dropped;
	uint64_t gaps; /* packet ids that never came */
};

static uint16_t le16(const uint8_t *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

static uint32_t le32(const uint8_t *p)
{
	return le16(p) | (uint32_t)le16(p + 2) << 16;
}

static uint64_t le64(const uint8_t *p)
{
	return le32(p) | (uint64_t)le32(p + 4) << 32;
}

__attribute__((noreturn, format(printf, 3, 4))) static void fail_at(const struct file *file,
								    size_t offset, const char *fmt,
								    ...)
{
	va_list args;

	printf("%s, byte %zu: ", file->name, offset);
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	putchar('\n');
	exit(HELPER_FAILED);
}

static struct file slurp(const char *name)
{
	struct file file = { .name = name };
	int fd = open(name, O_RDONLY);
	struct stat st;
	size_t done = 0;
	uint8_t *data;

	if (fd < 0 || fstat(fd, &st))
		die("%s: %s", name, strerror(errno));
	data = malloc((size_t)st.st_size + 1);
	if (!data)
		die("%s: no memory for %lld bytes", name, (long long)st.st_size);
	while (done < (size_t)st.st_size) {
		ssize_t ret = read(fd, data + done, (size_t)st.st_size - done);

		if (ret <= 0)
			die("%s: read: %s", name, ret ? strerror(errno) : "it shrank");
		done += (size_t)ret;
	}
	close(fd);
	file.data = data;
	file.len = done;
	return file;
}

static void frames_add(struct frames *frames, struct frame frame)
{
	if (frames->count == frames->space) {
		frames->space = frames->space ? frames->space * 2 : 1024;
		frames->at = realloc(frames->at, frames->space * sizeof(*frames->at));
		if (!frames->at)
			die("no memory for %zu frames", frames->space);
	}
	frames->at[frames->count++] = frame;
}

static struct frames witness_read(const struct file *file, const uint8_t *mac)
{
	struct frames frames = { 0 };
	size_t at = 24;

	if (file->len < 24 || (le32(file->data) != PCAP_MAGIC && le32(file->data) != PCAP_MAGIC_NS))
		fail_at(file, 0, "no little-endian pcap");
	while (at < file->len) {
		struct frame frame;

		if (file->len - at < 16 || le32(file->data + at + 8) > file->len - at - 16)
			break; /* QEMU was ended while it wrote */
		frame.caplen = le32(file->data + at + 8);
		frame.len = le32(file->data + at + 12);
		frame.data = file->data + at + 16;
		frame.outbound = frame.caplen >= 2 * ETH_ALEN &&
				 !memcmp(frame.data + ETH_ALEN, mac, ETH_ALEN);
		frames_add(&frames, frame);
		at += 16 + frame.caplen;
	}
	return frames;
}

/* Step over the option at *at: its code, with value and length; OPT_END at the end. */
static uint16_t option_next(const struct file *file, size_t *at, size_t end, const uint8_t **value,
			    uint16_t *len)
{
	size_t start = *at;

	if (end - start < 4)
		fail_at(file, start, "the options end without opt_endofopt");
	*len = le16(file->data + start + 2);
	*value = file->data + start + 4;
	if (end - start - 4 < (*len + 3u) / 4 * 4)
		fail_at(file, start, "an option of %u bytes does not fit its block", *len);
	*at += 4 + (*len + 3u) / 4 * 4;
	return le16(file->data + start);
}

static void shb_check(const struct file *file, size_t at)
{
	if (le32(file->data + at + 8) != BYTE_ORDER_MAGIC)
		fail_at(file, at, "not little-endian");
	if (le16(file->data + at + 12) != 1 || le16(file->data + at + 14) != 0)
		fail_at(file, at, "pcapng version %u.%u, expected 1.0", le16(file->data + at + 12),
			le16(file->data + at + 14));
}

static void idb_check(struct capture *capture, const struct file *file, size_t at, size_t end)
{
	bool name = false, speed = false, tsresol = false, fcslen = false;
	size_t option = at + 16;
	const uint8_t *value;
	uint16_t code, len;

	if (le16(file->data + at + 8) != 1)
		fail_at(file, at, "link type %u, expected 1", le16(file->data + at + 8));
	if (le32(file->data + at + 12) != SNAPLEN)
		fail_at(file, at, "snaplen %u, expected %u", le32(file->data + at + 12), SNAPLEN);
	while ((code = option_next(file, &option, end, &value, &len)) != OPT_END) {
		name |= code == IDB_NAME && len > 0;
		speed |= code == IDB_SPEED && len == 8 && le64(value) == 1000000000;
		tsresol |= code == IDB_TSRESOL && len == 1 && *value == 9;
		fcslen |= code == IDB_FCSLEN && len == 1 && *value == 0;
		if (code == IDB_MAC && len == ETH_ALEN)
			capture->mac = value;
	}
	if (!name || !speed || !tsresol || !fcslen || !capture->mac)
		fail_at(file, at, "the IDB lacks, or has wrong:%s%s%s%s%s", name ? "" : " if_name",
			speed ? "" : " if_speed 1000000000", tsresol ? "" : " if_tsresol 9",
			fcslen ? "" : " if_fcslen 0", capture->mac ? "" : " if_MACaddr");
}

/* One frame's packet id: nothing may be missing in front of it but what was dropped. */
static void id_check(struct capture *capture, const struct file *file, size_t at, uint64_t id,
		     bool outbound)
{
	uint64_t *last = &capture->id[!outbound];

	if (!(id & ID_RX) != outbound)
		fail_at(file, at, "packet id %#llx does not fit direction %s",
			(unsigned long long)id, outbound ? "outbound" : "inbound");
	if (*last && id <= *last)
		fail_at(file, at, "packet id %#llx after %#llx", (unsigned long long)id,
			(unsigned long long)*last);
	if (*last)
		capture->gaps += id - *last - 1;
	*last = id;
}

static void epb_check(struct capture *capture, const struct file *file, size_t at, size_t end)
{
	static const uint16_t order[] = { EPB_FLAGS, EPB_PACKETID, EPB_DROPCOUNT, EPB_GNIC };
	const uint8_t *block = file->data + at, *value;
	uint64_t time = (uint64_t)le32(block + 12) << 32 | le32(block + 16), id = 0;
	struct frame frame = {
		.data = block + 28,
		.caplen = le32(block + 20),
		.len = le32(block + 24),
	};
	unsigned int seen = 0, flags = 0, direction;
	uint16_t code, len;
	size_t option, i;

	if (le32(block + 8) != 0)
		fail_at(file, at, "interface %u, expected 0", le32(block + 8));
	if (end - at < 28 || frame.caplen > end - at - 28 || frame.caplen > frame.len)
		fail_at(file, at, "a frame of %u (of %u) bytes in a block of %zu", frame.caplen,
			frame.len, end - at);
	if (time < capture->time)
		fail_at(file, at, "time goes back by %llu ns",
			(unsigned long long)(capture->time - time));
	capture->time = time;

	option = at + 28 + (frame.caplen + 3u) / 4 * 4;
	while ((code = option_next(file, &option, end, &value, &len)) != OPT_END) {
		for (i = 0; i < sizeof(order) / sizeof(*order) && order[i] != code; i++)
			;
		if (i == sizeof(order) / sizeof(*order) || seen >> i)
			fail_at(file, at, "option %#x is unknown or out of order", code);
		seen |= 1u << i;
		if (code == EPB_FLAGS && len == 4)
			flags = le32(value);
		else if (code == EPB_PACKETID && len == 8)
			id = le64(value);
		else if (code == EPB_DROPCOUNT && len == 8)
			capture->dropped += le64(value);
		else if (code != EPB_GNIC || len < GNIC_LENGTH || le32(value) != GNIC_MAGIC ||
			 le16(value + 4) != 1 || le16(value + 6) != len)
			fail_at(file, at, "option %#x of %u bytes is malformed", code, len);
		else
			frame.gso_size = le16(value + 12);
	}
	if ((seen & 0xb) != 0xb)
		fail_at(file, at, "an EPB without epb_flags, epb_packetid or 0x8001 (have %#x)",
			seen);
	direction = flags & FLAGS_DIRECTION;
	if (direction != FLAGS_INBOUND && direction != FLAGS_OUTBOUND)
		fail_at(file, at, "epb_flags has direction %u", direction);
	frame.outbound = direction == FLAGS_OUTBOUND;
	frame.not_ready = flags & FLAGS_NOT_READY;
	id_check(capture, file, at, id, frame.outbound);
	frames_add(&capture->frames, frame);
}

static struct capture capture_read(const struct file *file)
{
	struct capture capture = { 0 };
	size_t at = 0, blocks = 0;

	while (at < file->len) {
		uint32_t type, len;

		if (file->len - at < 12)
			fail_at(file, at, "%zu bytes are no block", file->len - at);
		type = le32(file->data + at);
		len = le32(file->data + at + 4);
		if (len < 12 || len % 4 || len > file->len - at)
			fail_at(file, at, "a block of %u bytes, %zu are left", len, file->len - at);
		if (le32(file->data + at + len - 4) != len)
			fail_at(file, at, "block length %u at its start, %u at its end", len,
				le32(file->data + at + len - 4));
		if (blocks == 0 && type == BLOCK_SHB && len >= 28)
			shb_check(file, at);
		else if (blocks == 1 && type == BLOCK_IDB && len >= 20)
			idb_check(&capture, file, at, at + len - 4);
		else if (blocks > 1 && type == BLOCK_EPB && len >= 32)
			epb_check(&capture, file, at, at + len - 4);
		else
			fail_at(file, at, "block %zu is of type %#x and %u bytes", blocks, type,
				len);
		at += len;
		blocks++;
	}
	if (blocks < 2)
		fail_at(file, at, "%zu blocks, expected an SHB, an IDB and frames", blocks);
	return capture;
}

/* QEMU 7.2 pads what it delivers to 60 bytes, behind the witness (device.md 6.4). */
static bool padded_only(const struct frame *seen, const struct frame *witness)
{
	size_t i;

	if (seen->outbound || witness->len >= ETH_ZLEN || seen->len != ETH_ZLEN)
		return false;
	for (i = witness->len; i < seen->caplen; i++)
		if (seen->data[i])
			return false;
	return true;
}

static bool same(const struct frame *seen, const struct frame *witness)
{
	uint32_t len = seen->caplen < witness->caplen ? seen->caplen : witness->caplen;

	return (seen->len == witness->len || padded_only(seen, witness)) &&
	       !memcmp(seen->data, witness->data, len);
}

/* May the NIC's address filter have kept this one from the driver? */
static bool not_for_us(const struct frame *witness, const uint8_t *mac)
{
	static const uint8_t broadcast[ETH_ALEN] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };

	return !witness->outbound && memcmp(witness->data, mac, ETH_ALEN) &&
	       memcmp(witness->data, broadcast, ETH_ALEN);
}

static struct frames one_way(const struct frames *all, bool outbound)
{
	struct frames some = { 0 };
	size_t i;

	for (i = 0; i < all->count; i++)
		if (all->at[i].outbound == outbound)
			frames_add(&some, all->at[i]);
	return some;
}

static void frame_add_copy(struct frames *frames, const uint8_t *data, size_t len)
{
	struct frame frame = { .caplen = (uint32_t)len, .len = (uint32_t)len, .outbound = true };
	uint8_t *copy = malloc(len);

	if (!copy)
		die("no memory for %zu bytes", len);
	frame.data = memcpy(copy, data, len);
	frames_add(frames, frame);
}

/* The frames that the device makes of one that was not ready; a cut one cannot be made. */
static void device_adds(struct frames *frames, const struct frame *frame)
{
	static uint8_t made[1 << 16];
	struct layout layout;
	size_t number, len;

	if (!frame->not_ready || frame->caplen < frame->len ||
	    !layout_find(&layout, frame->data, frame->len)) {
		frames_add(frames, *frame);
	} else if (!frame->gso_size) {
		memcpy(made, frame->data, frame->len);
		checksum_fill(&layout, made, frame->len);
		frame_add_copy(frames, made, frame->len);
	} else {
		for (number = 0; (len = segment_make(&layout, frame->data, frame->len,
						     frame->gso_size, number, made));
		     number++)
			frame_add_copy(frames, made, len);
	}
}

static struct frames device_done(const struct frames *queued)
{
	struct frames frames = { 0 };
	size_t i;

	for (i = 0; i < queued->count; i++)
		device_adds(&frames, &queued->at[i]);
	return frames;
}

/* How many frames of the capture follow the witness from its frame @start on. */
static size_t run_length(const struct frames *seen, const struct frames *witness, size_t start,
			 const uint8_t *mac, size_t *stop)
{
	size_t matched = 0, i;

	for (i = start; i < witness->count && matched < seen->count; i++) {
		if (same(&seen->at[matched], &witness->at[i]))
			matched++;
		else if (!matched || !not_for_us(&witness->at[i], mac))
			break;
	}
	*stop = i;
	return matched;
}

static void print_frame(const char *who, const struct frame *frame)
{
	size_t i;

	printf("  %s: %u bytes", who, frame->len);
	for (i = 0; i < frame->caplen && i < 64; i++)
		printf("%s%02x", i % 16 ? " " : "\n    ", frame->data[i]);
	putchar('\n');
}

static bool direction_check(const struct capture *capture, const struct frames *witness,
			    bool outbound)
{
	struct frames queued = one_way(&capture->frames, outbound);
	struct frames seen = device_done(&queued);
	struct frames real = one_way(witness, outbound);
	const char *way = outbound ? "sent" : "received";
	size_t best = 0, best_stop = 0, start, stop;

	if (!seen.count) {
		printf("%s: the capture has no frame\n", way);
		return false;
	}
	for (start = 0; start < real.count && best < seen.count; start++) {
		size_t matched = run_length(&seen, &real, start, capture->mac, &stop);

		if (matched > best) {
			best = matched;
			best_stop = stop;
		}
	}
	printf("%s: %zu of the capture's %zu frames equal the witness, which has %zu\n", way, best,
	       seen.count, real.count);
	if (best == seen.count)
		return true;
	printf("  the longest run ends in front of frame %zu %s\n", best + 1, way);
	print_frame("captured", &seen.at[best]);
	if (best_stop < real.count)
		print_frame("on the wire", &real.at[best_stop]);
	return false;
}

static void summary(const struct capture *capture)
{
	size_t sent = 0, cut = 0, i;
	uint32_t longest = 0;

	for (i = 0; i < capture->frames.count; i++) {
		const struct frame *frame = &capture->frames.at[i];

		sent += frame->outbound;
		cut += frame->caplen < frame->len;
		if (frame->caplen > longest)
			longest = frame->caplen;
	}
	printf("frames=%zu sent=%zu received=%zu cut=%zu longest=%u dropped=%llu missing=%llu\n",
	       capture->frames.count, sent, capture->frames.count - sent, cut, longest,
	       (unsigned long long)capture->dropped, (unsigned long long)capture->gaps);
}

int main(int argc, char **argv)
{
	struct capture capture;
	struct frames witness;
	struct file file;
	bool ok;

	if (argc != 2 && argc != 3)
		die("usage: wirecheck CAPTURE.pcapng [WITNESS.pcap]");
	file = slurp(argv[1]);
	capture = capture_read(&file);
	summary(&capture);
	if (argc == 2)
		return HELPER_OK;

	file = slurp(argv[2]);
	witness = witness_read(&file, capture.mac);
	ok = direction_check(&capture, &witness, true);
	ok &= direction_check(&capture, &witness, false);
	return ok && !capture.gaps && !capture.dropped ? HELPER_OK : HELPER_FAILED;
}
