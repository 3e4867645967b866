/* SPDX-License-Identifier: Apache-2.0 */
/* Reads many evaluated mesh objects at once, and describes those that have nothing unusual about them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "hash.h"
#include "memory.h"
#include "protocol.h"

/* source/blender/makesdna/DNA_object_types.h and DNA_mesh_types.h. */
enum { OBJECT_IS_MESH = 1, VISIBILITY_IN_LISTS = 7 /* viewport, selection, render */, MESH_AUTO_SMOOTH = 1 << 5 };

/* DNA_customdata_types.h. The first four end with Blender 3.4. */
enum { LAYER_VERTICES = 0, LAYER_UVS = 16, LAYER_POLYGONS = 25, LAYER_CORNERS = 26, LAYER_CUSTOM_NORMALS = 41 };

/* DNA_meshdata_types.h of Blender 3.4: MVert, MLoop, MPoly, MLoopUV, MLoopTri. */
enum { VERTEX_BYTES = 16, CORNER_BYTES = 8, POLYGON_BYTES = 12, POLYGON_FLAG = 10, POLYGON_SMOOTH = 1, UV_BYTES = 12, TRIANGLE_BYTES = 16 };

/* BKE_attribute_storage.hh of Blender 5.2: AttributeStorageRuntime, a VectorSet of pointers to Attribute. Some of it depends on the C++ compiler and
 * its library. */
#ifdef _WIN32
enum { STORAGE_KEYS = 160, ATTRIBUTE_NAME_BYTES = 16, ATTRIBUTE_NAME_CAPACITY = 24, MAX_NAME_CAPACITY_IN_PLACE = 15 };
#else
enum { STORAGE_KEYS = 144, ATTRIBUTE_NAME_BYTES = 8 };
#endif
enum { STORAGE_REMOVED = 0, STORAGE_OCCUPIED = 8, STORAGE_BYTES = STORAGE_KEYS + sizeof(uint64_t) };
enum {
  ATTRIBUTE_NAME = 0,
  ATTRIBUTE_DOMAIN = 32,
  ATTRIBUTE_TYPE = 34,
  ATTRIBUTE_DATA = 40,
  ATTRIBUTE_SIZE = 48,
  ATTRIBUTE_IS_SINGLE = 64,
  ATTRIBUTE_BYTES = 72
};

enum { MAX_ATTRIBUTES = 64, MAX_SLOTS = 256, MAX_NAME_BYTES = 255, MAX_PARENTS = 256 };

enum { MATRIX_BYTES = 16 * sizeof(float), KIND_BYTES = 2 /* letters before the name of a data block */ };

/* The domains of Blender's meshes, in its order. */
enum { POINT, EDGE, FACE, CORNER, MESH_DOMAINS };

typedef enum array_role {
  POSITION,
  CORNER_VERTEX,
  TRIANGLE_CORNERS,
  TRIANGLE_FACE,
  MATERIAL_SLOT,
  NORMAL,
  FLAT_FACE,
  ATTRIBUTE
} array_role;

/* A text in `names` of a batch. */
typedef struct name {
  uint32_t first, bytes;
} name;

typedef struct read_array {
  array_role role;
  name name;           /* of an ATTRIBUTE */
  uint32_t domain, type, count, stride_bytes;
  uint64_t address;    /* not of triangles and normals */
} read_array;

typedef struct read_object {
  bool is_plain;
  name name, asset_name, parent, mesh_name;
  float color[4];
  int32_t pass_index;
  uint32_t counts[MESH_DOMAINS];
  uint32_t triangle_count, slot_count;
  uint32_t first_array, array_count, uv_map, color_attribute;
} read_object;

struct pb_object_batch {
  pb_object_layouts layouts;
  uint32_t count;
  read_object *objects;
  char *names;
  size_t name_bytes, name_capacity;
  read_array *arrays;
  size_t array_count, array_capacity;
  pb_mapping *mappings;
  size_t mapping_count;
  pb_mapping last; /* the mapping that the last look fell into */
  bool is_out_of_memory;
};

/* ------------------------------------------------------------------------------------------------ Blender's memory */

/* Some of it; NULL: not there. */
static const char *memory_at(pb_object_batch *batch, uint64_t address, uint64_t byte_count) {
  if (address == 0 || byte_count == 0 || address > UINT64_MAX - byte_count) {
    return NULL;
  }
  if (address < batch->last.first || address >= batch->last.end) {
    size_t low = 0, high = batch->mapping_count;
    while (low < high) {
      const size_t middle = low + (high - low) / 2;
      if (batch->mappings[middle].end <= address) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low == batch->mapping_count || batch->mappings[low].first > address) {
      return NULL;
    }
    batch->last = batch->mappings[low];
  }
  return batch->last.end - address >= byte_count ? (const char *)(uintptr_t)address : NULL;
}

/* One of Blender's structs. */
typedef struct view {
  const char *start;
  uint32_t bytes;
} view;

static bool view_at(pb_object_batch *batch, uint64_t address, uint32_t byte_count, view *found) {
  *found = (view){memory_at(batch, address, byte_count), byte_count};
  return found->start != NULL;
}

/* A member, which lies in the struct: are_possible(). */
static uint64_t member(const view *of, uint32_t offset, uint32_t byte_count) {
  uint64_t value = 0;
  memcpy(&value, of->start + offset, byte_count);
  return value;
}

static uint64_t address_in(const view *of, uint32_t offset) { return member(of, offset, sizeof(uint64_t)); }

static uint32_t number_in(const view *of, uint32_t offset) { return (uint32_t)member(of, offset, sizeof(uint32_t)); }

static bool has(uint32_t offset) { return offset != PB_NONE; }

/* ------------------------------------------------------------------------------------------------ texts */

/* Makes room for one more element. */
static bool grow(pb_object_batch *batch, void **elements, size_t element_bytes, size_t count, size_t *capacity) {
  if (count <= *capacity) {
    return true;
  }
  const size_t wanted = 2 * count + 1024;
  void *grown = realloc(*elements, wanted * element_bytes);
  if (!grown) {
    batch->is_out_of_memory = true;
    return false;
  }
  *elements = grown;
  *capacity = wanted;
  return true;
}

/* Whether it is UTF-8 as Python has it: Blender's names may be anything. */
static bool is_utf8(const unsigned char *text, uint32_t byte_count) {
  uint32_t i = 0;
  while (i < byte_count) {
    const unsigned char lead = text[i++];
    const bool leads_2 = lead >= 0xC2 && lead <= 0xDF, leads_3 = (lead & 0xF0) == 0xE0, leads_4 = lead >= 0xF0 && lead <= 0xF4;
    const uint32_t more = leads_2 ? 1 : leads_3 ? 2 : leads_4 ? 3 : 0;
    if ((lead >= 0x80 && more == 0) || more > byte_count - i) {
      return false;
    }
    const unsigned char next = more ? text[i] : 0;
    if ((lead == 0xE0 && next < 0xA0) || (lead == 0xED && next > 0x9F) || (lead == 0xF0 && next < 0x90) || (lead == 0xF4 && next > 0x8F)) {
      return false;
    }
    for (uint32_t end = i + more; i < end; i++) {
      if ((text[i] & 0xC0) != 0x80) {
        return false;
      }
    }
  }
  return true;
}

/* Keeps a text. */
static bool keep_name(pb_object_batch *batch, const char *text, size_t byte_count, name *kept) {
  if (byte_count > MAX_NAME_BYTES || !is_utf8((const unsigned char *)text, (uint32_t)byte_count) ||
      !grow(batch, (void **)&batch->names, 1, batch->name_bytes + byte_count + 1, &batch->name_capacity)) {
    return false;
  }
  memcpy(batch->names + batch->name_bytes, text, byte_count);
  *kept = (name){(uint32_t)batch->name_bytes, (uint32_t)byte_count};
  batch->name_bytes += byte_count;
  return true;
}

/* The name of a data block, without the letters of its kind. */
static bool keep_id_name(pb_object_batch *batch, const view *id, name *kept) {
  const pb_object_layouts *layouts = &batch->layouts;
  const char *text = id->start + layouts->id_name + KIND_BYTES;
  return keep_name(batch, text, strnlen(text, layouts->id_name_bytes - KIND_BYTES), kept);
}

/* A zero-terminated text somewhere; NULL where there is none. */
static const char *text_at(pb_object_batch *batch, uint64_t address) {
  const char *text = memory_at(batch, address, 1);
  return text && memchr(text, 0, batch->last.end - address) ? text : NULL;
}

/* ------------------------------------------------------------------------------------------------ meshes */

typedef struct attribute {
  const char *name;
  uint32_t name_bytes, domain, type, count, stride_bytes;
  uint64_t address;
  bool is_uv_map;
  bool is_single; /* one value for all elements */
} attribute;

/* What of a mesh is known while its attributes are gone over. */
typedef struct mesh_reading {
  pb_object_batch *batch;
  view mesh;
  read_object *object;
  attribute positions, corner_vertices, slots, sharp_faces, sharp_edges, polygons;
  attribute uvs[MAX_ATTRIBUTES], others[MAX_ATTRIBUTES];
  uint32_t uv_count, other_count, render_uv;
} mesh_reading;

static uint32_t value_bytes(uint32_t type) {
  static const uint8_t bytes[] = {4, 8, 12, 16, 4, 4, 1, 1, 12};
  return bytes[type];
}

static uint32_t type_of_layer(uint32_t layer_type) {
  switch (layer_type) {
    case 10: return PB_ARRAY_FLOAT;
    case 11: return PB_ARRAY_INT32;
    case 17: return PB_ARRAY_BYTE_COLOR;
    case 45: return PB_ARRAY_INT8;
    case 47: return PB_ARRAY_FLOAT4;
    case 48: return PB_ARRAY_FLOAT3;
    case 49: return PB_ARRAY_FLOAT2;
    case 50: return PB_ARRAY_BOOL;
    default: return PB_NONE;
  }
}

static uint32_t type_of_attribute(uint32_t attribute_type) {
  switch (attribute_type) {
    case 0: return PB_ARRAY_BOOL;
    case 1: return PB_ARRAY_INT8;
    case 3: return PB_ARRAY_INT32;
    case 5: return PB_ARRAY_FLOAT;
    case 6: return PB_ARRAY_FLOAT2;
    case 7: return PB_ARRAY_FLOAT3;
    case 9: return PB_ARRAY_BYTE_COLOR;
    case 10: return PB_ARRAY_FLOAT4;
    default: return PB_NONE;
  }
}

static bool is(const attribute *found, uint32_t domain, uint32_t type) { return found->domain == domain && found->type == type; }

static bool is_named(const attribute *of, const char *text) {
  return text && strlen(text) == of->name_bytes && memcmp(of->name, text, of->name_bytes) == 0;
}

/* Takes one attribute as scene/meshes.py does; false where the mesh is not plain. `found->type`: PB_NONE where renderers are not told. */
static bool take_attribute(mesh_reading *reading, const attribute *found) {
  if (is_named(found, "position")) {
    reading->positions = *found;
    return is(found, POINT, PB_ARRAY_FLOAT3);
  }
  if (is_named(found, ".corner_vert")) {
    reading->corner_vertices = *found;
    return is(found, CORNER, PB_ARRAY_INT32);
  }
  if (is_named(found, "material_index")) {
    reading->slots = *found;
    return is(found, FACE, PB_ARRAY_INT32);
  }
  if (is_named(found, "sharp_face")) {
    reading->sharp_faces = *found;
    return is(found, FACE, PB_ARRAY_BOOL);
  }
  if (is_named(found, "sharp_edge")) {
    reading->sharp_edges = *found;
    return is(found, EDGE, PB_ARRAY_BOOL);
  }
  if (is_named(found, "custom_normal") || found->name_bytes == 0) {
    return false;
  }
  if (found->is_uv_map) {
    if (found->name[0] == '.' || reading->uv_count == MAX_ATTRIBUTES) {
      return false;
    }
    reading->uvs[reading->uv_count++] = *found;
    return true;
  }
  if (found->name[0] == '.' || found->domain == EDGE || found->type == PB_NONE) {
    return true;
  }
  if (reading->other_count == MAX_ATTRIBUTES) {
    return false;
  }
  reading->others[reading->other_count++] = *found;
  return true;
}

/* One layer of a mesh's CustomData. */
static bool take_layer(mesh_reading *reading, uint32_t domain, const view *layer) {
  const pb_object_layouts *layouts = &reading->batch->layouts;
  const uint32_t type = number_in(layer, layouts->layer_type);
  attribute found = {.domain = domain,
                     .type = type_of_layer(type),
                     .count = reading->object->counts[domain],
                     .address = address_in(layer, layouts->layer_data)};
  found.name = layer->start + layouts->layer_name;
  found.name_bytes = (uint32_t)strnlen(found.name, layouts->layer_name_bytes);
  found.is_uv_map = domain == CORNER && (layouts->uvs_are_attributes ? found.type == PB_ARRAY_FLOAT2 : type == LAYER_UVS);
  if (found.is_uv_map && reading->uv_count == 0) {
    reading->render_uv = number_in(layer, layouts->layer_active_rnd);
  }
  if (type == LAYER_VERTICES && domain == POINT) {
    found.type = PB_ARRAY_FLOAT3;
    found.stride_bytes = VERTEX_BYTES;
    reading->positions = found;
    return true;
  }
  if (type == LAYER_CORNERS && domain == CORNER) {
    found.type = PB_ARRAY_INT32;
    found.stride_bytes = CORNER_BYTES;
    reading->corner_vertices = found;
    return true;
  }
  if (type == LAYER_POLYGONS && domain == FACE) {
    reading->polygons = found;
    return true;
  }
  if (type == LAYER_CUSTOM_NORMALS) {
    return false;
  }
  if (type == LAYER_UVS && found.is_uv_map) {
    found.type = PB_ARRAY_FLOAT2;
    found.stride_bytes = UV_BYTES;
    return take_attribute(reading, &found);
  }
  return found.type == PB_NONE ? !is_named(&found, "custom_normal") : take_attribute(reading, &found);
}

static bool take_layers(mesh_reading *reading) {
  pb_object_batch *batch = reading->batch;
  const pb_object_layouts *layouts = &batch->layouts;
  for (uint32_t domain = 0; domain < MESH_DOMAINS; domain++) {
    const uint32_t data = layouts->mesh_domain_data[domain];
    const view custom_data = {reading->mesh.start + data, reading->mesh.bytes - data};
    const uint32_t count = number_in(&custom_data, layouts->data_totlayer);
    const uint64_t layers = address_in(&custom_data, layouts->data_layers);
    if (count > 2 * MAX_ATTRIBUTES || (count && !memory_at(batch, layers, (uint64_t)count * layouts->layer_bytes))) {
      return false;
    }
    for (uint32_t i = 0; i < count; i++) {
      view layer;
      if (!view_at(batch, layers + (uint64_t)i * layouts->layer_bytes, layouts->layer_bytes, &layer) ||
          !take_layer(reading, domain, &layer)) {
        return false;
      }
    }
  }
  return true;
}

/* Where the name of a stored attribute is, a std::string. */
static uint64_t address_of_name(const view *stored) {
#ifdef _WIN32
  if (address_in(stored, ATTRIBUTE_NAME_CAPACITY) <= MAX_NAME_CAPACITY_IN_PLACE) {
    return (uint64_t)(uintptr_t)(stored->start + ATTRIBUTE_NAME);
  }
#endif
  return address_in(stored, ATTRIBUTE_NAME);
}

/* Where attributes are no layers. */
static bool take_stored_attributes(mesh_reading *reading) {
  pb_object_batch *batch = reading->batch;
  view storage;
  if (!view_at(batch, address_in(&reading->mesh, batch->layouts.mesh_attributes), STORAGE_BYTES, &storage)) {
    return false;
  }
  const uint64_t count = address_in(&storage, STORAGE_OCCUPIED) - address_in(&storage, STORAGE_REMOVED);
  const uint64_t keys = address_in(&storage, STORAGE_KEYS);
  if (count > 4 * MAX_ATTRIBUTES || !memory_at(batch, keys, count * sizeof(uint64_t))) {
    return false;
  }
  for (uint64_t i = 0; i < count; i++) {
    const view key = {(const char *)(uintptr_t)(keys + i * sizeof(uint64_t)), sizeof(uint64_t)};
    view of;
    if (!view_at(batch, address_in(&key, 0), ATTRIBUTE_BYTES, &of)) {
      return false;
    }
    attribute found = {.name_bytes = number_in(&of, ATTRIBUTE_NAME_BYTES),
                       .domain = (uint32_t)member(&of, ATTRIBUTE_DOMAIN, 1),
                       .type = type_of_attribute((uint32_t)member(&of, ATTRIBUTE_TYPE, 2)),
                       .address = address_in(&of, ATTRIBUTE_DATA),
                       .is_single = member(&of, ATTRIBUTE_IS_SINGLE, 1) != 0};
    found.name = memory_at(batch, address_of_name(&of), found.name_bytes);
    if (!found.name || found.domain >= MESH_DOMAINS) {
      return false;
    }
    found.count = reading->object->counts[found.domain];
    found.is_uv_map = is(&found, CORNER, PB_ARRAY_FLOAT2);
    if ((!found.is_single && address_in(&of, ATTRIBUTE_SIZE) != found.count) || !take_attribute(reading, &found)) {
      return false;
    }
  }
  return true;
}

typedef enum mixture { NONE_IS, SOME_ARE, ALL_ARE, UNREADABLE } mixture;

/* How many of the flags are set, each of `stride` bytes. */
static mixture mixture_of(pb_object_batch *batch, const attribute *flags, uint32_t stride, uint32_t offset, uint8_t mask) {
  if (!flags->name) {
    return NONE_IS;
  }
  const uint32_t count = flags->is_single ? 1 : flags->count;
  const char *values = memory_at(batch, flags->address, (uint64_t)count * stride);
  if (!values) {
    return UNREADABLE;
  }
  uint32_t set = 0;
  for (uint32_t i = 0; i < count && (set == 0 || set == i); i++) {
    set += (values[(size_t)i * stride + offset] & mask) != 0;
  }
  return set == 0 ? NONE_IS : set == count ? ALL_ARE : SOME_ARE;
}

/* Which normals there are, as Mesh.normals_domain says: one of MESH_DOMAINS, FACE where all is flat; MESH_DOMAINS: not plain. */
static uint32_t normals_domain(mesh_reading *reading, bool *has_flat_faces) {
  pb_object_batch *batch = reading->batch;
  const pb_object_layouts *layouts = &batch->layouts;
  *has_flat_faces = false;
  if (has(layouts->mesh_flag)) {
    if (member(&reading->mesh, layouts->mesh_flag, 2) & MESH_AUTO_SMOOTH) {
      return MESH_DOMAINS;
    }
    const mixture smooth = mixture_of(batch, &reading->polygons, POLYGON_BYTES, POLYGON_FLAG, POLYGON_SMOOTH);
    return smooth == NONE_IS ? FACE : smooth == ALL_ARE ? POINT : MESH_DOMAINS;
  }
  const mixture faces = mixture_of(batch, &reading->sharp_faces, 1, 0, UINT8_MAX);
  const mixture edges = mixture_of(batch, &reading->sharp_edges, 1, 0, UINT8_MAX);
  if (faces == UNREADABLE || edges == UNREADABLE) {
    return MESH_DOMAINS;
  }
  if (faces == ALL_ARE || edges == ALL_ARE) {
    return FACE;
  }
  if (faces == NONE_IS && edges == NONE_IS) {
    return POINT;
  }
  *has_flat_faces = edges == NONE_IS && layouts->mixes_flat_and_smooth;
  return *has_flat_faces ? POINT : CORNER;
}

static uint32_t described_domain(uint32_t domain) {
  static const uint32_t domains[] = {PB_DOMAIN_POINT, PB_NONE, PB_DOMAIN_FACE, PB_DOMAIN_CORNER};
  return domains[domain];
}

static void add_array(mesh_reading *reading, array_role role, uint32_t domain, uint32_t type, uint32_t count, uint32_t stride,
                      uint64_t address) {
  pb_object_batch *batch = reading->batch;
  if (grow(batch, (void **)&batch->arrays, sizeof *batch->arrays, batch->array_count + 1, &batch->array_capacity)) {
    batch->arrays[batch->array_count++] = (read_array){.role = role,
                                                       .domain = domain,
                                                       .type = type,
                                                       .count = count,
                                                       .stride_bytes = stride ? stride : value_bytes(type),
                                                       .address = address};
    reading->object->array_count++;
  }
}

/* Adds an attribute's array; false where it has no values or no proper name. */
static bool add_attribute(mesh_reading *reading, array_role role, const attribute *of) {
  name kept = {0, 0};
  if (of->address == 0 || of->is_single || (role == ATTRIBUTE && !keep_name(reading->batch, of->name, of->name_bytes, &kept))) {
    return false;
  }
  add_array(reading, role, described_domain(of->domain), of->type, of->count, of->stride_bytes, of->address);
  if (!reading->batch->is_out_of_memory) {
    reading->batch->arrays[reading->batch->array_count - 1].name = kept;
  }
  return true;
}

static bool add_attributes(mesh_reading *reading) {
  pb_object_batch *batch = reading->batch;
  const pb_object_layouts *layouts = &batch->layouts;
  read_object *object = reading->object;
  const bool is_stored = has(layouts->mesh_attributes);
  const char *default_uv = is_stored ? text_at(batch, address_in(&reading->mesh, layouts->mesh_default_uv_map_attribute)) : NULL;
  for (uint32_t i = 0; i < reading->uv_count; i++) {
    if (is_stored ? is_named(&reading->uvs[i], default_uv) : i == reading->render_uv) {
      object->uv_map = object->array_count;
    }
    if (!add_attribute(reading, ATTRIBUTE, &reading->uvs[i])) {
      return false;
    }
  }
  const bool knows_colors = has(layouts->mesh_default_color_attribute);
  const char *default_color = knows_colors ? text_at(batch, address_in(&reading->mesh, layouts->mesh_default_color_attribute)) : NULL;
  for (uint32_t i = 0; i < reading->other_count; i++) {
    const attribute *other = &reading->others[i];
    const bool is_color = (other->type == PB_ARRAY_FLOAT4 || other->type == PB_ARRAY_BYTE_COLOR) && other->domain != FACE;
    if (is_color && !knows_colors) {
      return false;
    }
    if (is_color && is_named(other, default_color)) {
      object->color_attribute = object->array_count;
    }
    if (!add_attribute(reading, ATTRIBUTE, other)) {
      return false;
    }
  }
  return true;
}

/* Reads a mesh; false where it is not plain. */
static bool read_mesh(pb_object_batch *batch, const view *mesh, read_object *object, pb_plain_object *plain) {
  const pb_object_layouts *layouts = &batch->layouts;
  mesh_reading reading;
  memset(&reading, 0, offsetof(mesh_reading, uvs));
  reading.batch = batch;
  reading.mesh = *mesh;
  reading.object = object;
  reading.uv_count = reading.other_count = 0;
  reading.render_uv = PB_NONE;
  object->counts[POINT] = number_in(mesh, layouts->mesh_verts_num);
  object->counts[EDGE] = number_in(mesh, layouts->mesh_edges_num);
  object->counts[FACE] = number_in(mesh, layouts->mesh_faces_num);
  object->counts[CORNER] = number_in(mesh, layouts->mesh_corners_num);
  object->slot_count = (uint32_t)member(mesh, layouts->mesh_totcol, 2);
  for (uint32_t domain = 0; domain < MESH_DOMAINS; domain++) {
    if (object->counts[domain] > INT32_MAX) {
      return false;
    }
  }
  /* Blender's own number of triangles. */
  const int64_t triangle_count = (int64_t)object->counts[CORNER] - 2 * (int64_t)object->counts[FACE];
  if (triangle_count <= 0 || object->counts[POINT] == 0 || object->counts[FACE] == 0 || object->slot_count > MAX_SLOTS ||
      !keep_id_name(batch, mesh, &object->mesh_name) ||
      !(has(layouts->mesh_attributes) ? take_stored_attributes(&reading) : take_layers(&reading)) || !reading.positions.name ||
      !reading.corner_vertices.name) {
    return false;
  }
  object->triangle_count = (uint32_t)triangle_count;
  bool has_flat_faces;
  const uint32_t normals = normals_domain(&reading, &has_flat_faces);
  if (normals == MESH_DOMAINS || !add_attribute(&reading, POSITION, &reading.positions) ||
      !add_attribute(&reading, CORNER_VERTEX, &reading.corner_vertices)) {
    return false;
  }
  const bool is_legacy = has(layouts->mesh_flag);
  add_array(&reading, TRIANGLE_CORNERS, PB_DOMAIN_TRIANGLE, PB_ARRAY_INT32X3, object->triangle_count, is_legacy ? TRIANGLE_BYTES : 0, 0);
  add_array(&reading, TRIANGLE_FACE, PB_DOMAIN_TRIANGLE, PB_ARRAY_INT32, object->triangle_count, is_legacy ? TRIANGLE_BYTES : 0, 0);
  if (reading.slots.name && !add_attribute(&reading, MATERIAL_SLOT, &reading.slots)) {
    return false;
  }
  plain->normals_domain = normals == FACE ? PB_NONE : described_domain(normals);
  if (normals != FACE) {
    add_array(&reading, NORMAL, plain->normals_domain, PB_ARRAY_FLOAT3, object->counts[normals], 0, 0);
  }
  return (!has_flat_faces || add_attribute(&reading, FLAT_FACE, &reading.sharp_faces)) && add_attributes(&reading);
}

/* ------------------------------------------------------------------------------------------------ objects */

static uint64_t original_of(const pb_object_batch *batch, const view *id) {
  const uint64_t original = address_in(id, batch->layouts.id_orig_id);
  return original ? original : (uint64_t)(uintptr_t)id->start;
}

/* Names of the parent, and of the topmost one. */
static bool read_parents(pb_object_batch *batch, const view *object, read_object *read) {
  const pb_object_layouts *layouts = &batch->layouts;
  uint64_t parent = address_in(object, layouts->object_parent);
  read->asset_name = read->name;
  view above;
  for (uint32_t level = 0; parent; level++) {
    if (level == MAX_PARENTS || !view_at(batch, parent, layouts->object_bytes, &above) ||
        (level == 0 && !keep_id_name(batch, &above, &read->parent))) {
      return false;
    }
    parent = address_in(&above, layouts->object_parent);
    if (!parent && !keep_id_name(batch, &above, &read->asset_name)) {
      return false;
    }
  }
  return true;
}

/* A hash of all that decides which materials an object's slots have. */
static bool hash_slots(pb_object_batch *batch, const view *object, const view *mesh, uint32_t mesh_slots, uint64_t *key) {
  const pb_object_layouts *layouts = &batch->layouts;
  const uint32_t count = number_in(object, layouts->object_totcol);
  uint64_t words[2 + 2 * MAX_SLOTS + MAX_SLOTS / sizeof(uint64_t)] = {count, mesh_slots};
  char *end = (char *)(words + 2);
  if (count > MAX_SLOTS || mesh_slots > MAX_SLOTS) {
    return false;
  }
  const struct {
    uint64_t address, bytes;
  } parts[] = {{address_in(object, layouts->object_mat), (uint64_t)count * sizeof(uint64_t)},
               {address_in(mesh, layouts->mesh_mat), (uint64_t)mesh_slots * sizeof(uint64_t)},
               {address_in(object, layouts->object_matbits), count}};
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    const char *part = parts[i].bytes ? memory_at(batch, parts[i].address, parts[i].bytes) : end;
    if (!part) {
      return false;
    }
    memcpy(end, part, parts[i].bytes);
    end += parts[i].bytes;
  }
  *key = XXH3_64bits(words, (size_t)(end - (char *)words));
  return true;
}

static const float IDENTITY[16] = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};

static bool read_matrix(pb_object_batch *batch, const view *object, float *matrix) {
  const pb_object_layouts *layouts = &batch->layouts;
  view runtime = *object;
  uint32_t offset = layouts->object_matrix;
  if (!has(offset)) {
    offset = 0;
    if (!view_at(batch, address_in(object, layouts->object_runtime), MATRIX_BYTES, &runtime)) {
      return false;
    }
  }
  memcpy(matrix, runtime.start + offset, MATRIX_BYTES);
  return true;
}

/* Whether it may be singular, or beyond what floats hold. */
static bool is_odd(const float *m) {
  const double determinant = (double)m[0] * ((double)m[5] * m[10] - (double)m[9] * m[6]) -
                             (double)m[4] * ((double)m[1] * m[10] - (double)m[9] * m[2]) +
                             (double)m[8] * ((double)m[1] * m[6] - (double)m[5] * m[2]);
  const double distance = (double)m[12] * m[12] + (double)m[13] * m[13] + (double)m[14] * m[14];
  const double least = 1e-18, most = 1e30;
  const bool is_affine = m[3] == 0 && m[7] == 0 && m[11] == 0 && m[15] == 1;
  return !(is_affine && fabs(determinant) > least && fabs(determinant) < most && distance < most);
}

static uint64_t shape_of(const pb_object_batch *batch, const read_object *read, const pb_plain_object *plain, const float *matrix) {
  XXH3_state_t state;
  XXH3_64bits_reset(&state);
  const uint32_t numbers[] = {read->uv_map, read->color_attribute,          plain->normals_domain, read->array_count,
                              read->parent.bytes != 0, memcmp(matrix, IDENTITY, sizeof IDENTITY) == 0};
  XXH3_64bits_update(&state, numbers, sizeof numbers);
  for (uint32_t i = 0; i < read->array_count; i++) {
    const read_array *array = &batch->arrays[read->first_array + i];
    const uint32_t kind[] = {array->role, array->domain, array->type, array->stride_bytes, array->name.bytes};
    XXH3_64bits_update(&state, kind, sizeof kind);
    XXH3_64bits_update(&state, batch->names + array->name.first, array->name.bytes);
  }
  return XXH3_64bits_digest(&state);
}

static bool is_usual(pb_object_batch *batch, const view *object) {
  const pb_object_layouts *layouts = &batch->layouts;
  return member(object, layouts->object_type, 2) == OBJECT_IS_MESH && !address_in(object, layouts->id_properties) &&
         !address_in(object, layouts->object_lightgroup) && !address_in(object, layouts->object_particlesystem) &&
         !(has(layouts->object_light_linking) && address_in(object, layouts->object_light_linking)) &&
         !(member(object, layouts->object_visibility_flag, layouts->object_visibility_flag_bytes) & ~(uint64_t)VISIBILITY_IN_LISTS);
}

/* Reads one object; false where it is not plain. */
static bool read_one(pb_object_batch *batch, uint64_t address, read_object *read, pb_plain_object *plain, float *matrix) {
  const pb_object_layouts *layouts = &batch->layouts;
  view object, mesh, original;
  if (!view_at(batch, address, layouts->object_bytes, &object) || !is_usual(batch, &object)) {
    return false;
  }
  plain->mesh = address_in(&object, layouts->object_data);
  plain->original = original_of(batch, &object);
  if (!view_at(batch, plain->mesh, layouts->mesh_bytes, &mesh) ||
      !view_at(batch, plain->original, layouts->object_bytes, &original) || !read_matrix(batch, &object, matrix)) {
    return false;
  }
  plain->mesh_original = original_of(batch, &mesh);
  plain->id = has(layouts->id_session_uid) ? number_in(&original, layouts->id_session_uid) : plain->original;
  read->uv_map = read->color_attribute = PB_NONE;
  read->first_array = (uint32_t)batch->array_count;
  const size_t first_name = batch->name_bytes;
  if (plain->id == 0 || !keep_id_name(batch, &object, &read->name) || !read_parents(batch, &object, read) ||
      !read_mesh(batch, &mesh, read, plain) || !hash_slots(batch, &object, &mesh, read->slot_count, &plain->slots_key)) {
    return false;
  }
  for (uint32_t i = 0; i < 4; i++) {
    const uint64_t channel = member(&object, layouts->object_color + i * (uint32_t)sizeof(float), sizeof(float));
    memcpy(&read->color[i], &channel, sizeof(float));
  }
  read->pass_index = (int16_t)member(&object, layouts->object_index, 2);
  if (batch->is_out_of_memory) {
    return false;
  }
  plain->array_count = read->array_count;
  plain->text_bytes = (uint32_t)(batch->name_bytes - first_name);
  plain->has_odd_place = is_odd(matrix);
  plain->shape = shape_of(batch, read, plain, matrix);
  return true;
}

/* Whether all members lie in their structs. */
static bool are_possible(const pb_object_layouts *layouts) {
  enum { NUMBER = sizeof(uint32_t), ADDRESS = sizeof(uint64_t), LEAST_NAME = KIND_BYTES + 1 };
  const uint32_t object = layouts->object_bytes, mesh = layouts->mesh_bytes, layer = layouts->layer_bytes, none = PB_NONE;
  const struct {
    uint32_t offset, bytes, limit, absent;
  } members[] = {{layouts->object_type, 2, object, 0},
                 {layouts->object_data, ADDRESS, object, 0},
                 {layouts->object_parent, ADDRESS, object, 0},
                 {layouts->object_mat, ADDRESS, object, 0},
                 {layouts->object_matbits, ADDRESS, object, 0},
                 {layouts->object_totcol, NUMBER, object, 0},
                 {layouts->object_color, 4 * NUMBER, object, 0},
                 {layouts->object_index, 2, object, 0},
                 {layouts->object_visibility_flag, layouts->object_visibility_flag_bytes, object, 0},
                 {layouts->object_lightgroup, ADDRESS, object, 0},
                 {layouts->object_light_linking, ADDRESS, object, none},
                 {layouts->object_particlesystem, ADDRESS, object, 0},
                 {layouts->object_matrix, MATRIX_BYTES, object, none},
                 {layouts->object_runtime, ADDRESS, object, 0},
                 {layouts->id_name, layouts->id_name_bytes, object < mesh ? object : mesh, 0},
                 {layouts->id_session_uid, NUMBER, object, none},
                 {layouts->id_properties, ADDRESS, object, 0},
                 {layouts->id_orig_id, ADDRESS, object < mesh ? object : mesh, 0},
                 {layouts->mesh_mat, ADDRESS, mesh, 0},
                 {layouts->mesh_totcol, 2, mesh, 0},
                 {layouts->mesh_flag, 2, mesh, none},
                 {layouts->mesh_verts_num, NUMBER, mesh, 0},
                 {layouts->mesh_edges_num, NUMBER, mesh, 0},
                 {layouts->mesh_faces_num, NUMBER, mesh, 0},
                 {layouts->mesh_corners_num, NUMBER, mesh, 0},
                 {layouts->mesh_default_color_attribute, ADDRESS, mesh, none},
                 {layouts->mesh_default_uv_map_attribute, ADDRESS, mesh, none},
                 {layouts->mesh_attributes, ADDRESS, mesh, none},
                 {layouts->layer_type, NUMBER, layer, 0},
                 {layouts->layer_active_rnd, NUMBER, layer, 0},
                 {layouts->layer_name, layouts->layer_name_bytes, layer, 0},
                 {layouts->layer_data, ADDRESS, layer, 0}};
  for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
    const bool is_absent = members[i].absent && members[i].offset == members[i].absent;
    if (!is_absent && (uint64_t)members[i].offset + members[i].bytes > members[i].limit) {
      return false;
    }
  }
  for (uint32_t domain = 0; domain < MESH_DOMAINS; domain++) {
    const uint64_t data = layouts->mesh_domain_data[domain];
    if (data + layouts->data_layers + ADDRESS > mesh || data + layouts->data_totlayer + NUMBER > mesh) {
      return false;
    }
  }
  return layouts->object_visibility_flag_bytes <= NUMBER && layouts->id_name_bytes >= LEAST_NAME &&
         (has(layouts->mesh_default_uv_map_attribute) || !has(layouts->mesh_attributes));
}

pb_status pb_object_batch_open(const pb_object_layouts *layouts, const uint64_t *addresses, uint32_t count, pb_plain_object *objects,
                               float (*matrices)[16], pb_object_batch **batch) {
  if (!layouts || layouts->size_bytes != sizeof *layouts || layouts->version != PB_MESSAGE_VERSION || !addresses || count == 0 ||
      !objects || !matrices || !batch || !are_possible(layouts)) {
    return pb_fail(PB_INVALID_ARGUMENT, "layouts whose members lie in their structs, addresses, and memory are needed");
  }
  pb_object_batch *opened = calloc(1, sizeof *opened);
  read_object *read = calloc(count, sizeof *read);
  if (!opened || !read) {
    free(opened);
    free(read);
    return pb_fail(PB_OUT_OF_MEMORY, "no memory for %u objects", count);
  }
  opened->layouts = *layouts;
  opened->count = count;
  opened->objects = read;
  opened->mappings = pb_memory_mappings(&opened->mapping_count);
  if (!opened->mappings) {
    pb_object_batch_close(opened);
    return pb_fail(PB_UNVERIFIED, "this system does not tell which memory is there");
  }
  for (uint32_t i = 0; i < count; i++) {
    memset(&objects[i], 0, sizeof objects[i]);
    const size_t name_bytes = opened->name_bytes, array_count = opened->array_count;
    read[i].is_plain = read_one(opened, addresses[i], &read[i], &objects[i], matrices[i]);
    if (!read[i].is_plain) {
      memset(&objects[i], 0, sizeof objects[i]);
      opened->name_bytes = name_bytes;
      opened->array_count = array_count;
    }
    objects[i].is_plain = read[i].is_plain;
    objects[i].index = i;
    objects[i].geometry = PB_NONE;
  }
  if (opened->is_out_of_memory) {
    pb_object_batch_close(opened);
    return pb_fail(PB_OUT_OF_MEMORY, "no memory for what is read of %u objects", count);
  }
  *batch = opened;
  return pb_succeed();
}

void pb_object_batch_close(pb_object_batch *batch) {
  if (batch) {
    free(batch->objects);
    free(batch->names);
    free(batch->arrays);
    free(batch->mappings);
    free(batch);
  }
}

/* ------------------------------------------------------------------------------------------------ describing */

/* Texts that were written, by a hash: equal ones are written once. */
typedef struct text_table {
  const pb_object_batch *batch;
  pb_plain_description *description;
  pb_range *ranges; /* a power of two; empty: free */
  size_t capacity;
} text_table;

/* Where a text is; a range of (0, 0) for the empty one. False where there is too little memory for it. */
static bool write_text(text_table *table, name of, pb_range *range) {
  *range = (pb_range){0, 0};
  if (of.bytes == 0) {
    return true;
  }
  pb_plain_description *description = table->description;
  const char *text = table->batch->names + of.first;
  char *texts = pb_span_start(&description->texts);
  size_t at = XXH3_64bits(text, of.bytes) & (table->capacity - 1);
  for (; table->ranges[at].count; at = (at + 1) & (table->capacity - 1)) {
    const pb_range known = table->ranges[at];
    if (known.count == of.bytes && memcmp(texts + (known.first - description->first_text), text, of.bytes) == 0) {
      *range = known;
      return true;
    }
  }
  if (of.bytes > description->texts.size_bytes - description->text_bytes ||
      description->first_text > UINT32_MAX - description->text_bytes - of.bytes) {
    return false;
  }
  memcpy(texts + description->text_bytes, text, of.bytes);
  *range = table->ranges[at] = (pb_range){description->first_text + description->text_bytes, of.bytes};
  description->text_bytes += of.bytes;
  return true;
}

static bool write_object(text_table *table, const read_object *read, const pb_plain_object *plain) {
  pb_object *objects = pb_span_start(&table->description->objects);
  if (plain->object >= table->description->objects.size_bytes / sizeof *objects) {
    return false;
  }
  pb_object *object = &objects[plain->object];
  *object = (pb_object){.id = plain->id,
                        .collections = plain->collections,
                        .settings = plain->settings,
                        .pass_index = read->pass_index,
                        .visibility = PB_VISIBLE_TO_CAMERA | PB_VISIBLE_TO_DIFFUSE | PB_VISIBLE_TO_GLOSSY | PB_VISIBLE_TO_TRANSMISSION |
                                      PB_VISIBLE_TO_VOLUME_SCATTER | PB_VISIBLE_TO_SHADOW};
  memcpy(object->color, read->color, sizeof object->color);
  return write_text(table, read->name, &object->name) && write_text(table, read->asset_name, &object->asset_name) &&
         write_text(table, read->parent, &object->parent);
}

/* Where the values of an array begin; 0: that was not said. */
static uint64_t address_of_values(const read_array *array, const pb_plain_object *plain) {
  switch (array->role) {
    case TRIANGLE_CORNERS: return plain->triangles;
    case TRIANGLE_FACE: return plain->triangle_faces;
    case NORMAL: return plain->normals;
    default: return array->address;
  }
}

static bool write_geometry(text_table *table, const read_object *read, const pb_plain_object *plain) {
  pb_plain_description *description = table->description;
  pb_geometry *geometries = pb_span_start(&description->geometries);
  if (plain->geometry >= description->geometries.size_bytes / sizeof *geometries ||
      read->array_count > description->arrays.size_bytes / sizeof(pb_array) - description->array_count) {
    return false;
  }
  const pb_range structure[] = {[POSITION] = description->position,
                                [CORNER_VERTEX] = description->corner_vertex,
                                [TRIANGLE_CORNERS] = description->triangle_corners,
                                [TRIANGLE_FACE] = description->triangle_face,
                                [MATERIAL_SLOT] = description->material_slot,
                                [NORMAL] = description->normal,
                                [FLAT_FACE] = description->flat_face};
  pb_geometry *geometry = &geometries[plain->geometry];
  *geometry = (pb_geometry){.id = plain->geometry_id,
                            .kind = PB_GEOMETRY_MESH,
                            .state = PB_GEOMETRY_CAPTURED,
                            .arrays = {description->first_array + description->array_count, read->array_count},
                            .point_count = read->counts[POINT],
                            .corner_count = read->counts[CORNER],
                            .face_count = read->counts[FACE],
                            .triangle_count = read->triangle_count,
                            .slot_count = read->slot_count,
                            .uv_map = read->uv_map,
                            .color_attribute = read->color_attribute};
  if (!write_text(table, read->mesh_name, &geometry->name)) {
    return false;
  }
  pb_array *arrays = (pb_array *)pb_span_start(&description->arrays) + description->array_count;
  for (uint32_t i = 0; i < read->array_count; i++) {
    const read_array *array = &table->batch->arrays[read->first_array + i];
    const uint64_t address = address_of_values(array, plain), stride = array->stride_bytes;
    arrays[i] = (pb_array){
        .domain = array->domain,
        .type = array->type,
        .count = array->count,
        .values = {.offset = address, .size_bytes = stride * (array->count - 1) + value_bytes(array->type), .stride_bytes = stride}};
    if (array->role != ATTRIBUTE) {
      arrays[i].name = structure[array->role];
    } else if (!write_text(table, array->name, &arrays[i].name)) {
      return false;
    }
    if (address == 0) {
      return false;
    }
  }
  description->array_count += read->array_count;
  return true;
}

pb_status pb_object_batch_describe(const pb_object_batch *batch, const pb_plain_object *objects, uint32_t count,
                                   pb_plain_description *description) {
  if (!batch || (count && !objects) || !description || description->size_bytes != sizeof *description ||
      description->version != PB_MESSAGE_VERSION || !pb_span_is_list(&description->texts, 1) ||
      !pb_span_is_list(&description->arrays, sizeof(pb_array)) || !pb_span_is_list(&description->geometries, sizeof(pb_geometry)) ||
      !pb_span_is_list(&description->objects, sizeof(pb_object))) {
    return pb_fail(PB_INVALID_ARGUMENT, "a batch, objects and a description of this version are needed");
  }
  description->text_bytes = description->array_count = 0;
  text_table table = {.batch = batch, .description = description, .capacity = 16};
  while (table.capacity < 2 * ((size_t)batch->count * 4 + batch->array_count)) {
    table.capacity *= 2;
  }
  table.ranges = calloc(table.capacity, sizeof *table.ranges);
  if (!table.ranges) {
    return pb_fail(PB_OUT_OF_MEMORY, "no memory for the texts of %u objects", count);
  }
  bool fits = true;
  for (uint32_t i = 0; i < count && fits; i++) {
    const pb_plain_object *plain = &objects[i];
    const read_object *read = plain->index < batch->count ? &batch->objects[plain->index] : NULL;
    fits = read && read->is_plain && write_object(&table, read, plain) &&
           (plain->geometry == PB_NONE || write_geometry(&table, read, plain));
  }
  free(table.ranges);
  return fits ? pb_succeed() : pb_fail(PB_INVALID_ARGUMENT, "an object is not plain, lacks an address, or there is too little memory");
}
