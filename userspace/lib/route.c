// SPDX-License-Identifier: GPL-2.0
#include "route.h"

#include <dirent.h>
#include <limits.h>
#include <net/route.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The kernel allows eight devices on top of each other (MAX_NEST_DEV). */
#define STOREYS 8

/* A line of "route": the interface when it is a default route, else false. */
static bool parse_ipv4(const char *line, char netdev[16])
{
	unsigned int destination, flags, mask;

	return sscanf(line, "%15s %x %*x %x %*d %*d %*d %x", netdev, &destination, &flags, &mask) ==
		       4 &&
	       !destination && !mask && flags & RTF_UP && !(flags & RTF_REJECT);
}

/* The same of "ipv6_route". */
static bool parse_ipv6(const char *line, char netdev[16])
{
	char destination[33];
	unsigned int length, flags;

	return sscanf(line, "%32s %x %*s %*x %*s %*x %*x %*x %x %15s", destination, &length, &flags,
		      netdev) == 4 &&
	       !length && strspn(destination, "0") == 32 && flags & RTF_UP && !(flags & RTF_REJECT);
}

static bool find(const char *proc, const char *name, bool (*parse)(const char *, char[16]),
		 const char *netdev)
{
	char path[PATH_MAX], through[16];
	bool found = false;
	char *line = NULL;
	size_t size = 0;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", proc, name);
	file = fopen(path, "re");
	if (!file)
		return false;
	while (!found && getline(&line, &size, file) > 0)
		found = parse(line, through) && !strcmp(through, netdev);
	free(line);
	fclose(file);
	return found;
}

static bool carries(const char *root, const char *proc, const char *netdev, unsigned int storeys)
{
	char path[PATH_MAX];
	struct dirent *entry;
	bool found;
	DIR *dir;

	found = find(proc, "route", parse_ipv4, netdev) ||
		find(proc, "ipv6_route", parse_ipv6, netdev);
	snprintf(path, sizeof(path), "%s/class/net/%s", root, netdev);
	dir = found || !storeys ? NULL : opendir(path);
	if (!dir)
		return found;
	while (!found && (entry = readdir(dir)))
		if (!strncmp(entry->d_name, "upper_", 6))
			found = carries(root, proc, entry->d_name + 6, storeys - 1);
	closedir(dir);
	return found;
}

bool gn_route_default(const char *root, const char *proc, const char *netdev)
{
	return carries(root, proc, netdev, STOREYS);
}
