/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What differs from system to system; platform_<system>.c has it. Everything else of this library is C11 with POSIX threads and
 * clocks (on Windows: those of mingw-w64). docs/platforms.md says what was run where.
 */
#ifndef PB_PLATFORM_H
#define PB_PLATFORM_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

/* Copies memory of this process that may not be there at all: false instead of a crash, `bytes` then undefined. */
bool pb_memory_read(uint64_t address, void *bytes, size_t byte_count);

/* Whether every page of the range is mapped for reading, or for writing, at this moment. false for an empty range. */
bool pb_memory_is_readable(uint64_t address, uint64_t byte_count);
bool pb_memory_is_writable(uint64_t address, uint64_t byte_count);

/* Memory that is this process's alone to read and write, and that no file ends behind. */
typedef struct pb_mapping {
  uint64_t first, end;
} pb_mapping;

/* All of it at this moment, ascending, neighbours joined: to be freed by the caller. NULL: the system does not tell. */
pb_mapping *pb_memory_mappings(size_t *count);

/* Asks for huge pages where the range has no memory yet. A wish: what the system makes of it is not told. */
void pb_memory_use_huge_pages(void *start, size_t byte_count);

/* Gives the range's whole pages their memory. What they hold is not changed, even while others write to them. */
void pb_memory_populate(void *start, size_t byte_count);

/* Memory of its own, zero at first, which begins where a huge page can; NULL: the system has none. A whole number of pages. */
void *pb_memory_map(size_t byte_count);
void pb_memory_unmap(void *start, size_t byte_count);

size_t pb_page_bytes(void);

/* Cores that this process may use, at least 1. */
uint32_t pb_core_count(void);

/* Makes a condition whose timed waits are measured with pb_condition_clock(). */
void pb_condition_init(pthread_cond_t *condition);
clockid_t pb_condition_clock(void);

/* Loads a library for as long as the process lives; NULL: `failure` tells why. `path` is UTF-8. */
void *pb_library_open(const char *path, char *failure, size_t failure_bytes);
void *pb_library_symbol(void *library, const char *name);

/* Options as this system's Java reads them, which on Windows takes them in the code page. `text` is UTF-8, from malloc, and not the caller's any
 * more; the result is to be freed. NULL: no memory, or no UTF-8. */
char *pb_java_options(char *text);

#endif
