/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "error.h"
#include "protocol.h"

uint32_t pb_abi_version(void) { return PB_ABI_VERSION; }

const char *pb_version(void) { return PB_VERSION; }

uint32_t pb_struct_bytes(const char *name) {
#define STRUCT(NAME) {#NAME, sizeof(NAME)},
  static const struct {
    const char *name;
    uint32_t bytes;
  } structs[] = {PB_ALL_STRUCTS(STRUCT)};
#undef STRUCT
  for (size_t i = 0; name && i < sizeof structs / sizeof structs[0]; i++) {
    if (strcmp(name, structs[i].name) == 0) {
      return structs[i].bytes;
    }
  }
  return 0;
}
