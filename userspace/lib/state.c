// SPDX-License-Identifier: GPL-2.0
#include "state.h"

#include <stdio.h>
#include <string.h>

bool gn_state_take(struct gn_state *state, const char *line)
{
	struct gn_fact *fact = &state->fact[state->count];
	unsigned long long value;
	int used = 0;

	if (sscanf(line, "netdev %31s%n", state->netdev, &used) == 1)
		return !line[used];
	if (state->count == GN_FACTS_MAX ||
	    sscanf(line, "%31s %llu%n", fact->name, &value, &used) != 2 || line[used])
		return false;
	fact->value = value;
	state->count++;
	return true;
}

uint64_t gn_state_value(const struct gn_state *state, const char *name, uint64_t otherwise)
{
	for (unsigned int i = 0; i < state->count; i++)
		if (!strcmp(state->fact[i].name, name))
			return state->fact[i].value;
	return otherwise;
}
