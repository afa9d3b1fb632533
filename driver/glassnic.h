/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The one header that every file of the driver includes: the device, its two
 * rings, the traced register accessors, and the prototypes of each room.
 */
#ifndef GLASSNIC_H
#define GLASSNIC_H

#include <linux/bitfield.h>
#include <linux/ethtool.h>
#include <linux/hrtimer.h>
#include <linux/if_vlan.h>
#include <linux/io-64-nonatomic-lo-hi.h>
#include <linux/irqreturn.h>
#include <linux/netdevice.h>
#include <linux/pci.h>
#include <linux/sizes.h>
#include <linux/tracepoint-defs.h>

#include "desc.h"
#include "recorder.h"
#include "records.h"
#include "regs.h"
#include "ring.h"
#include "stats.h"

#define GNIC_NAME		"glassnic"

/*
 * Ring sizes at first. A receive ring that runs dry loses its whole backlog,
 * not one frame (device.md 6.2), so it is big; a transmit ring drains inside
 * the doorbell and only bounds one burst.
 */
#define GNIC_RX_COUNT		1024
#define GNIC_TX_COUNT		1024
/* What they can be made: the largest frame, or super-frame, fits the smallest;
 * the device would take 32768 slots (device.md 2).
 */
#define GNIC_RING_MIN		64
#define GNIC_RING_MAX		4096

/* Frames up to this are copied into memory that stays mapped. */
#define GNIC_TX_COPYBREAK	256
/* Octets that may wait for the end of a poll. Their sockets are charged for
 * them meanwhile, and the one that answers pings has little room (ping.sh).
 */
#define GNIC_TX_HOLD		SZ_16K

/* Receive buffers: one page each, headroom for the stack and for XDP. */
#define GNIC_RX_HEADROOM	256
#define GNIC_RX_BUFSZ		2048	/* RCTL.BSIZE = 0 */
#define GNIC_RX_COPYBREAK	256	/* frames up to this are copied */
/* Buffers are given to the device in batches: one RDT write per batch. Three
 * quarters of the ring stay with it.
 */
#define GNIC_RX_BATCH(count)	((count) / 4)
/* Fewer than this in the ring: keep polling until memory comes back. */
#define GNIC_RX_LOW(count)	((count) / 16)

/* Least time between two interrupts, in ITR's units of 256 ns (device.md 7) */
#define GNIC_ITR_LEAST		500
#define GNIC_ITR_UNIT_NS	256

/* With rx-usecs 0: from one look at the ring to the next (performance.md has
 * other intervals), and how many until the device may interrupt again.
 */
#define GNIC_LOOK_NS		(16 * NSEC_PER_USEC)
#define GNIC_LOOKS \
	DIV_ROUND_UP(GNIC_ITR_LEAST * GNIC_ITR_UNIT_NS, GNIC_LOOK_NS)

/* The longest payload that the device is given to segment: what the kernel can
 * make; PAYLEN has 20 bits.
 */
#define GNIC_TSO_MAX		GSO_MAX_SIZE

/* Descriptors one skb can need: context, head, every fragment, one more for
 * each time a buffer is too long for one, and two for its end.
 */
#define GNIC_TX_PER_SKB \
	(1 + 1 + MAX_SKB_FRAGS + GNIC_TSO_MAX / GNIC_TXD_MAX + 2)
#define GNIC_TX_STOP_THRS	GNIC_TX_PER_SKB
#define GNIC_TX_START_THRS	(2 * GNIC_TX_PER_SKB)

/* Longest header chain around the MTU: Ethernet and two VLAN tags. */
#define GNIC_FRAME_OVERHEAD	(ETH_HLEN + 2 * VLAN_HLEN)
#define GNIC_MTU_MAX		(GNIC_FRAME_MAX - GNIC_FRAME_OVERHEAD)

/* The two rings, as traces and captures name them */
enum gnic_ring_id {
	GNIC_TX,
	GNIC_RX,
};

/* What the FCS of a good frame makes of its CRC */
#define GNIC_FCS_RESIDUE	0x2144df1c

/**
 * struct gnic_fcs - the FCS of a frame on the wire
 * @len: its octets; 0 where there is none: without soft-fcs
 * @apart: it is @value, else the frame's last octets
 * @value: the FCS
 */
struct gnic_fcs {
	u8 len;
	bool apart;
	__le32 value;
};

/**
 * struct gnic_capture_meta - what is known of a frame besides its bytes
 * @ring: GNIC_RX: it was received
 * @desc: slot of its first descriptor
 * @descs: descriptors it took
 * @fault: as what it was counted; GNIC_FRAMES: it is good
 * @fcs: what it ends in
 * @id: its packet id
 * @irq_ns: see struct gnic_epb_info
 * @poll_ns: the same
 */
struct gnic_capture_meta {
	enum gnic_ring_id ring;
	u16 desc;
	u16 descs;
	enum gnic_counter fault;
	struct gnic_fcs fcs;
	u64 id;
	u64 irq_ns;
	u64 poll_ns;
};

/**
 * struct gnic_tx_buf - what a transmit slot holds
 * @skb: the frame, in the slot of its last descriptor only
 * @dma: bus address of this slot's buffer
 * @len: octets to unmap from there; 0 where a context is, an FCS, or the rest
 *	of a buffer that began in an earlier slot
 * @batch_end: in the first slot of a batch: the slot index that carries RS
 */
struct gnic_tx_buf {
	struct sk_buff *skb;
	dma_addr_t dma;
	u32 len;
	u32 batch_end;
};

/**
 * struct gnic_tx_flags - what all data descriptors of a frame have in common
 * @lower: GNIC_TXD_* beside the length; never 0
 * @upper: GNIC_TXD_* of the upper half
 */
struct gnic_tx_flags {
	u32 lower;
	u32 upper;
};

/**
 * struct gnic_tx_offload - what the device is to do to one frame
 * @flags: of its descriptors
 * @context: what they mean; no command in it: nothing
 */
struct gnic_tx_offload {
	struct gnic_tx_flags flags;
	struct gnic_tx_context context;
};

/**
 * struct gnic_tx_ring - the transmit ring; everything under the queue's lock
 * @memory: what is allocated by size, and exchanged when that changes: the next
 *	six
 * @count: its slots, a power of two; while the interface is down, those it will
 *	have
 * @desc: descriptors the device reads
 * @buf: what each slot holds
 * @copy: GNIC_TX_COPYBREAK octets for each slot, for a frame that is copied
 * @dma: bus address of @desc
 * @copy_dma: the same of @copy
 * @tail: next slot to fill
 * @doorbell: tail as last written to TDT
 * @head: next slot to take back
 * @id: packet id of the next frame
 * @queued: octets queued that BQL has not been told of
 * @in_flight: octets that it has been told of, and that are not back
 * @armed: TXDW is unmasked, because a doorbell did not drain the ring
 * @held: frames may wait for the end of a poll, and the ring is in its list
 * @next_held: the next one there
 * @context: the last one given to the device, which keeps it; none while
 *	soft-fcs is on
 * @fcs: of each of GNIC_RING_MAX slots, room for the FCS of a frame that ends
 *	there; NULL until soft-fcs is first switched on
 * @fcs_dma: bus address of @fcs
 * @meta: of the frame that is captured
 * @counters: what was sent, counted when taken back
 */
struct gnic_tx_ring {
	struct_group_tagged(gnic_tx_memory, memory,
		u32 count;
		struct gnic_tx_desc *desc;
		struct gnic_tx_buf *buf;
		u8 *copy;
		dma_addr_t dma;
		dma_addr_t copy_dma;
	);
	u32 tail;
	u32 doorbell;
	u32 head;
	u32 queued;
	u32 in_flight;
	bool armed;
	bool held;
	struct gnic *next_held;
	struct gnic_tx_context context;
	struct gnic_capture_meta meta;
	u64 id;

	struct gnic_counters counters;

	__le32 *fcs;
	dma_addr_t fcs_dma;
};

struct gnic_rx_why;

/**
 * struct gnic_rx_ring - the receive ring; everything inside NAPI
 * @memory: what is allocated by size, and exchanged when that changes: the next
 *	nine
 * @count: its slots, a power of two; while the interface is down, those it will
 *	have
 * @desc: descriptors the device writes back
 * @page: page of each slot, NULL where one has to be allocated
 * @pool: where pages come from and go back to
 * @dma: bus address of @desc
 * @copies: page of @pool that short frames are copied to, or NULL
 * @copy_refs: references to it that are not given away
 * @room: where the next copy goes
 * @room_len: octets that are left there
 * @head: next slot the device will finish
 * @tail: next slot to fill, as last written to RDT
 * @copybreak: frames up to this length are copied out of their page
 * @flushed: tail that is known to have reached the device (ring.h)
 * @skb: frame whose last descriptor has not come yet
 * @first: index of its first descriptor
 * @drop: why the rest of this frame is to be thrown away, or NULL
 * @id: packet id of the next frame
 * @meta: of the frame that is captured; its times are those of the poll
 * @counters: what was received, and why not
 */
struct gnic_rx_ring {
	struct_group_tagged(gnic_rx_memory, memory,
		u32 count;
		struct gnic_rx_desc *desc;
		struct page **page;
		struct page_pool *pool;
		dma_addr_t dma;
		struct page *copies;
		unsigned int copy_refs;
		void *room;
		unsigned int room_len;
	);
	u32 head;
	u32 tail;
	u32 flushed;
	u32 copybreak;
	u32 first;
	const struct gnic_rx_why *drop;
	struct sk_buff *skb;
	u64 id;
	struct gnic_capture_meta meta;

	struct gnic_counters counters;
};

/**
 * struct gnic_shadow - what the device's filter registers hold
 * @rctl: receive control
 * @ra: exact addresses; the first is our own
 * @mta: multicast table
 * @vfta: VLAN table; QEMU's is untouched until the first VLAN
 * @vfta_written: it has been written
 *
 * Written on change only: an RCTL write costs a second of reception, and each
 * other write may be a VM exit (device.md 6.1, 2.1).
 */
struct gnic_shadow {
	u32 rctl;
	u64 ra[GNIC_RA_PAIRS];
	u32 mta[GNIC_MTA_WORDS];
	u32 vfta[GNIC_VFTA_WORDS];
	bool vfta_written;
};

struct gnic_capture;
struct gnic_health;

/**
 * struct gnic - one NIC
 * @bar0: its registers
 * @netdev: its network interface
 * @pdev: its PCI function
 * @napi: the one poll loop
 * @causes: of an interrupt, those that are ours to act on; none while stopped
 * @masked: receive causes are masked, because a poll used up its budget
 * @interrupts: that were ours, since probe; like the next one, one handler at a
 *	time counts
 * @foreign: interrupts on the line that were not ours
 * @look: rx-usecs is 0: look at the ring while the device holds the next
 *	interrupt back; changed under RTNL
 * @irq_ns: CLOCK_MONOTONIC of the last interrupt while capturing, else 0
 * @tx: transmit ring
 * @rx: receive ring
 * @capture: frames to user space
 * @captured: it is on; changed with what it needs, under its lock
 * @instance: number of this NIC, top octet of its packet ids
 * @shadow: filter registers
 * @features: what ndo_set_features was last told; netdev->features are the
 *	core's, which still has to tell of the VLANs when it changes those
 * @vlans: a bit for each of our VLANs
 * @itr: what ITR holds, or would where it can hold something; GNIC_ITR_LEAST
 *	while @look is set: in ITR 0 is no less, and mitigation=off reads so
 * @looks: of @look_timer, until it ends
 * @look_timer: looks at the receive ring in place of an interrupt
 * @soft_fcs: frames end in an FCS: the private flag, changed under RTNL
 * @resets: how often all was programmed anew because of trouble
 * @health: devlink's view of the NIC
 * @link_lock: from the look at STATUS to telling the stack; the next two
 * @link_looks: how often that was done
 * @link_downs: how often it was down and had been up
 * @negotiating: autonegotiation was restarted, and the link is not back
 * @forced: the link is up without autonegotiation
 * @device_lock: the next four, which the device has counted
 * @counting: it counts for us: the interface is up
 * @mpc: MPC, which does not clear on read (device.md 8), when last read
 * @missed: frames the device had no buffer for, until then
 * @oversize: frames too long for the device, until then
 * @debugfs: this NIC's folder
 * @recorder: the last events
 */
struct gnic {
	void __iomem *bar0;
	struct net_device *netdev;
	struct pci_dev *pdev;
	struct napi_struct napi;
	u32 causes;
	bool masked;
	bool look;
	unsigned long interrupts;
	unsigned long foreign;
	u64 irq_ns;

	struct gnic_tx_ring tx ____cacheline_aligned_in_smp;
	struct gnic_rx_ring rx ____cacheline_aligned_in_smp;

	struct gnic_capture *capture ____cacheline_aligned_in_smp;
	bool captured;
	u8 instance;
	struct gnic_shadow shadow;
	netdev_features_t features;
	u32 vlans[GNIC_VFTA_WORDS];
	u16 itr;
	u32 looks;
	struct hrtimer look_timer;
	bool soft_fcs;
	u32 resets;
	struct gnic_health *health;
	spinlock_t link_lock;		/* STATUS and the carrier */
	u32 link_looks;
	u32 link_downs;
	bool negotiating;
	bool forced;
	spinlock_t device_lock;		/* counting to oversize */
	bool counting;
	u32 mpc;
	u64 missed;
	u64 oversize;
	struct dentry *debugfs;
	struct gnic_recorder recorder;
};

/* Register access: the only two ways to the device, both traced (trace.c) */
DECLARE_TRACEPOINT(gnic_reg_read);
DECLARE_TRACEPOINT(gnic_reg_write);
void gnic_trace_read(const struct gnic *gnic, u32 reg, u32 value);
void gnic_trace_write(const struct gnic *gnic, u32 reg, u32 value);

static inline u32 gnic_rd32(const struct gnic *gnic, u32 reg)
{
	u32 value = readl(gnic->bar0 + reg);

	if (tracepoint_enabled(gnic_reg_read))
		gnic_trace_read(gnic, reg, value);
	return value;
}

static inline void gnic_wr32(const struct gnic *gnic, u32 reg, u32 value)
{
	if (tracepoint_enabled(gnic_reg_write))
		gnic_trace_write(gnic, reg, value);
	writel(value, gnic->bar0 + reg);
}

/* Two neighbouring registers in one access, the low one first (device.md 2) */
static inline void gnic_wr64(const struct gnic *gnic, u32 reg, u64 value)
{
	if (tracepoint_enabled(gnic_reg_write)) {
		gnic_trace_write(gnic, reg, lower_32_bits(value));
		gnic_trace_write(gnic, reg + 4, upper_32_bits(value));
	}
	writeq(value, gnic->bar0 + reg);
}

/* Push writes that KVM has parked: any read does (device.md 2.1) */
static inline void gnic_flush(const struct gnic *gnic)
{
	gnic_rd32(gnic, GNIC_STATUS);
}

/* hw.c: EEPROM, MAC address, quiesce, the set-up of registers */
void gnic_hw_quiesce(struct gnic *gnic);
void gnic_hw_disable(struct gnic *gnic);
void gnic_hw_init(struct gnic *gnic);
bool gnic_hw_answers(const struct gnic *gnic);
void gnic_hw_read_mac(struct gnic *gnic, u8 *addr);
u16 gnic_hw_eeprom_word(struct gnic *gnic, u8 word);

/* regs.c: registers by name */
#define GNIC_REG_NAME_LEN	12

void gnic_reg_name(char name[GNIC_REG_NAME_LEN], u32 reg);
unsigned int gnic_regs_dump(const struct gnic *gnic,
			    struct gnic_reg_value *values);
int gnic_regs_show(struct seq_file *file, void *data);

/* link.c: carrier, and the PHY behind it */
void gnic_link_update(struct gnic *gnic);
void gnic_link_program(struct gnic *gnic);
void gnic_link_negotiate(struct gnic *gnic);
int gnic_get_link_ksettings(struct net_device *netdev,
			    struct ethtool_link_ksettings *ks);
int gnic_set_link_ksettings(struct net_device *netdev,
			    const struct ethtool_link_ksettings *ks);
int gnic_nway_reset(struct net_device *netdev);
int gnic_get_link_ext_state(struct net_device *netdev,
			    struct ethtool_link_ext_state_info *info);
void gnic_get_link_ext_stats(struct net_device *netdev,
			     struct ethtool_link_ext_stats *stats);

/* irq.c: the handler, and the one policy of when to mask */
irqreturn_t gnic_irq_handler(int irq, void *data);
int gnic_irq_request(struct gnic *gnic);
void gnic_irq_free(struct gnic *gnic);
void gnic_irq_enable(struct gnic *gnic);
void gnic_irq_mask(struct gnic *gnic);
void gnic_irq_unmask(struct gnic *gnic);
void gnic_irq_arm_tx(struct gnic *gnic, bool arm);
void gnic_look_init(struct gnic *gnic);
void gnic_look_stop(struct gnic *gnic);
int gnic_poll(struct napi_struct *napi, int budget);

/* netdev.c: ndo ops, open and stop */
extern const struct net_device_ops gnic_netdev_ops;
void gnic_netdev_init(struct gnic *gnic);
int gnic_netdev_resize(struct gnic *gnic, u32 tx_count, u32 rx_count);
int gnic_netdev_reset(struct gnic *gnic);
void gnic_netdev_pause(struct gnic *gnic);
void gnic_netdev_continue(struct gnic *gnic);
void gnic_netdev_resume(struct gnic *gnic);
void gnic_netdev_suspend(struct gnic *gnic);

/* filter.c: rx mode and address tables */
void gnic_filter_init(struct gnic *gnic);
void gnic_set_rx_mode(struct net_device *netdev);
int gnic_set_mac_address(struct net_device *netdev, void *addr);
int gnic_vlan_add(struct net_device *netdev, __be16 proto, u16 vid);
int gnic_vlan_kill(struct net_device *netdev, __be16 proto, u16 vid);
void gnic_vlan_offload(struct gnic *gnic);

/* tx.c */
netdev_tx_t gnic_start_xmit(struct sk_buff *skb, struct net_device *netdev);
void gnic_tx_poll(struct gnic *gnic, int budget);
void gnic_tx_retain(void);
void gnic_tx_release(int budget);
int gnic_tx_alloc(struct gnic *gnic, struct gnic_tx_memory *memory, u32 count);
void gnic_tx_free(struct gnic *gnic, struct gnic_tx_memory *memory);
void gnic_tx_start(struct gnic *gnic);
void gnic_tx_drop_all(struct gnic *gnic);

/* offload.c: what the device does to a frame that is sent */
static inline bool gnic_needs_offload(const struct sk_buff *skb)
{
	/* A super-frame's checksum is partial, too */
	return skb->ip_summed == CHECKSUM_PARTIAL ||
	       skb_vlan_tag_present(skb);
}

/* Where a context has the device put a checksum that covers the rest */
static inline __le32 gnic_checksum_at(const struct sk_buff *skb)
{
	unsigned int start = skb_checksum_start_offset(skb);

	return cpu_to_le32(FIELD_PREP(GNIC_TXC_START, start) |
			   FIELD_PREP(GNIC_TXC_SUM, start + skb->csum_offset));
}

void gnic_count_segments(struct gnic_counters *counters,
			 const struct sk_buff *skb);
bool gnic_gso_is_even(const struct sk_buff *skb);
enum skb_drop_reason gnic_offload(const struct gnic *gnic, struct sk_buff *skb,
				  struct gnic_tx_offload *offload);
netdev_features_t gnic_features_check(struct sk_buff *skb,
				      struct net_device *netdev,
				      netdev_features_t features);

/* fcs.c: the frame check sequence, which the device has none of */
DECLARE_STATIC_KEY_FALSE(gnic_fcs_key);

static inline bool gnic_has_fcs(const struct gnic *gnic)
{
	if (!static_branch_unlikely(&gnic_fcs_key))
		return false;
	/* Acquire: the memory for it. Partner: gnic_fcs_set(). */
	return smp_load_acquire(&gnic->soft_fcs);
}

u32 gnic_fcs_crc(struct sk_buff *skb);
struct gnic_fcs gnic_fcs_make(struct sk_buff *skb);
bool gnic_fcs_good(struct sk_buff *skb);
netdev_features_t gnic_fcs_features(const struct gnic *gnic,
				    netdev_features_t features);
int gnic_fcs_set(struct gnic *gnic, bool on);
void gnic_fcs_remove(struct gnic *gnic);

/* Too few buffers are left to wait for an interrupt: memory ran out, and
 * polling must go on until it is back.
 */
static inline bool gnic_rx_starved(const struct gnic *gnic)
{
	const struct gnic_rx_ring *rx = &gnic->rx;

	return gnic_ring_used(rx->head, rx->tail) < GNIC_RX_LOW(rx->count);
}

/* rx.c */
int gnic_rx_poll(struct gnic *gnic, int budget);
bool gnic_rx_ready(const struct gnic *gnic);
int gnic_rx_alloc(struct gnic *gnic, struct gnic_rx_memory *memory, u32 count);
void gnic_rx_free(struct gnic *gnic, struct gnic_rx_memory *memory);
void gnic_rx_drop_partial(struct gnic *gnic);
void gnic_rx_start(struct gnic *gnic);
void gnic_rx_post(struct gnic *gnic);

/* stats.c */
extern const struct netdev_stat_ops gnic_stat_ops;
void gnic_get_stats64(struct net_device *netdev, struct rtnl_link_stats64 *s);
void gnic_get_eth_mac_stats(struct net_device *netdev,
			    struct ethtool_eth_mac_stats *s);
void gnic_get_eth_phy_stats(struct net_device *netdev,
			    struct ethtool_eth_phy_stats *s);
void gnic_get_eth_ctrl_stats(struct net_device *netdev,
			     struct ethtool_eth_ctrl_stats *s);
void gnic_get_pause_stats(struct net_device *netdev,
			  struct ethtool_pause_stats *s);
void gnic_get_rmon_stats(struct net_device *netdev,
			 struct ethtool_rmon_stats *s,
			 const struct ethtool_rmon_hist_range **ranges);
int gnic_own_count(void);
void gnic_own_strings(u8 *data);
void gnic_get_ethtool_stats(struct net_device *netdev,
			    struct ethtool_stats *stats, u64 *data);
void gnic_stats_init(struct gnic *gnic);
void gnic_stats_open(struct gnic *gnic);
void gnic_stats_close(struct gnic *gnic);

/* selftest.c: ethtool -t */
void gnic_self_test(struct net_device *netdev, struct ethtool_test *test,
		    u64 *results);
void gnic_test_strings(u8 *data);
int gnic_test_count(void);

/* ethtool.c */
extern const struct ethtool_ops gnic_ethtool_ops;

/* capture.c: frames to user space */
DECLARE_STATIC_KEY_FALSE(gnic_capture_key);

/* Is this NIC captured? A nop while none is. */
static inline bool gnic_captured(const struct gnic *gnic)
{
	return static_branch_unlikely(&gnic_capture_key) &&
	       READ_ONCE(gnic->captured);
}

int gnic_capture_create(struct gnic *gnic);
void gnic_capture_hang_up(struct gnic *gnic);
void gnic_capture_destroy(struct gnic *gnic);
void gnic_capture_debugfs(struct gnic *gnic, struct dentry *parent);
void gnic_capture_skb(struct gnic *gnic, const struct sk_buff *skb,
		      const struct gnic_capture_meta *meta);

/* state.c: names and numbers of what goes on */
typedef void (*gnic_tell)(void *to, const char *name, u64 value);

void gnic_state_nic(const struct gnic *gnic, gnic_tell tell, void *to);
void gnic_state_tx(const struct gnic *gnic, gnic_tell tell, void *to);
void gnic_state_rx(const struct gnic *gnic, gnic_tell tell, void *to);

/* dump.c: all there is to know of a device in trouble */
void gnic_dump(struct gnic *gnic);

/* health.c: noticing trouble, and getting over it */
int gnic_health_create(struct gnic *gnic);
void gnic_health_register(struct gnic *gnic);
void gnic_health_unregister(struct gnic *gnic);
void gnic_health_destroy(struct gnic *gnic);
void gnic_health_timeout(struct gnic *gnic);

/* debugfs.c: the tree under /sys/kernel/debug/glassnic */
void gnic_debugfs_init(void);
void gnic_debugfs_exit(void);
void gnic_debugfs_add(struct gnic *gnic);
void gnic_debugfs_remove(struct gnic *gnic);

/* Octets of a frame with the tag that the device strips or inserts */
static inline u32 gnic_wire_len(const struct sk_buff *skb)
{
	return skb->len + (skb_vlan_tag_present(skb) ? VLAN_HLEN : 0);
}

/* Packet id as the capture and the trace give it (records.h) */
static inline u64 gnic_packet_id(u8 instance, enum gnic_ring_id ring, u64 count)
{
	return (u64)instance << GNIC_ID_INSTANCE_SHIFT |
	       (ring == GNIC_RX ? GNIC_ID_RX : 0) |
	       (count & GNIC_ID_COUNT_MASK);
}

#endif /* GLASSNIC_H */
