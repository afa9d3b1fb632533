// SPDX-License-Identifier: GPL-2.0
/*
 * Health: noticing trouble, keeping what tells of its cause, and getting over
 * it. Devlink's reporters are the user's side of it: show, diagnose, dump,
 * recover.
 *
 * Lock order: devlink, RTNL, ring. A timeout is noticed in a timer, so a work
 * item reports it, without RTNL; recovery takes that.
 */
#include <linux/workqueue.h>
#include <net/devlink.h>

#include "glassnic.h"

/* How many events devlink's dump has; the devcoredump has them all */
#define GNIC_HEALTH_EVENTS	64

/* What there is to report */
enum gnic_trouble {
	GNIC_TROUBLE_TIMEOUT,
	GNIC_TROUBLE_TEST_TX,
	GNIC_TROUBLE_TEST_RX,
};

/**
 * struct gnic_health - the NIC in devlink
 * @gnic: the NIC
 * @tx: reporter of the transmit ring
 * @rx: reporter of the receive ring
 * @work: reports trouble
 * @trouble: a bit for each enum gnic_trouble
 */
struct gnic_health {
	struct gnic *gnic;
	struct devlink_health_reporter *tx;
	struct devlink_health_reporter *rx;
	struct work_struct work;
	unsigned long trouble;
};

static void gnic_health_tell(void *to, const char *name, u64 value)
{
	devlink_fmsg_u64_pair_put(to, name, value);
}

static struct gnic *gnic_of(struct devlink_health_reporter *reporter)
{
	struct gnic_health *health = devlink_health_reporter_priv(reporter);

	return health->gnic;
}

static int gnic_health_recover(struct devlink_health_reporter *reporter,
			       void *context, struct netlink_ext_ack *extack)
{
	return gnic_netdev_reset(gnic_of(reporter));
}

static int gnic_health_diagnose_tx(struct devlink_health_reporter *reporter,
				   struct devlink_fmsg *fmsg,
				   struct netlink_ext_ack *extack)
{
	gnic_state_tx(gnic_of(reporter), gnic_health_tell, fmsg);
	return 0;
}

static int gnic_health_diagnose_rx(struct devlink_health_reporter *reporter,
				   struct devlink_fmsg *fmsg,
				   struct netlink_ext_ack *extack)
{
	gnic_state_rx(gnic_of(reporter), gnic_health_tell, fmsg);
	return 0;
}

static void gnic_health_trouble(struct gnic_health *health,
				enum gnic_trouble trouble)
{
	set_bit(trouble, &health->trouble);
	schedule_work(&health->work);
}

/* As if it had happened; but not here, where devlink's lock is held that
 * reporting takes.
 */
static int gnic_health_test(struct devlink_health_reporter *reporter,
			    struct netlink_ext_ack *extack)
{
	struct gnic_health *health = devlink_health_reporter_priv(reporter);

	gnic_health_trouble(health, reporter == health->tx ?
				    GNIC_TROUBLE_TEST_TX :
				    GNIC_TROUBLE_TEST_RX);
	return 0;
}

static int gnic_health_dump_registers(struct gnic *gnic,
				      struct devlink_fmsg *fmsg)
{
	unsigned int count = gnic_regs_dump(gnic, NULL);
	struct gnic_reg_value *values;
	unsigned int i;

	values = kvmalloc_array(count, sizeof(*values), GFP_KERNEL);
	if (!values)
		return -ENOMEM;

	gnic_regs_dump(gnic, values);
	devlink_fmsg_pair_nest_start(fmsg, "registers");
	devlink_fmsg_obj_nest_start(fmsg);
	for (i = 0; i < count; i++) {
		char name[GNIC_REG_NAME_LEN];

		/* Of tables, what is in them */
		if (!values[i].value)
			continue;
		gnic_reg_name(name, le32_to_cpu(values[i].offset));
		devlink_fmsg_u32_pair_put(fmsg, name,
					  le32_to_cpu(values[i].value));
	}
	devlink_fmsg_obj_nest_end(fmsg);
	devlink_fmsg_pair_nest_end(fmsg);
	kvfree(values);
	return 0;
}

static int gnic_health_dump_events(struct gnic *gnic, struct devlink_fmsg *fmsg)
{
	unsigned int count, i;
	struct gnic_record *records;

	records = gnic_recorder_copy(&gnic->recorder, &count);
	if (!records)
		return -ENOMEM;

	devlink_fmsg_arr_pair_nest_start(fmsg, "recorder");
	for (i = count - min(count, GNIC_HEALTH_EVENTS); i < count; i++) {
		char line[GNIC_RECORD_LINE];

		gnic_record_print(line, &records[i]);
		devlink_fmsg_string_put(fmsg, line);
	}
	devlink_fmsg_arr_pair_nest_end(fmsg);
	kvfree(records);
	return 0;
}

static int gnic_health_dump(struct devlink_health_reporter *reporter,
			    struct devlink_fmsg *fmsg, void *context,
			    struct netlink_ext_ack *extack)
{
	struct gnic_health *health = devlink_health_reporter_priv(reporter);
	struct gnic *gnic = health->gnic;
	int err;

	devlink_fmsg_pair_nest_start(fmsg, "ring");
	devlink_fmsg_obj_nest_start(fmsg);
	if (reporter == health->tx)
		gnic_state_tx(gnic, gnic_health_tell, fmsg);
	else
		gnic_state_rx(gnic, gnic_health_tell, fmsg);
	devlink_fmsg_obj_nest_end(fmsg);
	devlink_fmsg_pair_nest_end(fmsg);

	err = gnic_health_dump_registers(gnic, fmsg);
	if (err)
		return err;
	return gnic_health_dump_events(gnic, fmsg);
}

static const struct devlink_health_reporter_ops gnic_health_tx_ops = {
	.name		= "tx",
	.recover	= gnic_health_recover,
	.diagnose	= gnic_health_diagnose_tx,
	.dump		= gnic_health_dump,
	.test		= gnic_health_test,
};

static const struct devlink_health_reporter_ops gnic_health_rx_ops = {
	.name		= "rx",
	.recover	= gnic_health_recover,
	.diagnose	= gnic_health_diagnose_rx,
	.dump		= gnic_health_dump,
	.test		= gnic_health_test,
};

static const struct devlink_ops gnic_devlink_ops = {};

/* The devcoredump first: recovery destroys the evidence. */
static void gnic_health_work(struct work_struct *work)
{
	struct gnic_health *health = container_of(work, struct gnic_health,
						  work);

	if (test_and_clear_bit(GNIC_TROUBLE_TIMEOUT, &health->trouble)) {
		gnic_dump(health->gnic);
		devlink_health_report(health->tx, "transmit timeout", NULL);
	}
	if (test_and_clear_bit(GNIC_TROUBLE_TEST_TX, &health->trouble))
		devlink_health_report(health->tx, "test", NULL);
	if (test_and_clear_bit(GNIC_TROUBLE_TEST_RX, &health->trouble))
		devlink_health_report(health->rx, "test", NULL);
}

/**
 * gnic_health_timeout() - the stack saw a queue that does not move
 * @gnic: the NIC; called in a timer
 */
void gnic_health_timeout(struct gnic *gnic)
{
	gnic_health_trouble(gnic->health, GNIC_TROUBLE_TIMEOUT);
}

/**
 * gnic_health_create() - what a NIC needs to be looked after
 * @gnic: the NIC, not registered yet
 *
 * Return: 0 or an error, and then nothing is left.
 */
int gnic_health_create(struct gnic *gnic)
{
	struct gnic_health *health;
	struct devlink *devlink;
	int err;

	devlink = devlink_alloc(&gnic_devlink_ops, sizeof(*health),
				&gnic->pdev->dev);
	if (!devlink)
		return -ENOMEM;
	health = devlink_priv(devlink);
	health->gnic = gnic;
	INIT_WORK(&health->work, gnic_health_work);

	/* No time between two recoveries in which nothing would be done */
	health->tx = devlink_health_reporter_create(devlink,
						    &gnic_health_tx_ops, 0,
						    health);
	if (IS_ERR(health->tx)) {
		err = PTR_ERR(health->tx);
		goto free_devlink;
	}
	health->rx = devlink_health_reporter_create(devlink,
						    &gnic_health_rx_ops, 0,
						    health);
	if (IS_ERR(health->rx)) {
		err = PTR_ERR(health->rx);
		goto destroy_tx;
	}

	gnic->health = health;
	return 0;

destroy_tx:
	devlink_health_reporter_destroy(health->tx);
free_devlink:
	devlink_free(devlink);
	return err;
}

/**
 * gnic_health_register() - let users at it
 * @gnic: the NIC, registered
 */
void gnic_health_register(struct gnic *gnic)
{
	devlink_register(priv_to_devlink(gnic->health));
}

/**
 * gnic_health_unregister() - undo gnic_health_register()
 * @gnic: the NIC; not under RTNL
 */
void gnic_health_unregister(struct gnic *gnic)
{
	devlink_unregister(priv_to_devlink(gnic->health));
}

/**
 * gnic_health_destroy() - undo gnic_health_create()
 * @gnic: the NIC, unregistered; not under RTNL
 */
void gnic_health_destroy(struct gnic *gnic)
{
	struct gnic_health *health = gnic->health;

	cancel_work_sync(&health->work);
	devlink_health_reporter_destroy(health->rx);
	devlink_health_reporter_destroy(health->tx);
	devlink_free(priv_to_devlink(health));
}
