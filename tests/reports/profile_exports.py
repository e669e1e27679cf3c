"""profile_exports.py FOLDER...: do text, HTML, Chrome trace, folded stacks and pprof tell what profile.json tells?

Formats that stand in FOLDER/profile/ are compared region by region (a region is a path of the call tree), to 0.1 %; whole
numbers must be equal. The trace is compared where it holds every call.
"""

import collections
import json
import os
import re
import sys

sys.setrecursionlimit(5000)  # a call tree may be a thousand deep
SHARE = 1e-3  # the bar: totals agree to 0.1 % across formats
NANOSECOND = 1e-9


class Differs(Exception):
    pass


def same(what, value, expected, least=0.0):
    """Within 0.1 %, or within the last digit of a format (least)."""
    if value is None or expected is None:
        if (value is None) != (expected is None):
            raise Differs(f"{what}: {value}, expected {expected}")
    elif abs(value - expected) > max(SHARE * abs(expected), least):
        raise Differs(f"{what}: {value!r}, expected {expected!r}")


def equal(what, value, expected):
    if value != expected:
        raise Differs(f"{what}: {value!r}, expected {expected!r}")


def paths(regions):
    out = []
    for region in regions:
        out.append((out[region["parent"]] if region["parent"] is not None else ()) + (region["name"],))
    return out


# ---- JSON itself: the books balance ----

def check_json(profile):
    regions = profile["regions"]
    root = regions[0]
    same("sum of wall_self", sum(r["wall_self"] for r in regions), root["wall"], NANOSECOND)
    same("sum of thread_self", sum(r["thread_self"] for r in regions), root["thread"], NANOSECOND)
    if root["allocations"] is not None:
        equal("allocations_inclusive of the run", root["allocations_inclusive"], sum(r["allocations"] for r in regions))
        equal("all allocations", profile["allocations"]["allocations"],
              root["allocations_inclusive"] + profile["allocations"]["in_no_region"])
    steps = profile["steps"]
    if profile["summary"]["steps"] == len(steps):
        same("wall of the steps", sum(s["wall"] for s in steps), profile["summary"]["step_wall"])
        same("wall of the kinds", sum(k["wall"] for k in profile["kinds"].values()), profile["summary"]["step_wall"])
        same("wall of the stages", sum(s["wall"] for s in profile["stages"]), profile["summary"]["step_wall"])
    check_rows(profile)


def check_rows(profile):
    """Rows of all steps add up to the regions below "step"."""
    steps, regions = profile["steps"], profile["regions"]
    if profile["summary"]["steps"] != len(steps) or any(s["regions"] is None for s in steps):
        return
    column = {name: i for i, name in enumerate(profile["region_columns"])}
    sums = collections.defaultdict(lambda: collections.Counter())
    for step in steps:
        for row in step["regions"]:
            for key in ("calls", "wall", "wall_self", "thread", "thread_self", "allocations", "bytes"):
                sums[row[column["node"]]][key] += row[column[key]] or 0
    for node, path in enumerate(paths(regions)):
        if path[:2] == ("run", "step"):
            for key, value in sums[node].items():
                # Rows hold times in 24 bits, and a self time is the small difference of such times.
                rounding = 4 * 2**-24 * regions[node][key.removesuffix("_self")] if key.endswith("_self") else 0
                same(f"{key} of {path} over the steps", value, regions[node][key] or 0, 10 * NANOSECOND + rounding)


# ---- the others ----

def check_folded(profile, text):
    def clean(path):
        return ";".join(re.sub(r"[;\n]", "_", name) for name in path)

    found = {}
    for line in text.splitlines():
        stack, _, weight = line.rpartition(" ")
        if not re.fullmatch(r"[1-9][0-9]*", weight) or stack in found or stack == "":
            raise Differs(f"folded line {line!r}")
        found[stack] = int(weight)
    for region, path in zip(profile["regions"], paths(profile["regions"])):
        same(f"folded {clean(path)}", found.pop(clean(path), 0) * NANOSECOND, region["thread_self"], 0.6 * NANOSECOND)
    equal("folded stacks of no region", found, {})


def fields(message):
    """Field number and value of each field of a protocol buffer; bytes for those with a length."""
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while at < len(message):
        key = varint()
        if key & 7 == 0:
            yield key >> 3, varint()
        elif key & 7 == 2:
            length = varint()
            if at + length > len(message):
                raise Differs("pprof: a field is longer than its message")
            yield key >> 3, message[at:at + length]
            at += length
        else:
            raise Differs(f"pprof: wire type {key & 7}")


def packed(message):
    out, value, shift = [], 0, 0
    for byte in message:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            out.append(value)
            value = shift = 0
    return out


def check_pprof(profile, message):
    top = collections.defaultdict(list)
    for number, value in fields(message):
        top[number].append(value)
    strings = [s.decode() for s in top[6]]
    types = []
    for value in top[1]:
        one = dict(fields(value))
        types.append((strings[one[1]], strings[one[2]]))
    equal("pprof: sample types", types, [("calls", "count"), ("thread", "nanoseconds"), ("cpu", "nanoseconds"),
                                         ("allocations", "count"), ("bytes", "bytes")])
    functions = {}
    for value in top[5]:
        one = dict(fields(value))
        functions[one[1]] = (strings[one[2]], strings[one[4]], one.get(5, 0))
    locations = {}
    for value in top[4]:
        one = dict(fields(value))
        locations[one[1]] = functions[dict(fields(one[4]))[1]]
    found = {}
    for value in top[2]:
        one = dict(fields(value))
        found[tuple(locations[i][0] for i in reversed(packed(one[1])))] = packed(one[2])
    for region, path in zip(profile["regions"], paths(profile["regions"])):
        calls, thread, cpu, allocations, size = found.pop(path)
        equal(f"pprof calls of {path}", calls, region["calls"])
        same(f"pprof thread of {path}", thread * NANOSECOND, region["thread_self"], 0.6 * NANOSECOND)
        same(f"pprof cpu of {path}", cpu * NANOSECOND, max(region["cpu_self"] or 0, 0), 0.6 * NANOSECOND)
        equal(f"pprof allocations of {path}", allocations, region["allocations"] or 0)
        same(f"pprof bytes of {path}", size, region["bytes"] or 0)
    equal("pprof samples of no region", found, {})
    equal("pprof: places", {(r["name"], r["file"], r["line"]) for r in profile["regions"]}, set(functions.values()))
    same("pprof duration", top[10][0] * NANOSECOND, profile["run"]["wall"])


def check_html(profile, text):
    data = json.loads(re.search(r'<script type="application/json" id="profile">\n(.*?)</script>', text, re.S).group(1))
    equal("HTML regions", len(data["regions"]), len(profile["regions"]))
    for mine, region in zip(data["regions"], profile["regions"]):
        for key, expected in region.items():
            if isinstance(expected, float):
                same(f"HTML {key} of {region['name']}", mine[key], expected)
            elif not isinstance(expected, list):
                equal(f"HTML {key} of {region['name']}", mine[key], expected)
    for key, expected in profile["summary"].items():
        if isinstance(expected, (int, float)):
            same(f"HTML summary {key}", data["summary"][key], expected)
    column = {name: i for i, name in enumerate(data["step_columns"])}
    equal("HTML steps", len(data["steps"]), len(profile["steps"]))
    for row, step in zip(data["steps"], profile["steps"]):
        for key in ("step", "wall", "cpu", "allocations", "bytes", "transforms", "flops", "redundant_calls"):
            same(f"HTML {key} of step {step['step']}", row[column[key.replace("redundant_calls", "redundant")]], step[key])


def check_nested(events, own):
    """Calls of one thread lie within each other or apart, an outer one before those within it. Adds up self times."""
    around = []
    last = -1
    for name, begin, end in events:
        if begin < last:
            raise Differs("trace: calls are out of order")
        last = begin
        while around and around[-1][1] <= begin:
            around.pop()
        if around:
            if end > around[-1][1]:
                raise Differs(f"trace: {name} from {begin} to {end} ns ends after {around[-1]} around it")
            own[around[-1][0]] -= end - begin
        own[name] += end - begin
        around.append((name, end))


def check_trace(profile, text):
    trace = json.loads(text)
    threads, calls, parts, stepping = collections.defaultdict(list), collections.Counter(), 0, collections.Counter()
    last = -1.0
    for event in trace["traceEvents"]:
        for key in ("pid", "tid", "ts", "dur"):
            if key in event and (isinstance(event[key], bool) or not isinstance(event[key], (int, float)) or event[key] < 0):
                raise Differs(f"trace: {key} of {event}")
        if not isinstance(event["name"], str) or event["ph"] not in ("M", "X", "C") or "pid" not in event:
            raise Differs(f"trace: {event}")
        if event["ph"] == "X":
            begin, length, name = round(1000 * event["ts"]), round(1000 * event["dur"]), event["name"]
            threads[event["tid"]].append((name, begin, begin + length))
            if event.get("args", {}).get("part") == 1:
                parts += 1
            else:
                calls[name] += 1
                stepping[name] += length if event["tid"] == 0 else 0
        elif event["ph"] == "C":
            if event["ts"] < last:
                raise Differs("trace: counters are out of order")
            last = event["ts"]
    own = collections.Counter()
    for events in threads.values():
        check_nested(events, own)
    kept = trace["otherData"]["calls_kept"]
    equal("trace: calls_kept", kept, sum(calls.values()) + parts)
    return check_trace_sums(profile, kept - parts, calls, stepping, own)


def check_trace_sums(profile, kept, calls, stepping, own):
    """Calls, time on the stepping thread and self time of all threads, in ns, by name."""
    expected = collections.defaultdict(collections.Counter)
    for region in profile["regions"][1:]:
        name = re.sub(r'["\\\x00-\x1f]', "_", region["name"])
        for key in ("calls", "wall", "thread_self"):
            expected[name][key] += region[key]
    if kept < sum(e["calls"] for e in expected.values()):
        return False  # older calls were overwritten
    for name, sums in expected.items():
        error = 4 * NANOSECOND * max(sums["calls"], 1) ** 0.5  # a call is rounded to 1 ns
        equal(f"trace: calls of {name}", calls[name], sums["calls"])
        same(f"trace: time of {name} on the stepping thread", stepping[name] * NANOSECOND, sums["wall"], error)
        same(f"trace: self time of {name}", own[name] * NANOSECOND, sums["thread_self"], error)
    return True


UNITS = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9, "min": 60.0}


def check_text(profile, text):
    """The head, and the table of regions: names are cut there, so it is the order that tells them apart."""
    number = r"([0-9.]+(?:e[-+]?[0-9]+)?) (min|s|ms|us|ns)"
    found = re.search(rf"^  time +{number} in steps, {number} in all$", text, re.M).groups()
    same("text: time in steps", float(found[0]) * UNITS[found[1]], profile["summary"]["step_wall"])
    same("text: time in all", float(found[2]) * UNITS[found[3]], profile["run"]["wall"])
    table = re.search(r"^Regions: .*\n-+\nregion .*\n((?:.+\n)+)", text, re.M).group(1).splitlines()
    equal("text: regions", len(table), len(profile["regions"]))
    children = collections.defaultdict(list)
    for i, region in enumerate(profile["regions"]):
        children[region["parent"]].append(i)

    def walk(node):
        yield node
        for child in children[node]:
            yield from walk(child)

    for line, node in zip(table, walk(0)):
        region = profile["regions"][node]
        shown = line[:22].strip()
        if not region["name"].startswith(shown):
            raise Differs(f"text: region {shown!r}, expected {region['name']!r}")
        times = re.findall(number, line[30:57])
        for (value, unit), key in zip(times, ("wall", "wall_self", "cpu")):
            same(f"text: {key} of {shown}", float(value) * UNITS[unit], max(region[key], 0.0))
        calls = line[22:30].strip()
        if " " not in calls:
            equal(f"text: calls of {shown}", int(calls), region["calls"])
    cut = re.search(r"^  transforms +([0-9]+) executions, ([0-9]+) plans made", text, re.M)
    if cut:
        equal("text: transforms", int(cut.group(1)), profile["summary"]["transforms"])
        equal("text: plans", int(cut.group(2)), profile["summary"]["plans"])


CHECKS = {"profile.txt": check_text, "profile.html": check_html, "profile.trace.json": check_trace,
          "profile.folded": check_folded, "profile.pb": check_pprof}


def main():
    whole = compared = 0
    for folder in sys.argv[1:]:
        with open(f"{folder}/profile/profile.json") as file:
            profile = json.load(file)
        try:
            check_json(profile)
            for name, check in CHECKS.items():
                path = f"{folder}/profile/{name}"
                if os.path.exists(path):
                    with open(path, "rb") as file:
                        content = file.read()
                    whole += check(profile, content if name.endswith(".pb") else content.decode()) is True
                    compared += 1
        except Differs as error:
            sys.exit(f"{folder}: {error}")
    print(f"{compared} files agree with profile.json, {whole} traces hold every call")
    if compared < 4 * len(sys.argv[1:]) or whole == 0:
        sys.exit("too little was compared")


main()
