/* Steps: a timeline of stacked bars with a slider, and what one step did. */
const COLUMN = Object.fromEntries(D.step_columns.map((name, i) => [name, i]));
const of = (row, name) => row[COLUMN[name]];
const PARTS = D.hot_spots.slice(0, 10).map((h) => h.name);

/* Neighbours are joined where there are more steps than points: the longest is shown. */
function thinned(rows, most) {
	if (rows.length <= most) {
		return rows;
	}
	const out = [];
	for (let i = 0; i < most; i++) {
		const group = rows.slice(Math.floor(i * rows.length / most), Math.floor((i + 1) * rows.length / most));
		out.push(group.reduce((a, b) => (of(a, "wall") >= of(b, "wall") ? a : b)));
	}
	return out;
}

function timeline(rows, onchoose) {
	const shown = thinned(rows, NARROW ? 150 : 360);
	const longest = Math.max(...shown.map((r) => of(r, "wall")));
	const sorted = shown.map((r) => of(r, "wall")).sort((a, b) => a - b);
	const cut = Math.min(longest, 4 * sorted[Math.floor(0.9 * (sorted.length - 1))]);
	let show = null;
	const figure = chart({
		x0: of(rows[0], "step") - 0.5, x1: of(rows[rows.length - 1], "step") + 0.5, y0: 0, y1: cut, whole: true,
		showX: (v) => v, showY: time, xTitle: "step", label: "wall time of each step by region",
		caption: "Wall time of each step, by region (self). " + (cut < longest ? `Bars are cut at ${time(cut)}; the longest step took ${time(longest)}. ` : "") +
			(shown.length < rows.length ? `${rows.length} steps in ${shown.length} bars, the longest of each group. ` : "") + "A dot marks a step that did not have the processors to itself.",
	}, (c) => {
		const width = Math.max(0.5, (c.right - c.left) / shown.length * 0.92);
		for (const row of shown) {
			const x = c.x(of(row, "step")) - width / 2;
			let base = 0;
			const bar = (value, colour) => {
				const top = Math.min(base + value, cut);
				if (top > base) {
					c.svg.append(make("svg:rect", { x, width, y: c.y(top), height: c.y(base) - c.y(top), fill: colour }));
				}
				base += value;
			};
			(of(row, "parts") || []).forEach((value, i) => bar(value, COLOURS[i]));
			bar(of(row, "wall") - base, REST);
			if (of(row, "contention")) {
				c.svg.append(make("svg:circle", { cx: x + width / 2, cy: c.top - 3, r: 2, fill: "var(--bad)" }));
			}
		}
		const mark = make("svg:line", { class: "chosen", y1: c.top, y2: c.bottom });
		c.svg.append(mark);
		c.svg.addEventListener("click", (e) => {
			const box = c.svg.getBoundingClientRect();
			const at = (e.clientX - box.left) * c.svg.viewBox.baseVal.width / box.width;
			onchoose(rows.reduce((best, row, i) => (Math.abs(c.x(of(row, "step")) - at) < Math.abs(c.x(of(rows[best], "step")) - at) ? i : best), 0));
		});
		show = (row) => { const x = c.x(of(row, "step")); mark.setAttribute("x1", x); mark.setAttribute("x2", x); };
	});
	return { figure, show };
}

function stepFacts(row) {
	const stages = of(row, "stages").map((s, i) => [i === 0 ? "outside stages" : "stage " + (i - 1), s]).filter(([, s]) => s > 0);
	const facts = [
		["step", `${of(row, "step")}, ${D.kind_names[of(row, "kind")]}, t = ${digits(of(row, "time"))}, dt = ${digits(of(row, "dt"))}` + (D.run.time_unit ? ` ${D.run.time_unit}` : "")],
		["time", `${time(of(row, "wall"))} wall, ${time(of(row, "cpu"))} CPU`],
		["stages", stages.map(([name, s]) => `${name} ${time(s)}`).join(", ")],
		["allocations", `${count(of(row, "allocations"))} (${bytes(of(row, "bytes"))}); live heap at most ${bytes(of(row, "live"))}`],
		["transforms", `${count(of(row, "transforms"))} executed, ${rate(of(row, "flops") / of(row, "wall"))} over the step's wall time; ${of(row, "plans")} plans made`],
		["caches", D.caches.map((c, i) => cacheStep(c, of(row, "hits")[i], of(row, "misses")[i])).filter((text) => text !== null).join("; ") || "not asked"],
		...D.statistics.map((s, i) => [s.name, `mean ${digits(of(row, "mean")[i])}, max ${of(row, "max")[i]}`]),
		["redundant calls", `${of(row, "redundant")}, ${time(of(row, "wasted"))} wasted`],
		["books", `${share(of(row, "unattributed"))} in no region, profiler's own ${time(of(row, "overhead"))}, lost to imbalance ${time(of(row, "imbalance"))}`],
		["processor", `${of(row, "switches")} involuntary switches` + (of(row, "contention") ? ": other work disturbed this step" : "")],
	];
	const parts = of(row, "parts");
	return make("div", { class: "pair" },
		make("dl", {}, ...facts.flatMap(([name, text]) => [make("dt", {}, name), make("dd", {}, text)])),
		parts === null ? make("p", { class: "soft" }, "The regions of this step are no longer kept: the ring was overwritten.") :
			table([{ title: "region", text: true, value: (r) => r[0] }, { title: "self", value: (r) => r[1], show: time, bar: true }, { title: "share", value: (r) => r[1] / of(row, "wall"), show: share }],
				PARTS.map((name, i) => [name, parts[i]]).filter((r) => r[1] > 0), { fixed: true }));
}

function stepViewer() {
	const rows = D.steps;
	if (rows.length === 0) {
		return make("p", {}, "No step was taken.");
	}
	const facts = make("div", { "aria-live": "polite" });
	const slider = make("input", { type: "range", min: 0, max: rows.length - 1, step: 1, "aria-label": "step", oninput: () => choose(Number(slider.value)) });
	const number = make("output");
	const choose = (i) => {
		slider.value = i;
		number.textContent = "step " + of(rows[i], "step");
		line.show(rows[i]);
		facts.replaceChildren(stepFacts(rows[i]));
	};
	const line = timeline(rows, choose);
	choose(Math.max(0, rows.findLastIndex((r) => D.kind_names[of(r, "kind")] === "steady")));
	return make("div", {}, legend([...PARTS.map((name, i) => [name, COLOURS[i]]), ["rest", REST]]), line.figure,
		make("div", { class: "controls" }, slider, number), facts, stepTable(choose));
}

/* A curve over the steps. */
function curve(title, values, show, colour, floor) {
	const rows = D.steps;
	const known = values.filter((v) => v !== null && isFinite(v));
	if (known.length === 0) {
		return make("p", { class: "soft" }, title + ": not measured.");
	}
	const top = Math.max(...known, floor || 0) || 1;
	return chart({
		x0: of(rows[0], "step"), x1: of(rows[rows.length - 1], "step"), y0: 0, y1: top * 1.05, width: 360, height: 130, whole: true,
		showX: (v) => v, showY: show, xTitle: "step", label: title, caption: title,
	}, (c) => {
		const stride = Math.max(1, Math.floor(rows.length / 700));
		let d = "", pen = false;
		for (let i = 0; i < rows.length; i += stride) {
			const v = values[i];
			if (v === null || !isFinite(v)) {
				pen = false;
				continue;
			}
			d += (pen ? "L" : "M") + c.x(of(rows[i], "step")).toFixed(1) + " " + c.y(v).toFixed(1);
			pen = true;
		}
		c.svg.append(make("svg:path", { d, fill: "none", stroke: colour, "stroke-width": 1.6 }));
	});
}
const ratio = (hits, misses) => (hits + misses > 0 ? hits / (hits + misses) : null);
