# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads scenes by a real render, and decodes their descriptions, as C does."""

from __future__ import annotations

import ctypes
from array import array
from collections.abc import Callable
from types import SimpleNamespace

import bpy
from passbridge import abi
from passbridge.scene.reader import SceneDescription, SceneReader


class ReadingEngine(bpy.types.RenderEngine):
    """A render engine that draws nothing and reads the scene."""

    bl_idname = "PASSBRIDGE_READING"
    bl_label = "Passbridge scene reading"

    # Of the last render; Blender frees the instance itself. Not annotated: Blender takes annotations for properties.
    is_cancelled = None
    settings = staticmethod(lambda on, owner: {})
    reader = None
    message = None
    error = None
    counts = []

    def render(self, depsgraph: bpy.types.Depsgraph) -> None:
        self.end_result(self.begin_result(0, 0, 1, 1))
        kind = type(self)
        try:
            kind.reader = reader = SceneReader()
            kind.message = reader.read(
                depsgraph, kind.settings, is_cancelled=kind.is_cancelled, progress=kind.counts.append
            )
            if kind.message is not None:
                _take_over(kind.message)
                reader.close_images()
                reader.release()
        except Exception as error:  # it would not get through Blender
            kind.error = error


def read(scene: bpy.types.Scene, is_cancelled: Callable[[], bool] = lambda: False) -> SceneDescription | None:
    """Renders the scene with an engine that reads it; gives what it read, raises what it raised."""
    if not ReadingEngine.is_registered:
        bpy.utils.register_class(ReadingEngine)
    ReadingEngine.is_cancelled = staticmethod(is_cancelled)
    ReadingEngine.message = ReadingEngine.error = None
    ReadingEngine.counts = []
    scene.render.engine = ReadingEngine.bl_idname
    bpy.ops.render.render()
    if ReadingEngine.error is not None:
        raise ReadingEngine.error
    return ReadingEngine.message


# Blender's memory goes when `render` returns.
def _take_over(description: SceneDescription) -> None:
    """Copies what lies there; tightly packed."""
    elements = elements_of(description, abi.LIST_ARRAYS, abi.Array)
    for index, described in enumerate(elements):
        span = described.values
        element_bytes = _VALUE_BYTES[described.type]
        stride = span.stride_bytes or element_bytes
        content = ctypes.string_at(span.offset, span.size_bytes)
        packed = array("b", b"".join(content[i : i + element_bytes] for i in range(0, len(content), stride)))
        assert len(packed) == described.count * element_bytes
        described.values = abi.Span(*description.hold(packed))
        description.put(abi.LIST_ARRAYS, index, bytes(described))


_VALUE_BYTES = {
    abi.ARRAY_FLOAT: 4,
    abi.ARRAY_FLOAT2: 8,
    abi.ARRAY_FLOAT3: 12,
    abi.ARRAY_FLOAT4: 16,
    abi.ARRAY_BYTE_COLOR: 4,
    abi.ARRAY_INT32: 4,
    abi.ARRAY_INT8: 1,
    abi.ARRAY_BOOL: 1,
    abi.ARRAY_INT32X3: 12,
    abi.ARRAY_INT32X2: 8,
}


def elements_of(description: SceneDescription, list: int, kind: type) -> list:
    """A list of the description."""
    assert abi.LIST_ELEMENT_BYTES[list] == ctypes.sizeof(kind)
    content = description.lists[list]
    assert len(content) % ctypes.sizeof(kind) == 0
    return [kind.from_buffer_copy(content, first) for first in range(0, len(content), ctypes.sizeof(kind))]


def _part(elements: list, range: abi.Range) -> list:
    assert range.first + range.count <= len(elements)
    return elements[range.first : range.first + range.count]


# Where they are ranges: of other structs members of the same names are numbers.
_TEXT_MEMBERS = {
    *("name", "asset_name", "parent", "light_group", "text", "type"),
    *("identifier", "interpolation", "color_mode", "hue_interpolation", "handle"),
}


def _decoded(description: SceneDescription, list: int, kind: type) -> list[SimpleNamespace]:
    """The members of each struct of a list, with texts and what names and properties are in place of ranges."""
    text = bytes(description.lists[abi.LIST_TEXT])

    def decode(range: abi.Range) -> str:
        return text[range.first : range.first + range.count].decode("utf-8")

    def value_of(member: str, value: object) -> object:
        if member in _TEXT_MEMBERS and isinstance(value, abi.Range):
            return decode(value)
        if member == "collections":
            return [decode(each) for each in _part(elements_of(description, abi.LIST_NAMES, abi.Range), value)]
        if member in {"settings", "properties", "instancer_properties"}:
            return dict(_part(properties, value))
        return value

    properties = [
        (decode(each.name), decode(each.text) if each.type == abi.PROPERTY_TEXT else tuple(each.numbers)[: each.count])
        for each in elements_of(description, abi.LIST_PROPERTIES, abi.Property)
    ]
    return [
        SimpleNamespace(**{name: value_of(name, getattr(element, name)) for name, _ in kind._fields_})
        for element in elements_of(description, list, kind)
    ]


def geometries(description: SceneDescription, kind: int) -> list[SimpleNamespace]:
    """Those of one kind, each with its `arrays`, and with those of its structure under names without their dots; empty ones where there
    are none."""
    arrays = _decoded(description, abi.LIST_ARRAYS, abi.Array)
    found = [each for each in _decoded(description, abi.LIST_GEOMETRIES, abi.Geometry) if each.kind == kind]
    for geometry in found:
        geometry.arrays = _part(arrays, geometry.arrays)
        by_name = {each.name: each for each in geometry.arrays}
        for name, member in _STRUCTURE.items():
            setattr(geometry, member, by_name[name].values if name in by_name else abi.Span())
        geometry.normals_domain = by_name[".normal"].domain if ".normal" in by_name else abi.DOMAIN_POINT
    return found


_STRUCTURE = {
    ".position": "positions",
    ".normal": "normals",
    ".corner_vertex": "corner_vertices",
    ".triangle_corners": "triangle_corners",
    ".triangle_face": "triangle_polygons",
    ".material_slot": "polygon_materials",
    ".flat_face": "flat_polygons",
    ".radius": "radii",
    ".curve_offset": "first_points",
    ".curve_uv": "curve_uvs",
    ".edge_vertices": "edge_vertices",
}


def structs(span: abi.Span, kind: type) -> list:
    """The elements of a span: of a struct, or of a ctypes number."""
    count = span.size_bytes // ctypes.sizeof(kind)
    assert count * ctypes.sizeof(kind) == span.size_bytes
    return list((kind * count).from_address(span.offset)) if count else []


def floats(span: abi.Span, width: int = 1) -> list:
    values = structs(span, ctypes.c_float)
    return values if width == 1 else [tuple(values[i : i + width]) for i in range(0, len(values), width)]


def integers(span: abi.Span) -> list[int]:
    return structs(span, ctypes.c_int32)


def meshes(description: SceneDescription) -> list[SimpleNamespace]:
    return geometries(description, abi.GEOMETRY_MESH)


def curves(description: SceneDescription) -> list[SimpleNamespace]:
    return geometries(description, abi.GEOMETRY_CURVES)


def attributes(mesh: SimpleNamespace) -> dict[str, SimpleNamespace]:
    return {each.name: each for each in mesh.arrays if not each.name.startswith(".")}


def uvs(mesh: SimpleNamespace) -> list[tuple[float, float]]:
    """Of the UV map that is switched on for rendering."""
    return floats(mesh.arrays[mesh.uv_map].values, 2)


def triangle_materials(mesh: SimpleNamespace) -> list[int]:
    slots = integers(mesh.polygon_materials) or [0] * mesh.face_count
    return [slots[polygon] for polygon in integers(mesh.triangle_polygons)]


def corner_normals(mesh: SimpleNamespace) -> list[tuple[float, ...]]:
    """Whatever elements the normals belong to; zeros where the face is flat."""
    normals = floats(mesh.normals, 3) or [(0.0, 0.0, 0.0)] * mesh.corner_count
    if mesh.normals.size_bytes and mesh.normals_domain == abi.DOMAIN_POINT:
        normals = [normals[vertex] for vertex in integers(mesh.corner_vertices)]
    flat = structs(mesh.flat_polygons, ctypes.c_uint8)
    corner_polygons = zip(integers(mesh.triangle_corners), (p for p in integers(mesh.triangle_polygons) for _ in range(3)))
    for corner, polygon in corner_polygons if flat else ():
        if flat[polygon]:
            normals[corner] = (0.0, 0.0, 0.0)
    return normals


def instances(description: SceneDescription) -> list[SimpleNamespace]:
    """Each with `object_to_world`, `id`, `random_id`, `object`, the kind, index and id of its geometry, and the materials of its slots."""
    prototypes = elements_of(description, abi.LIST_PROTOTYPES, abi.Prototype)
    objects_of_scene = objects(description)
    all_geometries = elements_of(description, abi.LIST_GEOMETRIES, abi.Geometry)
    slots = elements_of(description, abi.LIST_SLOTS, ctypes.c_uint32)
    rows = zip(
        elements_of(description, abi.LIST_INSTANCE_PROTOTYPES, ctypes.c_uint32),
        elements_of(description, abi.LIST_INSTANCE_MATRICES, ctypes.c_float * 16),
        elements_of(description, abi.LIST_INSTANCE_IDS, ctypes.c_uint64),
        elements_of(description, abi.LIST_INSTANCE_RANDOM_IDS, ctypes.c_uint32),
        strict=True,
    )
    found = []
    for index, matrix, id, random_id in rows:
        prototype = prototypes[index.value]
        geometry = all_geometries[prototype.geometry]
        found.append(
            SimpleNamespace(
                object_to_world=list(matrix),
                id=id.value,
                random_id=random_id.value,
                object=objects_of_scene[prototype.object],
                geometry=prototype.geometry,
                geometry_id=geometry.id,
                geometry_kind=geometry.kind,
                materials=[slot.value for slot in _part(slots, prototype.slots)],
            )
        )
    return found


def objects(description: SceneDescription) -> list[SimpleNamespace]:
    """Each with (id, is_excluded) of its `receivers` and `blockers`."""
    return _with_links(description, _decoded(description, abi.LIST_OBJECTS, abi.Object))


def _with_links(description: SceneDescription, found: list[SimpleNamespace]) -> list[SimpleNamespace]:
    links = [(link.object, link.is_excluded) for link in elements_of(description, abi.LIST_LIGHT_LINKS, abi.LightLink)]
    for linking in found:
        linking.receivers, linking.blockers = _part(links, linking.receivers), _part(links, linking.blockers)
    return found


def materials(description: SceneDescription) -> list[SimpleNamespace]:
    return _decoded(description, abi.LIST_MATERIALS, abi.Material)


def graph(description: SceneDescription, index: int) -> SimpleNamespace | None:
    """A shader graph, by its index: `nodes` with `inputs` (values, or a pair of node and output, by identifiers), `outputs` (values),
    `types` of inputs, `ramp`, `curves`; `surface`, `volume` and `displacement` as pairs of node and output, or None."""
    if index == abi.NONE:
        return None
    found = elements_of(description, abi.LIST_SHADER_GRAPHS, abi.ShaderGraph)[index]
    all_nodes = _decoded(description, abi.LIST_SHADER_NODES, abi.ShaderNode)
    sockets = _decoded(description, abi.LIST_SHADER_SOCKETS, abi.ShaderSocket)
    values = [tuple(value) for value in elements_of(description, abi.LIST_SOCKET_VALUES, ctypes.c_float * 4)]
    links = elements_of(description, abi.LIST_SHADER_LINKS, abi.ShaderLink)
    nodes = _part(all_nodes, found.nodes)
    for node in nodes:
        inputs, outputs = _part(sockets, node.inputs), _part(sockets, node.outputs)
        own = _part(values, node.values)
        assert len(own) == len(inputs) + len(outputs)
        node.types = {socket.identifier: socket.type for socket in inputs}
        node.inputs = {socket.identifier: value for socket, value in zip(inputs, own)}
        node.outputs = {socket.identifier: value for socket, value in zip(outputs, own[len(inputs) :])}
        del node.values
        for link in _part(links, node.__dict__.pop("links")):
            source = nodes[link.node]
            node.inputs[inputs[link.input].identifier] = source, list(source.outputs)[link.output]
        node.ramp = None if node.ramp == abi.NONE else _ramp(description, node.ramp)
        node.curves = None if node.curves == abi.NONE else _curves(description, node.curves)

    def end(node: int, output: int) -> tuple[SimpleNamespace, str] | None:
        return None if node == abi.NONE else (nodes[node], list(nodes[node].outputs)[output])

    return SimpleNamespace(
        nodes=nodes,
        surface=end(found.surface, found.surface_output),
        volume=end(found.volume, found.volume_output),
        displacement=end(found.displacement, found.displacement_output),
    )


def _ramp(description: SceneDescription, index: int) -> SimpleNamespace:
    ramp = _decoded(description, abi.LIST_COLOR_RAMPS, abi.ColorRamp)[index]
    stops = _part(elements_of(description, abi.LIST_RAMP_STOPS, abi.RampStop), ramp.stops)
    ramp.stops = [(stop.position, *stop.color) for stop in stops]
    ramp.table = _table(description, ramp.table)
    return ramp


def _curves(description: SceneDescription, index: int) -> SimpleNamespace:
    curves = _decoded(description, abi.LIST_SHADER_CURVES, abi.ShaderCurves)[index]
    points = _decoded(description, abi.LIST_CURVE_POINTS, abi.CurvePoint)
    ranges = _part(elements_of(description, abi.LIST_CURVES, abi.Range), curves.curves)
    curves.curves = [[(point.x, point.y, point.handle) for point in _part(points, range)] for range in ranges]
    curves.table = _table(description, curves.table)
    return curves


def _table(description: SceneDescription, range: abi.Range) -> list[tuple[float, ...]]:
    entries = elements_of(description, abi.LIST_TABLE_ENTRIES, ctypes.c_float * 4)
    return [tuple(entry) for entry in _part(entries, range)]


def images(description: SceneDescription) -> list[SimpleNamespace]:
    return _decoded(description, abi.LIST_IMAGES, abi.Image)


def pixels(image: SimpleNamespace) -> list[float]:
    """Of an image of the scene that was read last."""
    return list(ReadingEngine.reader.pixels(image.id)[-1])


def lights(description: SceneDescription) -> list[SimpleNamespace]:
    """Each with its `object`, and (id, is_excluded) of its `receivers` and `blockers`."""
    found = _with_links(description, _decoded(description, abi.LIST_LIGHTS, abi.Light))
    for light in found:
        light.object = objects(description)[light.object]
    return found


def the_scene(description: SceneDescription) -> SimpleNamespace:
    """With its `world`, or None."""
    (scene,) = _decoded(description, abi.LIST_SCENES, abi.Scene)
    scene.world = None if scene.world == abi.NONE else _decoded(description, abi.LIST_WORLDS, abi.World)[scene.world]
    return scene


def transform(matrix: ctypes.Array, point: tuple[float, ...]) -> tuple[float, ...]:
    """A column-by-column 4x4 matrix times a point (x, y, z, w = 1)."""
    x, y, z, w = (*point, 1.0)[:4]
    return tuple(matrix[i] * x + matrix[4 + i] * y + matrix[8 + i] * z + matrix[12 + i] * w for i in range(4))


# ------------------------------------------------------------------------------------------------ scenes to read


def with_triangle(empty_scene: bpy.types.Scene) -> bpy.types.Scene:
    """Add a camera and a triangle to a scene, and give the scene."""
    empty_scene.camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    mesh = bpy.data.meshes.new("Triangle")
    mesh.from_pydata([(0, 0, 0), (1, 0, 0), (0, 1, 0)], [], [(0, 1, 2)])
    empty_scene.collection.objects.link(bpy.data.objects.new("Triangle", mesh))
    empty_scene.render.resolution_x = empty_scene.render.resolution_y = 8
    return empty_scene


def add_material(name: str = "Material") -> bpy.types.Material:
    """A material whose nodes are an output alone, on the triangle."""
    material = bpy.data.materials.new(name)
    use_nodes(material)
    material.node_tree.nodes.clear()
    material.node_tree.nodes.new("ShaderNodeOutputMaterial")
    bpy.data.meshes["Triangle"].materials.append(material)
    return material


def use_nodes(owner: bpy.types.Material | bpy.types.World | bpy.types.Light) -> None:
    if bpy.app.version < (5, 0, 0) or isinstance(owner, bpy.types.Light):
        owner.use_nodes = True
