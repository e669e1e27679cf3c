# awk -v source=FILE -f vectorised.awk SOURCE REPORT: holds GCC's report of one compilation against the loops of its
# source that are marked with the comment "vectorised". Prints each offence and, last, "marked N"; exit code 1 if there
# are offences.
#
# GCC places a loop at its first statement that has a place: on a line of the loop, or, where the body is one call of an
# inlined function of a cell, in that function, here or in a header. So a place belongs to a marked loop when it lies in
# one, or when it lies in no loop at all. Each copy of a loop that came about by inlining is reported by itself.

function offence(line, text) {
	print source ":" line ": " text
	offences++
}

# From here on: the loops of the source, by matching braces.
NR == FNR {
	code = $0
	marked = code ~ /\/\* vectorised \*\//
	gsub(/\/\*[^*]*\*\//, "", code)
	if (code ~ /(^|[^a-zA-Z0-9_])(for|while) \(/) {
		loops++
		first[loops] = FNR
		is_marked[loops] = marked
		depth_of[loops] = depth
		open[loops] = 0
		last[loops] = 0
		if (code ~ /;[ \t]*\\?$/) last[loops] = FNR
	} else if (marked)
		offence(FNR, "marked, but no loop begins here")
	n = split(code, letter, "")
	for (i = 1; i <= n; i++) {
		if (letter[i] == "{") {
			depth++
			for (l = 1; l <= loops; l++) if (!last[l] && !open[l]) open[l] = 1
		} else if (letter[i] == "}") {
			depth--
			for (l = 1; l <= loops; l++) if (!last[l] && open[l] && depth == depth_of[l]) last[l] = FNR
		}
	}
	next
}

/couldn't vectorize loop|loop vectorized|split to 0 loops and [0-9]+ library calls/ {
	# file:line:column: kind: message
	split($0, part, ":")
	missed = $0 ~ /couldn't/
	owner = 0
	if (part[1] == source) {
		inside = 0
		for (l = 1; l <= loops; l++) {
			if (part[2] >= first[l] && part[2] <= last[l]) {
				inside = 1
				if (is_marked[l]) owner = l
			}
		}
		if (inside && !owner) next
	}
	place = part[1] ":" part[2]
	if (missed && owner) own[owner]++
	if (missed) misses[place] = owner
	if (missed) missed_count[place]++
	else if (owner) own[owner]++
	else inlined++
}

END {
	for (place in misses) {
		if (misses[place]) offence(first[misses[place]], "not vectorised (" missed_count[place] " copies)")
		else offence(first_marked(), missed_count[place] " copies of a loop whose body is placed at " place " are not vectorised")
	}
	for (l = 1; l <= loops; l++) {
		if (!is_marked[l]) continue
		count++
		if (!own[l]) silent++
	}
	if (silent > inlined + 0)
		offence(first_marked(), silent " marked loops, but only " inlined + 0 " reports of loops around inlined functions")
	print "marked " count + 0
	exit offences > 0
}

function first_marked(l) {
	for (l = 1; l <= loops; l++) if (is_marked[l]) return first[l]
	return 0
}
