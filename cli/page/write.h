/*
 * HTML and SVG as text: escaping, raised letters, numbers, data in base64.
 */
#ifndef ISH_CLI_PAGE_WRITE_H
#define ISH_CLI_PAGE_WRITE_H

#include <stddef.h>
#include <stdio.h>

/* Text for an element or an attribute in double quotes. Bytes that are no UTF-8 become "?". */
void ish_write_text(FILE *out, const char *text);

/* The same with "^-4" and "^{ab}" raised, by <sup>, or by <tspan> within <text>. */
void ish_write_raised(FILE *out, const char *text);
void ish_write_raised_svg(FILE *out, const char *text);

/* <data value="17 digits">few digits</data>, "-" for what is not finite. */
void ish_write_number(FILE *out, double value);

void ish_write_base64(FILE *out, const unsigned char *data, size_t size);

#endif
