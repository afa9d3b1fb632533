// SPDX-License-Identifier: GPL-2.0
#include "bind.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "files.h"

bool gn_bind_has_driver(const char *root, const char *driver)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/bus/pci/drivers/%s/bind", root, driver);
	return !access(path, F_OK);
}

/* As "echo text >path" does. Returns 0, or -1 with a sentence unless there is one. */
static int put(const char *path, const char *text, char error[GN_BIND_ERROR_SIZE])
{
	int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
	size_t length = strlen(text);
	int why = errno;

	if (fd >= 0) {
		ssize_t written = write(fd, text, length);

		why = written < 0 ? errno : EIO;
		close(fd);
		if (written == (ssize_t)length)
			return 0;
	}
	if (!*error)
		snprintf(error, GN_BIND_ERROR_SIZE, "%.150s: %s", path,
			 why == EACCES ? "this is for root alone; try sudo" : strerror(why));
	return -1;
}

static int set_override(const char *root, const struct gn_nic *nic, const char *override,
			char error[GN_BIND_ERROR_SIZE])
{
	char path[PATH_MAX], line[80];

	snprintf(path, sizeof(path), "%s/bus/pci/devices/%s/driver_override", root, nic->pci);
	snprintf(line, sizeof(line), "%.63s\n", override);
	return put(path, line, error);
}

/* @what is "bind" or "unbind"; no driver is nothing to do. */
static int tell_driver(const char *root, const struct gn_nic *nic, const char *driver,
		       const char *what, char error[GN_BIND_ERROR_SIZE])
{
	char path[PATH_MAX];

	if (!*driver)
		return 0;
	snprintf(path, sizeof(path), "%s/bus/pci/drivers/%s/%s", root, driver, what);
	return put(path, nic->pci, error);
}

static void read_override(const char *root, const struct gn_nic *nic, char *override, size_t size)
{
	if (gn_file_line(override, size, "%s/bus/pci/devices/%s/driver_override", root, nic->pci) ||
	    !strcmp(override, "(null)"))
		*override = 0;
}

int gn_bind(const char *root, const struct gn_nic *nic, const char *driver, const char *override,
	    char error[GN_BIND_ERROR_SIZE])
{
	char before[64], again[GN_BIND_ERROR_SIZE] = "";
	size_t used;

	*error = 0;
	read_override(root, nic, before, sizeof(before));
	if (set_override(root, nic, override, error))
		return -1;
	if (tell_driver(root, nic, nic->driver, "unbind", error))
		goto restore_override;
	if (tell_driver(root, nic, driver, "bind", error))
		goto restore_driver;
	return 0;

restore_driver:
	/* Only once any driver may have it again. */
	set_override(root, nic, before, again);
	tell_driver(root, nic, nic->driver, "bind", again);
	goto tell_again;
restore_override:
	set_override(root, nic, before, again);
tell_again:
	used = strlen(error);
	if (*again)
		snprintf(error + used, GN_BIND_ERROR_SIZE - used,
			 "; and it could not be put back: %s", again);
	return -1;
}
