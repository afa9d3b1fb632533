// SPDX-License-Identifier: GPL-2.0
/*
 * Who has the default route, and a NIC between two drivers: in a sysfs of our
 * own, where what is written to a file stays in it, and /dev/full is a driver
 * that fails.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bind.h"
#include "files.h"
#include "route.h"
#include "tap.h"

#define PCI    "0000:00:04.0"
#define DEVICE "bus/pci/devices/" PCI

static char root[] = "/tmp/glassnic-bindXXXXXX";

static void make(const char *path, const char *content)
{
	char name[PATH_MAX];
	FILE *file;

	snprintf(name, sizeof(name), "%s/%s", root, path);
	for (char *slash = name + strlen(root) + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = 0;
		mkdir(name, 0700);
		*slash = '/';
	}
	unlink(name);
	file = fopen(name, "we");
	assert_non_null(file);
	fputs(content, file);
	fclose(file);
}

/* A file that cannot be written to. */
static void make_full(const char *path)
{
	char name[PATH_MAX];

	make(path, "");
	snprintf(name, sizeof(name), "%s/%s", root, path);
	unlink(name);
	assert_int_equal(symlink("/dev/full", name), 0);
}

static void check_file(const char *path, const char *expected)
{
	char line[80];

	assert_int_equal(gn_file_line(line, sizeof(line), "%s/%s", root, path), 0);
	assert_string_equal(line, expected);
}

static int set_up(void **state)
{
	(void)state;
	strcpy(root + strlen(root) - 6, "XXXXXX");
	assert_non_null(mkdtemp(root));
	make(DEVICE "/driver_override", "(null)\n");
	make("bus/pci/drivers/e1000/bind", "");
	make("bus/pci/drivers/e1000/unbind", "");
	make("bus/pci/drivers/glassnic/bind", "");
	make("bus/pci/drivers/glassnic/unbind", "");
	return 0;
}

static int tear_down(void **state)
{
	char command[80];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf '%s'", root);
	return system(command);
}

static const struct gn_nic theirs = { .pci = PCI, .driver = "e1000" };
static char error[GN_BIND_ERROR_SIZE];

static void taken_over(void **state)
{
	(void)state;
	assert_int_equal(gn_bind(root, &theirs, "glassnic", "glassnic", error), 0);
	check_file(DEVICE "/driver_override", "glassnic");
	check_file("bus/pci/drivers/e1000/unbind", PCI);
	check_file("bus/pci/drivers/glassnic/bind", PCI);
	check_file("bus/pci/drivers/e1000/bind", "");
	assert_true(gn_bind_has_driver(root, "e1000"));
	assert_false(gn_bind_has_driver(root, "e1000e"));
}

static void to_nobody(void **state)
{
	(void)state;
	assert_int_equal(gn_bind(root, &theirs, "", "", error), 0);
	check_file(DEVICE "/driver_override", "");
	check_file("bus/pci/drivers/e1000/unbind", PCI);
	check_file("bus/pci/drivers/glassnic/bind", "");
}

static void from_nobody(void **state)
{
	const struct gn_nic nobodys = { .pci = PCI };

	(void)state;
	assert_int_equal(gn_bind(root, &nobodys, "glassnic", "glassnic", error), 0);
	check_file("bus/pci/drivers/glassnic/bind", PCI);
	check_file("bus/pci/drivers/e1000/unbind", "");
}

static void no_override(void **state)
{
	(void)state;
	make_full(DEVICE "/driver_override");
	assert_int_equal(gn_bind(root, &theirs, "glassnic", "glassnic", error), -1);
	assert_non_null(strstr(error, "driver_override: No space left"));
	check_file("bus/pci/drivers/e1000/unbind", "");
}

static void not_let_go(void **state)
{
	(void)state;
	make(DEVICE "/driver_override", "somebody\n");
	make_full("bus/pci/drivers/e1000/unbind");
	assert_int_equal(gn_bind(root, &theirs, "glassnic", "glassnic", error), -1);
	assert_non_null(strstr(error, "e1000/unbind: No space left"));
	assert_null(strstr(error, "put back"));
	check_file(DEVICE "/driver_override", "somebody");
	check_file("bus/pci/drivers/glassnic/bind", "");
}

static void not_taken(void **state)
{
	(void)state;
	make_full("bus/pci/drivers/glassnic/bind");
	assert_int_equal(gn_bind(root, &theirs, "glassnic", "glassnic", error), -1);
	assert_non_null(strstr(error, "glassnic/bind: No space left"));
	assert_null(strstr(error, "put back"));
	check_file("bus/pci/drivers/e1000/bind", PCI);
	check_file(DEVICE "/driver_override", "");
}

static void taken_by_nobody(void **state)
{
	(void)state;
	make_full("bus/pci/drivers/glassnic/bind");
	make_full("bus/pci/drivers/e1000/bind");
	assert_int_equal(gn_bind(root, &theirs, "glassnic", "glassnic", error), -1);
	assert_non_null(strstr(error, "glassnic/bind: No space left"));
	assert_non_null(strstr(error, "could not be put back: "));
	assert_non_null(strstr(error, "e1000/bind: No space left"));
}

#define ZEROS "00000000000000000000000000000000"

static bool has_route(const char *netdev)
{
	return gn_route_default(root, root, netdev);
}

static void routes(void **state)
{
	(void)state;
	assert_false(has_route("eth0"));
	make("route",
	     "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\n"
	     "eth0\t0000000A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n"
	     "eth1\t00000000\t0100000A\t0003\t0\t0\t0\t00000000\t0\t0\t0\n"
	     "eth2\t00000000\t00000000\t0201\t0\t0\t0\t00000000\t0\t0\t0\n"
	     "eth3\t00000000\t00000000\t0001\t0\t0\t0\t00000080\t0\t0\t0\n");
	make("ipv6_route", ZEROS
	     " 00 " ZEROS " 00 " ZEROS " ffffffff 00000001 00000000 00200200       lo\n"
	     "fd000000000000000000000000000000 40 " ZEROS " 00 " ZEROS
	     " 00000100 00000002 00000000 00000001     eth0\n" ZEROS " 00 " ZEROS
	     " 00 fd000000000000000000000000000001"
	     " 00000400 00000001 00000000 00000003     eth4\n");
	assert_false(has_route("eth0"));
	assert_true(has_route("eth1"));
	assert_false(has_route("eth2")); /* one that refuses */
	assert_false(has_route("eth3")); /* half of it */
	assert_true(has_route("eth4"));
	assert_false(has_route("eth"));
	assert_false(has_route("lo"));
}

/* A NIC under a VLAN in a bridge, as of a host of virtual machines */
static void routes_above(void **state)
{
	(void)state;
	make("route", "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\n"
		      "br0\t00000000\t0100000A\t0003\t0\t0\t0\t00000000\t0\t0\t0\n");
	make("class/net/eth0/upper_eth0.5", "");
	make("class/net/eth0.5/upper_br0", "");
	make("class/net/br0/lower_eth0.5", "");
	make("class/net/eth1/upper_eth1", "");
	assert_true(has_route("br0"));
	assert_true(has_route("eth0"));
	assert_false(has_route("eth1")); /* and it ends */
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(taken_over),      TEST(to_nobody),	 TEST(from_nobody),
		TEST(no_override),     TEST(not_let_go), TEST(not_taken),
		TEST(taken_by_nobody), TEST(routes),	 TEST(routes_above),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
