/* SPDX-License-Identifier: GPL-2.0 */
#ifndef GN_VERSION_H
#define GN_VERSION_H

#define GN_VERSION "0.1"

#endif
