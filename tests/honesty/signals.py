#!/usr/bin/env python3
"""SIGINT and SIGTERM at random moments leave whole reports in every format, and the exit code says which it was.

    signals.py ISHYDRO PROFILE_EXPORTS

Runs that would never end are stopped in their midst, runs of a few steps anywhere from planning to the last file. Every
report that stands is parsed and compared with the others (tests/reports/profile_exports.py).
"""
import concurrent.futures
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time

ISHYDRO, EXPORTS = sys.argv[1:]
ENDLESS, SHORT = 24, 12
FORMATS = ["profile.txt", "profile.json", "profile.html", "profile.trace.json", "profile.folded", "profile.pb"]


def start(folder, steps, every):
    return subprocess.Popen(
        [ISHYDRO, "profile", "-q", "--planning", "estimate", "--preset", f"{steps}x24x24x12", "-o", folder,
         "--set", f"output.every={every}", "--threads", "2"],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def fail(folder, what):
    sys.exit(f"FAILED: {folder}: {what}")


def stop(case):
    """Stops one run; says how it ended: "nothing", "stopped" or "done"."""
    folder, steps, every, moment, number = case
    run = start(folder, steps, every)
    if steps > 1000: # in the midst: the first fields are there
        while not os.path.exists(folder + "/fields.hdf.series"):
            if run.poll() is not None:
                return folder, number, run.returncode, run.stderr.read()
            time.sleep(0.002)
    time.sleep(moment)
    run.send_signal(number)
    said = run.communicate(timeout=100)[1]
    return folder, number, run.returncode, said


def judge(folder, number, code, said):
    if not os.path.exists(folder + "/run.json"):
        # Before main() has begun nobody is there to catch it, which a shell shows as the same exit code.
        if code not in (128 + number, -number) or os.path.exists(folder):
            fail(folder, f"exit code {code} after signal {number} before the first step; {said}")
        return "nothing"
    with open(folder + "/run.json", encoding="utf-8") as file:
        state = json.load(file)["state"]
    if code != (128 + number if state == "stopped" else 0) and not (state == "done" and code == 128 + number):
        fail(folder, f"exit code {code} after signal {number}, run.json says {state}; {said}")
    missing = [name for name in FORMATS if not os.path.exists(f"{folder}/profile/{name}")]
    parts = [name for _, _, names in os.walk(folder) for name in names if ".part" in name]
    if missing or parts or state not in ("stopped", "done"):
        fail(folder, f"missing {missing}, half written {parts}, state {state}")
    with open(folder + "/profile/profile.json", encoding="utf-8") as file:
        profile = json.load(file)
    with open(folder + "/series.csv", encoding="utf-8") as file:
        last = int(file.read().split("\n")[-2].split(",")[0])
    if profile["summary"]["steps"] != last:
        fail(folder, f"the profile has {profile['summary']['steps']} steps, the series {last}")
    return state


def main():
    random.seed(20240229)
    with tempfile.TemporaryDirectory() as work:
        os.chdir(work)
        begin = time.monotonic()
        if start("whole", 30, 10).wait() != 0:
            fail("whole", "a run that nobody stops fails")
        length = time.monotonic() - begin
        signals = [signal.SIGINT, signal.SIGTERM]
        cases = [(f"endless{i}", 1000000, random.choice([0, 1, 7]), random.uniform(0, 0.12), signals[i % 2])
                 for i in range(ENDLESS)]
        cases += [(f"short{i}", 30, 3, length * (i + random.random()) / SHORT, signals[i % 2]) for i in range(SHORT)]
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            ends = [judge(*end) for end in pool.map(stop, cases)]
        stopped = [case[0] for case, end in zip(cases, ends) if end != "nothing"]
        count = {end: ends.count(end) for end in ("nothing", "stopped", "done")}
        if count["stopped"] < ENDLESS:
            sys.exit(f"FAILED: only {count} of {len(cases)} runs were stopped in their midst")
        done = subprocess.run([sys.executable, EXPORTS, "whole", *stopped], text=True)
        if done.returncode != 0:
            sys.exit("FAILED: a report is not whole")
        print(f"{len(cases)} signals: {count['stopped']} runs stopped, {count['nothing']} before their first step, "
              f"{count['done']} done; all reports whole")


main()
