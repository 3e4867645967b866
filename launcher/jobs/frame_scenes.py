# SPDX-License-Identifier: Apache-2.0
"""Scenes to compare engines with, made here with what every Blender from 3.4 on has: each has something that engines differ in."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence

import bpy
from mathutils import Matrix, Vector

Vertices = list[tuple[float, float, float]]
Faces = list[tuple[int, ...]]


def room() -> None:
    """Boxes and a ball in a box with one coloured wall on each side: most of its light has been reflected."""
    _begin(world=(0.0, 0.0, 0.0, 1.0))
    white = _surface("White", (0.73, 0.73, 0.73))
    corners = [Vector((x, y, z)) for z in (0.0, 3.0) for y in (-2.0, 2.0) for x in (-2.0, 2.0)]
    for name, material, face in (
        ("Floor", white, (0, 1, 3, 2)),
        ("Ceiling", white, (4, 6, 7, 5)),
        ("Back", white, (2, 3, 7, 6)),
        ("Left", _surface("Red", (0.63, 0.06, 0.05)), (0, 2, 6, 4)),
        ("Right", _surface("Green", (0.12, 0.45, 0.09)), (1, 5, 7, 3)),
    ):
        _add_mesh(name, [tuple(corners[index]) for index in face], [(0, 1, 2, 3)], material)
    _add_box("Tall box", Vector((-0.75, 0.6, 0.0)), Vector((1.1, 1.1, 1.9)), math.radians(18.0), white)
    _add_box("Low box", Vector((0.8, -0.3, 0.0)), Vector((1.0, 1.0, 0.8)), math.radians(-16.0), white)
    _add_ball("Ball", Vector((0.8, -0.3, 1.2)), 0.4, _surface("Brass", (0.9, 0.7, 0.35), roughness=0.25, metallic=1.0))
    _add_light("Lamp", "AREA", 45.0, Vector((0.0, 0.0, 2.98)), Vector((0.0, 0.0, 0.0)), size=1.2)
    _add_camera(Vector((0.0, -7.2, 1.5)), Vector((0.0, 0.0, 1.45)), lens_mm=50.0)


def surfaces() -> None:
    """Balls of metal, of plastic and of glass, each row from smooth to rough, on checks under a sky that is lighter at the horizon."""
    _begin(world=(0.35, 0.45, 0.6, 1.0))
    _grade_sky((0.75, 0.72, 0.66, 1.0), (0.1, 0.22, 0.5, 1.0))
    roughnesses = (0.02, 0.15, 0.35, 0.65, 1.0)
    rows: tuple[Callable[[str, float], bpy.types.Material], ...] = (
        lambda name, roughness: _surface(name, (0.95, 0.64, 0.54), roughness=roughness, metallic=1.0),
        lambda name, roughness: _surface(name, (0.05, 0.3, 0.6), roughness=roughness),
        lambda name, roughness: _surface(name, (0.9, 0.97, 0.92), roughness=roughness, transmission=1.0),
    )
    for row, material in enumerate(rows):
        for column, roughness in enumerate(roughnesses):
            center = Vector(((column - 2.0) * 1.25, 1.5 - row * 1.5, 0.5))
            _add_ball(f"Ball {row} {column}", center, 0.5, material(f"Surface {row} {column}", roughness))
    side = 40.0
    ground = [(-side, -side, 0.0), (side, -side, 0.0), (side, side, 0.0), (-side, side, 0.0)]
    _add_mesh("Ground", ground, [(0, 1, 2, 3)], _checks("Checks", 1.6))
    _add_light("Sun", "SUN", 3.0, Vector((4.0, -3.0, 6.0)), Vector((0.0, 0.0, 0.0)), size=math.radians(1.0))
    _add_camera(Vector((0.0, -9.5, 4.4)), Vector((0.0, 0.1, 0.3)), lens_mm=50.0)


def meadow() -> None:
    """A hilly meadow of a quarter of a million triangles, nearly all of them instances, that shade each other under a low sun."""
    _begin(world=(0.4, 0.55, 0.8, 1.0))
    chance = random.Random(7)

    def height(x: float, y: float) -> float:
        return 0.5 * math.sin(0.35 * x + 0.6) * math.cos(0.3 * y) + 0.012 * y * y

    count, side = 60, 30.0
    places = [(side * (i / count - 0.5), side * (j / count - 0.5)) for j in range(count + 1) for i in range(count + 1)]
    quads: Faces = [
        (row + i, row + i + 1, row + count + 2 + i, row + count + 1 + i)
        for row in range(0, count * (count + 1), count + 1)
        for i in range(count)
    ]
    _add_mesh("Ground", [(x, y, height(x, y)) for x, y in places], quads, _surface("Earth", (0.1, 0.07, 0.035)))

    greens = [(0.05, 0.16, 0.02), (0.1, 0.24, 0.03), (0.2, 0.28, 0.05), (0.07, 0.2, 0.06)]
    for index in range(8):
        tuft_mesh = _tuft(chance)
        tuft_mesh.materials.append(_surface(f"Grass {index}", greens[index % len(greens)], roughness=0.7))
        positions = []
        for _ in range(260):
            x, y = chance.uniform(-0.5, 0.5) * side, chance.uniform(-0.5, 0.5) * side
            positions.append((x, y, height(x, y)))
        _add_instances(f"Tuft {index}", tuft_mesh, positions)
    for index in range(7):
        x, y = chance.uniform(-7.0, 7.0), chance.uniform(-1.0, 10.0)
        stem = _surface(f"Bark {index}", (0.13, 0.08, 0.05))
        _add_box(f"Stem {index}", Vector((x, y, height(x, y) - 0.1)), Vector((0.18, 0.18, 1.4)), 0.3 * index, stem)
        crown = _surface(f"Leaves {index}", (0.06 + 0.03 * index, 0.2, 0.04), roughness=0.8)
        _add_ball(f"Crown {index}", Vector((x, y, height(x, y) + 1.7)), 0.75 + 0.06 * index, crown)
    _add_light("Sun", "SUN", 4.5, Vector((8.0, 3.0, 4.0)), Vector((0.0, 0.0, 0.0)), size=math.radians(0.5))
    _add_camera(Vector((0.0, -13.0, 5.2)), Vector((0.0, 2.0, 0.8)), lens_mm=35.0)


BY_NAME: dict[str, Callable[[], None]] = {"room": room, "surfaces": surfaces, "meadow": meadow}


def _begin(world: tuple[float, float, float, float]) -> None:
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    scene.view_settings.view_transform = "Standard"
    scene.world = bpy.data.worlds.new("World")
    scene.world.use_nodes = True
    scene.world.node_tree.nodes["Background"].inputs["Color"].default_value = world


def _grade_sky(horizon: Sequence[float], zenith: Sequence[float]) -> None:
    tree = bpy.context.scene.world.node_tree
    place, parts, ramp = (tree.nodes.new(f"ShaderNode{kind}") for kind in ("TexCoord", "SeparateXYZ", "ValToRGB"))
    ramp.color_ramp.elements[0].color, ramp.color_ramp.elements[1].color = horizon, zenith
    tree.links.new(place.outputs["Generated"], parts.inputs[0])
    tree.links.new(parts.outputs["Z"], ramp.inputs["Fac"])
    tree.links.new(ramp.outputs["Color"], tree.nodes["Background"].inputs["Color"])


def _surface(
    name: str, color: tuple[float, float, float], *, roughness: float = 0.5, metallic: float = 0.0, transmission: float = 0.0
) -> bpy.types.Material:
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    shader = material.node_tree.nodes["Principled BSDF"]
    shader.inputs["Base Color"].default_value = (*color, 1.0)
    shader.inputs["Roughness"].default_value = roughness
    shader.inputs["Metallic"].default_value = metallic
    # Its name from 4.0 on, and before.
    shader.inputs["Transmission Weight" if "Transmission Weight" in shader.inputs else "Transmission"].default_value = transmission
    return material


def _checks(name: str, scale: float) -> bpy.types.Material:
    material = _surface(name, (0.8, 0.8, 0.8), roughness=0.6)
    tree = material.node_tree
    place, checks = tree.nodes.new("ShaderNodeTexCoord"), tree.nodes.new("ShaderNodeTexChecker")
    checks.inputs["Color1"].default_value, checks.inputs["Color2"].default_value = (0.5, 0.48, 0.44, 1.0), (0.14, 0.14, 0.15, 1.0)
    checks.inputs["Scale"].default_value = scale
    tree.links.new(place.outputs["Object"], checks.inputs["Vector"])
    tree.links.new(checks.outputs["Color"], tree.nodes["Principled BSDF"].inputs["Base Color"])
    return material


def _add(name: str, data: bpy.types.ID) -> bpy.types.Object:
    added = bpy.data.objects.new(name, data)
    bpy.context.scene.collection.objects.link(added)
    return added


def _add_mesh(name: str, vertices: Vertices, faces: Faces, material: bpy.types.Material) -> bpy.types.Object:
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(vertices, [], faces)
    mesh.materials.append(material)
    return _add(name, mesh)


def _add_box(name: str, base: Vector, size: Vector, turn: float, material: bpy.types.Material) -> None:
    """``base``: the middle of its lower side."""
    vertices = [(x * size.x / 2, y * size.y / 2, z * size.z) for z in (0, 1) for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    sides = [(i, (i + 1) % 4, (i + 1) % 4 + 4, i + 4) for i in range(4)]
    box = _add_mesh(name, vertices, [(3, 2, 1, 0), (4, 5, 6, 7), *sides], material)
    box.location = base
    box.rotation_euler.z = turn


def _add_ball(name: str, center: Vector, radius: float, material: bpy.types.Material) -> None:
    bpy.ops.mesh.primitive_uv_sphere_add(segments=96, ring_count=48, radius=radius, location=center)
    bpy.ops.object.shade_smooth()
    bpy.context.object.name = name
    bpy.context.object.data.materials.append(material)


def _tuft(chance: random.Random) -> bpy.types.Mesh:
    """Blades of three faces each, that grow from one place and bend outwards."""
    vertices: Vertices = []
    faces: Faces = []
    for _ in range(24):
        turn = Matrix.Rotation(chance.uniform(0.0, 2.0 * math.pi), 3, "Z")
        length, bend = chance.uniform(0.35, 0.85), chance.uniform(0.1, 0.45)
        first = len(vertices)
        for along, half_width in ((0.0, 0.02), (0.45, 0.017), (0.8, 0.01)):
            for side in (-half_width, half_width):
                vertices.append(tuple(turn @ Vector((0.04 + bend * along * along, side, length * along))))
        vertices.append(tuple(turn @ Vector((0.04 + bend, 0.0, length))))
        faces += [(first, first + 1, first + 3, first + 2), (first + 2, first + 3, first + 5, first + 4), (first + 4, first + 5, first + 6)]
    mesh = bpy.data.meshes.new("Tuft")
    mesh.from_pydata(vertices, [], faces)
    return mesh


def _add_instances(name: str, mesh: bpy.types.Mesh, positions: Vertices) -> None:
    points = bpy.data.meshes.new(f"{name}, places")
    points.from_pydata(positions, [], [])
    instancer = _add(f"{name}, places", points)
    instancer.instance_type = "VERTS"
    instancer.show_instancer_for_render = False
    _add(name, mesh).parent = instancer


def _add_light(name: str, kind: str, energy: float, place: Vector, target: Vector, *, size: float) -> None:
    """``size``: the side of an area light in metres, or the angle of a sun in radians."""
    light = bpy.data.lights.new(name, kind)
    light.energy = energy
    setattr(light, "angle" if kind == "SUN" else "size", size)
    _aim(_add(name, light), place, target)


def _add_camera(place: Vector, target: Vector, *, lens_mm: float) -> None:
    camera = bpy.data.cameras.new("Camera")
    camera.lens = lens_mm
    bpy.context.scene.camera = _add("Camera", camera)
    _aim(bpy.context.scene.camera, place, target)


def _aim(aimed: bpy.types.Object, place: Vector, target: Vector) -> None:
    aimed.location = place
    aimed.rotation_euler = (target - place).to_track_quat("-Z", "Y").to_euler()
