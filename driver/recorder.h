/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The flight recorder: the last events of each ring, always kept.
 *
 * The logs of the rings have one writer at a time: under the queue's lock, and
 * inside NAPI. An event is a dozen instructions, so time is the processor's
 * counter as it is; it becomes nanoseconds when somebody looks.
 */
#ifndef GNIC_RECORDER_H
#define GNIC_RECORDER_H

#include <linux/atomic.h>
#include <linux/timex.h>

#include "records.h"

struct gnic;
struct seq_file;

/* The last so many of each log; a power of two */
#define GNIC_LOG_EVENTS		1024

enum gnic_log_id {
	GNIC_LOG_TX,
	GNIC_LOG_RX,
	GNIC_LOG_DEVICE,	/* interrupts, link, reset */
	GNIC_LOGS,
};

/**
 * struct gnic_event - an event as it is kept
 * @cycles: get_cycles() then
 * @id: packet id, where there is a frame
 * @index: slot, where there is one
 * @value: what it is about, as enum gnic_record_kind says
 * @number: of the event in its log; written last, so it says that all the rest
 *	is there
 * @kind: enum gnic_record_kind
 */
struct gnic_event {
	u64 cycles;
	u64 id;
	u32 index;
	u32 value;
	u32 number;
	u8 kind;
};

/**
 * struct gnic_log - the events of one kind of writer
 * @next: number of the next one
 * @events: the last of them
 */
struct gnic_log {
	atomic_t next;
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

/* Write the event of this number, which the caller has taken */
static inline void gnic_log_write(struct gnic_log *log, u32 number,
				  enum gnic_record_kind kind, u32 index,
				  u32 value, u64 id)
{
	struct gnic_event *event = &log->events[number % GNIC_LOG_EVENTS];

	/* The number first: what a reader copies meanwhile is no longer to be
	 * had. Partner: gnic_log_read().
	 */
	smp_wmb();
	event->cycles = get_cycles();
	event->id = id;
	event->index = index;
	event->value = value;
	event->kind = kind;
	smp_store_release(&event->number, number); /* and so it is here */
}

/* Keep an event; the caller is the log's only writer */
static inline void gnic_log(struct gnic_log *log, enum gnic_record_kind kind,
			    u32 index, u32 value, u64 id)
{
	u32 number = atomic_read(&log->next);

	atomic_set(&log->next, number + 1);
	gnic_log_write(log, number, kind, index, value, id);
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
