/*
 * Maps as PNG with a palette.
 *
 * Source  W3C, "Portable Network Graphics (PNG) Specification (Second Edition)" (2003): chunks 5.3, filter Sub 9.2.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "reports/plot_impl.h"

/* Of the file, and of the map; the last entry of the palette is that of what is no number. */
enum { CHUNKS = 4, COLOURS = 255, NOT_FINITE = COLOURS };

static void put_number(unsigned char to[4], unsigned long number)
{
	for (int i = 0; i < 4; i++) {
		to[i] = (unsigned char)(number >> (24 - 8 * i) & 0xff);
	}
}

/* Length, type, data, checksum: 12 bytes and the data. */
static size_t put_chunk(unsigned char *to, const char *type, const unsigned char *data, size_t size)
{
	put_number(to, (unsigned long)size);
	memcpy(to + 4, type, 4);
	memcpy(to + 8, data, size);
	put_number(to + 8 + size, crc32(0, to + 4, (uInt)size + 4));
	return size + 12;
}

static unsigned char index_of(const struct ish_plot_axis *axis, double value)
{
	if (!isfinite(value)) {
		return NOT_FINITE;
	}
	const bool is_below = axis->scale == ISH_PLOT_LOG && value <= 0.0;
	const double part = is_below ? 0.0 : ish_axis_part(axis, value);
	return (unsigned char)lround((COLOURS - 1) * fmin(fmax(part, 0.0), 1.0));
}

/* Each row: the filter, then differences of neighbours. */
static unsigned char *filter(const struct ish_plot_axis *axis, const double *values, int width, int height)
{
	unsigned char *rows = malloc(((size_t)width + 1) * (size_t)height);
	for (int j = 0; rows != NULL && j < height; j++) {
		unsigned char *row = rows + (size_t)j * ((size_t)width + 1);
		unsigned char before = 0;
		row[0] = 1;
		for (int i = 0; i < width; i++) {
			const unsigned char index = index_of(axis, values[(size_t)j * (size_t)width + (size_t)i]);
			row[i + 1] = (unsigned char)(index - before);
			before = index;
		}
	}
	return rows;
}

static void make_palette(const struct ish_colour_map *map, unsigned char palette[3 * (COLOURS + 1)])
{
	for (size_t i = 0; i <= COLOURS; i++) {
		const double part = i == NOT_FINITE ? (double)NAN : (double)i / (COLOURS - 1);
		const struct ish_colour c = ish_colour_map_at(map, part);
		palette[3 * i] = (unsigned char)lround(255.0 * c.red);
		palette[3 * i + 1] = (unsigned char)lround(255.0 * c.green);
		palette[3 * i + 2] = (unsigned char)lround(255.0 * c.blue);
	}
}

/* The file around compressed rows; false without memory. */
static bool assemble(struct ish_plot_bytes *bytes, const struct ish_colour_map *map, const int size[2],
                     const unsigned char *packed, size_t packed_size)
{
	static const unsigned char signature[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
	unsigned char palette[3 * (COLOURS + 1)];
	unsigned char header[13] = {[8] = 8, [9] = 3}; /* 8 bits a pixel, with a palette */
	put_number(header, (unsigned long)size[0]);
	put_number(header + 4, (unsigned long)size[1]);
	make_palette(map, palette);
	unsigned char *data =
		malloc(sizeof signature + sizeof header + sizeof palette + packed_size + CHUNKS * (size_t)12);
	if (data == NULL) {
		return false;
	}
	memcpy(data, signature, sizeof signature);
	size_t used = sizeof signature;
	used += put_chunk(data + used, "IHDR", header, sizeof header);
	used += put_chunk(data + used, "PLTE", palette, sizeof palette);
	used += put_chunk(data + used, "IDAT", packed, packed_size);
	used += put_chunk(data + used, "IEND", packed, 0);
	*bytes = (struct ish_plot_bytes){data, used};
	return true;
}

enum ish_status ish_plot_map_image(const struct ish_plot_map *map, int panel, int width, int height,
                                   struct ish_plot_axis *value_out, struct ish_plot_bytes *bytes_out)
{
	const size_t size = ((size_t)width + 1) * (size_t)height;
	uLongf packed_size = compressBound(size);
	*value_out = map->value;
	ish_map_set_range(map, value_out);
	double *values = ish_image_sample(map, map->panel[panel].value, width, height);
	unsigned char *rows = values != NULL ? filter(value_out, values, width, height) : NULL;
	unsigned char *packed = malloc(packed_size);
	const bool good = rows != NULL && packed != NULL &&
	                  compress2(packed, &packed_size, rows, size, Z_DEFAULT_COMPRESSION) == Z_OK &&
	                  assemble(bytes_out, map->colours, (const int[2]){width, height}, packed, packed_size);
	free(packed);
	free(rows);
	free(values);
	return good ? ISH_OK : ish_fail(ISH_ERR_MEMORY, "picture of %d x %d: no memory", width, height);
}
