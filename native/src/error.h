/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PB_ERROR_H
#define PB_ERROR_H

#include "passbridge.h"

/* Keeps the text for pb_error_text() on this thread and returns the status. The text is cut where it is too long. */
__attribute__((format(printf, 2, 3))) pb_status pb_fail(pb_status status, const char *format, ...);

/* Forgets the text of an earlier failure on this thread. */
pb_status pb_succeed(void);

#endif
