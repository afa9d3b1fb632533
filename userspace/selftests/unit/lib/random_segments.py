#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""random_segments.py SEED CONNECTIONS FILE: a capture of segments that few hosts would send.

Two ends with few numbers to choose from, so that repeats, gaps, ACKs of what was not captured, SYNs in
the middle, resets and reused ports are frequent; time that stands still or jumps; options in any
segment, some of wrong sizes; frames that a snaplen cut within the options. What tshark makes of it is not looked at
here: `glassnic verify` compares.
"""
import random
import struct
import sys

FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
HEADERS = 14 + 20 + 20
ISN = {"client": 1000, "server": 5000}


def option(rng, peer):
    kind = rng.randrange(9)
    if kind == 0:
        return b"\2\4" + struct.pack(">H", rng.choice([536, 1460]))
    if kind == 1:
        return b"\3\3" + bytes([rng.choice([0, 2, 7, 15])])
    if kind == 2:
        return b"\4\2"
    if kind in (3, 4):
        return b"\1\1\x08\x0a" + struct.pack(">II", rng.randint(1, 9), rng.randint(0, 9))
    if kind in (5, 6):
        blocks = b""
        for _ in range(rng.randint(1, 3)):
            left = ISN[peer] + rng.choice([1, 11, 21, 31])
            blocks += struct.pack(">II", left, left + 10)
        return b"\1\1\5" + bytes([2 + len(blocks)]) + blocks
    if kind == 7:
        return lie(rng)
    return b"\1"


def lie(rng):
    """An option of any size, which need not be its kind's, nor be there."""
    kind, size = rng.choice([2, 3, 4, 5, 5, 5, 5, 8, 254]), rng.choice([0, 1, 2, 3, 4, 5, 6, 9, 10, 11, 14, 17, 22])
    text = bytes(rng.choice([0, 0, 0, 1, 3, 5, 8]) for _ in range(max(size - 2, 0)))
    return bytes([kind, size]) + text[:rng.choice([40, 40, 4])]


def options(rng, peer):
    text = b"".join(option(rng, peer) for _ in range(rng.randint(0, 3)))[:40]
    return text + b"\1" * (-len(text) % 4)


def segment(rng, number, port):
    """The first three are a handshake, mostly."""
    sender = rng.choice(["client", "server"])
    flags = rng.choice([SYN, SYN | ACK, ACK, ACK, ACK, PSH | ACK, PSH | ACK, FIN | ACK, RST, RST | ACK])
    if number < 3 and rng.random() < 0.6:
        sender = ["client", "server", "client"][number]
        flags = [SYN, SYN | ACK, ACK][number]
    peer = "server" if sender == "client" else "client"
    seq = ISN[sender] + (rng.choice([0, 0, 0, 0, 500]) if flags & SYN else rng.choice([0, 1, 1, 1, 11, 21]))
    ack = ISN[peer] + rng.choice([0, 1, 1, 1, 11, 21, 31]) if flags & ACK else 0
    data = b"" if flags & (SYN | RST) else b"x" * rng.choice([0, 0, 1, 10, 10])
    extra = options(rng, peer)
    ports = (port, 80) if sender == "client" else (80, port)
    window = rng.choice([0, 7, 500, 1000, 1000, 1000])
    tcp = struct.pack(">HHIIBBHHH", *ports, seq, ack, (20 + len(extra)) << 2, flags, window, 0, 0) + extra + data
    hosts = [b"\x0a\0\0\1", b"\x0a\0\0\2"]
    if sender == "server":
        hosts.reverse()
    ip = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(tcp), 1, 0, 64, 6, 0) + b"".join(hosts)
    frame = b"\1" * 12 + b"\x08\0" + ip + tcp
    return frame, HEADERS + rng.randint(0, len(extra)) if rng.random() < 0.1 else len(frame)


def main():
    rng, connections = random.Random(int(sys.argv[1])), int(sys.argv[2])
    microseconds = 1700000000 * 1000000
    with open(sys.argv[3], "wb") as file:
        file.write(struct.pack("<IHHIIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
        for port in range(1000, 1000 + connections):
            for number in range(rng.randint(3, 10)):
                microseconds += rng.choice([0, 1000, 2000, 5000, 10000, 100000])
                frame, captured = segment(rng, number, port)
                file.write(struct.pack("<IIII", microseconds // 1000000, microseconds % 1000000, captured, len(frame)))
                file.write(frame[:captured])


main()
