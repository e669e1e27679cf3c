/* Work against the machine's limits: which roof bounds it, and what is predicted from that. */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "reports/machine.h"
#include "reports/report_impl.h"

/* Round numbers: 100 Gflop/s fused, 50 apart, 10^9 divisions, 5 10^8 roots; 200, 50 and 10 GB/s; 1 MB of L2, 10 MB of L3. */
static const struct ish_machine_limits limits = {.flops = 100e9,
                                                 .apart = 50e9,
                                                 .divisions = 1e9,
                                                 .roots = 5e8,
                                                 .bandwidth = 10e9,
                                                 .bandwidth_l3 = 50e9,
                                                 .bandwidth_l2 = 200e9,
                                                 .l3_bytes = 10e6,
                                                 .l2_bytes = 1e6,
                                                 .threads = 2};

static struct ish_roof roof_of(struct ish_work work, size_t arena, double seconds)
{
	const struct ish_arena_owner owner[] = {{.name = "fields", .bytes = arena - arena / 4},
	                                        {.name = "scratch", .bytes = arena / 4}};
	const struct ish_report_context context = {.limits = limits, .owner = owner, .owners = arena > 0 ? 2 : 0};
	return ish_roof_of(&context, &work, seconds);
}

static void check(struct ish_work work, size_t arena, double seconds, double least, const char *bound)
{
	const struct ish_roof roof = roof_of(work, arena, seconds);
	cr_expect_float_eq(roof.least, least, 1e-12, "%g s for %g", roof.least, least);
	cr_expect_str_eq(roof.bound, bound, "%s for %s", roof.bound, bound);
}

Test(roofline, the_roof_is_that_which_takes_longest)
{
	/* 50 Gflop fused and 25 apart: half a second each */
	check((struct ish_work){.flops = 75e9, .apart = 25e9, .bytes = 1e9}, 0, 9.0, 1.0, "arithmetic");
	/* divisions take the divider's time, not that of the other flops: 20 + 30 s */
	check((struct ish_work){.flops = 45e9, .apart = 45e9, .divisions = 20e9, .roots = 15e9}, 0, 99.0, 50.0, "division");
	check((struct ish_work){.flops = 1e9, .bytes = 20e9}, 0, 9.0, 2.0, "memory");
	/* 40 GB between caches, 0.2 s; 1 GB more in memory, 0.1 s */
	check((struct ish_work){.flops = 1e9, .bytes = 41e9, .cached = 40e9}, 0, 9.0, 0.3, "L2");
}

Test(roofline, arrays_lie_in_the_nearest_level_that_holds_them)
{
	const struct ish_work copies = {.bytes = 10e9};
	check(copies, 1000000, 9.0, 0.05, "L2");
	check(copies, 1000004, 9.0, 0.2, "L3");
	check(copies, 10000000, 9.0, 0.2, "L3");
	check(copies, 10000004, 9.0, 1.0, "memory");
	check(copies, 0, 9.0, 1.0, "memory");
}

Test(roofline, work_faster_than_its_roof_was_nearer)
{
	const struct ish_work copies = {.bytes = 10e9};
	check(copies, 100000000, 0.9, 0.2, "L3");
	check(copies, 100000000, 0.1, 0.05, "L2");
	/* nearer than L2 nothing was measured */
	check(copies, 100000000, 0.01, 0.05, "L2");
}

Test(roofline, is_not_drawn_where_nothing_was_measured)
{
	const struct ish_report_context none = {.cells = 1};
	const struct ish_work work = {.flops = 1e9, .bytes = 1e9};
	const struct ish_roof roof = ish_roof_of(&none, &work, 1.0);
	cr_expect(isnan(roof.least));
	cr_expect_null(roof.bound);
}

Test(roofline, kinds_of_work_are_told_apart)
{
	cr_expect_eq(ish_work_class_of(&(struct ish_work){.flops = 3, .apart = 2}), ISH_WORK_POINTWISE);
	cr_expect_eq(ish_work_class_of(&(struct ish_work){.flops = 3, .apart = 1}), ISH_WORK_PRODUCTS);
	cr_expect_eq(ish_work_class_of(&(struct ish_work){.bytes = 1}), ISH_WORK_COPIES);
	cr_expect_eq(ish_work_class_of(&(struct ish_work){.flops = 0}), ISH_WORK_UNTOLD);
}

/* A region whose share of the wall time is known: work of one second, at the limit in a tenth of it. */
static void make_report(struct ish_report *report, struct ish_hot_spot *spot, struct ish_profile_view *view,
                        struct ish_profile_run *run, const struct ish_report_context *context)
{
	*view = (struct ish_profile_view){.run = run, .steps = 4, .step_wall = 2.0};
	*report = (struct ish_report){.view = view, .context = context};
	report->summary.wall_run = 2.0;
	report->summary.wall_step = 2.0;
	report->summary.hot_spots = 2;
	report->summary.hot_spot = spot;
	for (int i = 0; i < 2; i++) {
		spot[i].roof = ish_roof_of(context, &spot[i].work, spot[i].wall_self);
	}
	ish_report_targets(report);
}

Test(roofline, targets_at_the_limit_are_never_negative_and_say_which_roof)
{
	struct ish_hot_spot spot[2] = {{.name = "kernel", .wall_self = 1.0, .work = {.flops = 5e9, .apart = 5e9}},
	                               {.name = "copy", .wall_self = 1e-4, .work = {.bytes = 1e9}}};
	struct ish_profile_view view;
	struct ish_profile_run run = {.threads = 1};
	struct ish_report report;
	const struct ish_report_context context = {.limits = limits};
	int seen = 0;
	make_report(&report, spot, &view, &run, &context);
	for (int i = 0; i < report.targets; i++) {
		cr_expect_geq(report.target[i].seconds, 0.0);
		cr_expect_leq(report.target[i].seconds, 1.0);
		if (strcmp(report.target[i].name, "kernel at the machine's limit") == 0) {
			seen++;
			cr_expect_float_eq(report.target[i].seconds, 0.9, 1e-12);
			cr_expect_not_null(strstr(report.target[i].reason, "bound by arithmetic"));
		}
		cr_expect_null(strstr(report.target[i].name, "copy at"));
	}
	cr_expect_eq(seen, 1);
	const struct ish_bound bound = ish_report_bound(&report);
	cr_expect_float_eq(bound.share[ISH_WORK_POINTWISE], 0.5, 1e-12);
	cr_expect_float_eq(bound.arithmetic, 0.05, 1e-12);
}

Test(roofline, every_limit_of_this_machine_is_measured)
{
	for (int p = 0; p < 2; p++) {
		struct ish_machine_limits found;
		cr_assert_eq(ish_machine_limits_measure(1, p == 0 ? ISH_MACHINE_DOUBLE : ISH_MACHINE_SINGLE, &found), ISH_OK);
		const double rate[] = {found.flops, found.apart, found.divisions, found.roots, found.bandwidth};
		for (size_t i = 0; i < sizeof rate / sizeof rate[0]; i++) {
			cr_expect(isfinite(rate[i]) && rate[i] > 1e6, "rate %zu: %g", i, rate[i]);
		}
		cr_expect(isfinite(found.bandwidth_l2) && isfinite(found.bandwidth_l3));
		cr_expect((found.bandwidth_l2 > 0.0) == (found.l2_bytes > 0.0));
		cr_expect_eq(found.threads, 1);
	}
}
