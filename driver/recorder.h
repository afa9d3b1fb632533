/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The flight recorder: the last events of each ring, always kept.
 *
 * The logs of the rings and of interrupts have one writer at a time: under the
 * queue's lock, inside NAPI, and in the handler, which no other processor runs
 * meanwhile. An event is a dozen instructions, so time is the processor's
 * counter as it is; it becomes nanoseconds when somebody looks. So does the
 * place of an event become its number, and a frame that has a doorbell of its
 * own two records.
 */
#ifndef GNIC_RECORDER_H
#define GNIC_RECORDER_H

#include <linux/atomic.h>
#include <linux/build_bug.h>
#include <linux/timex.h>

#include "records.h"

struct gnic;
struct seq_file;

/* The last so many of each log; a power of two */
#define GNIC_LOG_EVENTS		1024

enum gnic_log_id {
	GNIC_LOG_TX,
	GNIC_LOG_RX,
	GNIC_LOG_IRQ,		/* interrupts, which come one at a time */
	GNIC_LOG_DEVICE,	/* link, reset: whoever comes */
	GNIC_LOGS,
};

/* Records that all events make: a frame with its doorbell makes two */
#define GNIC_RECORDS_MAX	((GNIC_LOGS + 1) * GNIC_LOG_EVENTS)

/**
 * struct gnic_event - an event as it is kept
 * @cycles: get_cycles() then
 * @id: packet id, where there is a frame
 * @index: slot, where there is one
 * @value: what it is about, as enum gnic_record_kind says
 * @place: its place in the log, which runs freely, in octets, and in the bits
 *	that are left enum gnic_record_kind, or GNIC_EVENT_SENT; written last,
 *	so it says that all the rest is there
 */
struct gnic_event {
	u64 cycles;
	u64 id;
	u32 index;
	u32 value;
	unsigned long place;
};

/* A frame and the doorbell that was rung for it alone */
#define GNIC_EVENT_SENT		31
static_assert(sizeof(struct gnic_event) > GNIC_EVENT_SENT, "beside a place");
static_assert(GNIC_RECORD_RESET < GNIC_EVENT_SENT, "the last kind of record");

/**
 * struct gnic_log - the events of one kind of writer
 * @next: place of the next one
 * @events: the last of them
 */
struct gnic_log {
	atomic_long_t next;
	struct gnic_event events[GNIC_LOG_EVENTS];
};

/**
 * struct gnic_recorder - the flight recorder of a NIC
 * @cycles: get_cycles() when it began
 * @ns: CLOCK_MONOTONIC then
 * @logs: by enum gnic_log_id
 */
struct gnic_recorder {
	u64 cycles;
	u64 ns;
	struct gnic_log logs[GNIC_LOGS];
};

/* Write the event at this place, which the caller has taken */
static inline void gnic_log_write(struct gnic_log *log, unsigned long place,
				  unsigned int kind, u32 index, u32 value,
				  u64 id)
{
	struct gnic_event *event = (void *)log->events +
				   place % sizeof(log->events);

	/* The place first: what a reader copies meanwhile is no longer to be
	 * had. Partner: gnic_log_read().
	 */
	smp_wmb();
	event->cycles = get_cycles();
	event->id = id;
	event->index = index;
	event->value = value;
	smp_store_release(&event->place, place + kind); /* and so it is here */
}

/* Keep an event; the caller is the log's only writer */
static inline void gnic_log(struct gnic_log *log, unsigned int kind, u32 index,
			    u32 value, u64 id)
{
	unsigned long place = atomic_long_read(&log->next);

	atomic_long_set(&log->next, place + sizeof(struct gnic_event));
	gnic_log_write(log, place, kind, index, value, id);
}

void gnic_recorder_start(struct gnic_recorder *recorder);
void gnic_record(struct gnic_recorder *recorder, enum gnic_record_kind kind,
		 u32 value);
unsigned int gnic_recorder_dump(struct gnic_recorder *recorder,
				struct gnic_record *records);
struct gnic_record *gnic_recorder_copy(struct gnic_recorder *recorder,
				       unsigned int *count);
/* The longest line of an event, its end included */
#define GNIC_RECORD_LINE	96

void gnic_record_print(char line[GNIC_RECORD_LINE],
		       const struct gnic_record *record);
int gnic_recorder_show(struct seq_file *file, void *data);

#endif /* GNIC_RECORDER_H */
