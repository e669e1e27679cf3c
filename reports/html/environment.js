/* The machine, as pairs of a name and a text. */
function machine() {
	const E = D.environment, T = E.topology;
	const topology = T ? `${count(T.packages)} packages, ${count(T.cores)} cores, ${count(T.hardware_threads)} hardware threads, ${count(T.numa_nodes)} NUMA nodes` : "not told";
	const settings = Object.entries(E.thread_settings).map(([name, value]) => `${name}=${value}`).join(" ");
	return [["virtual machine", E.virtual_machine || "not known"], ["topology", topology],
		["caches", T ? T.caches.map((c) => `L${c.level} ${count(c.count)} x ${bytes(c.bytes)}`).join(", ") : "not told"],
		["threads ran on", `processors ${E.thread_processors.map(count).join(", ")}; allowed: ${E.affinity || "not known"}`],
		["frequency now", `${E.frequency === null ? "-" : digits(E.frequency / 1e6) + " MHz"}, governor ${E.governor || "not known"}`],
		["load average", `${digits(E.load_begin)} at the begin, ${digits(E.load_end)} at the end`], ["OpenMP", settings || "no variable is set"],
		...Object.entries(E.libraries)];
}
