# cmake -D INPUT=file -D NAME=identifier -D HEADER=room/x.h -D OUTPUT=file.c -P embed.cmake
# A C file with the bytes of INPUT: const char NAME[] and const unsigned long NAME_size, declared in HEADER.

file(READ "${INPUT}" bytes HEX)
string(LENGTH "${bytes}" digits)
math(EXPR size "${digits} / 2")
string(REPEAT "[0-9a-f]" 40 line)
string(REGEX REPLACE "(${line})" "\\1\n" bytes "${bytes}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
string(REGEX REPLACE "0x([89a-f].)," "(char)0x\\1," bytes "${bytes}")
file(WRITE "${OUTPUT}" "/* Written by the build (cmake/embed.cmake). */
#include \"${HEADER}\"

const char ${NAME}[] = {
${bytes}0x00};
const unsigned long ${NAME}_size = ${size};
")
