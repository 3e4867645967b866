/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PB_PASS_H
#define PB_PASS_H

#include "passbridge.h"

/* Whether a target can be written: all of it in writable memory, its sizes in agreement. The text names the pass. */
pb_status pb_pass_target_check(const pb_pass_target *target);

/* Bytes of a row of a target that was checked, without what lies between rows. */
uint64_t pb_pass_target_row_bytes(const pb_pass_target *target);

#endif
