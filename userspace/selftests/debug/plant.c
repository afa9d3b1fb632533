// SPDX-License-Identifier: GPL-2.0
/*
 * One bug of each kind that the checkers of the debug kernel and of the stock
 * kernel know, so that a test sees each of them caught: bug=KIND at insmod.
 */
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#define PLANT_SIZE 64
/* Of KFENCE's allocations, one now and then, SLUB has no red zones. */
#define PLANT_TRIES 4

/* The transmit ring of QEMU's e1000, and memory that nobody has mapped for it */
#define PLANT_TDBAL 0x3800
#define PLANT_TDBAH 0x3804
#define PLANT_TDLEN 0x3808
#define PLANT_TDH   0x3810
#define PLANT_TDT   0x3818
#define PLANT_WILD  0x12345000

static char *bug = "none";
module_param(bug, charp, 0);
MODULE_PARM_DESC(bug, "what to do wrong; nothing by default");

static DEFINE_MUTEX(plant_a);
static DEFINE_MUTEX(plant_b);
static DEFINE_SPINLOCK(plant_lock);

/* Where the compiler cannot see it. */
static noinline u8 plant_read(const u8 *memory, unsigned int at)
{
	return READ_ONCE(memory[at]);
}

static void plant_none(void)
{
	u8 *memory = kzalloc(PLANT_SIZE, GFP_KERNEL);

	if (memory)
		plant_read(memory, PLANT_SIZE - 1);
	kfree(memory);
}

static void plant_out_of_bounds(void)
{
	u8 *memory = kzalloc(PLANT_SIZE, GFP_KERNEL);

	if (memory)
		plant_read(memory, PLANT_SIZE);
	kfree(memory);
}

static void plant_use_after_free(void)
{
	u8 *memory = kzalloc(PLANT_SIZE, GFP_KERNEL);

	kfree(memory);
	if (memory)
		plant_read(memory, 0);
}

/* One thread is enough: lockdep learns the orders, it needs no deadlock. */
static void plant_abba(void)
{
	mutex_lock(&plant_a);
	mutex_lock(&plant_b);
	mutex_unlock(&plant_b);
	mutex_unlock(&plant_a);

	mutex_lock(&plant_b);
	mutex_lock(&plant_a);
	mutex_unlock(&plant_a);
	mutex_unlock(&plant_b);
}

/*
 * Nothing sleeps: a sleep is found by the scheduler of any kernel, this only
 * where DEBUG_ATOMIC_SLEEP is on.
 */
static void plant_sleep_in_atomic(void)
{
	spin_lock(&plant_lock);
	might_sleep();
	spin_unlock(&plant_lock);
}

static void plant_unmap_wrong_size(void)
{
	struct platform_device *device;
	dma_addr_t address;
	void *memory;

	device = platform_device_register_simple("plant", -1, NULL, 0);
	if (IS_ERR(device))
		return;
	memory = kzalloc(PLANT_SIZE, GFP_KERNEL);
	if (memory) {
		address = dma_map_single(&device->dev, memory, PLANT_SIZE, DMA_TO_DEVICE);
		if (!dma_mapping_error(&device->dev, address))
			dma_unmap_single(&device->dev, address, PLANT_SIZE / 2, DMA_TO_DEVICE);
	}
	kfree(memory);
	platform_device_unregister(device);
}

static void plant_leak(void)
{
	u8 *memory = kzalloc(PLANT_SIZE, GFP_KERNEL);

	if (memory)
		plant_read(memory, 0);
}

static void plant_shift_too_far(void)
{
	unsigned int far = 32 + (strlen(bug) & 1);

	pr_info("shifted: %u\n", 1U << far);
}

static noinline void plant_write(u8 *memory, unsigned int at)
{
	WRITE_ONCE(memory[at], 0);
}

static void plant_write_behind(void)
{
	u8 *memory;
	int i;

	for (i = 0; i < PLANT_TRIES; i++) {
		memory = kzalloc(PLANT_SIZE, GFP_KERNEL);
		if (memory)
			plant_write(memory, PLANT_SIZE);
		kfree(memory);
	}
}

/* Behind the back of the driver, which is up. */
static void plant_wild_dma(void)
{
	struct pci_dev *pdev = pci_get_device(PCI_VENDOR_ID_INTEL, 0x100e, NULL);
	u8 __iomem *bar0 = pdev ? pci_iomap(pdev, 0, 0) : NULL;

	if (bar0) {
		writel(PLANT_WILD, bar0 + PLANT_TDBAL);
		writel(0, bar0 + PLANT_TDBAH);
		writel(8 * 16, bar0 + PLANT_TDLEN);
		writel(0, bar0 + PLANT_TDH);
		writel(1, bar0 + PLANT_TDT);
		msleep(100);
		pci_iounmap(pdev, bar0);
	}
	pci_dev_put(pdev);
}

static const struct {
	const char *name;
	void (*plant)(void);
} bugs[] = {
	{ "none", plant_none },
	{ "out-of-bounds", plant_out_of_bounds },
	{ "use-after-free", plant_use_after_free },
	{ "abba", plant_abba },
	{ "sleep-in-atomic", plant_sleep_in_atomic },
	{ "unmap-wrong-size", plant_unmap_wrong_size },
	{ "leak", plant_leak },
	{ "shift-too-far", plant_shift_too_far },
	{ "write-behind", plant_write_behind },
	{ "wild-dma", plant_wild_dma },
};

static int __init plant_init(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bugs); i++) {
		if (strcmp(bug, bugs[i].name))
			continue;
		bugs[i].plant();
		return 0;
	}
	return -EINVAL;
}
module_init(plant_init);

static void __exit plant_exit(void)
{
}
module_exit(plant_exit);

MODULE_DESCRIPTION("Bugs for a kernel's checkers to find");
MODULE_LICENSE("GPL");
