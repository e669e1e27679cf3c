#!/usr/bin/env python3
"""Shares and costs by callgrind, which counts instructions and knows nothing of the profiler.

    instructions.py FOLDER shares   work of 10, 20, 30 and 40 parts: the profile's self shares are those planted (0.5
                                    points) and callgrind's (2 points)
    instructions.py FOLDER step     what a step with 300 regions costs the profiler, at most 0.5 % of 10 ms; 2 % with
                                    allocations seen and every call traced

FOLDER holds exact_work_program and step_program.
"""
import re
import shutil
import subprocess
import sys
import tempfile

# For a bar in time instructions and system calls need a price, and it must not depend on the machine of the day: one
# instruction a cycle at 2 GHz (measured for a begin and end of a region: 0.35 ns each), and three times what a reading of
# the process' clock takes here.
NANOSECONDS_AN_INSTRUCTION = 0.5
NANOSECONDS_A_CALL = 1000
STEP = 10e6 # ns


def callgrind(*command):
    """What the program prints, all its instructions, and those of each function by itself."""
    with tempfile.NamedTemporaryFile("r", encoding="utf-8") as file:
        done = subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={file.name}", *command],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if done.returncode != 0:
            sys.exit(f"FAILED: {command}: {done.stderr}")
        return done.stdout, *self_costs(file)


def self_costs(file):
    names, own, function, called = {}, {}, None, False
    total = 0
    for line in file:
        head = re.match(r"fn=\((\d+)\)(?: (.*))?$", line)
        if head:
            names.setdefault(head.group(1), head.group(2))
            function = names[head.group(1)]
        elif line.startswith("cfn="):
            callee = re.match(r"cfn=\((\d+)\)(?: (.*))?$", line)
            if callee.group(2):
                names[callee.group(1)] = callee.group(2)
        elif line.startswith("calls="):
            called = True
        elif line.startswith("summary:") or line.startswith("totals:"):
            total = int(line.split()[1])
        elif re.match(r"[0-9+*-]", line):
            if not called: # the line after calls= is what the callee cost
                own[function] = own.get(function, 0) + int(line.split()[1])
            called = False
    return total, own


def shares(folder):
    printed, _, own = callgrind(f"{folder}/exact_work_program", "40", "400")
    rows = [line.split() for line in printed.splitlines()]
    work = {name: own["work_" + name] for name, *_ in rows}
    if len(rows) != 4 or sum(work.values()) < 40 * 400 * 100:
        sys.exit(f"FAILED: callgrind sees too little: {work}")
    for name, planted, wall, _ in rows:
        seen = 100 * work[name] / sum(work.values())
        print(f"{name}: planted {planted} %, the profile {wall} %, callgrind {seen:.2f} %")
        if abs(float(wall) - float(planted)) > 0.5 or abs(float(wall) - seen) > 2:
            sys.exit(f"FAILED: the share of {name}")


def step(folder):
    cost = {}
    for level in "off", "regions", "full":
        few, many = (callgrind(f"{folder}/step_program", str(steps), level)[:2] for steps in (100, 300))
        # Under callgrind all takes long, and a region that takes long has its processor time read: calls are counted without.
        calls = subprocess.run([f"{folder}/step_program", "1000", level], stdout=subprocess.PIPE, text=True, check=True)
        cost[level] = [(many[1] - few[1]) / 200, int(calls.stdout) / 1000]
    for level, most in ("regions", 0.005), ("full", 0.02):
        instructions, calls = (a - b for a, b in zip(cost[level], cost["off"]))
        share = (instructions * NANOSECONDS_AN_INSTRUCTION + calls * NANOSECONDS_A_CALL) / STEP
        print(f"level {level}: {instructions:.0f} instructions and {calls:.1f} system calls in a step of 300 regions: "
              f"{100 * share:.2f} % of 10 ms, at most {100 * most} %")
        if not 300 * 20 < instructions or share > most:
            sys.exit(f"FAILED: the cost of a step at level {level}")


if shutil.which("valgrind") is None:
    print("skipped: valgrind is not installed")
    sys.exit(77)
{"shares": shares, "step": step}[sys.argv[2]](sys.argv[1])
