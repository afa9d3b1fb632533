// SPDX-License-Identifier: GPL-2.0
/*
 * The interrupt handler, the poll loop, and the one policy of when to mask.
 *
 * The handler reads ICR and nothing else: the read acknowledges every cause
 * and drops the line. Causes stay unmasked while NAPI polls: QEMU lets at most
 * one interrupt through in 128 us (device.md 7), each only marks NAPI as
 * missed, and masking would cost two register accesses an interrupt. Only a
 * poll that used up its budget, so is under load, masks until it is through.
 *
 * Who cannot wait for those 128 us (rx-usecs 0) has a timer look at the ring
 * meanwhile.
 */
#include <kunit/visibility.h>
#include <linux/interrupt.h>

#include "glassnic.h"
#include "trace.h"

#define GNIC_INT_RX	(GNIC_INT_RXT0 | GNIC_INT_RXO)

/* Of so many interrupts that are not ours, at one the device is looked at */
#define GNIC_IRQ_FOREIGN	256

/* The line is up, but not for us. When a device that answers no more holds it
 * up, nobody can acknowledge that, and the kernel would give up the line, its
 * neighbours' too: the configuration space can still lower it, until the device
 * is enabled anew. A look now and then does, since then this comes again and
 * again.
 */
static noinline irqreturn_t gnic_irq_foreign(struct gnic *gnic)
{
	unsigned long foreign = gnic->foreign + 1;

	WRITE_ONCE(gnic->foreign, foreign);
	if (foreign % GNIC_IRQ_FOREIGN || gnic_hw_answers(gnic) ||
	    !pci_check_and_mask_intx(gnic->pdev))
		return IRQ_NONE;
	return IRQ_HANDLED;
}

/**
 * gnic_irq_handler() - the line is up: is it ours, and why?
 * @irq: the line
 * @data: the NIC
 *
 * TXQE, and TXDW when not armed, pile up in ICR after each doorbell: on a
 * shared line they do not make the interrupt ours. Receive causes do, even
 * while a poll has masked them: the read has taken them away, and nobody else
 * would look.
 *
 * Return: IRQ_NONE when it is a neighbour's.
 */
irqreturn_t gnic_irq_handler(int irq, void *data)
{
	struct gnic *gnic = data;
	/* What RDT held before the read that pushes it (ring.h) */
	u32 tail = READ_ONCE(gnic->rx.tail);
	u32 icr = gnic_rd32(gnic, GNIC_ICR);

	WRITE_ONCE(gnic->rx.flushed, tail);
	icr &= READ_ONCE(gnic->causes);

	trace_gnic_irq(gnic, icr);
	if (!icr)
		return gnic_irq_foreign(gnic);
	WRITE_ONCE(gnic->interrupts, gnic->interrupts + 1);
	gnic_log(&gnic->recorder.logs[GNIC_LOG_IRQ], GNIC_RECORD_IRQ, 0, icr,
		 0);

	if (icr & GNIC_INT_LSC)
		gnic_link_update(gnic);

	if (icr & ~GNIC_INT_LSC) {
		if (gnic_captured(gnic))
			WRITE_ONCE(gnic->irq_ns, ktime_get_ns());
		napi_schedule_irqoff(&gnic->napi);
	}

	return IRQ_HANDLED;
}
EXPORT_SYMBOL_IF_KUNIT(gnic_irq_handler);

/**
 * gnic_irq_request() - take the interrupt line
 * @gnic: the NIC, with every cause masked
 *
 * Return: 0, or the error of request_irq().
 */
int gnic_irq_request(struct gnic *gnic)
{
	/* INTx only, so shared: there is no MSI capability (device.md 1) */
	return request_irq(gnic->pdev->irq, gnic_irq_handler, IRQF_SHARED,
			   gnic->netdev->name, gnic);
}

/**
 * gnic_irq_free() - give the interrupt line back
 * @gnic: the NIC, with every cause masked
 */
void gnic_irq_free(struct gnic *gnic)
{
	free_irq(gnic->pdev->irq, gnic);
}

/**
 * gnic_irq_enable() - forget old causes and unmask ours
 * @gnic: the NIC
 *
 * IMS is not parked by KVM, so this also pushes the RDT written before.
 */
void gnic_irq_enable(struct gnic *gnic)
{
	gnic->masked = false;
	gnic->rx.flushed = gnic->rx.tail;
	gnic_rd32(gnic, GNIC_ICR);
	WRITE_ONCE(gnic->causes, GNIC_INT_RX | GNIC_INT_LSC);
	gnic_wr32(gnic, GNIC_IMS, GNIC_INT_RX | GNIC_INT_LSC);
}

/**
 * gnic_irq_mask() - no more receive interrupts until the poll is through
 * @gnic: the NIC; inside NAPI
 */
void gnic_irq_mask(struct gnic *gnic)
{
	if (gnic->masked)
		return;
	gnic->masked = true;
	gnic_log(&gnic->recorder.logs[GNIC_LOG_RX], GNIC_RECORD_RX_MASK, 0, 0,
		 0);
	gnic_wr32(gnic, GNIC_IMC, GNIC_INT_RX);
}

/**
 * gnic_irq_unmask() - undo gnic_irq_mask()
 * @gnic: the NIC; inside NAPI
 *
 * The write looks at ICR again, so a frame that came after the last look at
 * the ring interrupts at once: no wake-up can be lost (device.md 7).
 */
void gnic_irq_unmask(struct gnic *gnic)
{
	if (!gnic->masked)
		return;
	gnic->masked = false;
	gnic_log(&gnic->recorder.logs[GNIC_LOG_RX], GNIC_RECORD_RX_UNMASK, 0, 0,
		 0);
	gnic_wr32(gnic, GNIC_IMS, GNIC_INT_RX);
}

/**
 * gnic_irq_arm_tx() - ask for an interrupt when transmission is done, or not
 * @gnic: the NIC; under the transmit queue's lock
 * @arm: true when a doorbell returned and descriptors are still out
 */
void gnic_irq_arm_tx(struct gnic *gnic, bool arm)
{
	WRITE_ONCE(gnic->tx.armed, arm);
	/* Nobody else changes them between start and stop */
	WRITE_ONCE(gnic->causes, arm ? gnic->causes | GNIC_INT_TXDW :
				       gnic->causes & ~GNIC_INT_TXDW);
	gnic_wr32(gnic, arm ? GNIC_IMS : GNIC_IMC, GNIC_INT_TXDW);
}

/* With rx-usecs 0: what came while the device holds its interrupt back is seen
 * in memory, without a register. Every poll is followed by such looks, because
 * an interrupt for what a look has found already begins a window, too.
 */
static enum hrtimer_restart gnic_look(struct hrtimer *timer)
{
	struct gnic *gnic = container_of(timer, struct gnic, look_timer);
	u32 looks = READ_ONCE(gnic->looks);
	u64 passed;

	/* A poll that is under way sees it, or the next look does; stopped,
	 * NAPI says that it is.
	 */
	if (!napi_is_scheduled(&gnic->napi) && gnic_rx_ready(gnic)) {
		napi_schedule_irqoff(&gnic->napi);
		return HRTIMER_NORESTART;
	}

	/* More than one when the timer was late: the window is, too */
	passed = hrtimer_forward_now(timer, GNIC_LOOK_NS);
	if (passed >= looks)
		return HRTIMER_NORESTART;
	WRITE_ONCE(gnic->looks, looks - passed);
	return HRTIMER_RESTART;
}

/* Inside NAPI, which alone starts the timer, and never while it may be moved
 * forward. A start that comes just as it ends on another processor is missed:
 * then the interrupt, which is never masked for this, ends the wait.
 */
static void gnic_look_start(struct gnic *gnic)
{
	WRITE_ONCE(gnic->looks, GNIC_LOOKS);
	if (!hrtimer_active(&gnic->look_timer))
		hrtimer_start(&gnic->look_timer, GNIC_LOOK_NS,
			      HRTIMER_MODE_REL_PINNED);
}

/**
 * gnic_look_init() - what gnic_look_stop() needs to be there
 * @gnic: the NIC
 */
void gnic_look_init(struct gnic *gnic)
{
	hrtimer_init(&gnic->look_timer, CLOCK_MONOTONIC,
		     HRTIMER_MODE_REL_PINNED);
	gnic->look_timer.function = gnic_look;
}

/**
 * gnic_look_stop() - look at the ring no more
 * @gnic: the NIC, with NAPI disabled, so that nobody starts it again
 */
void gnic_look_stop(struct gnic *gnic)
{
	hrtimer_cancel(&gnic->look_timer);
}

/**
 * gnic_poll() - NAPI poll
 * @napi: inside struct gnic
 * @budget: frames that may be received; 0 from netpoll
 *
 * Return: frames received, @budget to be polled again.
 */
int gnic_poll(struct napi_struct *napi, int budget)
{
	struct gnic *gnic = container_of(napi, struct gnic, napi);
	int work;

	if (READ_ONCE(gnic->tx.armed))
		gnic_tx_poll(gnic, budget);
	if (!budget)
		return 0;

	gnic_count(&gnic->rx.counters, GNIC_POLLS);
	gnic_tx_retain();
	work = gnic_rx_poll(gnic, budget);
	if (gnic_rx_starved(gnic))
		work = budget;

	trace_gnic_napi(gnic, work, budget);
	if (work == budget) {
		gnic_irq_mask(gnic);
		gnic_tx_release(budget);
		return budget;
	}

	/* Before completing: then an interrupt that comes at once is marked
	 * as missed, and nothing is written or started after NAPI was given up.
	 */
	gnic_irq_unmask(gnic);
	if (READ_ONCE(gnic->look))
		gnic_look_start(gnic);
	napi_complete_done(napi, work);
	/* Behind it, because that hands up what GRO holds. Softirqs are off
	 * until this returns, so that no NIC goes away meanwhile: removing one
	 * waits for readers of RCU.
	 */
	gnic_tx_release(budget);

	return work;
}
