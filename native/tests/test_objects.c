/* SPDX-License-Identifier: Apache-2.0 */
/* Objects and meshes as a Blender keeps them, made by hand: one with layers, one with stored attributes, one as of Blender 3.4. */
#include "testing.h"

#include <stdbool.h>
#include <stdlib.h>

#include "platform.h"

enum { VERTICES = 4, EDGES = 5, FACES = 2, CORNERS = 6, TRIANGLES = 2, OBJECT_COUNT = 3, PLACE_BYTES = 1 << 16 };

typedef struct layer {
  int32_t type, active_rnd;
  char name[40];
  const void *data;
} layer;

typedef struct custom_data {
  layer *layers;
  int32_t count;
} custom_data;

/* A std::string as Blenders of this system have it. All texts here are short, which lie in itself. */
#ifdef _WIN32
typedef struct text {
  char characters[16];
  uint64_t bytes, capacity;
} text;
#else
typedef struct text {
  const char *start;
  uint64_t bytes;
  char characters[16];
} text;
#endif

typedef struct stored {
  text name;
  uint8_t domain;
  uint8_t padding;
  int16_t type;
  const void *data;
  uint64_t size;
  uint64_t sharing;
  uint64_t is_single;
} stored;

/* A VectorSet, which the compiler has its say in, too. */
#ifdef _WIN32
enum { OTHER_COUNT = 18 };
#else
enum { OTHER_COUNT = 16 };
#endif

typedef struct storage {
  uint64_t removed, occupied, others[OTHER_COUNT];
  stored **keys;
} storage;

typedef struct mesh {
  char name[24];
  uint32_t session_uid;
  void *properties;
  struct mesh *original;
  void **materials;
  int32_t verts, edges, faces, corners;
  int16_t material_count, flag;
  const char *default_color, *default_uv;
  storage *attributes;
  custom_data data[4];
} mesh;

typedef struct object {
  char name[24];
  uint32_t session_uid;
  void *properties;
  struct object *original;
  int16_t type, index;
  mesh *data;
  struct object *parent;
  void **materials;
  char *material_bits;
  int32_t material_count;
  float color[4];
  int32_t visibility;
  void *light_group, *light_linking, *particle_systems;
  float (*runtime)[16];
  float matrix[16];
} object;

/* All that the library may follow lies here, as nothing else of the test may be read. */
typedef struct blender {
  object objects[OBJECT_COUNT], originals[OBJECT_COUNT], parent;
  mesh meshes[OBJECT_COUNT];
  layer layers[4][3];
  stored attributes[5];
  stored *keys[5];
  storage storage;
  void *materials[2];
  char bits[2];
  float positions[VERTICES][4], uvs[CORNERS][3], runtime[16];
  int32_t corner_vertices[CORNERS][2];
  char sharp_faces[FACES], polygons[FACES][12], default_uv[8];
} blender;

static blender *scene;
static pb_plain_object plain[OBJECT_COUNT];
static float matrices[OBJECT_COUNT][16];
static uint64_t addresses[OBJECT_COUNT];
static char texts[4096];
static pb_array arrays[64];
static pb_geometry geometries[OBJECT_COUNT];
static pb_object objects[OBJECT_COUNT];

static pb_object_layouts layouts_of(bool stores_attributes, bool is_legacy) {
  return (pb_object_layouts){
      .size_bytes = sizeof(pb_object_layouts),
      .version = PB_MESSAGE_VERSION,
      .object_bytes = sizeof(object),
      .object_type = offsetof(object, type),
      .object_data = offsetof(object, data),
      .object_parent = offsetof(object, parent),
      .object_mat = offsetof(object, materials),
      .object_matbits = offsetof(object, material_bits),
      .object_totcol = offsetof(object, material_count),
      .object_color = offsetof(object, color),
      .object_index = offsetof(object, index),
      .object_visibility_flag = offsetof(object, visibility),
      .object_visibility_flag_bytes = sizeof(int32_t),
      .object_lightgroup = offsetof(object, light_group),
      .object_light_linking = is_legacy ? PB_NONE : offsetof(object, light_linking),
      .object_particlesystem = offsetof(object, particle_systems),
      .object_matrix = is_legacy ? offsetof(object, matrix) : PB_NONE,
      .object_runtime = offsetof(object, runtime),
      .id_name = offsetof(object, name),
      .id_name_bytes = sizeof scene->parent.name,
      .id_session_uid = is_legacy ? PB_NONE : offsetof(object, session_uid),
      .id_properties = offsetof(object, properties),
      .id_orig_id = offsetof(object, original),
      .mesh_bytes = sizeof(mesh),
      .mesh_mat = offsetof(mesh, materials),
      .mesh_totcol = offsetof(mesh, material_count),
      .mesh_flag = is_legacy ? offsetof(mesh, flag) : PB_NONE,
      .mesh_verts_num = offsetof(mesh, verts),
      .mesh_edges_num = offsetof(mesh, edges),
      .mesh_faces_num = offsetof(mesh, faces),
      .mesh_corners_num = offsetof(mesh, corners),
      .mesh_default_color_attribute = offsetof(mesh, default_color),
      .mesh_default_uv_map_attribute = offsetof(mesh, default_uv),
      .mesh_attributes = stores_attributes ? offsetof(mesh, attributes) : PB_NONE,
      .mesh_domain_data = {offsetof(mesh, data[0]), offsetof(mesh, data[1]), offsetof(mesh, data[2]), offsetof(mesh, data[3])},
      .data_layers = offsetof(custom_data, layers),
      .data_totlayer = offsetof(custom_data, count),
      .layer_bytes = sizeof(layer),
      .layer_type = offsetof(layer, type),
      .layer_active_rnd = offsetof(layer, active_rnd),
      .layer_name = offsetof(layer, name),
      .layer_name_bytes = sizeof(((layer *)NULL)->name),
      .layer_data = offsetof(layer, data),
      .uvs_are_attributes = !is_legacy,
  };
}

static void store(int index, const char *name, uint8_t domain, int16_t type, const void *data, uint64_t size) {
  stored *made = &scene->attributes[index];
  *made = (stored){.name.bytes = strlen(name), .domain = domain, .type = type, .data = data, .size = size};
#ifdef _WIN32
  made->name.capacity = sizeof made->name.characters - 1;
#else
  made->name.start = made->name.characters;
#endif
  memcpy(made->name.characters, name, strlen(name));
  scene->keys[index] = made;
}

/* What all kinds of Blender have alike. */
static void make_scene(bool is_legacy) {
  memset(scene, 0, PLACE_BYTES);
  strcpy(scene->parent.name, "OBParent");
  for (int i = 0; i < OBJECT_COUNT; i++) {
    object *made = &scene->objects[i];
    strcpy(made->name, "OBObject ");
    made->name[9] = (char)('A' + i);
    scene->originals[i].session_uid = (uint32_t)(100 + i);
    made->original = &scene->originals[i];
    made->type = 1;
    made->index = -7;
    made->data = &scene->meshes[i];
    made->runtime = &scene->runtime;
    made->color[3] = 0.5f;
    for (int k = 0; k < 16; k += 5) {
      scene->runtime[k] = made->matrix[k] = 1;
    }
    made->materials = scene->materials;
    made->material_bits = scene->bits;
    made->material_count = 2;
    mesh *of = &scene->meshes[i];
    strcpy(of->name, "MEMesh");
    of->verts = VERTICES;
    of->edges = EDGES;
    of->faces = FACES;
    of->corners = CORNERS;
    of->materials = scene->materials;
    of->material_count = 2;
    of->default_uv = scene->default_uv;
    of->attributes = &scene->storage;
    for (int domain = 0; domain < 4; domain++) {
      of->data[domain].layers = scene->layers[domain];
    }
    of->data[0].count = of->data[2].count = 1;
    of->data[3].count = 2;
    addresses[i] = address_of(made);
  }
  scene->objects[1].parent = &scene->parent;
  strcpy(scene->default_uv, "UVMap");
  scene->layers[0][0] = (layer){.type = is_legacy ? 0 : 48, .name = "position", .data = scene->positions};
  scene->layers[2][0] = (layer){.type = is_legacy ? 25 : 50, .name = "sharp_face"};
  scene->layers[2][0].data = is_legacy ? (const void *)scene->polygons : scene->sharp_faces;
  scene->layers[3][0] = (layer){.type = is_legacy ? 26 : 11, .name = ".corner_vert", .data = scene->corner_vertices};
  scene->layers[3][1] = (layer){.type = is_legacy ? 16 : 49, .name = "UVMap", .data = scene->uvs};
  store(0, "UVMap", 3, 6, scene->uvs, CORNERS);
  store(1, "position", 0, 7, scene->positions, VERTICES);
  store(2, ".corner_vert", 3, 3, scene->corner_vertices, CORNERS);
  store(3, "sharp_face", 2, 0, scene->sharp_faces, FACES);
  store(4, ".edge_verts", 1, 4, scene->positions, EDGES);
  scene->storage = (storage){.removed = 1, .occupied = 6, .keys = scene->keys};
}

static pb_plain_description description_of(void) {
  return (pb_plain_description){.size_bytes = sizeof(pb_plain_description),
                                .version = PB_MESSAGE_VERSION,
                                .position = {1, 2},
                                .texts = span_of(texts, sizeof texts),
                                .arrays = span_of(arrays, sizeof arrays),
                                .geometries = span_of(geometries, sizeof geometries),
                                .objects = span_of(objects, sizeof objects),
                                .first_text = 1000,
                                .first_array = 10};
}

static void prepare(pb_plain_object *of, uint32_t index) {
  of->geometry_id = 7 + index;
  of->triangles = of->triangle_faces = of->normals = 4096;
  of->geometry = of->object = index;
}

static void assert_text(pb_range range, const char *expected) {
  assert_int_equal(range.count, strlen(expected));
  assert_memory_equal(texts + (range.first - 1000), expected, range.count);
}

static void assert_described(bool is_legacy) {
  pb_object_batch *batch;
  const pb_object_layouts layouts = layouts_of(scene->storage.others[0] != 0, is_legacy);
  assert_int_equal(pb_object_batch_open(&layouts, addresses, OBJECT_COUNT, plain, matrices, &batch), PB_OK);
  for (uint32_t i = 0; i < OBJECT_COUNT; i++) {
    assert_true(plain[i].is_plain);
    assert_int_equal(plain[i].mesh, address_of(&scene->meshes[i]));
    assert_int_equal(plain[i].id, is_legacy ? address_of(&scene->originals[i]) : 100 + i);
    assert_int_equal(plain[i].slots_key, plain[0].slots_key);
    assert_memory_equal(matrices[i], scene->objects[i].matrix, sizeof matrices[i]);
    assert_false(plain[i].has_odd_place);
    prepare(&plain[i], i);
  }
  assert_int_equal(plain[0].shape, plain[2].shape);
  assert_int_not_equal(plain[0].shape, plain[1].shape); /* it has a parent */
  pb_plain_description description = description_of();
  assert_int_equal(pb_object_batch_describe(batch, plain, OBJECT_COUNT, &description), PB_OK);
  pb_object_batch_close(batch);
  assert_int_equal(description.array_count, plain[0].array_count * OBJECT_COUNT);
  assert_text(objects[1].name, "Object B");
  assert_text(objects[1].parent, "Parent");
  assert_text(objects[1].asset_name, "Parent");
  assert_int_equal(objects[0].pass_index, -7);
  assert_int_equal(objects[0].visibility, 63);
  assert_memory_equal(&objects[0].color[3], &scene->objects[0].color[3], sizeof(float));
  assert_memory_equal(&objects[0].name, &objects[0].asset_name, sizeof(pb_range));
  assert_memory_equal(&geometries[0].name, &geometries[2].name, sizeof(pb_range)); /* equal texts once */
  assert_text(geometries[2].name, "Mesh");
  assert_int_equal(geometries[2].id, 9);
  assert_int_equal(geometries[2].triangle_count, TRIANGLES);
  assert_int_equal(geometries[2].arrays.first, 10 + 2 * plain[0].array_count);
  const pb_array *of_mesh = &arrays[2 * plain[0].array_count];
  assert_int_equal(of_mesh[0].values.offset, address_of(scene->positions));
  assert_int_equal(of_mesh[0].values.stride_bytes, is_legacy ? 16 : 12);
  assert_int_equal(of_mesh[0].values.size_bytes, (VERTICES - 1) * (is_legacy ? 16 : 12) + 12);
  assert_text(of_mesh[geometries[2].uv_map].name, "UVMap");
  assert_int_equal(of_mesh[geometries[2].uv_map].values.offset, address_of(scene->uvs));
}

static void test_layers_are_described(void **state) {
  (void)state;
  make_scene(false);
  assert_described(false);
  assert_int_equal(plain[0].normals_domain, PB_DOMAIN_POINT);
  scene->sharp_faces[1] = 1;
  assert_described(false);
  assert_int_equal(plain[0].normals_domain, PB_DOMAIN_CORNER);
  scene->sharp_faces[0] = 1;
  assert_described(false);
  assert_int_equal(plain[0].normals_domain, PB_NONE);
}

static void test_stored_attributes_are_described(void **state) {
  (void)state;
  make_scene(false);
  scene->storage.others[0] = 1;
  assert_described(false);
  scene->attributes[3].is_single = 1;
  scene->attributes[3].data = scene->default_uv; /* a byte that is not 0 */
  assert_described(false);
  assert_int_equal(plain[0].normals_domain, PB_NONE);
}

static void test_layers_of_old_blenders_are_described(void **state) {
  (void)state;
  make_scene(true);
  assert_described(true);
  assert_int_equal(plain[0].normals_domain, PB_NONE);
  scene->polygons[0][10] = scene->polygons[1][10] = 1;
  assert_described(true);
  assert_int_equal(plain[0].normals_domain, PB_DOMAIN_POINT);
}

static void assert_plain(bool first_is) {
  pb_object_batch *batch;
  const pb_object_layouts layouts = layouts_of(false, false);
  assert_int_equal(pb_object_batch_open(&layouts, addresses, OBJECT_COUNT, plain, matrices, &batch), PB_OK);
  assert_int_equal(plain[0].is_plain, first_is);
  assert_true(plain[2].is_plain);
  pb_object_batch_close(batch);
}

static void test_what_is_unusual_is_not_plain(void **state) {
  (void)state;
  void *something = &scene->bits;
#define UNUSUAL(change)  \
  make_scene(false);     \
  assert_plain(true);    \
  change;                \
  assert_plain(false)
  UNUSUAL(scene->objects[0].type = 2);
  UNUSUAL(scene->objects[0].properties = something);
  UNUSUAL(scene->objects[0].light_group = something);
  UNUSUAL(scene->objects[0].light_linking = something);
  UNUSUAL(scene->objects[0].particle_systems = something);
  UNUSUAL(scene->objects[0].visibility = 1 << 9);
  UNUSUAL(scene->objects[0].data = NULL);
  UNUSUAL(scene->objects[0].parent = &scene->objects[0]); /* its own */
  UNUSUAL(strcpy(scene->objects[0].name, "OB\xC0\xAF"));
  UNUSUAL(scene->meshes[0].corners = 2 * FACES); /* no triangle */
  UNUSUAL(scene->meshes[0].verts = -1);
  UNUSUAL(scene->meshes[0].data[3].count = 100000);
  UNUSUAL(scene->meshes[0].data[0].count = 0);
  UNUSUAL((scene->layers[2][1] = (layer){.type = 1000, .name = "custom_normal"}, scene->meshes[0].data[2].count = 2));
  UNUSUAL(scene->objects[0].material_count = -1);
  UNUSUAL(addresses[0] = 8);
  UNUSUAL(addresses[0] = UINT64_MAX - 8);
#undef UNUSUAL
}

static void test_places_without_extent_are_told(void **state) {
  (void)state;
  pb_object_batch *batch;
  make_scene(false);
  const pb_object_layouts layouts = layouts_of(false, false);
  scene->runtime[5] = 0;
  assert_int_equal(pb_object_batch_open(&layouts, addresses, OBJECT_COUNT, plain, matrices, &batch), PB_OK);
  assert_true(plain[0].is_plain && plain[0].has_odd_place);
  pb_object_batch_close(batch);
}

static void test_too_little_memory_is_refused(void **state) {
  (void)state;
  pb_object_batch *batch;
  make_scene(false);
  const pb_object_layouts layouts = layouts_of(false, false);
  assert_int_equal(pb_object_batch_open(&layouts, addresses, OBJECT_COUNT, plain, matrices, &batch), PB_OK);
  for (uint32_t i = 0; i < OBJECT_COUNT; i++) {
    prepare(&plain[i], i);
  }
  pb_plain_description description = description_of();
  description.texts.size_bytes = 20;
  assert_failed(pb_object_batch_describe(batch, plain, OBJECT_COUNT, &description), PB_INVALID_ARGUMENT, "too little memory");
  description = description_of();
  description.arrays.size_bytes = 5 * sizeof(pb_array);
  assert_failed(pb_object_batch_describe(batch, plain, OBJECT_COUNT, &description), PB_INVALID_ARGUMENT, "too little memory");
  description = description_of();
  description.objects.size_bytes = sizeof(pb_object);
  assert_failed(pb_object_batch_describe(batch, plain, OBJECT_COUNT, &description), PB_INVALID_ARGUMENT, "too little memory");
  description = description_of();
  plain[1].geometry = OBJECT_COUNT;
  assert_failed(pb_object_batch_describe(batch, plain, OBJECT_COUNT, &description), PB_INVALID_ARGUMENT, "too little memory");
  plain[1].geometry = 1;
  plain[1].index = OBJECT_COUNT;
  assert_failed(pb_object_batch_describe(batch, plain, OBJECT_COUNT, &description), PB_INVALID_ARGUMENT, "not plain");
  plain[1].index = 1;
  plain[1].triangles = 0;
  assert_failed(pb_object_batch_describe(batch, plain, OBJECT_COUNT, &description), PB_INVALID_ARGUMENT, "lacks an address");
  pb_object_batch_close(batch);
}

static void test_members_outside_of_their_structs_are_refused(void **state) {
  (void)state;
  pb_object_batch *batch;
  make_scene(false);
  const pb_object_layouts right = layouts_of(true, false);
  for (size_t at = offsetof(pb_object_layouts, object_type); at < offsetof(pb_object_layouts, mixes_flat_and_smooth); at += 4) {
    if (at == offsetof(pb_object_layouts, mesh_bytes) || at == offsetof(pb_object_layouts, layer_bytes)) {
      continue;
    }
    pb_object_layouts wrong = right;
    const uint32_t far = 1 << 20;
    memcpy((char *)&wrong + at, &far, sizeof far);
    assert_failed(pb_object_batch_open(&wrong, addresses, OBJECT_COUNT, plain, matrices, &batch), PB_INVALID_ARGUMENT, "layouts");
  }
}

static uint64_t random_state = 88172645463325252u;

/* xorshift64 (Marsaglia, "Xorshift RNGs", 2003). */
static uint64_t next_random(void) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  random_state ^= random_state << 17;
  return random_state;
}

/* Whatever is there, nothing but the place is read: beside it there is nothing. */
static void test_any_memory_is_survived(void **state) {
  (void)state;
  enum { ROUNDS = 3000, CHANGES = 6 };
  for (int round = 0; round < ROUNDS; round++) {
    const bool is_legacy = next_random() % 2, stores = next_random() % 2;
    make_scene(is_legacy);
    for (int change = 0; change < CHANGES; change++) {
      const uint64_t kinds[] = {next_random(), next_random() % 256, address_of(scene) + next_random() % PLACE_BYTES, UINT64_MAX};
      const uint64_t value = kinds[next_random() % 4];
      memcpy((char *)scene + next_random() % (sizeof(blender) / 8) * 8, &value, sizeof value);
    }
    pb_object_batch *batch;
    const pb_object_layouts layouts = layouts_of(stores, is_legacy);
    assert_int_equal(pb_object_batch_open(&layouts, addresses, OBJECT_COUNT, plain, matrices, &batch), PB_OK);
    for (uint32_t i = 0; i < OBJECT_COUNT; i++) {
      prepare(&plain[i], i);
    }
    pb_plain_description description = description_of();
    (void)pb_object_batch_describe(batch, plain, OBJECT_COUNT, &description);
    pb_object_batch_close(batch);
  }
}

int main(void) {
  scene = pb_memory_map(PLACE_BYTES);
  if (!scene || sizeof(blender) > PLACE_BYTES) {
    return 1;
  }
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_layers_are_described),
      cmocka_unit_test(test_stored_attributes_are_described),
      cmocka_unit_test(test_layers_of_old_blenders_are_described),
      cmocka_unit_test(test_what_is_unusual_is_not_plain),
      cmocka_unit_test(test_places_without_extent_are_told),
      cmocka_unit_test(test_too_little_memory_is_refused),
      cmocka_unit_test(test_members_outside_of_their_structs_are_refused),
      cmocka_unit_test(test_any_memory_is_survived),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
