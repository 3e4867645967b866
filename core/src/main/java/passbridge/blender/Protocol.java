// SPDX-License-Identifier: Apache-2.0
// Written by `./passbridge generate` from native/schema; change that.
package passbridge.blender;

/** Bytes and offsets of the C ABI's structs, and its numbers. native/schema says what they mean. */
final class Protocol {
    static final int ABI_VERSION = 6;
    static final int MESSAGE_VERSION = 1;
    static final int NAME_BYTES = 64;
    static final int MAX_TARGET_COUNT = 1024;
    static final int STATUS_BYTES = 128;
    static final int NONE = -1;
    static final int MAX_SEGMENT_STEPS = 1024;
    static final int TABLE_ENTRY_COUNT = 256;
    static final int VERTEX_BYTES = 24;
    static final int MAX_GATHERED_ATTRIBUTE_COUNT = 16;
    static final int CURVE_VERTEX_BYTES = 28;
    static final int FRAME_TEXT_BYTES = 16384;
    static final int HOST_PAYLOAD_BYTES = 262144;
    static final int LIST_COUNT = 34;

    /** {@code pb_status} */
    static final class Status {
        static final int OK = 0;
        static final int INVALID_ARGUMENT = 1;
        static final int INVALID_STATE = 2;
        static final int UNVERIFIED = 3;
        static final int OUT_OF_MEMORY = 4;
        static final int JVM_FAILED = 5;
        static final int RENDERER_FAILED = 6;
        static final int CANCELLED = 7;

        private Status() {}
    }

    /** {@code pb_layout_source} */
    static final class LayoutSource {
        static final int NONE = 0;
        static final int TABLE = 1;
        static final int SEARCH = 2;

        private LayoutSource() {}
    }

    /** {@code pb_pixel_format} */
    static final class PixelFormat {
        static final int FLOAT32 = 0;
        static final int FLOAT16 = 1;
        static final int UINT8 = 2;

        private PixelFormat() {}
    }

    /** {@code pb_domain} */
    static final class Domain {
        static final int POINT = 0;
        static final int CORNER = 1;
        static final int FACE = 2;
        static final int TRIANGLE = 3;
        static final int CURVE = 4;
        static final int EDGE = 5;

        private Domain() {}
    }

    /** {@code pb_attribute_type} */
    static final class AttributeType {
        static final int FLOAT = 0;
        static final int FLOAT2 = 1;
        static final int FLOAT3 = 2;
        static final int FLOAT4 = 3;
        static final int BYTE_COLOR = 4;
        static final int INT32 = 5;
        static final int INT8 = 6;
        static final int BOOL = 7;

        private AttributeType() {}
    }

    /** {@code pb_socket_type} */
    static final class SocketType {
        static final int FLOAT = 0;
        static final int VECTOR = 1;
        static final int COLOR = 2;
        static final int SHADER = 3;

        private SocketType() {}
    }

    /** {@code pb_color_space} */
    static final class ColorSpace {
        static final int LINEAR = 0;
        static final int SRGB = 1;

        private ColorSpace() {}
    }

    /** {@code pb_light_type} */
    static final class LightType {
        static final int POINT = 0;
        static final int SUN = 1;
        static final int SPOT = 2;
        static final int AREA = 3;

        private LightType() {}
    }

    /** {@code pb_camera_type} */
    static final class CameraType {
        static final int PERSPECTIVE = 0;
        static final int ORTHOGRAPHIC = 1;
        static final int EQUIRECTANGULAR = 2;

        private CameraType() {}
    }

    /** {@code pb_shutter_position} */
    static final class ShutterPosition {
        static final int START = 0;
        static final int CENTER = 1;
        static final int END = 2;

        private ShutterPosition() {}
    }

    /** {@code pb_property_type} */
    static final class PropertyType {
        static final int BOOL = 0;
        static final int INT = 1;
        static final int FLOAT = 2;
        static final int COLOR = 3;
        static final int TEXT = 4;
        static final int INTS = 5;
        static final int FLOATS = 6;

        private PropertyType() {}
    }

    /** {@code pb_array_type} */
    static final class ArrayType {
        static final int FLOAT = 0;
        static final int FLOAT2 = 1;
        static final int FLOAT3 = 2;
        static final int FLOAT4 = 3;
        static final int BYTE_COLOR = 4;
        static final int INT32 = 5;
        static final int INT8 = 6;
        static final int BOOL = 7;
        static final int INT32X3 = 8;
        static final int INT32X2 = 9;

        private ArrayType() {}
    }

    /** {@code pb_geometry_kind} */
    static final class GeometryKind {
        static final int MESH = 0;
        static final int CURVES = 1;
        static final int POINT_CLOUD = 2;

        private GeometryKind() {}
    }

    /** {@code pb_geometry_state} */
    static final class GeometryState {
        static final int CAPTURED = 0;
        static final int UNCHANGED = 1;

        private GeometryState() {}
    }

    /** {@code pb_visibility} */
    static final class Visibility {
        static final int CAMERA = 1;
        static final int DIFFUSE = 2;
        static final int GLOSSY = 4;
        static final int TRANSMISSION = 8;
        static final int VOLUME_SCATTER = 16;
        static final int SHADOW = 32;

        private Visibility() {}
    }

    /** {@code pb_object_flags} */
    static final class ObjectFlags {
        static final int HOLDOUT = 1;
        static final int SHADOW_CATCHER = 2;

        private ObjectFlags() {}
    }

    /** {@code pb_material_flags} */
    static final class MaterialFlags {
        static final int TRANSPARENT_SHADOW = 1;

        private MaterialFlags() {}
    }

    /** {@code pb_light_flags} */
    static final class LightFlags {
        static final int CASTS_SHADOW = 1;
        static final int SOFT_FALLOFF = 2;

        private LightFlags() {}
    }

    /** {@code pb_frame_state} */
    static final class FrameState {
        static final int QUEUED = 0;
        static final int SYNCING = 1;
        static final int DRAWING = 2;
        static final int DRAWN = 3;
        static final int RESOLVING = 4;
        static final int RESOLVED = 5;
        static final int CANCELLED = 6;
        static final int FAILED = 7;
        static final int INCOMPLETE = 8;

        private FrameState() {}
    }

    /** {@code pb_host_message_kind} */
    static final class HostMessageKind {
        static final int SESSION_OPEN = 1;
        static final int SESSION_CLOSE = 2;
        static final int FRAME_OPEN = 3;
        static final int FRAME_RESOLVE = 4;
        static final int FRAME_RELEASE = 5;
        static final int DESCRIBE = 6;
        static final int SESSION_CLEAR = 7;
        static final int END_DRAWING = 8;

        private HostMessageKind() {}
    }

    /** {@code pb_list} */
    static final class Lists {
        static final int TEXT = 0;
        static final int NAMES = 1;
        static final int PROPERTIES = 2;
        static final int ARRAYS = 3;
        static final int GEOMETRIES = 4;
        static final int OBJECTS = 5;
        static final int SLOTS = 6;
        static final int PROTOTYPES = 7;
        static final int INSTANCE_PROTOTYPES = 8;
        static final int INSTANCE_MATRICES = 9;
        static final int INSTANCE_IDS = 10;
        static final int INSTANCE_RANDOM_IDS = 11;
        static final int INSTANCE_SOURCES = 12;
        static final int MOTION_TIMES = 13;
        static final int MOTION_MATRICES = 14;
        static final int MATERIALS = 15;
        static final int SHADER_GRAPHS = 16;
        static final int SHADER_NODES = 17;
        static final int SHADER_SOCKETS = 18;
        static final int SOCKET_VALUES = 19;
        static final int SHADER_LINKS = 20;
        static final int COLOR_RAMPS = 21;
        static final int RAMP_STOPS = 22;
        static final int SHADER_CURVES = 23;
        static final int CURVES = 24;
        static final int CURVE_POINTS = 25;
        static final int TABLE_ENTRIES = 26;
        static final int NODE_MATRICES = 27;
        static final int IMAGES = 28;
        static final int IMAGE_TILES = 29;
        static final int LIGHTS = 30;
        static final int LIGHT_LINKS = 31;
        static final int WORLDS = 32;
        static final int SCENES = 33;
        static final int COUNT = 34;

        private Lists() {}
    }

    /** {@code pb_span} */
    static final class Span {
        static final int BYTES = 32;
        static final int SEGMENT = 0;
        static final int OFFSET = 8;
        static final int SIZE_BYTES = 16;
        static final int STRIDE_BYTES = 24;

        private Span() {}
    }

    /** {@code pb_render_pass_layout} */
    static final class RenderPassLayout {
        static final int BYTES = 96;
        static final int SIZE_BYTES = 0;
        static final int VERSION = 4;
        static final int FOUND_BY = 8;
        static final int HAS_IMAGE = 12;
        static final int POINTER_OFFSET = 16;
        static final int PASS_SIZE_OFFSET = 20;
        static final int IMAGE_PIXELS_OFFSET = 24;
        static final int IMAGE_CHANNELS_OFFSET = 28;
        static final int VERSIONS = 32;

        private RenderPassLayout() {}
    }

    /** {@code pb_pass_target} */
    static final class PassTarget {
        static final int BYTES = 112;
        static final int NAME = 0;
        static final int PIXELS = 64;
        static final int WIDTH = 96;
        static final int HEIGHT = 100;
        static final int CHANNELS = 104;
        static final int FORMAT = 108;

        private PassTarget() {}
    }

    /** {@code pb_pixel_source} */
    static final class PixelSource {
        static final int BYTES = 56;
        static final int SIZE_BYTES = 0;
        static final int VERSION = 4;
        static final int PIXELS = 8;
        static final int FORMAT = 40;
        static final int CHANNELS = 44;
        static final int TOP_TO_BOTTOM = 48;
        static final int RESERVED = 52;

        private PixelSource() {}
    }

    /** {@code pb_region} */
    static final class Region {
        static final int BYTES = 16;
        static final int X = 0;
        static final int Y = 4;
        static final int WIDTH = 8;
        static final int HEIGHT = 12;

        private Region() {}
    }

    /** {@code pb_attribute} */
    static final class Attribute {
        static final int BYTES = 40;
        static final int VALUES = 0;
        static final int TYPE = 32;
        static final int DOMAIN = 36;

        private Attribute() {}
    }

    /** {@code pb_mesh} */
    static final class Mesh {
        static final int BYTES = 280;
        static final int POSITIONS = 0;
        static final int CORNER_VERTICES = 32;
        static final int NORMALS = 64;
        static final int FLAT_POLYGONS = 96;
        static final int TRIANGLE_CORNERS = 128;
        static final int TRIANGLE_POLYGONS = 160;
        static final int POLYGON_MATERIALS = 192;
        static final int ATTRIBUTES = 224;
        static final int VERTEX_COUNT = 256;
        static final int CORNER_COUNT = 260;
        static final int TRIANGLE_COUNT = 264;
        static final int POLYGON_COUNT = 268;
        static final int NORMALS_DOMAIN = 272;
        static final int RESERVED = 276;

        private Mesh() {}
    }

    /** {@code pb_curves} */
    static final class Curves {
        static final int BYTES = 144;
        static final int POSITIONS = 0;
        static final int RADII = 32;
        static final int FIRST_POINTS = 64;
        static final int CURVE_UVS = 96;
        static final int POINT_COUNT = 128;
        static final int CURVE_COUNT = 132;
        static final int DEFAULT_RADIUS = 136;
        static final int SEGMENT_STEPS = 140;

        private Curves() {}
    }

    /** {@code pb_point_cloud} */
    static final class PointCloud {
        static final int BYTES = 72;
        static final int POSITIONS = 0;
        static final int RADII = 32;
        static final int POINT_COUNT = 64;
        static final int DEFAULT_RADIUS = 68;

        private PointCloud() {}
    }

    /** {@code pb_camera} */
    static final class Camera {
        static final int BYTES = 184;
        static final int WORLD_TO_CAMERA = 0;
        static final int PROJECTION = 64;
        static final int TYPE = 128;
        static final int CLIP_START = 132;
        static final int CLIP_END = 136;
        static final int LONGITUDE = 140;
        static final int LATITUDE = 148;
        static final int APERTURE_RADIUS = 156;
        static final int FOCUS_DISTANCE = 160;
        static final int APERTURE_BLADES = 164;
        static final int APERTURE_ROTATION = 168;
        static final int APERTURE_RATIO = 172;
        static final int SHUTTER_FRAMES = 176;
        static final int SHUTTER_POSITION = 180;

        private Camera() {}
    }

    /** {@code pb_range} */
    static final class Range {
        static final int BYTES = 8;
        static final int FIRST = 0;
        static final int COUNT = 4;

        private Range() {}
    }

    /** {@code pb_description} */
    static final class Description {
        static final int BYTES = 1096;
        static final int SIZE_BYTES = 0;
        static final int VERSION = 4;
        static final int LISTS = 8;

        private Description() {}
    }

    /** {@code pb_property} */
    static final class Property {
        static final int BYTES = 56;
        static final int NAME = 0;
        static final int TEXT = 8;
        static final int TYPE = 16;
        static final int COUNT = 20;
        static final int NUMBERS = 24;

        private Property() {}
    }

    /** {@code pb_array} */
    static final class Array {
        static final int BYTES = 56;
        static final int NAME = 0;
        static final int DOMAIN = 8;
        static final int TYPE = 12;
        static final int COUNT = 16;
        static final int MOTION_STEP = 20;
        static final int VALUES = 24;

        private Array() {}
    }

    /** {@code pb_geometry} */
    static final class Geometry {
        static final int BYTES = 136;
        static final int ID = 0;
        static final int NAME = 8;
        static final int KIND = 16;
        static final int STATE = 20;
        static final int ARRAYS = 24;
        static final int POINT_COUNT = 32;
        static final int CORNER_COUNT = 36;
        static final int FACE_COUNT = 40;
        static final int TRIANGLE_COUNT = 44;
        static final int CURVE_COUNT = 48;
        static final int SLOT_COUNT = 52;
        static final int UV_MAP = 56;
        static final int COLOR_ATTRIBUTE = 60;
        static final int DEFAULT_RADIUS = 64;
        static final int SEGMENT_STEPS = 68;
        static final int TEXTURE_SPACE = 72;
        static final int CONTENT = 96;
        static final int BOUNDS = 112;

        private Geometry() {}
    }

    /** {@code pb_object} */
    static final class Object {
        static final int BYTES = 120;
        static final int ID = 0;
        static final int NAME = 8;
        static final int ASSET_NAME = 16;
        static final int PARENT = 24;
        static final int COLLECTIONS = 32;
        static final int LIGHT_GROUP = 40;
        static final int SETTINGS = 48;
        static final int PROPERTIES = 56;
        static final int COLOR = 64;
        static final int PASS_INDEX = 80;
        static final int VISIBILITY = 84;
        static final int FLAGS = 88;
        static final int RESERVED = 92;
        static final int INSTANCER_PROPERTIES = 96;
        static final int RECEIVERS = 104;
        static final int BLOCKERS = 112;

        private Object() {}
    }

    /** {@code pb_prototype} */
    static final class Prototype {
        static final int BYTES = 16;
        static final int GEOMETRY = 0;
        static final int OBJECT = 4;
        static final int SLOTS = 8;

        private Prototype() {}
    }

    /** {@code pb_instance_source} */
    static final class InstanceSource {
        static final int BYTES = 80;
        static final int INSTANCE = 0;
        static final int HAS_PARTICLE = 4;
        static final int GENERATED = 8;
        static final int UV = 20;
        static final int PARTICLE_INDEX = 28;
        static final int PARTICLE_AGE = 32;
        static final int PARTICLE_LIFETIME = 36;
        static final int PARTICLE_SIZE = 40;
        static final int PARTICLE_LOCATION = 44;
        static final int PARTICLE_VELOCITY = 56;
        static final int PARTICLE_ANGULAR_VELOCITY = 68;

        private InstanceSource() {}
    }

    /** {@code pb_shader_socket} */
    static final class ShaderSocket {
        static final int BYTES = 12;
        static final int IDENTIFIER = 0;
        static final int TYPE = 8;

        private ShaderSocket() {}
    }

    /** {@code pb_color_ramp} */
    static final class ColorRamp {
        static final int BYTES = 40;
        static final int INTERPOLATION = 0;
        static final int COLOR_MODE = 8;
        static final int HUE_INTERPOLATION = 16;
        static final int STOPS = 24;
        static final int TABLE = 32;

        private ColorRamp() {}
    }

    /** {@code pb_ramp_stop} */
    static final class RampStop {
        static final int BYTES = 20;
        static final int POSITION = 0;
        static final int COLOR = 4;

        private RampStop() {}
    }

    /** {@code pb_shader_curves} */
    static final class ShaderCurves {
        static final int BYTES = 28;
        static final int CURVES = 0;
        static final int TABLE = 8;
        static final int MIN_X = 16;
        static final int MAX_X = 20;
        static final int IS_EXTRAPOLATED = 24;

        private ShaderCurves() {}
    }

    /** {@code pb_curve_point} */
    static final class CurvePoint {
        static final int BYTES = 16;
        static final int X = 0;
        static final int Y = 4;
        static final int HANDLE = 8;

        private CurvePoint() {}
    }

    /** {@code pb_shader_link} */
    static final class ShaderLink {
        static final int BYTES = 12;
        static final int INPUT = 0;
        static final int NODE = 4;
        static final int OUTPUT = 8;

        private ShaderLink() {}
    }

    /** {@code pb_shader_node} */
    static final class ShaderNode {
        static final int BYTES = 72;
        static final int TYPE = 0;
        static final int NAME = 8;
        static final int INPUTS = 16;
        static final int OUTPUTS = 24;
        static final int VALUES = 32;
        static final int LINKS = 40;
        static final int PROPERTIES = 48;
        static final int IMAGE = 56;
        static final int RAMP = 60;
        static final int CURVES = 64;
        static final int OBJECT_TO_WORLD = 68;

        private ShaderNode() {}
    }

    /** {@code pb_shader_graph} */
    static final class ShaderGraph {
        static final int BYTES = 32;
        static final int NODES = 0;
        static final int SURFACE = 8;
        static final int SURFACE_OUTPUT = 12;
        static final int VOLUME = 16;
        static final int VOLUME_OUTPUT = 20;
        static final int DISPLACEMENT = 24;
        static final int DISPLACEMENT_OUTPUT = 28;

        private ShaderGraph() {}
    }

    /** {@code pb_material} */
    static final class Material {
        static final int BYTES = 48;
        static final int ID = 0;
        static final int NAME = 8;
        static final int SETTINGS = 16;
        static final int PROPERTIES = 24;
        static final int GRAPH = 32;
        static final int PASS_INDEX = 36;
        static final int FLAGS = 40;
        static final int RESERVED = 44;

        private Material() {}
    }

    /** {@code pb_image} */
    static final class Image {
        static final int BYTES = 56;
        static final int ID = 0;
        static final int STATE = 8;
        static final int NAME = 16;
        static final int WIDTH = 24;
        static final int HEIGHT = 28;
        static final int CHANNELS = 32;
        static final int FORMAT = 36;
        static final int COLOR_SPACE = 40;
        static final int TILES = 44;
        static final int RESERVED = 52;

        private Image() {}
    }

    /** {@code pb_image_tile} */
    static final class ImageTile {
        static final int BYTES = 8;
        static final int NUMBER = 0;
        static final int IMAGE = 4;

        private ImageTile() {}
    }

    /** {@code pb_image_pixels} */
    static final class ImagePixels {
        static final int BYTES = 64;
        static final int SIZE_BYTES = 0;
        static final int VERSION = 4;
        static final int IMAGE = 8;
        static final int WIDTH = 16;
        static final int HEIGHT = 20;
        static final int CHANNELS = 24;
        static final int FORMAT = 28;
        static final int VALUES = 32;

        private ImagePixels() {}
    }

    /** {@code pb_light} */
    static final class Light {
        static final int BYTES = 184;
        static final int ID = 0;
        static final int NAME = 8;
        static final int SETTINGS = 16;
        static final int PROPERTIES = 24;
        static final int RECEIVERS = 32;
        static final int BLOCKERS = 40;
        static final int MOTION = 48;
        static final int OBJECT = 56;
        static final int TYPE = 60;
        static final int FLAGS = 64;
        static final int LIGHT_TO_WORLD = 68;
        static final int COLOR = 132;
        static final int RADIUS = 144;
        static final int SPOT_ANGLE = 148;
        static final int SPOT_BLEND = 152;
        static final int AREA_SIZE = 156;
        static final int AREA_IS_ELLIPSE = 164;
        static final int AREA_SPREAD = 168;
        static final int SUN_ANGLE = 172;
        static final int GRAPH = 176;
        static final int RESERVED = 180;

        private Light() {}
    }

    /** {@code pb_light_link} */
    static final class LightLink {
        static final int BYTES = 16;
        static final int OBJECT = 0;
        static final int IS_EXCLUDED = 8;
        static final int RESERVED = 12;

        private LightLink() {}
    }

    /** {@code pb_world} */
    static final class World {
        static final int BYTES = 56;
        static final int ID = 0;
        static final int NAME = 8;
        static final int LIGHT_GROUP = 16;
        static final int SETTINGS = 24;
        static final int PROPERTIES = 32;
        static final int COLOR = 40;
        static final int GRAPH = 52;

        private World() {}
    }

    /** {@code pb_scene} */
    static final class Scene {
        static final int BYTES = 44;
        static final int WORLD = 0;
        static final int TRANSPARENT_FILM = 4;
        static final int FILM_EXPOSURE = 8;
        static final int MAX_BOUNCES = 12;
        static final int CLAMP_INDIRECT = 16;
        static final int PASS_ALPHA_THRESHOLD = 20;
        static final int DEFAULT_GRAPH = 24;
        static final int PROPERTIES = 28;
        static final int INSTANCE_MOTION = 36;

        private Scene() {}
    }

    /** {@code pb_camera_step} */
    static final class CameraStep {
        static final int BYTES = 136;
        static final int TIME_FRAMES = 0;
        static final int RESERVED = 4;
        static final int WORLD_TO_CAMERA = 8;
        static final int PROJECTION = 72;

        private CameraStep() {}
    }

    /** {@code pb_view} */
    static final class View {
        static final int BYTES = 216;
        static final int CAMERA = 0;
        static final int CAMERA_ID = 184;
        static final int CAMERA_NAME = 192;
        static final int FULL_WIDTH = 200;
        static final int FULL_HEIGHT = 204;
        static final int X = 208;
        static final int Y = 212;

        private View() {}
    }

    /** {@code pb_render_request} */
    static final class RenderRequest {
        static final int BYTES = 488;
        static final int SIZE_BYTES = 0;
        static final int VERSION = 4;
        static final int WIDTH = 8;
        static final int HEIGHT = 12;
        static final int SAMPLES = 16;
        static final int FILTER_WIDTH = 20;
        static final int SEED = 24;
        static final int FRAME = 28;
        static final int SUBFRAME = 32;
        static final int NOISE_THRESHOLD = 36;
        static final int FPS = 40;
        static final int TIME_LIMIT_S = 48;
        static final int VIEW = 56;
        static final int SCENE_NAME = 272;
        static final int VIEW_LAYER = 280;
        static final int VIEW_NAME = 288;
        static final int FILE_PATH = 296;
        static final int SETTINGS = 304;
        static final int CAMERA_SETTINGS = 312;
        static final int CAMERA_PROPERTIES = 320;
        static final int PASSES = 328;
        static final int TARGETS = 360;
        static final int CAMERA_STEPS = 392;
        static final int PROPERTIES = 424;
        static final int TEXT = 456;

        private RenderRequest() {}
    }

    /** {@code pb_mesh_gathering} */
    static final class MeshGathering {
        static final int BYTES = 208;
        static final int SIZE_BYTES = 0;
        static final int VERSION = 4;
        static final int ATTRIBUTES = 8;
        static final int VERTICES = 40;
        static final int INDICES = 72;
        static final int SLOT_TRIANGLE_COUNTS = 104;
        static final int WELD = 136;
        static final int PART = 168;
        static final int VERTEX_COUNT = 200;
        static final int SKIPPED_TRIANGLE_COUNT = 204;

        private MeshGathering() {}
    }

    /** {@code pb_curves_gathering} */
    static final class CurvesGathering {
        static final int BYTES = 88;
        static final int SIZE_BYTES = 0;
        static final int VERSION = 4;
        static final int VERTICES = 8;
        static final int INDICES = 40;
        static final int STEPS_PER_PIECE = 72;
        static final int PIECE_COUNT = 76;
        static final int SKIPPED_CURVE_COUNT = 80;
        static final int RESERVED = 84;

        private CurvesGathering() {}
    }

    /** {@code pb_hair_reading} */
    static final class HairReading {
        static final int BYTES = 120;
        static final int SIZE_BYTES = 0;
        static final int VERSION = 4;
        static final int PARTICLE_SYSTEM = 8;
        static final int FIRST_HAIR = 16;
        static final int HAIR_COUNT = 20;
        static final int POINTS_PER_HAIR = 24;
        static final int CLOSES_TIP = 28;
        static final int ROOT_RADIUS = 32;
        static final int TIP_RADIUS = 36;
        static final int SHAPE_EXPONENT = 40;
        static final int MISSING = 44;
        static final int POSITIONS = 56;
        static final int RADII = 88;

        private HairReading() {}
    }

    /** {@code pb_object_layouts} */
    static final class ObjectLayouts {
        static final int BYTES = 192;
        static final int SIZE_BYTES = 0;
        static final int VERSION = 4;
        static final int OBJECT_BYTES = 8;
        static final int OBJECT_TYPE = 12;
        static final int OBJECT_DATA = 16;
        static final int OBJECT_PARENT = 20;
        static final int OBJECT_MAT = 24;
        static final int OBJECT_MATBITS = 28;
        static final int OBJECT_TOTCOL = 32;
        static final int OBJECT_COLOR = 36;
        static final int OBJECT_INDEX = 40;
        static final int OBJECT_VISIBILITY_FLAG = 44;
        static final int OBJECT_VISIBILITY_FLAG_BYTES = 48;
        static final int OBJECT_LIGHTGROUP = 52;
        static final int OBJECT_LIGHT_LINKING = 56;
        static final int OBJECT_PARTICLESYSTEM = 60;
        static final int OBJECT_MATRIX = 64;
        static final int OBJECT_RUNTIME = 68;
        static final int ID_NAME = 72;
        static final int ID_NAME_BYTES = 76;
        static final int ID_SESSION_UID = 80;
        static final int ID_PROPERTIES = 84;
        static final int ID_ORIG_ID = 88;
        static final int MESH_BYTES = 92;
        static final int MESH_MAT = 96;
        static final int MESH_TOTCOL = 100;
        static final int MESH_FLAG = 104;
        static final int MESH_VERTS_NUM = 108;
        static final int MESH_EDGES_NUM = 112;
        static final int MESH_FACES_NUM = 116;
        static final int MESH_CORNERS_NUM = 120;
        static final int MESH_DEFAULT_COLOR_ATTRIBUTE = 124;
        static final int MESH_DEFAULT_UV_MAP_ATTRIBUTE = 128;
        static final int MESH_ATTRIBUTES = 132;
        static final int MESH_DOMAIN_DATA = 136;
        static final int DATA_LAYERS = 152;
        static final int DATA_TOTLAYER = 156;
        static final int LAYER_BYTES = 160;
        static final int LAYER_TYPE = 164;
        static final int LAYER_ACTIVE_RND = 168;
        static final int LAYER_NAME = 172;
        static final int LAYER_NAME_BYTES = 176;
        static final int LAYER_DATA = 180;
        static final int MIXES_FLAT_AND_SMOOTH = 184;
        static final int UVS_ARE_ATTRIBUTES = 188;

        private ObjectLayouts() {}
    }

    /** {@code pb_plain_object} */
    static final class PlainObject {
        static final int BYTES = 128;
        static final int ORIGINAL = 0;
        static final int ID = 8;
        static final int MESH = 16;
        static final int MESH_ORIGINAL = 24;
        static final int SLOTS_KEY = 32;
        static final int SHAPE = 40;
        static final int GEOMETRY_ID = 48;
        static final int TRIANGLES = 56;
        static final int TRIANGLE_FACES = 64;
        static final int NORMALS = 72;
        static final int COLLECTIONS = 80;
        static final int SETTINGS = 88;
        static final int IS_PLAIN = 96;
        static final int NORMALS_DOMAIN = 100;
        static final int ARRAY_COUNT = 104;
        static final int TEXT_BYTES = 108;
        static final int HAS_ODD_PLACE = 112;
        static final int INDEX = 116;
        static final int GEOMETRY = 120;
        static final int OBJECT = 124;

        private PlainObject() {}
    }

    /** {@code pb_plain_description} */
    static final class PlainDescription {
        static final int BYTES = 208;
        static final int SIZE_BYTES = 0;
        static final int VERSION = 4;
        static final int POSITION = 8;
        static final int CORNER_VERTEX = 16;
        static final int TRIANGLE_CORNERS = 24;
        static final int TRIANGLE_FACE = 32;
        static final int MATERIAL_SLOT = 40;
        static final int NORMAL = 48;
        static final int FLAT_FACE = 56;
        static final int TEXTS = 64;
        static final int ARRAYS = 96;
        static final int GEOMETRIES = 128;
        static final int OBJECTS = 160;
        static final int FIRST_TEXT = 192;
        static final int FIRST_ARRAY = 196;
        static final int TEXT_BYTES = 200;
        static final int ARRAY_COUNT = 204;

        private PlainDescription() {}
    }

    /** {@code pb_point_cloud_gathering} */
    static final class PointCloudGathering {
        static final int BYTES = 48;
        static final int SIZE_BYTES = 0;
        static final int VERSION = 4;
        static final int SPHERES = 8;
        static final int SPHERE_COUNT = 40;
        static final int SKIPPED_POINT_COUNT = 44;

        private PointCloudGathering() {}
    }

    /** {@code pb_jvm_options} */
    static final class JvmOptions {
        static final int BYTES = 72;
        static final int SIZE_BYTES = 0;
        static final int VERSION = 4;
        static final int LIBJVM_PATH = 8;
        static final int OPTIONS = 40;

        private JvmOptions() {}
    }

    /** {@code pb_session_request} */
    static final class SessionRequest {
        static final int BYTES = 72;
        static final int SIZE_BYTES = 0;
        static final int VERSION = 4;
        static final int RENDERER = 8;
        static final int CLASS_PATH = 40;

        private SessionRequest() {}
    }

    /** {@code pb_pass_request} */
    static final class PassRequest {
        static final int BYTES = 72;
        static final int NAME = 0;
        static final int CHANNELS = 64;
        static final int RESERVED = 68;

        private PassRequest() {}
    }

    /** {@code pb_frame_progress} */
    static final class FrameProgress {
        static final int BYTES = 240;
        static final int SIZE_BYTES = 0;
        static final int VERSION = 4;
        static final int STATE = 8;
        static final int SAMPLE = 12;
        static final int SAMPLE_COUNT = 16;
        static final int HAS_METADATA = 20;
        static final int IMAGE_SERIAL = 24;
        static final int START_MS = 32;
        static final int SYNC_MS = 40;
        static final int DRAW_MS = 48;
        static final int READBACK_MS = 56;
        static final int DELIVER_MS = 64;
        static final int REFRESH_SERIAL = 72;
        static final int REFRESH_SAMPLE = 80;
        static final int RESERVED = 84;
        static final int OPENGL_BYTES = 88;
        static final int JAVA_HEAP_BYTES = 96;
        static final int WANTED_IMAGE = 104;
        static final int STATUS = 112;

        private FrameProgress() {}
    }

    /** {@code pb_frame_signals} */
    static final class FrameSignals {
        static final int BYTES = 8;
        static final int IS_CANCELLED = 0;
        static final int WANTS_REFRESH = 4;

        private FrameSignals() {}
    }

    /** {@code pb_host_message} */
    static final class HostMessage {
        static final int BYTES = 64;
        static final int KIND = 0;
        static final int PAYLOAD_BYTES = 4;
        static final int SESSION = 8;
        static final int FRAME = 16;
        static final int SIGNALS = 24;
        static final int SCENE = 32;

        private HostMessage() {}
    }

    private Protocol() {}
}
