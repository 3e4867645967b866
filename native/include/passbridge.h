/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The C ABI of Passbridge: from Python (ctypes), from Java tests (JNA), and from any other language.
 *
 * Conventions
 * - Every function that can fail returns a pb_status; pb_error_text() then tells the calling thread why, cause first.
 * - A message is a struct of fixed-width members with its size and version first. It holds no pointers: memory is named
 *   by a pb_span, so that the same bytes can cross to another process.
 * - `count` counts elements, `_bytes` bytes, `_ms` milliseconds. Images begin at the bottom left; rows run upwards.
 * - Matrices are 16 floats, column by column, as OpenGL and JOML keep them. Right-handed, Z up, as in Blender.
 * - Text is UTF-8. All functions may be called from any thread unless they say otherwise.
 */
#ifndef PASSBRIDGE_H
#define PASSBRIDGE_H

#include <stdint.h>

#if defined(_WIN32)
#  if defined(PB_BUILD)
#    define PB_API __declspec(dllexport)
#  else
#    define PB_API __declspec(dllimport)
#  endif
#else
#  define PB_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Raised whenever a struct or the meaning of a function changes; callers compare it before anything else. */
#define PB_ABI_VERSION 2u

/* The version that every message of this header carries. */
#define PB_MESSAGE_VERSION 1u

/* Bytes of a name inside a struct, terminating zero included; Blender's own limit for render pass names. */
#define PB_NAME_BYTES 64

typedef enum pb_status {
  PB_OK = 0,
  PB_INVALID_ARGUMENT = 1, /* the caller's mistake; nothing was touched */
  PB_INVALID_STATE = 2,    /* right arguments at the wrong time */
  PB_UNVERIFIED = 3,       /* Blender's memory does not look as expected: fill the pass by the official way */
  PB_OUT_OF_MEMORY = 4,
  PB_JVM_FAILED = 5,       /* the JVM did not start, or lacks Passbridge's classes */
  PB_RENDERER_FAILED = 6,  /* the renderer threw; the text has class, message and stack trace */
  PB_CANCELLED = 7
} pb_status;

/* A stretch of memory. Segment 0 is the memory of the calling process, where `offset` is the address. */
typedef struct pb_span {
  uint64_t segment;
  uint64_t offset;
  uint64_t size_bytes;   /* 0: nothing there */
  uint64_t stride_bytes; /* from one element, or one row of an image, to the next; 0: tightly packed */
} pb_span;

/* ------------------------------------------------------------------------------------------------ library */

PB_API uint32_t pb_abi_version(void);

/* "0.1.0"; static. */
PB_API const char *pb_version(void);

/* sizeof of a struct of this header by its name ("pb_span"), for mirrors in other languages to check; 0: unknown. */
PB_API uint32_t pb_struct_bytes(const char *name);

/* Why the last call on this thread failed; first line the cause. Never NULL; valid until this thread's next call. */
PB_API const char *pb_error_text(void);

/* ------------------------------------------------------------------------------------------------ render pass memory */

/* Where one version of Blender keeps the pixels of a render pass. Offsets in bytes. */
typedef struct pb_render_pass_layout {
  uint32_t size_bytes;
  uint32_t version;
  uint32_t found_by;              /* pb_layout_source */
  uint32_t has_image;             /* 1: RenderPass → ImBuf → pixels (4.0 and newer); 0: RenderPass → pixels */
  uint32_t pointer_offset;        /* in RenderPass: of `ibuf`, or of `rect` */
  uint32_t pass_size_offset;      /* in RenderPass: of `rectx, recty`, two int32 */
  uint32_t image_pixels_offset;   /* in ImBuf: of `float_buffer.data` */
  uint32_t image_channels_offset; /* in ImBuf: of `channels`, int32; 0: unknown, not checked */
  char versions[PB_NAME_BYTES];   /* "4.0 - 4.5": the row of the table, or the version a search was made in */
} pb_render_pass_layout;

typedef enum pb_layout_source {
  PB_LAYOUT_NONE = 0,
  PB_LAYOUT_TABLE = 1, /* the row of this Blender version, confirmed by the canary */
  PB_LAYOUT_SEARCH = 2 /* found by looking for the canary */
} pb_layout_source;

/*
 * Finds out, with safe reads only, where this Blender keeps a pass's pixels, and keeps the answer for the process.
 * The caller has put `canary` into the pass by Blender's own way just before.
 *
 * render_pass  RenderPass.as_pointer()
 * canary       width * height * channels floats, as written, of which at least 16 bytes; values not found elsewhere
 *
 * PB_UNVERIFIED: neither the version's row nor a search agrees; a layout confirmed earlier is forgotten.
 */
PB_API pb_status pb_render_pass_layout_verify(uint32_t blender_major, uint32_t blender_minor, uint64_t render_pass,
                                              uint32_t width, uint32_t height, uint32_t channels, const float *canary);

/* The verified layout; found_by is PB_LAYOUT_NONE before a successful verification. */
PB_API pb_status pb_render_pass_layout_get(pb_render_pass_layout *layout);

/* Memory that a picture is delivered into: one render pass. 32-bit floats, rows bottom to top. */
typedef struct pb_pass_target {
  char name[PB_NAME_BYTES]; /* of the pass as the renderer knows it, see pb_pass_request */
  pb_span pixels;           /* stride_bytes: from row to row */
  uint32_t width;
  uint32_t height;
  uint32_t channels;
  uint32_t reserved;        /* 0 */
} pb_pass_target;

/*
 * Looks up the pixels of a render pass and checks all that can be checked: a verified layout, sizes and channels in
 * agreement, memory there and writable. Fills target->pixels, width, height and channels; leaves the name alone.
 * The answer is good until Blender frees the result that the pass is in. PB_UNVERIFIED: don't write.
 */
PB_API pb_status pb_render_pass_locate(uint64_t render_pass, uint32_t width, uint32_t height, uint32_t channels,
                                       pb_pass_target *target);

/* ------------------------------------------------------------------------------------------------ pass delivery */

typedef enum pb_pixel_format {
  PB_PIXELS_FLOAT32 = 0, /* moved as 32-bit words: NaN payloads stay as they are */
  PB_PIXELS_FLOAT16 = 1, /* IEEE 754 binary16, widened exactly; a NaN keeps sign, payload and kind */
  PB_PIXELS_UINT8 = 2    /* linear: the float nearest to value / 255 */
} pb_pixel_format;

/* A picture, or a part of one, to be written into a pass. Its size is the region's. May lie at any address. */
typedef struct pb_pixel_source {
  uint32_t size_bytes;
  uint32_t version;
  pb_span pixels;         /* stride_bytes: from row to row, any number of bytes that holds a row */
  uint32_t format;        /* pb_pixel_format */
  uint32_t channels;
  uint32_t top_to_bottom; /* 1: the first row in memory is the topmost one; 0: the lowest, as everywhere else */
  uint32_t reserved;      /* 0 */
} pb_pixel_source;

/* A part of a pass in pixels, from the bottom left. */
typedef struct pb_region {
  uint32_t x;
  uint32_t y;
  uint32_t width;
  uint32_t height;
} pb_region;

/*
 * Writes pixels into a pass: in one go over the data, without memory in between, on several cores where that is faster.
 *
 * target  its pixels 4-byte aligned
 * region  where the source goes; NULL: the whole pass
 * source  channels as the target, or: 4 to 3 and any to 1 (the first ones are taken), 3 to 4 (alpha 1), 1 to 3 and 1 to 4
 *         (the value is repeated, alpha 1)
 *
 * Returns when the last byte is written. Both memories must stay until then, and nobody else write to the source. Everything is
 * checked first: PB_INVALID_ARGUMENT means that no byte was written.
 */
PB_API pb_status pb_pass_write(const pb_pass_target *target, const pb_region *region, const pb_pixel_source *source);

/* Sets every pixel of a pass to zero; bytes between rows stay. As pb_pass_write otherwise. */
PB_API pb_status pb_pass_clear(const pb_pass_target *target);

/* Makes the pages of targets ready on a thread of its own, so that who writes the pixels does not wait for the kernel. */
typedef struct pb_preparation pb_preparation;

/*
 * Starts preparing 1 to 256 targets, in their order, and returns at once. What the memory holds is never changed, so others may read
 * and write it meanwhile; but it must stay mapped and writable until pb_preparation_close() has returned. The targets
 * themselves are copied. PB_INVALID_ARGUMENT where one is not writable memory.
 */
PB_API pb_status pb_preparation_open(const pb_pass_target *targets, uint32_t target_count, pb_preparation **preparation);

/*
 * Stops a preparation, finished or not, and frees it. Returns once its thread has ended: after at most one step of 8 MB. From then on
 * the memory may go. NULL is ignored.
 */
PB_API void pb_preparation_close(pb_preparation *preparation);

/* ------------------------------------------------------------------------------------------------ scene messages */

/* Elements of a mesh that values belong to. */
typedef enum pb_domain { PB_DOMAIN_POINT = 0, PB_DOMAIN_CORNER = 1, PB_DOMAIN_FACE = 2 } pb_domain;

/* What an attribute's values are in Blender's memory, and how many floats a gathered vertex has of them. */
typedef enum pb_attribute_type {
  PB_ATTRIBUTE_FLOAT = 0,      /* 1 */
  PB_ATTRIBUTE_FLOAT2 = 1,     /* 2: UV maps */
  PB_ATTRIBUTE_FLOAT3 = 2,     /* 3 */
  PB_ATTRIBUTE_FLOAT4 = 3,     /* 4: colours, scene-linear */
  PB_ATTRIBUTE_BYTE_COLOR = 4, /* 4: uint8[4], sRGB with linear alpha; gathered scene-linear */
  PB_ATTRIBUTE_INT32 = 5,      /* 1 */
  PB_ATTRIBUTE_INT8 = 6,       /* 1 */
  PB_ATTRIBUTE_BOOL = 7        /* 1: uint8, 0 or not */
} pb_attribute_type;

/* UV maps, colour attributes and generic attributes. */
typedef struct pb_attribute {
  pb_span name;
  pb_span values;
  uint32_t type;   /* pb_attribute_type */
  uint32_t domain; /* pb_domain */
} pb_attribute;

/* No element of a list. */
#define PB_NONE UINT32_MAX

/*
 * Triangles of one evaluated mesh. Positions, normals: object space. Spans may lead into Blender's own arrays.
 *
 * A mesh without positions, though it has vertices, is what the session's last synced scene had under this id: nothing of it has
 * changed. Where the session has no such mesh any more, or its renderer asks for the data, the frame ends as PB_FRAME_INCOMPLETE.
 */
typedef struct pb_mesh {
  uint64_t id;               /* the same from frame to frame; not 0, of no other geometry of the scene */
  pb_span name;              /* char[] */
  pb_span positions;         /* float[3] per vertex */
  pb_span corner_vertices;   /* int32 per corner: its vertex */
  pb_span normals;           /* float[3] per element of normals_domain, unit length; empty: all polygons are flat */
  pb_span flat_polygons;     /* uint8 per polygon: not 0 where it is flat, whatever the normals say; empty: none is */
  pb_span triangle_corners;  /* int32[3] per triangle */
  pb_span triangle_polygons; /* int32 per triangle: the polygon it is a part of; empty: polygons are not told apart */
  pb_span polygon_materials; /* int32 per polygon: material slot; empty: slot 0 */
  pb_span attributes;        /* pb_attribute[] */
  uint32_t vertex_count;
  uint32_t corner_count;
  uint32_t triangle_count;
  uint32_t polygon_count;
  uint32_t normals_domain;   /* PB_DOMAIN_POINT or PB_DOMAIN_CORNER */
  uint32_t uv_map;           /* index into attributes: the UV map that is switched on for rendering; PB_NONE: none */
} pb_mesh;

typedef enum pb_geometry_kind { PB_GEOMETRY_MESH = 0 } pb_geometry_kind;

typedef enum pb_prototype_flags {
  PB_PROTOTYPE_HOLDOUT = 1 /* cuts a hole into the picture: alpha 0, data passes as where nothing is */
} pb_prototype_flags;

/* What instances are but for their place. Its slots are material_slots[first_material] and following. */
typedef struct pb_prototype {
  uint32_t geometry_kind;  /* pb_geometry_kind */
  uint32_t geometry;       /* index into the scene's list of that kind */
  int32_t object_index;    /* Object.pass_index */
  uint32_t first_material; /* index into material_slots */
  uint32_t material_count; /* slots; a triangle's slot outside takes the nearest one; 0: the default material */
  uint32_t flags;          /* pb_prototype_flags */
} pb_prototype;

/* Scene-linear colours. base_color_image multiplies nothing: where given, it is the base colour. */
typedef struct pb_material {
  pb_span name;
  float base_color[3];
  float metallic;           /* 0 - 1 */
  float roughness;          /* 0 - 1, perceptual: alpha is its square */
  float specular;           /* dielectric F0 = 0.08 * specular; 0: none */
  float emission[3];        /* radiance, strength included */
  int32_t base_color_image; /* index into images; -1: none */
  int32_t pass_index;       /* Material.pass_index */
  uint32_t reserved;        /* 0 */
} pb_material;

typedef enum pb_color_space { PB_COLOR_SPACE_LINEAR = 0, PB_COLOR_SPACE_SRGB = 1 } pb_color_space;

typedef struct pb_image {
  uint64_t id;          /* the same from frame to frame; not 0, of no other image of the scene */
  pb_span name;
  pb_span pixels;       /* float[channels] per pixel, rows bottom to top, tightly packed; empty: unchanged, as with pb_mesh */
  uint32_t width;
  uint32_t height;
  uint32_t channels;    /* 1 - 4 */
  uint32_t color_space; /* pb_color_space of the values */
} pb_image;

typedef enum pb_light_type { PB_LIGHT_POINT = 0, PB_LIGHT_SUN = 1, PB_LIGHT_SPOT = 2, PB_LIGHT_AREA = 3 } pb_light_type;

/* Shines along its local -Z, as Blender's lights do. */
typedef struct pb_light {
  float light_to_world[16];
  uint32_t type;      /* pb_light_type */
  float color[3];     /* times power: radiant flux in watts; for a sun irradiance in W/m^2 */
  float radius;       /* point, spot: metres */
  float spot_angle;   /* full cone, radians */
  float spot_blend;   /* 0 - 1 */
  float area_size[2]; /* metres along local X and Y */
  uint32_t area_is_ellipse;
} pb_light;

typedef enum pb_camera_type {
  PB_CAMERA_PERSPECTIVE = 0,
  PB_CAMERA_ORTHOGRAPHIC = 1,
  PB_CAMERA_EQUIRECTANGULAR = 2 /* panoramic: longitude goes with x, latitude with y */
} pb_camera_type;

/* When the shutter is open, relative to the frame's time. */
typedef enum pb_shutter_position {
  PB_SHUTTER_START = 0, /* opens there */
  PB_SHUTTER_CENTER = 1,
  PB_SHUTTER_END = 2 /* closes there */
} pb_shutter_position;

/* Looks along its -Z, Y up. Blender's border, lens shift, pixel aspect and the stereo view are already applied. */
typedef struct pb_camera {
  float world_to_camera[16]; /* rigid */
  float projection[16];      /* camera space to OpenGL clip space of the picture; equirectangular: the identity */
  uint32_t type;             /* pb_camera_type */
  float clip_start;          /* metres along the view axis, equirectangular: from the camera; nothing is seen where it is >= clip_end */
  float clip_end;
  float longitudes[2];       /* equirectangular, at the picture's left and right edge: radians from -Z towards X; else 0 */
  float latitudes[2];        /* equirectangular, at its lower and upper edge: radians from the XZ plane towards Y; else 0 */
  float aperture_radius;     /* metres; 0: everything is sharp */
  float focus_distance;      /* metres along the view axis, equirectangular: from the camera */
  uint32_t aperture_blades;  /* corners of the aperture, at least 3; 0: a circle */
  float aperture_rotation;   /* radians */
  float aperture_ratio;      /* height over width of the blur */
  float shutter_frames;      /* how long the shutter is open; 0: no motion blur */
  uint32_t shutter_position; /* pb_shutter_position */
} pb_camera;

typedef struct pb_scene {
  uint32_t size_bytes;
  uint32_t version;
  pb_camera camera;
  float world_color[3];        /* radiance, the same from every direction */
  uint32_t transparent_film;   /* 1: the world lights but is not seen; alpha 0 there */
  pb_span meshes;              /* pb_mesh[] */
  pb_span prototypes;          /* pb_prototype[] */
  pb_span instance_prototypes; /* uint32 per instance: index into prototypes */
  pb_span instance_matrices;   /* float[16] per instance: object to world */
  pb_span material_slots;      /* int32[]: index into materials, -1: the default material */
  pb_span materials;           /* pb_material[] */
  pb_span images;              /* pb_image[] */
  pb_span lights;              /* pb_light[] */
} pb_scene;

/* Bytes of a gathered vertex without attributes: position float[3], normal float[3]. */
#define PB_VERTEX_BYTES 24u

/* Attributes that one gather takes at most. */
#define PB_MAX_GATHERED_ATTRIBUTE_COUNT 16u

/* Where a gather writes, and what a vertex consists of. */
typedef struct pb_mesh_gathering {
  uint32_t size_bytes;
  uint32_t version;
  pb_span attributes;           /* uint32[]: indices into mesh->attributes, in the order of a vertex; none twice */
  pb_span vertices;             /* receives the vertices */
  pb_span indices;              /* receives uint32[3] per triangle */
  pb_span slot_triangle_counts; /* receives uint32[]: triangles drawn with each material slot; at least one slot */
  uint32_t vertex_count;        /* receives the vertices written */
  uint32_t skipped_triangle_count; /* receives the triangles left out */
} pb_mesh_gathering;

/*
 * Gathers what OpenGL draws from a mesh in one pass over its data, on all cores. A vertex is position and normal and then 1 to 4
 * floats of each wanted attribute, tightly packed. The normal of a flat polygon's corners is (0, 0, 0): a triangle's own. There is one
 * vertex per corner, or one per vertex of the mesh where normals and wanted attributes all are of PB_DOMAIN_POINT and all polygons are
 * alike. Triangles are ordered by material slot, a slot outside counts as the nearest one.
 * Triangles with an index out of range or a coordinate that is not finite are left out.
 *
 * Reads the mesh's spans, which must be in segment 0 and at least as large as its counts say. PB_INVALID_ARGUMENT where they or the
 * memory to write to are too small: nothing was written.
 */
PB_API pb_status pb_mesh_gather(const pb_mesh *mesh, pb_mesh_gathering *gathering);

/*
 * A number of 128 bits that differs where the content of two meshes differs (but for chance, 1 in 2^64 or less). All that
 * pb_mesh_gather can read goes into it; names of attributes, too; id and name of the mesh do not. PB_INVALID_ARGUMENT as above.
 */
PB_API pb_status pb_mesh_fingerprint(const pb_mesh *mesh, uint64_t fingerprint[2]);

/* ------------------------------------------------------------------------------------------------ Blender's memory */

/*
 * Whether an array lies where it is said to: compares some of its elements with what Blender's official way gave, by reads that can't
 * crash. PB_UNVERIFIED: it does not, or is not readable; take the official way.
 *
 * elements      stride_bytes as found; size_bytes up to the last element's end
 * element_bytes of what is compared, at the start of each element
 * indices       sample_count elements to be looked at
 * expected      sample_count * element_bytes
 */
PB_API pb_status pb_elements_verify(const pb_span *elements, uint32_t element_bytes, const uint32_t *indices, uint32_t sample_count,
                                    const void *expected);

/*
 * Looks for bytes in memory that may end anywhere, by reads that can't crash. `offset` is where to begin, and receives the distance
 * of the first match from `start`, a multiple of 4. PB_UNVERIFIED: not found in the first size_bytes.
 */
PB_API pb_status pb_memory_find(uint64_t start, uint64_t size_bytes, const void *wanted, uint32_t wanted_bytes, uint64_t *offset);

/* ------------------------------------------------------------------------------------------------ JVM */

/* How to start the JVM. Strings are read during the call only. */
typedef struct pb_jvm_options {
  uint32_t size_bytes;
  uint32_t version;
  pb_span libjvm_path; /* char[]: libjvm.so, jvm.dll or libjvm.dylib */
  pb_span options;     /* char[]: as on java's command line, one per line */
} pb_jvm_options;

/*
 * Starts the JVM on a thread of this library's own and returns when Passbridge's Java host listens. PB_OK at once where
 * it already does: there is one JVM per process, for ever. Which options a running JVM has does not change.
 */
PB_API pb_status pb_jvm_start(const pb_jvm_options *options);

/* 1 while the Java host listens. */
PB_API uint32_t pb_jvm_is_running(void);

/* Milliseconds that the start took; 0 before. */
PB_API double pb_jvm_start_ms(void);

/* ------------------------------------------------------------------------------------------------ sessions and frames */

typedef struct pb_session pb_session;
typedef struct pb_frame pb_frame;

/*
 * A renderer with what it keeps from frame to frame. `renderer` is the binary name of a Java class that implements
 * passbridge.Renderer. Returns at once; a class that can't be used is reported by the first frame.
 */
PB_API pb_status pb_session_open(const char *renderer, pb_session **session);

/* Frees the session; its frames must have been closed. NULL is ignored. */
PB_API void pb_session_close(pb_session *session);

/*
 * Asks the Java host for a report: OpenGL vendor, renderer and version, Java version, one "name: value" a line. Waits for the answer,
 * at most timeout_ms. `text` receives at most capacity_bytes, terminating zero included.
 */
PB_API pb_status pb_session_describe(pb_session *session, uint32_t timeout_ms, char *text, uint32_t capacity_bytes);

/* A pass the renderer is to fill: "Combined", "Depth", "Position", "Normal", "UV", "IndexOB", "IndexMA", or a custom one. */
typedef struct pb_pass_request {
  char name[PB_NAME_BYTES];
  uint32_t channels; /* 1 - 4 */
  uint32_t reserved; /* 0 */
} pb_pass_request;

typedef struct pb_frame_request {
  uint32_t size_bytes;
  uint32_t version;
  uint32_t width;      /* pixels of the picture */
  uint32_t height;
  uint32_t samples;    /* per pixel, at least 1 */
  float filter_width;  /* of the pixel filter, in pixels */
  pb_span scene;       /* one pb_scene */
  pb_span passes;      /* pb_pass_request[] */
} pb_frame_request;

typedef enum pb_frame_state {
  PB_FRAME_QUEUED = 0,
  PB_FRAME_SYNCING = 1,   /* the scene is being read: its memory must stay */
  PB_FRAME_DRAWING = 2,
  PB_FRAME_DRAWN = 3,     /* the picture can be taken out with pb_frame_resolve */
  PB_FRAME_RESOLVING = 4, /* targets are being written: their memory must stay */
  PB_FRAME_RESOLVED = 5,
  PB_FRAME_CANCELLED = 6,
  PB_FRAME_FAILED = 7,    /* pb_frame_text tells why */
  PB_FRAME_INCOMPLETE = 8 /* the scene left data out that the session does not have: submit it again with all data */
} pb_frame_state;

typedef struct pb_frame_progress {
  uint32_t size_bytes;
  uint32_t version;
  uint32_t state;        /* pb_frame_state */
  uint32_t sample;       /* samples per pixel done */
  uint32_t sample_count;
  uint32_t reserved;     /* 0 */
  uint64_t image_serial; /* grows with every picture that could be taken out */
  double start_ms;       /* stage timings, 0 until known: renderer and OpenGL made ready */
  double sync_ms;        /* scene to OpenGL */
  double draw_ms;        /* until the last sample was drawn */
  double readback_ms;    /* OpenGL to direct memory, all resolves */
  double deliver_ms;     /* direct memory to the targets, all resolves */
} pb_frame_progress;

/*
 * Queues a frame and returns at once. The request is copied; the memory that its spans name must stay as it is until the
 * frame's state is PB_FRAME_DRAWING or later, or the frame is closed.
 */
PB_API pb_status pb_frame_submit(pb_session *session, const pb_frame_request *request, pb_frame **frame);

/*
 * Waits until something about the frame changes that this function has not told yet, at most timeout_ms, and tells it.
 * One thread at a time.
 */
PB_API pb_status pb_frame_wait(pb_frame *frame, uint32_t timeout_ms, pb_frame_progress *progress);

/*
 * Takes the picture out: queues the copy of the named passes into the targets and returns at once; pb_frame_wait tells when
 * the state is PB_FRAME_RESOLVED. May be repeated. The targets' memory must stay until then or until the frame is closed.
 * PB_INVALID_STATE where the frame is not drawn; PB_INVALID_ARGUMENT where a target is not writable memory.
 */
PB_API pb_status pb_frame_resolve(pb_frame *frame, const pb_pass_target *targets, uint32_t target_count);

/* Asks the renderer to stop. Returns at once. */
PB_API void pb_frame_cancel(pb_frame *frame);

/*
 * After PB_FRAME_FAILED class, message and stack trace of what the renderer threw; after PB_FRAME_RESOLVED how each pass was read
 * from OpenGL, one "name: way" a line, then an empty line and a line for each thing that could not be drawn; "" otherwise. Valid until the frame is closed.
 */
PB_API const char *pb_frame_text(pb_frame *frame);

/*
 * Cancels what still runs and returns only once nobody reads the scene's or writes the targets' memory any more: at most
 * one mesh or one strip of 32 MB later. The frame is gone afterwards. NULL is ignored.
 */
PB_API void pb_frame_close(pb_frame *frame);

#ifdef __cplusplus
}
#endif

#endif
