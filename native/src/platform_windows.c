/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

#include "memory.h"

static bool is_permitted(uint64_t address, uint64_t byte_count, DWORD protections) {
  if (address == 0 || byte_count == 0 || address > UINT64_MAX - byte_count) {
    return false;
  }
  const uint64_t end = address + byte_count;
  while (address < end) {
    MEMORY_BASIC_INFORMATION range;
    if (VirtualQuery((const void *)(uintptr_t)address, &range, sizeof range) == 0 || range.State != MEM_COMMIT ||
        (range.Protect & (PAGE_GUARD | PAGE_NOACCESS)) || !(range.Protect & protections)) {
      return false;
    }
    address = (uint64_t)(uintptr_t)range.BaseAddress + range.RegionSize;
  }
  return true;
}

enum {
  WRITABLE = PAGE_READWRITE | PAGE_WRITECOPY | PAGE_EXECUTE_READWRITE | PAGE_EXECUTE_WRITECOPY,
  READABLE = WRITABLE | PAGE_READONLY | PAGE_EXECUTE_READ
};

bool pb_memory_is_readable(uint64_t address, uint64_t byte_count) { return is_permitted(address, byte_count, READABLE); }

bool pb_memory_is_writable(uint64_t address, uint64_t byte_count) { return is_permitted(address, byte_count, WRITABLE); }

/* Wine's ReadProcessMemory gives what may not be read, too. */
bool pb_memory_read(uint64_t address, void *bytes, size_t byte_count) {
  SIZE_T read_bytes;
  return pb_memory_is_readable(address, byte_count) &&
         ReadProcessMemory(GetCurrentProcess(), (const void *)(uintptr_t)address, bytes, byte_count, &read_bytes) &&
         read_bytes == byte_count;
}

pb_mapping *pb_memory_mappings(size_t *count) {
  pb_mapping_list list = {0};
  MEMORY_BASIC_INFORMATION range;
  for (uint64_t address = 0; VirtualQuery((const void *)(uintptr_t)address, &range, sizeof range) != 0; address += range.RegionSize) {
    const bool is_own_memory = range.State == MEM_COMMIT && range.Type == MEM_PRIVATE && range.Protect == PAGE_READWRITE;
    if (is_own_memory && !pb_mapping_list_add(&list, (pb_mapping){.first = address, .end = address + range.RegionSize})) {
      break;
    }
  }
  *count = list.count;
  return list.mappings;
}

/* Windows gives large pages only to who allocates them so. */
void pb_memory_use_huge_pages(void *start, size_t byte_count) { (void)start, (void)byte_count; }

void *pb_memory_map(size_t byte_count) { return VirtualAlloc(NULL, byte_count, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE); }

void pb_memory_unmap(void *start, size_t byte_count) {
  (void)byte_count;
  (void)VirtualFree(start, 0, MEM_RELEASE);
}

size_t pb_page_bytes(void) {
  SYSTEM_INFO system;
  GetSystemInfo(&system);
  return system.dwPageSize;
}

void pb_memory_populate(void *start, size_t byte_count) {
  const uintptr_t page_bytes = pb_page_bytes();
  const uintptr_t first = ((uintptr_t)start + page_bytes - 1) / page_bytes * page_bytes;
  const uintptr_t last = ((uintptr_t)start + byte_count) / page_bytes * page_bytes;
  if (last > first) {
    pb_memory_touch((char *)first, last - first);
  }
}

uint32_t pb_core_count(void) { return GetActiveProcessorCount(ALL_PROCESSOR_GROUPS); }

/* The threads of mingw-w64 know this clock only for conditions. */
clockid_t pb_condition_clock(void) { return CLOCK_REALTIME; }

void pb_condition_init(pthread_cond_t *condition) { pthread_cond_init(condition, NULL); }

/* UTF-16 of UTF-8, to be freed; NULL: no memory, or no UTF-8. */
static wchar_t *wide(const char *text) {
  const int count = MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, NULL, 0);
  wchar_t *made = calloc((size_t)count + 1, sizeof *made);
  if (made && MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, made, count) == 0) {
    free(made);
    made = NULL;
  }
  return made;
}

void *pb_library_open(const char *path, char *failure, size_t failure_bytes) {
  wchar_t *wide_path = wide(path);
  HMODULE library = wide_path ? LoadLibraryW(wide_path) : NULL;
  if (!library) {
    (void)snprintf(failure, failure_bytes, "%s: Windows error %lu", path, GetLastError());
  }
  free(wide_path);
  return (void *)library;
}

void *pb_library_symbol(void *library, const char *name) {
  const FARPROC function = GetProcAddress((HMODULE)library, name);
  void *symbol;
  memcpy(&symbol, &function, sizeof symbol); /* ISO C has no cast from function to object pointer */
  return symbol;
}

char *pb_java_options(char *text) {
  char *made = NULL;
  wchar_t *wide_text = wide(text);
  if (wide_text) {
    const int byte_count = WideCharToMultiByte(CP_ACP, 0, wide_text, -1, NULL, 0, NULL, NULL);
    made = calloc((size_t)byte_count + 1, 1);
    if (made) {
      (void)WideCharToMultiByte(CP_ACP, 0, wide_text, -1, made, byte_count, NULL, NULL);
    }
    free(wide_text);
  }
  free(text);
  return made;
}
