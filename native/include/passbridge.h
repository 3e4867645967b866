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
#define PB_ABI_VERSION 4u

/* The version that every message of this header carries. */
#define PB_MESSAGE_VERSION 1u

/* Bytes of a name inside a struct, terminating zero included; Blender's own limit for render pass names. */
#define PB_NAME_BYTES 64

/* Bytes of a frame's status text, terminating zero included. */
#define PB_STATUS_BYTES 128

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
  uint32_t color_attribute;  /* index into attributes: the colour attribute that is switched on for rendering; PB_NONE: none */
  uint32_t reserved;         /* 0 */
} pb_mesh;

/*
 * Curves with a radius, hair for example: Catmull-Rom splines through their points, the first and last of which count twice. A curve
 * has one or more points; what has fewer than two is not drawn. All have the material of slot 0. Positions: object space. Spans may
 * lead into Blender's own arrays.
 * Curves without positions, though they have points, are unchanged, as is such a mesh.
 */
typedef struct pb_curves {
  uint64_t id;             /* as a mesh's */
  pb_span name;            /* char[] */
  pb_span positions;       /* float[3] per point */
  pb_span radii;           /* float per point; empty: default_radius everywhere */
  pb_span first_points;    /* int32 per curve and one more, ascending: a curve's points end where those of the next begin */
  pb_span curve_uvs;       /* float[2] per curve; empty: they have no UVs */
  uint32_t point_count;
  uint32_t curve_count;
  float default_radius;
  uint32_t segment_steps;  /* straight pieces from one point to the next, 1 to PB_MAX_SEGMENT_STEPS */
} pb_curves;

#define PB_MAX_SEGMENT_STEPS 1024u

/*
 * Spheres, all with the material of slot 0. Positions: object space. Spans may lead into Blender's own arrays. A point cloud without
 * positions, though it has points, is unchanged, as is such a mesh.
 */
typedef struct pb_point_cloud {
  uint64_t id;       /* as a mesh's */
  pb_span name;      /* char[] */
  pb_span positions; /* float[3] per point */
  pb_span radii;     /* float per point; empty: default_radius everywhere */
  uint32_t point_count;
  float default_radius;
} pb_point_cloud;

typedef enum pb_geometry_kind { PB_GEOMETRY_MESH = 0, PB_GEOMETRY_CURVES = 1, PB_GEOMETRY_POINT_CLOUD = 2 } pb_geometry_kind;

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

/* What a pb_value_node computes: always four numbers. A single number is repeated four times. */
typedef enum pb_value_kind {
  PB_VALUE_CONSTANT = 0,     /* constants[0..3] */
  PB_VALUE_ATTRIBUTE = 1,    /* the mesh's attribute `name`, empty: pb_mesh.color_attribute; alpha 1 where it has none, one number
                                three times; constants[0..3] where the mesh has no such attribute */
  PB_VALUE_UV_MAP = 2,       /* (u, v, 0, 1) of the mesh's UV map `name`, empty: pb_mesh.uv_map; (0, 0, 0, 1) where there is none */
  PB_VALUE_IMAGE = 3,        /* `image` where inputs[0] says (x and y, 0 - 1 across the image): scene-linear colour, straight alpha */
  PB_VALUE_MATH = 4,         /* pb_math_operation of inputs[0..2], number by number */
  PB_VALUE_MIX = 5,          /* pb_blend of inputs[1] (below) and inputs[2] by the first number of inputs[0] */
  PB_VALUE_WEIGHTED_SUM = 6, /* the numbers of inputs[0] times constants[0..3], summed */
  PB_VALUE_COMBINE = 7,      /* the first numbers of inputs[0..2]; alpha 1 */
  PB_VALUE_TRANSFORM = 8,    /* three rows of an affine 3x4 matrix in constants, times inputs[0]; the fourth number stays */
  PB_VALUE_BACK_FACING = 9   /* 1 where the surface is seen from behind, 0 elsewhere */
} pb_value_kind;

/* As Blender's Math node has them: source/blender/gpu/shaders/material/gpu_shader_material_math.glsl, as of Blender 5.2. */
typedef enum pb_math_operation {
  PB_MATH_ADD = 0,
  PB_MATH_SUBTRACT = 1,
  PB_MATH_MULTIPLY = 2,
  PB_MATH_DIVIDE = 3, /* by 0: 0 */
  PB_MATH_MULTIPLY_ADD = 4,
  PB_MATH_POWER = 5,
  PB_MATH_LOGARITHM = 6,
  PB_MATH_SQUARE_ROOT = 7,
  PB_MATH_ABSOLUTE = 8,
  PB_MATH_EXPONENT = 9,
  PB_MATH_MINIMUM = 10,
  PB_MATH_MAXIMUM = 11,
  PB_MATH_LESS_THAN = 12,
  PB_MATH_GREATER_THAN = 13,
  PB_MATH_SIGN = 14,
  PB_MATH_COMPARE = 15,
  PB_MATH_ROUND = 16,
  PB_MATH_FLOOR = 17,
  PB_MATH_CEILING = 18,
  PB_MATH_TRUNCATE = 19,
  PB_MATH_FRACTION = 20,
  PB_MATH_MODULO = 21, /* truncated: the sign is the dividend's */
  PB_MATH_SNAP = 22,
  PB_MATH_PING_PONG = 23,
  PB_MATH_SINE = 24,
  PB_MATH_COSINE = 25,
  PB_MATH_TANGENT = 26,
  PB_MATH_ARCTANGENT2 = 27
} pb_math_operation;

typedef enum pb_blend {
  PB_BLEND_MIX = 0,
  PB_BLEND_ADD = 1,
  PB_BLEND_MULTIPLY = 2,
  PB_BLEND_SUBTRACT = 3,
  PB_BLEND_SCREEN = 4,
  PB_BLEND_DIFFERENCE = 5,
  PB_BLEND_DARKEN = 6,
  PB_BLEND_LIGHTEN = 7
} pb_blend;

typedef enum pb_interpolation { PB_INTERPOLATION_LINEAR = 0, PB_INTERPOLATION_CLOSEST = 1 } pb_interpolation;

/* What an image is outside of 0 - 1. */
typedef enum pb_extension {
  PB_EXTENSION_REPEAT = 0,
  PB_EXTENSION_EXTEND = 1, /* the pixels of its edge */
  PB_EXTENSION_CLIP = 2,   /* (0, 0, 0, 0) */
  PB_EXTENSION_MIRROR = 3
} pb_extension;

/* A step of a computation that differs from place to place on a surface. Kinds leave members that they don't name at 0. */
typedef struct pb_value_node {
  pb_span name;           /* char[] */
  uint32_t kind;          /* pb_value_kind */
  uint32_t operation;     /* pb_math_operation or pb_blend */
  uint32_t is_clamped;    /* MATH, MIX: 1: to 0 - 1 */
  uint32_t image;         /* index into the scene's images */
  uint32_t interpolation; /* pb_interpolation */
  uint32_t extension;     /* pb_extension */
  uint32_t inputs[4];     /* indices of nodes of the same material, lower than this node's own */
  float constants[12];
} pb_value_node;

/* Nodes of a material, and of them those that name different images, and different attributes or UV maps (but for that named ""). */
#define PB_MAX_VALUE_NODE_COUNT 256u
#define PB_MAX_VALUE_IMAGE_COUNT 8u
#define PB_MAX_VALUE_ATTRIBUTE_COUNT 8u

typedef enum pb_material_flags {
  PB_MATERIAL_HOLDOUT = 1 /* as PB_PROTOTYPE_HOLDOUT, for the surfaces of this material */
} pb_material_flags;

/* Scene-linear colours. */
typedef struct pb_material {
  pb_span name;
  float base_color[3];
  float metallic;            /* 0 - 1 */
  float roughness;           /* 0 - 1, perceptual: GGX alpha is its square */
  float specular;            /* dielectric F0 = 0.08 * specular; 0: none */
  float emission[3];         /* radiance, strength included */
  uint32_t base_color_value; /* index into values, in place of base_color; PB_NONE: base_color */
  uint32_t alpha_value;      /* index into values; its first number, clamped to 0 - 1, is what hides what lies behind; PB_NONE: 1 */
  int32_t pass_index;        /* Material.pass_index */
  uint32_t flags;            /* pb_material_flags */
  float bent_normal_share;   /* 0 - 1: weight in the normal pass of a mesh's normal bent until it reflects the view off the face */
  pb_span values;            /* pb_value_node[] */
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
  PB_CAMERA_EQUIRECTANGULAR = 2 /* longitude and latitude are the picture's x and y */
} pb_camera_type;

typedef enum pb_shutter_position { PB_SHUTTER_START = 0, PB_SHUTTER_CENTER = 1, PB_SHUTTER_END = 2 } pb_shutter_position;

/* Camera space looks along -Z, Y up. Blender's border is applied to projection, longitude and latitude. */
typedef struct pb_camera {
  float world_to_camera[16];
  float projection[16];       /* camera space to OpenGL clip space of the picture; not for PB_CAMERA_EQUIRECTANGULAR */
  uint32_t type;              /* pb_camera_type */
  float clip_start;           /* metres */
  float clip_end;
  float longitude[2];         /* PB_CAMERA_EQUIRECTANGULAR: of the left and right edge, radians, to the right of -Z */
  float latitude[2];          /* of the lower and upper edge, radians, upwards from the XZ plane */
  float aperture_radius;      /* metres; 0: everything is sharp, and the next four mean nothing */
  float focus_distance;       /* metres along the view axis */
  uint32_t aperture_blades;   /* 0: round */
  float aperture_rotation;    /* radians */
  float aperture_ratio;       /* height over width of the bokeh */
  float shutter_frames;       /* how long the shutter is open; 0: no motion blur */
  uint32_t shutter_position;  /* pb_shutter_position: where in that time the frame lies */
} pb_camera;

typedef struct pb_scene {
  uint32_t size_bytes;
  uint32_t version;
  uint32_t is_unchanged;      /* 1: but for the camera all is as in the scene before, and left out */
  uint32_t reserved;          /* 0 */
  pb_camera camera;
  float world_color[3];       /* radiance, the same from every direction */
  uint32_t transparent_film;  /* 1: the world lights but is not seen; alpha 0 there */
  float pass_alpha_threshold; /* data passes show surfaces whose alpha is at least this, and what lies behind others */
  float default_bent_normal_share; /* bent_normal_share of the default material */
  pb_span meshes;              /* pb_mesh[] */
  pb_span curves;              /* pb_curves[] */
  pb_span point_clouds;        /* pb_point_cloud[] */
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

/* Bytes of a gathered vertex of curves without UVs: centre float[3], tangent float[3], radius. */
#define PB_CURVE_VERTEX_BYTES 28u

/* Where a gather of curves writes. */
typedef struct pb_curves_gathering {
  uint32_t size_bytes;
  uint32_t version;
  pb_span vertices;             /* receives the vertices */
  pb_span indices;              /* receives uint32[6] per piece: two triangles */
  uint32_t piece_count;         /* receives the pieces written */
  uint32_t skipped_curve_count; /* receives the curves left out because something about them is wrong */
} pb_curves_gathering;

/*
 * Gathers what OpenGL draws from curves, on all cores: a ribbon of straight pieces, whose edges lie to both sides of the curve. A vertex
 * is a point on the curve, the derivative there and the radius, and where there are UVs those of the curve, tightly packed. There are two
 * of each: that with an even index is meant for the edge where cross(tangent, direction of view) points to.
 * Curves with points out of range or coordinates or radii that are not finite are left out.
 *
 * Writes at most 2 * segment_steps * point_count vertices and segment_steps * point_count pieces: PB_INVALID_ARGUMENT where the memory
 * holds fewer, where there would be more than 2^32 - 1 vertices, or the spans are smaller than the counts say: nothing was written.
 */
PB_API pb_status pb_curves_gather(const pb_curves *curves, pb_curves_gathering *gathering);

/* As pb_mesh_fingerprint. */
PB_API pb_status pb_curves_fingerprint(const pb_curves *curves, uint64_t fingerprint[2]);

/* Where a gather of points writes. */
typedef struct pb_point_cloud_gathering {
  uint32_t size_bytes;
  uint32_t version;
  pb_span spheres;              /* receives float[4] per point: centre, radius */
  uint32_t sphere_count;        /* receives the spheres written */
  uint32_t skipped_point_count; /* receives the points left out */
} pb_point_cloud_gathering;

/*
 * Gathers centres and radii, on all cores. Points with a coordinate or radius that is not finite are left out. PB_INVALID_ARGUMENT where
 * the spans or the memory to write to are smaller than the counts say: nothing was written.
 */
PB_API pb_status pb_point_cloud_gather(const pb_point_cloud *cloud, pb_point_cloud_gathering *gathering);

/* As pb_mesh_fingerprint. */
PB_API pb_status pb_point_cloud_fingerprint(const pb_point_cloud *cloud, uint64_t fingerprint[2]);

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

/* Calls from Java into this library so far, in this process: benchmarks count with it. */
PB_API uint64_t pb_host_call_count(void);

/* 1 while the Java host listens. */
PB_API uint32_t pb_jvm_is_running(void);

/* Milliseconds that the start took; 0 before. */
PB_API double pb_jvm_start_ms(void);

/* ------------------------------------------------------------------------------------------------ sessions and frames */

typedef struct pb_session pb_session;
typedef struct pb_frame pb_frame;

/* Which renderer a session has. Texts are read during the call only; together they may have 16,000 bytes. */
typedef struct pb_session_request {
  uint32_t size_bytes;
  uint32_t version;
  pb_span renderer;   /* char[]: binary name of a Java class that implements passbridge.Renderer; empty: the one that the class path
                         names for java.util.ServiceLoader */
  pb_span class_path; /* char[]: jars and folders of the renderer alone, one per line; empty: it is among Passbridge's own */
} pb_session_request;

/*
 * A renderer with what it keeps from frame to frame, on a thread of its own. Returns at once; a class that can't be used is
 * reported by the first frame.
 */
PB_API pb_status pb_session_open(const pb_session_request *request, pb_session **session);

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

typedef enum pb_setting_type {
  PB_SETTING_BOOL = 0,  /* number[0]: 0 or 1 */
  PB_SETTING_INT = 1,   /* number[0] */
  PB_SETTING_FLOAT = 2, /* number[0] */
  PB_SETTING_COLOR = 3, /* number[0 - 2]: scene-linear */
  PB_SETTING_TEXT = 4   /* text */
} pb_setting_type;

/* What a user chose for a renderer. */
typedef struct pb_setting {
  char name[PB_NAME_BYTES];
  uint32_t type;     /* pb_setting_type */
  uint32_t reserved; /* 0 */
  double number[4];
  pb_span text;      /* char[] */
} pb_setting;

typedef struct pb_frame_request {
  uint32_t size_bytes;
  uint32_t version;
  uint32_t width;      /* pixels of the picture */
  uint32_t height;
  uint32_t samples;    /* per pixel, at least 1 */
  float filter_width;  /* of the pixel filter, in pixels */
  pb_span scene;       /* one pb_scene */
  pb_span passes;      /* pb_pass_request[] */
  pb_span settings;    /* pb_setting[]; empty: none */
  pb_span targets;     /* pb_pass_target[]: written as soon as the picture is drawn; empty: pb_frame_resolve does that */
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
  uint32_t has_metadata; /* 1: pb_frame_metadata has something to give */
  uint64_t image_serial; /* grows with every picture that could be taken out */
  double start_ms;       /* stage timings, 0 until known: renderer and OpenGL made ready */
  double sync_ms;        /* scene to OpenGL */
  double draw_ms;        /* until the last sample was drawn */
  double readback_ms;    /* OpenGL to direct memory, all resolves */
  double deliver_ms;     /* direct memory to the targets, all resolves */
  uint64_t refresh_serial; /* grows with every pb_frame_refresh that was served */
  char status[PB_STATUS_BYTES]; /* what the renderer is at, in its own words; "": it says nothing */
} pb_frame_progress;

/*
 * Queues a frame and returns at once. The request, the lists of passes, settings and targets and the pb_scene are copied, together 16,000
 * bytes at most; what the scene and the settings name must stay as it is until the frame's state is PB_FRAME_DRAWING or later, the
 * targets' memory until it is PB_FRAME_RESOLVED, or the frame is closed.
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

/*
 * Asks for a look at the unfinished picture: when the renderer next offers one, it is written into the targets, and refresh_serial grows.
 * Once each; the targets' memory must stay until then or until the frame is closed. PB_INVALID_STATE where the frame is drawn.
 */
PB_API pb_status pb_frame_refresh(pb_frame *frame, const pb_pass_target *targets, uint32_t target_count);

/*
 * What the renderer wants to be kept beside the picture, from PB_FRAME_DRAWN on: char[], name and value in turn, each with a terminating
 * zero; empty: nothing. Valid until the frame is closed.
 */
PB_API pb_status pb_frame_metadata(pb_frame *frame, pb_span *metadata);

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
