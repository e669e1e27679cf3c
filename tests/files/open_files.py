"""open_files.py READER FOLDER: what h5py or xarray make of the files of a small run (sample_run.c)."""
import csv
import json
import sys

import h5py
import numpy as np

FIELDS = ["e", "u1", "u2", "u3", "pi11", "pi12", "pi13", "pi22", "pi23", "Pi"]
SHAPE = (5, 6, 8)
ORIGIN = np.array([-2.0, 0.5, -1.0])
LENGTH = np.array([4.0, 3.0, 2.0])
POINTS = np.array([8, 6, 5])


def expected(folder):
    """{step: (time, [(i, j, k, values)])} as the program noted it."""
    steps = {}
    with open(folder + "/expected.txt") as lines:
        for line in lines:
            word = line.split()
            row = steps.setdefault(int(word[0]), (float(word[1]), []))
            row[1].append((int(word[2]), int(word[3]), int(word[4]), [float(w) for w in word[5:]]))
    assert sorted(steps) == [0, 1, 2]
    return steps


def coordinate(axis):
    return ORIGIN[axis] + np.arange(POINTS[axis]) * LENGTH[axis] / POINTS[axis]


def stored(value, compression):
    return np.float64(np.float32(value)) if compression == "float32" else value


def check_vtk(file):
    """The layout that ParaView 5.11 reads as ImageData with PointData."""
    vtk = file["VTKHDF"]
    kind = vtk.attrs.get_id("Type")
    assert kind.get_type().get_size() == 9 and not kind.get_type().is_variable_str()
    assert kind.get_type().get_strpad() == h5py.h5t.STR_NULLPAD
    assert kind.get_type().get_cset() == h5py.h5t.CSET_ASCII
    assert vtk.attrs["Type"] == b"ImageData"
    for name, value in {
        "Version": [1, 0],
        "WholeExtent": [0, 7, 0, 5, 0, 4],
        "Origin": ORIGIN,
        "Spacing": LENGTH / POINTS,
        "Direction": np.eye(3).ravel(),
    }.items():
        assert np.array_equal(vtk.attrs[name], value), name
    for name in ("Version", "WholeExtent"):
        assert vtk.attrs[name].dtype == np.int64, name
    assert list(vtk["PointData"]) == FIELDS
    for name in FIELDS:
        assert vtk["PointData"][name].shape == SHAPE
        assert vtk["PointData"][name] == file[name], name + " is a hard link"


def check_spectra(file, compression):
    k, e, u = (file["spectrum_" + name][:] for name in "keu")
    assert h5py.h5ds.is_scale(file["spectrum_k"].id) and file["spectrum_e"].dims[0][0].name == "/spectrum_k"
    assert [file["spectrum_" + name].attrs["units"] for name in "keu"] == ["fm^-1", "fm^-7", "fm"]
    assert k[0] == 0 and np.allclose(np.diff(k), k[1], rtol=1e-14)
    rounding = 1e-5 if compression == "float32" else 1e-13
    assert abs(e.sum() * k[1] / file["e"][:].var() - 1) < rounding
    assert abs(u.sum() * k[1] / sum(file["u%d" % i][:].var() for i in (1, 2, 3)) - 1) < rounding


def with_h5py(folder, compression):
    for step, (time, cells) in expected(folder).items():
        with h5py.File("%s/fields_%06d.hdf" % (folder, step), "r") as file:
            assert file.attrs["time"] == time and file.attrs["step"] == step
            assert np.array_equal(file.attrs["origin"], ORIGIN) and np.array_equal(file.attrs["length"], LENGTH)
            assert file.attrs["geometry"] == "milne" and file.attrs["eos"] == "conformal"
            assert file.attrs["program"] == "ishydro" and file.attrs["version"] and file.attrs["git"]
            assert "fm" in file.attrs["units"]
            assert "eta_over_s" in file.attrs["config"] and "milne" in file.attrs["config"]
            for group in (b"/", b"/VTKHDF", b"/VTKHDF/PointData"):
                order = h5py.h5g.open(file.id, group).get_create_plist().get_link_creation_order()
                assert order == h5py.h5p.CRT_ORDER_TRACKED | h5py.h5p.CRT_ORDER_INDEXED
            for axis, name in enumerate("xyz"):
                assert h5py.h5ds.is_scale(file[name].id) and np.array_equal(file[name], coordinate(axis))
                assert file[name].attrs["units"] == ("1" if name == "z" else "fm")
            for name in FIELDS:
                data = file[name]
                assert data.shape == SHAPE
                assert data.dtype == ("<f4" if compression == "float32" else "<f8")
                assert data.compression == ("gzip" if compression == "deflate" else None)
                assert bool(data.shuffle) == (compression == "deflate")
                assert data.attrs["units"] == ("1" if name[0] == "u" else "fm^-4") and data.attrs["long_name"]
                assert [dim[0].name for dim in data.dims] == ["/z", "/y", "/x"]
            for i, j, k, values in cells:
                for name, value in zip(FIELDS, values):
                    assert file[name][k, j, i] == stored(value, compression), (name, i, j, k)
            check_vtk(file)
            check_spectra(file, compression)
    with open(folder + "/fields.hdf.series") as text:
        series = json.load(text)
    assert series["file-series-version"] == "1.0"
    assert [entry["name"] for entry in series["files"]] == ["fields_%06d.hdf" % step for step in range(3)]
    assert [entry["time"] for entry in series["files"]] == [expected(folder)[step][0] for step in range(3)]
    with open(folder + "/series.csv") as text, h5py.File(folder + "/series.h5", "r") as file:
        rows = list(csv.reader(text))
        for column, title in enumerate(rows[0]):
            data = file[title.split(" ")[0]]
            unit = title[title.index("[") + 1 : -1] if "[" in title else "1"
            assert data.attrs["units"] == unit, title
            assert np.array_equal(data[:], [float(row[column]) for row in rows[1:]], equal_nan=True), title
        assert len(rows) == 4 and len(file) == len(rows[0])


def with_xarray(folder, compression):
    import xarray

    for step, (time, cells) in expected(folder).items():
        name = "%s/fields_%06d.hdf" % (folder, step)
        with xarray.open_dataset(name, engine="h5netcdf") as data:
            assert data.attrs["time"] == time
            for field in FIELDS:
                assert data[field].dims == ("z", "y", "x"), field
                assert data[field].attrs["units"] == ("1" if field[0] == "u" else "fm^-4")
            for axis, dimension in enumerate("xyz"):
                assert np.array_equal(data[dimension], coordinate(axis))
            for i, j, k, values in cells:
                at = data.isel(x=i, y=j, z=k)
                for field, value in zip(FIELDS, values):
                    assert float(at[field]) == stored(value, compression), (field, i, j, k)
            assert data["spectrum_e"].dims == ("spectrum_k",) and data["spectrum_u"].dims == ("spectrum_k",)
            nearest = data.sel(x=-1.4, z=-0.55, method="nearest")
            assert float(nearest.x) == -1.5 and abs(float(nearest.z) + 0.6) < 1e-15
    with xarray.open_dataset(folder + "/series.h5", engine="h5netcdf") as data:
        assert data["energy"].dims == ("time",) and data.sizes["time"] == 3
        assert data["energy"].attrs["units"] == "fm^-1"


if __name__ == "__main__":
    reader, folder = sys.argv[1:]
    for compression in ("none", "deflate", "float32"):
        {"h5py": with_h5py, "xarray": with_xarray}[reader](folder + "/" + compression, compression)
    print("opened by", reader)
