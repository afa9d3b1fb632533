/* SPDX-License-Identifier: GPL-2.0 */
/* Numbers of draft-ietf-opsawg-pcapng that its reader and its writer share. */
#ifndef GN_PCAPNG_H
#define GN_PCAPNG_H

#define GN_NG_SHB	      0x0a0d0d0a /* the same in either byte order */
#define GN_NG_IDB	      0x00000001
#define GN_NG_PACKET	      0x00000002 /* obsolete, in old files */
#define GN_NG_SPB	      0x00000003
#define GN_NG_EPB	      0x00000006
#define GN_NG_JOURNAL	      0x00000009
#define GN_NG_CUSTOM	      0x00000bad
#define GN_NG_CUSTOM_NOCOPY   0x40000bad
#define GN_NG_SYSDIG	      0x00000204
#define GN_NG_SYSDIG_V2	      0x00000216
#define GN_NG_SYSDIG_V2_LARGE 0x00000221
#define GN_NG_BYTE_ORDER      0x1a2b3c4d

#define GN_NG_OPT_END	    0
#define GN_NG_OPT_COMMENT   1
#define GN_NG_IF_NAME	    2
#define GN_NG_IF_MAC	    6
#define GN_NG_IF_SPEED	    8
#define GN_NG_IF_TSRESOL    9
#define GN_NG_IF_FCSLEN	    13
#define GN_NG_IF_TSOFFSET   14
#define GN_NG_EPB_FLAGS	    2
#define GN_NG_EPB_DROPCOUNT 4
#define GN_NG_EPB_PACKETID  5

/* epb_flags, bit 0 the least significant (draft section 4.3.1) */
#define GN_NG_FLAG_DIRECTION	 0x00000003
#define GN_NG_FLAG_INBOUND	 1
#define GN_NG_FLAG_OUTBOUND	 2
#define GN_NG_FLAG_FCSLEN	 0x000001e0
#define GN_NG_FLAG_CSUM_NOTREADY 0x00000200
#define GN_NG_FLAG_TSO		 0x00000800

#define GN_NG_EPB_HEADER 28 /* type to original length */

#endif
