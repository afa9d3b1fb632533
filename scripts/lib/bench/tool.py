#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""tool.py GLASSNIC FOLDER MEBIBYTES TEXT|JSON CAPTURE...: `glassnic flows` beside tshark and tcptrace.

On each CAPTURE (many, fat, flood: captures.py), made in FOLDER and removed again: the time of each
program, user and system, which other work on the machine changes less than the
time that passed, and the most memory that it held. They take turns, five times, and
the least time of each counts: what a host takes for itself, or for memory that is
touched for the first time, only adds. The last column is what is promised, and
whether it holds. Exit status 1 when it does not, or a program failed.
"""

import json
import os
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))

# A program that needs longer than this is stopped; its time is then "more than".
LIMIT = 1200

RUNS = 5

# A record of the flood: 16 bytes of pcap, 14 Ethernet, 20 IP, 40 TCP.
FLOOD_RECORD = 90

# In one pass, without the reassembly that the others do not do either.
TSHARK = ["tshark", "-n", "-q", "-o", "tcp.desegment_tcp_streams:FALSE", "-z", "conv,tcp", "-r"]

TIMES = {"tshark": 20, "tcptrace": 2}


def peak(pid):
    """KiB that a process held at most so far: VmHWM. ru_maxrss would count us before its exec."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii") as file:
            return max(int(line.split()[1]) for line in file if line.startswith("VmHWM:"))
    except (OSError, ValueError):
        return 0


def run(command):
    """What it took: seconds of processor, MiB at most, and why it is not to be trusted, or None."""
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    begun, most = time.monotonic(), 0
    wrong = None
    while True:
        pid, status, usage = os.wait4(child.pid, os.WNOHANG)
        if pid:
            break
        most = max(most, peak(child.pid))
        if time.monotonic() - begun > LIMIT and not wrong:
            wrong = f"stopped after {LIMIT} s"
            child.kill()
        time.sleep(0.005)
    child.returncode = status
    if status and not wrong:
        wrong = f"exit status {os.waitstatus_to_exitcode(status)}"
    return usage.ru_utime + usage.ru_stime, most / 1024, wrong


def least(commands):
    """Of each program the run of least time; one that went wrong is its last."""
    best = {}
    for _ in range(RUNS):
        for program, command in commands.items():
            if program in best and best[program][2]:
                continue
            now = run(command)
            if program not in best or now[2] or now[0] < best[program][0]:
                best[program] = now
    return best


def promise(kind, program, row, ours, mebibytes):
    """The sentence of the last column, and whether it holds."""
    if program != "glassnic":
        times = row["seconds"] / ours["seconds"]
        return f"{times:.1f}x, at least {TIMES[program]}x", times >= TIMES[program]
    if kind == "fat":
        return "at most 64 MiB", row["mib"] <= 64
    if kind == "flood":
        each = row["mib"] * 1048576 / (mebibytes * 1048576 / FLOOD_RECORD)
        return f"{each:.0f} bytes a connection, at most 512", each <= 512
    return "", True


def measure(kind, glassnic, folder, mebibytes):
    """The rows of one capture."""
    path = os.path.join(folder, kind + ".pcap")
    subprocess.run([sys.executable, os.path.join(HERE, "captures.py"), kind, str(mebibytes), path],
                   check=True)
    rows = []
    commands = {"glassnic": [glassnic, "flows", "-r", path], "tcptrace": ["tcptrace", "-q", path],
                "tshark": TSHARK + [path]}
    try:
        # Once to have the file in memory, so that nobody waits for the disk.
        run(commands["glassnic"])
        for program, (seconds, mib, wrong) in least(commands).items():
            row = {"capture": kind, "program": program, "seconds": seconds, "mib": mib, "wrong": wrong}
            row["promise"], row["holds"] = promise(kind, program, row, rows[0] if rows else row,
                                                   mebibytes)
            # What was stopped has taken at least that long; what failed says nothing.
            row["holds"] = row["holds"] and (not wrong or wrong.startswith("stopped"))
            rows.append(row)
            yield row
    finally:
        os.unlink(path)


def show(row, as_json):
    if as_json:
        print(json.dumps(row), flush=True)
        return
    verdict = "" if not row["promise"] else "ok" if row["holds"] else "MISSED"
    print(f"{row['capture']:<8}{row['program']:<10}{row['seconds']:>10.2f}{row['mib']:>10.1f}  "
          f"{row['promise']:<40}{verdict}{', ' + row['wrong'] if row['wrong'] else ''}", flush=True)


def main():
    glassnic, folder, mebibytes, form, *kinds = sys.argv[1:]
    good = True
    if form == "TEXT":
        print(f"{'capture':<8}{'program':<10}{'seconds':>10}{'MiB':>10}  promise")
    for kind in kinds:
        # A million half-open connections are 86 MiB; 1000 MiB of the others stand for a gigabyte.
        size = max(int(mebibytes) * 86 // 1000, 1) if kind == "flood" else int(mebibytes)
        for row in measure(kind, glassnic, folder, size):
            show(row, form == "JSON")
            good = good and row["holds"]
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
