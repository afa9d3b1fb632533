#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""against_tshark.py TSHARK GLASSNIC: compare tshark's fields with show's JSON.

TSHARK has a header line of field names, GLASSNIC an object a line. Prints each
difference; exit status 1 when there is one, or when nothing was compared.
"""
import csv
import json
import sys

# tshark's field: the layer and field of ours.
FIELDS = {
    "eth.dst": ("ethernet", "destination"),
    "eth.src": ("ethernet", "source"),
    "ip.src": ("ipv4", "source"),
    "ip.dst": ("ipv4", "destination"),
    "ip.ttl": ("ipv4", "time to live"),
    "ip.len": ("ipv4", "total length"),
    "ip.checksum": ("ipv4", "header checksum"),
    "ipv6.src": ("ipv6", "source"),
    "ipv6.dst": ("ipv6", "destination"),
    "udp.srcport": ("udp", "source port"),
    "udp.dstport": ("udp", "destination port"),
    "udp.length": ("udp", "length"),
    "udp.checksum": ("udp", "checksum"),
    "tcp.srcport": ("tcp", "source port"),
    "tcp.dstport": ("tcp", "destination port"),
    "tcp.seq_raw": ("tcp", "sequence number"),
    "tcp.ack_raw": ("tcp", "acknowledgment number"),
    "tcp.window_size_value": ("tcp", "window"),
    "tcp.checksum": ("tcp", "checksum"),
    "tcp.options.mss_val": ("tcp", "option MSS"),
    "tcp.options.wscale.shift": ("tcp", "option window scale"),
    "icmp.type": ("icmp", "type"),
    "icmp.code": ("icmp", "code"),
    "icmp.ident": ("icmp", "identifier"),
    "icmp.seq": ("icmp", "sequence number"),
    "arp.opcode": ("arp", "operation"),
    "arp.src.proto_ipv4": ("arp", "sender address"),
    "arp.dst.proto_ipv4": ("arp", "target address"),
}
# tshark: 0 bad, 1 good, 2 unverified, 3 not present. Where it has no word for
# a checksum that was left to the device, it says bad, or nothing.
STATES = {"good": {"1"}, "bad": {"0"}, "left_to_device": {"0", "2"},
          "unused": {"3"}, "unknown": {"", "2"}}
FLAGS = ["AE", "CWR", "ECE", "URG", "ACK", "PSH", "RST", "SYN", "FIN"]


def find(frame, layer, field):
    """The first such field's value, None when it is not there."""
    for one in frame["layers"]:
        for candidate in one["fields"]:
            if (one["layer"], candidate["field"]) == (layer, field):
                return candidate["value"]
    return None


def seconds(ns):
    """As tshark writes frame.time_epoch."""
    return f"{int(ns) // 10**9}.{int(ns) % 10**9:09d}"


def ours(frame):
    """What tshark should have said, as (field, set of the right answers)."""
    yield "frame.number", {str(frame["frame"])}
    # A simple packet block has no time.
    yield "frame.time_epoch", {seconds(frame["time_ns"]), "" if frame["time_ns"] == "0" else None}
    yield "frame.len", {str(frame["length"])}
    yield "frame.cap_len", {str(frame["captured"])}
    yield "frame.drop_count", {str(frame["drops"]), "" if not frame["drops"] else None}
    for name, (layer, field) in FIELDS.items():
        yield name, {find(frame, layer, field) or ""}
    offset = find(frame, "tcp", "data offset")
    yield "tcp.hdr_len", {str(int(offset) * 4) if offset else ""}
    flags = [find(frame, "tcp", flag) for flag in FLAGS]
    yield "tcp.flags", {f"0x{int(''.join(flags), 2):04x}" if flags[0] else ""}
    stamps = (find(frame, "tcp", "option timestamps") or " ").split(" ")
    yield "tcp.options.timestamp.tsval", {stamps[0]}
    yield "tcp.options.timestamp.tsecr", {stamps[1]}
    for one in frame["checksums"]:
        name = {"ipv4": "ip"}.get(one["layer"], one["layer"])
        yield f"{name}.checksum.status", STATES[one["state"]]


def same(left, right):
    """tshark writes some numbers in hex that we write in decimal."""
    if left == right:
        return True
    try:
        return int(left, 0) == int(right, 0)
    except (TypeError, ValueError):
        return False


def main():
    """See above."""
    with open(sys.argv[1], encoding="utf-8") as file:
        rows = {row["frame.number"]: row for row in csv.DictReader(file, delimiter="\t")}
    compared = differences = 0
    with open(sys.argv[2], encoding="utf-8") as file:
        for line in file:
            frame = json.loads(line)
            if frame["interface"]["linktype"] != 1 or not frame["layers"]:
                continue
            row = rows[str(frame["frame"])]
            quotes = any(layer["layer"] == "icmp" for layer in frame["layers"])
            for name, answers in ours(frame):
                # What an ICMP error quotes has fields too, and tshark prints them.
                if quotes and name.startswith(("udp.", "tcp.")):
                    continue
                compared += row[name] != ""
                if not any(same(row[name], answer) for answer in answers):
                    print(f"# frame {frame['frame']}: {name}: tshark {row[name]!r}, we {answers}")
                    differences += 1
    print(f"# {compared} values compared, {differences} differ")
    sys.exit(1 if differences or not compared else 0)


main()
