/*
 * The HDF5 file driver that our files are written through: plain POSIX files, except that a failed write is remembered
 * and from then on every write is said to have succeeded and does nothing.
 *
 * Why: HDF5 cannot give up a file. When the disk is full it keeps the file's dirty cache, H5Fclose fails, and the
 * library tries again at exit until it reports an infinite loop (seen with 1.10.8). With this driver a file can always
 * be closed; the caller looks at the error and removes it.
 */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <fcntl.h>
#include <hdf5.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "solver/field_file_impl.h"

#if H5_VERSION_GE(1, 13, 0)
#include <H5FDdevelop.h>
#endif

struct driver_info { /* copied by HDF5 with the access list */
	int *error;
};

struct driver_file {
	H5FD_t base; /* HDF5's own part; must come first */
	haddr_t eoa; /* end of what HDF5 has allocated */
	haddr_t eof; /* size */
	int descriptor;
	int *error; /* errno of the first failure, 0: none */
};

/* As far as off_t reaches. */
#define MOST_ADDRESS (((haddr_t)1 << (8 * sizeof(off_t) - 1)) - 1)

static H5FD_t *driver_open(const char *name, unsigned flags, hid_t access, haddr_t most)
{
	(void)most;
	const struct driver_info *info = H5Pget_driver_info(access);
	if (info == NULL) {
		return NULL;
	}
	int mode = (flags & H5F_ACC_RDWR) != 0 ? O_RDWR : O_RDONLY;
	mode |= ((flags & H5F_ACC_CREAT) != 0 ? O_CREAT : 0) | ((flags & H5F_ACC_EXCL) != 0 ? O_EXCL : 0) |
	        ((flags & H5F_ACC_TRUNC) != 0 ? O_TRUNC : 0) | O_CLOEXEC;
	struct stat is;
	struct driver_file *file = calloc(1, sizeof *file);
	if (file == NULL) {
		return NULL;
	}
	file->error = info->error;
	file->descriptor = open(name, mode, 0666);
	if (file->descriptor < 0 || fstat(file->descriptor, &is) != 0) {
		*info->error = errno;
		if (file->descriptor >= 0) {
			(void)close(file->descriptor);
		}
		free(file);
		return NULL;
	}
	file->eof = (haddr_t)is.st_size;
	return &file->base;
}

static struct driver_file *own(H5FD_t *base)
{
	return (struct driver_file *)(void *)base;
}

static void note(struct driver_file *file, int error)
{
	if (*file->error == 0) {
		*file->error = error;
	}
}

static herr_t driver_close(H5FD_t *base)
{
	struct driver_file *file = own(base);
	if (close(file->descriptor) != 0) {
		note(file, errno);
	}
	free(file);
	return 0;
}

static herr_t driver_query(const H5FD_t *base, unsigned long *flags)
{
	(void)base;
	*flags = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA | H5FD_FEAT_DATA_SIEVE |
	         H5FD_FEAT_AGGREGATE_SMALLDATA | H5FD_FEAT_DEFAULT_VFD_COMPATIBLE;
	return 0;
}

static haddr_t driver_get_eoa(const H5FD_t *base, H5FD_mem_t type)
{
	(void)type;
	return ((const struct driver_file *)(const void *)base)->eoa;
}

static herr_t driver_set_eoa(H5FD_t *base, H5FD_mem_t type, haddr_t address)
{
	(void)type;
	own(base)->eoa = address;
	return 0;
}

static haddr_t driver_get_eof(const H5FD_t *base, H5FD_mem_t type)
{
	(void)type;
	return ((const struct driver_file *)(const void *)base)->eof;
}

static herr_t driver_read(H5FD_t *base, H5FD_mem_t type, hid_t transfer, haddr_t address, size_t size, void *buffer)
{
	(void)type;
	(void)transfer;
	char *at = buffer;
	while (size > 0) {
		const ssize_t got = pread(own(base)->descriptor, at, size, (off_t)address);
		if (got < 0 && errno == EINTR) {
			continue;
		}
		if (got < 0) {
			note(own(base), errno);
			return -1;
		}
		if (got == 0) { /* beyond the end there are zeros */
			memset(at, 0, size);
			return 0;
		}
		at += got;
		address += (haddr_t)got;
		size -= (size_t)got;
	}
	return 0;
}

static herr_t driver_write(H5FD_t *base, H5FD_mem_t type, hid_t transfer, haddr_t address, size_t size,
                           const void *buffer)
{
	(void)type;
	(void)transfer;
	struct driver_file *file = own(base);
	const char *at = buffer;
	const haddr_t end = address + size;
	while (size > 0 && *file->error == 0) {
		const ssize_t put = pwrite(file->descriptor, at, size, (off_t)address);
		if (put < 0 && errno != EINTR) {
			note(file, errno);
		} else if (put > 0) {
			at += put;
			address += (haddr_t)put;
			size -= (size_t)put;
		}
	}
	file->eof = file->eof > end ? file->eof : end;
	return 0;
}

static herr_t driver_truncate(H5FD_t *base, hid_t transfer, hbool_t closing)
{
	(void)transfer;
	(void)closing;
	struct driver_file *file = own(base);
	if (file->eof != file->eoa) {
		if (*file->error == 0 && ftruncate(file->descriptor, (off_t)file->eoa) != 0) {
			note(file, errno);
		}
		file->eof = file->eoa;
	}
	return 0;
}

static const H5FD_class_t driver = {
#if H5_VERSION_GE(1, 13, 0)
	.version = H5FD_CLASS_VERSION,
	.value = (H5FD_class_value_t)600, /* any number that is not reserved */
#endif
	.name = "ishydro",
	.maxaddr = MOST_ADDRESS,
	.fc_degree = H5F_CLOSE_STRONG,
	.fapl_size = sizeof(struct driver_info),
	.open = driver_open,
	.close = driver_close,
	.query = driver_query,
	.get_eoa = driver_get_eoa,
	.set_eoa = driver_set_eoa,
	.get_eof = driver_get_eof,
	.read = driver_read,
	.write = driver_write,
	.truncate = driver_truncate,
	.fl_map = H5FD_FLMAP_DICHOTOMY,
};

/* NOLINTNEXTLINE(readability-non-const-parameter): the driver writes *error */
bool ish_hdf5_set_driver(hid_t access, int *error)
{
	const struct driver_info info = {error};
	const hid_t id = H5FDregister(&driver);
	const bool good = id >= 0 && H5Pset_driver(access, id, &info) >= 0;
	if (id >= 0) {
		(void)H5FDunregister(id); /* the list, and then the file, hold their own references */
	}
	return good;
}

/*
 * H5Fclose reads the driver once more after it has dropped the file's reference to it (1.10.8, found with valgrind), so
 * the last one is kept until it has returned.
 */
bool ish_hdf5_file_close(hid_t file)
{
	const hid_t access = H5Fget_access_plist(file);
	const hid_t id = H5Pget_driver(access);
	const bool held = id >= 0 && H5Iinc_ref(id) >= 0;
	(void)H5Pclose(access);
	const bool good = H5Fclose(file) >= 0;
	if (held) {
		(void)H5Idec_ref(id);
	}
	return good;
}
