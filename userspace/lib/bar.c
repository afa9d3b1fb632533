// SPDX-License-Identifier: GPL-2.0
#include "bar.h"

#include <stdio.h>

#define WIDTH 20

char *gn_bar_format(uint64_t done, uint64_t total, int64_t elapsed_ns, char buf[GN_BAR_SIZE])
{
	double share = done < total ? (double)done / total : 1;
	int filled = share * WIDTH, used;

	used = snprintf(buf, GN_BAR_SIZE, "[%.*s%.*s] %3d %%", filled, "####################",
			WIDTH - filled, "....................", (int)(share * 100));
	/* The first hundredth says little about the rest. */
	if (share > 0.01)
		snprintf(buf + used, GN_BAR_SIZE - used, ", %.0f s to go",
			 elapsed_ns / 1e9 * (1 - share) / share);
	return buf;
}
