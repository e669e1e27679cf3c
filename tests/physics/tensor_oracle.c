#include "tests/physics/tensor_oracle.h"

#include <complex.h>
#include <math.h>
#include <string.h>

typedef long double complex oracle_complex;

static const int first[5] = {1, 1, 1, 2, 2}, second[5] = {1, 2, 3, 2, 3};

static oracle_real metric(int a, int b)
{
	return a != b ? 0 : (a == 0 ? -1 : 1);
}

/* pi^ab (upper indices) from five components: the constraints solved one after the other. */
static void shear_tensor(const oracle_complex s[5], const oracle_complex u[3], oracle_complex p[4][4])
{
	const oracle_complex u02 = 1 + u[0] * u[0] + u[1] * u[1] + u[2] * u[2];
	memset(p, 0, 16 * sizeof p[0][0]);
	for (int k = 0; k < 5; k++) {
		p[first[k]][second[k]] = p[second[k]][first[k]] = s[k];
	}
	oracle_complex quad = 0;
	for (int i = 1; i < 4; i++) {
		for (int j = 1; j < 4; j++) {
			quad += p[i][j] * u[i - 1] * u[j - 1];
		}
	}
	/* p33 + p11 + p22 = (quad + p33 u3^2)/u0^2 */
	p[3][3] = (quad / u02 - p[1][1] - p[2][2]) / (1 - u[2] * u[2] / u02);
	const oracle_complex u0 = csqrtl(u02);
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

static void stress_energy_0a(oracle_complex e, oracle_complex pressure, const oracle_complex u[3],
                             const oracle_complex pi[5], oracle_complex bulk, oracle_complex t[4])
{
	oracle_complex p[4][4];
	shear_tensor(pi, u, p);
	const oracle_complex u0 = csqrtl(1 + u[0] * u[0] + u[1] * u[1] + u[2] * u[2]);
	const oracle_complex w = e + pressure + bulk;
	t[0] = w * u0 * u0 - (pressure + bulk) + p[0][0];
	for (int i = 0; i < 3; i++) {
		t[i + 1] = w * u0 * u[i] + p[0][i + 1];
	}
}

/* Contraction a^ac b^b_c with the metric lowered on the second factor. */
static void product(oracle_real a[4][4], oracle_real b[4][4], oracle_real x[4][4])
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
static void project(oracle_real x[4][4], const oracle_real u[4], oracle_real y[4][4])
{
	oracle_real trace = 0;
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
	oracle_real dpi[5], dbulk, theta, sigma2;
};

/* dpi/dt and dPi/dt when du/dt = q. */
/* NOLINTNEXTLINE(readability-function-size): one formula, index by index, with nothing to name in between */
static void relaxation(const struct oracle_state *s, const oracle_real q[3], struct rates *r)
{
	oracle_complex uc[3], pic[5], pc[4][4];
	oracle_real u[4], grad[4][4], pi[4][4], proj[4][4], sigma[4][4], omega[4][4], acc[4];
	for (int i = 0; i < 3; i++) {
		uc[i] = s->u[i];
		u[i + 1] = s->u[i];
	}
	u[0] = sqrtl(1 + u[1] * u[1] + u[2] * u[2] + u[3] * u[3]);
	for (int k = 0; k < 5; k++) {
		pic[k] = s->pi[k];
	}
	shear_tensor(pic, uc, pc);
	/* grad[a][b] = nabla_a u^b */
	for (int j = 1; j < 4; j++) {
		grad[0][j] = q[j - 1];
	}
	grad[0][0] = (u[1] * q[0] + u[2] * q[1] + u[3] * q[2]) / u[0];
	for (int i = 1; i < 4; i++) {
		oracle_real d0 = 0;
		for (int j = 1; j < 4; j++) {
			d0 += u[j] * s->du[i - 1][j - 1] / u[0];
			grad[i][j] = s->du[i - 1][j - 1] + (i == j ? s->h[i - 1] * u[0] : 0);
		}
		grad[i][0] = d0 + s->h[i - 1] * u[i];
	}
	oracle_real theta = 0;
	for (int a = 0; a < 4; a++) {
		theta += grad[a][a];
		acc[a] = 0;
		for (int b = 0; b < 4; b++) {
			acc[a] += u[b] * grad[b][a];
			pi[a][b] = creall(pc[a][b]);
			proj[a][b] = metric(a, b) + u[a] * u[b];
		}
	}
	/* d^a u^b projected: Delta^ac Delta^b_d nabla_c u^d */
	oracle_real full[4][4];
	for (int a = 0; a < 4; a++) {
		for (int b = 0; b < 4; b++) {
			full[a][b] = 0;
			for (int c = 0; c < 4; c++) {
				for (int d = 0; d < 4; d++) {
					full[a][b] += proj[a][c] * proj[b][d] * metric(d, d) * grad[c][d];
				}
			}
		}
	}
	r->theta = theta;
	r->sigma2 = 0;
	for (int a = 0; a < 4; a++) {
		for (int b = 0; b < 4; b++) {
			sigma[a][b] = (full[a][b] + full[b][a]) / 2 - proj[a][b] * theta / 3;
			omega[a][b] = (full[a][b] - full[b][a]) / 2;
			r->sigma2 += metric(a, a) * metric(b, b) * sigma[a][b] * sigma[a][b];
		}
	}
	const oracle_real w0 = (oracle_real)s->e + s->p;
	r->dbulk = 0;
	memset(r->dpi, 0, sizeof r->dpi);
	if (s->eta_s > 0) {
		const oracle_real ent = w0 / s->t, eta = s->eta_s * ent, tau = s->c_pi * eta / w0;
		oracle_real x[4][4], ps[4][4], po[4][4], pp[4][4];
		product(pi, sigma, x);
		project(x, u, ps);
		product(pi, omega, x);
		project(x, u, po);
		product(pi, pi, x);
		project(x, u, pp);
		for (int k = 0; k < 5; k++) {
			const int i = first[k], j = second[k];
			const oracle_real rhs = -pi[i][j] - 2 * eta * sigma[i][j] - s->delta_pipi * tau * pi[i][j] * theta -
			                        s->tau_pipi * tau * ps[i][j] + 2 * tau * s->vorticity * po[i][j] -
			                        s->lambda_piPi * tau * s->bulk * sigma[i][j] - s->phi_7 / s->p * pp[i][j];
			oracle_real pa_i = 0, pa_j = 0;
			for (int c = 0; c < 4; c++) {
				pa_i += pi[i][c] * metric(c, c) * acc[c];
				pa_j += pi[j][c] * metric(c, c) * acc[c];
			}
			r->dpi[k] = (rhs / tau - s->adv_pi[k] - s->h[i - 1] * u[i] * pi[0][j] - s->h[j - 1] * u[j] * pi[0][i] +
			             u[i] * pa_j + u[j] * pa_i) /
			            u[0];
		}
	}
	if (s->zeta_s > 0) {
		const oracle_real ent = w0 / s->t, zeta = s->zeta_s * ent, tau = s->c_Pi * zeta / w0;
		oracle_real ps = 0;
		for (int a = 0; a < 4; a++) {
			for (int b = 0; b < 4; b++) {
				ps += metric(a, a) * metric(b, b) * pi[a][b] * sigma[a][b];
			}
		}
		const oracle_real rhs = -s->bulk - zeta * theta - s->delta_PiPi * tau * s->bulk * theta -
		                        s->lambda_Pipi * ((oracle_real)1 / 3 - s->cs2) * tau * ps;
		r->dbulk = (rhs / tau - s->adv_bulk) / u[0];
	}
}

/* dT^0a/dt for de/dt = x[0], du/dt = x[1..3]. */
static void time_derivative(const struct oracle_state *s, const oracle_real x[4], oracle_real dt[4], struct rates *r)
{
	const oracle_real eps = 1e-30L;
	oracle_complex u[3], pi[5], t[4];
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
static void follow_33(const struct oracle_state *s, const oracle_real du[3], const oracle_real dpi[5], double *value,
                      double *derivative)
{
	const oracle_real eps = 1e-30L;
	oracle_complex u[3], pi[5], p[4][4];
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

void oracle_complete(const struct oracle_state *s, double pi[6], double advect[6])
{
	oracle_real du[3] = {0, 0, 0}, dpi[5];
	for (int j = 0; j < 3; j++) {
		for (int k = 0; k < 3; k++) {
			du[j] += (oracle_real)s->u[k] * s->du[k][j];
		}
	}
	for (int k = 0; k < 5; k++) {
		pi[k] = s->pi[k];
		advect[k] = s->adv_pi[k];
		dpi[k] = s->adv_pi[k];
	}
	follow_33(s, du, dpi, &pi[5], &advect[5]);
}

void oracle_conserved(const struct oracle_state *s, double t[4])
{
	oracle_complex u[3], pi[5], tc[4];
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

static void sources(const struct oracle_state *s, oracle_real src[4])
{
	double t[4];
	oracle_complex u[3], pi[5], p[4][4];
	oracle_conserved(s, t);
	for (int i = 0; i < 3; i++) {
		u[i] = s->u[i];
	}
	for (int k = 0; k < 5; k++) {
		pi[k] = s->pi[k];
	}
	shear_tensor(pi, u, p);
	const oracle_real h = (oracle_real)s->h[0] + s->h[1] + s->h[2];
	const oracle_real w = (oracle_real)s->e + s->p + s->bulk;
	src[0] = -s->div_m;
	for (int i = 0; i < 3; i++) {
		const oracle_real tii = w * s->u[i] * s->u[i] + s->p + s->bulk + creall(p[i + 1][i + 1]);
		src[0] -= s->h[i] * (t[0] + tii);
		src[i + 1] = -s->div_t[i] - (h + s->h[i]) * t[i + 1];
	}
}

void oracle_solve(const struct oracle_state *s, struct oracle_result *out)
{
	oracle_real m[4][5], src[4], base[4];
	struct rates r;
	const oracle_real zero[4] = {0, 0, 0, 0};
	time_derivative(s, zero, base, &r);
	sources(s, src);
	for (int j = 0; j < 4; j++) {
		oracle_real x[4] = {0, 0, 0, 0}, d[4];
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
	for (int c = 0; c < 4; c++) { /* Gauss-Jordan with pivoting */
		int best = c;
		for (int a = c + 1; a < 4; a++) {
			best = fabsl(m[a][c]) > fabsl(m[best][c]) ? a : best;
		}
		for (int k = 0; k < 5; k++) {
			const oracle_real keep = m[c][k];
			m[c][k] = m[best][k];
			m[best][k] = keep;
		}
		for (int a = 0; a < 4; a++) {
			const oracle_real f = a == c ? 0 : m[a][c] / m[c][c];
			for (int k = c; k < 5; k++) {
				m[a][k] -= f * m[c][k];
			}
		}
	}
	oracle_real x[4], d[4];
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
