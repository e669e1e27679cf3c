#!/bin/sh
# compiled_out.sh NM OBJECT: no symbol of the profiler is wanted or defined in the object.
set -eu
symbols=$("$1" "$2")
echo "$symbols"
case $symbols in
*compiled_out_kernel*) ;;
*)
	echo "the kernel itself is not in the object"
	exit 1
	;;
esac
if echo "$symbols" | grep -q 'ish_'; then
	exit 1
fi
