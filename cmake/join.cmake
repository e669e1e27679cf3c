# cmake -D "INPUTS=a;b;c" -D OUTPUT=file -P join.cmake
# The files one after the other.

file(WRITE "${OUTPUT}" "")
foreach(input IN LISTS INPUTS)
	file(READ "${input}" text)
	file(APPEND "${OUTPUT}" "${text}\n")
endforeach()
