# Reads arrows.txt, then sources and CMakeLists.txt files named room/file relative to the current directory; prints
# file:line and the reason of each offence. Exit code 1 if there is one. An #include under #if counts like any other.

function offence(place, text) {
	print place ": " text
	offences++
}

# A room's name at the start of a path; "" for none.
function room_of(path, slash) {
	slash = index(path, "/")
	return slash ? substr(path, 1, slash - 1) : ""
}

FNR == 1 {
	reading_arrows = FILENAME ~ /arrows\.txt$/
	reading_cmake = FILENAME ~ /CMakeLists\.txt$/
	from = room_of(FILENAME)
	in_module = in_uses = 0
}

reading_arrows {
	sub(/#.*/, "")
	if (NF == 0) next
	room = $1
	sub(/:$/, "", room)
	rooms[room] = 1
	allowed[room, room] = 1
	for (i = 2; i <= NF; i++) allowed[room, $i] = 1
	next
}

# ish_module(room SOURCES .. USES a b LIBS ..) or ish_program, over any number of lines.
reading_cmake {
	sub(/#.*/, "")
	closing = /\)/
	if ($0 ~ /ish_(module|program)[ \t]*\(/) {
		in_module = 1
		is_program = /ish_program/
		sub(/.*ish_(module|program)[ \t]*\(/, "")
		named = 1
	}
	if (!in_module) next
	gsub(/[()]/, " ")
	for (i = 1; i <= NF; i++) {
		if (named) {
			if (!is_program && $i != from) offence(FILENAME ":" FNR, "ish_module of room " $i " in folder " from)
			named = 0
		} else if ($i ~ /^(SOURCES|FIELD_SOURCES|SWEEP_SOURCES|LIBS)$/) in_uses = 0
		else if ($i == "USES") in_uses = 1
		else if (in_uses) {
			uses[from, $i] = FILENAME ":" FNR
			if (is_program) linked[from, $i] = 1 # a program may list a room only to link it
			if (!($i in rooms)) offence(FILENAME ":" FNR, "USES " $i ": no such room")
			else if (!((from, $i) in allowed)) offence(FILENAME ":" FNR, from " may not use " $i)
		}
	}
	modules[from] = 1
	if (closing) in_module = in_uses = 0
	next
}

/^[ \t]*#[ \t]*include[ \t]*["<]/ {
	header = $0
	sub(/^[^"<]*["<]/, "", header)
	sub(/[">].*/, "", header)
	quoted = $0 ~ /include[ \t]*"/
	to = room_of(header)
	if (to in rooms) {
		if (!((from, to) in allowed)) offence(FILENAME ":" FNR, from " may not include " header)
		else if (!quoted) offence(FILENAME ":" FNR, "write \"" header "\", not <" header ">")
		if (to != from && !((from, to) in included)) included[from, to] = FILENAME ":" FNR
	} else if (quoted && header != "ishydro_version.h")
		offence(FILENAME ":" FNR, "\"" header "\" is not written as room/file")
}

END {
	for (pair in included) {
		split(pair, p, SUBSEP)
		if ((p[1] in modules) && !(pair in uses))
			offence(included[pair], p[1] " includes " p[2] " but its CMakeLists.txt does not list it under USES")
	}
	for (pair in uses) {
		split(pair, p, SUBSEP)
		if (!(pair in included) && !(pair in linked) && (p[2] in rooms))
			offence(uses[pair], "USES " p[2] ", which no file of " p[1] " includes")
	}
	exit offences > 0
}
