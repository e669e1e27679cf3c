/* All steps as a table, and what is counted by step as curves and bars. */

/* What a cache did in one step, in words; null: it was not asked. */
function cacheStep(cache, hits, misses) {
	if (hits + misses === 0) {
		return null;
	}
	const saved = cache.miss === null || hits === 0 ? "" : ` (${time(hits * cache.miss)} saved)`;
	return idle(cache) ? `${cache.name}: ${count(misses)} asked for once` : `${cache.name}: ${count(hits)} of ${count(hits + misses)} found${saved}`;
}

/* Nothing was asked for twice: no hit was possible, and a rate of 0 % would say that something is wrong. */
const idle = (cache) => cache.hits === 0 && cache.lost === 0;

/* Whether a cache was asked in any step. */
const asked = (i) => D.steps.some((r) => of(r, "hits")[i] + of(r, "misses")[i] > 0);

function stepTable(choose) {
	const rows = D.steps;
	const column = (title, show) => ({ title, value: (r) => of(r, title.replace(/ /g, "_")), show });
	const statistics = D.statistics.map((s, i) => ({ title: s.name, screen: i > 0, value: (r) => of(r, "mean")[i], show: (v, r) => `${digits(v)} / ${of(r, "max")[i]}` }));
	const caches = D.caches.map((c, i) => ({ title: `${c.name} cache`, screen: idle(c), asked: asked(i), value: (r) => ratio(of(r, "hits")[i], of(r, "misses")[i]), show: (v) => (v === null ? "-" : idle(c) ? "-" : share(v)) })).filter((c) => c.asked);
	const flags = (r) => ((of(r, "contention") & 1 ? "c" : "") + (of(r, "contention") & 2 ? "s" : ""));
	return make("div", {}, make("h3", {}, "All steps"),
		table([{ title: "step", value: (r) => of(r, "step"), show: String }, { title: "kind", text: true, value: (r) => D.kind_names[of(r, "kind")] }, { title: D.run.time_unit ? `t (${D.run.time_unit})` : "t", value: (r) => of(r, "time"), show: digits }, column("wall", time), { title: "CPU", value: (r) => of(r, "cpu"), show: time },
			column("allocations"), column("bytes", bytes), { title: "FFTs", value: (r) => of(r, "transforms") }, { title: "speed", value: (r) => (of(r, "wall") > 0 ? of(r, "flops") / of(r, "wall") : null), show: rate }, { ...column("plans"), screen: true },
			...caches, ...statistics, { title: "redundant calls", screen: true, value: (r) => of(r, "redundant") }, { title: "lost to imbalance", value: (r) => of(r, "imbalance"), show: time },
			{ title: "in no region", value: (r) => of(r, "unattributed"), show: share }, { title: "profiler", screen: true, value: (r) => of(r, "overhead"), show: time }, { title: "disturbed", text: true, value: flags }],
		rows, { scroll: "all steps", onrow: (row) => choose(rows.indexOf(row)) }),
		make("p", { class: "soft" }, `${count(rows.length)} steps` + (S.steps > rows.length ? ` of ${count(S.steps)}, the last ones` : "") + "; a click on a head sorts, a click on a row chooses the step. speed: work told by all regions over the wall time; a cache: share of requests that found their answer; " +
			"“-”: not asked, or nothing to reuse; statistics: mean / largest; disturbed: c, processor time below 95 % of the time that threads had work (not said of steps with output, which wait for the disk); s, over 100 involuntary switches a second."),
		rows.length > 60 ? make("p", { class: "paper soft" }, "Paper shows the first and last 12 steps and some of those between.") : null);
}

/* Bars over the steps, stacked from the values of each. */
function bars(title, names, values, show) {
	const rows = thinned(D.steps, NARROW ? 90 : 180);
	const sums = rows.map((r) => values(r).reduce((a, b) => a + b, 0));
	const top = Math.max(...sums);
	if (!(top > 0)) {
		return make("p", { class: "soft" }, title + ": none in any step.");
	}
	return make("div", {}, legend(names.map((name, i) => [name, COLOURS[i % COLOURS.length]])), chart({
		x0: of(rows[0], "step") - 0.5, x1: of(rows[rows.length - 1], "step") + 0.5, y0: 0, y1: top * 1.05, width: 360, height: 130, whole: true,
		showX: (v) => v, showY: show, xTitle: "step", label: title, caption: title,
	}, (c) => rows.forEach((row) => {
		const width = Math.max(1, (c.right - c.left) / rows.length * 0.9);
		let base = 0;
		values(row).forEach((value, i) => {
			if (value > 0) {
				c.svg.append(make("svg:rect", { x: c.x(of(row, "step")) - width / 2, width, y: c.y(base + value), height: c.y(base) - c.y(base + value), fill: COLOURS[i % COLOURS.length] },
					make("svg:title", {}, `step ${of(row, "step")}, ${names[i]}: ${show(value)}`)));
			}
			base += value;
		});
	})));
}

function allocationCurves() {
	if (D.steps.length < 2) {
		return;
	}
	if (D.allocations.allocations === null) {
		section("Allocations by step", "Not measured: " + (D.method.allocation_hooks_reason || "no hooks") + ".");
		return;
	}
	const stages = Math.max(1, ...D.steps.map((r) => of(r, "stage_allocations").length));
	const names = Array.from({ length: stages }, (_, i) => (i === 0 ? "outside stages" : "stage " + (i - 1)));
	const owners = D.regions.filter((r) => r.allocations > 0).sort((a, b) => b.bytes - a.bytes);
	section("Allocations by step", "By whatever library, on any thread. The owner of an allocation is the region in which it was made.", make("div", { class: "two" },
		bars("Allocations of each step, by stage of the scheme", names, (r) => of(r, "stage_allocations"), count),
		bars("Bytes allocated in each step, by stage of the scheme", names, (r) => of(r, "stage_bytes"), bytes),
		curve("Live heap, largest of each step, relative to the start", D.steps.map((r) => of(r, "live")), bytes, COLOURS[0])),
	table([{ title: "owner", text: true, value: (r) => r.name }, { title: "below", text: true, value: (r) => (r.parent === null ? "-" : D.regions[r.parent].name) }, { title: "allocations", value: (r) => r.allocations }, { title: "bytes", value: (r) => r.bytes, show: bytes, bar: true },
		{ title: "in steady steps", value: (r) => r.steady_allocations }, { title: "first in step", value: (r) => r.steady_first_step }, { title: "at", text: true, fold: true, value: (r) => `${r.file}:${r.line}` }], owners));
}

function caches() {
	if (D.caches.length === 0) {
		return;
	}
	section("Caches", "What a cache saves is its hits at the mean price of a miss: the time of the region that makes what it lacks, on the stepping thread.",
		...D.caches.map((c) => make("p", {}, make("b", {}, c.name), ": " + c.words + (c.maker ? `; made in “${c.maker}”.` : "."))),
		table([{ title: "cache", text: true, value: (c) => c.name }, { title: "hits", value: (c) => c.hits }, { title: "misses", value: (c) => c.misses }, { title: "hit rate", value: (c) => (idle(c) ? null : c.hit_rate), show: share },
			{ title: "a miss", value: (c) => c.miss, show: time }, { title: "all misses", value: (c) => c.spent, show: time }, { title: "saved", value: (c) => c.saved, show: time, bar: true }], D.caches, { fixed: true }),
		D.steps.length < 2 ? null : make("div", { class: "two" }, ...D.caches.map((c, i) => (!asked(i) || idle(c) ? null :
			curve(`Hits of the ${c.name} cache, share of its requests in each step`, D.steps.map((r) => ratio(of(r, "hits")[i], of(r, "misses")[i])), share, COLOURS[2], 1))).filter((f) => f !== null)));
}
