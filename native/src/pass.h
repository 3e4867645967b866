/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PB_PASS_H
#define PB_PASS_H

#include "passbridge.h"

/* Whether a target can be written: all of it in writable memory, its sizes in agreement. The text names the pass. */
pb_status pb_pass_target_check(const pb_pass_target *target);

#endif
