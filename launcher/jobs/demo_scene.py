# SPDX-License-Identifier: Apache-2.0
"""The demo scene: a bridge of twisting slats over a sea of hexagonal pillars, at sunset.

Everything is made here, with what every Blender from 3.4 on has. The sea is instanced on vertices, the bridge's slats are
instances of collections. The camera's aperture is wide, as if all of it stood on a table.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import bpy
from mathutils import Matrix, Vector, noise

Color = tuple[float, float, float]


def _srgb(code: str) -> Color:
    """The 0 to 1 of a #RRGGBB."""
    red, green, blue = bytes.fromhex(code.removeprefix("#"))
    return red / 255.0, green / 255.0, blue / 255.0


# sRGB, as colour pickers show them.
SKY = [_srgb(code) for code in ("#F9D3B4", "#F6B99A", "#E58F8F", "#8A7BB0", "#3E4C86")]
SKY_LOW, SKY_HIGH = -0.45, 0.9
"""Between which heights of a direction the sky's colours are, from below the horizon to nearly overhead."""
SUN = _srgb("#FF7A54")
GOLD = _srgb("#FFD772")
DEEP_SEA = _srgb("#0B4A78")
WAVES = [_srgb(code) for code in ("#1668A6", "#1787B8", "#2CA9BE", "#7CCFCB", "#E4F5EA")]
SLATS = [_srgb(code) for code in ("#6A1440", "#C4213F", "#EE4B35", "#FA9338", "#FFF1D6")]
MORTAR = _srgb("#F6EBDD")
CHIPS = [_srgb(code) for code in ("#C9304A", "#10597A", "#F79D65", "#3B2F3A", "#52AFAE", "#E8C9A8")]

# Metres. Z is up, the camera looks along Y.
SEA_RADIUS = 9.5
PILLAR_RADIUS = 0.29
PILLAR_CELL_RADIUS = 0.307
PILLAR_HEIGHT = 0.6
RIM_HEIGHT = 1.6
SUN_CENTER = Vector((0.9, 3.6, 1.2))
SUN_RADIUS = 2.4

BRIDGE_SPAN = 16.4
BRIDGE_RISE = 6.5
BRIDGE_TURN = math.radians(-18.0)
SLAT_COUNT = 100
SLAT_SHADES = 24
SLAT_LENGTH = 2.5
SLAT_THICKNESS = 0.14
SLAT_TWIST = math.radians(540.0)

# In the object index pass.
SEA_INDEX, SLAT_INDEX, RAIL_INDEX, FLOAT_INDEX = range(1, 5)


def build(path: Path) -> None:
    """Builds the scene in this Blender, in place of what is open, and saves it to a .blend file."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    _add_world(scene)
    # What hides much comes first: what it hides is then quick to draw.
    _add_floats()
    _add_bridge(scene.collection)
    _add_sea(scene.collection)
    _add_lights(scene.collection)
    _add_camera(scene)
    _set_render_settings(scene)
    bpy.ops.wm.save_as_mainfile(filepath=str(path), compress=True)


# What the scene is made of


def _add_sea(collection: bpy.types.Collection) -> None:
    """Pillars on a hexagonal grid, high ones at the rim, their tops in the shades of the waves."""
    deep_sea = _principled("Deep sea", DEEP_SEA, roughness=0.6)
    waves = [_principled(f"Wave {index}", color, roughness=0.5) for index, color in enumerate(WAVES)]
    tops: dict[tuple[int, float], list[Vector]] = {}
    for x, y in _hexagonal_grid(SEA_RADIUS, PILLAR_CELL_RADIUS):
        height = _wave_height(x, y)
        shade = round((0.5 + height) * (len(waves) - 1))
        is_rim = math.hypot(x, y) > SEA_RADIUS - 4.0 * PILLAR_RADIUS
        pillar_height = RIM_HEIGHT if is_rim else PILLAR_HEIGHT
        tops.setdefault((min(max(shade, 0), len(waves) - 1), pillar_height), []).append(Vector((x, y, height)))

    for (shade, pillar_height), positions in tops.items():
        _add_pillars(collection, pillar_height, [waves[shade], deep_sea], positions)


def _add_pillars(
    collection: bpy.types.Collection, height: float, materials: list[bpy.types.Material], tops: list[Vector]
) -> None:
    """One pillar, repeated on the vertices of a mesh."""
    points = bpy.data.meshes.new("Tops")
    points.from_pydata(tops, [], [])
    instancer = _add(collection, "Pillars", points)
    instancer.instance_type = "VERTS"
    instancer.show_instancer_for_render = False

    pillar = _add(collection, "Pillar", _pillar(height))
    pillar.parent = instancer
    pillar.pass_index = SEA_INDEX
    for material in materials:
        pillar.data.materials.append(material)
    _bevel(pillar, 0.035)


def _wave_height(x: float, y: float) -> float:
    """Rings around the sun, crossed by a swell."""
    distance = math.hypot(x - SUN_CENTER.x, y - SUN_CENTER.y)
    rings = 0.36 * math.sin(distance * 1.5 + 1.2)
    swell = 0.20 * math.sin(0.55 * x + 0.35 * y + 0.8)
    return rings + swell


def _add_bridge(collection: bpy.types.Collection) -> None:
    """Slats along an arch, each turned a little more than the one before, between two rails of gold."""
    bridge = _add(collection, "Bridge", None)
    bridge.rotation_euler.z = BRIDGE_TURN
    slats = [_slat_collection(index, _shade(SLATS, index / (SLAT_SHADES - 1))) for index in range(SLAT_SHADES)]

    rails: tuple[list[Vector], list[Vector]] = ([], [])
    for index in range(SLAT_COUNT):
        along = index / (SLAT_COUNT - 1)
        pose = _pose_on_arch(along)
        slat = _add(collection, f"Slat {index}", None)
        slat.instance_type = "COLLECTION"
        slat.instance_collection = slats[round(_there_and_back(along) * (len(slats) - 1))]
        slat.parent = bridge
        slat.matrix_basis = pose
        for rail, end in zip(rails, (-0.5, 0.5)):
            rail.append(pose @ Vector((end * SLAT_LENGTH, 0.0, 0.0)))

    gold = _principled("Gold", GOLD, metallic=1.0, roughness=0.3)
    for index, points in enumerate(rails):
        rail = _add(collection, f"Rail {index}", _tube(f"Rail {index}", points, radius=0.075))
        rail.parent = bridge
        rail.pass_index = RAIL_INDEX
        rail.data.materials.append(gold)


def _slat_collection(index: int, color: Color) -> bpy.types.Collection:
    """A slat alone in a collection that is not part of the scene, to be instanced."""
    slat = bpy.data.objects.new(f"Slat {index}", _slat())
    slat.pass_index = SLAT_INDEX
    slat.data.materials.append(_principled(f"Lacquer {index}", color, roughness=0.35))
    _bevel(slat, 0.03)
    collection = bpy.data.collections.new(f"Slat {index}")
    collection.objects.link(slat)
    return collection


def _pose_on_arch(along: float) -> Matrix:
    """Where a slat is, `along` from 0 to 1: its X along the slat, its Y along the arch."""
    angle = math.pi * (1.0 - along)
    center = Vector((0.5 * BRIDGE_SPAN * math.cos(angle), 0.0, BRIDGE_RISE * math.sin(angle) - 0.6))
    tangent = Vector((0.5 * BRIDGE_SPAN * math.sin(angle), 0.0, -BRIDGE_RISE * math.cos(angle))).normalized()
    across = Matrix.Rotation(SLAT_TWIST * (along - 0.5), 3, tangent) @ Vector((0.0, 1.0, 0.0))
    axes = Matrix((across, tangent, across.cross(tangent))).transposed()
    return Matrix.Translation(center) @ axes.to_4x4()


def _there_and_back(along: float) -> float:
    """From 0 to 1 in the middle, and back."""
    return math.sin(math.pi * along) ** 1.6


def _add_floats() -> None:
    """What swims in the sea, the sun among it."""
    sun = _ball("Sun", SUN_CENTER, SUN_RADIUS)
    sun.data.materials.append(_emission("Sunlight", SUN))

    terrazzo = _ball("Terrazzo ball", Vector((4.6, -4.6, 0.75)), 1.45)
    terrazzo.rotation_euler = (0.5, 0.3, -0.6)
    terrazzo.data.materials.append(_textured("Terrazzo", _terrazzo_image(), roughness=0.45))

    cherry = _ball("Cherry", Vector((-1.7, -6.9, 0.3)), 0.5)
    cherry.data.materials.append(_principled("Cherry", SLATS[0], roughness=0.2))

    bubble = _ball("Bubble", Vector((0.9, -5.9, 0.9)), 1.1)
    bubble.data.materials.append(_glass("Bubble"))

    pearl = _ball("Golden pearl", Vector((-7.0, -1.0, 0.5)), 0.85)
    pearl.data.materials.append(_principled("Golden pearl", GOLD, metallic=1.0, roughness=0.4))

    bpy.ops.mesh.primitive_torus_add(
        major_segments=32, minor_segments=8, major_radius=1.15, minor_radius=0.44, location=(-4.4, -4.4, 0.55)
    )
    buoy = _floating("Buoy")
    buoy.rotation_euler = (0.66, -0.28, 0.4)
    buoy.modifiers.new("Subdivision", "SUBSURF").render_levels = 2
    buoy.data.materials.append(_textured("Stripes", _stripe_image(), roughness=0.4))


def _ball(name: str, center: Vector, radius: float) -> bpy.types.Object:
    bpy.ops.mesh.primitive_uv_sphere_add(segments=96, ring_count=48, radius=radius, location=center)
    return _floating(name)


def _floating(name: str) -> bpy.types.Object:
    """What was added last, smooth and with a name."""
    bpy.ops.object.shade_smooth()
    floating = bpy.context.object
    floating.name = floating.data.name = name
    floating.pass_index = FLOAT_INDEX
    return floating


def _add_world(scene: bpy.types.Scene) -> None:
    """A sky whose colours follow the height of the direction."""
    scene.world = bpy.data.worlds.new("Evening")
    scene.world.use_nodes = True
    tree = scene.world.node_tree
    direction = tree.nodes.new("ShaderNodeTexCoord")
    components = tree.nodes.new("ShaderNodeSeparateXYZ")
    height = tree.nodes.new("ShaderNodeMapRange")
    height.inputs["From Min"].default_value, height.inputs["From Max"].default_value = SKY_LOW, SKY_HIGH
    sky = tree.nodes.new("ShaderNodeValToRGB")
    stops = sky.color_ramp.elements
    for index, color in enumerate(SKY):
        place = index / (len(SKY) - 1)
        stop = stops[0] if index == 0 else stops[-1] if place == 1.0 else stops.new(place)
        stop.color = _linear(color)
    for output, input_ in (
        (direction.outputs["Generated"], components.inputs["Vector"]),
        (components.outputs["Z"], height.inputs["Value"]),
        (height.outputs["Result"], sky.inputs["Fac"]),
        (sky.outputs["Color"], tree.nodes["Background"].inputs["Color"]),
    ):
        tree.links.new(output, input_)


def _add_lights(collection: bpy.types.Collection) -> None:
    """Warm daylight from the left, the glow of the sun in the sea, and a cool spot that lifts the dark side."""
    daylight = bpy.data.lights.new("Daylight", "SUN")
    daylight.energy = 2.6
    daylight.color = _linear(_srgb("#FFF0DE"))[:3]
    _aim(_add(collection, "Daylight", daylight, Vector((-11.0, -5.0, 8.0))), Vector())

    glow = bpy.data.lights.new("Glow", "POINT")
    glow.energy = 2600.0
    glow.shadow_soft_size = SUN_RADIUS
    glow.color = _linear(_srgb("#FFA873"))[:3]
    _add(collection, "Glow", glow, SUN_CENTER)

    fill = bpy.data.lights.new("Fill", "SPOT")
    fill.energy = 4500.0
    fill.color = _linear(_srgb("#9FC4FF"))[:3]
    fill.spot_size = math.radians(50.0)
    fill.spot_blend = 0.8
    _aim(_add(collection, "Fill", fill, Vector((20.0, -14.0, 6.0))), Vector((2.0, 0.0, 1.0)))


def _add_camera(scene: bpy.types.Scene) -> None:
    camera = bpy.data.cameras.new("Camera")
    camera.lens = 60.0
    scene.camera = _add(scene.collection, "Camera", camera, Vector((0.0, -39.0, 13.0)))
    _aim(scene.camera, Vector((0.0, 0.0, 0.95)))
    camera.dof.use_dof = True
    camera.dof.focus_object = bpy.data.objects["Bubble"]
    camera.dof.aperture_fstop = 0.15


def _set_render_settings(scene: bpy.types.Scene) -> None:
    scene.render.resolution_x, scene.render.resolution_y = 1280, 720
    scene.render.resolution_percentage = 100
    scene.view_settings.view_transform = "Standard"
    view_layer = scene.view_layers[0]
    view_layer.use_pass_z = True
    view_layer.use_pass_position = True
    view_layer.use_pass_normal = True
    view_layer.use_pass_object_index = True


# Shapes


def _pillar(height: float) -> bpy.types.Mesh:
    """With its top at the origin; the top has the first material, the sides have the second."""
    angles = [math.pi * (index / 3.0 + 1.0 / 6.0) for index in range(6)]
    outline = [(PILLAR_RADIUS * math.cos(angle), PILLAR_RADIUS * math.sin(angle)) for angle in angles]
    mesh = _prism("Pillar", outline, -height, 0.0)
    for face in mesh.polygons:
        face.material_index = 0 if face.normal.z > 0.5 else 1
    return mesh


def _slat() -> bpy.types.Mesh:
    x, y = 0.5 * SLAT_LENGTH, 0.5 * SLAT_THICKNESS
    return _prism("Slat", [(-x, -y), (x, -y), (x, y), (-x, y)], -y, y)


def _prism(name: str, outline: Sequence[tuple[float, float]], bottom: float, top: float) -> bpy.types.Mesh:
    """Over an outline that goes counterclockwise, from one Z to another."""
    count = len(outline)
    sides = [(i, (i + 1) % count, (i + 1) % count + count, i + count) for i in range(count)]
    ends = [tuple(reversed(range(count))), tuple(range(count, 2 * count))]
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata([(x, y, z) for z in (bottom, top) for x, y in outline], [], [*sides, *ends])
    return mesh


def _tube(name: str, points: Sequence[Vector], radius: float) -> bpy.types.Curve:
    curve = bpy.data.curves.new(name, "CURVE")
    curve.dimensions = "3D"
    curve.bevel_depth = radius
    curve.use_fill_caps = True
    spline = curve.splines.new("POLY")
    spline.points.add(len(points) - 1)
    for point, position in zip(spline.points, points):
        point.co = (*position, 1.0)
    spline.use_smooth = True
    return curve


def _hexagonal_grid(radius: float, cell_radius: float) -> Iterator[tuple[float, float]]:
    """Centres of the cells that lie within a circle."""
    column_width, row_height = math.sqrt(3.0) * cell_radius, 1.5 * cell_radius
    rows = math.ceil(radius / row_height)
    columns = math.ceil(radius / column_width)
    for row in range(-rows, rows + 1):
        for column in range(-columns, columns + 1):
            x, y = (column + 0.5 * (row % 2)) * column_width, row * row_height
            if math.hypot(x, y) <= radius:
                yield x, y


def _bevel(owner: bpy.types.Object, width: float) -> None:
    bevel = owner.modifiers.new("Bevel", "BEVEL")
    bevel.width = width
    bevel.limit_method = "ANGLE"
    bevel.angle_limit = math.radians(70.0)


# Materials


def _principled(name: str, color: Color, *, roughness: float, metallic: float = 0.0) -> bpy.types.Material:
    material = _material(name)
    shader = material.node_tree.nodes["Principled BSDF"]
    shader.inputs["Base Color"].default_value = _linear(color)
    shader.inputs["Roughness"].default_value = roughness
    shader.inputs["Metallic"].default_value = metallic
    return material


def _textured(name: str, image: bpy.types.Image, *, roughness: float) -> bpy.types.Material:
    material = _principled(name, MORTAR, roughness=roughness)
    nodes = material.node_tree.nodes
    texture = nodes.new("ShaderNodeTexImage")
    texture.image = image
    material.node_tree.links.new(texture.outputs["Color"], nodes["Principled BSDF"].inputs["Base Color"])
    return material


def _glass(name: str) -> bpy.types.Material:
    material = _material(name)
    nodes = material.node_tree.nodes
    shader = nodes.new("ShaderNodeBsdfGlass")
    shader.inputs["Roughness"].default_value = 0.0
    material.node_tree.links.new(shader.outputs["BSDF"], nodes["Material Output"].inputs["Surface"])
    return material


def _emission(name: str, color: Color) -> bpy.types.Material:
    material = _material(name)
    nodes = material.node_tree.nodes
    shader = nodes.new("ShaderNodeEmission")
    shader.inputs["Color"].default_value = _linear(color)
    material.node_tree.links.new(shader.outputs["Emission"], nodes["Material Output"].inputs["Surface"])
    return material


def _material(name: str) -> bpy.types.Material:
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    return material


# Images


def _terrazzo_image() -> bpy.types.Image:
    """For a sphere: cut through a block of coloured chips, so it has neither a seam nor pinched poles."""

    def color(u: float, v: float) -> Color:
        longitude, latitude = 2.0 * math.pi * u, math.pi * (v - 0.5)
        direction = Vector(
            (math.cos(latitude) * math.cos(longitude), math.cos(latitude) * math.sin(longitude), math.sin(latitude))
        )
        distances, cells = noise.voronoi(direction * 4.0)
        chance = noise.cell(cells[0] * 97.0) % 1.0
        chip = CHIPS[int(chance * len(CHIPS))]
        return _mix(MORTAR, chip, _step(distances[1] - distances[0], 0.16, 0.2))

    return _image("Terrazzo", 1024, 512, color)


def _stripe_image() -> bpy.types.Image:
    red, white = SLATS[1], MORTAR

    def color(u: float, _v: float) -> Color:
        return _mix(white, red, _step(math.sin(12.0 * math.pi * u), -0.04, 0.04))

    return _image("Stripes", 1024, 4, color)


def _image(name: str, width: int, height: int, color: Callable[[float, float], Color]) -> bpy.types.Image:
    """An image that is kept in the .blend file; `color` gives the sRGB colour at U and V."""
    pixels: list[float] = []
    for row in range(height):
        for column in range(width):
            pixels += *color((column + 0.5) / width, (row + 0.5) / height), 1.0
    image = bpy.data.images.new(name, width, height)
    image.pixels.foreach_set(pixels)
    image.pack()
    return image


# Colours


def _linear(color: Color) -> tuple[float, float, float, float]:
    """What Blender's colour inputs take: linear, with an alpha of 1."""
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in color)
    return red, green, blue, 1.0


def _shade(colors: Sequence[Color], place: float) -> Color:
    """The colour at `place`, from 0 to 1, of a gradient through some colours."""
    index = min(int(place * (len(colors) - 1)), len(colors) - 2)
    return _mix(colors[index], colors[index + 1], place * (len(colors) - 1) - index)


def _mix(first: Color, second: Color, share: float) -> Color:
    red, green, blue = (a + (b - a) * share for a, b in zip(first, second))
    return red, green, blue


def _step(value: float, low: float, high: float) -> float:
    """0 up to `low`, 1 from `high` on, a ramp between."""
    return min(max((value - low) / (high - low), 0.0), 1.0)


# Data blocks


def _add(
    collection: bpy.types.Collection, name: str, data: bpy.types.ID | None, location: Vector | None = None
) -> bpy.types.Object:
    """An object in the collection; without data, an empty."""
    added = bpy.data.objects.new(name, data)
    added.location = location or Vector()
    collection.objects.link(added)
    return added


def _aim(aimed: bpy.types.Object, target: Vector) -> None:
    """Turn a light or a camera towards a place."""
    aimed.rotation_euler = (target - aimed.location).to_track_quat("-Z", "Y").to_euler()
