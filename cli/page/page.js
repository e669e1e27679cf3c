"use strict";
/* The page is whole without this: it shows the numbers under the pointer. */
for (const svg of document.querySelectorAll("figure.chart svg")) {
	const numbers = (name) => svg.dataset[name].split(" ").map(Number);
	const [left, top, width, height] = numbers("box");
	const [x0, x1] = numbers("x");
	let lines = null;
	let tip = null;
	let cursor = null;
	const read = () => [...svg.querySelectorAll(".line")].map((path) => ({
		name: path.dataset.name,
		points: path.dataset.points.split(" ").filter((p) => p !== "").map((p) => p.split(",").map(Number)),
	}));
	const nearest = (points, x) => points.reduce((best, p) => (Math.abs(p[0] - x) < Math.abs(best[0] - x) ? p : best), points[0]);
	const hide = () => {
		if (tip) {
			tip.remove();
			cursor.remove();
			tip = cursor = null;
		}
	};
	svg.addEventListener("pointerleave", hide);
	svg.addEventListener("pointermove", (event) => {
		const box = svg.getBoundingClientRect();
		const scale = svg.viewBox.baseVal.width / box.width;
		const at = (event.clientX - box.left) * scale;
		if (at < left - 4 || at > left + width + 4) {
			hide();
			return;
		}
		lines = lines || read().filter((line) => line.points.length > 0);
		const x = nearest(lines[0].points, x0 + (x1 - x0) * (at - left) / width)[0];
		const px = left + width * (x - x0) / (x1 - x0 || 1);
		if (!tip) {
			tip = document.createElement("div");
			tip.className = "tip";
			cursor = document.createElementNS("http://www.w3.org/2000/svg", "path");
			cursor.setAttribute("class", "cursor");
			svg.append(cursor);
			svg.parentNode.append(tip);
		}
		cursor.setAttribute("d", `M${px} ${top}V${top + height}`);
		tip.textContent = [`${Number(x.toPrecision(5))}`, ...lines.map((line) => {
			const p = nearest(line.points, x);
			return `${line.name}  ${Number(p[1].toPrecision(6))}` + (p[0] === x ? "" : ` (at ${Number(p[0].toPrecision(5))})`);
		})].join("\n");
		const figure = svg.parentNode.getBoundingClientRect();
		const right = event.clientX - figure.left > figure.width / 2;
		tip.style.left = right ? "" : `${event.clientX - figure.left + 14}px`;
		tip.style.right = right ? `${figure.right - event.clientX + 14}px` : "";
		tip.style.top = `${Math.max(event.clientY - figure.top - 20, 0)}px`;
	});
}
