"use strict";
const D = JSON.parse(document.getElementById("profile").textContent);
const SVG = "http://www.w3.org/2000/svg";

/* Okabe and Ito's colours, told apart by colour-blind readers, and two greys. */
const COLOURS = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#8a9099", "#5f6b7a", "#b7bec6"];
const REST = "#c9ced4";

function make(name, attributes, ...children) {
	const out = name.startsWith("svg:") ? document.createElementNS(SVG, name.slice(4)) : document.createElement(name);
	for (const [key, value] of Object.entries(attributes || {})) {
		if (key.startsWith("on")) {
			out.addEventListener(key.slice(2), value);
		} else if (value !== undefined && value !== null) {
			out.setAttribute(key, value);
		}
	}
	out.append(...children.filter((child) => child !== null && child !== undefined));
	return out;
}

/* ---- numbers for people: "-" is what was not measured ---- */

function digits(value) {
	if (value === null || value === undefined || !isFinite(value)) {
		return "-";
	}
	return value === 0 ? "0" : Math.abs(value) >= 1000 ? value.toFixed(0) : value.toPrecision(4).replace(/\.?0+$/, "");
}
function scaled(value, units, base) {
	if (value === null || value === undefined || !isFinite(value)) {
		return "-";
	}
	let at = 0;
	let v = value;
	while (at + 1 < units.length && Math.abs(v) >= base) {
		v /= base;
		at++;
	}
	return digits(v) + units[at];
}
function time(s) {
	if (s === null || s === undefined || !isFinite(s)) {
		return "-";
	}
	if (s < 0) {
		return "-" + time(-s);
	}
	return s >= 60 ? digits(s / 60) + " min" : s >= 1 || s === 0 ? digits(s) + " s" : s >= 1e-3 ? digits(s * 1e3) + " ms" : s >= 1e-6 ? digits(s * 1e6) + " µs" : digits(s * 1e9) + " ns";
}
const bytes = (v) => scaled(v, [" B", " kB", " MB", " GB", " TB"], 1000);
const count = (v) => (v === null || v === undefined ? "-" : Number.isInteger(v) ? v.toLocaleString("en").replaceAll(",", " ") : digits(v));
const share = (v) => (v === null || v === undefined || !isFinite(v) ? "-" : (100 * v).toFixed(1) + " %");
const rate = (v) => scaled(v, [" flop/s", " kflop/s", " Mflop/s", " Gflop/s", " Tflop/s"], 1000);

/* ---- page ---- */

const page = document.getElementById("page");
const contents = [];
function section(title, about, ...children) {
	const id = title.toLowerCase().replace(/[^a-z]+/g, "-");
	contents.push([id, title]);
	const out = make("section", { id }, make("h2", {}, title), about ? make("p", { class: "soft" }, about) : null, ...children);
	page.append(out);
	return out;
}

/*
 * A table that sorts by a click on a head. Columns: {title, value(row), show(value), text: true for words, bar: share of
 * the largest, fold: true for a long text, which stands below its row on a narrow page, screen: true for what paper has
 * no room for, tree: true for names that are indented}. Options: fixed: not to be sorted;
 * scroll: a long table in a frame of its own, of which paper shows printed(i, rows) only; onrow(row): a click on a row.
 */
function table(columns, rows, options) {
	options = options || {};
	const kind = (c) => [c.text && "text", c.fold && "fold", c.screen && "screen", c.tree && "tree"].filter(Boolean).join(" ") || null;
	const folded = columns.filter((c) => c.fold);
	const body = make("tbody");
	let order = null;
	let falling = true;
	const fill = (list) => {
		const largest = columns.map((c) => (c.bar ? Math.max(...rows.map((r) => c.value(r) || 0), 1e-300) : 0));
		body.replaceChildren(...list.flatMap((row, at) => {
			const cells = columns.map((c, i) => {
				const value = c.value(row);
				const cell = make("td", { class: kind(c) }, c.show ? c.show(value, row) : c.text ? value : count(value));
				if (c.bar && value > 0) {
					cell.append(" ", make("span", { class: "bar", style: `width:${(4 * value / largest[i]).toFixed(2)}em` }));
				}
				return cell;
			});
			const onclick = options.onrow ? () => options.onrow(row) : undefined;
			const line = make("tr", { class: options.scroll && !printed(at, list.length) ? "screen" : null, ...(onclick ? { onclick } : {}) }, ...cells);
			return folded.length === 0 ? [line] : [line, make("tr", { class: "below" }, make("td", { class: "text", colspan: columns.length - folded.length }, folded.map((c) => c.value(row)).join("; ")))];
		}));
	};
	const sort = (c) => {
		falling = order === c ? !falling : !c.text;
		order = c;
		fill([...rows].sort((a, b) => {
			const x = c.value(a), y = c.value(b);
			const less = c.text ? String(x).localeCompare(String(y)) : (x ?? -Infinity) - (y ?? -Infinity);
			return falling ? -less : less;
		}));
	};
	fill(rows);
	const head = make("tr", {}, ...columns.map((c) => make("th", { class: kind(c), scope: "col" },
		options.fixed ? c.title : make("button", { type: "button", title: "sort by " + c.title, onclick: () => sort(c) }, c.title))));
	const out = make("table", {}, make("thead", {}, head), body);
	return make("div", options.scroll ? { class: "wide scroll", tabindex: 0, role: "region", "aria-label": options.scroll } : { class: "wide" }, out);
}

/* Paper shows the ends of a long table and some of what is between, as profile.txt does. */
const printed = (i, rows) => rows <= 60 || i < 12 || i >= rows - 12 || i % Math.ceil(rows / 36) === 0;

/* Lettering keeps its size: what is drawn on a narrow page has fewer points, it is not shrunk. */
const NARROW = document.documentElement.clientWidth < 600;

/* ---- axes ---- */

function ticks(low, high, wanted) {
	const span = high - low || 1;
	const rough = span / wanted;
	const power = 10 ** Math.floor(Math.log10(rough));
	const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough);
	const out = [];
	for (let v = Math.ceil(low / step) * step; v <= high + 1e-9 * span; v += step) {
		out.push(Math.abs(v) < 1e-12 * span ? 0 : v);
	}
	return out;
}

/* A frame with a linear scale each way; plot({x, y, svg}) draws into it. */
function chart(options, plot) {
	const W = options.width || (NARROW ? 380 : 900), H = options.height || 220, left = 74, right = 12, top = 10, bottom = 38;
	const x = (v) => left + (W - left - right) * (v - options.x0) / (options.x1 - options.x0 || 1);
	const y = (v) => H - bottom - (H - bottom - top) * (v - options.y0) / (options.y1 - options.y0 || 1);
	const svg = make("svg:svg", { viewBox: `0 0 ${W} ${H}`, role: "img", "aria-label": options.label });
	for (const v of ticks(options.y0, options.y1, 4)) {
		svg.append(make("svg:line", { class: "axis", x1: left, x2: W - right, y1: y(v), y2: y(v) }),
			make("svg:text", { x: left - 6, y: y(v) + 4, "text-anchor": "end" }, options.showY(v)));
	}
	for (const v of ticks(options.x0, options.x1, W < 500 ? 4 : 8)) {
		if (!options.whole || Number.isInteger(v)) {
			svg.append(make("svg:text", { x: x(v), y: H - bottom + 16, "text-anchor": "middle" }, options.showX(v)));
		}
	}
	svg.append(make("svg:text", { class: "soft", x: (left + W - right) / 2, y: H - 4, "text-anchor": "middle" }, options.xTitle));
	plot({ svg, x, y, left, right: W - right, top, bottom: H - bottom });
	return make("figure", {}, svg, options.caption ? make("figcaption", {}, options.caption) : null);
}

function legend(entries) {
	return make("div", { class: "legend" }, ...entries.map(([name, colour]) => make("span", {}, make("i", { style: "background:" + colour }), name)));
}
