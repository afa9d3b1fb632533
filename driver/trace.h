/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Every tracepoint of the driver, system "glassnic".
 *
 * Each has dev, the PCI name, and ifindex. Ring events have ring (GNIC_TX or
 * GNIC_RX), index (the slot) and, where there is a frame, id: the packet id
 * that the capture gives as epb_packetid. Frame events have skbaddr and len,
 * which join them to the kernel's net:* and skb:* events.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM glassnic

#if !defined(GNIC_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define GNIC_TRACE_H

#include <linux/tracepoint.h>

#include "glassnic.h"

#define GNIC_TRACE_DEV \
	__string(dev, pci_name(gnic->pdev)) \
	__field(int, ifindex)

#define GNIC_TRACE_ASSIGN_DEV do { \
	__assign_str(dev); \
	__entry->ifindex = gnic->netdev->ifindex; \
} while (0)

#define gnic_show_ring(ring) \
	__print_symbolic(ring, { GNIC_TX, "tx" }, { GNIC_RX, "rx" })

DECLARE_EVENT_CLASS(gnic_frame,
	TP_PROTO(const struct gnic *gnic, const struct sk_buff *skb, u32 index,
		 u32 descs, u64 id),
	TP_ARGS(gnic, skb, index, descs, id),
	TP_STRUCT__entry(
		GNIC_TRACE_DEV
		__field(u8, ring)
		__field(u32, index)
		__field(u32, descs)
		__field(u64, id)
		__field(const void *, skbaddr)
		__field(u32, len)
	),
	TP_fast_assign(
		GNIC_TRACE_ASSIGN_DEV;
		__entry->ring = id & GNIC_ID_RX ? GNIC_RX : GNIC_TX;
		__entry->index = index;
		__entry->descs = descs;
		__entry->id = id;
		__entry->skbaddr = skb;
		__entry->len = skb->len;
	),
	TP_printk("dev=%s ifindex=%d ring=%s index=%u descs=%u id=%#llx skbaddr=%p len=%u",
		  __get_str(dev), __entry->ifindex,
		  gnic_show_ring(__entry->ring), __entry->index, __entry->descs,
		  __entry->id, __entry->skbaddr, __entry->len)
);

/* A frame's descriptors are written; the doorbell comes later */
DEFINE_EVENT(gnic_frame, gnic_tx_queue,
	TP_PROTO(const struct gnic *gnic, const struct sk_buff *skb, u32 index,
		 u32 descs, u64 id),
	TP_ARGS(gnic, skb, index, descs, id)
);

/* A whole frame was received; the stack gets it next */
DEFINE_EVENT(gnic_frame, gnic_rx_frame,
	TP_PROTO(const struct gnic *gnic, const struct sk_buff *skb, u32 index,
		 u32 descs, u64 id),
	TP_ARGS(gnic, skb, index, descs, id)
);

DECLARE_EVENT_CLASS(gnic_slots,
	TP_PROTO(const struct gnic *gnic, u8 ring, u32 index, u32 count),
	TP_ARGS(gnic, ring, index, count),
	TP_STRUCT__entry(
		GNIC_TRACE_DEV
		__field(u8, ring)
		__field(u32, index)
		__field(u32, count)
	),
	TP_fast_assign(
		GNIC_TRACE_ASSIGN_DEV;
		__entry->ring = ring;
		__entry->index = index;
		__entry->count = count;
	),
	TP_printk("dev=%s ifindex=%d ring=%s index=%u count=%u",
		  __get_str(dev), __entry->ifindex,
		  gnic_show_ring(__entry->ring), __entry->index,
		  __entry->count)
);

/* TDT is written: @count slots from @index on go to the device */
DEFINE_EVENT(gnic_slots, gnic_tx_doorbell,
	TP_PROTO(const struct gnic *gnic, u8 ring, u32 index, u32 count),
	TP_ARGS(gnic, ring, index, count)
);

/* @count slots from @index on were taken back */
DEFINE_EVENT(gnic_slots, gnic_tx_done,
	TP_PROTO(const struct gnic *gnic, u8 ring, u32 index, u32 count),
	TP_ARGS(gnic, ring, index, count)
);

/* RDT is written: @count buffers from @index on go to the device */
DEFINE_EVENT(gnic_slots, gnic_rx_refill,
	TP_PROTO(const struct gnic *gnic, u8 ring, u32 index, u32 count),
	TP_ARGS(gnic, ring, index, count)
);

/* The handler ran; no cause means the interrupt was another device's */
TRACE_EVENT(gnic_irq,
	TP_PROTO(const struct gnic *gnic, u32 causes),
	TP_ARGS(gnic, causes),
	TP_STRUCT__entry(
		GNIC_TRACE_DEV
		__field(u32, causes)
	),
	TP_fast_assign(
		GNIC_TRACE_ASSIGN_DEV;
		__entry->causes = causes;
	),
	TP_printk("dev=%s ifindex=%d causes=%s",
		  __get_str(dev), __entry->ifindex,
		  __print_flags(__entry->causes, "|",
				{ GNIC_INT_TXDW, "TXDW" },
				{ GNIC_INT_LSC, "LSC" },
				{ GNIC_INT_RXO, "RXO" },
				{ GNIC_INT_RXT0, "RXT0" }))
);

/* A poll is through: work equal to budget means it goes on */
TRACE_EVENT(gnic_napi,
	TP_PROTO(const struct gnic *gnic, int work, int budget),
	TP_ARGS(gnic, work, budget),
	TP_STRUCT__entry(
		GNIC_TRACE_DEV
		__field(int, work)
		__field(int, budget)
	),
	TP_fast_assign(
		GNIC_TRACE_ASSIGN_DEV;
		__entry->work = work;
		__entry->budget = budget;
	),
	TP_printk("dev=%s ifindex=%d work=%d budget=%d",
		  __get_str(dev), __entry->ifindex, __entry->work,
		  __entry->budget)
);

DECLARE_EVENT_CLASS(gnic_reg,
	TP_PROTO(const struct gnic *gnic, u32 offset, const char *name,
		 u32 value),
	TP_ARGS(gnic, offset, name, value),
	TP_STRUCT__entry(
		GNIC_TRACE_DEV
		__field(u32, offset)
		__field(u32, value)
		__array(char, name, GNIC_REG_NAME_LEN)
	),
	TP_fast_assign(
		GNIC_TRACE_ASSIGN_DEV;
		__entry->offset = offset;
		__entry->value = value;
		strscpy(__entry->name, name, GNIC_REG_NAME_LEN);
	),
	TP_printk("dev=%s ifindex=%d offset=%#x name=%s value=%#x",
		  __get_str(dev), __entry->ifindex, __entry->offset,
		  __entry->name, __entry->value)
);

DEFINE_EVENT(gnic_reg, gnic_reg_read,
	TP_PROTO(const struct gnic *gnic, u32 offset, const char *name,
		 u32 value),
	TP_ARGS(gnic, offset, name, value)
);

DEFINE_EVENT(gnic_reg, gnic_reg_write,
	TP_PROTO(const struct gnic *gnic, u32 offset, const char *name,
		 u32 value),
	TP_ARGS(gnic, offset, name, value)
);

/* STATUS was asked for the link */
TRACE_EVENT(gnic_link,
	TP_PROTO(const struct gnic *gnic, bool up),
	TP_ARGS(gnic, up),
	TP_STRUCT__entry(
		GNIC_TRACE_DEV
		__field(bool, up)
	),
	TP_fast_assign(
		GNIC_TRACE_ASSIGN_DEV;
		__entry->up = up;
	),
	TP_printk("dev=%s ifindex=%d up=%d",
		  __get_str(dev), __entry->ifindex, __entry->up)
);

/* The device is stopped and started anew after a timeout */
TRACE_EVENT(gnic_reset,
	TP_PROTO(const struct gnic *gnic),
	TP_ARGS(gnic),
	TP_STRUCT__entry(
		GNIC_TRACE_DEV
	),
	TP_fast_assign(
		GNIC_TRACE_ASSIGN_DEV;
	),
	TP_printk("dev=%s ifindex=%d", __get_str(dev), __entry->ifindex)
);

/* The driver itself dropped a frame */
TRACE_EVENT(gnic_drop,
	TP_PROTO(const struct gnic *gnic, u8 ring, const char *reason),
	TP_ARGS(gnic, ring, reason),
	TP_STRUCT__entry(
		GNIC_TRACE_DEV
		__field(u8, ring)
		__string(reason, reason)
	),
	TP_fast_assign(
		GNIC_TRACE_ASSIGN_DEV;
		__entry->ring = ring;
		__assign_str(reason);
	),
	TP_printk("dev=%s ifindex=%d ring=%s reason=%s",
		  __get_str(dev), __entry->ifindex,
		  gnic_show_ring(__entry->ring), __get_str(reason))
);

#endif /* GNIC_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
