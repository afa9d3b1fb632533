// SPDX-License-Identifier: GPL-2.0
#include "duration.h"

#include <inttypes.h>
#include <stdio.h>

void gn_duration_add(int64_t *sum, int64_t ns)
{
	if (ns > 0 && __builtin_add_overflow(*sum, ns, sum))
		*sum = INT64_MAX;
}

char *gn_duration_format(int64_t ns, char buf[GN_DURATION_SIZE])
{
	static const char *const units[] = { "ns", "us", "ms", "s" };
	const char *sign = ns < 0 ? "-" : "";
	uint64_t value = ns < 0 ? -(uint64_t)ns : (uint64_t)ns;
	uint64_t rest = 0;
	size_t unit = 0;

	while (unit < 3 && value >= 1000) {
		rest = value % 1000;
		value /= 1000;
		unit++;
	}
	if (unit == 0 || value >= 100)
		snprintf(buf, GN_DURATION_SIZE, "%s%" PRIu64 " %s", sign, value, units[unit]);
	else if (value >= 10)
		snprintf(buf, GN_DURATION_SIZE, "%s%" PRIu64 ".%" PRIu64 " %s", sign, value,
			 rest / 100, units[unit]);
	else
		snprintf(buf, GN_DURATION_SIZE, "%s%" PRIu64 ".%02" PRIu64 " %s", sign, value,
			 rest / 10, units[unit]);
	return buf;
}

char *gn_seconds_format(int64_t ns, char buf[GN_DURATION_SIZE])
{
	uint64_t value = ns < 0 ? -(uint64_t)ns : (uint64_t)ns;

	snprintf(buf, GN_DURATION_SIZE, "%s%" PRIu64 ".%06" PRIu64, ns < 0 ? "-" : "",
		 value / 1000000000, value % 1000000000 / 1000);
	return buf;
}
