/* SPDX-License-Identifier: GPL-2.0 */
/*
 * As much of the kernel as the driver's receive path (driver/rx.c, driver/fcs.c) needs to run in a process: types,
 * an skb, a page pool. Every kernel header that those files include is this one. What the kernel would BUG() or
 * warn about ends the program (require); memory that is not in use is poisoned for AddressSanitizer.
 */
#ifndef FUZZ_KERNEL_H
#define FUZZ_KERNEL_H

#include <assert.h>
#include <endian.h>
#include <errno.h>
#include <limits.h>
#include <linux/if_ether.h>
#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef u64 dma_addr_t;
typedef u64 netdev_features_t;
typedef unsigned int gfp_t;
typedef int spinlock_t;
typedef int netdev_tx_t;
typedef int irqreturn_t;

/* Language */
#define struct_group_tagged(tag, name, ...) \
	union {                             \
		struct {                    \
			__VA_ARGS__         \
		};                          \
		struct tag {                \
			__VA_ARGS__         \
		} name;                     \
	}
#define __iomem
#define __percpu
#define ____cacheline_aligned_in_smp
#define noinline    __attribute__((noinline))
#define unlikely(x) (x)
#define likely(x)   (x)
#define fallthrough
#define READ_ONCE(x)		    (*(volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, value)	    (*(volatile __typeof__(x) *)&(x) = (value))
#define smp_load_acquire(p)	    READ_ONCE(*(p))
#define smp_store_release(p, value) WRITE_ONCE(*(p), value)
#define smp_wmb()		    __atomic_thread_fence(__ATOMIC_RELEASE)
#define dma_rmb()		    __atomic_thread_fence(__ATOMIC_ACQUIRE)
#define xchg(p, value)		    __atomic_exchange_n(p, value, __ATOMIC_SEQ_CST)
#define max(a, b)		    ((a) > (b) ? (a) : (b))
#define min(a, b)		    ((a) < (b) ? (a) : (b))
#define min_t(type, a, b)	    min((type)(a), (type)(b))
#define max_t(type, a, b)	    max((type)(a), (type)(b))
#define DIV_ROUND_UP(a, b)	    (((a) + (b) - 1) / (b))
#define ARRAY_SIZE(a)		    (sizeof(a) / sizeof(*(a)))
#define FIELD_PREP(mask, value)	    ((u32)(value) << __builtin_ctz(mask) & (mask))
#define ilog2(x)		    (31 - __builtin_clz(x))
#define fls(x)			    ((x) ? 32 - __builtin_clz(x) : 0)
#define lower_32_bits(x)	    ((u32)(x))
#define upper_32_bits(x)	    ((u32)((u64)(x) >> 32))
#define IS_ERR(p)		    (!(p))
#define PTR_ERR(p)		    (-ENOMEM)
#define EXPORT_SYMBOL_IF_KUNIT(symbol)
#define DECLARE_STATIC_KEY_FALSE(key) extern bool key
#define DEFINE_STATIC_KEY_FALSE(key)  bool key
#define static_branch_unlikely(key)   (*(key))
#define static_branch_inc(key)	      (*(key) = true)
#define static_branch_dec(key)	      (*(key) = false)

#define cpu_to_le64 htole64
#define cpu_to_le32 htole32
#define cpu_to_le16 htole16
#define le16_to_cpu le16toh
#define htons	    htobe16

/* Tracepoints: none */
#define DECLARE_TRACEPOINT(name)
#define tracepoint_enabled(name) false
#define TP_PROTO(...)		 __VA_ARGS__
#define DECLARE_EVENT_CLASS(...)
#define DEFINE_EVENT(event_class, name, proto, ...) \
	static inline void trace_##name(proto)      \
	{                                           \
	}
#define TRACE_EVENT(name, proto, ...)          \
	static inline void trace_##name(proto) \
	{                                      \
	}

/* Sizes */
#define PAGE_SIZE		4096
#define PAGE_SHIFT		12
#define SZ_16K			16384
#define SKB_WITH_OVERHEAD(size) ((size) - 320) /* x86-64's struct skb_shared_info */
#define SKB_HEAD_ALIGN(size)	(((size) + 63) / 64 * 64 + 320)
#define NET_SKB_PAD		64
#define MAX_SKB_FRAGS		17
#define GSO_MAX_SIZE		(8 * 65535u)
#define VLAN_HLEN		4
#define ETHTOOL_RMON_HIST_MAX	10
#define GFP_KERNEL		0u
#define GFP_ATOMIC		1u
#define __GFP_NOWARN		2u
#define NUMA_NO_NODE		(-1)
#define NETIF_F_RXFCS		(1ULL << 0)
#define NETIF_F_RXALL		(1ULL << 1)
#define NETIF_F_HW_CSUM		(1ULL << 2)
#define NETIF_F_TSO		(1ULL << 3)
#define NETIF_F_GSO_UDP_L4	(1ULL << 4)
#define NETIF_F_HW_VLAN_CTAG_TX (1ULL << 5)
#define NETIF_F_HW_VLAN_CTAG_RX (1ULL << 6)
#define IFF_SUPP_NOFCS		1u
#define PACKET_HOST		0
#define PACKET_OTHERHOST	3
#define CHECKSUM_NONE		0
#define CHECKSUM_COMPLETE	2
#define CHECKSUM_PARTIAL	3
enum { DMA_FROM_DEVICE, PP_FLAG_DMA_MAP, PP_FLAG_DMA_SYNC_DEV };

/* What is only pointed to */
struct dentry;
struct ethtool_link_ext_state_info;
struct ethtool_link_ext_stats;
struct ethtool_link_ksettings;
struct ethtool_test;
struct seq_file;
struct ethtool_eth_ctrl_stats;
struct ethtool_eth_mac_stats;
struct ethtool_eth_phy_stats;
struct ethtool_pause_stats;
struct ethtool_rmon_hist_range;
struct ethtool_rmon_stats;
struct ethtool_stats;
struct net_device_ops;
struct netdev_stat_ops;
struct rtnl_link_stats64;

struct device {
	int unused;
};

struct pci_dev {
	struct device dev;
};

struct hrtimer {
	int unused;
};

struct napi_struct {
	unsigned long gro_bitmask;
};

struct net_device {
	netdev_features_t features, hw_features, wanted_features;
	unsigned int mtu, max_mtu, priv_flags;
	unsigned long gro_flush_timeout;
	u8 dev_addr[ETH_ALEN];
	void *priv;
};

#define netdev_priv(netdev)	       ((netdev)->priv)
#define netdev_err(netdev, ...)	       ((void)(netdev))
#define netdev_update_features(netdev) ((void)(netdev))
#define netif_tx_lock_bh(netdev)       ((void)(netdev))
#define netif_tx_unlock_bh(netdev)     ((void)(netdev))

/* Statistics */
typedef struct {
	u64 value;
} u64_stats_t;

struct u64_stats_sync {
	int unused;
};

#define u64_stats_update_begin(sync) ((void)(sync))
#define u64_stats_update_end(sync)   ((void)(sync))
#define u64_stats_inc(p)	     ((p)->value++)
#define u64_stats_add(p, add)	     ((p)->value += (add))

static inline bool is_multicast_ether_addr(const u8 *address)
{
	return address[0] & 1;
}

/* Pages, of a pool */
struct page {
	u8 *data;
	bool used;
	long refs;
};

struct page_pool_params {
	unsigned int flags, pool_size, offset, max_len;
	int nid, dma_dir;
	struct device *dev;
	struct napi_struct *napi;
	struct net_device *netdev;
};

struct page_pool {
	struct page_pool_params p;
};

typedef struct {
	long counter;
} atomic_long_t;

#define atomic_long_read(v)   READ_ONCE((v)->counter)
#define atomic_long_set(v, i) WRITE_ONCE((v)->counter, i)

static inline u64 get_cycles(void)
{
	return 0;
}

struct page_pool *page_pool_create(const struct page_pool_params *params);
void page_pool_destroy(struct page_pool *pool);
struct page *page_pool_alloc_pages(struct page_pool *pool, gfp_t gfp);
#define page_pool_dev_alloc_pages(pool) page_pool_alloc_pages(pool, GFP_ATOMIC)
void page_pool_fragment_page(struct page *page, long refs);
long page_pool_unref_page(struct page *page, long refs);
void page_pool_put_unrefed_page(struct page_pool *pool, struct page *page, unsigned int size,
				bool direct);
void page_pool_put_full_page(struct page_pool *pool, struct page *page, bool direct);
void page_pool_dma_sync_for_cpu(struct page_pool *pool, struct page *page, u32 offset, u32 len);

static inline void *page_address(const struct page *page)
{
	require(page && page->used);
	return page->data;
}

static inline dma_addr_t page_pool_get_dma_addr(const struct page *page)
{
	return (dma_addr_t)(uintptr_t)page_address(page);
}

#define dma_sync_single_range_for_device(dev, dma, offset, len, dir) \
	((void)(dev), (void)(dma), (void)(offset), (void)(len), (void)(dir))
#define dma_alloc_coherent(dev, size, dma, gfp) ((void)(dev), *(dma) = 0, calloc(1, size))
#define dmam_alloc_coherent			dma_alloc_coherent
#define dma_free_coherent(dev, size, at, dma)	((void)(dev), free(at))
#define kvcalloc(count, size, gfp)		calloc(count, size)
#define kvfree					free
#define ktime_get_ns()				0
#define writel(value, at)			memcpy(at, &(u32){ value }, 4)
#define writeq(value, at)			memcpy(at, &(u64){ value }, 8)

static inline u32 readl(const void *at)
{
	u32 value;

	memcpy(&value, at, sizeof(value));
	return value;
}

/* A frame */
struct skb_frag {
	struct page *page;
	unsigned int offset, size;
};

struct skb_shared_info {
	unsigned int nr_frags;
	struct skb_frag frags[MAX_SKB_FRAGS];
};

struct sk_buff {
	u8 *head, *data, *end;
	struct page *page; /* that head is in */
	unsigned int len, data_len;
	u32 csum;
	u16 vlan_tag, csum_start, csum_offset;
	bool vlan, no_fcs, recycle;
	u8 ip_summed, pkt_type;
	u16 protocol;
	struct skb_shared_info shared;
};

typedef int irqreturn_t;

enum skb_drop_reason {
	SKB_CONSUMED = 1,
	SKB_DROP_REASON_NOT_SPECIFIED,
	SKB_DROP_REASON_PKT_TOO_SMALL,
	SKB_DROP_REASON_SKB_CSUM,
	SKB_DROP_REASON_DEV_HDR,
	SKB_DROP_REASON_DEV_READY,
	SKB_DROP_REASON_NOMEM,
	SKB_DROP_REASON_PKT_TOO_BIG,
};

struct skb_seq_state {
	struct sk_buff *skb;
	unsigned int frag;
};

#define skb_shinfo(skb)		       (&(skb)->shared)
#define skb_headlen(skb)	       ((skb)->len - (skb)->data_len)
#define skb_checksum_start_offset(skb) ((skb)->csum_start - ((skb)->data - (skb)->head))
#define skb_vlan_tag_present(skb)      ((skb)->vlan)
#define skb_mark_for_recycle(skb)      ((skb)->recycle = true)
#define skb_mark_napi_id(skb, napi)    ((void)(skb), (void)(napi))

struct sk_buff *napi_build_skb(void *data, unsigned int size);
void skb_reserve(struct sk_buff *skb, unsigned int len);
void *skb_put(struct sk_buff *skb, unsigned int len);
#define __skb_put skb_put
void skb_add_rx_frag(struct sk_buff *skb, unsigned int i, struct page *page, unsigned int offset,
		     unsigned int size, unsigned int truesize);
void pskb_trim_rcsum(struct sk_buff *skb, unsigned int len);
u32 csum_partial(const void *data, int len, u32 sum);
void kfree_skb_reason(struct sk_buff *skb, enum skb_drop_reason reason);
void skb_prepare_seq_read(struct sk_buff *skb, unsigned int from, unsigned int to,
			  struct skb_seq_state *state);
unsigned int skb_seq_read(unsigned int consumed, const u8 **data, struct skb_seq_state *state);
u32 crc32_le(u32 crc, const u8 *data, size_t len);
u16 eth_type_trans(struct sk_buff *skb, struct net_device *netdev);
void __vlan_hwaccel_put_tag(struct sk_buff *skb, u16 protocol, u16 tag);

/* The stack; the target says what it makes of a frame. */
void napi_gro_receive(struct napi_struct *napi, struct sk_buff *skb);
void netif_receive_skb(struct sk_buff *skb);

#endif
