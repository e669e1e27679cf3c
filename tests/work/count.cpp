/*
 * Counts the work of the pointwise sweeps, independently of solver/work.def: compiles the sweeps themselves with a number that
 * keeps how it was made (counting/workspace/real.h), runs each specialisation for one cell, and walks back from what it stores
 * and compares. Prints the rows of solver/work.def; the test compares.
 */
#include "workspace/real.h"

#include <cstdio>
#include <cstring>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#define ISH_SIMD counted
#define load load_of_causality
#include "solver/sweep_causality.c"
#undef load
#define LANES LANES_OF_CHECK
#include "solver/sweep_check.c"
#undef LANES
#undef VARIANT
#define load load_of_closure
#include "solver/sweep_closure.c"
#undef load
#undef VARIANT
#include "solver/sweep_linear.c"
#undef VARIANT
#undef VARIANTS
#include "solver/sweep_modes.c"
#undef VARIANT
#undef VARIANTS
#include "solver/sweep_recovery.c"

#include "solver/derived.h"
#include "solver/work.h"

using counting::number;

/* ---- the graph ---- */

namespace counting {

enum kind { CONSTANT, INVARIANT, VARYING };

struct node {
	char op; /* 'v' a number from outside, 'c' a constant */
	int a, b;
	kind is;
	double value;
};

static std::vector<node> nodes;
static std::map<std::tuple<char, int, int>, int> twins;
static std::map<std::pair<double, bool>, int> constants;
static std::vector<int> compared;
static int comparisons, turned; /* comparison `turned` is false, all others are true */

static int add(node n)
{
	nodes.push_back(n);
	return (int)nodes.size() - 1;
}

int constant(double value)
{
	const std::pair<double, bool> key(value, std::signbit(value));
	if (constants.count(key) == 0) {
		constants[key] = add({'c', 0, 0, CONSTANT, value});
	}
	return constants[key];
}

static bool is(int a, double value)
{
	return nodes[(size_t)a].is == CONSTANT && nodes[(size_t)a].value == value;
}

static bool negative(int a)
{
	return nodes[(size_t)a].op == 'n' || (nodes[(size_t)a].is == CONSTANT && std::signbit(nodes[(size_t)a].value));
}

static int without_sign(int a)
{
	return !negative(a) ? a : nodes[(size_t)a].op == 'n' ? nodes[(size_t)a].a : constant(-nodes[(size_t)a].value);
}

static double folded(char op, double a, double b)
{
	switch (op) {
	case '+': return a + b;
	case '-': return a - b;
	case '*': return a * b;
	case '/': return a / b;
	case 'n': return -a;
	case 'r': return std::sqrt(a);
	case 'm': return std::fabs(a);
	case 'e': return std::exp(a);
	default: return std::log(a);
	}
}

int operation(char op, int a, int b)
{
	const kind x = nodes[(size_t)a].is, y = nodes[(size_t)b].is;
	if (x == CONSTANT && y == CONSTANT) {
		return constant(folded(op, nodes[(size_t)a].value, nodes[(size_t)b].value));
	}
	if (((op == '*' || op == '/') && is(b, 1.0)) || (op == '-' && is(b, 0.0) && !std::signbit(nodes[(size_t)b].value))) {
		return a;
	}
	if (op == '*' && is(a, 1.0)) {
		return b;
	}
	if (op == '*' && (is(a, -1.0) || is(b, -1.0))) {
		return operation('n', is(a, -1.0) ? b : a, is(a, -1.0) ? b : a);
	}
	if (op == 'n' && nodes[(size_t)a].op == 'n') {
		return nodes[(size_t)a].a;
	}
	if ((op == '*' || op == '/') && (negative(a) || negative(b))) { /* signs wander out of products */
		const int product = operation(op, without_sign(a), without_sign(b));
		return negative(a) != negative(b) ? operation('n', product, product) : product;
	}
	if (op == '+' && (negative(a) || negative(b))) {
		return negative(b) ? operation('-', a, without_sign(b)) : operation('-', b, without_sign(a));
	}
	if (op == '-' && negative(b)) {
		return operation('+', a, without_sign(b));
	}
	if ((op == '+' || op == '*') && a > b) {
		std::swap(a, b);
	}
	const std::tuple<char, int, int> key(op, a, b);
	if (twins.count(key) == 0) {
		twins[key] = add({op, a, b, x > y ? x : y, 0.0});
	}
	return twins[key];
}

bool compare(int a, int b)
{
	compared.push_back(a);
	compared.push_back(b);
	return comparisons++ != turned;
}

bool whole_numbers_vary;

void use(int node)
{
	compared.push_back(node);
}

int varying()
{
	return add({'v', 0, 0, VARYING, 0.0});
}

static number outside(kind is)
{
	return made(add({'v', 0, 0, is, 0.0}));
}

struct sums {
	int flops, divisions, roots, reads;
};

static void walk(int at, std::vector<bool> &seen, sums &s)
{
	if (seen[(size_t)at] || nodes[(size_t)at].is != VARYING) {
		return;
	}
	const node n = nodes[(size_t)at];
	seen[(size_t)at] = true;
	if (n.op == 'v') {
		s.reads++;
		return;
	}
	s.flops += n.op == 'n' || n.op == 'm' ? 0 : n.op == 'e' || n.op == 'l' ? ISH_WORK_ELEMENTARY : 1;
	s.divisions += n.op == '/';
	s.roots += n.op == 'r';
	walk(n.a, seen, s);
	walk(n.b, seen, s);
}

static void clear()
{
	nodes.clear();
	twins.clear();
	constants.clear();
	compared.clear();
	comparisons = 0;
}

} // namespace counting

/* Sums of spectra are in double: their numbers are counted in its place. */
#define double counting::number
#include "spectral/spectrum_sum.c"
#undef double

/* ---- one sweep ---- */

/* What a sweep works on: numbers outside of it. */
struct bench {
	std::vector<std::vector<number>> arrays;
	std::vector<std::vector<int>> before;

	number *array(int n = 1)
	{
		std::vector<number> a;
		for (int i = 0; i < n; i++) {
			a.push_back(counting::outside(counting::VARYING));
		}
		arrays.push_back(a);
		std::vector<int> ids;
		for (const number &x : arrays.back()) {
			ids.push_back(x.node);
		}
		before.push_back(ids);
		return arrays.back().data();
	}
	/* Everything stored is live, and what was compared; `only` (if any) are the arrays that count as stored. */
	struct counting::sums count(int *writes, const std::vector<const number *> &only) const
	{
		struct counting::sums s = {0, 0, 0, 0};
		std::vector<bool> seen(counting::nodes.size());
		*writes = 0;
		for (size_t i = 0; i < arrays.size(); i++) {
			bool counts = only.empty();
			for (const number *o : only) {
				counts = counts || o == arrays[i].data();
			}
			for (size_t k = 0; k < arrays[i].size() && counts; k++) {
				if (arrays[i][k].node != before[i][k]) {
					(*writes)++;
					counting::walk(arrays[i][k].node, seen, s);
				}
			}
		}
		for (const int x : counting::compared) {
			counting::walk(x, seen, s);
		}
		return s;
	}
};

static number invariant()
{
	return counting::outside(counting::INVARIANT);
}

template <typename T> static T invariants()
{
	T all;
	static_assert(sizeof all % sizeof(number) == 0, "numbers only");
	for (size_t i = 0; i < sizeof all / sizeof(number); i++) {
		const number x = invariant();
		memcpy((char *)&all + i * sizeof x, &x, sizeof x);
	}
	return all;
}

static ish_model model_of()
{
	ish_model m = {};
	m.eos = invariants<ish_eos>();
	m.transport = invariants<ish_transport>();
	return m;
}

struct counted {
	struct counting::sums sums;
	int writes;
};

/* The dearest of the paths that differ in one comparison: what code without branches computes. */
template <typename Run> static counted measured(Run run)
{
	counted most = {{-1, 0, 0, 0}, 0};
	for (int turned = -1, paths = 1; turned < paths - 1; turned++) {
		bench b;
		int writes;
		counting::clear();
		counting::turned = turned;
		b.arrays.reserve(100);
		const std::vector<const number *> only = run(b);
		const struct counting::sums s = b.count(&writes, only);
		paths = turned < 0 ? counting::comparisons + 1 : paths;
		if (s.flops > most.sums.flops) {
			most = {s, writes};
		}
	}
	return most;
}

static void print(const std::string &name, const counted &c)
{
	printf("ISH_WORK(%s, %d, %d, %d, %d, %d)\n", name.c_str(), c.sums.flops, c.sums.divisions, c.sums.roots,
	       c.sums.reads, c.writes);
}

template <typename Run> static void row(const std::string &name, Run run)
{
	print(name, measured(run));
}

/* What one more of something costs: of run(b, 1) beyond run(b, 0). */
template <typename Run> static void difference(const std::string &name, Run run)
{
	const counted less = measured([=](bench &b) { return run(b, 0); });
	counted more = measured([=](bench &b) { return run(b, 1); });
	more.sums.flops -= less.sums.flops;
	more.sums.divisions -= less.sums.divisions;
	more.sums.roots -= less.sums.roots;
	more.sums.reads -= less.sums.reads;
	more.writes -= less.writes;
	print(name, more);
}

static const char *const eos_name[] = {
#define ISH_EOS(id, name, short_name, sentence) #id,
#include "physics/eos.def"
#undef ISH_EOS
};

static std::string at(const std::string &i)
{
	return "[" + i + "]";
}

static std::string at(int i)
{
	return at(std::to_string(i));
}

static const std::vector<const number *> everything;

/* ---- recovery ---- */

static std::vector<const number *> run_recovery(bench &b, int e, int v, int relax, int newton)
{
	const ish_model model = model_of();
	ish_recovery_chunk c = {};
	c.n = 1;
	for (int f = 0; f < ISH_VARS; f++) {
		c.known[f] = b.array();
	}
	c.inv_sqrt_g = invariant();
	c.h = invariant();
	for (int j = 0; j < 3; j++) {
		c.inv_momentum[j] = invariant();
		c.u[j] = b.array();
	}
	c.e = b.array();
	c.p = b.array();
	for (int k = 0; k < 5; k++) {
		c.pi[k] = b.array();
	}
	c.bulk = b.array();
	for (int k = 0; k < 6; k++) {
		c.g[k] = b.array();
	}
	c.update2 = b.array();
	ish_recovery_sweeps[e][v][relax](&c, &model, invariant(), newton);
	if (newton == 0) {
		return everything;
	}
	/* what the state at the root compares is not the iteration's */
	bench other;
	const size_t before = counting::compared.size();
	other.arrays.reserve(100);
	(void)run_recovery(other, e, v, relax, 0);
	counting::compared.resize(before - (counting::compared.size() - before));
	return {c.u[0], c.u[1], c.u[2], c.update2};
}

static void print_recovery()
{
	for (int newton = 1; newton >= 0; newton--) {
		for (int e = 0; e < ISH_EOS_COUNT; e++) {
			for (int v = 0; v < ISH_VISCOUS_VARIANTS; v++) {
				for (int relax = 0; relax < 2; relax++) {
					row((newton ? "newton" : "recovered") + at(eos_name[e]) + at(v) + at(relax),
					    [=](bench &b) { return run_recovery(b, e, v, relax, newton); });
				}
			}
		}
	}
}

/* ---- closure, fluxes, sums ---- */

static std::vector<const number *> run_closure(bench &b, int e, int v)
{
	const ish_model model = model_of();
	const int shear = v >> 1, bulk = v & 1;
	ish_closure_chunk c = {};
	c.n = 1;
	c.e = b.array();
	for (int j = 0; j < 3; j++) {
		c.u[j] = b.array();
		c.div_t[j] = b.array();
		c.inv_a[j] = invariant();
		c.rate[j] = invariant();
		c.momentum_scale[j] = invariant();
		for (int i = 0; i < 3; i++) {
			c.du[i][j] = b.array();
		}
	}
	c.div_m = b.array();
	for (int k = 0; k < 5 && shear; k++) {
		c.pi[k] = b.array();
		c.advect_pi[k] = b.array();
		c.slope[ISH_VAR_PI + k] = b.array();
	}
	for (int f = 0; f < ISH_VAR_PI; f++) {
		c.slope[f] = b.array();
	}
	if (bulk) {
		c.bulk = b.array();
		c.advect_bulk = b.array();
		c.slope[ISH_VAR_BULK] = b.array();
	}
	c.decay = invariant();
	c.sqrt_g = invariant();
	c.knudsen_theta = b.array();
	c.knudsen_sigma = b.array();
	c.det = b.array();
	ish_closure_sweeps[e][v](&c, &model);
	return everything;
}

static std::vector<const number *> run_flux(bench &b, int axis, int v)
{
	ish_flux_row r = {};
	r.n = 1;
	r.e = b.array();
	r.p = b.array();
	for (int j = 0; j < 3; j++) {
		r.u[j] = b.array();
	}
	for (int k = 0; k < 5 && (v >> 1); k++) {
		r.pi[k] = b.array();
	}
	r.bulk = v & 1 ? b.array() : NULL;
	r.momentum = b.array();
	r.inv_momentum = invariant();
	for (int f = 0; f < 4; f++) {
		r.flux[f] = b.array();
	}
	ish_flux_sweeps[axis][v](&r);
	return everything;
}

static void print_closure()
{
	for (int e = 0; e < ISH_EOS_COUNT; e++) {
		for (int v = 0; v < ISH_VISCOUS_VARIANTS; v++) {
			row("closure" + at(eos_name[e]) + at(v), [=](bench &b) { return run_closure(b, e, v); });
		}
	}
	row("closure_extremes", [=](bench &b) {
		ish_closure_chunk c = {};
		number theta, sigma, det;
		c.n = 1;
		c.knudsen_theta = b.array();
		c.knudsen_sigma = b.array();
		c.det = b.array();
		(void)ish_sweep_closure_extremes(&c, &theta, &sigma, &det);
		return everything;
	});
	for (int axis = 0; axis < 3; axis++) {
		for (int v = 0; v < ISH_VISCOUS_VARIANTS; v++) {
			row("flux" + at(axis) + at(v), [=](bench &b) { return run_flux(b, axis, v); });
		}
	}
}

static std::vector<const number *> run_combine(bench &b, int terms)
{
	const number *x[2] = {b.array(), b.array()}, c[2] = {invariant(), invariant()}, *y = b.array();
	number *out = b.array();
	ish_sweep_combine(1, out, y, terms, c, x);
	return everything;
}

static void print_sums()
{
	for (int store = 0; store < 2; store++) {
		row("add_scaled" + at(store), [=](bench &b) {
			number *d = b.array(), *sum = b.array();
			ish_sweep_add_scaled(1, store, invariant(), d, sum);
			return everything;
		});
	}
	for (int store = 0; store < 2; store++) {
		row("add_product" + at(store), [=](bench &b) {
			number *u = b.array(), *d = b.array(), *sum = b.array();
			ish_sweep_add_product(1, store, invariant(), u, d, sum);
			return everything;
		});
	}
	row("combine", [=](bench &b) { return run_combine(b, 0); });
	difference("combine_term", [=](bench &b, int more) { return run_combine(b, 1 + more); });
}

/* ---- checks, extremes, causality ---- */

static std::vector<const number *> run_check(bench &b, int v)
{
	const number *u[3] = {b.array(), b.array(), b.array()}, *visc[6] = {};
	int first;
	for (int k = 0; k < 6; k++) {
		visc[k] = (k < 5 ? v >> 1 : v & 1) ? b.array() : NULL;
	}
	const number *e = b.array(), *energy = b.array(), *update2 = b.array();
	ish_sweep_check(1, e, u, visc, energy, invariant(), update2, invariant(), &first);
	return everything;
}

static std::vector<const number *> run_extremes(bench &b, int v)
{
	ish_extremes_chunk c = {};
	ish_extremes x;
	c.n = 1;
	c.e = b.array();
	c.p = b.array();
	for (int j = 0; j < 3; j++) {
		c.u[j] = b.array();
	}
	for (int k = 0; k < 5; k++) {
		c.pi[k] = b.array();
	}
	c.bulk = b.array();
	c.scratch = b.array();
	ish_sweep_extremes(&c, v >> 1, v & 1, &x);
	return everything;
}

static std::vector<const number *> run_causality(bench &b, int e, int v)
{
	const ish_model model = model_of();
	ish_causality_chunk c = {};
	c.n = 1;
	c.e = b.array();
	for (int j = 0; j < 3; j++) {
		c.u[j] = b.array();
	}
	for (int k = 0; k < 5 && (v >> 1); k++) {
		c.pi[k] = b.array();
	}
	c.bulk = v & 1 ? b.array() : NULL;
	c.margin = b.array();
	c.transverse = b.array();
	c.kind = b.array();
	ish_causality_sweeps[e][v](&c, &model);
	return everything;
}

/* The sum over the cells of sum_i H_i T^ii, as work_at of solver/core_observe.c. */
static std::vector<const number *> run_source(bench &b)
{
	const ish_shear five = {*b.array(), *b.array(), *b.array(), *b.array(), *b.array()};
	const ish_vec u = {*b.array(), *b.array(), *b.array()}, h = invariants<ish_vec>();
	const number e = *b.array(), p = *b.array(), bulk = *b.array();
	number *sum = b.array();
	const ish_sym t = ish_stress_of(e, p + bulk, u, ish_shear_complete(five, u));
	*sum += h.x * t.xx + h.y * t.yy + h.z * t.zz;
	return everything;
}

static void print_observations()
{
	row("source", run_source);
	for (int v = 0; v < ISH_VISCOUS_VARIANTS; v++) {
		row("check" + at(v), [=](bench &b) { return run_check(b, v); });
	}
	for (int v = 0; v < ISH_VISCOUS_VARIANTS; v++) {
		row("extremes" + at(v), [=](bench &b) { return run_extremes(b, v); });
	}
	for (int e = 0; e < ISH_EOS_COUNT; e++) {
		for (int v = 0; v < ISH_VISCOUS_VARIANTS; v++) {
			row("causality" + at(eos_name[e]) + at(v), [=](bench &b) { return run_causality(b, e, v); });
		}
	}
}

/* ---- modes of the linear operator ---- */

static const char *const task_name[] = {"ISH_LINEAR_RATE", "ISH_LINEAR_SOLVE", "ISH_LINEAR_EXPONENTIAL"};

static std::vector<const number *> run_modes(bench &b, int task, int v)
{
	ish_linear_row r = {};
	r.n = 1;
	for (int f = 0; f < ISH_VARS; f++) {
		r.field[f] = f < ISH_VAR_PI || (f < ISH_VAR_BULK ? v >> 1 : v & 1) ? b.array(2) : NULL;
	}
	r.k = b.array();
	r.along = invariants<ish_vec>();
	r.across = invariants<ish_vec>();
	for (int i = 0; i < ISH_LINEAR_FACTORS; i++) {
		r.factor[i] = b.array();
	}
	for (int i = 0; i < ISH_VAR_PI; i++) {
		r.in[i] = invariant();
		r.out[i] = invariant();
	}
	r.scale = invariant();
	r.fluid = invariants<ish_linear_fluid>();
	r.step = invariants<ish_linear_step>();
	r.decay = invariant();
	ish_linear_sweeps[task][v](&r);
	return everything;
}

/* ---- fields for output ---- */

static const char *const derived_name[] = {
#define ISH_DERIVED(id, name, unit, long_name) #id,
#include "solver/derived.def"
#undef ISH_DERIVED
};

/* The formulae of value_at of solver/core_derived.c. */
static number derived_of(const ish_closure_input &in, const ish_transport &t, const ish_thermo &s, int field, int shear,
                         int bulk)
{
	if (field == ISH_THETA || field == ISH_KNUDSEN || field == ISH_KNUDSEN_THETA) {
		const ish_closure_output o = ish_closure(in, t, s, shear, bulk);
		const number tau = ish_relaxation_time(t, s, shear, bulk);
		return field == ISH_THETA     ? o.theta
		       : field == ISH_KNUDSEN ? tau * ISH_SQRT(fmax(number(0), o.sigma2))
		                              : tau * ISH_FABS(o.theta);
	}
	const ish_sym pi = ish_shear_complete(in.shear, in.u);
	const number inv = number(1) / ISH_SQRT(number(1) + ish_dot(in.u, in.u));
	const ish_vec v = ish_vec_scaled(inv, in.u);
	switch (field) {
	case ISH_TEMPERATURE: return s.t;
	case ISH_PRESSURE: return s.p;
	case ISH_REYNOLDS: return ISH_SQRT(fmax(number(0), ish_transverse_contract(pi, pi, v))) / s.p;
	case ISH_REYNOLDS_BULK: return ISH_FABS(in.bulk) / s.p;
	default: return ish_causality_at(in.e, in.u, in.shear, in.bulk, t, s, shear, bulk).kind;
	}
}

static std::vector<const number *> run_derived(bench &b, int field, int e, int v)
{
	const ish_model model = model_of();
	const int shear = v >> 1, bulk = v & 1;
	const ish_vec inv_a = invariants<ish_vec>();
	ish_closure_input in = {};
	in.rate = invariants<ish_vec>();
	in.e = *b.array();
	in.u = {*b.array(), *b.array(), *b.array()};
	in.shear = {0, 0, 0, 0, 0};
	in.advect_shear = in.shear;
	if (shear) {
		in.shear = {*b.array(), *b.array(), *b.array(), *b.array(), *b.array()};
		in.advect_shear = {*b.array(), *b.array(), *b.array(), *b.array(), *b.array()};
	}
	in.bulk = bulk ? *b.array() : number(0);
	in.advect_bulk = bulk ? *b.array() : number(0);
	in.du = {inv_a.x * *b.array(), inv_a.x * *b.array(), inv_a.x * *b.array(), inv_a.y * *b.array(), inv_a.y * *b.array(),
	         inv_a.y * *b.array(), inv_a.z * *b.array(), inv_a.z * *b.array(), inv_a.z * *b.array()};
	in.div_m = *b.array();
	in.div_t = {*b.array(), *b.array(), *b.array()};
	in.decay = 0;
	const ish_thermo s = ish_eos_at((ish_eos_id)e, model.eos, in.e);
	number *out = b.array();
	*out = derived_of(in, model.transport, s, field, shear, bulk);
	return everything;
}

static void print_derived()
{
	for (int f = 0; f < ISH_DERIVED_COUNT; f++) {
		for (int e = 0; e < ISH_EOS_COUNT; e++) {
			for (int v = 0; v < ISH_VISCOUS_VARIANTS; v++) {
				row("derived" + at(derived_name[f]) + at(eos_name[e]) + at(v),
				    [=](bench &b) { return run_derived(b, f, e, v); });
			}
		}
	}
}

/* ---- spectra: not of the table ---- */

static std::vector<const number *> run_spectrum(bench &b, int n)
{
	const ish_grid grid = {{n, 3, 3}, {1.0, 1.0, 1.0}};
	const number spacing[3] = {invariant(), invariant(), invariant()};
	const ish_spectrum_rows rows = {&grid, spacing, invariant(), 1, 0, 9};
	const number *re = b.array(9 * n), *im = b.array(9 * n);
	counting::whole_numbers_vary = true;
	ish_spectrum_sum_row(&rows, 4, re, im, b.array(2 * ish_spectrum_sums(1)));
	counting::whole_numbers_vary = false;
	return everything;
}

static counted spectrum_mode()
{
	counted more = measured([=](bench &b) { return run_spectrum(b, 9); });
	more.sums.flops -= measured([=](bench &b) { return run_spectrum(b, 8); }).sums.flops;
	return more;
}

int main()
{
	print_recovery();
	print_closure();
	print_sums();
	print_observations();
	for (int task = 0; task < ISH_LINEAR_TASKS; task++) {
		for (int v = 0; v < ISH_VISCOUS_VARIANTS; v++) {
			row("modes" + at(task_name[task]) + at(v), [=](bench &b) { return run_modes(b, task, v); });
		}
	}
	print_derived();
	const int spectrum = spectrum_mode().sums.flops;
	if (spectrum != ISH_SPECTRUM_MODE_FLOPS) {
		printf("ISH_SPECTRUM_MODE_FLOPS is %d (spectral/spectrum_impl.h)\n", spectrum);
	}
	return 0;
}
