/*
 * Heat conduction on a square plate, and where its time goes: an example of a code that is not ishydro's and is measured
 * with its profiler. Usage: heat [POINTS [STEPS [FOLDER]]], 255 points a side, 60 steps and the folder heat-out.
 *
 * dT/dt = d2T/dx2 + d2T/dy2 with T = 0 at the edges, second differences in space, Crank and Nicolson's rule in time: an
 * explicit half (stage 0), then an implicit one (stage 1) by conjugate gradients. It starts from one sine in each
 * direction, which decays as exp(-2 pi^2 t), so that the result is judged at the end.
 *
 * Measured: regions, nested and in teams of threads; their work; iterations of the solver (a statistic, by stage); a cache
 * (the Laplacian of the temperature, which two callers want); and a redundant call, which is planted and found.
 */
#define _POSIX_C_SOURCE 200809L

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "profiler/profile.h"
#include "profiler/sample.h"
#include "reports/report.h"

/* ---- what is measured ---- */

ISH_PROFILE_REGION(explicit_region, "explicit half");
ISH_PROFILE_REGION(implicit_region, "implicit half");
ISH_PROFILE_REGION(laplacian_region, "laplacian");
ISH_PROFILE_REGION(dot_region, "dot product");
ISH_PROFILE_REGION(add_region, "add");
ISH_PROFILE_REGION(mean_region, "mean temperature");
ISH_PROFILE_REGION(output_region, "output");
static struct ish_cache_counter laplacian_cache = {"laplacian", 0};
static struct ish_statistic iterations = {"iterations", 0};

/* ---- the plate ---- */

struct plate {
	int n;              /* inner points along an edge */
	double h;           /* between two of them */
	double *t;          /* [n + 2][n + 2], the edges 0 */
	double *l;          /* its Laplacian */
	double *r, *p, *q;  /* of the solver */
	uint64_t version;   /* of t: another one after every change */
	uint64_t l_version; /* of the t that l belongs to */
};

static double *make_field(int n)
{
	return calloc((size_t)(n + 2) * (size_t)(n + 2), sizeof(double));
}

static bool make_plate(struct plate *plate, int n)
{
	const double pi = acos(-1.0);
	*plate = (struct plate){.n = n, .h = 1.0 / (n + 1), .version = 1};
	plate->t = make_field(n), plate->l = make_field(n);
	plate->r = make_field(n), plate->p = make_field(n), plate->q = make_field(n);
	if (!plate->t || !plate->l || !plate->r || !plate->p || !plate->q) {
		return false;
	}
	for (int j = 1; j <= n; j++) {
		for (int i = 1; i <= n; i++) {
			plate->t[j * (n + 2) + i] = sin(pi * i * plate->h) * sin(pi * j * plate->h);
		}
	}
	return true;
}

static void release_plate(struct plate *plate)
{
	free(plate->t), free(plate->l), free(plate->r), free(plate->p), free(plate->q);
}

/* ---- the parts of a step: each is a region, shared by a team ---- */

/* Of the region that is open: operations, none of them fused, and bytes read and written once, by point. */
static void tell_work(int n, double flops, double bytes)
{
	const double points = (double)n * n;
	const struct ish_work work = {.flops = flops * points, .apart = flops * points, .bytes = bytes * points};
	ish_work_add(&work);
}

/* out = a in + b laplace(in) */
static void laplacian(const struct plate *plate, double a, double b, const double *in, double *out)
{
	const int n = plate->n, row = n + 2;
	const double c = b / (plate->h * plate->h);
	ISH_BEGIN(&laplacian_region);
	const int parent = ISH_WORKER_PARENT(); /* the team works for the region that is open here */
#pragma omp parallel
	{
		ISH_WORKER_BEGIN(parent);
#pragma omp for schedule(static) nowait
		for (int j = 1; j <= n; j++) {
			for (int i = j * row + 1; i <= j * row + n; i++) {
				out[i] = a * in[i] +
				         c * (in[i - 1] + in[i + 1] + in[i - row] + in[i + row] - 4.0 * in[i]);
			}
		}
		ISH_WORKER_END();
	}
	tell_work(n, 8.0, 16.0);
	ISH_END(&laplacian_region);
}

static double dot(const struct plate *plate, const double *x, const double *y)
{
	const int n = plate->n, row = n + 2;
	double sum = 0.0;
	ISH_BEGIN(&dot_region);
	const int parent = ISH_WORKER_PARENT();
#pragma omp parallel reduction(+ : sum)
	{
		ISH_WORKER_BEGIN(parent);
#pragma omp for schedule(static) nowait
		for (int i = row; i < (n + 1) * row; i++) {
			sum += x[i] * y[i];
		}
		ISH_WORKER_END();
	}
	tell_work(n, 2.0, 16.0);
	ISH_END(&dot_region);
	return sum;
}

/* out = x + s y */
static void add(const struct plate *plate, double *out, const double *x, double s, const double *y)
{
	const int n = plate->n, row = n + 2;
	ISH_BEGIN(&add_region);
	const int parent = ISH_WORKER_PARENT();
#pragma omp parallel
	{
		ISH_WORKER_BEGIN(parent);
#pragma omp for schedule(static) nowait
		for (int i = row; i < (n + 1) * row; i++) {
			out[i] = x[i] + s * y[i];
		}
		ISH_WORKER_END();
	}
	tell_work(n, 2.0, 24.0);
	ISH_END(&add_region);
}

/* The Laplacian of the temperature, computed only if the temperature has changed since. */
static const double *current_laplacian(struct plate *plate)
{
	if (plate->l_version == plate->version) {
		ish_cache_hit(&laplacian_cache);
		return plate->l;
	}
	ish_cache_miss(&laplacian_cache);
	laplacian(plate, 0.0, 1.0, plate->t, plate->l);
	plate->l_version = plate->version;
	return plate->l;
}

static double mean_temperature(const struct plate *plate)
{
	const int row = plate->n + 2;
	double sum = 0.0;
	ISH_BEGIN(&mean_region);
	ish_call_key(&mean_region, plate->version, 0); /* the same temperature twice in a step is redundant */
	for (int i = 0; i < row * row; i++) {
		sum += plate->t[i];
	}
	ISH_END(&mean_region);
	return sum * plate->h * plate->h;
}

/* ---- a step ---- */

/* (1 - dt/2 laplace) t = r by conjugate gradients, from the t that is there; returns the number of iterations. */
static int solve(struct plate *plate, double half)
{
	enum { MOST = 60 };
	double *const t = plate->t, *const r = plate->r, *const p = plate->p, *const q = plate->q;
	laplacian(plate, 1.0, -half, t, q);
	add(plate, r, r, -1.0, q);
	add(plate, p, r, 0.0, r);
	double rr = dot(plate, r, r);
	const double enough = 1e-20 * dot(plate, t, t);
	int i = 0;
	for (; i < MOST && rr > enough; i++) {
		laplacian(plate, 1.0, -half, p, q);
		const double alpha = rr / dot(plate, p, q);
		add(plate, t, t, alpha, p);
		add(plate, r, r, -alpha, q);
		const double before = rr;
		rr = dot(plate, r, r);
		add(plate, p, r, rr / before, p);
	}
	return i;
}

static void step(struct plate *plate, double dt)
{
	ish_profile_stage(0);
	ISH_BEGIN(&explicit_region);
	add(plate, plate->r, plate->t, 0.5 * dt, current_laplacian(plate));
	ISH_END(&explicit_region);
	ish_profile_stage(1);
	ISH_BEGIN(&implicit_region);
	ish_statistic_add(&iterations, solve(plate, 0.5 * dt), 1);
	plate->version++;
	ISH_END(&implicit_region);
	ish_profile_stage(-1);
}

/* What a code says of itself now and then: the mean, the cooling (a hit in the next step), the mean once more. */
static void observe(struct plate *plate, long number)
{
	const double *l = current_laplacian(plate);
	const int middle = plate->n / 2 + 1;
	const double first = mean_temperature(plate), second = mean_temperature(plate); /* planted: redundant */
	if (number % 20 == 0) {
		ISH_BEGIN(&output_region);
		(void)printf("step %ld: mean temperature %.6f, cooling at the centre %.6f\n", number,
		             0.5 * (first + second), -l[(plate->n + 2) * middle + middle]);
		ISH_END(&output_region);
	}
}

/* ---- the run ---- */

static void run(struct plate *plate, double dt, long steps)
{
	enum { WARMUP = 3 };
	for (long i = 1; i <= steps; i++) {
		/* Steps that write are a kind of their own: writing may allocate, a steady step should not. */
		ish_profile_step_begin(i, dt * (double)i, dt,
		                       i % 20 == 0   ? ISH_STEP_OUTPUT
		                       : i <= WARMUP ? ISH_STEP_WARMUP
		                                     : ISH_STEP_STEADY);
		step(plate, dt);
		observe(plate, i);
		ish_profile_step_end();
	}
}

static double error_at(const struct plate *plate, double time)
{
	const double pi = acos(-1.0);
	const int middle = plate->n / 2 + 1;
	const double x = sin(pi * middle * plate->h);
	return fabs(plate->t[(plate->n + 2) * middle + middle] / (x * x * exp(-2.0 * pi * pi * time)) - 1.0);
}

static enum ish_status write_reports(const struct plate *plate, const char *folder, const char *command)
{
	char grid[64];
	(void)snprintf(grid, sizeof grid, "%d x %d", plate->n, plate->n);
	const struct ish_report_fact fact[] = {{"grid", grid, ISH_FACT_WORK},
	                                       {"method", "Crank-Nicolson, conjugate gradients", ISH_FACT_WORK}};
	const struct ish_report_context context = {
		.program = {.name = "heat", .version = "1.0"},
		.command = command,
		.cells = (long)plate->n * plate->n,
		.fact = fact,
		.facts = sizeof fact / sizeof fact[0],
	};
	const char *format[16];
	int formats = 0;
	for (int i = 0; i < ish_report_format_count() && formats < 16; i++) {
		if (ish_report_format_available(i)) {
			format[formats++] = ish_report_format_name(i);
		}
	}
	ish_report_print(stdout, &context); /* the summary; the files hold more */
	return ish_report_write(folder, format, formats, &context);
}

int main(int argc, char **argv)
{
	const int n = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 255;
	const long steps = argc > 2 ? strtol(argv[2], NULL, 10) : 60;
	const char *folder = argc > 3 ? argv[3] : "heat-out";
	const double dt = 2e-4;
	const struct ish_profile_config config = {.level = ISH_PROFILE_FULL, .steps_expected = steps};
	struct plate plate = {.n = 0};
	if (n < 1 || n > 10000 || steps < 1) {
		(void)fprintf(stderr, "usage: heat [POINTS [STEPS [FOLDER]]]\n");
		return 2;
	}
	enum ish_status status = make_plate(&plate, n) ? ISH_OK : ISH_ERR_MEMORY;
	if (status == ISH_OK) {
		status = ish_profile_start(&config); /* says itself what is wrong */
	}
	if (status == ISH_OK && ish_sample_available()) { /* with libprofiler, linked or preloaded */
		status = ish_sample_start();
	}
	if (status == ISH_OK) {
		run(&plate, dt, steps);
		ish_profile_stop();
		(void)printf("after %ld steps: relative error %.2e\n\n", steps, error_at(&plate, dt * (double)steps));
		status = write_reports(&plate, folder, argv[0]);
	}
	ish_profile_reset();
	release_plate(&plate);
	return ish_status_exit_code(status);
}
