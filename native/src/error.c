/* SPDX-License-Identifier: Apache-2.0 */
#include "error.h"

#include <stdarg.h>
#include <stdio.h>

static _Thread_local char error_text[4096];

pb_status pb_fail(pb_status status, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(error_text, sizeof error_text, format, arguments);
  va_end(arguments);
  return status;
}

pb_status pb_succeed(void) {
  error_text[0] = 0;
  return PB_OK;
}

const char *pb_error_text(void) { return error_text; }
