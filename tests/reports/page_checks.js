/*
 * What must hold of profile.html in a browser. profiles.sh appends this to a copy of the page and shows that in a frame;
 * the verdict goes to the page around it: "page: good", or one line for each fault. #dark: the dark scheme was asked for.
 */
"use strict";
(() => {
	const faults = [];
	const check = (good, what) => good || faults.push(what);
	const all = (selector) => [...document.querySelectorAll(selector)];
	const press = (element, key) => element.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
	const root = document.documentElement;

	/* the page as a whole */
	check(root.scrollWidth <= root.clientWidth, `the page is ${root.scrollWidth} px wide in a window of ${root.clientWidth}`);
	check(performance.getEntriesByType("resource").length === 0, "something was fetched");
	const wanted = ["what-would-pay-most", "where-the-time-goes", "steps", "transforms", "allocations-by-step", "caches", "stages-of-the-scheme", "regions", "memory", "how-and-where-it-was-measured"];
	wanted.forEach((id) => check(document.getElementById(id) && document.querySelector(`nav a[href="#${id}"]`), "no section " + id));
	all("svg").forEach((svg) => check(svg.getBoundingClientRect().width <= root.clientWidth, "a picture is wider than the page"));
	check(!/NaN|undefined|Infinity|\[object/.test(document.getElementById("page").innerText), "the page holds " + (document.getElementById("page").innerText.match(/.*(NaN|undefined|Infinity|\[object).*/) || [""])[0]);

	/* lettering: contrast as WCAG 2.1 reckons it, and size on the screen */
	const channels = (colour) => (colour.match(/[\d.]+/g) || []).map(Number);
	const light = (colour) => {
		const [r, g, b] = channels(colour).map((v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
		return 0.2126 * r + 0.7152 * g + 0.0722 * b;
	};
	const ground = (element) => {
		for (let at = element; at; at = at.parentElement) {
			const colour = getComputedStyle(at).backgroundColor;
			if ((channels(colour)[3] ?? 1) > 0) {
				return colour;
			}
		}
		return "rgb(255, 255, 255)";
	};
	const contrast = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
	check((light(ground(document.body)) < 0.2) === (location.hash === "#dark"), "the colour scheme is not the one that was asked for: " + ground(document.body));
	all("h1, h2, h3, p, b, a, td, th, dt, dd, label, output, figcaption, .card, .legend span").forEach((element) => {
		const style = getComputedStyle(element);
		check(element.innerText === "" || contrast(style.color, ground(element)) >= 4.5, `contrast of <${element.localName}> “${element.innerText.slice(0, 30)}”: ${style.color} on ${ground(element)}`);
	});
	all("svg text").filter((text) => text.textContent !== "").forEach((text) => {
		const svg = text.ownerSVGElement;
		const size = parseFloat(getComputedStyle(text).fontSize) * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
		check(size >= 9, `lettering of ${size.toFixed(1)} px in a picture: “${text.textContent}”`);
	});

	/* flame graph: keys, search, back */
	const flame = document.getElementById("flame");
	const shown = () => [...flame.querySelectorAll("p")].map((p) => p.textContent).find((text) => text.startsWith("shown: "));
	const nodes = () => [...flame.querySelectorAll("g.node")];
	const first = shown();
	check(nodes().length > 3, "the flame graph has no tree");
	check(nodes().filter((node) => node.tabIndex === 0).length === 1, "the flame graph takes more than one stop of the tab key");
	nodes()[0].focus();
	press(nodes()[0], "ArrowDown");
	check(document.activeElement !== nodes()[0] && nodes().includes(document.activeElement), "arrow keys do not move in the flame graph");
	const before = nodes().length;
	press(document.activeElement, "Enter");
	check(shown() !== first, "Enter does not zoom");
	check(nodes().includes(document.activeElement), "the focus is lost by zooming");
	press(document.activeElement, "Escape");
	check(shown() === first && nodes().length === before, "Escape does not go back");
	nodes()[1].dispatchEvent(new MouseEvent("click", { bubbles: true }));
	check(shown() !== first, "a click does not zoom");
	[...flame.querySelectorAll("button")].find((b) => b.textContent === "back").click();
	check(shown() === first, "the button does not go back");
	check(nodes().every((node) => node.querySelector("title").textContent.includes("calls")), "a rectangle has no tooltip");
	const search = flame.querySelector("input[type=search]");
	search.value = "FFT";
	search.dispatchEvent(new Event("input"));
	const expected = D.regions.filter((r) => r.name.toLowerCase().includes("fft") && (() => { for (let at = r; at; at = at.parent === null ? null : D.regions[at.parent]) { if (at.name === "step") { return true; } } return false; })()).length;
	check(new RegExp(`^“fft”: ${expected} places?, .* %.* of what is shown$`).test(flame.querySelector(".found-text").textContent), `search says “${flame.querySelector(".found-text").textContent}”, expected ${expected} places`);
	check(flame.querySelectorAll("g.found").length > 0 && flame.querySelectorAll("g.dim").length > 0, "a search marks nothing");
	search.value = "";
	search.dispatchEvent(new Event("input"));

	/* steps: slider, table, sorting */
	const slider = document.querySelector("input[type=range]");
	const facts = () => document.querySelector("#steps dd").textContent;
	slider.value = 0;
	slider.dispatchEvent(new Event("input"));
	check(facts().startsWith(`${D.steps[0][0]}, `), "the slider does not choose a step: " + facts());
	const table = document.querySelector("#steps .scroll table");
	const lines = () => [...table.querySelectorAll("tbody tr")];
	check(lines().length === D.steps.length, "the table of steps lacks steps");
	lines()[2].click();
	check(facts().startsWith(`${D.steps[2][0]}, `), "a click on a row does not choose its step: " + facts());
	const wall = [...table.querySelectorAll("th button")].find((b) => b.textContent === "wall");
	wall.click();
	const longest = D.steps.reduce((a, b) => (a[COLUMN.wall] > b[COLUMN.wall] ? a : b));
	check(lines()[0].firstChild.textContent === String(longest[0]), "a click on a head does not sort");
	check(table.parentElement.tabIndex === 0, "the table of steps cannot be scrolled by keys");

	parent.postMessage(faults.length === 0 ? "page: good" : faults.slice(0, 20).map((fault) => "page: " + fault).join("\n"), "*");
})();
