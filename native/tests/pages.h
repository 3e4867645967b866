/* SPDX-License-Identifier: Apache-2.0 */
/* Whole pages of memory of the tests' own, as the system gives them. */
#ifndef PB_PAGES_H
#define PB_PAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

#include "platform.h"

typedef enum page_access { NO_ACCESS, READ_ONLY, READ_WRITE } page_access;

static inline size_t page_bytes(void) { return pb_page_bytes(); }

#ifdef _WIN32
#include <windows.h>
/* needs windows.h before itself */
#include <psapi.h>

static inline DWORD protection_of(page_access access) {
  return access == NO_ACCESS ? PAGE_NOACCESS : access == READ_ONLY ? PAGE_READONLY : PAGE_READWRITE;
}

static inline char *pages_map(size_t count, page_access access) {
  char *pages = VirtualAlloc(NULL, count * page_bytes(), MEM_RESERVE | MEM_COMMIT, protection_of(access));
  if (!pages) {
    abort();
  }
  return pages;
}

/* Some pages of a mapping or all: the addresses are not given to anybody else. */
static inline void pages_unmap(char *pages, size_t count) {
  if (!VirtualFree(pages, count * page_bytes(), MEM_DECOMMIT)) {
    abort();
  }
}

static inline void pages_protect(char *pages, size_t count, page_access access) {
  DWORD before;
  if (!VirtualProtect(pages, count * page_bytes(), protection_of(access), &before)) {
    abort();
  }
}

/* Whether a page has memory, and not addresses alone. */
static inline bool page_is_resident(char *page) {
  PSAPI_WORKING_SET_EX_INFORMATION information = {.VirtualAddress = page};
  if (!QueryWorkingSetEx(GetCurrentProcess(), &information, sizeof information)) {
    abort();
  }
  return information.VirtualAttributes.Valid;
}
#else
#include <sys/mman.h>

static inline int protection_of(page_access access) {
  return access == NO_ACCESS ? PROT_NONE : access == READ_ONLY ? PROT_READ : PROT_READ | PROT_WRITE;
}

static inline char *pages_map(size_t count, page_access access) {
  char *pages = mmap(NULL, count * page_bytes(), protection_of(access), MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) {
    abort();
  }
  return pages;
}

/* Some pages of a mapping or all. */
static inline void pages_unmap(char *pages, size_t count) {
  if (munmap(pages, count * page_bytes()) != 0) {
    abort();
  }
}

static inline void pages_protect(char *pages, size_t count, page_access access) {
  if (mprotect(pages, count * page_bytes(), protection_of(access)) != 0) {
    abort();
  }
}

/* Whether a page has memory, and not addresses alone. */
static inline bool page_is_resident(char *page) {
  unsigned char resident;
  if (mincore(page, 1, &resident) != 0) {
    abort();
  }
  return resident & 1;
}
#endif

#endif
