/* SPDX-License-Identifier: Apache-2.0 */
/* Written by `./passbridge generate` from native/schema; change that. */
#ifndef PB_PROTOCOL_STRUCTS_H
#define PB_PROTOCOL_STRUCTS_H

#include <stddef.h>

#include "passbridge_structs.h"

/* Bytes of a frame's status text, terminating zero included. */
#define PB_STATUS_BYTES 128u

/* Elements of a geometry that values belong to. Attributes that are gathered have one of the first three. */
typedef enum pb_domain {
  PB_DOMAIN_POINT = 0,
  PB_DOMAIN_CORNER = 1,
  PB_DOMAIN_FACE = 2,
  PB_DOMAIN_TRIANGLE = 3,
  PB_DOMAIN_CURVE = 4,
  PB_DOMAIN_EDGE = 5
} pb_domain;

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
  pb_span values;
  uint32_t type;   /* pb_attribute_type */
  uint32_t domain; /* pb_domain */
} pb_attribute;

/* No element of a list. */
#define PB_NONE 4294967295u

/* Triangles of one mesh, for a gather. Positions, normals: object space. */
typedef struct pb_mesh {
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
  uint32_t reserved;         /* 0 */
} pb_mesh;

/*
 * Curves with a radius, hair for example: Catmull-Rom splines through their points, the first and last of which count twice. A curve
 * has one or more points; what has fewer than two is not drawn. All have the material of slot 0. Positions: object space. For a gather.
 */
typedef struct pb_curves {
  pb_span positions;      /* float[3] per point */
  pb_span radii;          /* float per point; empty: default_radius everywhere */
  pb_span first_points;   /* int32 per curve and one more, ascending: a curve's points end where those of the next begin */
  pb_span curve_uvs;      /* float[2] per curve; empty: they have no UVs */
  uint32_t point_count;
  uint32_t curve_count;
  float default_radius;
  uint32_t segment_steps; /* straight pieces from one point to the next, 1 to PB_MAX_SEGMENT_STEPS */
} pb_curves;

#define PB_MAX_SEGMENT_STEPS 1024u

/* Spheres, all with the material of slot 0. Positions: object space. For a gather. */
typedef struct pb_point_cloud {
  pb_span positions; /* float[3] per point */
  pb_span radii;     /* float per point; empty: default_radius everywhere */
  uint32_t point_count;
  float default_radius;
} pb_point_cloud;

/* What a socket of a shader node carries. */
typedef enum pb_socket_type {
  PB_SOCKET_FLOAT = 0, /* one number: floats, integers and booleans */
  PB_SOCKET_VECTOR = 1,
  PB_SOCKET_COLOR = 2, /* scene-linear, with alpha */
  PB_SOCKET_SHADER = 3
} pb_socket_type;

/* Entries of the table of a color ramp or of curves: as many as Cycles takes. */
#define PB_TABLE_ENTRY_COUNT 256u

typedef enum pb_color_space {
  PB_COLOR_SPACE_LINEAR = 0,
  PB_COLOR_SPACE_SRGB = 1
} pb_color_space;

typedef enum pb_light_type {
  PB_LIGHT_POINT = 0,
  PB_LIGHT_SUN = 1,
  PB_LIGHT_SPOT = 2,
  PB_LIGHT_AREA = 3
} pb_light_type;

typedef enum pb_camera_type {
  PB_CAMERA_PERSPECTIVE = 0,
  PB_CAMERA_ORTHOGRAPHIC = 1,
  PB_CAMERA_EQUIRECTANGULAR = 2 /* longitude and latitude are the picture's x and y */
} pb_camera_type;

typedef enum pb_shutter_position {
  PB_SHUTTER_START = 0,
  PB_SHUTTER_CENTER = 1,
  PB_SHUTTER_END = 2
} pb_shutter_position;

/* Camera space looks along -Z, Y up. Blender's border is applied to projection, longitude and latitude. */
typedef struct pb_camera {
  float world_to_camera[16];
  float projection[16];      /* camera space to OpenGL clip space of the picture; not for PB_CAMERA_EQUIRECTANGULAR */
  uint32_t type;             /* pb_camera_type */
  float clip_start;          /* metres */
  float clip_end;
  float longitude[2];        /* PB_CAMERA_EQUIRECTANGULAR: of the left and right edge, radians, to the right of -Z */
  float latitude[2];         /* of the lower and upper edge, radians, upwards from the XZ plane */
  float aperture_radius;     /* metres; 0: everything is sharp, and the next four mean nothing */
  float focus_distance;      /* metres along the view axis */
  uint32_t aperture_blades;  /* 0: round */
  float aperture_rotation;   /* radians */
  float aperture_ratio;      /* height over width of the bokeh */
  float shutter_frames;      /* how long the shutter is open; 0: no motion blur */
  uint32_t shutter_position; /* pb_shutter_position: where in that time the frame lies */
} pb_camera;

/* Elements of a list, one after the other. */
typedef struct pb_range {
  uint32_t first;
  uint32_t count;
} pb_range;

/*
 * What is said of a scene: one growing list for each kind of thing. Text and lists in structs are ranges of lists; nothing points
 * anywhere, but for the values of arrays.
 */
typedef enum pb_list {
  PB_LIST_TEXT = 0,                 /* uint8_t: UTF-8, texts one after the other without zeros */
  PB_LIST_NAMES = 1,                /* pb_range, into PB_LIST_TEXT: texts of a range */
  PB_LIST_PROPERTIES = 2,           /* pb_property */
  PB_LIST_ARRAYS = 3,               /* pb_array */
  PB_LIST_GEOMETRIES = 4,           /* pb_geometry */
  PB_LIST_OBJECTS = 5,              /* pb_object */
  PB_LIST_SLOTS = 6,                /* uint32_t, PB_NONE or into PB_LIST_MATERIALS: material slots of prototypes; NONE: the
                                       default material */
  PB_LIST_PROTOTYPES = 7,           /* pb_prototype */
  PB_LIST_INSTANCE_PROTOTYPES = 8,  /* uint32_t, into PB_LIST_PROTOTYPES: of each instance */
  PB_LIST_INSTANCE_MATRICES = 9,    /* float[16]: of each instance: object to world */
  PB_LIST_INSTANCE_IDS = 10,        /* uint64_t: of each instance, the same from frame to frame; or empty: not told */
  PB_LIST_INSTANCE_RANDOM_IDS = 11, /* uint32_t: of each instance, DepsgraphObjectInstance.random_id; or empty: not told */
  PB_LIST_INSTANCE_SOURCES = 12,    /* pb_instance_source: of instances whose materials need it */
  PB_LIST_MOTION_TIMES = 13,        /* float: of each motion step but the frame itself: frames from it, ascending; empty: no
                                       motion */
  PB_LIST_MOTION_MATRICES = 14,     /* float[16]: object to world */
  PB_LIST_MATERIALS = 15,           /* pb_material */
  PB_LIST_SHADER_GRAPHS = 16,       /* pb_shader_graph */
  PB_LIST_SHADER_NODES = 17,        /* pb_shader_node */
  PB_LIST_SHADER_SOCKETS = 18,      /* pb_shader_socket */
  PB_LIST_SOCKET_VALUES = 19,       /* float[4]: of sockets of shader nodes: a number four times, a vector with 1, a colour
                                       with alpha */
  PB_LIST_SHADER_LINKS = 20,        /* pb_shader_link */
  PB_LIST_COLOR_RAMPS = 21,         /* pb_color_ramp */
  PB_LIST_RAMP_STOPS = 22,          /* pb_ramp_stop */
  PB_LIST_SHADER_CURVES = 23,       /* pb_shader_curves */
  PB_LIST_CURVES = 24,              /* pb_range, into PB_LIST_CURVE_POINTS: of shader curves */
  PB_LIST_CURVE_POINTS = 25,        /* pb_curve_point */
  PB_LIST_TABLE_ENTRIES = 26,       /* float[4]: of tables of ramps and curves, PB_TABLE_ENTRY_COUNT each */
  PB_LIST_NODE_MATRICES = 27,       /* float[16]: object to world of objects that shader nodes name */
  PB_LIST_IMAGES = 28,              /* pb_image */
  PB_LIST_IMAGE_TILES = 29,         /* pb_image_tile */
  PB_LIST_LIGHTS = 30,              /* pb_light */
  PB_LIST_LIGHT_LINKS = 31,         /* pb_light_link */
  PB_LIST_WORLDS = 32,              /* pb_world */
  PB_LIST_SCENES = 33               /* pb_scene: exactly one */
} pb_list;

#define PB_LIST_COUNT 34u

/* Bytes of an element of each list. */
#define PB_LIST_ELEMENT_BYTES 1, 8, 56, 56, 136, 120, 4, 16, 4, 64, 8, 4, 80, 4, 64, 48, 32, 72, 12, 16, 12, 40, 20, 28, 8, 16, 16, 64, 56, 8, 184, 16, 56, 44

/* What leads into a list: list that it is in, offset there, list that it leads into, how, name. */
#define PB_LIST_MEMBERS(MEMBER) \
  MEMBER(1, 0, 0, RANGE, range) \
  MEMBER(2, 0, 0, RANGE, property.name) \
  MEMBER(2, 8, 0, RANGE, property.text) \
  MEMBER(3, 0, 0, RANGE, array.name) \
  MEMBER(4, 8, 0, RANGE, geometry.name) \
  MEMBER(4, 24, 3, RANGE, geometry.arrays) \
  MEMBER(5, 8, 0, RANGE, object.name) \
  MEMBER(5, 16, 0, RANGE, object.asset_name) \
  MEMBER(5, 24, 0, RANGE, object.parent) \
  MEMBER(5, 32, 1, RANGE, object.collections) \
  MEMBER(5, 40, 0, RANGE, object.light_group) \
  MEMBER(5, 48, 2, RANGE, object.settings) \
  MEMBER(5, 56, 2, RANGE, object.properties) \
  MEMBER(5, 96, 2, RANGE, object.instancer_properties) \
  MEMBER(5, 104, 31, RANGE, object.receivers) \
  MEMBER(5, 112, 31, RANGE, object.blockers) \
  MEMBER(6, 0, 15, OPTIONAL, u32) \
  MEMBER(7, 0, 4, INDEX, prototype.geometry) \
  MEMBER(7, 4, 5, INDEX, prototype.object) \
  MEMBER(7, 8, 6, RANGE, prototype.slots) \
  MEMBER(8, 0, 7, INDEX, u32) \
  MEMBER(15, 8, 0, RANGE, material.name) \
  MEMBER(15, 16, 2, RANGE, material.settings) \
  MEMBER(15, 24, 2, RANGE, material.properties) \
  MEMBER(15, 32, 16, OPTIONAL, material.graph) \
  MEMBER(16, 0, 17, RANGE, shader_graph.nodes) \
  MEMBER(17, 0, 0, RANGE, shader_node.type) \
  MEMBER(17, 8, 0, RANGE, shader_node.name) \
  MEMBER(17, 16, 18, RANGE, shader_node.inputs) \
  MEMBER(17, 24, 18, RANGE, shader_node.outputs) \
  MEMBER(17, 32, 19, RANGE, shader_node.values) \
  MEMBER(17, 40, 20, RANGE, shader_node.links) \
  MEMBER(17, 48, 2, RANGE, shader_node.properties) \
  MEMBER(17, 56, 28, OPTIONAL, shader_node.image) \
  MEMBER(17, 60, 21, OPTIONAL, shader_node.ramp) \
  MEMBER(17, 64, 23, OPTIONAL, shader_node.curves) \
  MEMBER(17, 68, 27, OPTIONAL, shader_node.object_to_world) \
  MEMBER(18, 0, 0, RANGE, shader_socket.identifier) \
  MEMBER(21, 0, 0, RANGE, color_ramp.interpolation) \
  MEMBER(21, 8, 0, RANGE, color_ramp.color_mode) \
  MEMBER(21, 16, 0, RANGE, color_ramp.hue_interpolation) \
  MEMBER(21, 24, 22, RANGE, color_ramp.stops) \
  MEMBER(21, 32, 26, RANGE, color_ramp.table) \
  MEMBER(23, 0, 24, RANGE, shader_curves.curves) \
  MEMBER(23, 8, 26, RANGE, shader_curves.table) \
  MEMBER(24, 0, 25, RANGE, range) \
  MEMBER(25, 8, 0, RANGE, curve_point.handle) \
  MEMBER(28, 16, 0, RANGE, image.name) \
  MEMBER(28, 44, 29, RANGE, image.tiles) \
  MEMBER(30, 8, 0, RANGE, light.name) \
  MEMBER(30, 16, 2, RANGE, light.settings) \
  MEMBER(30, 24, 2, RANGE, light.properties) \
  MEMBER(30, 32, 31, RANGE, light.receivers) \
  MEMBER(30, 40, 31, RANGE, light.blockers) \
  MEMBER(30, 48, 14, RANGE, light.motion) \
  MEMBER(30, 56, 5, INDEX, light.object) \
  MEMBER(30, 176, 16, OPTIONAL, light.graph) \
  MEMBER(32, 8, 0, RANGE, world.name) \
  MEMBER(32, 16, 0, RANGE, world.light_group) \
  MEMBER(32, 24, 2, RANGE, world.settings) \
  MEMBER(32, 32, 2, RANGE, world.properties) \
  MEMBER(32, 52, 16, OPTIONAL, world.graph) \
  MEMBER(33, 0, 32, OPTIONAL, scene.world) \
  MEMBER(33, 24, 16, OPTIONAL, scene.default_graph) \
  MEMBER(33, 28, 2, RANGE, scene.properties) \
  MEMBER(33, 36, 14, RANGE, scene.instance_motion)

/*
 * Lists are those of this process (segment 0), tightly packed. In a captured scene their segment and that of arrays' values is 0 where
 * they are empty, else one of an arena.
 */
typedef struct pb_description {
  uint32_t size_bytes;
  uint32_t version;
  pb_span lists[PB_LIST_COUNT]; /* by pb_list */
} pb_description;

typedef enum pb_property_type {
  PB_PROPERTY_BOOL = 0,  /* numbers[0]: 0 or 1 */
  PB_PROPERTY_INT = 1,   /* numbers[0] */
  PB_PROPERTY_FLOAT = 2, /* numbers[0] */
  PB_PROPERTY_COLOR = 3, /* numbers[0..2]: scene-linear */
  PB_PROPERTY_TEXT = 4,  /* text */
  PB_PROPERTY_INTS = 5,  /* numbers[0..count] */
  PB_PROPERTY_FLOATS = 6 /* numbers[0..count] */
} pb_property_type;

/* What a user chose for a renderer, or a custom property. */
typedef struct pb_property {
  pb_range name;  /* into PB_LIST_TEXT */
  pb_range text;  /* into PB_LIST_TEXT */
  uint32_t type;  /* pb_property_type */
  uint32_t count; /* of numbers, 0 to 4 */
  double numbers[4];
} pb_property;

/* What the values of an array are. The first eight are those of pb_attribute_type. */
typedef enum pb_array_type {
  PB_ARRAY_FLOAT = 0,
  PB_ARRAY_FLOAT2 = 1,
  PB_ARRAY_FLOAT3 = 2,
  PB_ARRAY_FLOAT4 = 3,
  PB_ARRAY_BYTE_COLOR = 4, /* uint8[4], sRGB with linear alpha */
  PB_ARRAY_INT32 = 5,
  PB_ARRAY_INT8 = 6,
  PB_ARRAY_BOOL = 7,       /* uint8, 0 or not */
  PB_ARRAY_INT32X3 = 8,
  PB_ARRAY_INT32X2 = 9
} pb_array_type;

/*
 * Values of a geometry's elements. Names with a dot in front are those of its structure, others those of attributes:
 * .position (FLOAT3, POINT); .normal (FLOAT3, POINT or CORNER, unit length; none: all faces are flat); .corner_vertex (INT32, CORNER);
 * .triangle_corners (INT32X3, TRIANGLE); .triangle_face (INT32, TRIANGLE; none: faces are not told apart); .material_slot (INT32, FACE;
 * none: slot 0); .flat_face (BOOL, FACE: not 0 where it is flat whatever the normals say; none: none is); .radius (FLOAT, POINT; none:
 * default_radius); .curve_offset (INT32, CURVE, one more than curves: a curve's points end where those of the next begin); .curve_uv
 * (FLOAT2, CURVE); .undeformed_position (FLOAT3, POINT; where a material needs it: before modifiers and shape keys; none: .position);
 * .edge_vertices (INT32X2, EDGE; where a material needs them).
 */
typedef struct pb_array {
  pb_range name;        /* into PB_LIST_TEXT */
  uint32_t domain;      /* pb_domain */
  uint32_t type;        /* pb_array_type */
  uint32_t count;       /* elements */
  uint32_t motion_step; /* positions and normals; 0: at the frame; n: at the time n - 1 of MOTION_TIMES */
  pb_span values;       /* described: in this process, any stride; captured: in an arena, tightly packed; empty: unchanged */
} pb_array;

typedef enum pb_geometry_kind {
  PB_GEOMETRY_MESH = 0,
  PB_GEOMETRY_CURVES = 1,
  PB_GEOMETRY_POINT_CLOUD = 2
} pb_geometry_kind;

typedef enum pb_geometry_state {
  PB_GEOMETRY_CAPTURED = 0, /* all arrays have their values */
  PB_GEOMETRY_UNCHANGED = 1 /* what the session's last captured scene had under this id: no array has values. Described so: it
                               need not have arrays */
} pb_geometry_state;

/* A kind and arrays. Positions, normals: object space. */
typedef struct pb_geometry {
  uint64_t id;              /* the same from frame to frame; not 0, of no other geometry of the scene */
  pb_range name;            /* into PB_LIST_TEXT */
  uint32_t kind;            /* pb_geometry_kind */
  uint32_t state;           /* pb_geometry_state */
  pb_range arrays;          /* into PB_LIST_ARRAYS */
  uint32_t point_count;     /* vertices of a mesh */
  uint32_t corner_count;
  uint32_t face_count;
  uint32_t triangle_count;
  uint32_t curve_count;
  uint32_t slot_count;      /* material slots */
  uint32_t uv_map;          /* index into this geometry's arrays: the UV map that is switched on for rendering; PB_NONE: none */
  uint32_t color_attribute; /* index into this geometry's arrays: the colour attribute that is switched on for rendering;
                               PB_NONE: none */
  float default_radius;     /* of points without .radius */
  uint32_t segment_steps;   /* CURVES: straight pieces from one point to the next, 1 to PB_MAX_SEGMENT_STEPS */
  float texture_space[6];   /* middle and half the extent of the box in which generated texture coordinates go from 0 to 1;
                               extents all 0: of a mesh its bounds, else there is none */
  uint64_t content[2];      /* filled by the capture: a hash (XXH3, 128 bits) of all arrays, counts and numbers above, names
                               of arrays among them; id and name are not */
  float bounds[6];          /* filled by the capture: least x, y, z, greatest x, y, z of finite positions; all 0 where there
                               is none */
} pb_geometry;

/* Rays that see an object. */
typedef enum pb_visibility {
  PB_VISIBLE_TO_CAMERA = 1,
  PB_VISIBLE_TO_DIFFUSE = 2,
  PB_VISIBLE_TO_GLOSSY = 4,
  PB_VISIBLE_TO_TRANSMISSION = 8,
  PB_VISIBLE_TO_VOLUME_SCATTER = 16,
  PB_VISIBLE_TO_SHADOW = 32
} pb_visibility;

typedef enum pb_object_flags {
  PB_OBJECT_HOLDOUT = 1, /* cuts a hole into the picture: alpha 0, data passes as where nothing is */
  PB_OBJECT_SHADOW_CATCHER = 2
} pb_object_flags;

/* An object of Blender's, shared by all its instances. */
typedef struct pb_object {
  uint64_t id;                   /* the same from frame to frame; not 0, of no other object of the scene */
  pb_range name;                 /* into PB_LIST_TEXT */
  pb_range asset_name;           /* into PB_LIST_TEXT: of its topmost parent */
  pb_range parent;               /* into PB_LIST_TEXT: name of its parent; empty: it has none */
  pb_range collections;          /* into PB_LIST_NAMES: that it is in */
  pb_range light_group;          /* into PB_LIST_TEXT: empty: in none */
  pb_range settings;             /* into PB_LIST_PROPERTIES: that the engine declares on objects */
  pb_range properties;           /* into PB_LIST_PROPERTIES: custom ones */
  float color[4];                /* Object.color */
  int32_t pass_index;            /* Object.pass_index */
  uint32_t visibility;           /* pb_visibility */
  uint32_t flags;                /* pb_object_flags */
  uint32_t reserved;             /* 0 */
  pb_range instancer_properties; /* into PB_LIST_PROPERTIES: custom ones of what it is instanced by */
  pb_range receivers;            /* into PB_LIST_LIGHT_LINKS: objects that it lights, where it emits; empty: all */
  pb_range blockers;             /* into PB_LIST_LIGHT_LINKS: objects that cast a shadow in its light; empty: all */
} pb_object;

/* What instances are but for their place. */
typedef struct pb_prototype {
  uint32_t geometry; /* into PB_LIST_GEOMETRIES */
  uint32_t object;   /* into PB_LIST_OBJECTS */
  pb_range slots;    /* into PB_LIST_SLOTS: a triangle's slot outside takes the nearest one; empty: the default material */
} pb_prototype;

/* Where on its instancer an instance stands, and what particle it stands for. */
typedef struct pb_instance_source {
  uint32_t instance;          /* in INSTANCE_PROTOTYPES; no other's */
  uint32_t has_particle;      /* 0: there is none, what follows the first two is 0 */
  float generated[3];         /* DepsgraphObjectInstance.orco */
  float uv[2];                /* DepsgraphObjectInstance.uv */
  uint32_t particle_index;    /* in its particle system */
  float particle_age;         /* frames since its birth */
  float particle_lifetime;    /* frames */
  float particle_size;
  float particle_location[3]; /* world space; these three as Blender has them */
  float particle_velocity[3];
  float particle_angular_velocity[3];
} pb_instance_source;

/* An input or output of shader nodes of one kind. */
typedef struct pb_shader_socket {
  pb_range identifier; /* into PB_LIST_TEXT */
  uint32_t type;       /* pb_socket_type */
} pb_shader_socket;

/* A color ramp. Texts are Blender's names. */
typedef struct pb_color_ramp {
  pb_range interpolation;     /* into PB_LIST_TEXT */
  pb_range color_mode;        /* into PB_LIST_TEXT */
  pb_range hue_interpolation; /* into PB_LIST_TEXT */
  pb_range stops;             /* into PB_LIST_RAMP_STOPS */
  pb_range table;             /* into PB_LIST_TABLE_ENTRIES */
} pb_color_ramp;

typedef struct pb_ramp_stop {
  float position;
  float color[4];
} pb_ramp_stop;

/* Curves from min_x to max_x. */
typedef struct pb_shader_curves {
  pb_range curves; /* into PB_LIST_CURVES */
  pb_range table;  /* into PB_LIST_TABLE_ENTRIES */
  float min_x;
  float max_x;
  uint32_t is_extrapolated;
} pb_shader_curves;

typedef struct pb_curve_point {
  float x;
  float y;
  pb_range handle; /* into PB_LIST_TEXT: Blender's name */
} pb_curve_point;

/* What an input of a shader node is linked to. */
typedef struct pb_shader_link {
  uint32_t input;  /* of the node's inputs */
  uint32_t node;   /* index into the same graph's nodes, lower than that of the node */
  uint32_t output; /* of that node's outputs */
} pb_shader_link;

/* A node of a flattened tree, under the names of the newest Blender. */
typedef struct pb_shader_node {
  pb_range type;            /* into PB_LIST_TEXT: bl_idname */
  pb_range name;            /* into PB_LIST_TEXT */
  pb_range inputs;          /* into PB_LIST_SHADER_SOCKETS */
  pb_range outputs;         /* into PB_LIST_SHADER_SOCKETS */
  pb_range values;          /* into PB_LIST_SOCKET_VALUES: of all inputs, then of all outputs */
  pb_range links;           /* into PB_LIST_SHADER_LINKS */
  pb_range properties;      /* into PB_LIST_PROPERTIES */
  uint32_t image;           /* PB_NONE or into PB_LIST_IMAGES */
  uint32_t ramp;            /* PB_NONE or into PB_LIST_COLOR_RAMPS */
  uint32_t curves;          /* PB_NONE or into PB_LIST_SHADER_CURVES */
  uint32_t object_to_world; /* PB_NONE or into PB_LIST_NODE_MATRICES: of the object that the node names */
} pb_shader_node;

/* The nodes that an output depends on; those of its ends that are linked. */
typedef struct pb_shader_graph {
  pb_range nodes;          /* into PB_LIST_SHADER_NODES: each after those that it is linked to */
  uint32_t surface;        /* index into nodes; PB_NONE: nothing is linked */
  uint32_t surface_output; /* of that node's outputs */
  uint32_t volume;
  uint32_t volume_output;
  uint32_t displacement;
  uint32_t displacement_output;
} pb_shader_graph;

typedef enum pb_material_flags {
  PB_MATERIAL_TRANSPARENT_SHADOW = 1 /* light passes where it is transparent; else such a surface casts the shadow of an
                                        opaque one */
} pb_material_flags;

typedef struct pb_material {
  uint64_t id;         /* the same from frame to frame; not 0, of no other material of the scene */
  pb_range name;       /* into PB_LIST_TEXT */
  pb_range settings;   /* into PB_LIST_PROPERTIES: that the engine declares on materials */
  pb_range properties; /* into PB_LIST_PROPERTIES: custom ones */
  uint32_t graph;      /* PB_NONE or into PB_LIST_SHADER_GRAPHS: PB_NONE: nothing is linked */
  int32_t pass_index;  /* Material.pass_index */
  uint32_t flags;      /* pb_material_flags */
  uint32_t reserved;   /* 0 */
} pb_material;

/* An image without its pixels, which a renderer asks for: pb_frame_progress.wanted_image. */
typedef struct pb_image {
  uint64_t id;          /* the same from frame to frame; not 0, of no other image of the scene */
  uint64_t state;       /* differs where pixels do */
  pb_range name;        /* into PB_LIST_TEXT */
  uint32_t width;
  uint32_t height;
  uint32_t channels;    /* 1 - 4 */
  uint32_t format;      /* pb_pixel_format that its pixels come in: PB_PIXELS_FLOAT32 or PB_PIXELS_UINT8 */
  uint32_t color_space; /* pb_color_space of the values */
  pb_range tiles;       /* into PB_LIST_IMAGE_TILES: UDIM tiles, each with a picture of its own; empty: the image is one
                           picture, else it shows that of one tile itself */
  uint32_t reserved;    /* 0 */
} pb_image;

/* A picture that lies at a square of UV space. */
typedef struct pb_image_tile {
  uint32_t number; /* 1001 + column, 0 - 9, + 10 * row */
  uint32_t image;  /* index into IMAGES, of one before the image that has the tile */
} pb_image_tile;

/* Pixels that a renderer waits for. */
typedef struct pb_image_pixels {
  uint32_t size_bytes;
  uint32_t version;
  uint64_t image;    /* its id */
  uint32_t width;
  uint32_t height;
  uint32_t channels; /* 1 - 4 */
  uint32_t format;   /* pb_pixel_format that the renderer gets: PB_PIXELS_FLOAT32, or PB_PIXELS_UINT8, the nearest whole
                        number of 255 parts */
  pb_span values;    /* float[channels] per pixel, rows bottom to top, tightly packed; empty: they can't be read */
} pb_image_pixels;

typedef enum pb_light_flags {
  PB_LIGHT_CASTS_SHADOW = 1,
  PB_LIGHT_SOFT_FALLOFF = 2 /* its strength falls with the square of the distance plus that of the radius */
} pb_light_flags;

/* Shines along its local -Z, as Blender's lights do. */
typedef struct pb_light {
  uint64_t id;         /* the same from frame to frame; not 0, of no other light of the scene */
  pb_range name;       /* into PB_LIST_TEXT: of the light itself, not of its object */
  pb_range settings;   /* into PB_LIST_PROPERTIES: that the engine declares on lights */
  pb_range properties; /* into PB_LIST_PROPERTIES: custom ones */
  pb_range receivers;  /* into PB_LIST_LIGHT_LINKS: objects that it lights; empty: all */
  pb_range blockers;   /* into PB_LIST_LIGHT_LINKS: objects that cast its shadow; empty: all */
  pb_range motion;     /* into PB_LIST_MOTION_MATRICES: light_to_world at each of MOTION_TIMES; empty: it does not move */
  uint32_t object;     /* into PB_LIST_OBJECTS */
  uint32_t type;       /* pb_light_type */
  uint32_t flags;      /* pb_light_flags */
  float light_to_world[16];
  float color[3];      /* times power: radiant flux in watts; for a sun irradiance in W/m^2 */
  float radius;        /* point, spot: metres */
  float spot_angle;    /* full cone, radians */
  float spot_blend;    /* 0 - 1 */
  float area_size[2];  /* metres along local X and Y */
  uint32_t area_is_ellipse;
  float area_spread;   /* radians, half a turn: all around its front */
  float sun_angle;     /* full cone of the disk, radians */
  uint32_t graph;      /* PB_NONE or into PB_LIST_SHADER_GRAPHS: what its colour is multiplied with; PB_NONE: 1 */
  uint32_t reserved;   /* 0 */
} pb_light;

/* An object that is, or is not, meant. */
typedef struct pb_light_link {
  uint64_t object;      /* its id */
  uint32_t is_excluded; /* 1: all but this one */
  uint32_t reserved;    /* 0 */
} pb_light_link;

typedef struct pb_world {
  uint64_t id;          /* the same from frame to frame; not 0 */
  pb_range name;        /* into PB_LIST_TEXT */
  pb_range light_group; /* into PB_LIST_TEXT: empty: in none */
  pb_range settings;    /* into PB_LIST_PROPERTIES: that the engine declares on worlds */
  pb_range properties;  /* into PB_LIST_PROPERTIES: custom ones */
  float color[3];       /* radiance, the same from every direction */
  uint32_t graph;       /* PB_NONE or into PB_LIST_SHADER_GRAPHS: PB_NONE: black */
} pb_world;

/* What there is one of. */
typedef struct pb_scene {
  uint32_t world;             /* PB_NONE or into PB_LIST_WORLDS: PB_NONE: black */
  uint32_t transparent_film;  /* 1: the world lights but is not seen; alpha 0 there */
  float film_exposure;        /* that the picture's colours are multiplied by, 0 or more */
  uint32_t max_bounces;       /* of light from one matte surface to the next */
  float clamp_indirect;       /* mean of the colours that a path brings that is no more than this; 0: all of it */
  float pass_alpha_threshold; /* data passes show surfaces whose alpha is at least this, and what lies behind others */
  uint32_t default_graph;     /* PB_NONE or into PB_LIST_SHADER_GRAPHS: of the default material; PB_NONE: nothing is linked */
  pb_range properties;        /* into PB_LIST_PROPERTIES: custom ones of the scene */
  pb_range instance_motion;   /* into PB_LIST_MOTION_MATRICES: of all instances at each of MOTION_TIMES, step by step; empty:
                                 no instance moves */
} pb_scene;

/* Where the camera is at a time while the shutter is open. */
typedef struct pb_camera_step {
  float time_frames; /* from the frame */
  uint32_t reserved; /* 0 */
  float world_to_camera[16];
  float projection[16];
} pb_camera_step;

/* What a renderer looks with. */
typedef struct pb_view {
  pb_camera camera;
  uint64_t camera_id;   /* of its object, as pb_object.id; 0: the scene has no camera */
  pb_range camera_name; /* into text: of its object */
  uint32_t full_width;  /* of the whole picture in pixels, of which the frame's is a part */
  uint32_t full_height;
  uint32_t x;           /* where the frame's picture begins in it, from the bottom left */
  uint32_t y;
} pb_view;

/* The lists and texts are the request's own; ranges of this struct and of the properties lead into them. */
typedef struct pb_render_request {
  uint32_t size_bytes;
  uint32_t version;
  uint32_t width;             /* pixels of the picture */
  uint32_t height;
  uint32_t samples;           /* per pixel, at least 1 */
  float filter_width;         /* of the pixel filter, in pixels */
  uint32_t seed;              /* of everything random */
  int32_t frame;
  float subframe;             /* 0 to 1 */
  float noise_threshold;      /* the picture is complete where its error is estimated to be below; 0: never before all samples */
  double fps;                 /* frames per second */
  double time_limit_s;        /* of drawing, after which no further sample begins; 0: none */
  pb_view view;
  pb_range scene_name;        /* into text */
  pb_range view_layer;        /* into text */
  pb_range view_name;         /* into text: "left", "right"; empty: there is one view */
  pb_range file_path;         /* into text: of the .blend file; empty: never saved */
  pb_range settings;          /* into properties: that the engine declares on scenes */
  pb_range camera_settings;   /* into properties: that the engine declares on cameras */
  pb_range camera_properties; /* into properties: custom ones of the camera */
  pb_span passes;             /* pb_pass_request[] */
  pb_span targets;            /* pb_pass_target[]: written as soon as the picture is drawn; empty: pb_frame_resolve does that */
  pb_span camera_steps;       /* pb_camera_step[], by time; empty: the camera does not move */
  pb_span properties;         /* pb_property[] */
  pb_span text;               /* UTF-8 */
} pb_render_request;

/* Bytes of a gathered vertex without attributes: position float[3], normal float[3]. */
#define PB_VERTEX_BYTES 24u

/* Attributes that one gather takes at most. */
#define PB_MAX_GATHERED_ATTRIBUTE_COUNT 16u

/* Where a gather writes, and what a vertex consists of. */
typedef struct pb_mesh_gathering {
  uint32_t size_bytes;
  uint32_t version;
  pb_span attributes;              /* uint32[]: indices into mesh->attributes, in the order of a vertex; none twice */
  pb_span vertices;                /* receives the vertices */
  pb_span indices;                 /* receives uint32[3] per triangle */
  pb_span slot_triangle_counts;    /* receives uint32[]: triangles drawn with each material slot; at least one slot */
  pb_span weld;                    /* uint32[vertex_count + 2 * ceil(corner_count / 32)] of the mesh: what pb_mesh_weld wrote;
                                      empty: no weld */
  pb_span part;                    /* uint32[2 * ceil(n / 32)], n: vertices of a gather without it: what pb_mesh_part wrote;
                                      empty: all n are written */
  uint32_t vertex_count;           /* receives the vertices written */
  uint32_t skipped_triangle_count; /* receives the triangles left out */
} pb_mesh_gathering;

/* Bytes of a gathered vertex of curves without UVs: centre float[3], tangent float[3], radius. */
#define PB_CURVE_VERTEX_BYTES 28u

/* Where a gather of curves writes. */
typedef struct pb_curves_gathering {
  uint32_t size_bytes;
  uint32_t version;
  pb_span vertices;             /* receives the vertices */
  pb_span indices;              /* receives uint32[6] per piece: two triangles */
  uint32_t steps_per_piece;     /* steps of a curve that a piece takes, at least 1; the last piece of a curve may take fewer */
  uint32_t piece_count;         /* receives the pieces written */
  uint32_t skipped_curve_count; /* receives the curves left out because something about them is wrong */
  uint32_t reserved;            /* 0 */
} pb_curves_gathering;

/* Hair of one particle system that is to be read. */
typedef struct pb_hair_reading {
  uint32_t size_bytes;
  uint32_t version;
  uint64_t particle_system; /* address of Blender's ParticleSystem */
  uint32_t first_hair;      /* parents come first, then children */
  uint32_t hair_count;
  uint32_t points_per_hair; /* at least 1 */
  uint32_t closes_tip;      /* 1: the radius of a hair's last point is 0 */
  float root_radius;
  float tip_radius;
  float shape_exponent;     /* how the radius goes from root to tip; may be infinite */
  float missing[3];         /* where the points of a hair are that Blender has none of */
  pb_span positions;        /* receives float[3] per point */
  pb_span radii;            /* receives float per point */
} pb_hair_reading;

/*
 * Where members lie in Blender's structs, bytes from the struct's start; NONE: this Blender does not have it. Names of members are those of
 * Blender's sources.
 */
typedef struct pb_object_layouts {
  uint32_t size_bytes;
  uint32_t version;
  uint32_t object_bytes;
  uint32_t object_type;
  uint32_t object_data;
  uint32_t object_parent;
  uint32_t object_mat;
  uint32_t object_matbits;
  uint32_t object_totcol;
  uint32_t object_color;
  uint32_t object_index;
  uint32_t object_visibility_flag;
  uint32_t object_visibility_flag_bytes;
  uint32_t object_lightgroup;
  uint32_t object_light_linking;  /* NONE: there is no such thing */
  uint32_t object_particlesystem;
  uint32_t object_matrix;         /* of this struct, or NONE: its runtime begins with it */
  uint32_t object_runtime;
  uint32_t id_name;               /* two letters of the kind come first */
  uint32_t id_name_bytes;
  uint32_t id_session_uid;        /* NONE: the original's address is what tells it apart */
  uint32_t id_properties;
  uint32_t id_orig_id;
  uint32_t mesh_bytes;
  uint32_t mesh_mat;
  uint32_t mesh_totcol;
  uint32_t mesh_flag;             /* NONE: it says nothing of normals */
  uint32_t mesh_verts_num;
  uint32_t mesh_edges_num;
  uint32_t mesh_faces_num;
  uint32_t mesh_corners_num;
  uint32_t mesh_default_color_attribute;
  uint32_t mesh_default_uv_map_attribute;
  uint32_t mesh_attributes;       /* address of the AttributeStorage's runtime; NONE: attributes are layers */
  uint32_t mesh_domain_data[4];   /* CustomData of vertices, edges, faces, corners */
  uint32_t data_layers;
  uint32_t data_totlayer;
  uint32_t layer_bytes;
  uint32_t layer_type;
  uint32_t layer_active_rnd;
  uint32_t layer_name;
  uint32_t layer_name_bytes;
  uint32_t layer_data;
  uint32_t mixes_flat_and_smooth; /* 1: the vertices' normals stand beside flat faces where nothing else makes normals differ */
  uint32_t uvs_are_attributes;    /* 1: 2D vectors of corners; 0: layers of a kind of their own */
} pb_object_layouts;

/* A mesh object without anything unusual. */
typedef struct pb_plain_object {
  uint64_t original;       /* receives the address of the object that this one was evaluated from */
  uint64_t id;             /* receives the number of that one in its file, or that address */
  uint64_t mesh;           /* receives the address of the evaluated mesh */
  uint64_t mesh_original;
  uint64_t slots_key;      /* receives a hash of its material slots */
  uint64_t shape;          /* receives a hash of what is to be described, values and counts aside */
  uint64_t geometry_id;
  uint64_t triangles;      /* address of the first one */
  uint64_t triangle_faces; /* address of the first triangle's face */
  uint64_t normals;        /* address of the first one of normals_domain */
  pb_range collections;    /* into PB_LIST_NAMES */
  pb_range settings;       /* into PB_LIST_PROPERTIES */
  uint32_t is_plain;       /* receives 1; or 0: there is something unusual about it, and nothing else was received */
  uint32_t normals_domain; /* receives PB_DOMAIN_POINT, PB_DOMAIN_CORNER, or NONE: all faces are flat */
  uint32_t array_count;    /* receives those of its mesh */
  uint32_t text_bytes;     /* receives those of all texts, at most */
  uint32_t has_odd_place;  /* receives 1 where its matrix may be singular or not finite */
  uint32_t index;          /* of the batch */
  uint32_t geometry;       /* where its mesh is to be described; NONE: nowhere */
  uint32_t object;         /* where it is to be described */
} pb_plain_object;

/* Where plain objects are described: lists of a scene, or the part behind their ends. */
typedef struct pb_plain_description {
  uint32_t size_bytes;
  uint32_t version;
  pb_range position;         /* into PB_LIST_TEXT: names of the arrays of a mesh's structure */
  pb_range corner_vertex;    /* into PB_LIST_TEXT */
  pb_range triangle_corners; /* into PB_LIST_TEXT */
  pb_range triangle_face;    /* into PB_LIST_TEXT */
  pb_range material_slot;    /* into PB_LIST_TEXT */
  pb_range normal;           /* into PB_LIST_TEXT */
  pb_range flat_face;        /* into PB_LIST_TEXT */
  pb_span texts;             /* receives texts behind the end */
  pb_span arrays;            /* receives pb_array[] behind the end */
  pb_span geometries;        /* pb_geometry[], from the first one */
  pb_span objects;           /* pb_object[], from the first one */
  uint32_t first_text;       /* bytes before `texts` */
  uint32_t first_array;      /* arrays before `arrays` */
  uint32_t text_bytes;       /* receives how many were written */
  uint32_t array_count;      /* receives how many were written */
} pb_plain_description;

/* Where a gather of points writes. */
typedef struct pb_point_cloud_gathering {
  uint32_t size_bytes;
  uint32_t version;
  pb_span spheres;              /* receives float[4] per point: centre, radius */
  uint32_t sphere_count;        /* receives the spheres written */
  uint32_t skipped_point_count; /* receives the points left out */
} pb_point_cloud_gathering;

/* How to start the JVM. Strings are read during the call only. */
typedef struct pb_jvm_options {
  uint32_t size_bytes;
  uint32_t version;
  pb_span libjvm_path; /* char[]: libjvm.so, jvm.dll or libjvm.dylib */
  pb_span options;     /* char[]: as on java's command line, one per line */
} pb_jvm_options;

/* Which renderer a session has. Texts are read during the call only; together they may have 16,000 bytes. */
typedef struct pb_session_request {
  uint32_t size_bytes;
  uint32_t version;
  pb_span renderer;   /* char[]: binary name of a Java class that implements passbridge.Renderer; empty: the one that the
                         class path names for java.util.ServiceLoader */
  pb_span class_path; /* char[]: jars and folders of the renderer alone, one per line; empty: it is among Passbridge's own */
} pb_session_request;

/* A pass the renderer is to fill: "Combined", "Depth", "Position", "Normal", "UV", "IndexOB", "IndexMA", or a custom one. */
typedef struct pb_pass_request {
  char name[PB_NAME_BYTES];
  uint32_t channels; /* 1 - 4 */
  uint32_t reserved; /* 0 */
} pb_pass_request;

typedef enum pb_frame_state {
  PB_FRAME_QUEUED = 0,
  PB_FRAME_SYNCING = 1,   /* the renderer takes the scene over */
  PB_FRAME_DRAWING = 2,
  PB_FRAME_DRAWN = 3,     /* the picture can be taken out with pb_frame_resolve */
  PB_FRAME_RESOLVING = 4, /* targets are being written: their memory must stay */
  PB_FRAME_RESOLVED = 5,
  PB_FRAME_CANCELLED = 6,
  PB_FRAME_FAILED = 7,    /* pb_frame_text tells why */
  PB_FRAME_INCOMPLETE = 8 /* geometries are needed that were not captured: pb_frame_wanted tells which */
} pb_frame_state;

typedef struct pb_frame_progress {
  uint32_t size_bytes;
  uint32_t version;
  uint32_t state;               /* pb_frame_state */
  uint32_t sample;              /* samples per pixel done */
  uint32_t sample_count;
  uint32_t has_metadata;        /* 1: pb_frame_metadata has something to give */
  uint64_t image_serial;        /* grows with every picture that could be taken out */
  double start_ms;              /* stage timings, 0 until known: renderer and OpenGL made ready */
  double sync_ms;               /* scene to OpenGL */
  double draw_ms;               /* until the last sample was drawn, of which was told */
  double readback_ms;           /* OpenGL to direct memory, all resolves */
  double deliver_ms;            /* direct memory to the targets, all resolves */
  uint64_t refresh_serial;      /* grows with every pb_frame_refresh that was served */
  uint32_t refresh_sample;      /* samples per pixel of the picture that was taken out last */
  uint32_t reserved;            /* 0 */
  uint64_t opengl_bytes;        /* of the buffers, textures and renderbuffers that the session's OpenGL holds; 0: it is not
                                   known */
  uint64_t java_heap_bytes;     /* of the JVM that are in use, garbage among them; 0: it is not known */
  uint64_t wanted_image;        /* id of an image that the renderer waits for the pixels of, see pb_frame_provide_pixels; 0:
                                   none */
  char status[PB_STATUS_BYTES]; /* what the renderer is at, in its own words; "": it says nothing */
} pb_frame_progress;

/* Bytes of a frame's text, terminating zero included. */
#define PB_FRAME_TEXT_BYTES 16384u

typedef enum pb_host_message_kind {
  PB_HOST_SESSION_OPEN = 1,
  PB_HOST_SESSION_CLOSE = 2,
  PB_HOST_FRAME_OPEN = 3,
  PB_HOST_FRAME_RESOLVE = 4,
  PB_HOST_FRAME_RELEASE = 5, /* drop everything about the frame, then pb_host_frame_release() */
  PB_HOST_DESCRIBE = 6,      /* answered by pb_host_frame_text() */
  PB_HOST_SESSION_CLEAR = 7, /* the scene is given up, and what is kept for the next frame */
  PB_HOST_END_DRAWING = 8    /* of no session; the frame is RESOLVED once nobody draws any more, see pb_jvm_end_drawing() */
} pb_host_message_kind;

/*
 * What may follow a message. PB_HOST_SESSION_OPEN: name of the renderer class, a zero, the class path, one entry a line.
 * PB_HOST_FRAME_RESOLVE: pb_pass_target[]. PB_HOST_FRAME_OPEN: pb_render_request, then its lists in their order: passes, targets, camera_steps, properties, text,
 * each as many bytes as its span says.
 */
#define PB_HOST_PAYLOAD_BYTES 262144u

/* What a frame tells the host without a call. Memory of signals is never freed: who looks late sees those of another frame. */
typedef struct pb_frame_signals {
  _Atomic uint32_t is_cancelled;
  _Atomic uint32_t wants_refresh;
} pb_frame_signals;

/* What the Java host receives. A copy: nothing in it points anywhere but at the frame and its signals. */
typedef struct pb_host_message {
  uint32_t kind;    /* pb_host_message_kind */
  uint32_t payload_bytes;
  uint64_t session; /* number of the session */
  uint64_t frame;   /* address of the pb_frame, which stays valid until pb_host_frame_release() */
  uint64_t signals; /* address of the frame's pb_frame_signals */
  pb_span scene;    /* PB_HOST_FRAME_OPEN: a captured pb_description, there until pb_host_frame_release_scene(); empty: the
                       session's scene is the frame's, too */
} pb_host_message;

/* Where Python and Java expect the members to lie. */
#ifdef __cplusplus
#  define PB_ASSERT(CONDITION) static_assert(CONDITION, #CONDITION)
#else
#  define PB_ASSERT(CONDITION) _Static_assert(CONDITION, #CONDITION)
#endif
PB_ASSERT(sizeof(pb_attribute) == 40);
PB_ASSERT(offsetof(pb_attribute, values) == 0);
PB_ASSERT(offsetof(pb_attribute, type) == 32);
PB_ASSERT(offsetof(pb_attribute, domain) == 36);
PB_ASSERT(sizeof(pb_mesh) == 280);
PB_ASSERT(offsetof(pb_mesh, positions) == 0);
PB_ASSERT(offsetof(pb_mesh, corner_vertices) == 32);
PB_ASSERT(offsetof(pb_mesh, normals) == 64);
PB_ASSERT(offsetof(pb_mesh, flat_polygons) == 96);
PB_ASSERT(offsetof(pb_mesh, triangle_corners) == 128);
PB_ASSERT(offsetof(pb_mesh, triangle_polygons) == 160);
PB_ASSERT(offsetof(pb_mesh, polygon_materials) == 192);
PB_ASSERT(offsetof(pb_mesh, attributes) == 224);
PB_ASSERT(offsetof(pb_mesh, vertex_count) == 256);
PB_ASSERT(offsetof(pb_mesh, corner_count) == 260);
PB_ASSERT(offsetof(pb_mesh, triangle_count) == 264);
PB_ASSERT(offsetof(pb_mesh, polygon_count) == 268);
PB_ASSERT(offsetof(pb_mesh, normals_domain) == 272);
PB_ASSERT(offsetof(pb_mesh, reserved) == 276);
PB_ASSERT(sizeof(pb_curves) == 144);
PB_ASSERT(offsetof(pb_curves, positions) == 0);
PB_ASSERT(offsetof(pb_curves, radii) == 32);
PB_ASSERT(offsetof(pb_curves, first_points) == 64);
PB_ASSERT(offsetof(pb_curves, curve_uvs) == 96);
PB_ASSERT(offsetof(pb_curves, point_count) == 128);
PB_ASSERT(offsetof(pb_curves, curve_count) == 132);
PB_ASSERT(offsetof(pb_curves, default_radius) == 136);
PB_ASSERT(offsetof(pb_curves, segment_steps) == 140);
PB_ASSERT(sizeof(pb_point_cloud) == 72);
PB_ASSERT(offsetof(pb_point_cloud, positions) == 0);
PB_ASSERT(offsetof(pb_point_cloud, radii) == 32);
PB_ASSERT(offsetof(pb_point_cloud, point_count) == 64);
PB_ASSERT(offsetof(pb_point_cloud, default_radius) == 68);
PB_ASSERT(sizeof(pb_camera) == 184);
PB_ASSERT(offsetof(pb_camera, world_to_camera) == 0);
PB_ASSERT(offsetof(pb_camera, projection) == 64);
PB_ASSERT(offsetof(pb_camera, type) == 128);
PB_ASSERT(offsetof(pb_camera, clip_start) == 132);
PB_ASSERT(offsetof(pb_camera, clip_end) == 136);
PB_ASSERT(offsetof(pb_camera, longitude) == 140);
PB_ASSERT(offsetof(pb_camera, latitude) == 148);
PB_ASSERT(offsetof(pb_camera, aperture_radius) == 156);
PB_ASSERT(offsetof(pb_camera, focus_distance) == 160);
PB_ASSERT(offsetof(pb_camera, aperture_blades) == 164);
PB_ASSERT(offsetof(pb_camera, aperture_rotation) == 168);
PB_ASSERT(offsetof(pb_camera, aperture_ratio) == 172);
PB_ASSERT(offsetof(pb_camera, shutter_frames) == 176);
PB_ASSERT(offsetof(pb_camera, shutter_position) == 180);
PB_ASSERT(sizeof(pb_range) == 8);
PB_ASSERT(offsetof(pb_range, first) == 0);
PB_ASSERT(offsetof(pb_range, count) == 4);
PB_ASSERT(sizeof(pb_description) == 1096);
PB_ASSERT(offsetof(pb_description, size_bytes) == 0);
PB_ASSERT(offsetof(pb_description, version) == 4);
PB_ASSERT(offsetof(pb_description, lists) == 8);
PB_ASSERT(sizeof(pb_property) == 56);
PB_ASSERT(offsetof(pb_property, name) == 0);
PB_ASSERT(offsetof(pb_property, text) == 8);
PB_ASSERT(offsetof(pb_property, type) == 16);
PB_ASSERT(offsetof(pb_property, count) == 20);
PB_ASSERT(offsetof(pb_property, numbers) == 24);
PB_ASSERT(sizeof(pb_array) == 56);
PB_ASSERT(offsetof(pb_array, name) == 0);
PB_ASSERT(offsetof(pb_array, domain) == 8);
PB_ASSERT(offsetof(pb_array, type) == 12);
PB_ASSERT(offsetof(pb_array, count) == 16);
PB_ASSERT(offsetof(pb_array, motion_step) == 20);
PB_ASSERT(offsetof(pb_array, values) == 24);
PB_ASSERT(sizeof(pb_geometry) == 136);
PB_ASSERT(offsetof(pb_geometry, id) == 0);
PB_ASSERT(offsetof(pb_geometry, name) == 8);
PB_ASSERT(offsetof(pb_geometry, kind) == 16);
PB_ASSERT(offsetof(pb_geometry, state) == 20);
PB_ASSERT(offsetof(pb_geometry, arrays) == 24);
PB_ASSERT(offsetof(pb_geometry, point_count) == 32);
PB_ASSERT(offsetof(pb_geometry, corner_count) == 36);
PB_ASSERT(offsetof(pb_geometry, face_count) == 40);
PB_ASSERT(offsetof(pb_geometry, triangle_count) == 44);
PB_ASSERT(offsetof(pb_geometry, curve_count) == 48);
PB_ASSERT(offsetof(pb_geometry, slot_count) == 52);
PB_ASSERT(offsetof(pb_geometry, uv_map) == 56);
PB_ASSERT(offsetof(pb_geometry, color_attribute) == 60);
PB_ASSERT(offsetof(pb_geometry, default_radius) == 64);
PB_ASSERT(offsetof(pb_geometry, segment_steps) == 68);
PB_ASSERT(offsetof(pb_geometry, texture_space) == 72);
PB_ASSERT(offsetof(pb_geometry, content) == 96);
PB_ASSERT(offsetof(pb_geometry, bounds) == 112);
PB_ASSERT(sizeof(pb_object) == 120);
PB_ASSERT(offsetof(pb_object, id) == 0);
PB_ASSERT(offsetof(pb_object, name) == 8);
PB_ASSERT(offsetof(pb_object, asset_name) == 16);
PB_ASSERT(offsetof(pb_object, parent) == 24);
PB_ASSERT(offsetof(pb_object, collections) == 32);
PB_ASSERT(offsetof(pb_object, light_group) == 40);
PB_ASSERT(offsetof(pb_object, settings) == 48);
PB_ASSERT(offsetof(pb_object, properties) == 56);
PB_ASSERT(offsetof(pb_object, color) == 64);
PB_ASSERT(offsetof(pb_object, pass_index) == 80);
PB_ASSERT(offsetof(pb_object, visibility) == 84);
PB_ASSERT(offsetof(pb_object, flags) == 88);
PB_ASSERT(offsetof(pb_object, reserved) == 92);
PB_ASSERT(offsetof(pb_object, instancer_properties) == 96);
PB_ASSERT(offsetof(pb_object, receivers) == 104);
PB_ASSERT(offsetof(pb_object, blockers) == 112);
PB_ASSERT(sizeof(pb_prototype) == 16);
PB_ASSERT(offsetof(pb_prototype, geometry) == 0);
PB_ASSERT(offsetof(pb_prototype, object) == 4);
PB_ASSERT(offsetof(pb_prototype, slots) == 8);
PB_ASSERT(sizeof(pb_instance_source) == 80);
PB_ASSERT(offsetof(pb_instance_source, instance) == 0);
PB_ASSERT(offsetof(pb_instance_source, has_particle) == 4);
PB_ASSERT(offsetof(pb_instance_source, generated) == 8);
PB_ASSERT(offsetof(pb_instance_source, uv) == 20);
PB_ASSERT(offsetof(pb_instance_source, particle_index) == 28);
PB_ASSERT(offsetof(pb_instance_source, particle_age) == 32);
PB_ASSERT(offsetof(pb_instance_source, particle_lifetime) == 36);
PB_ASSERT(offsetof(pb_instance_source, particle_size) == 40);
PB_ASSERT(offsetof(pb_instance_source, particle_location) == 44);
PB_ASSERT(offsetof(pb_instance_source, particle_velocity) == 56);
PB_ASSERT(offsetof(pb_instance_source, particle_angular_velocity) == 68);
PB_ASSERT(sizeof(pb_shader_socket) == 12);
PB_ASSERT(offsetof(pb_shader_socket, identifier) == 0);
PB_ASSERT(offsetof(pb_shader_socket, type) == 8);
PB_ASSERT(sizeof(pb_color_ramp) == 40);
PB_ASSERT(offsetof(pb_color_ramp, interpolation) == 0);
PB_ASSERT(offsetof(pb_color_ramp, color_mode) == 8);
PB_ASSERT(offsetof(pb_color_ramp, hue_interpolation) == 16);
PB_ASSERT(offsetof(pb_color_ramp, stops) == 24);
PB_ASSERT(offsetof(pb_color_ramp, table) == 32);
PB_ASSERT(sizeof(pb_ramp_stop) == 20);
PB_ASSERT(offsetof(pb_ramp_stop, position) == 0);
PB_ASSERT(offsetof(pb_ramp_stop, color) == 4);
PB_ASSERT(sizeof(pb_shader_curves) == 28);
PB_ASSERT(offsetof(pb_shader_curves, curves) == 0);
PB_ASSERT(offsetof(pb_shader_curves, table) == 8);
PB_ASSERT(offsetof(pb_shader_curves, min_x) == 16);
PB_ASSERT(offsetof(pb_shader_curves, max_x) == 20);
PB_ASSERT(offsetof(pb_shader_curves, is_extrapolated) == 24);
PB_ASSERT(sizeof(pb_curve_point) == 16);
PB_ASSERT(offsetof(pb_curve_point, x) == 0);
PB_ASSERT(offsetof(pb_curve_point, y) == 4);
PB_ASSERT(offsetof(pb_curve_point, handle) == 8);
PB_ASSERT(sizeof(pb_shader_link) == 12);
PB_ASSERT(offsetof(pb_shader_link, input) == 0);
PB_ASSERT(offsetof(pb_shader_link, node) == 4);
PB_ASSERT(offsetof(pb_shader_link, output) == 8);
PB_ASSERT(sizeof(pb_shader_node) == 72);
PB_ASSERT(offsetof(pb_shader_node, type) == 0);
PB_ASSERT(offsetof(pb_shader_node, name) == 8);
PB_ASSERT(offsetof(pb_shader_node, inputs) == 16);
PB_ASSERT(offsetof(pb_shader_node, outputs) == 24);
PB_ASSERT(offsetof(pb_shader_node, values) == 32);
PB_ASSERT(offsetof(pb_shader_node, links) == 40);
PB_ASSERT(offsetof(pb_shader_node, properties) == 48);
PB_ASSERT(offsetof(pb_shader_node, image) == 56);
PB_ASSERT(offsetof(pb_shader_node, ramp) == 60);
PB_ASSERT(offsetof(pb_shader_node, curves) == 64);
PB_ASSERT(offsetof(pb_shader_node, object_to_world) == 68);
PB_ASSERT(sizeof(pb_shader_graph) == 32);
PB_ASSERT(offsetof(pb_shader_graph, nodes) == 0);
PB_ASSERT(offsetof(pb_shader_graph, surface) == 8);
PB_ASSERT(offsetof(pb_shader_graph, surface_output) == 12);
PB_ASSERT(offsetof(pb_shader_graph, volume) == 16);
PB_ASSERT(offsetof(pb_shader_graph, volume_output) == 20);
PB_ASSERT(offsetof(pb_shader_graph, displacement) == 24);
PB_ASSERT(offsetof(pb_shader_graph, displacement_output) == 28);
PB_ASSERT(sizeof(pb_material) == 48);
PB_ASSERT(offsetof(pb_material, id) == 0);
PB_ASSERT(offsetof(pb_material, name) == 8);
PB_ASSERT(offsetof(pb_material, settings) == 16);
PB_ASSERT(offsetof(pb_material, properties) == 24);
PB_ASSERT(offsetof(pb_material, graph) == 32);
PB_ASSERT(offsetof(pb_material, pass_index) == 36);
PB_ASSERT(offsetof(pb_material, flags) == 40);
PB_ASSERT(offsetof(pb_material, reserved) == 44);
PB_ASSERT(sizeof(pb_image) == 56);
PB_ASSERT(offsetof(pb_image, id) == 0);
PB_ASSERT(offsetof(pb_image, state) == 8);
PB_ASSERT(offsetof(pb_image, name) == 16);
PB_ASSERT(offsetof(pb_image, width) == 24);
PB_ASSERT(offsetof(pb_image, height) == 28);
PB_ASSERT(offsetof(pb_image, channels) == 32);
PB_ASSERT(offsetof(pb_image, format) == 36);
PB_ASSERT(offsetof(pb_image, color_space) == 40);
PB_ASSERT(offsetof(pb_image, tiles) == 44);
PB_ASSERT(offsetof(pb_image, reserved) == 52);
PB_ASSERT(sizeof(pb_image_tile) == 8);
PB_ASSERT(offsetof(pb_image_tile, number) == 0);
PB_ASSERT(offsetof(pb_image_tile, image) == 4);
PB_ASSERT(sizeof(pb_image_pixels) == 64);
PB_ASSERT(offsetof(pb_image_pixels, size_bytes) == 0);
PB_ASSERT(offsetof(pb_image_pixels, version) == 4);
PB_ASSERT(offsetof(pb_image_pixels, image) == 8);
PB_ASSERT(offsetof(pb_image_pixels, width) == 16);
PB_ASSERT(offsetof(pb_image_pixels, height) == 20);
PB_ASSERT(offsetof(pb_image_pixels, channels) == 24);
PB_ASSERT(offsetof(pb_image_pixels, format) == 28);
PB_ASSERT(offsetof(pb_image_pixels, values) == 32);
PB_ASSERT(sizeof(pb_light) == 184);
PB_ASSERT(offsetof(pb_light, id) == 0);
PB_ASSERT(offsetof(pb_light, name) == 8);
PB_ASSERT(offsetof(pb_light, settings) == 16);
PB_ASSERT(offsetof(pb_light, properties) == 24);
PB_ASSERT(offsetof(pb_light, receivers) == 32);
PB_ASSERT(offsetof(pb_light, blockers) == 40);
PB_ASSERT(offsetof(pb_light, motion) == 48);
PB_ASSERT(offsetof(pb_light, object) == 56);
PB_ASSERT(offsetof(pb_light, type) == 60);
PB_ASSERT(offsetof(pb_light, flags) == 64);
PB_ASSERT(offsetof(pb_light, light_to_world) == 68);
PB_ASSERT(offsetof(pb_light, color) == 132);
PB_ASSERT(offsetof(pb_light, radius) == 144);
PB_ASSERT(offsetof(pb_light, spot_angle) == 148);
PB_ASSERT(offsetof(pb_light, spot_blend) == 152);
PB_ASSERT(offsetof(pb_light, area_size) == 156);
PB_ASSERT(offsetof(pb_light, area_is_ellipse) == 164);
PB_ASSERT(offsetof(pb_light, area_spread) == 168);
PB_ASSERT(offsetof(pb_light, sun_angle) == 172);
PB_ASSERT(offsetof(pb_light, graph) == 176);
PB_ASSERT(offsetof(pb_light, reserved) == 180);
PB_ASSERT(sizeof(pb_light_link) == 16);
PB_ASSERT(offsetof(pb_light_link, object) == 0);
PB_ASSERT(offsetof(pb_light_link, is_excluded) == 8);
PB_ASSERT(offsetof(pb_light_link, reserved) == 12);
PB_ASSERT(sizeof(pb_world) == 56);
PB_ASSERT(offsetof(pb_world, id) == 0);
PB_ASSERT(offsetof(pb_world, name) == 8);
PB_ASSERT(offsetof(pb_world, light_group) == 16);
PB_ASSERT(offsetof(pb_world, settings) == 24);
PB_ASSERT(offsetof(pb_world, properties) == 32);
PB_ASSERT(offsetof(pb_world, color) == 40);
PB_ASSERT(offsetof(pb_world, graph) == 52);
PB_ASSERT(sizeof(pb_scene) == 44);
PB_ASSERT(offsetof(pb_scene, world) == 0);
PB_ASSERT(offsetof(pb_scene, transparent_film) == 4);
PB_ASSERT(offsetof(pb_scene, film_exposure) == 8);
PB_ASSERT(offsetof(pb_scene, max_bounces) == 12);
PB_ASSERT(offsetof(pb_scene, clamp_indirect) == 16);
PB_ASSERT(offsetof(pb_scene, pass_alpha_threshold) == 20);
PB_ASSERT(offsetof(pb_scene, default_graph) == 24);
PB_ASSERT(offsetof(pb_scene, properties) == 28);
PB_ASSERT(offsetof(pb_scene, instance_motion) == 36);
PB_ASSERT(sizeof(pb_camera_step) == 136);
PB_ASSERT(offsetof(pb_camera_step, time_frames) == 0);
PB_ASSERT(offsetof(pb_camera_step, reserved) == 4);
PB_ASSERT(offsetof(pb_camera_step, world_to_camera) == 8);
PB_ASSERT(offsetof(pb_camera_step, projection) == 72);
PB_ASSERT(sizeof(pb_view) == 216);
PB_ASSERT(offsetof(pb_view, camera) == 0);
PB_ASSERT(offsetof(pb_view, camera_id) == 184);
PB_ASSERT(offsetof(pb_view, camera_name) == 192);
PB_ASSERT(offsetof(pb_view, full_width) == 200);
PB_ASSERT(offsetof(pb_view, full_height) == 204);
PB_ASSERT(offsetof(pb_view, x) == 208);
PB_ASSERT(offsetof(pb_view, y) == 212);
PB_ASSERT(sizeof(pb_render_request) == 488);
PB_ASSERT(offsetof(pb_render_request, size_bytes) == 0);
PB_ASSERT(offsetof(pb_render_request, version) == 4);
PB_ASSERT(offsetof(pb_render_request, width) == 8);
PB_ASSERT(offsetof(pb_render_request, height) == 12);
PB_ASSERT(offsetof(pb_render_request, samples) == 16);
PB_ASSERT(offsetof(pb_render_request, filter_width) == 20);
PB_ASSERT(offsetof(pb_render_request, seed) == 24);
PB_ASSERT(offsetof(pb_render_request, frame) == 28);
PB_ASSERT(offsetof(pb_render_request, subframe) == 32);
PB_ASSERT(offsetof(pb_render_request, noise_threshold) == 36);
PB_ASSERT(offsetof(pb_render_request, fps) == 40);
PB_ASSERT(offsetof(pb_render_request, time_limit_s) == 48);
PB_ASSERT(offsetof(pb_render_request, view) == 56);
PB_ASSERT(offsetof(pb_render_request, scene_name) == 272);
PB_ASSERT(offsetof(pb_render_request, view_layer) == 280);
PB_ASSERT(offsetof(pb_render_request, view_name) == 288);
PB_ASSERT(offsetof(pb_render_request, file_path) == 296);
PB_ASSERT(offsetof(pb_render_request, settings) == 304);
PB_ASSERT(offsetof(pb_render_request, camera_settings) == 312);
PB_ASSERT(offsetof(pb_render_request, camera_properties) == 320);
PB_ASSERT(offsetof(pb_render_request, passes) == 328);
PB_ASSERT(offsetof(pb_render_request, targets) == 360);
PB_ASSERT(offsetof(pb_render_request, camera_steps) == 392);
PB_ASSERT(offsetof(pb_render_request, properties) == 424);
PB_ASSERT(offsetof(pb_render_request, text) == 456);
PB_ASSERT(sizeof(pb_mesh_gathering) == 208);
PB_ASSERT(offsetof(pb_mesh_gathering, size_bytes) == 0);
PB_ASSERT(offsetof(pb_mesh_gathering, version) == 4);
PB_ASSERT(offsetof(pb_mesh_gathering, attributes) == 8);
PB_ASSERT(offsetof(pb_mesh_gathering, vertices) == 40);
PB_ASSERT(offsetof(pb_mesh_gathering, indices) == 72);
PB_ASSERT(offsetof(pb_mesh_gathering, slot_triangle_counts) == 104);
PB_ASSERT(offsetof(pb_mesh_gathering, weld) == 136);
PB_ASSERT(offsetof(pb_mesh_gathering, part) == 168);
PB_ASSERT(offsetof(pb_mesh_gathering, vertex_count) == 200);
PB_ASSERT(offsetof(pb_mesh_gathering, skipped_triangle_count) == 204);
PB_ASSERT(sizeof(pb_curves_gathering) == 88);
PB_ASSERT(offsetof(pb_curves_gathering, size_bytes) == 0);
PB_ASSERT(offsetof(pb_curves_gathering, version) == 4);
PB_ASSERT(offsetof(pb_curves_gathering, vertices) == 8);
PB_ASSERT(offsetof(pb_curves_gathering, indices) == 40);
PB_ASSERT(offsetof(pb_curves_gathering, steps_per_piece) == 72);
PB_ASSERT(offsetof(pb_curves_gathering, piece_count) == 76);
PB_ASSERT(offsetof(pb_curves_gathering, skipped_curve_count) == 80);
PB_ASSERT(offsetof(pb_curves_gathering, reserved) == 84);
PB_ASSERT(sizeof(pb_hair_reading) == 120);
PB_ASSERT(offsetof(pb_hair_reading, size_bytes) == 0);
PB_ASSERT(offsetof(pb_hair_reading, version) == 4);
PB_ASSERT(offsetof(pb_hair_reading, particle_system) == 8);
PB_ASSERT(offsetof(pb_hair_reading, first_hair) == 16);
PB_ASSERT(offsetof(pb_hair_reading, hair_count) == 20);
PB_ASSERT(offsetof(pb_hair_reading, points_per_hair) == 24);
PB_ASSERT(offsetof(pb_hair_reading, closes_tip) == 28);
PB_ASSERT(offsetof(pb_hair_reading, root_radius) == 32);
PB_ASSERT(offsetof(pb_hair_reading, tip_radius) == 36);
PB_ASSERT(offsetof(pb_hair_reading, shape_exponent) == 40);
PB_ASSERT(offsetof(pb_hair_reading, missing) == 44);
PB_ASSERT(offsetof(pb_hair_reading, positions) == 56);
PB_ASSERT(offsetof(pb_hair_reading, radii) == 88);
PB_ASSERT(sizeof(pb_object_layouts) == 192);
PB_ASSERT(offsetof(pb_object_layouts, size_bytes) == 0);
PB_ASSERT(offsetof(pb_object_layouts, version) == 4);
PB_ASSERT(offsetof(pb_object_layouts, object_bytes) == 8);
PB_ASSERT(offsetof(pb_object_layouts, object_type) == 12);
PB_ASSERT(offsetof(pb_object_layouts, object_data) == 16);
PB_ASSERT(offsetof(pb_object_layouts, object_parent) == 20);
PB_ASSERT(offsetof(pb_object_layouts, object_mat) == 24);
PB_ASSERT(offsetof(pb_object_layouts, object_matbits) == 28);
PB_ASSERT(offsetof(pb_object_layouts, object_totcol) == 32);
PB_ASSERT(offsetof(pb_object_layouts, object_color) == 36);
PB_ASSERT(offsetof(pb_object_layouts, object_index) == 40);
PB_ASSERT(offsetof(pb_object_layouts, object_visibility_flag) == 44);
PB_ASSERT(offsetof(pb_object_layouts, object_visibility_flag_bytes) == 48);
PB_ASSERT(offsetof(pb_object_layouts, object_lightgroup) == 52);
PB_ASSERT(offsetof(pb_object_layouts, object_light_linking) == 56);
PB_ASSERT(offsetof(pb_object_layouts, object_particlesystem) == 60);
PB_ASSERT(offsetof(pb_object_layouts, object_matrix) == 64);
PB_ASSERT(offsetof(pb_object_layouts, object_runtime) == 68);
PB_ASSERT(offsetof(pb_object_layouts, id_name) == 72);
PB_ASSERT(offsetof(pb_object_layouts, id_name_bytes) == 76);
PB_ASSERT(offsetof(pb_object_layouts, id_session_uid) == 80);
PB_ASSERT(offsetof(pb_object_layouts, id_properties) == 84);
PB_ASSERT(offsetof(pb_object_layouts, id_orig_id) == 88);
PB_ASSERT(offsetof(pb_object_layouts, mesh_bytes) == 92);
PB_ASSERT(offsetof(pb_object_layouts, mesh_mat) == 96);
PB_ASSERT(offsetof(pb_object_layouts, mesh_totcol) == 100);
PB_ASSERT(offsetof(pb_object_layouts, mesh_flag) == 104);
PB_ASSERT(offsetof(pb_object_layouts, mesh_verts_num) == 108);
PB_ASSERT(offsetof(pb_object_layouts, mesh_edges_num) == 112);
PB_ASSERT(offsetof(pb_object_layouts, mesh_faces_num) == 116);
PB_ASSERT(offsetof(pb_object_layouts, mesh_corners_num) == 120);
PB_ASSERT(offsetof(pb_object_layouts, mesh_default_color_attribute) == 124);
PB_ASSERT(offsetof(pb_object_layouts, mesh_default_uv_map_attribute) == 128);
PB_ASSERT(offsetof(pb_object_layouts, mesh_attributes) == 132);
PB_ASSERT(offsetof(pb_object_layouts, mesh_domain_data) == 136);
PB_ASSERT(offsetof(pb_object_layouts, data_layers) == 152);
PB_ASSERT(offsetof(pb_object_layouts, data_totlayer) == 156);
PB_ASSERT(offsetof(pb_object_layouts, layer_bytes) == 160);
PB_ASSERT(offsetof(pb_object_layouts, layer_type) == 164);
PB_ASSERT(offsetof(pb_object_layouts, layer_active_rnd) == 168);
PB_ASSERT(offsetof(pb_object_layouts, layer_name) == 172);
PB_ASSERT(offsetof(pb_object_layouts, layer_name_bytes) == 176);
PB_ASSERT(offsetof(pb_object_layouts, layer_data) == 180);
PB_ASSERT(offsetof(pb_object_layouts, mixes_flat_and_smooth) == 184);
PB_ASSERT(offsetof(pb_object_layouts, uvs_are_attributes) == 188);
PB_ASSERT(sizeof(pb_plain_object) == 128);
PB_ASSERT(offsetof(pb_plain_object, original) == 0);
PB_ASSERT(offsetof(pb_plain_object, id) == 8);
PB_ASSERT(offsetof(pb_plain_object, mesh) == 16);
PB_ASSERT(offsetof(pb_plain_object, mesh_original) == 24);
PB_ASSERT(offsetof(pb_plain_object, slots_key) == 32);
PB_ASSERT(offsetof(pb_plain_object, shape) == 40);
PB_ASSERT(offsetof(pb_plain_object, geometry_id) == 48);
PB_ASSERT(offsetof(pb_plain_object, triangles) == 56);
PB_ASSERT(offsetof(pb_plain_object, triangle_faces) == 64);
PB_ASSERT(offsetof(pb_plain_object, normals) == 72);
PB_ASSERT(offsetof(pb_plain_object, collections) == 80);
PB_ASSERT(offsetof(pb_plain_object, settings) == 88);
PB_ASSERT(offsetof(pb_plain_object, is_plain) == 96);
PB_ASSERT(offsetof(pb_plain_object, normals_domain) == 100);
PB_ASSERT(offsetof(pb_plain_object, array_count) == 104);
PB_ASSERT(offsetof(pb_plain_object, text_bytes) == 108);
PB_ASSERT(offsetof(pb_plain_object, has_odd_place) == 112);
PB_ASSERT(offsetof(pb_plain_object, index) == 116);
PB_ASSERT(offsetof(pb_plain_object, geometry) == 120);
PB_ASSERT(offsetof(pb_plain_object, object) == 124);
PB_ASSERT(sizeof(pb_plain_description) == 208);
PB_ASSERT(offsetof(pb_plain_description, size_bytes) == 0);
PB_ASSERT(offsetof(pb_plain_description, version) == 4);
PB_ASSERT(offsetof(pb_plain_description, position) == 8);
PB_ASSERT(offsetof(pb_plain_description, corner_vertex) == 16);
PB_ASSERT(offsetof(pb_plain_description, triangle_corners) == 24);
PB_ASSERT(offsetof(pb_plain_description, triangle_face) == 32);
PB_ASSERT(offsetof(pb_plain_description, material_slot) == 40);
PB_ASSERT(offsetof(pb_plain_description, normal) == 48);
PB_ASSERT(offsetof(pb_plain_description, flat_face) == 56);
PB_ASSERT(offsetof(pb_plain_description, texts) == 64);
PB_ASSERT(offsetof(pb_plain_description, arrays) == 96);
PB_ASSERT(offsetof(pb_plain_description, geometries) == 128);
PB_ASSERT(offsetof(pb_plain_description, objects) == 160);
PB_ASSERT(offsetof(pb_plain_description, first_text) == 192);
PB_ASSERT(offsetof(pb_plain_description, first_array) == 196);
PB_ASSERT(offsetof(pb_plain_description, text_bytes) == 200);
PB_ASSERT(offsetof(pb_plain_description, array_count) == 204);
PB_ASSERT(sizeof(pb_point_cloud_gathering) == 48);
PB_ASSERT(offsetof(pb_point_cloud_gathering, size_bytes) == 0);
PB_ASSERT(offsetof(pb_point_cloud_gathering, version) == 4);
PB_ASSERT(offsetof(pb_point_cloud_gathering, spheres) == 8);
PB_ASSERT(offsetof(pb_point_cloud_gathering, sphere_count) == 40);
PB_ASSERT(offsetof(pb_point_cloud_gathering, skipped_point_count) == 44);
PB_ASSERT(sizeof(pb_jvm_options) == 72);
PB_ASSERT(offsetof(pb_jvm_options, size_bytes) == 0);
PB_ASSERT(offsetof(pb_jvm_options, version) == 4);
PB_ASSERT(offsetof(pb_jvm_options, libjvm_path) == 8);
PB_ASSERT(offsetof(pb_jvm_options, options) == 40);
PB_ASSERT(sizeof(pb_session_request) == 72);
PB_ASSERT(offsetof(pb_session_request, size_bytes) == 0);
PB_ASSERT(offsetof(pb_session_request, version) == 4);
PB_ASSERT(offsetof(pb_session_request, renderer) == 8);
PB_ASSERT(offsetof(pb_session_request, class_path) == 40);
PB_ASSERT(sizeof(pb_pass_request) == 72);
PB_ASSERT(offsetof(pb_pass_request, name) == 0);
PB_ASSERT(offsetof(pb_pass_request, channels) == 64);
PB_ASSERT(offsetof(pb_pass_request, reserved) == 68);
PB_ASSERT(sizeof(pb_frame_progress) == 240);
PB_ASSERT(offsetof(pb_frame_progress, size_bytes) == 0);
PB_ASSERT(offsetof(pb_frame_progress, version) == 4);
PB_ASSERT(offsetof(pb_frame_progress, state) == 8);
PB_ASSERT(offsetof(pb_frame_progress, sample) == 12);
PB_ASSERT(offsetof(pb_frame_progress, sample_count) == 16);
PB_ASSERT(offsetof(pb_frame_progress, has_metadata) == 20);
PB_ASSERT(offsetof(pb_frame_progress, image_serial) == 24);
PB_ASSERT(offsetof(pb_frame_progress, start_ms) == 32);
PB_ASSERT(offsetof(pb_frame_progress, sync_ms) == 40);
PB_ASSERT(offsetof(pb_frame_progress, draw_ms) == 48);
PB_ASSERT(offsetof(pb_frame_progress, readback_ms) == 56);
PB_ASSERT(offsetof(pb_frame_progress, deliver_ms) == 64);
PB_ASSERT(offsetof(pb_frame_progress, refresh_serial) == 72);
PB_ASSERT(offsetof(pb_frame_progress, refresh_sample) == 80);
PB_ASSERT(offsetof(pb_frame_progress, reserved) == 84);
PB_ASSERT(offsetof(pb_frame_progress, opengl_bytes) == 88);
PB_ASSERT(offsetof(pb_frame_progress, java_heap_bytes) == 96);
PB_ASSERT(offsetof(pb_frame_progress, wanted_image) == 104);
PB_ASSERT(offsetof(pb_frame_progress, status) == 112);
PB_ASSERT(sizeof(pb_frame_signals) == 8);
PB_ASSERT(offsetof(pb_frame_signals, is_cancelled) == 0);
PB_ASSERT(offsetof(pb_frame_signals, wants_refresh) == 4);
PB_ASSERT(sizeof(pb_host_message) == 64);
PB_ASSERT(offsetof(pb_host_message, kind) == 0);
PB_ASSERT(offsetof(pb_host_message, payload_bytes) == 4);
PB_ASSERT(offsetof(pb_host_message, session) == 8);
PB_ASSERT(offsetof(pb_host_message, frame) == 16);
PB_ASSERT(offsetof(pb_host_message, signals) == 24);
PB_ASSERT(offsetof(pb_host_message, scene) == 32);
#undef PB_ASSERT

/* Every struct, for tables. */
#define PB_ALL_STRUCTS(STRUCT) \
  STRUCT(pb_span) \
  STRUCT(pb_render_pass_layout) \
  STRUCT(pb_pass_target) \
  STRUCT(pb_pixel_source) \
  STRUCT(pb_region) \
  STRUCT(pb_attribute) \
  STRUCT(pb_mesh) \
  STRUCT(pb_curves) \
  STRUCT(pb_point_cloud) \
  STRUCT(pb_camera) \
  STRUCT(pb_range) \
  STRUCT(pb_description) \
  STRUCT(pb_property) \
  STRUCT(pb_array) \
  STRUCT(pb_geometry) \
  STRUCT(pb_object) \
  STRUCT(pb_prototype) \
  STRUCT(pb_instance_source) \
  STRUCT(pb_shader_socket) \
  STRUCT(pb_color_ramp) \
  STRUCT(pb_ramp_stop) \
  STRUCT(pb_shader_curves) \
  STRUCT(pb_curve_point) \
  STRUCT(pb_shader_link) \
  STRUCT(pb_shader_node) \
  STRUCT(pb_shader_graph) \
  STRUCT(pb_material) \
  STRUCT(pb_image) \
  STRUCT(pb_image_tile) \
  STRUCT(pb_image_pixels) \
  STRUCT(pb_light) \
  STRUCT(pb_light_link) \
  STRUCT(pb_world) \
  STRUCT(pb_scene) \
  STRUCT(pb_camera_step) \
  STRUCT(pb_view) \
  STRUCT(pb_render_request) \
  STRUCT(pb_mesh_gathering) \
  STRUCT(pb_curves_gathering) \
  STRUCT(pb_hair_reading) \
  STRUCT(pb_object_layouts) \
  STRUCT(pb_plain_object) \
  STRUCT(pb_plain_description) \
  STRUCT(pb_point_cloud_gathering) \
  STRUCT(pb_jvm_options) \
  STRUCT(pb_session_request) \
  STRUCT(pb_pass_request) \
  STRUCT(pb_frame_progress) \
  STRUCT(pb_frame_signals) \
  STRUCT(pb_host_message)

#endif
