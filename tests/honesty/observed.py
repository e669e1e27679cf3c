#!/usr/bin/env python3
"""The profile of a real run against the books of an observer that knows nothing of the profiler.

    observed.py ISHYDRO OBSERVED OBSERVER CASE

ISHYDRO is the program that users run, OBSERVED is ishydro with a mark at every call of the profiler (marks.c), OBSERVER is preloaded (observer.c). Both count
the same run: calls, allocations, bytes, transforms and plans, by place in the call tree, by step and by stage of the
scheme. Counts must be equal; there is no tolerance.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

KINDS = ["warm-up", "steady", "output", "regrid"]


class Run:
    """A run of the program: what its profile says and what the observer saw."""

    def __init__(self, *options, plant=None, program=None):
        folder = tempfile.mkdtemp()
        try:
            environment = dict(os.environ, LD_PRELOAD=OBSERVER, ISH_OBSERVER_FILE=folder + "/seen")
            environment.update(plant or {})
            done = subprocess.run(
                [program or OBSERVED, "run", "--quiet", "--planning", "estimate", "-o", folder + "/out", *options,
                 "--set", 'profile.formats=["json"]'],
                env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            if done.returncode != 0:
                sys.exit(f"the run failed with {done.returncode}: {options}\n{done.stdout}")
            with open(folder + "/out/profile/profile.json", encoding="utf-8") as file:
                self.profile = json.load(file)
            with open(folder + "/seen", encoding="utf-8") as file:
                self.seen = json.load(file)
        finally:
            shutil.rmtree(folder)
        if self.profile["method"]["allocation_hooks"] == "none":
            print("skipped: no allocation hooks:", self.profile["method"]["allocation_hooks_reason"])
            sys.exit(77)
        if self.seen["strange"] != 0:
            sys.exit("FAILED: the solver calls FFTW in ways that the observer does not know, or a table of it is full")


def equal(what, said, seen):
    if said != seen:
        sys.exit(f"FAILED: {what}: the profile says {said}, the observer {seen}")


def between(what, low, said, high):
    if not low <= said <= high:
        sys.exit(f"FAILED: {what}: the profile says {said}, the observer {low} to {high}")


def paths(profile):
    """The regions of the profile by path from the root; equal names in one place (twins) are one."""
    path = []
    out = {}
    for region in profile["regions"]:
        above = "" if region["parent"] is None else path[region["parent"]] + ";"
        path.append(above + region["name"])
        row = out.setdefault(path[-1], {})
        for key in ("calls", "allocations", "bytes", "frees", "steady_allocations", "steady_bytes", "redundant_calls"):
            row[key] = row.get(key, 0) + region[key]
    return out


def runs():
    """Real runs of many kinds: presets, backends, threads, schemes, precisions, output of each kind."""
    for threads in "1", "2":
        for backend in "fft", "matrix", "auto":
            yield (f"{backend}, {threads} threads", "--preset", "9x16x9x8", "--threads", threads,
                   "--set", f'backend.derivative="{backend}"', "--set", "output.every=6")
    yield ("a plane, float", "--preset", "8x16x12x1", "--precision", "float", "--set", "time.scheme=imex-ars3",
           "--set", "filter.name=two-thirds")
    yield ("a line of a prime length, fft", "--preset", "6x211x1x1", "--set", 'backend.derivative="fft"')
    yield ("the linear operator", "--preset", "7x8x8x8", "--threads", "2", "--set", "time.scheme=imex-linear",
           "--set", "output.checkpoint_every=5")
    yield ("split steps, every field", "--preset", "6x8x8x8", "--set", "time.scheme=split-step",
           "--set", 'output.fields=["all"]', "--set", "output.every=2", "--set", "output.spectra_every=1")


def key(plan):
    return tuple(plan["n"]), plan["batch"], plan["forward"], plan["single"]


def case_transforms_and_plans_equal_those_that_fftw_is_asked_for():
    """By shape, batch, direction and precision; by step; by place; where there are none as well."""
    for name, *options in runs():
        run = Run(*options)
        said, seen = {}, {}
        for t in run.profile["transforms"]:
            at = tuple(t["shape"]), t["batch"], t["direction"] == "forward", t["precision"] == "float"
            plans, executions = said.get(at, (0, 0))
            said[at] = plans + t["plans"], executions + t["executions"]
        for plan in run.seen["plans"]:
            if plan["kept"]:
                plans, executions = seen.get(key(plan), (0, 0))
                seen[key(plan)] = plans + 1, executions + plan["executions"]
        equal(f"{name}: plans and executions by shape", said, seen)
        equal(f"{name}: executions", run.profile["summary"]["transforms"], run.seen["all"]["transforms"])
        for step, other in zip(run.profile["steps"], run.seen["steps"], strict=True):
            equal(f"{name}: transforms of step {step['step']}", step["transforms"], other["all"]["transforms"])
        if "fft" in name and not seen:
            sys.exit(f"FAILED: {name}: no transform at all")
        plain = Run(*options, program=ISHYDRO) # no mark in it: the whole process is one place
        equal(f"{name}: executions in the program that users run", plain.profile["summary"]["transforms"],
              plain.seen["process"]["transforms"])
        forward = sum(executions for at, (_, executions) in seen.items() if at[2])
        print(f"{name}: {len(run.seen['plans'])} plans made, {sum(p for p, _ in seen.values())} kept, "
              f"{run.seen['all']['transforms']} executions, {forward} of them forward")


def case_allocations_and_calls_equal_those_of_a_preloaded_counter():
    """Calls, allocations, bytes and frees: the run, each place of the tree, each step, each stage, each kind of step."""
    for name, *options in runs():
        run = Run(*options)
        faults = {key: run.profile["method"][key] for key in
                  ("mismatches", "folded_calls", "calls_of_unknown_threads", "keys_dropped", "refused")}
        equal(f"{name}: what a good run has none of", list(faults.values()) + [run.profile["summary"]["redundant_calls"]],
              [0] * 6)
        compare_tally(f"{name}: the run", run.profile["allocations"], run.seen["all"])
        equal(f"{name}: in no region", run.profile["allocations"]["in_no_region"], run.seen["outside"]["allocations"])
        equal(f"{name}: of workers in no region", run.profile["allocations"]["in_no_region"], 0)
        compare_places(name, run)
        compare_steps(name, run)
        steady = sum(step["all"]["allocations"] for step in run.seen["steps"] if KINDS[step["kind"]] == "steady")
        equal(f"{name}: in steady steps", run.profile["summary"]["steady_allocations"], steady)
        equal(f"{name}: in steady steps", steady, 0)
        print(f"{name}: {run.seen['all']['allocations']} allocations of {run.seen['all']['bytes']} bytes in "
              f"{len(run.seen['places'])} places and {len(run.seen['steps'])} steps, 0 in steady ones")


def compare_tally(what, said, seen):
    equal(f"{what}: allocations", said["allocations"], seen["allocations"])
    # Aligned requests arrive rounded up at the hooks: equal where there are none.
    between(f"{what}: bytes", seen["bytes"], said["bytes"], seen["rounded"])
    if "frees" in said:
        equal(f"{what}: frees", said["frees"], seen["frees"])


def compare_places(name, run):
    said = paths(run.profile)
    seen = {place["path"]: place for place in run.seen["places"]}
    equal(f"{name}: places", sorted(said), sorted(seen))
    for path, row in said.items():
        if path != "run": # which is opened by no call
            equal(f"{name}: calls of {path}", row["calls"], seen[path]["calls"])
        compare_tally(f"{name}: {path}", row, seen[path]["all"])
        equal(f"{name}: steady allocations of {path}", row["steady_allocations"], seen[path]["steady"]["allocations"])


def compare_steps(name, run):
    kinds = {}
    for step, seen in zip(run.profile["steps"], run.seen["steps"], strict=True):
        what = f"{name}: step {step['step']}"
        equal(f"{what}: number and kind", (step["step"], step["kind"]), (seen["step"], KINDS[seen["kind"]]))
        equal(f"{what}: calls", step["calls"], seen["calls"])
        compare_tally(what, step, seen["all"])
        equal(f"{what}: in no region", step["allocations_in_no_region"], seen["outside"]["allocations"])
        stages = {row["stage"]: row for row in step["stages"]}
        for stage in range(-1, 7):
            row = stages.get(None if stage < 0 else stage, {"allocations": 0, "bytes": 0})
            compare_tally(f"{what}: stage {stage}", row, seen[f"stage{stage}"])
        kinds[step["kind"]] = kinds.get(step["kind"], 0) + seen["all"]["allocations"]
    for kind, allocations in kinds.items():
        equal(f"{name}: in {kind} steps", run.profile["kinds"][kind]["allocations"], allocations)


def totals(pattern, *command):
    """Allocations and bytes that a command prints, as whole numbers, and the digits of the number of its process."""
    folder = tempfile.mkdtemp()
    done = subprocess.Popen(
        [*command, "--quiet", "--planning", "estimate", "--threads", "1", "-o", folder + "/out",
         "--set", "output.every=1", "--set", 'backend.derivative="fft"', "--set", 'backend.simd="v2"',
         "--set", "profile.formats=[]"],
        env=dict(os.environ, ISH_SAY_ALLOCATIONS="1"), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    said = done.communicate()[1]
    shutil.rmtree(folder)
    found = re.search(pattern, said)
    if done.returncode != 0 or not found:
        sys.exit(f"FAILED: {command}: exit code {done.returncode}\n{said}")
    return [int(text.replace(",", "")) for text in found.groups()], len(str(done.pid))


def case_allocations_equal_those_of_valgrind():
    """Three steps more, each with its output: so many allocations, so many bytes, by memcheck and by the profile.

    valgrind counts a process from its first instruction to its last, so two runs of unlike length are compared. It puts
    an allocator of its own under the program, in which the profiler's hooks are dead: it is a run of its own.
    """
    if shutil.which("valgrind") is None:
        print("skipped: valgrind is not installed")
        sys.exit(77)
    valgrind = ["valgrind", "--tool=memcheck", "--leak-check=no", "--undef-value-errors=no"]
    more = []
    # Files under way bear the number of the process in their names, which allocate so many bytes: runs that are compared
    # must have numbers of one length.
    while not more or len(digits) > 1:
        more, digits = compare_lengths(valgrind)
    equal("allocations and bytes of three steps with output", more[1], more[0])
    if more[0][0] < 1000:
        sys.exit(f"FAILED: only {more[0][0]} allocations: the steps had no output")
    print(f"three steps with output: {more[0][0]} allocations of {more[0][1]} bytes by both")


def compare_lengths(valgrind):
    """What runs of 9 steps allocate more than those of 6, by valgrind and by the profile."""
    more, digits = [], set()
    for tool, pattern in (valgrind, "heap usage: ([0-9,]+) allocs, .* frees, ([0-9,]+) bytes"), \
            ([], "([0-9]+) allocations, ([0-9]+) bytes"):
        some = [totals(pattern, *tool, OBSERVED, "run", "--preset", f"{steps}x8x8x1") for steps in (6, 9)]
        more.append([b - a for a, b in zip(some[0][0], some[1][0])])
        digits |= {some[0][1], some[1][1]}
    return more, digits


def case_planted_allocations_are_found_by_region_step_stage_and_thread():
    """Many, in regions that the stepping thread opens, and its workers, each at every call of one steady step."""
    for region in "fft", "matrix product", "divergence", "recovery", "closure", "stage", "filter", "spectrum":
        for threads in "1", "2":
            run = Run("--preset", "8x16x9x8", "--threads", threads, "--set", "output.spectra_every=1",
                      "--set", f'backend.derivative="{"matrix" if region == "matrix product" else "fft"}"',
                      plant={"ISH_PLANT_ALLOCATION": f"5:12345:{region}"})
            name = f"planted in {region}, {threads} threads"
            compare_places(name, run)
            compare_steps(name, run)
            found = sum(row["steady_allocations"] for path, row in paths(run.profile).items()
                        if path.split(";")[-1] == region)
            step = run.seen["steps"][5]
            equal(f"{name}: in all of them", found, step["all"]["allocations"])
            equal(f"{name}: in the steady steps", run.profile["summary"]["steady_allocations"], found)
            equal(f"{name}: bytes", run.profile["steps"][5]["bytes"], 12345 * found)
            equal(f"{name}: verdict", run.profile["summary"]["zero_allocations"], "broken")
            if found == 0 or not any(region in text for text in run.profile["warnings"]):
                sys.exit(f"FAILED: {name}: {found} found, the warnings are {run.profile['warnings']}")
            print(f"{name}: {found} found")


def case_planted_redundant_calls_are_found_and_a_clean_run_has_none():
    """Whatever the scheme: none. The right-hand side evaluated k times more in one step: k a stage.

    The second time its gradients are hits of the cache. Where the cache is made to forget, each of them is a derivative
    that was there already: the profile says how many the cache has lost.
    """
    schemes = "imex-ssp2", "imex-ars2", "imex-ssp3", "imex-ars3", "imex-linear", "split-step"
    for scheme in schemes:
        options = "--preset", "8x8x8x8", "--set", f'time.scheme="{scheme}"', "--set", "output.every=3", \
            "--set", 'output.fields=["all"]'
        clean = Run(*options)
        equal(f"{scheme}: clean run", clean.profile["summary"]["redundant_calls"], 0)
        equal(f"{scheme}: wasted in a clean run", clean.profile["summary"]["wasted"], 0)
        for times in 1, 3:
            run = Run(*options, plant={"ISH_PLANT_REDUNDANT": f"4:{times}"})
            calls_more = 0
            for place, before in zip(run.seen["places"], clean.seen["places"], strict=True):
                equal("the same places", place["path"], before["path"])
                if place["path"].endswith("derivative") and place["path"].startswith("run;step;"):
                    calls_more += place["calls"] - before["calls"]
            name = f"{scheme}, {times} times more"
            equal(f"{name}: redundant", run.profile["summary"]["redundant_calls"], calls_more)
            equal(f"{name}: in step 4", run.profile["steps"][4]["redundant_calls"], calls_more)
            equal(f"{name}: by region", sum(row["redundant_calls"] for row in paths(run.profile).values()), calls_more)
            if calls_more == 0 or calls_more % times != 0 or run.profile["summary"]["wasted"] <= 0:
                sys.exit(f"FAILED: {name}: {calls_more} calls planted, wasted {run.profile['summary']['wasted']}")
            stale = Run(*options, plant={"ISH_PLANT_REDUNDANT": f"4:{times}", "ISH_PLANT_STALE": "4"})
            hits = [one.profile["steps"][4]["caches"]["derivative"]["hits"] for one in (run, clean, stale)]
            lost = [next(row["lost"] for row in one.profile["caches"] if row["name"] == "derivative")
                    for one in (run, clean, stale)]
            equal(f"{name}: derivatives lost by the cache", lost, [0, 0, hits[0] - hits[1]])
            if hits[0] == hits[1] or hits[2] != 0:
                sys.exit(f"FAILED: {name}: nothing was planted: {hits} hits")
            print(f"{name}: {calls_more} calls planted, {lost[2]} derivatives lost, all found; none without")


def case_a_steady_step_formats_opens_and_writes_nothing():
    """Series, trace and records go to rings; what is due to be written makes a step one of output."""
    for name, *options in runs():
        run = Run(*options, "--set", 'profile.level="full"')
        count = {kind: [0, 0, 0] for kind in KINDS}
        for step in run.seen["steps"]:
            row = count[KINDS[step["kind"]]]
            row[0] += 1
            row[1] += step["all"]["formats"]
            row[2] += step["all"]["writes"]
        if count["steady"][0] == 0 or count["output"][1] == 0 or count["output"][2] == 0:
            sys.exit(f"FAILED: {name}: the counter sees nothing: {count}")
        equal(f"{name}: formatted and written in steady steps and before", [0] * 4, count["steady"][1:] + count["warm-up"][1:])
        print(f"{name}: {count['steady'][0]} steady steps, 0 texts, 0 writes; in {count['output'][0]} of output "
              f"{count['output'][1]} texts, {count['output'][2]} writes")
    planted = Run("--preset", "8x8x8x8", plant={"ISH_PLANT_PRINT": "5"})
    equal("a planted text", 1, planted.seen["steps"][5]["all"]["formats"])


if __name__ == "__main__":
    ISHYDRO, OBSERVED, OBSERVER, CASE = sys.argv[1:]
    globals()["case_" + CASE]()
    print("passed:", CASE)
