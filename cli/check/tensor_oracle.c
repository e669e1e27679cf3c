#include "cli/check/tensor_oracle.h"

#include <complex.h>
#include <math.h>
#include <string.h>

typedef long double real;
typedef long double complex cplx;

static const int first[5] = {1, 1, 1, 2, 2}, second[5] = {1, 2, 3, 2, 3};

static real metric(int a, int b)
{
	return a != b ? 0 : (a == 0 ? -1 : 1);
}

/* pi^ab (upper indices) from five components: the constraints solved one after the other. */
static void shear_tensor(const cplx s[5], const cplx u[3], cplx p[4][4])
{
	const cplx u02 = 1 + u[0] * u[0] + u[1] * u[1] + u[2] * u[2];
	memset(p, 0, 16 * sizeof p[0][0]);
	for (int k = 0; k < 5; k++) {
		p[first[k]][second[k]] = p[second[k]][first[k]] = s[k];
	}
	cplx quad = 0;
	for (int i = 1; i < 4; i++) {
		for (int j = 1; j < 4; j++) {
			quad += p[i][j] * u[i - 1] * u[j - 1];
		}
	}
	/* p33 + p11 + p22 = (quad + p33 u3^2)/u0^2 */
	p[3][3] = (quad / u02 - p[1][1] - p[2][2]) / (1 - u[2] * u[2] / u02);
	const cplx u0 = csqrtl(u02);
	for (int i = 1; i < 4; i++) {
		for (int j = 1; j < 4; j++) {
			p[i][0] += p[i][j] * u[j - 1] / u0;
		}
		p[0][i] = p[i][0];
	}
	for (int i = 1; i < 4; i++) {
		p[0][0] += p[0][i] * u[i - 1] / u0;
	}
}

static void stress_energy_0a(cplx e, cplx pressure, const cplx u[3], const cplx pi[5], cplx bulk, cplx t[4])
{
	cplx p[4][4];
	shear_tensor(pi, u, p);
	const cplx u0 = csqrtl(1 + u[0] * u[0] + u[1] * u[1] + u[2] * u[2]);
	const cplx w = e + pressure + bulk;
	t[0] = w * u0 * u0 - (pressure + bulk) + p[0][0];
	for (int i = 0; i < 3; i++) {
		t[i + 1] = w * u0 * u[i] + p[0][i + 1];
	}
}

/* Contraction a^ac b^b_c with the metric lowered on the second factor. */
static void product(real a[4][4], real b[4][4], real x[4][4])
{
	for (int i = 0; i < 4; i++) {
		for (int j = 0; j < 4; j++) {
			x[i][j] = 0;
			for (int c = 0; c < 4; c++) {
				x[i][j] += a[i][c] * metric(c, c) * b[j][c];
			}
		}
	}
}

/* X^<ab> of a general transverse X. */
static void project(real x[4][4], const real u[4], real y[4][4])
{
	real trace = 0;
	for (int a = 0; a < 4; a++) {
		trace += metric(a, a) * x[a][a];
	}
	for (int a = 0; a < 4; a++) {
		for (int b = 0; b < 4; b++) {
			y[a][b] = (x[a][b] + x[b][a]) / 2 - (metric(a, b) + u[a] * u[b]) * trace / 3;
		}
	}
}

struct rates {
	real dpi[5], dbulk, theta, sigma2;
};

struct kinematics { /* upper indices */
	real u[4], pi[4][4], acc[4], proj[4][4], sigma[4][4], omega[4][4], theta;
};

/* grad[a][b] = nabla_a u^b when du/dt = q. */
static void gradient(const struct ish_oracle_state *s, const real q[3], const real u[4], real grad[4][4])
{
	for (int j = 1; j < 4; j++) {
		grad[0][j] = q[j - 1];
	}
	grad[0][0] = (u[1] * q[0] + u[2] * q[1] + u[3] * q[2]) / u[0];
	for (int i = 1; i < 4; i++) {
		real d0 = 0;
		for (int j = 1; j < 4; j++) {
			d0 += u[j] * s->du[i - 1][j - 1] / u[0];
			grad[i][j] = s->du[i - 1][j - 1] + (i == j ? s->h[i - 1] * u[0] : 0);
		}
		grad[i][0] = d0 + s->h[i - 1] * u[i];
	}
}

/* Delta^ac Delta^b_d nabla_c u^d */
static real projected(const struct kinematics *k, real grad[4][4], int a, int b)
{
	real sum = 0;
	for (int c = 0; c < 4; c++) {
		for (int d = 0; d < 4; d++) {
			sum += k->proj[a][c] * k->proj[b][d] * metric(d, d) * grad[c][d];
		}
	}
	return sum;
}

static void kinematics(const struct ish_oracle_state *s, const real q[3], struct kinematics *k)
{
	cplx uc[3], pic[5], pc[4][4];
	real grad[4][4];
	for (int i = 0; i < 3; i++) {
		uc[i] = s->u[i];
		k->u[i + 1] = s->u[i];
	}
	k->u[0] = sqrtl(1 + k->u[1] * k->u[1] + k->u[2] * k->u[2] + k->u[3] * k->u[3]);
	for (int i = 0; i < 5; i++) {
		pic[i] = s->pi[i];
	}
	shear_tensor(pic, uc, pc);
	gradient(s, q, k->u, grad);
	k->theta = 0;
	for (int a = 0; a < 4; a++) {
		k->theta += grad[a][a];
		k->acc[a] = 0;
		for (int b = 0; b < 4; b++) {
			k->acc[a] += k->u[b] * grad[b][a];
			k->pi[a][b] = creall(pc[a][b]);
			k->proj[a][b] = metric(a, b) + k->u[a] * k->u[b];
		}
	}
	for (int a = 0; a < 4; a++) {
		for (int b = 0; b < 4; b++) {
			const real ab = projected(k, grad, a, b);
			const real ba = projected(k, grad, b, a);
			k->sigma[a][b] = (ab + ba) / 2 - k->proj[a][b] * k->theta / 3;
			k->omega[a][b] = (ab - ba) / 2;
		}
	}
}

/* A_ab B^ab */
static real contract(real a[4][4], real b[4][4])
{
	real sum = 0;
	for (int i = 0; i < 4; i++) {
		for (int j = 0; j < 4; j++) {
			sum += metric(i, i) * metric(j, j) * a[i][j] * b[i][j];
		}
	}
	return sum;
}

/* a_c^<a b^b>c */
static void projected_product(struct kinematics *k, real a[4][4], real b[4][4], real out[4][4])
{
	real x[4][4];
	product(a, b, x);
	project(x, k->u, out);
}

static void shear_rates(const struct ish_oracle_state *s, struct kinematics *k, struct rates *r)
{
	const real w0 = (real)s->e + s->p;
	const real eta = s->eta_s * w0 / s->t;
	const real tau = s->c_pi * eta / w0;
	real ps[4][4], po[4][4], pp[4][4];
	projected_product(k, k->pi, k->sigma, ps);
	projected_product(k, k->pi, k->omega, po);
	projected_product(k, k->pi, k->pi, pp);
	for (int c = 0; c < 5; c++) {
		const int i = first[c], j = second[c];
		const real rhs = -k->pi[i][j] - 2 * eta * k->sigma[i][j] -
		                 s->delta_pipi * tau * k->pi[i][j] * k->theta - s->tau_pipi * tau * ps[i][j] +
		                 2 * tau * s->vorticity * po[i][j] - s->lambda_piPi * tau * s->bulk * k->sigma[i][j] -
		                 s->phi_7 / s->p * pp[i][j];
		real pa_i = 0, pa_j = 0;
		for (int d = 0; d < 4; d++) {
			pa_i += k->pi[i][d] * metric(d, d) * k->acc[d];
			pa_j += k->pi[j][d] * metric(d, d) * k->acc[d];
		}
		r->dpi[c] = (rhs / tau - s->adv_pi[c] - s->h[i - 1] * k->u[i] * k->pi[0][j] -
		             s->h[j - 1] * k->u[j] * k->pi[0][i] + k->u[i] * pa_j + k->u[j] * pa_i) /
		            k->u[0];
	}
}

static real bulk_rate(const struct ish_oracle_state *s, struct kinematics *k)
{
	const real w0 = (real)s->e + s->p;
	const real zeta = s->zeta_s * w0 / s->t;
	const real tau = s->c_Pi * zeta / w0;
	const real rhs = -s->bulk - zeta * k->theta - s->delta_PiPi * tau * s->bulk * k->theta -
	                 s->lambda_Pipi * ((real)1 / 3 - s->cs2) * tau * contract(k->pi, k->sigma);
	return (rhs / tau - s->adv_bulk) / k->u[0];
}

/* dpi/dt and dPi/dt when du/dt = q. */
static void relaxation(const struct ish_oracle_state *s, const real q[3], struct rates *r)
{
	struct kinematics k;
	kinematics(s, q, &k);
	*r = (struct rates){.theta = k.theta, .sigma2 = contract(k.sigma, k.sigma)};
	if (s->eta_s > 0) {
		shear_rates(s, &k, r);
	}
	if (s->zeta_s > 0) {
		r->dbulk = bulk_rate(s, &k);
	}
}

/* dT^0a/dt for de/dt = x[0], du/dt = x[1..3]. */
static void time_derivative(const struct ish_oracle_state *s, const real x[4], real dt[4], struct rates *r)
{
	const real eps = 1e-30L;
	cplx u[3], pi[5], t[4];
	relaxation(s, x + 1, r);
	for (int i = 0; i < 3; i++) {
		u[i] = s->u[i] + eps * x[i + 1] * I;
	}
	for (int k = 0; k < 5; k++) {
		pi[k] = s->pi[k] + eps * r->dpi[k] * I;
	}
	stress_energy_0a(s->e + eps * x[0] * I, s->p + eps * s->cs2 * x[0] * I, u, pi, s->bulk + eps * r->dbulk * I, t);
	for (int a = 0; a < 4; a++) {
		dt[a] = cimagl(t[a]) / eps;
	}
}

/* pi^33 along u + x du, pi + x dpi: value and derivative by x. */
static void follow_33(const struct ish_oracle_state *s, const real du[3], const real dpi[5], double *value,
                      double *derivative)
{
	const real eps = 1e-30L;
	cplx u[3], pi[5], p[4][4];
	for (int i = 0; i < 3; i++) {
		u[i] = s->u[i] + eps * du[i] * I;
	}
	for (int k = 0; k < 5; k++) {
		pi[k] = s->pi[k] + eps * dpi[k] * I;
	}
	shear_tensor(pi, u, p);
	*value = (double)creall(p[3][3]);
	*derivative = (double)(cimagl(p[3][3]) / eps);
}

void ish_oracle_complete(const struct ish_oracle_state *s, double pi[6], double advect[6])
{
	real du[3] = {0, 0, 0}, dpi[5];
	for (int j = 0; j < 3; j++) {
		for (int k = 0; k < 3; k++) {
			du[j] += (real)s->u[k] * s->du[k][j];
		}
	}
	for (int k = 0; k < 5; k++) {
		pi[k] = s->pi[k];
		advect[k] = s->adv_pi[k];
		dpi[k] = s->adv_pi[k];
	}
	follow_33(s, du, dpi, &pi[5], &advect[5]);
}

void ish_oracle_conserved(const struct ish_oracle_state *s, double t[4])
{
	cplx u[3], pi[5], tc[4];
	for (int i = 0; i < 3; i++) {
		u[i] = s->u[i];
	}
	for (int k = 0; k < 5; k++) {
		pi[k] = s->pi[k];
	}
	stress_energy_0a(s->e, s->p, u, pi, s->bulk, tc);
	for (int a = 0; a < 4; a++) {
		t[a] = (double)creall(tc[a]);
	}
}

static void sources(const struct ish_oracle_state *s, real src[4])
{
	double t[4];
	cplx u[3], pi[5], p[4][4];
	ish_oracle_conserved(s, t);
	for (int i = 0; i < 3; i++) {
		u[i] = s->u[i];
	}
	for (int k = 0; k < 5; k++) {
		pi[k] = s->pi[k];
	}
	shear_tensor(pi, u, p);
	const real h = (real)s->h[0] + s->h[1] + s->h[2];
	const real w = (real)s->e + s->p + s->bulk;
	src[0] = -s->div_m;
	for (int i = 0; i < 3; i++) {
		const real tii = w * s->u[i] * s->u[i] + s->p + s->bulk + creall(p[i + 1][i + 1]);
		src[0] -= s->h[i] * (t[0] + tii);
		src[i + 1] = -s->div_t[i] - (h + s->h[i]) * t[i + 1];
	}
}

/* Gauss-Jordan with pivoting. */
static void eliminate(real m[4][5])
{
	for (int c = 0; c < 4; c++) {
		int best = c;
		for (int a = c + 1; a < 4; a++) {
			best = fabsl(m[a][c]) > fabsl(m[best][c]) ? a : best;
		}
		for (int k = 0; k < 5; k++) {
			const real keep = m[c][k];
			m[c][k] = m[best][k];
			m[best][k] = keep;
		}
		for (int a = 0; a < 4; a++) {
			const real f = a == c ? 0 : m[a][c] / m[c][c];
			for (int k = c; k < 5; k++) {
				m[a][k] -= f * m[c][k];
			}
		}
	}
}

void ish_oracle_solve(const struct ish_oracle_state *s, struct ish_oracle_result *out)
{
	real m[4][5], src[4], base[4];
	struct rates r;
	const real zero[4] = {0, 0, 0, 0};
	time_derivative(s, zero, base, &r);
	sources(s, src);
	for (int j = 0; j < 4; j++) {
		real x[4] = {0, 0, 0, 0}, d[4];
		x[j] = 1;
		time_derivative(s, x, d, &r);
		for (int a = 0; a < 4; a++) {
			m[a][j] = d[a] - base[a];
		}
	}
	for (int a = 0; a < 4; a++) {
		m[a][4] = src[a] - base[a];
		out->source[a] = (double)src[a];
	}
	eliminate(m);
	real x[4], d[4];
	for (int a = 0; a < 4; a++) {
		x[a] = m[a][4] / m[a][a];
	}
	time_derivative(s, x, d, &r);
	out->de = (double)x[0];
	for (int i = 0; i < 3; i++) {
		out->q[i] = (double)x[i + 1];
	}
	for (int k = 0; k < 5; k++) {
		out->dpi[k] = (double)r.dpi[k];
	}
	double now;
	follow_33(s, x + 1, r.dpi, &now, &out->dpi33);
	out->dbulk = (double)r.dbulk;
	out->theta = (double)r.theta;
	out->sigma2 = (double)r.sigma2;
}
