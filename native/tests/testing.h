/* SPDX-License-Identifier: Apache-2.0 */
/* cmocka and the headers that it wants before itself. */
#ifndef PB_TESTING_H
#define PB_TESTING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "protocol.h"

/* A status, and a word that the text for the user must have. */
static inline void assert_failed(pb_status status, pb_status expected, const char *word) {
  assert_int_equal(status, expected);
  if (!strstr(pb_error_text(), word)) {
    fail_msg("\"%s\" doesn't say \"%s\"", pb_error_text(), word);
  }
}

static inline uint64_t address_of(const void *pointer) { return (uint64_t)(uintptr_t)pointer; }

static inline pb_span span_of(const void *start, uint64_t size_bytes) {
  return (pb_span){.offset = address_of(start), .size_bytes = size_bytes};
}

#endif
