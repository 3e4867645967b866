/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the hair of particle systems: Blender offers no array of it. */
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "memory.h"
#include "parallel.h"
#include "protocol.h"

/* source/blender/makesdna/DNA_particle_types.h, ParticleSystem, as of Blender 3.4 to 5.2. */
enum {
  PARENT_PATHS = 56,        /* ParticleCacheKey **pathcache */
  CHILD_PATHS = 64,         /* ParticleCacheKey **childcache */
  WORLD_TO_EMITTER = 232,   /* float imat[4][4]: from the space that keys are in */
  PARENT_PATH_COUNT = 332,  /* int totcached */
  CHILD_PATH_COUNT = 336,   /* int totchildcache */
  READ_BYTES = 340
};

/* source/blender/blenkernel/BKE_particle.h, ParticleCacheKey, in the same versions. */
enum { KEY_POSITION = 0, KEY_SEGMENTS = 56, KEY_BYTES = 60 };

enum { FLOAT3_BYTES = 12, MAX_POINTS_PER_HAIR = 1 << 16, HAIRS_PER_TASK = 512 };

/* Keys that are read by one call where those of several hairs lie one behind the other, as Blender allocates them. */
enum { KEYS_PER_READ = 512 };

typedef struct hair_run {
  const pb_hair_reading *reading;
  const uint64_t *paths; /* address of the first key of each hair */
  float world_to_emitter[4][4];
  atomic_bool failed;
} hair_run;

static int32_t segments_of(const char *key) {
  int32_t segments;
  memcpy(&segments, key + KEY_SEGMENTS, sizeof segments);
  return segments;
}

/* How many keys of a hair there are; one without segments has none. */
static int32_t count_of(const char *keys, uint32_t wanted) {
  const int32_t segments = segments_of(keys);
  return segments < 1 ? 0 : (uint32_t)segments + 1 < wanted ? segments + 1 : (int32_t)wanted;
}

/* Reads the keys of one hair; gives how many there are, -1 where there is no memory there. */
static int32_t read_keys(uint64_t path, char *keys, uint32_t wanted) {
  if (path == 0) {
    return 0;
  }
  if (pb_memory_read(path, keys, (size_t)wanted * KEY_BYTES)) {
    return count_of(keys, wanted);
  }
  if (!pb_memory_read(path, keys, KEY_BYTES)) {
    return -1;
  }
  const int32_t count = count_of(keys, wanted);
  return count == 0 || pb_memory_read(path, keys, (size_t)count * KEY_BYTES) ? count : -1;
}

/* Reads the keys of hairs that lie one behind the other; gives how many hairs: 0 where the first has to be read by itself. */
static uint32_t read_together(const uint64_t *paths, uint32_t path_count, char *keys, uint32_t wanted) {
  const uint64_t hair_bytes = (uint64_t)wanted * KEY_BYTES;
  uint32_t count = 1;
  while (count < path_count && (count + 1) * wanted <= KEYS_PER_READ && paths[count] - paths[count - 1] == hair_bytes) {
    count++;
  }
  return count > 1 && pb_memory_read(paths[0], keys, count * hair_bytes) ? count : 0;
}

static void place_points(const hair_run *run, const char *keys, uint32_t key_count, float (*points)[3]) {
  const pb_hair_reading *reading = run->reading;
  const float(*matrix)[4] = run->world_to_emitter;
  for (uint32_t i = 0; i < reading->points_per_hair; i++) {
    if (i >= key_count) {
      memcpy(points[i], i ? points[i - 1] : reading->missing, FLOAT3_BYTES);
      continue;
    }
    float key[3];
    memcpy(key, keys + (size_t)i * KEY_BYTES + KEY_POSITION, FLOAT3_BYTES);
    for (int axis = 0; axis < 3; axis++) {
      points[i][axis] = key[0] * matrix[0][axis] + key[1] * matrix[1][axis] + key[2] * matrix[2][axis] + matrix[3][axis];
    }
  }
}

static double distance(const float *a, const float *b) {
  const double x = (double)a[0] - b[0], y = (double)a[1] - b[1], z = (double)a[2] - b[2];
  return sqrt(x * x + y * y + z * z);
}

/* intern/cycles/blender/curves.cpp, shaperadius(). */
static void fill_radii(const pb_hair_reading *reading, float (*points)[3], float *radii) {
  const uint32_t last = reading->points_per_hair - 1;
  double whole = 0;
  for (uint32_t i = 0; i < last; i++) {
    whole += distance(points[i], points[i + 1]);
  }
  double length = 0;
  for (uint32_t i = 0; i <= last; i++) {
    length += i ? distance(points[i - 1], points[i]) : 0;
    const double rest = whole > 0 ? fmax(1 - length / whole, 0) : 1;
    const double share = reading->shape_exponent == 1 ? rest : pow(rest, reading->shape_exponent);
    radii[i] = (float)(share * ((double)reading->root_radius - reading->tip_radius) + reading->tip_radius);
  }
  if (reading->closes_tip) {
    radii[last] = 0;
  }
}

static void read_hairs(void *context, uint32_t task) {
  hair_run *run = context;
  const pb_hair_reading *reading = run->reading;
  const uint32_t count = reading->points_per_hair;
  char *keys = malloc((size_t)(count < KEYS_PER_READ ? KEYS_PER_READ : count) * KEY_BYTES);
  const uint32_t first = task * HAIRS_PER_TASK;
  const uint32_t end = reading->hair_count - first < HAIRS_PER_TASK ? reading->hair_count : first + HAIRS_PER_TASK;
  float(*points)[3] = (float(*)[3])pb_span_start(&reading->positions) + (size_t)first * count;
  float *radii = (float *)pb_span_start(&reading->radii) + (size_t)first * count;
  uint32_t together = 0, taken = 0; /* hairs whose keys were read together, and how many of them are done */
  for (uint32_t hair = first; hair < end; hair++, points += count, radii += count) {
    if (keys && taken == together) {
      together = read_together(run->paths + hair, end - hair, keys, count);
      taken = 0;
    }
    const char *of_hair = keys ? keys + (size_t)taken * count * KEY_BYTES : NULL;
    const int32_t key_count = !keys ? -1 : together ? count_of(of_hair, count) : read_keys(run->paths[hair], keys, count);
    if (key_count < 0) {
      atomic_store(&run->failed, true);
      break;
    }
    taken += together ? 1 : 0;
    place_points(run, of_hair, (uint32_t)key_count, points);
    fill_radii(reading, points, radii);
  }
  free(keys);
}

/* Reads the addresses of `count` hairs from the one of this index on, in one of two lists; gives how many there were. */
static uint32_t read_paths(const char *system, int list, int list_count, uint32_t first, uint32_t count, uint64_t *paths) {
  uint64_t address;
  int32_t available;
  memcpy(&address, system + list, sizeof address);
  memcpy(&available, system + list_count, sizeof available);
  if (address == 0 || available <= 0 || first >= (uint32_t)available) {
    return 0;
  }
  const uint32_t read = count < (uint32_t)available - first ? count : (uint32_t)available - first;
  return pb_memory_read(address + (uint64_t)first * sizeof *paths, paths, read * sizeof *paths) ? read : 0;
}

pb_status pb_hair_read(const pb_hair_reading *reading) {
  if (!reading || reading->size_bytes != sizeof *reading || reading->version != PB_MESSAGE_VERSION || reading->hair_count == 0 ||
      reading->points_per_hair == 0 || reading->points_per_hair > MAX_POINTS_PER_HAIR ||
      !pb_span_holds(&reading->positions, (uint64_t)reading->hair_count * reading->points_per_hair, FLOAT3_BYTES) ||
      !pb_span_holds(&reading->radii, (uint64_t)reading->hair_count * reading->points_per_hair, sizeof(float))) {
    return pb_fail(PB_INVALID_ARGUMENT, "a reading of this version with memory for all points is needed");
  }
  char system[READ_BYTES];
  if (!pb_memory_read(reading->particle_system, system, sizeof system)) {
    return pb_fail(PB_UNVERIFIED, "there is no particle system");
  }
  uint64_t *paths = malloc(reading->hair_count * sizeof *paths);
  if (!paths) {
    return pb_fail(PB_OUT_OF_MEMORY, "no memory for the addresses of %u hairs", reading->hair_count);
  }
  int32_t parent_count;
  memcpy(&parent_count, system + PARENT_PATH_COUNT, sizeof parent_count);
  parent_count = parent_count < 0 ? 0 : parent_count;
  uint32_t found = read_paths(system, PARENT_PATHS, PARENT_PATH_COUNT, reading->first_hair, reading->hair_count, paths);
  const uint64_t next = (uint64_t)reading->first_hair + found;
  if (found < reading->hair_count && next >= (uint32_t)parent_count && next - (uint32_t)parent_count <= UINT32_MAX) {
    found += read_paths(system, CHILD_PATHS, CHILD_PATH_COUNT, (uint32_t)(next - (uint32_t)parent_count), reading->hair_count - found,
                        paths + found);
  }
  hair_run run = {.reading = reading, .paths = paths};
  memcpy(run.world_to_emitter, system + WORLD_TO_EMITTER, sizeof run.world_to_emitter);
  atomic_init(&run.failed, found < reading->hair_count);
  if (found == reading->hair_count) {
    pb_parallel_run((reading->hair_count - 1) / HAIRS_PER_TASK + 1, read_hairs, &run);
  }
  free(paths);
  return atomic_load(&run.failed) ? pb_fail(PB_UNVERIFIED, "there are not %u hairs in memory", reading->hair_count) : pb_succeed();
}
