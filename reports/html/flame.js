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

function flameGraph() {
	const W = 1140, ROW = 21;
	let metric = "wall", root = null, wanted = "";
	const svg = make("svg:svg", { role: "group", "aria-label": "flame graph of the call tree" });
	const told = make("p", { class: "soft", "aria-live": "polite" });
	const path = make("p", { class: "soft" });
	let nodes = treeOf(metric);
	const tell = (node) => {
		const n = node.n, m = METRICS[metric];
		told.textContent = `${pathOf(node)}: ${m.show(node.value)} (${share(node.value / nodes[0].value)} of the run), self ${time(n.wall_self)} wall, ${time(n.thread_self)} all threads; ` +
			`${count(n.calls)} calls; ${count(n.allocations)} allocations; ${n.file}:${n.line}`;
	};
	const draw = () => {
		const rows = [];
		const place = (node, x, depth) => {
			const width = W * node.value / root.value;
			if (width < 0.4) {
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
		const deepest = Math.max(...rows.map((r) => r.depth));
		svg.setAttribute("viewBox", `0 0 ${W} ${(deepest + 1) * ROW}`);
		let found = 0, counted = new Set();
		svg.replaceChildren(...rows.map(({ node, x, depth, width }) => {
			const hit = wanted !== "" && node.n.name.toLowerCase().includes(wanted);
			if (hit) {
				let inside = false;
				for (let at = node.parent; at; at = at.parent) {
					inside = inside || counted.has(at.id);
				}
				found += inside ? 0 : node.value;
				counted.add(node.id);
			}
			const letters = Math.floor((width - 6) / 6.6);
			const name = node.n.name.length <= letters ? node.n.name : letters > 3 ? node.n.name.slice(0, letters - 1) + "…" : "";
			const zoom = () => {
				root = node === root && node.parent ? node.parent : node;
				draw();
			};
			return make("svg:g", {
				class: hit ? "node found" : "node", tabindex: 0, role: "button", "aria-label": `${node.n.name}, ${METRICS[metric].show(node.value)}`,
				onclick: zoom, onkeydown: (e) => e.key === "Enter" && zoom(), onmouseenter: () => tell(node), onfocus: () => tell(node),
			}, make("svg:rect", { x, y: depth * ROW, width, height: ROW - 1, fill: colourOf(node.n.name) }),
			make("svg:text", { x: x + 4, y: depth * ROW + 15 }, name),
			make("svg:title", {}, `${pathOf(node)}\n${METRICS[metric].show(node.value)}, ${share(node.value / nodes[0].value)} of the run`));
		}));
		path.textContent = "shown: " + pathOf(root) + (wanted ? `; matching "${wanted}": ${METRICS[metric].show(found)}, ${share(found / root.value)} of it` : "");
		tell(root);
	};
	const step = () => nodes.find((node) => node.n.name === "step" && node.value > 0) || nodes[0];
	const change = (value) => {
		metric = value;
		nodes = treeOf(metric);
		root = step();
		draw();
	};
	change("wall");
	return make("figure", {},
		make("div", { class: "controls" },
			make("select", { "aria-label": "measure", onchange: (e) => change(e.target.value) }, ...Object.entries(METRICS).map(([key, m]) => make("option", { value: key }, m.title))),
			make("input", { type: "search", placeholder: "search a region", "aria-label": "search a region", oninput: (e) => { wanted = e.target.value.trim().toLowerCase(); draw(); } }),
			make("button", { type: "button", onclick: () => { root = step(); draw(); } }, "one step's tree"),
			make("button", { type: "button", onclick: () => { root = nodes[0]; draw(); } }, "whole run")),
		path, svg, told);
}
