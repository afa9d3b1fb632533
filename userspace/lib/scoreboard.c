// SPDX-License-Identifier: GPL-2.0
#include "scoreboard.h"

#include <string.h>

#include "serial.h"

static void remove_at(struct gn_scoreboard *board, uint32_t index)
{
	board->count--;
	memmove(&board->block[index], &board->block[index + 1],
		(board->count - index) * sizeof(board->block[0]));
}

static void insert_at(struct gn_scoreboard *board, uint32_t index, struct gn_block_range block)
{
	if (board->count == GN_SCOREBOARD_MAX) {
		board->forgotten++;
		if (!index)
			return;
		remove_at(board, 0);
		index--;
	}
	memmove(&board->block[index + 1], &board->block[index],
		(board->count - index) * sizeof(board->block[0]));
	board->block[index] = block;
	board->count++;
}

uint32_t gn_scoreboard_add(struct gn_scoreboard *board, uint32_t left, uint32_t right)
{
	struct gn_block_range block = { left, right };
	uint32_t news = right - left, i = 0;

	while (i < board->count && gn_before(board->block[i].right, left))
		i++;
	/* Whatever it touches becomes one with it. */
	while (i < board->count && !gn_after(board->block[i].left, right)) {
		const struct gn_block_range *here = &board->block[i];
		uint32_t from = gn_later(here->left, left);
		uint32_t to = gn_before(here->right, right) ? here->right : right;

		if (gn_before(from, to))
			news -= to - from;
		if (gn_before(here->left, block.left))
			block.left = here->left;
		block.right = gn_later(block.right, here->right);
		remove_at(board, i);
	}
	insert_at(board, i, block);
	return news;
}

void gn_scoreboard_trim(struct gn_scoreboard *board, uint32_t una)
{
	while (board->count && !gn_after(board->block[0].right, una))
		remove_at(board, 0);
	if (board->count && gn_before(board->block[0].left, una))
		board->block[0].left = una;
}

bool gn_scoreboard_has(const struct gn_scoreboard *board, uint32_t left, uint32_t right)
{
	for (uint32_t i = 0; i < board->count; i++)
		if (!gn_before(left, board->block[i].left) &&
		    !gn_after(right, board->block[i].right))
			return true;
	return false;
}

struct gn_block_range gn_scoreboard_hole(const struct gn_scoreboard *board, uint32_t index,
					 uint32_t una)
{
	return (struct gn_block_range){
		index ? board->block[index - 1].right : una,
		board->block[index].left,
	};
}
