// SPDX-License-Identifier: GPL-2.0
/*
 * The flight recorder, read: as text in debugfs, as records in a devcoredump.
 */
#include <linux/math64.h>
#include <linux/seq_file.h>
#include <linux/sort.h>
#include <linux/timekeeping.h>

#include "glassnic.h"

/**
 * gnic_recorder_start() - forget everything and begin anew
 * @recorder: the recorder; nobody writes to it
 *
 * At probe, and after a suspend, which the processor's counter does not
 * survive.
 */
void gnic_recorder_start(struct gnic_recorder *recorder)
{
	unsigned int i;

	/* No event has the place of one that is to come */
	memset(recorder->logs, 0xff, sizeof(recorder->logs));
	for (i = 0; i < GNIC_LOGS; i++)
		atomic_long_set(&recorder->logs[i].next, 0);
	recorder->ns = ktime_get_ns();
	recorder->cycles = get_cycles();
}

/**
 * gnic_record() - keep an event that belongs to no ring, nor is an interrupt
 * @recorder: the recorder
 * @kind: of event
 * @value: what it is about
 */
void gnic_record(struct gnic_recorder *recorder, enum gnic_record_kind kind,
		 u32 value)
{
	struct gnic_log *log = &recorder->logs[GNIC_LOG_DEVICE];
	unsigned long place;

	/* Whoever sets something up: nobody waits for another */
	place = atomic_long_fetch_add(sizeof(struct gnic_event), &log->next);
	gnic_log_write(log, place, kind, 0, value, 0);
}

/* Copy an event while others may be written. Returns false when it is not, or
 * no longer, there.
 */
static bool gnic_log_read(const struct gnic_log *log, unsigned long place,
			  struct gnic_event *event)
{
	const struct gnic_event *at = (const void *)log->events +
				      place % sizeof(log->events);

	/* Acquire: the rest of it. Partner: gnic_log_write(). */
	if (smp_load_acquire(&at->place) / sizeof(*at) != place / sizeof(*at))
		return false;
	*event = *at;
	smp_rmb();	/* partner: gnic_log(), which moves next on first */
	return atomic_long_read(&log->next) - place <= sizeof(log->events);
}

/* The counter's rate is what it was since the recorder began. */
struct gnic_clock {
	u64 cycles;
	u64 ns;
};

static struct gnic_clock gnic_clock_read(const struct gnic_recorder *recorder)
{
	return (struct gnic_clock) {
		.ns = ktime_get_ns() - recorder->ns,
		.cycles = get_cycles() - recorder->cycles ?: 1,
	};
}

/* An event as one record, or as two: then a frame goes before its doorbell.
 * Returns how many.
 */
static unsigned int gnic_event_dump(const struct gnic_event *event, u64 time_ns,
				    u8 ring, struct gnic_record *records)
{
	u8 kind = event->place % sizeof(*event);

	records[0] = (struct gnic_record) {
		.time_ns = cpu_to_le64(time_ns),
		.id = cpu_to_le64(event->id),
		.index = cpu_to_le32(event->index),
		.value = cpu_to_le32(event->value),
		.number = cpu_to_le32(event->place / sizeof(*event)),
		.ring = ring,
		.kind = kind,
	};
	if (kind != GNIC_EVENT_SENT)
		return 1;

	records[1] = records[0];
	records[0].kind = GNIC_RECORD_TX_FRAME;
	records[1].kind = GNIC_RECORD_TX_DOORBELL;
	records[1].id = 0;
	return 2;
}

static unsigned int gnic_log_dump(const struct gnic_recorder *recorder,
				  enum gnic_log_id id, struct gnic_clock clock,
				  struct gnic_record *records)
{
	const struct gnic_log *log = &recorder->logs[id];
	unsigned long next = atomic_long_read(&log->next);
	unsigned long place = next - min(next, sizeof(log->events));
	/* Interrupts have a log of their own, and are the device's */
	u8 ring = min_t(u8, id, GNIC_RECORD_DEVICE);
	unsigned int done = 0;

	for (; place != next; place += sizeof(struct gnic_event)) {
		struct gnic_event event;
		u64 ns;

		if (!gnic_log_read(log, place, &event))
			continue;
		ns = mul_u64_u64_div_u64(event.cycles - recorder->cycles,
					 clock.ns, clock.cycles);
		done += gnic_event_dump(&event, recorder->ns + ns, ring,
					records + done);
	}
	return done;
}

/* By time; a frame and its doorbell have the same, and the lesser kind first */
static int gnic_record_compare(const void *a, const void *b)
{
	const struct gnic_record *first = a, *second = b;
	u64 time_a = le64_to_cpu(first->time_ns);
	u64 time_b = le64_to_cpu(second->time_ns);

	if (time_a != time_b)
		return time_a < time_b ? -1 : 1;
	return first->kind - second->kind;
}

/**
 * gnic_recorder_dump() - the events of all logs, by time
 * @recorder: the recorder, in use or not
 * @records: room for GNIC_RECORDS_MAX
 *
 * Return: how many there are.
 */
unsigned int gnic_recorder_dump(struct gnic_recorder *recorder,
				struct gnic_record *records)
{
	struct gnic_clock clock = gnic_clock_read(recorder);
	unsigned int done = 0;
	unsigned int i;

	for (i = 0; i < GNIC_LOGS; i++)
		done += gnic_log_dump(recorder, i, clock, records + done);
	sort(records, done, sizeof(*records), gnic_record_compare, NULL);
	return done;
}

/**
 * gnic_recorder_copy() - gnic_recorder_dump() to memory of its own
 * @recorder: the recorder, in use or not
 * @count: filled in: how many there are
 *
 * Return: the events, for kvfree(); NULL without memory.
 */
struct gnic_record *gnic_recorder_copy(struct gnic_recorder *recorder,
				       unsigned int *count)
{
	struct gnic_record *records;

	records = kvmalloc_array(GNIC_RECORDS_MAX, sizeof(*records),
				 GFP_KERNEL);
	if (records)
		*count = gnic_recorder_dump(recorder, records);
	return records;
}

static const struct gnic_record_name {
	const char *kind;
	const char *value;
} gnic_record_names[] = {
#define GNIC_RECORD_NAME(name, kind, value)	{ kind, value },
	GNIC_RECORD_KINDS(GNIC_RECORD_NAME)
};

/**
 * gnic_record_print() - an event in words
 * @line: filled in
 * @record: the event
 */
void gnic_record_print(char line[GNIC_RECORD_LINE],
		       const struct gnic_record *record)
{
	static const char * const rings[] = { "tx", "rx", "nic" };
	const struct gnic_record_name *name = &gnic_record_names[record->kind];
	u32 value = le32_to_cpu(record->value);
	u32 ns;
	u64 s;
	int at;

	s = div_u64_rem(le64_to_cpu(record->time_ns), NSEC_PER_SEC, &ns);
	at = scnprintf(line, GNIC_RECORD_LINE,
		       record->kind == GNIC_RECORD_IRQ ?
		       "%llu.%09u %-3s %-8s %s=%#x" :
		       "%llu.%09u %-3s %-8s %s=%u",
		       s, ns, rings[record->ring], name->kind, name->value,
		       value);
	if (record->ring != GNIC_RECORD_DEVICE)
		at += scnprintf(line + at, GNIC_RECORD_LINE - at, " index=%u",
				le32_to_cpu(record->index));
	if (record->id)
		scnprintf(line + at, GNIC_RECORD_LINE - at, " id=%#llx",
			  le64_to_cpu(record->id));
}

/**
 * gnic_recorder_show() - the debugfs file recorder: a line an event, by time
 * @file: its private data is the NIC
 * @data: not used
 *
 * Return: 0 or -ENOMEM.
 */
int gnic_recorder_show(struct seq_file *file, void *data)
{
	struct gnic *gnic = file->private;
	struct gnic_record *records;
	unsigned int count, i;

	records = gnic_recorder_copy(&gnic->recorder, &count);
	if (!records)
		return -ENOMEM;
	for (i = 0; i < count; i++) {
		char line[GNIC_RECORD_LINE];

		gnic_record_print(line, &records[i]);
		seq_printf(file, "%s\n", line);
	}
	kvfree(records);
	return 0;
}
