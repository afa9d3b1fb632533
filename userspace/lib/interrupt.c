// SPDX-License-Identifier: GPL-2.0
#include "interrupt.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static unsigned int count_cpus(const char *header)
{
	unsigned int count = 0;

	while ((header = strstr(header, "CPU"))) {
		header += 3;
		count++;
	}
	return count;
}

/* What follows "20:" in its line. */
static void parse(struct gn_interrupt *interrupt, char *text, unsigned int cpus)
{
	memset(interrupt, 0, sizeof(*interrupt));
	for (unsigned int i = 0; i < cpus; i++) {
		uint64_t count = strtoull(text, &text, 10);

		interrupt->total += count;
		if (i < GN_CPUS_MAX)
			interrupt->count[interrupt->cpus++] = count;
	}
	text += strspn(text, " ");
	text[strcspn(text, "\n")] = 0;
	snprintf(interrupt->users, sizeof(interrupt->users), "%s", text);
}

int gn_interrupt_find(FILE *file, uint64_t number, struct gn_interrupt *interrupt)
{
	unsigned int cpus = 0;
	char *line = NULL;
	size_t size = 0;
	int result = -1;

	if (getline(&line, &size, file) > 0)
		cpus = count_cpus(line);
	while (result && getline(&line, &size, file) > 0) {
		char *end;

		if (isdigit((unsigned char)line[strspn(line, " ")]) &&
		    strtoull(line, &end, 10) == number && *end == ':') {
			parse(interrupt, end + 1, cpus);
			result = 0;
		}
	}
	free(line);
	return result;
}
