#include "solver/linear_modes.h"

#include <lapacke.h>
#include <math.h>
#include <string.h>

enum { N = ISH_PRIMITIVES };

/* Two frequencies are one, in units of the largest: round-off separates a twofold one by 1e-14. */
#define SAME_FREQUENCY 1e-9
/* A singular value is zero, in units of the largest. */
#define NULL_SINGULAR 1e-9
/* A component of a unit vector is zero. */
#define NULL_COMPONENT 1e-10
/* Of two sizes that agree this well the first counts as the larger: the choice does not hang on round-off. */
#define CLEARLY_LARGER 1.000001

static const int pair[5][2] = {{1, 1}, {1, 2}, {1, 3}, {2, 2}, {2, 3}};

/* A small change of the fluid, from one of the ten fields: e, pi and Pi in units of w. Index 0 is time. */
struct change {
	double e, bulk, u[4], pi[4][4];
};

static struct change unit_change(const double v[3], int field)
{
	struct change d = {0.0, 0.0, {0.0}, {{0.0}}};
	if (field == ISH_E) {
		d.e = 1.0;
	} else if (field == ISH_BULK) {
		d.bulk = 1.0;
	} else if (field <= ISH_U3) {
		d.u[1 + field - ISH_U1] = 1.0;
		d.u[0] = v[field - ISH_U1]; /* u_a du^a = 0 */
	} else {
		const int i = pair[field - ISH_PI11][0];
		const int j = pair[field - ISH_PI11][1];
		d.pi[i][j] = d.pi[j][i] = 1.0;
		/* no trace: pi^33 (1 - v_3^2) = the rest of v.pi.v - pi^11 - pi^22 */
		const double quad = v[i - 1] * v[j - 1] * (i == j ? 1.0 : 2.0);
		d.pi[3][3] = (quad - (i == j ? 1.0 : 0.0)) / (1.0 - v[2] * v[2]);
		for (int l = 1; l < 4; l++) {
			d.pi[0][l] = d.pi[1][l] * v[0] + d.pi[2][l] * v[1] + d.pi[3][l] * v[2];
			d.pi[l][0] = d.pi[0][l];
		}
		d.pi[0][0] = d.pi[0][1] * v[0] + d.pi[0][2] * v[1] + d.pi[0][3] * v[2];
	}
	return d;
}

/* What the derivative by x^a (0: time) of a change adds to the ten equations. */
static void equations(const struct ish_linear_fluid *fluid, const double u[4], int a, const struct change *d,
                      double row[N])
{
	const double shear = fluid->tau_pi > 0.0 ? 2.0 * fluid->eta_w / fluid->tau_pi : 0.0;
	const double bulk = fluid->tau_Pi > 0.0 ? fluid->zeta_w / fluid->tau_Pi : 0.0;
	for (int b = 0; b < 4; b++) { /* d_a T^ab = 0 */
		const double metric = a != b ? 0.0 : a == 0 ? -1.0 : 1.0;
		row[b] = ((1.0 + fluid->cs2) * d->e + d->bulk) * u[a] * u[b] + d->u[a] * u[b] + u[a] * d->u[b] +
		         (fluid->cs2 * d->e + d->bulk) * metric + d->pi[a][b];
	}
	for (int n = 0; n < 5; n++) {
		const int i = pair[n][0];
		const int j = pair[n][1];
		const double along_i = (a == i ? 1.0 : 0.0) + u[i] * u[a]; /* Delta^ia */
		const double along_j = (a == j ? 1.0 : 0.0) + u[j] * u[a];
		const double sigma = 0.5 * (along_i * d->u[j] + along_j * d->u[i]) -
		                     d->u[a] * ((i == j ? 1.0 : 0.0) + u[i] * u[j]) / 3.0;
		row[ISH_PI11 + n] = u[a] * d->pi[i][j] + shear * sigma;
	}
	row[ISH_BULK] = u[a] * d->bulk + bulk * d->u[a];
}

/* m x = omega a x of the fields present: column-major n x n. field[n]: which they are. */
struct pencil {
	int n, field[N];
	double complex a[N * N], m[N * N];
};

static void pencil_init(struct pencil *p, const struct ish_linear_flow *flow)
{
	const struct ish_linear_fluid *fluid = &flow->fluid;
	const double *v = flow->velocity;
	const double gamma = 1.0 / sqrt(1.0 - v[0] * v[0] - v[1] * v[1] - v[2] * v[2]);
	const double u[4] = {gamma, gamma * v[0], gamma * v[1], gamma * v[2]};
	p->n = 0;
	for (int f = 0; f < N; f++) {
		const double tau = f == ISH_BULK ? fluid->tau_Pi : fluid->tau_pi;
		if (f < ISH_PI11 || tau > 0.0 || flow->frozen) {
			p->field[p->n++] = f;
		}
	}
	for (int c = 0; c < p->n; c++) {
		const struct change d = unit_change(v, p->field[c]);
		double row[4][N];
		for (int a = 0; a < 4; a++) {
			equations(fluid, u, a, &d, row[a]);
		}
		for (int r = 0; r < p->n; r++) {
			const int f = p->field[r];
			const double tau = f == ISH_BULK ? fluid->tau_Pi : fluid->tau_pi;
			const double decay = r == c && f >= ISH_PI11 && tau > 0.0 ? 1.0 / tau : 0.0;
			p->a[c * p->n + r] = row[0][f];
			p->m[c * p->n + r] =
				flow->k[0] * row[1][f] + flow->k[1] * row[2][f] + flow->k[2] * row[3][f] - I * decay;
		}
	}
}

static enum ish_status frequencies(const struct pencil *p, double complex omega[N])
{
	struct pencil copy = *p; /* LAPACK writes over it */
	double complex alpha[N];
	double complex beta[N];
	const lapack_int info = LAPACKE_zggev(LAPACK_COL_MAJOR, 'N', 'N', p->n, copy.m, p->n, copy.a, p->n, alpha, beta,
	                                      NULL, p->n, NULL, p->n);
	for (int i = 0; info == 0 && i < p->n; i++) {
		omega[i] = alpha[i] / beta[i];
		if (!isfinite(creal(omega[i])) || !isfinite(cimag(omega[i]))) {
			return ish_fail(ISH_ERR_BREAKDOWN, "linear modes: an infinite frequency: the fluid is acausal");
		}
	}
	return info == 0 ? ISH_OK
	                 : ish_fail(ISH_ERR_BREAKDOWN, "linear modes: LAPACK zggev found no frequencies (info = %d)",
	                            (int)info);
}

/* An orthonormal basis of the x with m x = omega a x, at most `most` vectors; how many there are into *count_out. */
static enum ish_status eigenspace(const struct pencil *p, double complex omega, int most, double complex basis[N][N],
                                  int *count_out)
{
	const int n = p->n;
	double complex s[N * N];
	double complex v[N * N];
	double complex unused[1];
	double singular[N];
	double work[N];
	for (int i = 0; i < n * n; i++) {
		s[i] = p->m[i] - omega * p->a[i];
	}
	const lapack_int info = LAPACKE_zgesvd(LAPACK_COL_MAJOR, 'N', 'A', n, n, s, n, singular, unused, 1, v, n, work);
	if (info != 0) {
		return ish_fail(ISH_ERR_BREAKDOWN, "linear modes: LAPACK zgesvd found no eigenvector (info = %d)",
		                (int)info);
	}
	int count = 0;
	while (count < most && singular[n - 1 - count] < NULL_SINGULAR * singular[0]) {
		memset(basis[count], 0, sizeof basis[count]);
		for (int c = 0; c < n; c++) {
			basis[count][p->field[c]] = conj(v[c * n + n - 1 - count]);
		}
		count++;
	}
	*count_out = count;
	return ISH_OK;
}

/* A reflection among the basis vectors (Householder) after which the first alone has component f. */
static void reflect(double complex basis[][N], int count, int f)
{
	double complex x[N];
	double norm2 = 0.0;
	for (int j = 0; j < count; j++) {
		x[j] = conj(basis[j][f]);
		norm2 += creal(x[j] * conj(x[j]));
	}
	const double complex phase = cabs(x[0]) > 0.0 ? x[0] / cabs(x[0]) : 1.0;
	const double half = norm2 + sqrt(norm2) * cabs(x[0]);
	x[0] += phase * sqrt(norm2);
	for (int i = 0; i < N; i++) {
		double complex along = 0.0;
		for (int j = 0; j < count; j++) {
			along += basis[j][i] * x[j];
		}
		for (int j = 0; j < count; j++) {
			basis[j][i] -= along / half * conj(x[j]);
		}
	}
}

/* The field from `first` to `last` that is largest in the basis; -1 if it is zero in all of it. */
static int leading_field(double complex basis[][N], int count, int first, int last)
{
	int best = -1;
	double most = NULL_COMPONENT;
	for (int f = first; f <= last; f++) {
		double norm2 = 0.0;
		for (int j = 0; j < count; j++) {
			norm2 += creal(basis[j][f] * conj(basis[j][f]));
		}
		if (sqrt(norm2) > CLEARLY_LARGER * most) {
			most = sqrt(norm2);
			best = f;
		}
	}
	return best;
}

/* Makes the mode of a basis vector (e, pi, Pi in units of w). */
static void mode_init(struct ish_linear_mode *mode, const struct ish_linear_fluid *fluid, enum ish_linear_family family,
                      double complex omega, const double complex x[N])
{
	double complex largest = 0.0;
	mode->family = family;
	mode->omega = omega;
	for (int f = 0; f < N; f++) {
		const bool is_velocity = f >= ISH_U1 && f <= ISH_U3;
		mode->vector[f] = is_velocity ? x[f] : x[f] * (fluid->w / fluid->e);
		if (cabs(mode->vector[f]) > CLEARLY_LARGER * cabs(largest)) {
			largest = mode->vector[f];
		}
	}
	for (int f = 0; f < N; f++) {
		const bool is_velocity = f >= ISH_U1 && f <= ISH_U3;
		mode->vector[f] *= (is_velocity ? 1.0 : fluid->e) / largest;
	}
}

/*
 * Splits the eigenspace of one frequency: first what moves e, then Pi, then u, then pi alone. So the families stay
 * apart even where their frequencies meet, and polarisations do not hang on round-off.
 */
static int split(const struct ish_linear_flow *flow, double complex omega, double complex basis[N][N], int count,
                 struct ish_linear_mode *mode)
{
	static const struct {
		int first, last;
		enum ish_linear_family family;
	} group[] = {{ISH_E, ISH_E, ISH_LINEAR_SOUND},
	             {ISH_BULK, ISH_BULK, ISH_LINEAR_SOUND},
	             {ISH_U1, ISH_U3, ISH_LINEAR_SHEAR},
	             {ISH_PI11, ISH_PI23, ISH_LINEAR_TENSOR}};
	int done = 0;
	for (size_t g = 0; g < sizeof group / sizeof group[0]; g++) {
		int f;
		while (done < count &&
		       (f = leading_field(basis + done, count - done, group[g].first, group[g].last)) >= 0) {
			reflect(basis + done, count - done, f);
			mode_init(&mode[done], &flow->fluid, group[g].family, omega, basis[done]);
			done++;
		}
	}
	return done;
}

/* Whether a comes before b: by family, then least damped first, then by the real part of the frequency. */
static bool comes_before(const struct ish_linear_mode *a, const struct ish_linear_mode *b, double scale)
{
	if (a->family != b->family) {
		return a->family < b->family;
	}
	if (fabs(cimag(a->omega) - cimag(b->omega)) > scale) {
		return cimag(a->omega) > cimag(b->omega);
	}
	return creal(a->omega) > creal(b->omega) + scale;
}

/* Moves the i-th mode to an earlier place; those between make room. */
static void move_up(struct ish_linear_mode *mode, int i, int place)
{
	const struct ish_linear_mode moved = mode[i];
	memmove(mode + place + 1, mode + place, (size_t)(i - place) * sizeof *mode);
	mode[place] = moved;
}

static void sort(struct ish_linear_mode *mode, int count, double scale)
{
	for (int i = 1; i < count; i++) {
		int place = i;
		while (place > 0 && comes_before(&mode[i], &mode[place - 1], scale)) {
			place--;
		}
		move_up(mode, i, place);
	}
	/* of sound the fastest along k and the fastest against it lead */
	for (int leader = 0; leader < 2; leader++) {
		const double sign = leader == 0 ? 1.0 : -1.0;
		int best = leader;
		for (int i = leader + 1; i < count && mode[i].family == ISH_LINEAR_SOUND; i++) {
			if (sign * (creal(mode[i].omega) - creal(mode[best].omega)) > scale) {
				best = i;
			}
		}
		move_up(mode, best, leader);
	}
}

enum ish_status ish_linear_modes(const struct ish_linear_flow *flow, struct ish_linear_mode mode[ISH_PRIMITIVES],
                                 int *count_out)
{
	struct pencil p;
	double complex omega[N];
	*count_out = 0;
	pencil_init(&p, flow);
	enum ish_status status = frequencies(&p, omega);
	double scale = 0.0;
	for (int i = 0; status == ISH_OK && i < p.n; i++) {
		scale = fmax(scale, SAME_FREQUENCY * cabs(omega[i]));
	}
	int left = p.n;
	while (status == ISH_OK && left > 0) {
		/* all that agree with the first: their mean, and what is left of the list */
		double complex sum = 0.0;
		int same = 0;
		int rest = 0;
		const double complex first = omega[0];
		for (int i = 0; i < left; i++) {
			if (cabs(omega[i] - first) <= scale) {
				sum += omega[i];
				same++;
			} else {
				omega[rest++] = omega[i];
			}
		}
		left = rest;
		double complex basis[N][N];
		int found = 0;
		status = eigenspace(&p, sum / same, same, basis, &found);
		*count_out += split(flow, sum / same, basis, found, mode + *count_out);
	}
	if (status == ISH_OK) {
		sort(mode, *count_out, scale);
	}
	return status;
}
