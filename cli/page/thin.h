/*
 * A curve of any number of points in a few hundred: of every stretch of equally many points the least and the largest
 * are kept, with their times, so that no peak is lost. The first and the last point are kept too.
 */
#ifndef ISH_CLI_PAGE_THIN_H
#define ISH_CLI_PAGE_THIN_H

enum { ISH_THIN_BINS = 256, ISH_THIN_POINTS = 2 * ISH_THIN_BINS + 2 };

struct ish_thin_point {
	double t, v;
};

struct ish_thin {            /* all zero: empty */
	long count, per_bin; /* points taken; of a full bin */
	int bins;
	struct ish_thin_point first, last;
	struct {
		long count;
		struct ish_thin_point low, high;
	} bin[ISH_THIN_BINS];
};

/* Takes a point; times do not fall, values are finite. */
void ish_thin_add(struct ish_thin *thin, double t, double v);

/* The points that are kept, in the order of time; returns how many. All that were taken if they are ISH_THIN_BINS or fewer. */
int ish_thin_points(const struct ish_thin *thin, struct ish_thin_point point[ISH_THIN_POINTS]);

#endif
