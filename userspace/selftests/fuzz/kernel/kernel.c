// SPDX-License-Identifier: GPL-2.0
/* As much of the kernel as the driver's receive path needs: kernel.h. */
#include <zlib.h>

#include "kernel.h"
#include "pages.h"

#ifndef __has_feature
#define __has_feature(x) 0
#endif
#if __has_feature(address_sanitizer) || defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(at, size)   ((void)(at))
#define ASAN_UNPOISON_MEMORY_REGION(at, size) ((void)(at))
#endif

#define PAGES 4096

static struct page pages[PAGES];
static unsigned int used;

bool pages_fail;

unsigned int pages_used(void)
{
	return used;
}

static struct page *page_take(void)
{
	static unsigned int next;

	for (;; next++) {
		struct page *page = &pages[next % PAGES];

		if (page->used)
			continue;
		if (!page->data)
			page->data = aligned_alloc(PAGE_SIZE, PAGE_SIZE);
		require(page->data);
		ASAN_UNPOISON_MEMORY_REGION(page->data, PAGE_SIZE);
		page->used = true;
		page->refs = 1;
		used++;
		return page;
	}
}

static void page_give(struct page *page)
{
	require(page->used);
	page->used = false;
	used--;
	ASAN_POISON_MEMORY_REGION(page->data, PAGE_SIZE);
}

static void page_put(struct page *page)
{
	require(page->refs > 0);
	if (!--page->refs)
		page_give(page);
}

/* The page that it is in: it may be a piece of one. */
static struct page *page_of(const u8 *data)
{
	for (unsigned int i = 0; i < PAGES; i++)
		if (pages[i].used && data >= pages[i].data && data < pages[i].data + PAGE_SIZE)
			return &pages[i];
	return NULL;
}

struct page_pool *page_pool_create(const struct page_pool_params *params)
{
	struct page_pool *pool = calloc(1, sizeof(*pool));

	require(pool);
	pool->p = *params;
	return pool;
}

void page_pool_destroy(struct page_pool *pool)
{
	free(pool);
}

struct page *page_pool_alloc_pages(struct page_pool *pool, gfp_t gfp)
{
	(void)pool, (void)gfp;
	return pages_fail ? NULL : page_take();
}

void page_pool_fragment_page(struct page *page, long refs)
{
	require(page->used && page->refs == 1);
	page->refs = refs;
}

/* The last of them is kept: the caller puts the page, or goes on with it. */
long page_pool_unref_page(struct page *page, long refs)
{
	require(page->used && page->refs >= refs);
	page->refs -= refs;
	if (page->refs)
		return page->refs;
	page->refs = 1;
	return 0;
}

void page_pool_put_unrefed_page(struct page_pool *pool, struct page *page, unsigned int size,
				bool direct)
{
	(void)pool, (void)size, (void)direct;
	require(page->refs == 1);
	page_give(page);
}

void page_pool_put_full_page(struct page_pool *pool, struct page *page, bool direct)
{
	(void)pool, (void)direct;
	page_put(page);
}

void page_pool_dma_sync_for_cpu(struct page_pool *pool, struct page *page, u32 offset, u32 len)
{
	require(page->used && offset + len <= pool->p.max_len);
}

static struct sk_buff *skb_new(u8 *head, size_t size, struct page *page)
{
	struct sk_buff *skb = calloc(1, sizeof(*skb));

	require(skb && page && head + size <= page->data + PAGE_SIZE);
	skb->head = head;
	skb->data = head;
	skb->end = head + size;
	skb->page = page;
	return skb;
}

struct sk_buff *napi_build_skb(void *data, unsigned int size)
{
	return pages_fail ? NULL : skb_new(data, SKB_WITH_OVERHEAD(size), page_of(data));
}

void skb_reserve(struct sk_buff *skb, unsigned int len)
{
	require(!skb->len && skb->data + len <= skb->end);
	skb->data += len;
}

void *skb_put(struct sk_buff *skb, unsigned int len)
{
	u8 *tail = skb->data + skb_headlen(skb);

	require(!skb->data_len && tail + len <= skb->end);
	skb->len += len;
	return tail;
}

void skb_add_rx_frag(struct sk_buff *skb, unsigned int i, struct page *page, unsigned int offset,
		     unsigned int size, unsigned int truesize)
{
	require(i == skb->shared.nr_frags && i < MAX_SKB_FRAGS && page->used);
	require(size && offset + size <= truesize && truesize <= PAGE_SIZE);
	skb->shared.frags[i] = (struct skb_frag){ page, offset, size };
	skb->shared.nr_frags++;
	skb->len += size;
	skb->data_len += size;
}

void pskb_trim_rcsum(struct sk_buff *skb, unsigned int len)
{
	require(len <= skb->len);
	while (skb->len > len) {
		unsigned int more = skb->len - len;
		struct skb_frag *last;

		if (!skb->data_len) {
			skb->len = len;
			return;
		}
		last = &skb->shared.frags[skb->shared.nr_frags - 1];
		more = min(more, last->size);
		last->size -= more;
		skb->len -= more;
		skb->data_len -= more;
		if (!last->size) {
			page_put(last->page);
			skb->shared.nr_frags--;
		}
	}
}

void kfree_skb_reason(struct sk_buff *skb, enum skb_drop_reason reason)
{
	require(reason && reason != SKB_DROP_REASON_NOT_SPECIFIED);
	if (!skb)
		return;
	for (unsigned int i = 0; i < skb->shared.nr_frags; i++)
		page_put(skb->shared.frags[i].page);
	require(skb->recycle);
	page_put(skb->page);
	free(skb);
}

void skb_prepare_seq_read(struct sk_buff *skb, unsigned int from, unsigned int to,
			  struct skb_seq_state *state)
{
	require(!from && to == skb->len);
	*state = (struct skb_seq_state){ .skb = skb };
}

unsigned int skb_seq_read(unsigned int consumed, const u8 **data, struct skb_seq_state *state)
{
	const struct sk_buff *skb = state->skb;
	const struct skb_frag *frag;

	if (!consumed && skb_headlen(skb)) {
		*data = skb->data;
		return skb_headlen(skb);
	}
	if (state->frag == skb->shared.nr_frags)
		return 0;
	frag = &skb->shared.frags[state->frag++];
	*data = (u8 *)page_address(frag->page) + frag->offset;
	return frag->size;
}

/* What it is does not matter here, but that each octet can be read. */
u32 csum_partial(const void *data, int len, u32 sum)
{
	require(len >= 0);
	for (const u8 *octet = data; octet < (const u8 *)data + len; octet++)
		sum += *octet;
	return sum;
}

u32 crc32_le(u32 crc, const u8 *data, size_t len)
{
	return ~(u32)crc32(~crc, data, (uInt)len);
}

u16 eth_type_trans(struct sk_buff *skb, struct net_device *netdev)
{
	const struct ethhdr *eth = (const void *)skb->data;

	require(skb_headlen(skb) >= ETH_HLEN);
	skb->data += ETH_HLEN;
	skb->len -= ETH_HLEN;
	skb->pkt_type =
		memcmp(eth->h_dest, netdev->dev_addr, ETH_ALEN) ? PACKET_OTHERHOST : PACKET_HOST;
	return eth->h_proto;
}

void __vlan_hwaccel_put_tag(struct sk_buff *skb, u16 protocol, u16 tag)
{
	require(protocol == htons(ETH_P_8021Q));
	skb->vlan = true;
	skb->vlan_tag = tag;
}
