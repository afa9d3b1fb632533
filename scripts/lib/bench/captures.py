#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""captures.py KIND MEBIBYTES FILE: a capture for measuring programs that follow TCP.

many   connections of 23 segments each, 200 of them at a time: handshake,
       request, ten full segments of answer with an ACK for every two, close
fat    one connection: bursts of 32 full segments, an ACK for every two
flood  half-open connections: a SYN each, from as many addresses and ports

The same arguments give the same bytes: pcap, microseconds, Ethernet, IPv4.
Checksums are zero, which no program looks at here.
"""

import struct
import sys

SYN, ACK, PSH, FIN = 0x02, 0x10, 0x08, 0x01
SERVER = 0x0B000001
MSS = 1448

# MSS 1460, SACK permitted and time stamps, NOP, window scale 7: as Linux has them.
SYN_OPTIONS = bytes.fromhex("020405b40402080a00000001000000000103" "0307")
ETHERNET = bytes.fromhex("020000000002020000000001" "0800")
IP = struct.Struct("!BBHHHBBHII")
TCP = struct.Struct("!HHIIBBHHH")
RECORD = struct.Struct("<IIII")


class Capture:
    """A pcap file that is being written."""

    def __init__(self, file, size):
        self.file, self.size = file, size
        self.time_us = 1700000000 * 1000000
        header = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1)
        file.write(header)
        self.written = len(header)

    def is_full(self):
        return self.written >= self.size

    def segment(self, ends, seq, ack, flags, payload=b"", options=b""):
        """One segment; @ends is source address and port, destination address and port."""
        source, sport, destination, dport = ends
        length = 40 + len(options) + len(payload)
        frame = b"".join((
            ETHERNET,
            IP.pack(0x45, 0, length, 0, 0x4000, 64, 6, 0, source, destination),
            TCP.pack(sport, dport, seq & 0xFFFFFFFF, ack & 0xFFFFFFFF,
                     (20 + len(options)) // 4 << 4, flags, 64240, 0, 0),
            options, payload))
        self.file.write(RECORD.pack(*divmod(self.time_us, 1000000), len(frame), len(frame)) + frame)
        self.written += RECORD.size + len(frame)
        self.time_us += 5


def connection(number):
    """The segments of one whole connection: (from the client?, seq, ack, flags, payload, options)."""
    client, server = number * 1337 + 7, number * 7331 + 9
    yield True, client, 0, SYN, b"", SYN_OPTIONS
    yield False, server, client + 1, SYN | ACK, b"", SYN_OPTIONS
    yield True, client + 1, server + 1, ACK, b"", b""
    yield True, client + 1, server + 1, ACK | PSH, b"q" * 300, b""
    yield False, server + 1, client + 301, ACK, b"", b""
    at = server + 1
    for _ in range(5):
        yield False, at, client + 301, ACK, b"a" * MSS, b""
        yield False, at + MSS, client + 301, ACK | PSH, b"a" * MSS, b""
        at += 2 * MSS
        yield True, client + 301, at, ACK, b"", b""
    yield False, at, client + 301, ACK | FIN, b"", b""
    yield True, client + 301, at + 1, ACK | FIN, b"", b""
    yield False, at + 1, client + 302, ACK, b"", b""


def write_many(capture):
    first = 0
    while not capture.is_full():
        group = [list(connection(number)) for number in range(first, first + 200)]
        for turn in zip(*group):
            for number, (forth, seq, ack, flags, payload, options) in enumerate(turn, first):
                ends = (0x0A000001 + (number >> 14), 20000 + (number & 0x3FFF), SERVER, 5001)
                capture.segment(ends if forth else ends[2:] + ends[:2], seq, ack, flags, payload,
                                options)
        first += 200


def write_fat(capture):
    forth = (0x0A000001, 40000, SERVER, 5001)
    back = forth[2:] + forth[:2]
    seq, payload = 1001, b"f" * MSS
    capture.segment(forth, 1000, 0, SYN, b"", SYN_OPTIONS)
    capture.segment(back, 5000, 1001, SYN | ACK, b"", SYN_OPTIONS)
    capture.segment(forth, 1001, 5001, ACK)
    while not capture.is_full():
        start = seq
        for _ in range(32):
            capture.segment(forth, seq, 5001, ACK, payload)
            seq += MSS
        for number in range(1, 17):
            capture.segment(back, 5001, start + number * 2 * MSS, ACK)


def write_flood(capture):
    number = 0
    while not capture.is_full():
        capture.segment((0x0A000001 + (number >> 15), 1024 + (number & 0x7FFF), SERVER, 80),
                        number * 77777 + 1, 0, SYN, b"", SYN_OPTIONS)
        number += 1


def main():
    kinds = {"many": write_many, "fat": write_fat, "flood": write_flood}
    if len(sys.argv) != 4 or sys.argv[1] not in kinds or not sys.argv[2].isdecimal():
        print(__doc__.splitlines()[0], file=sys.stderr)
        return 2
    with open(sys.argv[3], "wb", 1 << 20) as file:
        kinds[sys.argv[1]](Capture(file, int(sys.argv[2]) << 20))
    return 0


if __name__ == "__main__":
    sys.exit(main())
