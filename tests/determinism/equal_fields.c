/*
 * equal_fields A B: whether two field files hold the same bits in the datasets of the ten fields and the same time.
 * 0: yes; 1 after one line that says where they differ; 2: no such files. Attributes that differ between runs by
 * intent (the configuration with its folder and threads) are not looked at.
 */
#include <hdf5.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[] = {"e", "u1", "u2", "u3", "pi11", "pi12", "pi13", "pi22", "pi23", "Pi"};

struct values {
	hssize_t count; /* -1: no such dataset */
	double *value;
};

static struct values read_values(hid_t file, const char *name)
{
	struct values v = {-1, NULL};
	if (H5Lexists(file, name, H5P_DEFAULT) <= 0) {
		return v;
	}
	const hid_t set = H5Dopen2(file, name, H5P_DEFAULT);
	const hid_t space = H5Dget_space(set);
	v.count = H5Sget_simple_extent_npoints(space);
	v.value = malloc((size_t)v.count * sizeof *v.value);
	if (v.value == NULL || H5Dread(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, v.value) < 0) {
		(void)fprintf(stderr, "%s cannot be read\n", name);
		exit(2);
	}
	(void)H5Sclose(space);
	(void)H5Dclose(set);
	return v;
}

static double read_time(hid_t file)
{
	double time = 0.0;
	const hid_t attribute = H5Aopen(file, "time", H5P_DEFAULT);
	if (H5Aread(attribute, H5T_NATIVE_DOUBLE, &time) < 0) {
		(void)fprintf(stderr, "no time\n");
		exit(2);
	}
	(void)H5Aclose(attribute);
	return time;
}

static int compare(const hid_t file[2])
{
	const double time[2] = {read_time(file[0]), read_time(file[1])};
	int compared = 0;
	if (memcmp(&time[0], &time[1], sizeof time[0]) != 0) {
		printf("time: %.17g and %.17g\n", time[0], time[1]);
		return 1;
	}
	for (size_t f = 0; f < sizeof names / sizeof names[0]; f++) {
		const struct values a = read_values(file[0], names[f]), b = read_values(file[1], names[f]);
		int differ = a.count != b.count;
		for (hssize_t i = 0; i < a.count && !differ; i++) {
			differ = memcmp(&a.value[i], &b.value[i], sizeof *a.value) != 0;
			if (differ) {
				printf("%s, cell %lld: %.17g and %.17g\n", names[f], (long long)i, a.value[i],
				       b.value[i]);
			}
		}
		compared += a.count > 0;
		free(a.value);
		free(b.value);
		if (differ) {
			return 1;
		}
	}
	return compared > 0 ? 0 : 2;
}

int main(int argc, char **argv)
{
	hid_t file[2];
	for (int i = 0; i < 2; i++) {
		file[i] = argc == 3 ? H5Fopen(argv[1 + i], H5F_ACC_RDONLY, H5P_DEFAULT) : H5I_INVALID_HID;
		if (file[i] < 0) {
			(void)fprintf(stderr, "usage: equal_fields A B, two field files\n");
			return 2;
		}
	}
	const int code = compare(file);
	(void)H5Fclose(file[0]);
	(void)H5Fclose(file[1]);
	return code;
}
