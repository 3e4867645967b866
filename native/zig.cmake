# SPDX-License-Identifier: Apache-2.0
# Toolchain file: builds the library with zig for any platform of launcher/platforms.py. ZIG: its program. ZIG_TARGET: architecture, system and C library, as `zig cc -target` takes them. SYSTEM, PROCESSOR: what CMake calls them.
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES ZIG ZIG_TARGET SYSTEM PROCESSOR)
set(CMAKE_SYSTEM_NAME ${SYSTEM})
set(CMAKE_SYSTEM_PROCESSOR ${PROCESSOR})
set(CMAKE_C_COMPILER ${ZIG} cc)
set(CMAKE_C_COMPILER_TARGET ${ZIG_TARGET})
set(CMAKE_SHARED_LINKER_FLAGS_INIT -s)
