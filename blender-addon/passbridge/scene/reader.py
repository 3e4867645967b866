# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads an evaluated dependency graph into the description of a scene, and only what changed where Blender tells."""

from __future__ import annotations

import math
import os
from array import array
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import bpy

from .. import abi
from .animated_images import AnimatedImages
from .curves import are_straight, are_tubes, describe_curve_positions, describe_curves, segment_steps
from .data_blocks import Settings, custom_properties, describe_properties, stable_id
from .description import NOTHING, Range, SceneDescription
from .geometries import Geometries, Updates
from .images import Images
from .instances import MATRIX_BYTES, Cancelled, Instances, Placed, matrix_bytes, read_instances
from .lights import describe_light
from .materials import Materials, describe_world
from .meshes import describe_mesh, describe_normals, describe_positions, told
from .motion import MotionStep, matrices_at_steps
from .objects import ObjectIds, Objects
from .particle_hair import describe_hair, describe_hair_positions, hair_modifiers
from .plain_objects import PlainObjects, PlainObjectsDiffer, refuse
from .point_clouds import describe_cloud_positions, describe_point_cloud
from .shader_graphs import ShaderGraphs
from .shader_node_kinds import INSTANCER

if TYPE_CHECKING:
    from ..session import Capture

__all__ = ["SceneDescription", "SceneReader"]

IsShown = Callable[[bpy.types.Object], bool]
"""Is told an evaluated object."""

# Objects that other renderers draw. Curves, surfaces, texts and metaballs are not among them: the dependency graph
# lists their meshes as further instances, of type MESH.
_UNSUPPORTED_TYPES = {
    "VOLUME": "volumes are",
    "GPENCIL": "Grease Pencil is",
    "GREASEPENCIL": "Grease Pencil is",
}

# Cycles' greatest: what a scene has where that add-on is switched off.
_MOST_BOUNCES = 1024

# What Cycles takes where a slot that belongs to the object is empty: the default material from 5.1 on, before that the mesh's.
_EMPTY_SLOT_HIDES_THE_MESHES = bpy.app.version >= (5, 1, 0)


class SceneReader:
    """Reads the frames of one view layer, one after the other; remembers what the session has of the last one.

    Blender keeps an engine, and this with it, from frame to frame where Persistent Data is on. Otherwise every frame has a new one,
    and what has not changed is found by its content, when it is captured.
    """

    def __init__(self) -> None:
        self._read: _Content | None = None
        self._synced: _Content | None = None
        self._deferred: set[int] | None = None  # changed geometries, by addresses of originals; None: no updates were deferred
        self._animated_images = AnimatedImages()

    def defer(self, depsgraph: bpy.types.Depsgraph) -> None:
        """Has the next `read` mind what the dependency graph says has changed now, though it says so no more."""
        self._deferred = (self._deferred or set()) | Updates(depsgraph).changed_geometry

    def read(
        self,
        depsgraph: bpy.types.Depsgraph,
        settings: Settings,
        motion_steps: Sequence[MotionStep] = (),
        *,
        is_shown: IsShown | None = None,
        is_cancelled: Callable[[], bool],
        progress: Callable[[int], None],
    ) -> SceneDescription | None:
        """Reads all that a renderer is told of the scene; None where cancelled.

        settings      what is set for the engine on what is in the scene
        motion_steps  what `read_motion_step` gave, by time, for the capture that the scene goes to; then all of the scene is read
        is_shown      asked of each object whether it and its instances are to be seen; None: all are. Call `forget` before it is another
        is_cancelled  asked between objects
        progress      told how many instances were read so far

        Call it inside `engine.render()`, on its thread, or in a viewport's callbacks, and capture what it gives before these return: much of
        it lies in Blender's memory. Call `keep` once the session has it. Raises PassbridgeError where the scene can't be rendered.
        """
        before = None if motion_steps else self._synced
        self._read = self._synced = None
        updates = Updates(depsgraph if before else None)
        if self._deferred is not None:
            updates.add_earlier(self._deferred)
            self._deferred = None
        if before is not None and before.update(updates, is_cancelled):
            content = before
            if is_cancelled():
                return None  # in the middle of a geometry, possibly
        else:
            content = _Content(depsgraph, settings, self._animated_images, is_shown)
            content.description.motion_steps = motion_steps
            try:
                is_read = content.read(updates, before, is_cancelled, progress)
            except PlainObjectsDiffer as difference:
                refuse(str(difference))
                content.release()
                content = _Content(depsgraph, settings, self._animated_images, is_shown)
                content.description.motion_steps = motion_steps
                is_read = content.read(updates, before, is_cancelled, progress)
            if not is_read:
                return None
        self._read = content
        return content.description

    def read_motion_step(
        self,
        depsgraph: bpy.types.Depsgraph,
        settings: Settings,
        time: float,
        capture: Capture,
        *,
        is_cancelled: Callable[[], bool],
    ) -> MotionStep | None:
        """Reads where everything is, while the dependency graph stands at another time than the frame's; None where cancelled.

        time     frames from the frame
        capture  takes the positions and normals of what deforms

        What deforms is decided as Cycles does: objects with shape keys, or modifiers that deform or are animated
        (``Object.is_deform_modified``), and all curves, hair and point clouds.
        """
        content = _StepContent(depsgraph, settings, self._animated_images)
        try:
            if not content.read(Updates(None), None, is_cancelled, lambda count: None) or is_cancelled():
                return None  # in the middle of hair, possibly
            return content.step(time, capture)
        finally:
            content.release()

    @property
    def is_unchanged(self) -> bool:
        """Whether the session has all that was read last."""
        return self._read is not None and self._read.is_unchanged

    def pixels(self, image: int) -> tuple[int, int, int, int, array | None]:
        """Those of an image of the last description, by its id, as `Images.pixels`."""
        return self._read.images.pixels(image)

    def keep(self) -> None:
        """The session has what was read last: the next frame may leave out what is the same. Of what has motion nothing is: Blender has
        evaluated it at other times meanwhile, and geometries have values of steps."""
        self._synced = None if self._read is None or self._read.description.motion_steps else self._read

    def forget(self) -> None:
        """The session may have something else: the next frame is read whole."""
        self._synced = None

    def release(self) -> None:
        """What was read last has been captured: meshes that were made for it may go."""
        if self._read is not None:
            self._read.release()

    def close_images(self) -> None:
        """Nobody asks for pixels until the next read: pictures of image sequences and movies that were loaded for it may go."""
        self._animated_images.close()


class _Content:
    """A scene as it was read."""

    def __init__(
        self,
        depsgraph: bpy.types.Depsgraph,
        settings: Settings,
        animated_images: AnimatedImages,
        is_shown: IsShown | None = None,
    ) -> None:
        self.description = SceneDescription()
        self.images = Images(self.description, animated_images, depsgraph.scene_eval.frame_current)
        self.is_unchanged = False
        self._depsgraph = depsgraph
        self._settings = settings
        self._is_shown = is_shown
        # The evaluated one: the original does not know evaluated objects.
        self._view_layer = depsgraph.view_layer_eval
        self._material_override = self._view_layer.material_override
        self._shows_surfaces, self._shows_strands = self._view_layer.use_solid, self._view_layer.use_strand
        self._graphs = ShaderGraphs(self.description, self.images)
        self._materials = Materials(self.description, settings, self._graphs)
        self._objects = Objects(self.description, settings, depsgraph)
        self._geometries = Geometries(self.description)
        self._plain_objects = PlainObjects(
            self.description,
            self._objects,
            self._geometries,
            lambda shown: self._slot_range(self._slots_of(shown, shown)),
            self._needs_more_of_mesh,
            lambda shown: self.description.properties("settings", settings("OBJECT", shown)),
            self._prototype,
        )
        self._rows: dict[int, tuple[int, Placed]] = {}
        self._involved: set[int] = set()
        # Evaluated, too: of an animation the original's values are those of its first frame.
        self._segment_steps = segment_steps(depsgraph.scene_eval)
        self._curves_are_tubes = are_tubes(depsgraph.scene_eval)
        self._is_cancelled: Callable[[], bool] = lambda: False
        self._prototypes: dict[bytes, int] = {}
        self._prototype_ids = array("Q")
        self._slot_ranges: dict[tuple[int, ...], Range] = {(): NOTHING}
        self._needs: dict[Range, int] = {}  # of slots: what their materials need, bits of `shader_node_kinds`
        self._unsupported: set[str] = set()

    def read(
        self,
        updates: Updates,
        before: _Content | None,
        is_cancelled: Callable[[], bool],
        progress: Callable[[int], None],
    ) -> bool:
        """Goes over all instances; False where cancelled. ``before``: what the session has; geometries of it that have not changed are
        left out."""
        self._warn_of_libraries()
        self._is_cancelled = is_cancelled
        self._geometries.begin(updates, before._geometries if before else None)
        instances = read_instances(
            self._depsgraph.object_instances,
            self._describe,
            self._place_objects if self._may_be_plain() else None,
            self._depsgraph.scene_eval.frame_current_final,
            is_cancelled=is_cancelled,
            progress=progress,
        )
        if instances is None:
            return False
        self._describe_instances(instances)
        self._describe_scene(self._depsgraph.scene_eval)
        return True

    def _may_be_plain(self) -> bool:
        """Whether objects may be described many at once: motion, collections and local views make each its own."""
        return self._shows_surfaces and self._objects.are_seen_alike and not self.description.motion_steps and self._is_shown is None

    def _place_objects(
        self, shown: list[bpy.types.Object], show_particles: list[bool]
    ) -> tuple[list[int], list[Placed], bytearray]:
        """Describes objects that are no instances and show themselves; gives the addresses of their originals, what is where they are, and
        their matrices."""

        def describe_alone(index: int) -> Placed:
            object = shown[index]
            if object.data is None:
                return Placed()
            placed = self._describe_object(object, object, object, shows_itself=True, shows_particles=show_particles[index])
            if placed.prototypes:
                self._warn_of_place(object)
            if self._is_cancelled():  # this may have taken long
                raise Cancelled
            return placed

        return self._plain_objects.place(shown, describe_alone, self._warn_of_place) or (
            [object.original.as_pointer() for object in shown],
            [describe_alone(index) for index in range(len(shown))],
            bytearray().join([matrix_bytes(object.matrix_world) for object in shown]),
        )

    def update(self, updates: Updates, is_cancelled: Callable[[], bool]) -> bool:
        """Brings what was read before up to date; False where it has to be read anew. Where cancelled nothing of it is of use."""
        self._is_cancelled = is_cancelled
        if not updates.are_of_objects_and_materials or not self.images.are_of(self._depsgraph.scene_eval.frame_current):
            return False
        if self._graphs.depends_on(updates.objects):
            return False
        self.is_unchanged = not (updates.objects or updates.materials)
        self._geometries.begin(updates, self._geometries)
        if not all(self._materials.update(material) for material in updates.materials):
            return False
        are_all_up_to_date = all(self._update_object(changed, updates) for changed in updates.objects)
        self._objects.describe_links_of_objects()
        return are_all_up_to_date and not self.description.is_mostly_forgotten

    def release(self) -> None:
        """It has been captured: meshes that were made for it may go."""
        self._geometries.release()

    def _update_object(self, changed: bpy.types.Object, updates: Updates) -> bool:
        address = changed.original.as_pointer()
        if (
            address not in self._rows
            or address in self._involved
            or changed.is_instancer  # or has particle systems
            or self._is_hidden(changed)
            or changed.type == "LIGHT"
        ):
            return False
        if updates.may_have_changed(changed) and any(modifier.type == "NODES" for modifier in changed.modifiers):
            return False  # may have become an instancer
        row, placed = self._rows[address]
        if placed.object is not None:
            self._objects.update(changed, placed.object)
        now = self._describe_object(changed, changed, changed, shows_itself=True, shows_particles=False)
        if len(now.prototypes) != len(placed.prototypes):
            return False
        if now.prototypes:
            self._warn_of_place(changed)
        matrix = matrix_bytes(changed.matrix_world)
        for offset, prototype in enumerate(now.prototypes):
            self.description.put(abi.LIST_INSTANCE_PROTOTYPES, row + offset, prototype.to_bytes(4, "little"))
            self.description.put(abi.LIST_INSTANCE_MATRICES, row + offset, matrix)
        return True

    def _is_hidden(self, changed: bpy.types.Object) -> bool:
        if self._depsgraph.mode == "VIEWPORT":
            return not changed.original.visible_get(view_layer=self._depsgraph.view_layer)
        return changed.hide_render

    def _describe(self, instance: bpy.types.DepsgraphObjectInstance) -> Placed:
        shown = instance.object
        shows_itself, shows_particles = instance.show_self, instance.show_particles
        if not (shows_itself or shows_particles) or shown.data is None:
            return Placed()
        source = instance.instance_object
        if self._is_shown is not None and not self._is_shown(instance.parent or shown):
            return Placed()
        # `object` of an instance is a temporary, at an address that says nothing; its data need not be that of the source.
        placed = self._describe_object(
            shown, source or shown, instance.parent or shown, shows_itself=shows_itself, shows_particles=shows_particles
        )
        if placed.prototypes and source is None:
            self._warn_of_place(shown)
        return placed

    def _describe_object(
        self,
        shown: bpy.types.Object,
        source: bpy.types.Object,
        parent: bpy.types.Object,
        *,
        shows_itself: bool,
        shows_particles: bool,
    ) -> Placed:
        """What instances of this object and its data are, but for their place.

        shown   what the instance shows: possibly a temporary
        source  the real object behind it
        parent  what it is instanced by, or the object itself

        shows_itself, shows_particles  what of it is to be seen, as the dependency graph says
        """
        type = shown.type
        if type == "LIGHT":
            light = describe_light(self.description, self._graphs, shown.data) if shows_itself else None
            if light is None:
                return Placed()
            light.update(
                object=self._objects.index(shown, source, parent),
                **describe_properties(self.description, self._settings, "LIGHT", shown.data),
            )
            return Placed(light=light)
        if type in _UNSUPPORTED_TYPES:
            if shows_itself:
                self._warn_once(_UNSUPPORTED_TYPES[type], shown)
            return Placed()
        slots = self._slots_of(shown, source)
        geometries: list[tuple[int | None, tuple[int, ...]]] = []  # index, slots
        if shows_itself and self._shows_type(type):
            geometries.append(self._own_geometry(shown, source, type, slots))
        if shows_particles and self._shows_strands:
            geometries.extend(self._hair(shown, source, slots))
        geometries = [each for each in geometries if each[0] is not None]
        if not geometries:
            return Placed()
        object = self._objects.index(shown, source, parent)
        return Placed(
            tuple([self._prototype(index, object, self._slot_range(slots)) for index, slots in geometries]),
            object=object,
            needs_source=bool(self._materials.needs(slots) & INSTANCER),
        )

    def _shows_type(self, type: str) -> bool:
        """Whether the data of such objects is drawn."""
        if type == "MESH":
            return self._shows_surfaces
        return self._shows_strands if type == "CURVES" else type == "POINTCLOUD"

    def _own_geometry(
        self, shown: bpy.types.Object, source: bpy.types.Object, type: str, slots: tuple[int, ...]
    ) -> tuple[int | None, tuple[int, ...]]:
        """Index and slots; no index where it is empty."""
        index = self._geometries.index
        if type == "CURVES":
            return index(abi.GEOMETRY_CURVES, shown.data, source, self._describe_curves), slots[:1]
        if type == "POINTCLOUD":
            return index(abi.GEOMETRY_POINT_CLOUD, shown.data, source, self._describe_point_cloud), slots[:1]
        more = told(shown.data, source, self._materials.needs(slots))

        def describe(id: int, mesh: bpy.types.Mesh, source: bpy.types.Object) -> bytes | None:
            return self._describe_mesh(id, mesh, source, more)

        return index(abi.GEOMETRY_MESH, shown.data, source, describe, more), slots

    def _hair(
        self, shown: bpy.types.Object, source: bpy.types.Object, slots: tuple[int, ...]
    ) -> Iterator[tuple[int | None, tuple[int, ...]]]:
        """Index and slots of each particle system's hair."""
        if shown.data.as_pointer() != source.data.as_pointer():
            return  # something that its geometry nodes made: it is the source that has the hair
        for modifier in hair_modifiers(source):
            if self._curves_are_tubes:
                self._warn_of_tubes(source)
            index = self._geometries.index(
                abi.GEOMETRY_CURVES,
                modifier.particle_system,
                source,
                lambda id, system, source, modifier=modifier: self._describe_hair(id, modifier, source),
            )
            slot = min(modifier.particle_system.settings.material, len(slots)) - 1
            yield index, slots[slot : slot + 1] if slots else ()

    def _describe_mesh(self, id: int, mesh: bpy.types.Mesh, source: bpy.types.Object, told: int) -> bytes | None:
        return describe_mesh(self.description, self._geometries.readable(mesh, source), id, told)

    def _describe_curves(self, id: int, curves: bpy.types.Curves, source: bpy.types.Object) -> bytes | None:
        if self._curves_are_tubes or are_straight(curves):
            self._warn_of_tubes(source)
        return describe_curves(self.description, curves, id, self._segment_steps)

    def _describe_point_cloud(self, id: int, cloud: bpy.types.PointCloud, source: bpy.types.Object) -> bytes | None:
        return describe_point_cloud(self.description, cloud, id)

    def _describe_hair(self, id: int, modifier: bpy.types.ParticleSystemModifier, source: bpy.types.Object) -> bytes | None:
        return describe_hair(self.description, modifier, source, id, self._segment_steps, self._is_cancelled)

    def _prototype(self, geometry: int, object: int, slots: Range) -> int:
        """Index of the prototype, the same one for equal ones. ``slots``: in the list of all."""
        packed = abi.pack_prototype(geometry, object, slots)
        index = self._prototypes.get(packed)
        if index is None:
            index = self._prototypes[packed] = self.description.add(abi.LIST_PROTOTYPES, packed)
            self._prototype_ids.append(hash((self._geometries.id(geometry), self._objects.id(object))) % (1 << 64))
        return index

    def _slots_of(self, shown: bpy.types.Object, source: bpy.types.Object) -> tuple[int, ...]:
        if self._material_override is not None:
            return (self._materials.index(self._material_override),)
        slots = shown.material_slots
        if not len(slots):
            return ()
        materials = [slot.material for slot in slots]
        if _EMPTY_SLOT_HIDES_THE_MESHES:
            # The evaluated slot gives the mesh's material there.
            for index, slot in enumerate(source.original.material_slots):
                if slot.link == "OBJECT" and slot.material is None and index < len(materials):
                    materials[index] = None
        return tuple(map(self._materials.index, materials))

    def _needs_more_of_mesh(self, shown: bpy.types.Object, slots: Range) -> bool:
        """Whether more is needed of the mesh of an object that is no instance than of all. ``slots``: in the list of all."""
        needs = self._needs.get(slots, 0)
        return bool(needs and told(shown.data, shown, needs))

    def _slot_range(self, slots: tuple[int, ...]) -> Range:
        """Where equal slots are in the list of all."""
        found = self._slot_ranges.get(slots)
        if found is None:
            found = self._slot_ranges[slots] = self.description.count(abi.LIST_SLOTS), len(slots)
            self.description.lists[abi.LIST_SLOTS].extend(array("I", slots).tobytes())
            self._needs[found] = self._materials.needs(slots)
        return found

    def _describe_instances(self, instances: Instances) -> None:
        self._objects.describe_links_of_objects()
        lists = self.description.lists
        self._rows, self._involved = instances.rows, instances.involved
        lists[abi.LIST_INSTANCE_PROTOTYPES].extend(instances.prototypes.tobytes())
        lists[abi.LIST_INSTANCE_MATRICES].extend(instances.matrices)
        lists[abi.LIST_INSTANCE_IDS].extend(instances.ids(self._prototype_ids))
        lists[abi.LIST_INSTANCE_RANDOM_IDS].extend(instances.random_ids)
        lists[abi.LIST_INSTANCE_SOURCES].extend(instances.sources)
        for id, (light, matrix, source) in zip(_light_ids(instances), instances.lights):
            self.description.add(
                abi.LIST_LIGHTS,
                abi.pack_light(
                    id=id,
                    light_to_world=memoryview(matrix).cast("f"),
                    motion=self._motion([step.lights.get(id, matrix) for step in self.description.motion_steps], matrix),
                    **light,
                    **self._objects.describe_links(source),
                ),
            )

    def _motion(self, places: Sequence[bytes], now: bytes) -> Range:
        """Adds matrices by time; none where they always are what they are ``now``."""
        if all(place == now for place in places):
            return NOTHING
        matrices = self.description.lists[abi.LIST_MOTION_MATRICES]
        first = self.description.count(abi.LIST_MOTION_MATRICES)
        for place in places:
            matrices += place
        return first, self.description.count(abi.LIST_MOTION_MATRICES) - first

    def _describe_scene(self, scene: bpy.types.Scene) -> None:
        # From 4.2 on a view layer may have a world of its own.
        world = getattr(self._view_layer, "world_override", None) or scene.world
        has_world = self._view_layer.use_sky and world is not None
        lists, steps = self.description.lists, self.description.motion_steps
        lists[abi.LIST_MOTION_TIMES].extend(array("f", [step.time for step in steps]).tobytes())
        matrices = lists[abi.LIST_INSTANCE_MATRICES]
        cycles = getattr(scene, "cycles", None)  # it is an add-on
        self.description.add(
            abi.LIST_SCENES,
            abi.pack_scene(
                world=describe_world(self.description, self._settings, self._graphs, world) if has_world else abi.NONE,
                transparent_film=scene.render.film_transparent,
                film_exposure=getattr(cycles, "film_exposure", 1.0),
                max_bounces=min(cycles.max_bounces, cycles.diffuse_bounces) if cycles else _MOST_BOUNCES,
                clamp_indirect=getattr(cycles, "sample_clamp_indirect", 0.0),
                pass_alpha_threshold=self._view_layer.pass_alpha_threshold,
                default_graph=self._graphs.of_default_material(),
                properties=self.description.properties("custom", custom_properties(scene)),
                instance_motion=self._motion(matrices_at_steps(steps, lists[abi.LIST_INSTANCE_IDS], matrices), matrices),
            ),
        )

    def _warn_of_place(self, shown: bpy.types.Object) -> None:
        matrix = shown.matrix_world
        determinant = matrix.determinant()
        if determinant == 0.0 or not math.isfinite(determinant + matrix.translation.length_squared):
            self.description.warn(
                f"Object '{shown.name}': its place is no number or its scale is 0: what has no extent is not drawn"
            )

    def _warn_of_tubes(self, shown: bpy.types.Object) -> None:
        self.description.warn(f"Object '{shown.name}': thick curves are not supported yet, drawn as ribbons")

    def _warn_of_libraries(self) -> None:
        for library in bpy.data.libraries:
            path = bpy.path.abspath(library.filepath, library=library.parent)
            if not library.packed_file and not os.path.exists(path):
                self.description.warn(
                    f"Library '{path}' is missing: what it holds is not drawn. Use File > External Data > Find Missing Files"
                )

    def _warn_once(self, what: str, shown: bpy.types.Object) -> None:
        if what not in self._unsupported:
            self._unsupported.add(what)
            self.description.warn(f"Object '{shown.name}': {what} not supported yet, left out")


class _StepContent(_Content):
    """Where everything is at another time than the frame's. Ids are those that the frame's own content has."""

    def __init__(self, depsgraph: bpy.types.Depsgraph, settings: Settings, animated_images: AnimatedImages) -> None:
        super().__init__(depsgraph, settings, animated_images)
        self._objects = ObjectIds(self.description, settings, depsgraph)
        self._deforming: dict[int, slice] = {}  # of the description's arrays, by the geometry's id
        self._instance_ids = self._matrices = bytearray()
        self._lights: dict[int, bytes] = {}

    def step(self, time: float, capture: Capture) -> MotionStep:
        """What was read; the capture has the arrays afterwards."""
        arrays = (abi.Array * self.description.count(abi.LIST_ARRAYS)).from_buffer(self.description.lists[abi.LIST_ARRAYS])
        capture.copy(arrays)
        deforming = {id: arrays[of_geometry] for id, of_geometry in self._deforming.items()}
        return MotionStep(time, self._instance_ids, self._matrices, self._lights, deforming)

    def _may_be_plain(self) -> bool:
        return False

    def _slots_of(self, shown: bpy.types.Object, source: bpy.types.Object) -> tuple[int, ...]:
        return ()

    def _describe_mesh(self, id: int, mesh: bpy.types.Mesh, source: bpy.types.Object, told: int) -> bytes | None:
        # The evaluated object does not have the shape keys.
        if not source.original.is_deform_modified(self._depsgraph.scene, "RENDER"):
            return abi.pack_geometry(id)
        readable = self._geometries.readable(mesh, source)
        if not len(readable.polygons):
            return None
        first_array = self.description.count(abi.LIST_ARRAYS)
        describe_positions(self.description, readable)
        describe_normals(self.description, readable)
        return self._deforms(id, first_array)

    def _describe_curves(self, id: int, curves: bpy.types.Curves, source: bpy.types.Object) -> bytes | None:
        if not len(curves.curves):
            return None
        first_array = self.description.count(abi.LIST_ARRAYS)
        describe_curve_positions(self.description, curves)
        return self._deforms(id, first_array)

    def _describe_point_cloud(self, id: int, cloud: bpy.types.PointCloud, source: bpy.types.Object) -> bytes | None:
        first_array = self.description.count(abi.LIST_ARRAYS)
        return self._deforms(id, first_array) if describe_cloud_positions(self.description, cloud) else None

    def _describe_hair(self, id: int, modifier: bpy.types.ParticleSystemModifier, source: bpy.types.Object) -> bytes | None:
        first_array = self.description.count(abi.LIST_ARRAYS)
        is_there = describe_hair_positions(self.description, modifier, source, self._is_cancelled)
        return self._deforms(id, first_array) if is_there else None

    def _deforms(self, id: int, first_array: int) -> bytes:
        """The description has the geometry's arrays from that one on."""
        self._deforming[id] = slice(first_array, self.description.count(abi.LIST_ARRAYS))
        return abi.pack_geometry(id)

    def _describe_instances(self, instances: Instances) -> None:
        self._instance_ids, self._matrices = instances.ids(self._prototype_ids), instances.matrices
        self._lights = {id: matrix for id, (_, matrix, _) in zip(_light_ids(instances), instances.lights)}

    def _describe_scene(self, scene: bpy.types.Scene) -> None:
        """Nothing of it moves."""

    def _warn_of_place(self, shown: bpy.types.Object) -> None:
        """The frame's own content warns."""


def _light_ids(instances: Instances) -> Iterator[int]:
    """Of each light, the same from frame to frame."""
    counts: dict[int, int] = {}
    for _, _, source in instances.lights:
        id = stable_id(source)
        count = counts[id] = counts.get(id, -1) + 1
        yield hash((id, count)) % (1 << 64) if count else id
