#!/usr/bin/python3
"""Draws fields of a run's field files as maps with common colours: plot_fields.py OUT.png FIELD FILE.hdf...

Needs python3-h5py and python3-matplotlib. FIELD is a dataset of the file (e, u1, pi12, ...) or "vorticity" (d_x u2 - d_y u1).
The plane is z = origin.
"""
import sys

import h5py
import matplotlib
import numpy

matplotlib.use("Agg")
from matplotlib import pyplot


def plane(file, name):
    if name != "vorticity":
        return file[name][0]
    spacing = [file.attrs["length"][i] / file["e"].shape[2 - i] for i in (0, 1)]

    def derivative(field, axis):
        k = 2j * numpy.pi * numpy.fft.fftfreq(field.shape[axis], spacing[1 - axis])
        shape = [1, 1]
        shape[axis] = -1
        return numpy.fft.ifft(k.reshape(shape) * numpy.fft.fft(field, axis=axis), axis=axis).real

    return derivative(file["u2"][0], 1) - derivative(file["u1"][0], 0)


def main(out, name, *paths):
    files = [h5py.File(path) for path in paths]
    maps = [plane(file, name) for file in files]
    low, high = min(m.min() for m in maps), max(m.max() for m in maps)
    diverging = low < 0 < high
    if diverging:
        high = max(-low, high)
        low = -high
    figure, axes = pyplot.subplots(1, len(files), figsize=(3.1 * len(files) + 0.9, 3.3), squeeze=False, constrained_layout=True)
    for ax, file, values in zip(axes[0], files, maps):
        origin, length = file.attrs["origin"], file.attrs["length"]
        image = ax.imshow(values, origin="lower", vmin=low, vmax=high, cmap="RdBu_r" if diverging else "viridis",
                          extent=(origin[0], origin[0] + length[0], origin[1], origin[1] + length[1]))
        ax.set_title(f"t = {file.attrs['time']:.3g} fm")
        ax.set_xlabel("x (fm)")
    axes[0][0].set_ylabel("y (fm)")
    unit = "1/fm" if name == "vorticity" else files[0][name].attrs["units"]
    unit = unit if isinstance(unit, str) else unit.decode()
    figure.colorbar(image, ax=axes[0], label=f"{name} ({unit})")
    figure.savefig(out, dpi=110)


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
