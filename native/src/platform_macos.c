/* SPDX-License-Identifier: Apache-2.0 */
#include <dlfcn.h>
#include <mach/mach.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "memory.h"

bool pb_memory_read(uint64_t address, void *bytes, size_t byte_count) {
  vm_size_t read_bytes;
  return address != 0 && byte_count != 0 && address <= UINT64_MAX - byte_count &&
         vm_read_overwrite(mach_task_self(), address, byte_count, (vm_address_t)(uintptr_t)bytes, &read_bytes) ==
             KERN_SUCCESS &&
         read_bytes == byte_count;
}

static bool is_permitted(uint64_t address, uint64_t byte_count, vm_prot_t wanted) {
  if (address == 0 || byte_count == 0 || address > UINT64_MAX - byte_count) {
    return false;
  }
  const uint64_t end = address + byte_count;
  while (address < end) {
    vm_address_t first = address;
    vm_size_t size_bytes;
    vm_region_basic_info_data_64_t region;
    mach_msg_type_number_t count = VM_REGION_BASIC_INFO_COUNT_64;
    mach_port_t object;
    if (vm_region_64(mach_task_self(), &first, &size_bytes, VM_REGION_BASIC_INFO_64, (vm_region_info_t)&region, &count, &object) != KERN_SUCCESS ||
        first > address || (region.protection & wanted) != wanted) {
      return false;
    }
    address = first + size_bytes;
  }
  return true;
}

bool pb_memory_is_readable(uint64_t address, uint64_t byte_count) { return is_permitted(address, byte_count, VM_PROT_READ); }

bool pb_memory_is_writable(uint64_t address, uint64_t byte_count) { return is_permitted(address, byte_count, VM_PROT_WRITE); }

pb_mapping *pb_memory_mappings(size_t *count) {
  *count = 0;
  return NULL;
}

/* macOS decides by itself. */
void pb_memory_use_huge_pages(void *start, size_t byte_count) { (void)start, (void)byte_count; }

void *pb_memory_map(size_t byte_count) {
  void *start = mmap(NULL, byte_count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);
  return start == MAP_FAILED ? NULL : start;
}

void pb_memory_unmap(void *start, size_t byte_count) { (void)munmap(start, byte_count); }

size_t pb_page_bytes(void) { return (size_t)sysconf(_SC_PAGESIZE); }

void pb_memory_populate(void *start, size_t byte_count) {
  const uintptr_t page_bytes = pb_page_bytes();
  const uintptr_t first = ((uintptr_t)start + page_bytes - 1) / page_bytes * page_bytes;
  const uintptr_t last = ((uintptr_t)start + byte_count) / page_bytes * page_bytes;
  if (last > first) {
    pb_memory_touch((char *)first, last - first);
  }
}

uint32_t pb_core_count(void) {
  const long count = sysconf(_SC_NPROCESSORS_ONLN);
  return count > 0 ? (uint32_t)count : 1;
}

/* Conditions have no other clock there. */
clockid_t pb_condition_clock(void) { return CLOCK_REALTIME; }

void pb_condition_init(pthread_cond_t *condition) { pthread_cond_init(condition, NULL); }

void *pb_library_open(const char *path, char *failure, size_t failure_bytes) {
  void *library = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
  if (!library) {
    (void)snprintf(failure, failure_bytes, "%s", dlerror());
  }
  return library;
}

void *pb_library_symbol(void *library, const char *name) { return dlsym(library, name); }

char *pb_java_options(char *text) { return text; }
