#!/usr/bin/env python3
"""More of everything than there is room for: nothing is lost without a word, and the totals are those planted.

    flood.py FLOOD_PROGRAM PROFILE_EXPORTS
"""
import json
import re
import subprocess
import sys
import tempfile


def equal(what, said, planted):
    if said != planted:
        sys.exit(f"FAILED: {what}: {said}, planted {planted}")


def number(warnings, pattern):
    """The number at the start of the one warning that matches."""
    found = [line for line in warnings if re.search(pattern, line)]
    if len(found) != 1:
        sys.exit(f"FAILED: {len(found)} warnings of {pattern!r} among {warnings}")
    print(found[0])
    return int(found[0].split()[0])


def check(depth):
    with tempfile.TemporaryDirectory() as work:
        done = subprocess.run([sys.argv[1], work, str(depth)], stdout=subprocess.PIPE, text=True)
        if done.returncode != 0:
            sys.exit(f"FAILED: the program ends with {done.returncode}")
        planted = json.loads(done.stdout)
        with open(work + "/profile/profile.json", encoding="utf-8") as file:
            profile = json.load(file)
        done = subprocess.run([sys.executable, sys.argv[2], work])
        if done.returncode != 0:
            sys.exit("FAILED: the formats differ")
        with open(work + "/profile/profile.txt", encoding="utf-8") as file:
            text = file.read()
    regions, warnings, summary = profile["regions"], profile["warnings"], profile["summary"]
    calls = {}
    for region in regions:
        name = region["name"].split()[0]
        calls[name] = calls.get(name, 0) + region["calls"]
    folded = number(warnings, "calls of regions were counted into their parent")
    # Of a stranger without a place each begin and each end asks for one.
    refused = number(warnings, "calls came from threads beyond")
    known = sum(calls.get(name, 0) for name in ("deep", "crowd", "place", "keys", "stranger"))
    equal("all calls", known + folded + refused / 2, planted["calls"] + planted["strangers"])
    equal("calls of threads beyond", refused, 2 * planted["refused"])
    if profile["method"]["mismatches"] != 0:
        sys.exit(f"FAILED: {profile['method']['mismatches']} mismatches: no region was ended that was not begun")
    equal("work", sum(region["flops"] for region in regions), planted["flops"])
    large = [row for row in profile["allocations"]["large"] if row["bytes"] >= 10000000]
    if summary["zero_allocations"] != "not measured":
        # Strangers are made by allocating, outside of steps: in the steps all is planted.
        steps = sum(step["allocations"] for step in profile["steps"])
        equal("allocations in steps", steps, planted["allocations"] - planted["large"])
        equal("large allocations", profile["allocations"]["large_seen"], planted["large"])
        if not 0 < len(large) < planted["large"] or not re.search(rf"^{planted['large']} allocations of ", text, re.M):
            sys.exit(f"FAILED: of {planted['large']} large allocations {len(large)} are listed, and the text does not say so")
    checked = planted["keys"] - number(warnings, "were not checked for redundancy")
    if not 3 * 2048 <= checked < planted["keys"] or summary["redundant_calls"] != 0:
        sys.exit(f"FAILED: {checked} keys checked, {summary['redundant_calls']} redundant calls")
    beyond = number(warnings, "caches, statistics or transforms")
    listed = len(profile["caches"]) + len(profile["statistics"]) + len(profile["transforms"])
    equal("names, those without a place with them", listed + beyond, 2 * planted["names"] + planted["plans"] // 3)
    equal("executions in the steps", sum(step["transforms"] for step in profile["steps"]), planted["executions"])
    equal("executions", summary["transforms"], planted["executions"])
    equal("plans", summary["plans"], planted["plans"])
    equal("seconds of planning", round(summary["planning"], 9), round(1e-3 * planted["plans"], 9))
    own = sum(region["wall_self"] for region in regions)
    if abs(own / regions[0]["wall"] - 1) > 1e-9:
        sys.exit(f"FAILED: the books: {own} s of {regions[0]['wall']}")
    print(f"{depth} deep: {planted['calls']} calls, {planted['allocations']} allocations, {planted['executions']} transforms: all told")


check(300)
check(1000)
