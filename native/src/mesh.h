/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PB_MESH_H
#define PB_MESH_H

#include "protocol.h"

/* A type of attribute: bytes of a value in Blender's memory, and floats of it in a gathered vertex. */
typedef struct pb_attribute_layout {
  uint32_t value_bytes;
  uint32_t float_count;
} pb_attribute_layout;

/* NULL: no pb_attribute_type. */
const pb_attribute_layout *pb_attribute_layout_of(uint32_t type);

#endif
