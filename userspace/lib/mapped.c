// SPDX-License-Identifier: GPL-2.0
#include "mapped.h"

#include <stdlib.h>
#include <sys/mman.h>

#ifdef MAPPED_ON_HEAP

/* A sanitizer watches the heap, and no mapping: what is read beyond one, what is never given back. */
void *gn_mapped_take(size_t size)
{
	return calloc(1, size);
}

void gn_mapped_give(void *memory, size_t size)
{
	(void)size;
	free(memory);
}

#else

/* Of x86-64; one that is only partly used is memory for nothing, so two at least. */
#define HUGE_PAGE (2u * 1024 * 1024)

void *gn_mapped_take(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		return NULL;
	/* A wish: where there are no huge pages it is refused, and nothing is lost. */
	if (size >= 2 * HUGE_PAGE)
		madvise(memory, size, MADV_HUGEPAGE);
	return memory;
}

void gn_mapped_give(void *memory, size_t size)
{
	munmap(memory, size);
}

#endif
