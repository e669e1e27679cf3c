"""check_heat.py FOLDER POINTS STEPS HOOKS RUNTIME: the profile of examples/profiler/heat.c in every format, against what it does."""

import json
import sys
from pathlib import Path

folder, points, steps, hooks, runtime = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], sys.argv[5]


def is_same(what, found, wanted):
    if found != wanted:
        sys.exit(f"{what}: {found}, not {wanted}")


for name in ["profile.txt", "profile.html", "profile.trace.json", "profile.folded", "profile.pb"]:
    if (folder / name).stat().st_size == 0:
        sys.exit(f"{name} is empty")
profile = json.loads((folder / "profile.json").read_text())
regions = profile["regions"]


def path(region):
    above = region["parent"]
    return ([] if above is None else path(regions[above])) + [region["name"]]


def total(name, key):
    return sum(region[key] for region in regions if region["name"] == name)


is_same("steps", profile["summary"]["steps"], steps)
is_same("kinds of step", [profile["kinds"][k]["steps"] for k in ["warm-up", "steady", "output"]], [3, steps - 3 - steps // 20, steps // 20])
paths = [path(region) for region in regions]
for wanted in [["run", "step", "explicit half", "add"], ["run", "step", "implicit half", "dot product"], ["run", "step", "laplacian"]]:
    if wanted not in paths:
        sys.exit(f"no region {wanted} in {paths}")

(iterations,) = profile["statistics"]
is_same("statistic", iterations["name"], "iterations")
is_same("samples", iterations["all"]["count"], steps)
is_same("stage of the samples", [stage["stage"] for stage in iterations["stages"]], [1])
(cache,) = profile["caches"]
is_same("cache", [cache["hits"], cache["misses"]], [steps - 1, steps + 1])
is_same("redundant calls", profile["summary"]["redundant_calls"], steps)
is_same("redundant region", [r["name"] for r in regions if r["redundant_calls"] > 0], ["mean temperature"])

# Each iteration is a Laplacian, and so are the residual of each step and each miss of the cache.
solved = round(iterations["all"]["mean"] * steps)
is_same("calls of laplacian", total("laplacian", "calls"), solved + steps + cache["misses"])
is_same("work of laplacian", total("laplacian", "flops"), 8 * points**2 * total("laplacian", "calls"))
is_same("bytes of laplacian", total("laplacian", "traffic"), 16 * points**2 * total("laplacian", "calls"))
is_same("threads of laplacian", {r["threads"] for r in regions if r["name"] == "laplacian"}, {2})

is_same("allocation hooks", profile["method"]["allocation_hooks"], hooks)
# LLVM's OpenMP allocates four times a team; GNU's, with two threads, not at all.
steady = profile["summary"]["steady_allocations"]
if hooks == "none" or runtime == "libgomp":
    is_same("allocations in steady steps", steady, None if hooks == "none" else 0)
elif not any(r["allocations"] > 0 for r in regions if r["name"] == "laplacian"):
    sys.exit(f"{steady} allocations in steady steps, none of them in a team")
is_same("work that is compared", profile["run"]["work"], ["grid", "method"])
is_same("program", profile["environment"]["program"], "heat")
