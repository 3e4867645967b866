/* SPDX-License-Identifier: Apache-2.0 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#include "memory.h"

/* Linux 5.14; older C libraries don't know it. */
#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

/* The kernel does not write into a pipe what this process may not read: slower than process_vm_readv, but no seccomp filter forbids it. */
static bool read_through_pipe(uint64_t address, char *bytes, size_t byte_count) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) {
    return false;
  }
  bool copied = true;
  for (size_t at = 0; copied && at < byte_count; at += PIPE_BUF) { /* what a pipe takes without waiting */
    const size_t step_bytes = byte_count - at < PIPE_BUF ? byte_count - at : PIPE_BUF;
    copied = write(ends[1], (const void *)(uintptr_t)(address + at), step_bytes) == (ssize_t)step_bytes &&
             read(ends[0], bytes + at, step_bytes) == (ssize_t)step_bytes;
  }
  close(ends[0]);
  close(ends[1]);
  return copied;
}

bool pb_memory_read(uint64_t address, void *bytes, size_t byte_count) {
  if (address == 0 || byte_count == 0 || address > UINT64_MAX - byte_count) {
    return false;
  }
  struct iovec to = {bytes, byte_count};
  struct iovec from = {(void *)(uintptr_t)address, byte_count};
  ssize_t count = process_vm_readv(getpid(), &to, 1, &from, 1, 0);
  if (count < 0 && (errno == ENOSYS || errno == EPERM)) {
    return read_through_pipe(address, bytes, byte_count);
  }
  return count == (ssize_t)byte_count;
}

/*
 * PROCMAP_QUERY of Linux 6.11: asks for the mapping at an address. Newer than the C libraries' headers, so written down here (from
 * include/uapi/linux/fs.h). Only the members that are used have their names.
 */
typedef struct mapping_query {
  uint64_t size_bytes;
  uint64_t flags; /* 0: the mapping that covers the address */
  uint64_t address;
  uint64_t first, last, permissions;
  uint64_t others[3];
  uint32_t no_device[2], no_name_bytes, no_build_id_bytes;
  uint64_t no_name, no_build_id;
} mapping_query;

#define QUERY_MAPPING _IOWR('f', 17, mapping_query)

typedef enum permission { READABLE = 0, WRITABLE = 1 } permission;

typedef enum answer { NO, YES, UNKNOWN } answer;

/* Takes microseconds, where reading all mappings of a Blender with a JVM takes a millisecond. UNKNOWN: an older kernel. */
static answer query_mappings(int maps, uint64_t address, uint64_t end, permission wanted) {
  while (address < end) {
    mapping_query query = {.size_bytes = sizeof query, .address = address};
    if (ioctl(maps, QUERY_MAPPING, &query) != 0) {
      return errno == ENOENT ? NO : UNKNOWN;
    }
    if (!(query.permissions >> wanted & 1)) {
      return NO;
    }
    address = query.last;
  }
  return YES;
}

/* Mappings come in rising order; `address` moves to the end of what is known to be permitted. */
static bool read_mappings(FILE *maps, uint64_t address, uint64_t end, permission wanted) {
  char line[512];
  bool line_start = true;
  while (address < end && fgets(line, sizeof line, maps)) {
    const bool is_mapping = line_start;
    line_start = false;
    for (const char *c = line; *c; c++) {
      line_start = *c == '\n';
    }
    uint64_t first, last;
    char permissions[5];
    if (!is_mapping || sscanf(line, "%" SCNx64 "-%" SCNx64 " %4s", &first, &last, permissions) != 3) {
      continue;
    }
    if (last <= address) {
      continue;
    }
    if (first > address || permissions[wanted] == '-') {
      break;
    }
    address = last;
  }
  return address >= end;
}

static bool is_permitted(uint64_t address, uint64_t byte_count, permission wanted) {
  if (address == 0 || byte_count == 0 || address > UINT64_MAX - byte_count) {
    return false;
  }
  FILE *maps = fopen("/proc/self/maps", "re");
  if (!maps) {
    return false;
  }
  const answer answered = query_mappings(fileno(maps), address, address + byte_count, wanted);
  const bool permitted = answered == UNKNOWN ? read_mappings(maps, address, address + byte_count, wanted) : answered == YES;
  fclose(maps);
  return permitted;
}

bool pb_memory_is_readable(uint64_t address, uint64_t byte_count) { return is_permitted(address, byte_count, READABLE); }

bool pb_memory_is_writable(uint64_t address, uint64_t byte_count) { return is_permitted(address, byte_count, WRITABLE); }

/* Reads one line of the mappings; whether it is memory as pb_memory_mappings() gives it. */
static bool is_own_memory(const char *line, pb_mapping *mapping) {
  char *rest;
  mapping->first = strtoull(line, &rest, 16);
  if (*rest != '-') {
    return false;
  }
  mapping->end = strtoull(rest + 1, &rest, 16);
  if (strncmp(rest, " rw-p ", 6) != 0) {
    return false;
  }
  /* Offset, device, inode, name: what has no file, or a name in brackets. */
  const char *name = strpbrk(rest, "/[");
  return !name || *name == '[';
}

pb_mapping *pb_memory_mappings(size_t *count) {
  *count = 0;
  FILE *maps = fopen("/proc/self/maps", "re");
  if (!maps) {
    return NULL;
  }
  pb_mapping_list list = {0};
  pb_mapping mapping;
  size_t line_bytes = 0;
  char *line = NULL;
  while (getline(&line, &line_bytes, maps) > 0) {
    if (is_own_memory(line, &mapping) && !pb_mapping_list_add(&list, mapping)) {
      break;
    }
  }
  free(line);
  fclose(maps);
  *count = list.count;
  return list.mappings;
}

enum { HUGE_PAGE_BYTES = 2 << 20 };

void *pb_memory_map(size_t byte_count) {
  if (byte_count > SIZE_MAX - HUGE_PAGE_BYTES) {
    return NULL;
  }
  char *start = mmap(NULL, byte_count + HUGE_PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (start == MAP_FAILED) {
    return NULL;
  }
  const size_t before_bytes = (HUGE_PAGE_BYTES - (uintptr_t)start % HUGE_PAGE_BYTES) % HUGE_PAGE_BYTES;
  const size_t behind_bytes = HUGE_PAGE_BYTES - before_bytes;
  if (before_bytes) {
    (void)munmap(start, before_bytes);
  }
  if (behind_bytes) {
    (void)munmap(start + before_bytes + byte_count, behind_bytes);
  }
  return start + before_bytes;
}

void pb_memory_unmap(void *start, size_t byte_count) { (void)munmap(start, byte_count); }

size_t pb_page_bytes(void) { return (size_t)sysconf(_SC_PAGESIZE); }

/* First whole page, and bytes of all whole pages. */
static size_t whole_pages(void *start, size_t byte_count, void **first) {
  const uintptr_t page_bytes = pb_page_bytes();
  const uintptr_t from = ((uintptr_t)start + page_bytes - 1) / page_bytes * page_bytes;
  const uintptr_t to = ((uintptr_t)start + byte_count) / page_bytes * page_bytes;
  *first = (void *)from;
  return to > from ? to - from : 0;
}

void pb_memory_use_huge_pages(void *start, size_t byte_count) {
  void *first;
  const size_t whole_bytes = whole_pages(start, byte_count, &first);
  if (whole_bytes) {
    (void)madvise(first, whole_bytes, MADV_HUGEPAGE);
  }
}

void pb_memory_populate(void *start, size_t byte_count) {
  void *first;
  const size_t whole_bytes = whole_pages(start, byte_count, &first);
  if (whole_bytes && madvise(first, whole_bytes, MADV_POPULATE_WRITE) != 0 && errno == EINVAL) {
    pb_memory_touch(first, whole_bytes); /* a kernel before 5.14 */
  }
}

uint32_t pb_core_count(void) {
  cpu_set_t cores;
  return sched_getaffinity(0, sizeof cores, &cores) == 0 ? (uint32_t)CPU_COUNT(&cores) : 1;
}

void pb_condition_init(pthread_cond_t *condition) {
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, pb_condition_clock());
  pthread_cond_init(condition, &attributes);
  pthread_condattr_destroy(&attributes);
}

clockid_t pb_condition_clock(void) { return CLOCK_MONOTONIC; }

void *pb_library_open(const char *path, char *failure, size_t failure_bytes) {
  void *library = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
  if (!library) {
    (void)snprintf(failure, failure_bytes, "%s", dlerror());
  }
  return library;
}

void *pb_library_symbol(void *library, const char *name) { return dlsym(library, name); }

char *pb_java_options(char *text) { return text; }
