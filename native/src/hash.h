/* SPDX-License-Identifier: Apache-2.0 */
/* XXH3, the 128-bit hash of content, inlined: the library links to nothing for it. */
#ifndef PB_HASH_H
#define PB_HASH_H

#define XXH_INLINE_ALL
#include <xxhash.h>

#endif
