/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A mark: an instruction that does nothing, by which a program in the guest tells count.c "here".
 *
 * It is the seven-byte form of NOP, 0f 1f 80 and a displacement of four bytes; compilers and the
 * kernel use it with a displacement of 0. The lower 12 bits of ours are the mark's number.
 */
#ifndef MARK_H
#define MARK_H

#define MARK_OPCODE  { 0x0f, 0x1f, 0x80 }
#define MARK_SIZE    7
#define MARK_MAGIC   0x676e6000 /* "gn`" */
#define MARK_NUMBERS 0x1000

#endif
