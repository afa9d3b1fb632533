// SPDX-License-Identifier: GPL-2.0
/*
 * main() of a target where there is no libFuzzer: fuzz_NAME FILE|FOLDER...
 * takes each input once. Each is named on standard error first, so that the
 * last one named is the one that did it.
 */
#include <err.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fuzz.h"

static void replay(const char *path, size_t size)
{
	uint8_t *bytes = malloc(size ? size : 1); /* its very size, for ASan */
	FILE *file = fopen(path, "re");

	if (!file || !bytes || fread(bytes, 1, size, file) != size)
		err(2, "%s", path);
	fclose(file);
	fprintf(stderr, "%s\n", path);
	LLVMFuzzerTestOneInput(bytes, size);
	free(bytes);
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

int main(int argc, char **argv)
{
	size_t count = 0;
	FTSENT *entry;
	FTS *tree;

	if (argc < 2)
		errx(2, "usage: %s FILE|FOLDER...", argv[0]);
	tree = fts_open(argv + 1, FTS_LOGICAL | FTS_NOCHDIR, by_name);
	while (tree && (entry = fts_read(tree))) {
		if (entry->fts_info != FTS_F)
			continue;
		replay(entry->fts_path, entry->fts_statp->st_size);
		count++;
	}
	if (tree)
		fts_close(tree);
	printf("%zu inputs\n", count);
	return count ? 0 : 1;
}
