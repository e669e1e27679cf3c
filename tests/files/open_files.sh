#!/bin/sh
# open_files.sh SAMPLE READER: runs SAMPLE in a new folder and opens what it wrote with the Python package READER.
# Exit code 77, with the reason, if no Python has that package.
set -u
sample=$1
reader=$2
here=$(dirname "$0")

python=
for candidate in python3 /usr/bin/python3; do
	if "$candidate" -c "import numpy, h5py, $reader" 2>/dev/null; then
		python=$candidate
		break
	fi
done
if [ "$reader" = xarray ] && [ -n "$python" ] && ! "$python" -c "import h5netcdf" 2>/dev/null; then
	echo "skipped: h5netcdf is missing (Debian package: python3-h5netcdf)"
	exit 77
fi
if [ -z "$python" ]; then
	echo "skipped: $reader is missing (Debian package: python3-$reader)"
	exit 77
fi

folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/none" "$folder/deflate" "$folder/float32"
for compression in none deflate float32; do
	"$sample" "$folder/$compression" "output.compression=\"$compression\"" || exit 1
done
"$python" "$here/open_files.py" "$reader" "$folder"
