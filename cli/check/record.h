/*
 * The measurements of a run of `ishydro check` and their verdicts.
 */
#ifndef ISH_CLI_CHECK_RECORD_H
#define ISH_CLI_CHECK_RECORD_H

#include "cli/check/check.h"

enum { ISH_CHECK_LABEL = 48, ISH_CHECK_SHORT = 16, ISH_CHECK_TEXT = 160, ISH_CHECK_WHY = 320 };

enum ish_check_kind {
	ISH_CHECK_ERROR,     /* one error norm under a bound */
	ISH_CHECK_ORDERS,    /* several, falling with an order */
	ISH_CHECK_DECAY,     /* several, falling by a factor */
	ISH_CHECK_CONDITION, /* no norm: holds or not */
	ISH_CHECK_ENDED      /* the case ended with an error */
};

enum ish_check_baseline { /* what the committed results say */
	                  ISH_CHECK_UNCOMPARED,
	                  ISH_CHECK_NEW,  /* not among them */
	                  ISH_CHECK_SAME, /* within 5 % or round-off */
	                  ISH_CHECK_MOVED
};

struct ish_check_row {
	const struct ish_check_case *of;
	enum ish_check_kind kind;
	char label[ISH_CHECK_LABEL], quantity[ISH_CHECK_SHORT], scheme[ISH_CHECK_SHORT], grid[ISH_CHECK_SHORT];
	double noise;
	int count; /* of errors */
	struct ish_check_norm error[ISH_CHECK_SEQUENCE];
	double order[ISH_CHECK_SEQUENCE - 1]; /* count - 1 of them, for ISH_CHECK_ORDERS */
	struct ish_check_gate gate;           /* order and tolerance for ISH_CHECK_ORDERS; bound for all with errors */
	char text[ISH_CHECK_TEXT];            /* of a condition */
	int points;
	double point[ISH_CHECK_POINTS][3]; /* of a curve: x, measured (or NAN), exact */
	bool passed;
	enum ish_check_baseline baseline;
	char why[ISH_CHECK_WHY]; /* one line; "" if it passed */
	double seconds;          /* since the measurement before */
};

struct ish_check {
	const struct ish_check_case *now; /* the case that runs */
	int threads;                      /* backend.threads of its configurations; 0: as many as pay */
	int count, room;
	struct ish_check_row *row;
	double last;            /* clock of the last measurement, s */
	enum ish_status memory; /* ISH_ERR_MEMORY after a row was lost */
};

void ish_check_init(struct ish_check *check, int threads);

/* The case that the next measurements belong to; its clock starts. */
void ish_check_begin(struct ish_check *check, const struct ish_check_case *of);

/* A failing row: the case ended with this line. */
void ish_check_ended(struct ish_check *check, const char *line);

/* A failing row: the committed results have this measurement, the case has not. */
void ish_check_missing(struct ish_check *check, const struct ish_check_key *key);

/* Makes a row fail, with the reason behind those that it has; printf-like. */
void ish_check_refuse(struct ish_check_row *row, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Failing rows from row `first` on. */
int ish_check_failures(const struct ish_check *check, int first);

void ish_check_reset(struct ish_check *check);

#endif
