/* SPDX-License-Identifier: GPL-2.0 */
/* cmocka, and what every test program needs around it. */
#ifndef TAP_H
#define TAP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
