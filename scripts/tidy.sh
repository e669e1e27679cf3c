#!/bin/sh
# tidy.sh [BUILD]: clang-tidy with .clang-tidy over every C file; BUILD (build/clang) is a configured clang build that has been
# built once. Prints what it finds; exit code 1 if anything.
set -eu

cd "$(dirname "$0")/.."
build=${1:-build/clang}
[ -f "$build/compile_commands.json" ] || { echo "tidy.sh: $build is not configured: cmake --preset clang" >&2; exit 4; }
log=$(mktemp)
work=$(mktemp -d)
trap 'rm -rf "$log" "$work"' EXIT

# One command for each file: what differs between precisions and vector levels are definitions and -m flags.
python3 - "$build" "$work" <<'END'
import json, os, sys
build, work = os.path.abspath(sys.argv[1]), sys.argv[2] # what the build writes is not judged
seen = {}
for entry in json.load(open(build + "/compile_commands.json")):
    seen.setdefault(entry["file"], entry)
json.dump(list(seen.values()), open(work + "/compile_commands.json", "w"))
open(work + "/files", "w").write("\n".join(sorted(name for name in seen if name.endswith(".c") and not name.startswith(build + "/"))))
END

# One file for each process: clang-tidy 14 takes a va_list for uninitialised in every file after the first.
xargs -a "$work/files" -n 1 -P "$(getconf _NPROCESSORS_ONLN)" clang-tidy -p "$work" --quiet >"$log" 2>/dev/null || true
if grep -E '(warning|error): ' "$log" >"$work/found"; then
	sort -u "$log" | grep -E '(warning|error): '
	exit 1
fi
echo "nothing found in $(wc -l <"$work/files") files"
