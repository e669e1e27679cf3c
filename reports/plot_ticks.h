/*
 * Ticks of an axis: round numbers (1, 2 or 5 times a power of ten) between its ends, or decades of a logarithmic axis, with labels
 * that are short and exact: of large, small or nearly equal numbers a common power of ten and a common offset are taken out.
 */
#ifndef ISH_REPORTS_PLOT_TICKS_H
#define ISH_REPORTS_PLOT_TICKS_H

enum ish_plot_scale { ISH_PLOT_LINEAR, ISH_PLOT_LOG };

enum { ISH_TICKS_MAX = 32, ISH_TICK_MINOR_MAX = 256, ISH_TICK_TEXT = 32 };

struct ish_ticks {
	int count, minor_count;
	double value[ISH_TICKS_MAX];
	char label[ISH_TICKS_MAX][ISH_TICK_TEXT]; /* text as ish_plot_text draws it; "" at a tick without one */
	double minor[ISH_TICK_MINOR_MAX];         /* between the ticks */
	/* What is read as label * 10^exponent + offset; "" and 0 where nothing is taken out. */
	int exponent;
	char offset[ISH_TICK_TEXT];
};

/* Ticks between low < high, both finite (and > 0 on a logarithmic axis), at most `most` with a label, 2 <= most <= 16. */
void ish_ticks_make(struct ish_ticks *ticks, double low, double high, enum ish_plot_scale scale, int most);

/*
 * Widens data from *low to *high to the ends of an axis: by a twentieth on both sides, to whole decades where those are near, and
 * to some width where both are equal. Neither needs to be finite; nothing > 0 on a logarithmic axis gives 1 to 10.
 */
void ish_ticks_widen(double *low, double *high, enum ish_plot_scale scale);

#endif
