/* Parts that share the loops of a region, measured apart after the run. */
function parts() {
	const P = D.parts;
	if (!P) {
		return;
	}
	if (P.left_out) {
		section(P.title, `Not measured: ${P.left_out}.`);
		return;
	}
	section(P.title, `${P.sentence} The best of ${P.rounds} rounds. Shares of a step are of ${P.shares_by === "cpu" ? "processor time, as other work disturbed the run" : "wall time"}, with ${P.uses} runs in a step.`,
		table([{ title: "part", text: true, value: (p) => p.name }, { title: "time of a run", value: (p) => p.wall, show: time, bar: true }, { title: "CPU, all threads", value: (p) => p.cpu, show: time },
			{ title: "ns per cell", value: (p) => p.ns_per_cell, show: (v) => (v === null ? "-" : digits(v)) }, { title: `of it in ${P.region}`, value: (p) => p.within, show: time },
			{ title: `of ${P.region}`, value: (p) => p.share_of_region, show: share }, { title: "of a step", value: (p) => p.share_of_step, show: share }], [...P.parts, P.whole], { fixed: true }));
}
