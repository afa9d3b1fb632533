// SPDX-License-Identifier: GPL-2.0
/*
 * The driver's ring arithmetic (driver/ring.h): free-running indices, one slot
 * always free, and when a parked RDT has to be pushed.
 */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ring.h"

#define COUNT 1024

/* Indices from which the counters wrap inside the test as well. */
static const unsigned int starts[] = {
	0, 1, COUNT - 1, COUNT, UINT_MAX - COUNT, UINT_MAX - 1, UINT_MAX,
};
#define STARTS (sizeof(starts) / sizeof(starts[0]))

static void slots_follow_each_other_over_the_wrap(void **state)
{
	(void)state;
	for (size_t i = 0; i < STARTS; i++) {
		for (unsigned int n = 0; n < 3 * COUNT; n++) {
			unsigned int slot = gnic_ring_slot(starts[i] + n, COUNT);
			unsigned int next = gnic_ring_slot(starts[i] + n + 1, COUNT);

			assert_in_range(slot, 0, COUNT - 1);
			assert_int_equal(next, (slot + 1) % COUNT);
		}
	}
}

static void one_slot_stays_free(void **state)
{
	(void)state;
	for (size_t i = 0; i < STARTS; i++) {
		unsigned int head = starts[i];

		assert_int_equal(gnic_ring_used(head, head), 0);
		assert_int_equal(gnic_ring_free(head, head, COUNT), COUNT - 1);
		for (unsigned int n = 0; n < COUNT; n++) {
			assert_int_equal(gnic_ring_used(head, head + n), n);
			assert_int_equal(gnic_ring_used(head, head + n) +
						 gnic_ring_free(head, head + n, COUNT),
					 COUNT - 1);
		}
		/* Full, and still RDH != RDT for the device */
		assert_int_equal(gnic_ring_free(head, head + COUNT - 1, COUNT), 0);
		assert_int_not_equal(gnic_ring_slot(head, COUNT),
				     gnic_ring_slot(head + COUNT - 1, COUNT));
	}
}

static void nothing_is_flushed_when_nothing_is_parked(void **state)
{
	(void)state;
	for (size_t i = 0; i < STARTS; i++)
		for (unsigned int n = 0; n < COUNT; n++)
			assert_false(gnic_ring_must_flush(starts[i], starts[i] + n, starts[i] + n,
							  COUNT));
}

static void a_parked_write_is_flushed_below_half_a_ring(void **state)
{
	(void)state;
	for (size_t i = 0; i < STARTS; i++) {
		unsigned int head = starts[i];

		for (unsigned int left = 0; left < COUNT - 1; left++) {
			unsigned int flushed = head + left;

			assert_int_equal(gnic_ring_must_flush(head, flushed + 1, flushed, COUNT),
					 left < COUNT / 2);
		}
	}
}

/* The handler may note an older tail than the poll has used up since: the
 * device then has nothing left at all, which is less than half.
 */
static void a_flushed_tail_behind_head_counts_as_empty(void **state)
{
	(void)state;
	for (size_t i = 0; i < STARTS; i++) {
		unsigned int head = starts[i];

		assert_true(gnic_ring_must_flush(head, head + 1, head - 1, COUNT));
		assert_true(gnic_ring_must_flush(head, head + 8, head - COUNT / 2, COUNT));
	}
}

/*
 * The deadlock of device.md 2.1, played through: the device sees an RDT write
 * only when something flushes it. It may use up every buffer it knows of; by
 * the rule it must never stand without one while the driver has some for it.
 */
static void the_receiver_never_starves(void **state)
{
	unsigned int head = 0, tail = COUNT - 1, flushed = tail;
	unsigned int batch, polls;

	(void)state;
	for (polls = 0; polls < 100000; polls++) {
		/* A burst of up to 64 frames, as far as the device has room */
		unsigned int burst = polls * 2654435761u % 64;
		unsigned int room = flushed - head;

		assert_int_not_equal(room, 0);
		head += burst < room ? burst : room;

		batch = gnic_ring_free(head, tail, COUNT);
		if (batch >= 32)
			tail += batch;
		if (gnic_ring_must_flush(head, tail, flushed, COUNT))
			flushed = tail;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slots_follow_each_other_over_the_wrap),
		cmocka_unit_test(one_slot_stays_free),
		cmocka_unit_test(nothing_is_flushed_when_nothing_is_parked),
		cmocka_unit_test(a_parked_write_is_flushed_below_half_a_ring),
		cmocka_unit_test(a_flushed_tail_behind_head_counts_as_empty),
		cmocka_unit_test(the_receiver_never_starves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
