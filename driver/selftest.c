// SPDX-License-Identifier: GPL-2.0
/*
 * ethtool -t: does the device still do what the driver takes for granted?
 *
 * Online the link and the frames of others are left alone. Offline the device
 * is also made to talk to itself, and its registers are written to; afterwards
 * it is programmed anew, and deaf for a second (device.md 6.1).
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/etherdevice.h>

#include "glassnic.h"

enum gnic_test {
	GNIC_TEST_LINK,
	GNIC_TEST_EEPROM,
	GNIC_TEST_INTERRUPT,
	GNIC_TEST_LOOPBACK,
	GNIC_TEST_REGISTERS,
	GNIC_TESTS,
};

static const char gnic_test_names[GNIC_TESTS][ETH_GSTRING_LEN] = {
	[GNIC_TEST_LINK]	= "Link       (on/offline)",
	[GNIC_TEST_EEPROM]	= "EEPROM     (on/offline)",
	[GNIC_TEST_INTERRUPT]	= "Interrupt  (on/offline)",
	[GNIC_TEST_LOOPBACK]	= "Loopback   (offline)",
	[GNIC_TEST_REGISTERS]	= "Registers  (offline)",
};

/* An interrupt comes within the 128 us of the last one (device.md 7). */
#define GNIC_TEST_IRQ_MS	20

/* A device that is deaf after RCTL was written hears again within a second. */
#define GNIC_TEST_FRAMES	25
#define GNIC_TEST_FRAME_MS	50
#define GNIC_TEST_OCTETS	256

static bool gnic_test_link(struct gnic *gnic)
{
	return gnic_rd32(gnic, GNIC_STATUS) & GNIC_STATUS_LU;
}

static bool gnic_test_eeprom(struct gnic *gnic)
{
	u16 sum = 0;
	u8 word;

	for (word = 0; word < GNIC_EEPROM_WORDS; word++)
		sum += gnic_hw_eeprom_word(gnic, word);
	return sum == GNIC_EEPROM_SUM;
}

/* LSC has the handler look at the link, and is counted there. */
static bool gnic_test_interrupt(struct gnic *gnic)
{
	u32 looks = READ_ONCE(gnic->link_looks);
	unsigned int ms;

	gnic_wr32(gnic, GNIC_ICS, GNIC_INT_LSC);
	for (ms = 0; ms < GNIC_TEST_IRQ_MS; ms++) {
		if (READ_ONCE(gnic->link_looks) != looks)
			return true;
		usleep_range(1000, 2000);
	}
	return false;
}

/**
 * struct gnic_loop - the loopback test
 * @tap: sees what the NIC receives
 * @arrived: the frame did
 */
struct gnic_loop {
	struct packet_type tap;
	struct completion arrived;
};

static void gnic_loop_fill(u8 *data)
{
	unsigned int i;

	for (i = 0; i < GNIC_TEST_OCTETS; i++)
		data[i] = i ^ (i >> 4);
}

/* Is it what was sent? Others may send frames of this type, too. */
static int gnic_loop_receive(struct sk_buff *skb, struct net_device *netdev,
			     struct packet_type *tap,
			     struct net_device *orig_dev)
{
	struct gnic_loop *loop = container_of(tap, struct gnic_loop, tap);
	u8 sent[GNIC_TEST_OCTETS];

	gnic_loop_fill(sent);
	if (skb->len == sizeof(sent) && !skb_linearize(skb) &&
	    !memcmp(skb->data, sent, sizeof(sent)))
		complete(&loop->arrived);
	kfree_skb(skb);
	return NET_RX_SUCCESS;
}

static bool gnic_loop_send(struct gnic *gnic)
{
	struct net_device *netdev = gnic->netdev;
	struct sk_buff *skb;

	skb = netdev_alloc_skb(netdev, ETH_HLEN + GNIC_TEST_OCTETS);
	if (!skb)
		return false;
	skb_reserve(skb, ETH_HLEN);
	gnic_loop_fill(skb_put(skb, GNIC_TEST_OCTETS));
	dev_hard_header(skb, netdev, ETH_P_LOOPBACK, netdev->dev_addr,
			netdev->dev_addr, skb->len);
	skb_reset_mac_header(skb);
	skb_reset_network_header(skb);
	skb->protocol = htons(ETH_P_LOOPBACK);
	return dev_direct_xmit(skb, 0) == NET_XMIT_SUCCESS;
}

/* The PHY gives the frames back that it is sent (device.md 5.6). */
static bool gnic_test_loopback(struct gnic *gnic)
{
	struct gnic_loop loop = {
		.tap = {
			.type = htons(ETH_P_LOOPBACK),
			.func = gnic_loop_receive,
			.dev = gnic->netdev,
		},
	};
	unsigned long wait = msecs_to_jiffies(GNIC_TEST_FRAME_MS);
	netdev_features_t features = gnic->features;
	bool passed = false;
	unsigned int i;

	init_completion(&loop.arrived);
	dev_add_pack(&loop.tap);
	gnic->features |= NETIF_F_LOOPBACK;
	gnic_link_program(gnic);

	for (i = 0; i < GNIC_TEST_FRAMES && !passed; i++)
		passed = gnic_loop_send(gnic) &&
			 wait_for_completion_timeout(&loop.arrived, wait);

	gnic->features = features;
	gnic_link_program(gnic);
	dev_remove_pack(&loop.tap);
	return passed;
}

/* Registers that only hold what is written to them, and all of its bits */
static bool gnic_test_register(struct gnic *gnic, u32 reg, u32 mask)
{
	static const u32 patterns[] = {
		0, 0x55555555, 0xaaaaaaaa, 0x12345678, U32_MAX,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(patterns); i++) {
		gnic_wr32(gnic, reg, patterns[i] & mask);
		if (gnic_rd32(gnic, reg) != (patterns[i] & mask)) {
			netdev_err(gnic->netdev,
				   "register %#x does not hold %#x\n", reg,
				   patterns[i] & mask);
			return false;
		}
	}
	return true;
}

/* The device is stopped, and programmed anew afterwards; but the VLAN table is
 * not, so it is put back.
 */
static bool gnic_test_registers(struct gnic *gnic)
{
	bool passed = true;
	unsigned int i;

	passed &= gnic_test_register(gnic, GNIC_RDBAH, U32_MAX);
	passed &= gnic_test_register(gnic, GNIC_RDH, U16_MAX);
	passed &= gnic_test_register(gnic, GNIC_TDBAH, U32_MAX);
	passed &= gnic_test_register(gnic, GNIC_TDH, U16_MAX);
	for (i = 0; i < GNIC_RA_PAIRS; i++)
		passed &= gnic_test_register(gnic, GNIC_RA_PAIR(i), U32_MAX);
	for (i = 0; i < GNIC_MTA_WORDS; i++)
		passed &= gnic_test_register(gnic, GNIC_MTA + 4 * i, U32_MAX);
	for (i = 0; i < GNIC_VFTA_WORDS; i++) {
		u32 vlans = gnic_rd32(gnic, GNIC_VFTA + 4 * i);

		passed &= gnic_test_register(gnic, GNIC_VFTA + 4 * i, U32_MAX);
		gnic_wr32(gnic, GNIC_VFTA + 4 * i, vlans);
	}
	return passed;
}

static void gnic_test_report(struct ethtool_test *test, u64 *results,
			     enum gnic_test which, bool passed)
{
	results[which] = !passed;
	if (!passed)
		test->flags |= ETH_TEST_FL_FAILED;
}

/**
 * gnic_self_test() - ethtool -t; under RTNL
 * @netdev: the interface; what needs frames or interrupts is left out when it
 *	is down
 * @test: which are wanted; whether one failed
 * @results: of each test, 0 or 1
 */
void gnic_self_test(struct net_device *netdev, struct ethtool_test *test,
		    u64 *results)
{
	bool offline = test->flags & ETH_TEST_FL_OFFLINE;
	struct gnic *gnic = netdev_priv(netdev);
	bool running = netif_running(netdev);

	memset(results, 0, GNIC_TESTS * sizeof(*results));
	gnic_test_report(test, results, GNIC_TEST_LINK, gnic_test_link(gnic));
	gnic_test_report(test, results, GNIC_TEST_EEPROM,
			 gnic_test_eeprom(gnic));
	if (running)
		gnic_test_report(test, results, GNIC_TEST_INTERRUPT,
				 gnic_test_interrupt(gnic));
	if (!offline)
		return;

	if (running)
		gnic_test_report(test, results, GNIC_TEST_LOOPBACK,
				 gnic_test_loopback(gnic));
	gnic_netdev_pause(gnic);
	gnic_test_report(test, results, GNIC_TEST_REGISTERS,
			 gnic_test_registers(gnic));
	gnic_netdev_continue(gnic);
}

/**
 * gnic_test_strings() - the tests' names
 * @data: filled in
 */
void gnic_test_strings(u8 *data)
{
	memcpy(data, gnic_test_names, sizeof(gnic_test_names));
}

/**
 * gnic_test_count() - how many tests there are
 *
 * Return: that.
 */
int gnic_test_count(void)
{
	return GNIC_TESTS;
}
