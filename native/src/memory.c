/* SPDX-License-Identifier: Apache-2.0 */
#include "memory.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/uio.h>
#include <unistd.h>

/* The kernel's file on this process's memory: slower than process_vm_readv, but no seccomp filter forbids it. */
static bool read_through_file(uint64_t address, void *bytes, size_t byte_count) {
  int file = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    return false;
  }
  ssize_t count = pread(file, bytes, byte_count, (off_t)address);
  close(file);
  return count == (ssize_t)byte_count;
}

bool pb_memory_read(uint64_t address, void *bytes, size_t byte_count) {
  if (address == 0 || byte_count == 0 || address > UINT64_MAX - byte_count) {
    return false;
  }
  struct iovec to = {bytes, byte_count};
  struct iovec from = {(void *)(uintptr_t)address, byte_count};
  ssize_t count = process_vm_readv(getpid(), &to, 1, &from, 1, 0);
  if (count < 0 && (errno == ENOSYS || errno == EPERM)) {
    return read_through_file(address, bytes, byte_count);
  }
  return count == (ssize_t)byte_count;
}

bool pb_memory_is_writable(uint64_t address, uint64_t byte_count) {
  if (address == 0 || byte_count == 0 || address > UINT64_MAX - byte_count) {
    return false;
  }
  FILE *maps = fopen("/proc/self/maps", "re");
  if (!maps) {
    return false;
  }
  /* Mappings come in rising order; `address` moves to the end of what is known to be writable. */
  const uint64_t end = address + byte_count;
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
    if (first > address || permissions[1] != 'w') {
      break;
    }
    address = last;
  }
  fclose(maps);
  return address >= end;
}

bool pb_span_holds(const pb_span *span, uint64_t count, uint64_t element_bytes) {
  if (count == 0 || element_bytes == 0) {
    return true;
  }
  if (span->segment != 0 || span->offset == 0 || span->offset > UINT64_MAX - span->size_bytes) {
    return false;
  }
  const uint64_t stride = pb_span_stride(span, element_bytes);
  uint64_t last, bytes;
  if (stride < element_bytes || __builtin_mul_overflow(count - 1, stride, &last) ||
      __builtin_add_overflow(last, element_bytes, &bytes)) {
    return false;
  }
  return bytes <= span->size_bytes;
}
