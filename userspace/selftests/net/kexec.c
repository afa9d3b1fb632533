// SPDX-License-Identifier: GPL-2.0
/*
 * kexec - the next kernel, without kexec-tools.
 *
 *	kexec load KERNEL INITRAMFS ARGUMENTS	for "kexec run"
 *	kexec crash KERNEL INITRAMFS ARGUMENTS	for when this kernel panics
 *	kexec run				now, with drivers shut down but no process ended
 */
#include <fcntl.h>
#include <sys/reboot.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/kexec.h>
#include <linux/reboot.h>

#include "helper.h"

static int open_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		die("%s: %s", path, strerror(errno));
	return fd;
}

static int load(char **argv, unsigned long flags)
{
	int kernel = open_file(argv[0]), initramfs = open_file(argv[1]);

	if (syscall(SYS_kexec_file_load, kernel, initramfs, strlen(argv[2]) + 1, argv[2], flags))
		die("the kernel is not taken: %s", strerror(errno));
	return HELPER_OK;
}

int main(int argc, char **argv)
{
	if (argc == 5 && !strcmp(argv[1], "load"))
		return load(argv + 2, 0);
	if (argc == 5 && !strcmp(argv[1], "crash"))
		return load(argv + 2, KEXEC_FILE_ON_CRASH);
	if (argc == 2 && !strcmp(argv[1], "run")) {
		reboot(LINUX_REBOOT_CMD_KEXEC);
		die("reboot: %s", strerror(errno));
	}
	die("usage: kexec load|crash KERNEL INITRAMFS ARGUMENTS\n       kexec run");
}
