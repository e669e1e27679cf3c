/* How steps and regions are distributed over the run; what is largest; which region works in which stage. */

const UNITS = { s: time, bytes, count, share, number: digits };

function distribution() {
	const Q = D.step_quantiles, O = D.outliers;
	if (Q.quantities.length === 0) {
		return;
	}
	const shown = (key) => ({ title: key, value: (q) => (q[key] === null ? "-" : UNITS[q.unit](q[key])), show: (v) => v });
	const regions = D.region_quantiles.filter((r) => D.regions[r.region].depth > 0);
	section("A step: median, 95 % and largest", `Over the ${Q.over === "steady" ? "steady steps" : "steps"} that are kept.` + (O.seen > 0 ? ` ${count(O.seen)} steady steps took over twice the median: where their processor time did not (near 1 in that column), they waited, for other work or for the disk.` : ""),
		O.seen > 0 ? table([{ title: "step", value: (o) => o.step }, { title: "wall", value: (o) => o.wall, show: time, bar: true }, { title: "times the median", value: (o) => o.times_median, show: digits },
			{ title: "processor time, times", value: (o) => o.cpu_times_median, show: (v) => (v === null ? "-" : digits(v)) }, { title: "contended", text: true, value: (o) => (o.contended ? "yes" : "no") },
			{ title: "most of it in", text: true, value: (o) => o.region || "not kept" }, { title: "that is", value: (o) => o.region_excess, show: time }], O.steps) : null,
		make("h3", {}, "A step"), table([{ title: "quantity", text: true, value: (q) => q.name }, { title: "steps", value: (q) => q.count }, shown("median"), shown("p95"), shown("max")], Q.quantities, { fixed: true }),
		make("h3", {}, "Each region in a step"), table([{ title: "region", text: true, value: (r) => "  ".repeat(D.regions[r.region].depth - 1) + D.regions[r.region].name }, { title: "steps", value: (r) => r.wall.count }, { title: "median", value: (r) => r.wall.median, show: time },
			{ title: "95 % within", value: (r) => r.wall.p95, show: time }, { title: "longest", value: (r) => r.wall.max, show: time }, { title: "self, median", value: (r) => r.wall_self.median, show: time, bar: true },
			{ title: "calls, median", value: (r) => r.calls.median }, { title: "most allocations", value: (r) => r.allocations.max }], regions, { scroll: "regions by step" }));
}

function stageMatrix() {
	const used = [0, 1, 2, 3, 4, 5, 6, 7].filter((s) => D.hot_spots.some((h) => h.stage_thread_self[s] > 0));
	if (used.length < 2) {
		return;
	}
	const columns = (title, stage) => [{ title, text: true, value: (r) => r.name }, ...used.map((s) => ({ title: s === 0 ? "outside stages" : "stage " + (s - 1), value: (r) => stage(r)[s], show: (v) => (v > 0 ? time(v) : "-") })),
		{ title: "all", value: (r) => stage(r).reduce((sum, v) => sum + v, 0), show: time, bar: true }];
	section("Regions by stage", "Self time of all threads in the steps, of explicit and implicit parts first.",
		D.roles.length > 1 ? table(columns("part", (r) => r.stage_thread), D.roles, { fixed: true }) : null,
		table(columns("region", (h) => h.stage_thread_self), D.hot_spots, { scroll: "regions by stage" }));
}

function largest() {
	const L = D.largest;
	section("Five largest", "By self time in the steps, and by memory held: owners in the arena, the heap at its largest, the profiler.", make("div", { class: "two" },
		table([{ title: "region", text: true, value: (r) => r.name }, { title: "self time", value: (r) => r.wall_self, show: time, bar: true }, { title: "share", value: (r) => r.share, show: share }], L.by_time, { fixed: true }),
		table([{ title: "holder", text: true, value: (r) => r.name }, { title: "bytes", value: (r) => r.bytes, show: bytes, bar: true }, { title: "share", value: (r) => r.share, show: share }], L.by_memory, { fixed: true })));
}

/* Counters of the processor, as pairs of a name and a text. */
function counters() {
	const H = D.hardware;
	return H === null ? [["counters", "not available: " + D.method.hardware_reason]] : Object.entries(H).map(([name, value]) => [name.replaceAll("_", " "), value === null ? "-" : digits(value)]);
}
