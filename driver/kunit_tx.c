// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suites of what is sent, and of the interrupt: the transmit ring beside
 * a device that lies about what it has done, frames that the device must not
 * be given as they are, and whose an interrupt is. Registers are memory.
 */
#include <linux/etherdevice.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <linux/workqueue.h>
#include <net/sch_generic.h>

#include "kunit.h"

struct bench {
	struct gnic_test_nic nic;
	unsigned int polls;
};

static const struct net_device_ops bench_ops = {
	.ndo_start_xmit = gnic_start_xmit,
};

static int bench_napi(struct napi_struct *napi, int budget)
{
	struct gnic *gnic = container_of(napi, struct gnic, napi);
	struct bench *bench = container_of(gnic->pdev, struct bench,
					   nic.pdev);

	bench->polls++;
	napi_complete_done(napi, 0);
	return 0;
}

static int bench_init(struct kunit *test)
{
	struct bench *bench = kunit_kzalloc(test, sizeof(*bench), GFP_KERNEL);
	struct gnic *gnic;
	int err;

	if (!bench)
		return -ENOMEM;
	test->priv = bench;
	err = gnic_test_nic_init(test, &bench->nic, bench_napi);
	if (err)
		return err;
	gnic = bench->nic.gnic;
	gnic->netdev->netdev_ops = &bench_ops;
	/* As of an interface that is down: waking it runs nothing */
	RCU_INIT_POINTER(netdev_get_tx_queue(gnic->netdev, 0)->qdisc,
			 &noop_qdisc);
	spin_lock_init(&gnic->link_lock);
	return gnic_tx_alloc(gnic, &gnic->tx.memory, GNIC_TX_COUNT);
}

static void bench_exit(struct kunit *test)
{
	struct bench *bench = test->priv;

	if (!bench || !bench->nic.gnic)
		return;
	napi_disable(&bench->nic.gnic->napi);
	if (bench->nic.gnic->tx.desc) {
		gnic_tx_drop_all(bench->nic.gnic);
		gnic_tx_free(bench->nic.gnic, &bench->nic.gnic->tx.memory);
	}
	gnic_test_nic_exit(&bench->nic);
}

static u32 bench_reg(const struct bench *bench, u32 reg)
{
	return readl(bench->nic.gnic->bar0 + reg);
}

static u64 bench_counter(const struct bench *bench, enum gnic_counter counter)
{
	return u64_stats_read(&bench->nic.gnic->tx.counters.of[counter]);
}

/* Give the driver a frame of @len octets; with @more another one follows. */
static void bench_send(struct kunit *test, unsigned int len, bool more)
{
	struct bench *bench = test->priv;
	struct net_device *netdev = bench->nic.gnic->netdev;
	struct netdev_queue *txq = netdev_get_tx_queue(netdev, 0);
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);
	netdev_tx_t ret;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_put_zero(skb, len);
	local_bh_disable();
	__netif_tx_lock(txq, smp_processor_id());
	ret = __netdev_start_xmit(&bench_ops, skb, netdev, more);
	__netif_tx_unlock(txq);
	local_bh_enable();
	KUNIT_EXPECT_EQ(test, ret, NETDEV_TX_OK);
}

/* The device says that it is through with the descriptor at @index. */
static void bench_done(struct bench *bench, u32 index)
{
	unsigned int slot = gnic_ring_slot(index, GNIC_TX_COUNT);

	bench->nic.gnic->tx.desc[slot].upper |= cpu_to_le32(GNIC_TXD_DD);
}

/* The driver looks. Returns how many slots it has taken back by now. */
static u32 bench_look(struct bench *bench)
{
	local_bh_disable();
	gnic_tx_poll(bench->nic.gnic, NAPI_POLL_WEIGHT);
	local_bh_enable();
	return bench->nic.gnic->tx.head;
}

/* A device that is not through when TDT was written: TXDW is armed, and not
 * again with the next frame, and disarmed when there is nothing more to come.
 */
static void tx_of_a_slow_device(struct kunit *test)
{
	struct bench *bench = test->priv;

	bench_send(test, ETH_ZLEN, false);
	KUNIT_EXPECT_EQ(test, bench_reg(bench, GNIC_TDT), 1);
	KUNIT_EXPECT_EQ(test, bench_reg(bench, GNIC_IMS), GNIC_INT_TXDW);
	KUNIT_EXPECT_EQ(test, bench->nic.gnic->causes, GNIC_INT_TXDW);
	writel(0, bench->nic.gnic->bar0 + GNIC_IMS);
	bench_send(test, ETH_ZLEN, false);
	KUNIT_EXPECT_EQ(test, bench_reg(bench, GNIC_IMS), 0);

	bench_done(bench, 0);
	KUNIT_EXPECT_EQ(test, bench_look(bench), 1);
	KUNIT_EXPECT_EQ(test, bench_reg(bench, GNIC_IMC), 0);
	bench_done(bench, 1);
	KUNIT_EXPECT_EQ(test, bench_look(bench), 2);
	KUNIT_EXPECT_EQ(test, bench_reg(bench, GNIC_IMC), GNIC_INT_TXDW);
	KUNIT_EXPECT_EQ(test, bench->nic.gnic->causes, 0);
	KUNIT_EXPECT_EQ(test, bench_counter(bench, GNIC_FRAMES), 2);
}

/* DD of an earlier round: twice around the ring. */
static void tx_stale_done(struct kunit *test)
{
	struct bench *bench = test->priv;
	u32 i;

	for (i = 0; i < 2 * GNIC_TX_COUNT; i++) {
		bench_send(test, ETH_ZLEN, false);
		KUNIT_ASSERT_EQ(test, bench_look(bench), i);
		bench_done(bench, i);
		KUNIT_ASSERT_EQ(test, bench_look(bench), i + 1);
	}
}

/* DD before the doorbell, and of a batch's other descriptors than its last:
 * the device cannot have sent these.
 */
static void tx_done_early(struct kunit *test)
{
	struct bench *bench = test->priv;

	bench_send(test, ETH_ZLEN, true);
	bench_send(test, ETH_ZLEN, true);
	bench_done(bench, 0);
	bench_done(bench, 1);
	KUNIT_EXPECT_EQ(test, bench_reg(bench, GNIC_TDT), 0);
	KUNIT_EXPECT_EQ(test, bench_look(bench), 0);

	bench_send(test, ETH_ZLEN, false);
	KUNIT_EXPECT_EQ(test, bench_reg(bench, GNIC_TDT), 3);
	KUNIT_EXPECT_EQ(test, bench_look(bench), 0);
	bench_done(bench, 2);
	KUNIT_EXPECT_EQ(test, bench_look(bench), 3);
}

/* A later batch before an earlier one: its turn comes. */
static void tx_done_out_of_turn(struct kunit *test)
{
	struct bench *bench = test->priv;

	bench_send(test, ETH_ZLEN, true);
	bench_send(test, ETH_ZLEN, false);
	bench_send(test, ETH_ZLEN, false);
	bench_done(bench, 2);
	KUNIT_EXPECT_EQ(test, bench_look(bench), 0);
	bench_done(bench, 1);
	KUNIT_EXPECT_EQ(test, bench_look(bench), 3);
	KUNIT_EXPECT_EQ(test, bench_counter(bench, GNIC_FRAMES), 3);
}

/* A dropped frame ends a burst: the doorbell rings for those before it. */
static void tx_dropped_at_the_end(struct kunit *test)
{
	struct bench *bench = test->priv;

	bench_send(test, ETH_ZLEN, true);
	bench_send(test, GNIC_FRAME_MAX + 1, false);
	KUNIT_EXPECT_EQ(test, bench_reg(bench, GNIC_TDT), 1);
	KUNIT_EXPECT_EQ(test, bench_counter(bench, GNIC_DROPPED), 1);
}

/* As the end of a poll, on the processor where gnic_tx_retain() was */
static void bench_release(void)
{
	local_bh_disable();
	gnic_tx_release(NAPI_POLL_WEIGHT);
	local_bh_enable();
	migrate_enable();
}

static void bench_retain(void)
{
	migrate_disable();
	gnic_tx_retain();
}

/* Inside a poll: one doorbell, at its end; and behind it one for each again. */
static void tx_held_by_a_poll(struct kunit *test)
{
	struct bench *bench = test->priv;

	bench_retain();
	bench_send(test, ETH_ZLEN, false);
	bench_send(test, GNIC_FRAME_MAX + 1, false);
	bench_send(test, ETH_ZLEN, false);
	KUNIT_EXPECT_EQ(test, bench_reg(bench, GNIC_TDT), 0);
	bench_release();
	KUNIT_EXPECT_EQ(test, bench_reg(bench, GNIC_TDT), 2);
	bench_send(test, ETH_ZLEN, false);
	KUNIT_EXPECT_EQ(test, bench_reg(bench, GNIC_TDT), 3);
}

struct bench_work {
	struct work_struct work;
	struct kunit *test;
};

static void bench_send_work(struct work_struct *work)
{
	struct bench_work *other = container_of(work, struct bench_work, work);

	bench_send(other->test, ETH_ZLEN, false);
}

/* Somebody else sends meanwhile: the doorbell rings for what is held, too, and
 * the poll has nothing left to ring for.
 */
static void tx_held_and_rung_by_another(struct kunit *test)
{
	struct bench_work other = { .test = test };
	struct bench *bench = test->priv;

	INIT_WORK_ONSTACK(&other.work, bench_send_work);
	bench_retain();
	bench_send(test, ETH_ZLEN, false);
	schedule_work(&other.work);
	flush_work(&other.work);
	destroy_work_on_stack(&other.work);
	KUNIT_EXPECT_EQ(test, bench_reg(bench, GNIC_TDT), 2);

	writel(0, bench->nic.gnic->bar0 + GNIC_TDT);
	bench_release();
	KUNIT_EXPECT_EQ(test, bench_reg(bench, GNIC_TDT), 0);
}

/* A poll that sends much does not wait for its end. */
static void tx_held_in_vain(struct kunit *test)
{
	struct bench *bench = test->priv;
	unsigned int sent;

	bench_retain();
	for (sent = GNIC_TX_COPYBREAK; sent < GNIC_TX_HOLD;
	     sent += GNIC_TX_COPYBREAK)
		bench_send(test, GNIC_TX_COPYBREAK, false);
	KUNIT_EXPECT_EQ(test, bench_reg(bench, GNIC_TDT), 0);
	bench_send(test, GNIC_TX_COPYBREAK, false);
	KUNIT_EXPECT_EQ(test, bench_reg(bench, GNIC_TDT),
			GNIC_TX_HOLD / GNIC_TX_COPYBREAK);
	bench_release();
}

/* The NIC is stopped before the poll ends: its ring is left alone. */
static void tx_held_and_stopped(struct kunit *test)
{
	struct bench *bench = test->priv;

	bench_retain();
	bench_send(test, ETH_ZLEN, false);
	netif_tx_stop_queue(netdev_get_tx_queue(bench->nic.gnic->netdev, 0));
	bench_release();
	KUNIT_EXPECT_EQ(test, bench_reg(bench, GNIC_TDT), 0);
	KUNIT_EXPECT_FALSE(test, bench->nic.gnic->tx.held);
}

/* The interface goes down: what is sent is sent, and only the rest dropped. */
static void tx_stopped_between(struct kunit *test)
{
	struct bench *bench = test->priv;

	bench_send(test, ETH_ZLEN, false);
	bench_send(test, ETH_ZLEN, false);
	bench_done(bench, 0);
	gnic_tx_drop_all(bench->nic.gnic);
	KUNIT_EXPECT_EQ(test, bench_counter(bench, GNIC_FRAMES), 1);
	KUNIT_EXPECT_EQ(test, bench_counter(bench, GNIC_DROPPED), 1);
}

static struct kunit_case tx_cases[] = {
	KUNIT_CASE(tx_of_a_slow_device),
	KUNIT_CASE(tx_stale_done),
	KUNIT_CASE(tx_done_early),
	KUNIT_CASE(tx_done_out_of_turn),
	KUNIT_CASE(tx_dropped_at_the_end),
	KUNIT_CASE(tx_held_by_a_poll),
	KUNIT_CASE(tx_held_and_rung_by_another),
	KUNIT_CASE(tx_held_in_vain),
	KUNIT_CASE(tx_held_and_stopped),
	KUNIT_CASE(tx_stopped_between),
	{}
};

static struct kunit_suite tx_suite = {
	.name = "gnic_tx",
	.init = bench_init,
	.exit = bench_exit,
	.test_cases = tx_cases,
};

static irqreturn_t bench_interrupt(struct bench *bench, u32 icr)
{
	unsigned long flags;
	irqreturn_t ret;

	writel(icr, bench->nic.gnic->bar0 + GNIC_ICR);
	writel(GNIC_STATUS_LU, bench->nic.gnic->bar0 + GNIC_STATUS);
	local_bh_disable();
	local_irq_save(flags);
	ret = gnic_irq_handler(0, bench->nic.gnic);
	local_irq_restore(flags);
	local_bh_enable();
	napi_synchronize(&bench->nic.gnic->napi);
	return ret;
}

/* A neighbour's interrupt, ours pending, before start or after stop */
static void irq_while_stopped(struct kunit *test)
{
	struct bench *bench = test->priv;

	netif_carrier_off(bench->nic.gnic->netdev);
	KUNIT_EXPECT_EQ(test, bench_interrupt(bench, ~0), IRQ_NONE);
	KUNIT_EXPECT_FALSE(test, netif_carrier_ok(bench->nic.gnic->netdev));
	KUNIT_EXPECT_EQ(test, bench->polls, 0);
}

static void irq_by_its_causes(struct kunit *test)
{
	struct bench *bench = test->priv;
	struct gnic *gnic = bench->nic.gnic;

	netif_carrier_off(gnic->netdev);
	gnic->causes = GNIC_INT_RXT0 | GNIC_INT_LSC;
	KUNIT_EXPECT_EQ(test, bench_interrupt(bench, GNIC_INT_TXDW), IRQ_NONE);
	KUNIT_EXPECT_EQ(test, bench->polls, 0);
	KUNIT_EXPECT_EQ(test, bench_interrupt(bench, GNIC_INT_RXT0),
			IRQ_HANDLED);
	KUNIT_EXPECT_EQ(test, bench->polls, 1);
	KUNIT_EXPECT_FALSE(test, netif_carrier_ok(gnic->netdev));
	KUNIT_EXPECT_EQ(test, bench_interrupt(bench, GNIC_INT_LSC),
			IRQ_HANDLED);
	KUNIT_EXPECT_EQ(test, bench->polls, 1);
	KUNIT_EXPECT_TRUE(test, netif_carrier_ok(gnic->netdev));

	/* A poll has masked them: the handler took the cause away, so it
	 * must schedule the poll all the same.
	 */
	gnic->masked = true;
	KUNIT_EXPECT_EQ(test, bench_interrupt(bench, GNIC_INT_RXT0),
			IRQ_HANDLED);
	KUNIT_EXPECT_EQ(test, bench->polls, 2);
}

static struct kunit_case irq_cases[] = {
	KUNIT_CASE(irq_while_stopped),
	KUNIT_CASE(irq_by_its_causes),
	{}
};

static struct kunit_suite irq_suite = {
	.name = "gnic_irq",
	.init = bench_init,
	.exit = bench_exit,
	.test_cases = irq_cases,
};

/* A super-frame: what is in front of its transport header, and its payload */
struct super {
	const char *what;
	unsigned int front;
	unsigned int payload;
	u8 summed;
	bool udp;
	bool ipv6;
	bool tag;
	bool device;		/* can cut it */
};

#define SUPER_MSS	1000
#define SUPER_FRONT	(ETH_HLEN + sizeof(struct iphdr))
#define SUPER_OFFERED	(NETIF_F_HW_CSUM | NETIF_F_TSO | NETIF_F_GSO_UDP_L4)

static const struct super supers[] = {
	{ "TCP", SUPER_FRONT, 2500, CHECKSUM_PARTIAL, .device = true },
	{ "whose checksum was verified", SUPER_FRONT, 2500,
	  CHECKSUM_UNNECESSARY },
	{ "a rest of 6", SUPER_FRONT, 2006, CHECKSUM_PARTIAL, .device = true },
	{ "a rest of 5", SUPER_FRONT, 2005, CHECKSUM_PARTIAL },
	{ "no rest", SUPER_FRONT, 2000, CHECKSUM_PARTIAL, .device = true },
	{ "a rest of 2, tagged", SUPER_FRONT, 2002, CHECKSUM_PARTIAL,
	  .tag = true, .device = true },
	{ "a rest of 1, tagged", SUPER_FRONT, 2001, CHECKSUM_PARTIAL,
	  .tag = true },
	{ "230 octets and TCP's", 230, 2500, CHECKSUM_PARTIAL,
	  .device = true },
	{ "231 octets and TCP's", 231, 2500, CHECKSUM_PARTIAL },
	{ "UDP", SUPER_FRONT, 2018, CHECKSUM_PARTIAL, .udp = true,
	  .device = true },
	{ "UDP, a rest of 17", SUPER_FRONT, 2017, CHECKSUM_PARTIAL,
	  .udp = true },
	{ "UDP, no rest", SUPER_FRONT, 2000, CHECKSUM_PARTIAL, .udp = true,
	  .device = true },
	{ "UDP in IPv6", ETH_HLEN + sizeof(struct ipv6hdr), 2500,
	  CHECKSUM_PARTIAL, .udp = true, .ipv6 = true },
};

static struct sk_buff *super_make(struct kunit *test, const struct super *super)
{
	unsigned int transport = super->udp ? sizeof(struct udphdr) :
					      sizeof(struct tcphdr);
	unsigned int len = super->front + transport + super->payload;
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_put_zero(skb, len);
	skb_reset_mac_header(skb);
	skb_set_network_header(skb, ETH_HLEN);
	skb_set_transport_header(skb, super->front);
	skb->protocol = htons(super->ipv6 ? ETH_P_IPV6 : ETH_P_IP);
	skb->ip_summed = super->summed;
	skb->csum_start = skb_headroom(skb) + super->front;
	skb->csum_offset = super->udp ? offsetof(struct udphdr, check) :
					offsetof(struct tcphdr, check);
	if (!super->udp)
		tcp_hdr(skb)->doff = sizeof(struct tcphdr) / 4;
	skb_shinfo(skb)->gso_size = SUPER_MSS;
	skb_shinfo(skb)->gso_type = super->udp ? SKB_GSO_UDP_L4 :
						 SKB_GSO_TCPV4;
	if (super->tag)
		__vlan_hwaccel_put_tag(skb, htons(ETH_P_8021Q), 5);
	return skb;
}

static void features_of_super_frames(struct kunit *test)
{
	netdev_features_t want, have;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(supers); i++) {
		struct sk_buff *skb = super_make(test, &supers[i]);

		want = SUPER_OFFERED;
		if (!supers[i].device)
			want = NETIF_F_HW_CSUM;
		have = gnic_features_check(skb, NULL, SUPER_OFFERED);
		KUNIT_EXPECT_EQ_MSG(test, have, want, "%s", supers[i].what);
		kfree_skb(skb);
	}
}

/* Eight bits, less what a tag takes that is put in front later */
static void features_of_far_checksums(struct kunit *test)
{
	unsigned int at;

	for (at = ETH_HLEN; at < 300; at++) {
		struct sk_buff *skb = alloc_skb(400, GFP_KERNEL);
		netdev_features_t have;

		KUNIT_ASSERT_NOT_NULL(test, skb);
		skb_put_zero(skb, 400);
		skb->ip_summed = CHECKSUM_PARTIAL;
		skb->csum_start = skb_headroom(skb) + at - 2;
		skb->csum_offset = 2;
		have = gnic_features_check(skb, NULL, NETIF_F_HW_CSUM);
		KUNIT_EXPECT_EQ(test, !!have, at <= U8_MAX - VLAN_HLEN);
		kfree_skb(skb);
	}
}

/* A PAUSE frame of which the head has no more than the header */
static void counted_beyond_its_head(struct kunit *test)
{
	static const u8 rest[ETH_ZLEN - ETH_HLEN] = { 0, 1 };
	struct sk_buff *skb = alloc_skb(ETH_HLEN, GFP_KERNEL);
	struct page *page = alloc_page(GFP_KERNEL);
	struct gnic_counters *counters;

	counters = kunit_kzalloc(test, sizeof(*counters), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_ASSERT_NOT_NULL(test, counters);
	u64_stats_init(&counters->syncp);
	skb_put_zero(skb, ETH_HLEN);
	((struct ethhdr *)skb->data)->h_proto = htons(ETH_P_PAUSE);
	memcpy(page_address(page), rest, sizeof(rest));
	skb_add_rx_frag(skb, 0, page, 0, sizeof(rest), PAGE_SIZE);
	gnic_count_frame(counters, skb, skb->len);
	KUNIT_EXPECT_EQ(test,
			u64_stats_read(&counters->of[GNIC_CONTROL]), 1);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&counters->of[GNIC_PAUSE]), 1);
	kfree_skb(skb);
}

static struct kunit_case offload_cases[] = {
	KUNIT_CASE(features_of_super_frames),
	KUNIT_CASE(features_of_far_checksums),
	KUNIT_CASE(counted_beyond_its_head),
	{}
};

static struct kunit_suite offload_suite = {
	.name = "gnic_offload",
	.test_cases = offload_cases,
};

kunit_test_suites(&tx_suite, &irq_suite, &offload_suite);
