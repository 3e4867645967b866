# SPDX-License-Identifier: Apache-2.0
# The library exports the functions that its headers declare and JNI_OnLoad, and nothing else.
# cmake -DNM=... -DLIBRARY=... -DHEADERS=...,... -P exported_symbols.cmake

execute_process(COMMAND ${NM} -D --defined-only ${LIBRARY} OUTPUT_VARIABLE SYMBOLS COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "[0-9a-f]+ [A-Za-z] [^\n]+" SYMBOLS "${SYMBOLS}")
list(TRANSFORM SYMBOLS REPLACE "^[0-9a-f]+ [A-Za-z] " "")
list(SORT SYMBOLS)

string(REPLACE "," ";" HEADERS "${HEADERS}")
foreach(HEADER ${HEADERS})
  file(READ ${HEADER} SOURCE)
  string(REGEX MATCHALL "PB_API [a-z0-9_ *]*pb_[a-z_]+\\(" DECLARED "${SOURCE}")
  list(APPEND DECLARATIONS ${DECLARED})
endforeach()
list(TRANSFORM DECLARATIONS REPLACE "^.*(pb_[a-z_]+)\\($" "\\1")
list(APPEND DECLARATIONS JNI_OnLoad)
list(SORT DECLARATIONS)

if(NOT SYMBOLS STREQUAL DECLARATIONS)
  message(FATAL_ERROR "exported: ${SYMBOLS}\ndeclared: ${DECLARATIONS}")
endif()
