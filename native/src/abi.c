/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "error.h"

uint32_t pb_abi_version(void) { return PB_ABI_VERSION; }

const char *pb_version(void) { return PB_VERSION; }

#define STRUCT(NAME) {#NAME, sizeof(NAME)}

uint32_t pb_struct_bytes(const char *name) {
  static const struct {
    const char *name;
    uint32_t bytes;
  } structs[] = {
      STRUCT(pb_span),     STRUCT(pb_render_pass_layout), STRUCT(pb_pass_target),  STRUCT(pb_mesh),
      STRUCT(pb_prototype), STRUCT(pb_material),           STRUCT(pb_image),        STRUCT(pb_light),
      STRUCT(pb_scene),    STRUCT(pb_jvm_options),        STRUCT(pb_pass_request), STRUCT(pb_frame_request),
      STRUCT(pb_frame_progress), STRUCT(pb_pixel_source), STRUCT(pb_region), STRUCT(pb_attribute), STRUCT(pb_camera),
      STRUCT(pb_mesh_gathering), STRUCT(pb_curves), STRUCT(pb_curves_gathering), STRUCT(pb_point_cloud),
      STRUCT(pb_point_cloud_gathering), STRUCT(pb_value_node), STRUCT(pb_session_request), STRUCT(pb_setting),
  };
  for (size_t i = 0; name && i < sizeof structs / sizeof structs[0]; i++) {
    if (strcmp(name, structs[i].name) == 0) {
      return structs[i].bytes;
    }
  }
  return 0;
}
