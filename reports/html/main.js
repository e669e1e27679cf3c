/* The page, from top to bottom. */
const S = D.summary;

function card(name, value, state) {
	return make("div", { class: "card " + (state || "") }, name, make("b", {}, value));
}

function overview() {
	const zero = { "holds": ["0", "good"], "broken": [count(S.steady_allocations), "bad"], "not measured": ["not counted", ""], "no steady steps": ["no steady step", ""] }[S.zero_allocations];
	const hottest = D.hot_spots[0];
	page.append(make("header", {}, make("h1", {}, "Profile: ", D.run.command || "a run"),
		make("p", { class: "soft" }, Object.entries(D.run.facts).map(([k, v]) => `${k}: ${v}`).join(" · ")), make("nav", { id: "contents", "aria-label": "contents" })));
	page.append(...D.warnings.map((line) => make("p", { class: "warning" }, line)));
	page.append(make("div", { class: "cards" },
		card("steps", count(S.steps)), card("a steady step, median", time(S.wall_of_steady_steps.median)), card("95 % of them within", time(S.wall_of_steady_steps.p95)),
		card("cell-steps per second, with output", scaled(S.cell_steps_per_second, ["", " k", " M", " G"], 1000)), card("allocations in steady steps", zero[0], zero[1]),
		card("most time in", hottest ? `${hottest.name}, ${share(hottest.share)}` : "-"), card("processors busy", `${digits(S.processors_busy)} of ${D.run.threads}`),
		card("peak memory", bytes(D.run.peak_rss)), card("redundant calls", count(S.redundant_calls), S.redundant_calls > 0 ? "bad" : ""),
		card("in no region", share(S.unattributed_share), S.unattributed_share > 0.01 ? "bad" : ""), card("profiler's own share", share(S.overhead_share)),
		card("lost to imbalance", share(S.imbalance_share))));
}

function targets() {
	if (!D.targets || D.targets.length === 0) {
		return;
	}
	section("What would pay most", "Predicted wall seconds of this run that would be saved; each alone, nothing else changed. Amdahl's law: a part made twice as fast, or brought to the machine's limit, saves no more than its own time.",
		table([{ title: "target", text: true, value: (t) => t.name }, { title: "would save", value: (t) => t.seconds, show: time, bar: true }, { title: "of the run", value: (t) => t.share, show: share },
			{ title: "how it was reckoned", text: true, fold: true, value: (t) => t.reason }], D.targets));
}

/* Regions that tell their work, below the roofs of the machine. */
function roofline() {
	const L = D.limits, B = D.bound;
	const rows = D.hot_spots.filter((h) => (h.flops > 0 || h.traffic > 0) && h.wall_self > 0)
		.map((h) => ({ name: h.name, intensity: h.traffic > 0 ? h.flops / h.traffic : Infinity, speed: h.flops / h.wall_self, moved: h.traffic / h.wall_self, seconds: h.wall_self, least: h.least, bound: h.bound }));
	const points = rows.filter((p) => p.speed > 0 && Number.isFinite(p.intensity));
	if (rows.length === 0 || points.length === 0) {
		return;
	}
	const lg = Math.log10;
	const top = L ? Math.max(L.flops, L.apart || 0) : 0;
	const slopes = L ? [["L2", L.bandwidth_l2], ["L3", L.bandwidth_l3], ["memory", L.bandwidth]].filter(([, v]) => v) : [];
	const flats = L ? [["matrix products", L.flops], ["additions and multiplications apart", L.apart]].filter(([, v]) => v).sort((x, y) => y[1] - x[1]) : [];
	const xs = points.map((p) => lg(p.intensity)), ys = points.map((p) => lg(p.speed));
	const x0 = Math.floor(Math.min(...xs, -1)), x1 = Math.ceil(Math.max(...xs, 1.2));
	const y1 = Math.ceil(L ? lg(top) + 0.1 : Math.max(...ys)), y0 = Math.floor(Math.min(...ys, y1 - 2));
	const most = Math.max(...points.map((p) => p.seconds));
	const figure = chart({
		x0, x1, y0, y1, height: 300, whole: true, showX: (v) => digits(10 ** v), showY: (v) => (Number.isInteger(v) ? rate(10 ** v) : ""),
		xTitle: "flops per byte", label: "roofline",
		caption: "Work and bytes as the program counts them: what each sweep reads and writes, not what misses caches. Area of a disk: its self time. " + (L ? `Roofs, measured on this machine with ${L.threads} threads: ${flats.map(([n, v]) => `${n} ${rate(v)}`).join(", ")}; ${slopes.map(([n, v]) => `${n} ${bytes(v)}/s`).join(", ")}. The arrays of this run lie in ${L.arrays_in}.` : "The machine's limits were not measured in this run.")
	}, (c) => {
		const line = (d, dash, name) => c.svg.append(make("svg:path", { d, fill: "none", stroke: "var(--soft)", "stroke-width": 2, "stroke-dasharray": dash }, make("svg:title", {}, name)));
		const label = (x, y, anchor, name) => c.svg.append(make("svg:text", { fill: "var(--soft)", x, y, "text-anchor": anchor }, name));
		slopes.forEach(([name, v], i) => {
			const start = Math.max(x0, y0 - lg(v)), knee = Math.min(x1, lg(top / v));
			if (knee > start) {
				line(`M${c.x(start)} ${c.y(lg(v) + start)}L${c.x(knee)} ${c.y(lg(v) + knee)}`, ["2 4", "6 4", "none"][3 - slopes.length + i], `${name}: ${bytes(v)}/s`);
				label(c.x(start) + (start > x0 ? 36 : 4), c.y(lg(v) + start) + (start > x0 ? -2 : i === 0 ? -10 : 15), "start", name);
			}
		});
		flats.forEach(([name, v], i) => {
			line(`M${c.x(Math.max(x0, lg(v / slopes[0][1])))} ${c.y(lg(v))}L${c.right} ${c.y(lg(v))}`, i === 0 ? "none" : "6 4", `${name}: ${rate(v)}`);
			label(c.right - 2, c.y(lg(v)) + (i === 0 ? -5 : 14), "end", name);
		});
		points.forEach((p, i) => c.svg.append(make("svg:circle", { cx: c.x(lg(p.intensity)), cy: c.y(lg(p.speed)), r: 3 + 10 * Math.sqrt(p.seconds / most), fill: COLOURS[i % COLOURS.length], "fill-opacity": 0.75 },
			make("svg:title", {}, `${p.name}: ${rate(p.speed)}, ${digits(p.intensity)} flops per byte`))));
	});
	const sentence = "Each region that tells its work: how fast it computes, against what the processor and its memory can do. " +
		(B ? `Pointwise work takes ${share(B.pointwise)} of the steps' time, transforms and matrix products ${share(B.products)}, copies ${share(B.copies)}` + (L ? `; all of it is at ${share(B.of_arithmetic_limit)} of the machine's arithmetic limit, and at ${share(B.of_limits)} of the lowest roofs over each region.` : ".") : "");
	section("Distance from the machine's limit", sentence,
		legend(points.map((p, i) => [p.name, COLOURS[i % COLOURS.length]])), figure,
		table([{ title: "region", text: true, value: (p) => p.name }, { title: "flops per byte", value: (p) => (Number.isFinite(p.intensity) ? p.intensity : null), show: digits }, { title: "speed", value: (p) => p.speed, show: rate },
			{ title: "bytes/s", value: (p) => p.moved, show: bytes }, { title: "self time", value: (p) => p.seconds, show: time, bar: true }, { title: "least time", value: (p) => p.least, show: time },
			{ title: "of its roof", value: (p) => (p.least === null ? null : p.least / p.seconds), show: (v) => (v === null ? "-" : share(v)) }, { title: "bound by", text: true, value: (p) => p.bound || "-" }], rows));
}

function regions() {
	section("Regions", "Every place of the call tree. Wall: on the stepping thread; CPU: all threads, where calls are long enough for that clock.",
		table([{ title: "region", text: true, tree: true, value: (r) => " ".repeat(2 * r.depth) + r.name }, { title: "calls", value: (r) => r.calls }, { title: "wall", value: (r) => r.wall, show: time },
			{ title: "self", value: (r) => r.wall_self, show: time, bar: true }, { title: "all threads, self", value: (r) => r.thread_self, show: time }, { title: "CPU", value: (r) => r.cpu, show: time }, { title: "allocations", value: (r) => r.allocations },
			{ title: "bytes", value: (r) => r.bytes, show: bytes }, { title: "redundant", screen: true, value: (r) => r.redundant_calls }, { title: "lost waiting", value: (r) => r.imbalance, show: time },
			{ title: "at", text: true, value: (r) => `${r.file}:${r.line}` }], D.regions));
}

function transforms() {
	if (D.transforms.length === 0) {
		return;
	}
	const sum = (key, list) => (list || D.transforms).reduce((all, t) => all + (t[key] || 0), 0);
	const ready = D.caches.find((c) => c.name === "plan");
	const way = (direction) => {
		const list = D.transforms.filter((t) => t.direction === direction && t.seconds > 0);
		return `${direction} ${rate(list.reduce((all, t) => all + t.flops * t.timed, 0) / sum("seconds", list))}`;
	};
	section("Transforms", `Making ${count(sum("plans"))} plans took ${time(sum("planning"))}` + (ready ? ` (${count(ready.hits)} times a plan was there already)` : "") + `; executing them ${count(sum("executions"))} times took ${time(sum("seconds"))} of all threads: ${way("forward")}, ${way("backward")}. ` +
		"Times are those of regions that hold transforms, shared out by flops; speed is that of one thread.",
		table([{ title: "points", value: (t) => t.n }, { title: "lines", value: (t) => t.batch }, { title: "axis", text: true, value: (t) => (t.axis === null ? "all" : "xyz"[t.axis]) }, { title: "direction", text: true, value: (t) => t.direction },
			{ title: "precision", text: true, value: (t) => t.precision }, { title: "executions", value: (t) => t.executions }, { title: "time", value: (t) => t.seconds, show: time, bar: true },
			{ title: "speed", value: (t) => (t.gigaflops === null ? null : 1e9 * t.gigaflops), show: rate }, { title: "plans", value: (t) => t.plans }, { title: "planning", value: (t) => t.planning, show: time }, { title: "plan in executions", value: (t) => (t.planning > 0 && t.seconds > 0 ? t.planning / (t.seconds / t.timed) : null), show: (v) => (v === null ? "-" : count(Math.round(v))) },
			{ title: "allocations", value: (t) => t.allocations }], D.transforms));
}

function stages() {
	section("Stages of the scheme", "All steps together; the line without a stage is what a step does outside them.",
		table([{ title: "stage", text: true, value: (s) => (s.stage === null ? "none" : String(s.stage)) }, { title: "wall", value: (s) => s.wall, show: time, bar: true }, { title: "CPU", value: (s) => s.cpu, show: time },
			{ title: "allocations", value: (s) => s.allocations }, { title: "bytes", value: (s) => s.bytes, show: bytes }, { title: "largest heap", value: (s) => s.live_peak, show: bytes }], D.stages, { fixed: true }),
		D.steps.length < 2 ? null : make("div", { class: "two" }, ...D.statistics.map((s, i) => curve(`${s.name}, mean of each step`, D.steps.map((r) => of(r, "mean")[i]), digits, COLOURS[3]))),
		...D.statistics.map((s) => table([{ title: s.name, text: true, value: (r) => (r.name) }, { title: "samples", value: (r) => r.count }, { title: "min", value: (r) => r.min }, { title: "mean", value: (r) => r.mean, show: (v) => (v === null ? "-" : digits(v)) },
			{ title: "p95", value: (r) => r.p95 }, { title: "max", value: (r) => r.max }, { title: "failed", value: (r) => r.failures }], [{ name: "all stages", ...s.all }, ...s.stages.map((t) => ({ name: t.stage === null ? "outside stages" : "stage " + t.stage, ...t }))], { fixed: true })));
}

function memory() {
	const owners = [...D.memory_by_owner].sort((a, b) => b.bytes - a.bytes);
	const all = owners.reduce((sum, o) => sum + o.bytes, 0);
	const A = D.allocations;
	section("Memory", `The arena by owner: ${bytes(all)}` + (D.run.cells ? `, ${digits(all / D.run.cells)} bytes per cell` : "") + `; largest live heap ${bytes(A.live_peak)}; ${count(A.allocations)} allocations (${bytes(A.bytes)}) in the whole run, ${count(A.in_no_region)} in no region.`,
		table([{ title: "owner", text: true, value: (o) => o.name }, { title: "bytes", value: (o) => o.bytes, show: bytes, bar: true }, { title: "share", value: (o) => o.bytes / all, show: share }], owners),
		A.large.length > 0 ? table([{ title: "single allocations of 10 MB and more", value: (l) => l.bytes, show: bytes }, { title: "region", text: true, value: (l) => l.region || "none" }, { title: "step", value: (l) => l.step }, { title: "stage", value: (l) => l.stage }], A.large) : null);
}

function method() {
	const M = D.method, E = D.environment;
	const rows = [["clock", `${M.clock} at ${digits(M.clock_hertz / 1e6)} MHz, drift ${M.clock_drift === null ? "-" : M.clock_drift.toExponential(1)}`], ["allocation hooks", M.allocation_hooks + (M.allocation_hooks_reason ? ": " + M.allocation_hooks_reason : "")],
		["cost of a region", time(M.region_cost)], ["profiler's time", time(M.overhead)], ["profiler's memory", bytes(M.memory)], ["steps kept", count(M.steps_kept)],
		["when", E.when], ["host", E.host], ["system", E.system], ["processor", `${E.processor}, ${E.cores} on line`], ["memory", bytes(E.memory)], ...["program", "version", "revision", "build_type", "compiler", "flags"].filter((key) => E[key]).map((key) => [key.replace("_", " "), E[key]]),
		...counters(), ...machine(), ...Object.entries(D.run.facts)];
	section("How and where it was measured", null, make("dl", {}, ...rows.flatMap(([name, text]) => [make("dt", {}, name), make("dd", {}, String(text))])));
}

overview();
targets();
section("Where the time goes", "Width is time. A click on a region (or Enter) shows it at full width; “back” (or Escape) returns; arrow keys move.", flameGraph());
section("Steps", "The slider, or a click on a bar, chooses a step.", stepViewer());
distribution();
roofline();
parts();
transforms();
allocationCurves();
caches();
stages();
stageMatrix();
regions();
largest();
memory();
method();
document.getElementById("contents").append(...contents.map(([id, title]) => make("a", { href: "#" + id }, title)));
