#!/bin/sh
# coverage.sh [BUILD]: line coverage by room, after `cmake --preset coverage`, a build and its tests (BUILD, default
# build/coverage). Two columns: all lines, and without those that only an error of the system reaches (memory, disk, a
# library that fails), which a test cannot bring about. --missing lists the lines not run, as FILE:LINE. Exit code 1 below 85 %.
set -eu

missing=0
if [ "${1:-}" = --missing ]; then
	missing=1
	shift
fi
cd "$(dirname "$0")/.."
build=$(cd "${1:-build/coverage}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && find "$build" -path '*/ish_*.dir/*.gcda' -o -path '*/ishydro_program.dir/*.gcda' |
	xargs -n 50 gcov --json-format --stdout >all.json 2>/dev/null) || true
python3 - "$PWD" "$work/all.json" "$missing" <<'END'
import collections
import json
import os
import re
import sys

root, log, missing = sys.argv[1], sys.argv[2], sys.argv[3] == "1"
ROOMS = ["workspace", "profiler", "spectral", "physics", "solver", "reports", "cli"]
FLOOR = 85.0
# A statement that says so, and what a block does that holds one.
SYSTEM = re.compile(r"ISH_ERR_(MEMORY|SYSTEM)|no memory|ish_system_text|/\* the system \*/")

counts = collections.defaultdict(lambda: collections.defaultdict(int))
for text in open(log):  # one object for each object file; the variants of a source add up
    for entry in json.loads(text)["files"]:
        name = os.path.relpath(os.path.join(root, entry["file"]), root)
        if name.split("/")[0] in ROOMS:
            for line in entry["lines"]:
                counts[name][line["line_number"]] += line["count"]


def system_lines(name):
    """Lines of the innermost { } around each statement that reports an error of the system, unless it is a whole function."""
    lines = open(os.path.join(root, name), encoding="utf-8").read().split("\n")
    found, opened = set(), []
    for number, text in enumerate(lines, 1):
        if SYSTEM.search(text):
            found.add(number)
            if opened and opened[-1][1] > 0:
                opened[-1][2] = True
        code = re.sub(r'"(\\.|[^"\\])*"|\'(\\.|[^\'\\])\'', "", text)
        for letter in code:
            if letter == "{":
                opened.append([number, len(opened), False])
            elif letter == "}" and opened:
                start, _, marked = opened.pop()
                if marked:
                    found.update(range(start + 1, number + 1))
    return found


total = collections.defaultdict(lambda: [0, 0, 0, 0])
for name, lines in sorted(counts.items()):
    skipped = system_lines(name)
    room = name.split("/")[0]
    for number, count in sorted(lines.items()):
        for key in (room, "all"):
            total[key][0] += 1
            total[key][1] += count > 0
            if number not in skipped or count > 0:
                total[key][2] += 1
                total[key][3] += count > 0
        if missing and count == 0 and number not in skipped:
            print(f"{name}:{number}")
print(f"{'room':12}{'lines':>8}{'run':>9}{'without errors of the system':>32}")
for room in ROOMS + ["all"]:
    lines, run, kept, kept_run = total[room]
    if lines:
        print(f"{room:12}{lines:8}{100 * run / lines:8.1f}%{100 * kept_run / kept:31.1f}%")
lowest = min((100 * total[room][3] / total[room][2] for room in total), default=0.0)
sys.exit(0 if lowest >= FLOOR else f"coverage.sh: a room is below {FLOOR:.0f} %")
END
