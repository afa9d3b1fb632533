/* SPDX-License-Identifier: GPL-2.0 */
/* What the test programs share: leaving with a message, clocks, checked content. */
#ifndef NET_HELPER_H
#define NET_HELPER_H

#include <endian.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Exit codes of every helper: the check held, it did not, it could not be made. */
enum { HELPER_OK = 0, HELPER_FAILED = 1, HELPER_ERROR = 2 };

__attribute__((noreturn, format(printf, 1, 2))) static inline void die(const char *fmt, ...)
{
	va_list args;

	fflush(stdout);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
	exit(HELPER_ERROR);
}

static inline uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}

static inline uint64_t now_ms(void)
{
	return now_ns() / 1000000;
}

/* The kernel's selftests are told in this way of a machine that debugging makes slow; as in lib.sh. */
static inline int patience(int ms)
{
	const char *slow = getenv("KSFT_MACHINE_SLOW");

	return slow && strcmp(slow, "no") && strcmp(slow, "0") ? 10 * ms : ms;
}

/* A whole number within [min, max], or the end of the program. */
static inline uint64_t number(const char *text, uint64_t min, uint64_t max, const char *what)
{
	unsigned long long value;
	char *end;

	errno = 0;
	value = strtoull(text, &end, 0);
	if (errno || end == text || *end || value < min || value > max)
		die("%s is '%s', must be a number from %llu to %llu", what, text,
		    (unsigned long long)min, (unsigned long long)max);
	return value;
}

/*
 * Pseudo-random content that can be made from any offset on, so that a receiver
 * checks a piece without having seen the ones before: the finalizer of
 * SplitMix64 (Steele, Lea, Flood 2014) over a counter, eight bytes a step.
 */
static inline uint64_t content_word(uint64_t seed, uint64_t index)
{
	uint64_t z = seed + (index + 1) * 0x9e3779b97f4a7c15ULL;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

static inline uint8_t content_byte(uint64_t seed, uint64_t offset)
{
	return (uint8_t)(content_word(seed, offset / 8) >> (offset % 8 * 8));
}

/* Fill with the content of [offset, offset + len). */
static inline void content_fill(uint8_t *buf, size_t len, uint64_t seed, uint64_t offset)
{
	size_t done = 0;

	while (done < len && (offset + done) % 8) {
		buf[done] = content_byte(seed, offset + done);
		done++;
	}
	for (; len - done >= 8; done += 8) {
		uint64_t word = htole64(content_word(seed, (offset + done) / 8));

		memcpy(buf + done, &word, 8);
	}
	for (; done < len; done++)
		buf[done] = content_byte(seed, offset + done);
}

/* The number of leading bytes that are right: len if all are. */
static inline size_t content_check(const uint8_t *buf, size_t len, uint64_t seed, uint64_t offset)
{
	size_t done = 0;

	while (done < len) {
		if (len - done >= 8 && (offset + done) % 8 == 0) {
			uint64_t word = htole64(content_word(seed, (offset + done) / 8));

			if (!memcmp(buf + done, &word, 8)) {
				done += 8;
				continue;
			}
		}
		if (buf[done] != content_byte(seed, offset + done))
			break;
		done++;
	}
	return done;
}

#endif /* NET_HELPER_H */
