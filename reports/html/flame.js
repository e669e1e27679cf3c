/* Flame graph: the call tree, widest at the top; click or Enter zooms, a search marks. */
const METRICS = {
	wall: { title: "wall time of the stepping thread", value: (n) => n.wall, show: time },
	thread: { title: "time of all threads", value: (n) => n.thread, show: time },
	allocations: { title: "allocations", value: (n) => n.allocations_inclusive || 0, show: count },
	bytes: { title: "bytes allocated", value: (n) => n.bytes_inclusive || 0, show: bytes },
};

function treeOf(metric) {
	const nodes = D.regions.map((n, id) => ({ n, id, children: [], parent: null, value: Math.max(0, METRICS[metric].value(n) || 0) }));
	nodes.forEach((node) => {
		if (node.n.parent !== null) {
			node.parent = nodes[node.n.parent];
			node.parent.children.push(node);
		}
	});
	for (const node of [...nodes].reverse()) {
		/* the parts of a team's workers may add up to more than the stepping thread's time */
		node.value = Math.max(node.value, node.children.reduce((sum, child) => sum + child.value, 0));
		node.children.sort((a, b) => b.value - a.value);
	}
	return nodes;
}

function pathOf(node) {
	return node.parent ? pathOf(node.parent) + " › " + node.n.name : node.n.name;
}

function colourOf(name) {
	let hash = 7;
	for (const c of name) {
		hash = (hash * 31 + c.codePointAt(0)) % 9973;
	}
	return `hsl(${18 + hash % 44} ${62 + hash % 23}% ${62 + hash % 13}%)`;
}

/* How much of what is below `root` bears a wanted name: places, and their value; what is inside a match is not added again. */
function matches(root, wanted) {
	const out = { places: 0, value: 0 };
	const visit = (node, inside) => {
		const hit = node.n.name.toLowerCase().includes(wanted);
		out.places += hit ? 1 : 0;
		out.value += hit && !inside ? node.value : 0;
		node.children.forEach((child) => visit(child, inside || hit));
	};
	visit(root, false);
	return out;
}

/* Rectangles {node, x, depth, width} of a tree drawn W wide; parts too thin to be seen are left out. */
function layOut(root, W) {
	const rows = [];
	const place = (node, x, depth) => {
		const width = W * node.value / root.value;
		if (!(width >= 0.4)) {
			return;
		}
		rows.push({ node, x, depth, width });
		let at = x;
		for (const child of node.children) {
			place(child, at, depth + 1);
			at += W * child.value / root.value;
		}
	};
	place(root, 0, 0);
	return rows;
}

/* The neighbour of a rectangle in the direction of an arrow key. */
function neighbour(rows, row, key) {
	const side = rows.filter((r) => r.depth === row.depth);
	const at = side.indexOf(row);
	return { ArrowUp: rows.find((r) => r.node === row.node.parent), ArrowDown: rows.find((r) => r.node === row.node.children[0]),
		ArrowLeft: side[at - 1], ArrowRight: side[at + 1] }[key];
}

function flameGraph() {
	const ROW = 21;
	let metric = "wall", root = null, wanted = "", before = [];
	const svg = make("svg:svg", { role: "group", "aria-label": "flame graph of the call tree: arrow keys move, Enter zooms, Escape goes back" });
	const told = make("p", { class: "soft", "aria-live": "polite" });
	const path = make("p", { class: "soft" });
	const found = make("p", { class: "found-text", "aria-live": "polite" });
	const back = make("button", { type: "button", onclick: () => goBack() }, "back");
	let nodes = treeOf(metric);
	const tell = (node) => {
		const n = node.n, m = METRICS[metric];
		told.textContent = `${pathOf(node)}: ${m.show(node.value)} (${share(node.value / nodes[0].value)} of the run), self ${time(n.wall_self)} wall, ${time(n.thread_self)} all threads; ` +
			`${count(n.calls)} calls; ${count(n.allocations)} allocations; ${n.file}:${n.line}`;
	};
	const zoom = (node) => {
		if (node !== root) {
			before.push(root);
			root = node;
			draw(undefined, node);
		}
	};
	const goBack = () => {
		const from = root;
		root = before.pop() || root.parent || root;
		draw(undefined, from);
	};
	const draw = (width, focused) => {
		const W = width || Math.max(320, page.clientWidth - 2 * parseFloat(getComputedStyle(page).paddingLeft));
		const rows = layOut(root, W);
		svg.setAttribute("viewBox", `0 0 ${W} ${(Math.max(0, ...rows.map((r) => r.depth)) + 1) * ROW}`);
		rows.forEach((row) => {
			const { node, x, depth } = row;
			const hit = wanted !== "" && node.n.name.toLowerCase().includes(wanted);
			const letters = Math.floor((row.width - 6) / 6.6);
			const name = node.n.name.length <= letters ? node.n.name : letters > 3 ? node.n.name.slice(0, letters - 1) + "…" : "";
			const keys = (e) => {
				const to = neighbour(rows, row, e.key);
				if (e.key === "Enter" || e.key === " ") {
					zoom(node);
				} else if (e.key === "Escape") {
					goBack();
				} else if (to) {
					to.drawn.focus();
				} else {
					return;
				}
				e.preventDefault();
			};
			row.drawn = make("svg:g", {
				class: hit ? "node found" : wanted ? "node dim" : "node", tabindex: depth === 0 ? 0 : -1, role: "button", "aria-label": `${node.n.name}, ${METRICS[metric].show(node.value)}`,
				onclick: () => zoom(node), onkeydown: keys, onmouseenter: () => tell(node), onfocus: () => tell(node),
			}, make("svg:rect", { x, y: depth * ROW, width: row.width, height: ROW - 1, fill: colourOf(node.n.name) }),
			make("svg:text", { x: x + 4, y: depth * ROW + 15 }, name),
			make("svg:title", {}, `${pathOf(node)}\n${METRICS[metric].show(node.value)}, ${share(node.value / nodes[0].value)} of the run\nself ${time(node.n.wall_self)}, ${count(node.n.calls)} calls, ${count(node.n.allocations)} allocations`));
		});
		svg.replaceChildren(...rows.map((r) => r.drawn));
		path.textContent = "shown: " + pathOf(root) + (root.value > 0 ? "" : ": nothing of this was measured");
		const m = wanted === "" ? null : matches(root, wanted);
		found.textContent = m ? `“${wanted}”: ${m.places} ${m.places === 1 ? "place" : "places"}, ${METRICS[metric].show(m.value)}, ${share(root.value > 0 ? m.value / root.value : null)} of what is shown` : "";
		back.disabled = before.length === 0 && !root.parent;
		tell(root);
		const again = focused && rows.find((r) => r.node === focused);
		if (again && svg.contains(again.drawn) && focused) {
			again.drawn.focus({ preventScroll: true });
		}
	};
	const steps = () => nodes.find((node) => node.n.name === "step" && node.value > 0) || nodes[0];
	const show = (node) => {
		before = [];
		root = node;
		draw();
	};
	const change = (value) => {
		metric = value;
		nodes = treeOf(metric);
		show(steps());
	};
	change("wall");
	addEventListener("resize", () => draw());
	addEventListener("beforeprint", () => draw(720));
	addEventListener("afterprint", () => draw());
	return make("figure", { id: "flame" },
		make("div", { class: "controls" },
			make("select", { "aria-label": "measure", onchange: (e) => change(e.target.value) }, ...Object.entries(METRICS).map(([key, m]) => make("option", { value: key }, m.title))),
			make("input", { type: "search", placeholder: "search a region", "aria-label": "search a region", oninput: (e) => { wanted = e.target.value.trim().toLowerCase(); draw(); } }),
			back,
			make("button", { type: "button", onclick: () => show(steps()) }, "the steps"),
			make("button", { type: "button", onclick: () => show(nodes[0]) }, "the whole run")),
		found, path, svg, told);
}
