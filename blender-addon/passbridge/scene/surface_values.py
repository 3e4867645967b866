# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads what differs from place to place on a surface, its colours and its alpha, as a flat list of steps that compute it."""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Sequence

import bpy
import mathutils

from .. import abi
from .description import SceneDescription
from .images import Images, ShownImage
from .shader_nodes import Source, constant, source_of

_NUMBER_TYPES = {"VALUE", "INT", "BOOLEAN"}

# Rec. 709, which Cycles takes with Blender's own colour management (intern/cycles/scene/shader.cpp, as of Blender 5.2).
_LUMINANCE = (0.2126729, 0.7151522, 0.0721750, 0.0)
_AVERAGE = (1 / 3, 1 / 3, 1 / 3, 0.0)
_FIRST = (1.0, 0.0, 0.0, 0.0)
_ALPHA = (0.0, 0.0, 0.0, 1.0)

# Image.depth of grey and of three channels.
_DEPTHS_WITHOUT_ALPHA = {8, 24}

# Multiplying what is encoded as sRGB multiplies what it encodes about as if it were a power.
_SRGB_GAMMA = 2.2

# Cycles' colour for an image that is not there.
_MISSING_IMAGE = (1.0, 0.0, 1.0, 1.0)

_ABSENT_ATTRIBUTE = (0.0, 0.0, 0.0, 1.0)
# Of Color Attribute nodes: intern/cycles/kernel/svm/vertex_color.h, as of Blender 5.2.
_ABSENT_COLOR_ATTRIBUTE = (0.0, 0.0, 0.0, 0.0)

class _Steps:
    """Writes what is computed in several steps as if it were Python: each method adds a step and gives its node."""

    def __init__(self, values: SurfaceValues) -> None:
        self._values = values

    def number(self, value: float) -> int:
        return self._values._number(value)

    def add(self, a: int, b: int) -> int:
        return self._values._math(abi.MATH_ADD, a, b)

    def subtract(self, a: int, b: int) -> int:
        return self._values._math(abi.MATH_SUBTRACT, a, b)

    def multiply(self, a: int, b: int) -> int:
        return self._values._math(abi.MATH_MULTIPLY, a, b)

    def divide(self, a: int, b: int) -> int:
        return self._values._math(abi.MATH_DIVIDE, a, b)

    def multiply_add(self, a: int, b: int, c: int) -> int:
        return self._values._math(abi.MATH_MULTIPLY_ADD, a, b, c)

    def minimum(self, a: int, b: int) -> int:
        return self._values._math(abi.MATH_MINIMUM, a, b)

    def maximum(self, a: int, b: int) -> int:
        return self._values._math(abi.MATH_MAXIMUM, a, b)

    def less_than(self, a: int, b: int) -> int:
        return self._values._math(abi.MATH_LESS_THAN, a, b)

    def absolute(self, a: int) -> int:
        return self._values._math(abi.MATH_ABSOLUTE, a)

    def floor(self, a: int) -> int:
        return self._values._math(abi.MATH_FLOOR, a)

    def square_root(self, a: int) -> int:
        return self._values._math(abi.MATH_SQUARE_ROOT, a)

    def exponent(self, a: int) -> int:
        return self._values._math(abi.MATH_EXPONENT, a)

    def arctangent2(self, a: int, b: int) -> int:
        return self._values._math(abi.MATH_ARCTANGENT2, a, b)

    def mix(self, factor: int, below: int, above: int) -> int:
        return self._values._mix(abi.BLEND_MIX, factor, below, above)

    def complement(self, a: int) -> int:
        """1 less this."""
        return self.subtract(self.number(1.0), a)

    def negative(self, a: int) -> int:
        return self.subtract(self.number(0.0), a)


# Operations of the Math node that are composed of others: intern/cycles/kernel/svm/math_util.h, as of Blender 5.2.


def _inverse_square_root(step: _Steps, a: int) -> int:
    return step.divide(step.number(1.0), step.square_root(a))


def _smooth_minimum(step: _Steps, a: int, b: int, c: int) -> int:
    near = step.maximum(step.subtract(c, step.absolute(step.subtract(a, b))), step.number(0.0))
    h = step.divide(near, c)
    cube = step.multiply(step.multiply(h, h), h)
    return step.subtract(step.minimum(a, b), step.multiply(step.multiply(cube, c), step.number(1.0 / 6.0)))


def _smooth_maximum(step: _Steps, a: int, b: int, c: int) -> int:
    return step.negative(_smooth_minimum(step, step.negative(a), step.negative(b), c))


def _wrap(step: _Steps, a: int, most: int, least: int) -> int:
    length = step.subtract(most, least)
    return step.subtract(a, step.multiply(length, step.floor(step.divide(step.subtract(a, least), length))))


def _floored_modulo(step: _Steps, a: int, b: int) -> int:
    return step.subtract(a, step.multiply(step.floor(step.divide(a, b)), b))


def _other_leg(step: _Steps, a: int) -> int:
    """Of a right triangle with hypotenuse 1."""
    return step.square_root(step.complement(step.multiply(a, a)))


def _hyperbolic_sine(step: _Steps, a: int) -> int:
    difference = step.subtract(step.exponent(a), step.exponent(step.negative(a)))
    return step.multiply(difference, step.number(0.5))


def _hyperbolic_cosine(step: _Steps, a: int) -> int:
    return step.multiply(step.add(step.exponent(a), step.exponent(step.negative(a))), step.number(0.5))


def _hyperbolic_tangent(step: _Steps, a: int) -> int:
    doubled = step.exponent(step.multiply(a, step.number(2.0)))
    return step.complement(step.divide(step.number(2.0), step.add(doubled, step.number(1.0))))


# Blends of the Mix node that are composed: intern/cycles/kernel/svm/color_util.h, as of Blender 5.2. `t` is one number four times.

# Divided by, it makes of all that isn't 0 more than any colour.
_TINY = 1e-20


def _blend_divide(step: _Steps, t: int, a: int, b: int) -> int:
    return step.mix(t, a, step.divide(a, b))


def _blend_exclusion(step: _Steps, t: int, a: int, b: int) -> int:
    excluded = step.subtract(step.add(a, b), step.multiply(step.multiply(a, b), step.number(2.0)))
    return step.maximum(step.mix(t, a, excluded), step.number(0.0))


def _blend_overlay(step: _Steps, t: int, a: int, b: int) -> int:
    doubled, rest = step.multiply(t, step.number(2.0)), step.complement(t)
    dark = step.multiply(a, step.multiply_add(doubled, b, rest))
    light = step.complement(step.multiply(step.multiply_add(doubled, step.complement(b), rest), step.complement(a)))
    return step.multiply_add(step.less_than(a, step.number(0.5)), step.subtract(dark, light), light)


def _blend_dodge(step: _Steps, t: int, a: int, b: int) -> int:
    divisor = step.maximum(step.complement(step.multiply(t, b)), step.number(_TINY))
    return step.minimum(step.divide(a, divisor), step.number(1.0))


def _blend_burn(step: _Steps, t: int, a: int, b: int) -> int:
    divisor = step.maximum(step.multiply_add(t, b, step.complement(t)), step.number(_TINY))
    burnt = step.complement(step.divide(step.complement(a), divisor))
    return step.minimum(step.maximum(burnt, step.number(0.0)), step.number(1.0))


def _blend_linear_light(step: _Steps, t: int, a: int, b: int) -> int:
    return step.multiply_add(t, step.multiply_add(b, step.number(2.0), step.number(-1.0)), a)


def _blend_soft_light(step: _Steps, t: int, a: int, b: int) -> int:
    rest = step.complement(a)
    screened = step.complement(step.multiply(step.complement(b), rest))
    return step.mix(t, a, step.multiply_add(step.multiply(rest, b), a, step.multiply(a, screened)))


def _smooth_step(step: _Steps, t: int) -> int:
    return step.multiply(step.multiply(t, t), step.multiply_add(t, step.number(-2.0), step.number(3.0)))


def _smoother_step(step: _Steps, t: int) -> int:
    inner = step.multiply_add(t, step.multiply_add(t, step.number(6.0), step.number(-15.0)), step.number(10.0))
    return step.multiply(step.multiply(step.multiply(t, t), t), inner)


_SMOOTH_STEPS = {"SMOOTHSTEP": _smooth_step, "SMOOTHERSTEP": _smoother_step}

# Color ramps that are curved are taken as so many straight pieces.
_RAMP_SEGMENT_COUNT = 24

# Blender's names, and of how many inputs they take account.
_MATH_OPERATIONS = {
    "ADD": (abi.MATH_ADD, 2),
    "SUBTRACT": (abi.MATH_SUBTRACT, 2),
    "MULTIPLY": (abi.MATH_MULTIPLY, 2),
    "DIVIDE": (abi.MATH_DIVIDE, 2),
    "MULTIPLY_ADD": (abi.MATH_MULTIPLY_ADD, 3),
    "POWER": (abi.MATH_POWER, 2),
    "LOGARITHM": (abi.MATH_LOGARITHM, 2),
    "SQRT": (abi.MATH_SQUARE_ROOT, 1),
    "ABSOLUTE": (abi.MATH_ABSOLUTE, 1),
    "EXPONENT": (abi.MATH_EXPONENT, 1),
    "MINIMUM": (abi.MATH_MINIMUM, 2),
    "MAXIMUM": (abi.MATH_MAXIMUM, 2),
    "LESS_THAN": (abi.MATH_LESS_THAN, 2),
    "GREATER_THAN": (abi.MATH_GREATER_THAN, 2),
    "SIGN": (abi.MATH_SIGN, 1),
    "COMPARE": (abi.MATH_COMPARE, 3),
    "ROUND": (abi.MATH_ROUND, 1),
    "FLOOR": (abi.MATH_FLOOR, 1),
    "CEIL": (abi.MATH_CEILING, 1),
    "TRUNC": (abi.MATH_TRUNCATE, 1),
    "FRACT": (abi.MATH_FRACTION, 1),
    "MODULO": (abi.MATH_MODULO, 2),
    "SNAP": (abi.MATH_SNAP, 2),
    "PINGPONG": (abi.MATH_PING_PONG, 2),
    "SINE": (abi.MATH_SINE, 1),
    "COSINE": (abi.MATH_COSINE, 1),
    "TANGENT": (abi.MATH_TANGENT, 1),
    "ARCTAN2": (abi.MATH_ARCTANGENT2, 2),
    "ARCSINE": (lambda step, a: step.arctangent2(a, _other_leg(step, a)), 1),
    "ARCCOSINE": (lambda step, a: step.arctangent2(_other_leg(step, a), a), 1),
    "ARCTANGENT": (lambda step, a: step.arctangent2(a, step.number(1.0)), 1),
    "SINH": (_hyperbolic_sine, 1),
    "COSH": (_hyperbolic_cosine, 1),
    "TANH": (_hyperbolic_tangent, 1),
    "RADIANS": (lambda step, a: step.multiply(a, step.number(math.pi / 180.0)), 1),
    "DEGREES": (lambda step, a: step.multiply(a, step.number(180.0 / math.pi)), 1),
    "INVERSE_SQRT": (_inverse_square_root, 1),
    "SMOOTH_MIN": (_smooth_minimum, 3),
    "SMOOTH_MAX": (_smooth_maximum, 3),
    "WRAP": (_wrap, 3),
    "FLOORED_MODULO": (_floored_modulo, 2),
}

_BLENDS = {
    "MIX": abi.BLEND_MIX,
    "ADD": abi.BLEND_ADD,
    "MULTIPLY": abi.BLEND_MULTIPLY,
    "SUBTRACT": abi.BLEND_SUBTRACT,
    "SCREEN": abi.BLEND_SCREEN,
    "DIFFERENCE": abi.BLEND_DIFFERENCE,
    "DARKEN": abi.BLEND_DARKEN,
    "LIGHTEN": abi.BLEND_LIGHTEN,
    "DIVIDE": _blend_divide,
    "EXCLUSION": _blend_exclusion,
    "OVERLAY": _blend_overlay,
    "DODGE": _blend_dodge,
    "BURN": _blend_burn,
    "LINEAR_LIGHT": _blend_linear_light,
    "SOFT_LIGHT": _blend_soft_light,
}

_EXTENSIONS = {
    "REPEAT": abi.EXTENSION_REPEAT,
    "EXTEND": abi.EXTENSION_EXTEND,
    "CLIP": abi.EXTENSION_CLIP,
    "MIRROR": abi.EXTENSION_MIRROR,
}

# Nodes one behind the other; the rest of what the C header allows is for what the reader adds itself.
_MAX_DEPTH = 100
_MAX_NODE_COUNT = abi.MAX_VALUE_NODE_COUNT - 2

_Groups = tuple[bpy.types.ShaderNode, ...]


class _TooComplexError(Exception):
    """There are more nodes than a material may have."""


class SurfaceValues:
    """The values of one material; ``nodes`` are its ``pb_value_node``s, packed, each after those that it computes from."""

    def __init__(self, description: SceneDescription, user: str, images: Images) -> None:
        self.nodes: list[bytes] = []
        self._constants: list[tuple[float, ...] | None] = []  # of each node, where it is the same everywhere
        self._description = description
        self._user = user
        self._images = images
        self._indices: dict[object, int] = {}  # of equal steps
        self._image_indices: set[int] = set()
        self._attributes: set[tuple[int, str, tuple[float, ...]]] = set()
        self._outputs: dict[tuple[int, ...], int | None] = {}  # what was read of sockets, by their addresses and groups
        self._depth = 0

    def color(self, socket: bpy.types.NodeSocket, groups: _Groups, ignore: Callable[[], None]) -> int:
        """The node of a shader's colour input. ``ignore`` is told where what is linked can't be read: the input's own value is taken."""
        try:
            return self._value(socket, groups, ignore)
        except _TooComplexError:
            self._depth = 0
            self._warn_of_complexity()
            return self._added_constant(_own_value(socket))

    def alpha(self, surface: Source | None) -> int:
        """The node of the alpha of a shader, as Cycles has it: 1 less the average of what its Transparent BSDFs let through."""
        try:
            return self._alpha(surface)
        except _TooComplexError:
            self._depth = 0
            self._warn_of_complexity()
            return self._added_constant((1.0,) * 4)

    def transparent(self) -> int:
        """The node of an alpha of 0."""
        return self._number(0.0)

    def constant(self, index: int) -> tuple[float, ...] | None:
        """The four numbers of a node that is the same everywhere; None where it is not."""
        return self._constants[index]

    def _warn_of_complexity(self) -> None:
        self._description.warn(f"{self._user}: more than {_MAX_NODE_COUNT} nodes are not supported yet, values are taken as constant")

    # ------------------------------------------------------------------------------------------------ alpha

    def _alpha(self, surface: Source | None) -> int:
        if surface is None:
            return self._number(1.0)
        key = _key(surface)
        if key not in self._outputs:
            self._enter()
            self._outputs[key] = self._alpha_of_shader(surface)
            self._depth -= 1
        return self._outputs[key]

    def _alpha_of_shader(self, surface: Source) -> int:
        node, groups = surface.node, surface.groups
        idname = node.bl_idname
        if idname == "ShaderNodeBsdfPrincipled":
            return self._value(node.inputs["Alpha"], groups)
        if idname == "ShaderNodeBsdfTransparent":
            passed = self._weighted_sum(self._value(node.inputs["Color"], groups), _AVERAGE)
            return self._math(abi.MATH_SUBTRACT, self._number(1.0), passed)
        if idname == "ShaderNodeMixShader":
            below, above = (self._alpha(_shader(socket, groups)) for socket in node.inputs[1:3])
            if below == above:
                return below
            return self._mix(abi.BLEND_MIX, self._clamped(self._value(node.inputs[0], groups)), below, above)
        if idname == "ShaderNodeAddShader":
            first, second = (self._alpha(_shader(socket, groups)) for socket in node.inputs[:2])
            return self._math(abi.MATH_ADD, first, self._math(abi.MATH_SUBTRACT, second, self._number(1.0)))
        return self._number(1.0)

    # ------------------------------------------------------------------------------------------------ values

    def _value(self, socket: bpy.types.NodeSocket, groups: _Groups, ignore: Callable[[], None] | None = None) -> int:
        """The node of an input's value, converted to the input's type."""
        source = source_of(socket, groups)
        if not source.socket.is_output:
            return self._converted(self._constant(_own_value(source.socket)), source.socket.type, *source.border_types, socket.type)
        result = self._output(source)
        if result is not None:
            return self._converted(result, source.socket.type, *source.border_types, socket.type)
        if ignore is not None:
            ignore()
        else:
            self._description.warn(
                f"{self._user}: node '{source.node.name}' is not supported yet, "
                f"'{socket.name}' of node '{socket.node.name}' keeps its own value"
            )
        return self._constant(_own_value(socket))

    def _enter(self) -> None:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise _TooComplexError

    def _output(self, source: Source) -> int | None:
        """The node of what an output gives; None where it can't be expressed."""
        key = _key(source)
        if key not in self._outputs:
            self._enter()
            read = _READERS.get(source.node.bl_idname)
            self._outputs[key] = None if read is None else read(self, source.node, source)
            self._depth -= 1
        return self._outputs[key]

    def _converted(self, index: int, *types: str) -> int:
        """Implicit conversions, as in Cycles: intern/cycles/kernel/svm/convert.h."""
        for before, after in zip(types, types[1:]):
            if after in _NUMBER_TYPES and before not in _NUMBER_TYPES:
                index = self._weighted_sum(index, _LUMINANCE if before == "RGBA" else _AVERAGE)
        return index

    def _read_own_value(self, node: bpy.types.ShaderNode, source: Source) -> int:
        return self._constant(_own_value(source.socket))

    def _read_image(self, node: bpy.types.ShaderNodeTexImage, source: Source) -> int | None:
        if node.image is None:
            self._description.warn(f"{self._user}: an Image Texture node has no image, drawn magenta")
        shown = self._images.shown(node.image, node.image_user, self._user) if node.image else None
        if shown is None:
            return self._constant(_MISSING_IMAGE if source.socket.name == "Color" else (1.0,) * 4)
        if shown.index not in self._image_indices and len(self._image_indices) == abi.MAX_VALUE_IMAGE_COUNT:
            return None
        self._image_indices.add(shown.index)
        if source.socket.name == "Alpha" and node.image.alpha_mode == "NONE":
            return self._number(1.0)
        coordinates = self._image_coordinates(node, source.groups)
        interpolation = abi.INTERPOLATION_CLOSEST if node.interpolation == "Closest" else abi.INTERPOLATION_LINEAR
        sample = self._add(
            abi.VALUE_IMAGE,
            (coordinates,),
            image=shown.index,
            interpolation=interpolation,
            extension=_EXTENSIONS.get(node.extension, abi.EXTENSION_REPEAT),
        )
        alpha = self._weighted_sum(sample, _ALPHA)
        return alpha if source.socket.name == "Alpha" else self._image_color(node, shown, sample, alpha)

    def _image_color(self, node: bpy.types.ShaderNodeTexImage, shown: ShownImage, sample: int, alpha: int) -> int:
        """What Cycles makes of a colour beside alpha (intern/cycles/scene/shader_nodes.cpp, ImageTextureNode::compile): it keeps images
        multiplied by alpha, and divides by it only where the node's Alpha output is in use."""
        image = node.image
        # Data is kept as it is. Alpha that a file does not have is 1.
        if image.colorspace_settings.is_data or image.alpha_mode not in {"STRAIGHT", "PREMUL"} or shown.depth in _DEPTHS_WITHOUT_ALPHA:
            return sample
        uses_alpha = node.outputs["Alpha"].is_linked
        if shown.is_float:
            is_multiplied = image.alpha_mode == "PREMUL"
            return self._math(abi.MATH_DIVIDE, sample, alpha) if is_multiplied and uses_alpha else sample
        if uses_alpha:
            return sample
        return self._math(abi.MATH_MULTIPLY, sample, self._math(abi.MATH_POWER, alpha, self._number(_SRGB_GAMMA)))

    def _image_coordinates(self, node: bpy.types.ShaderNodeTexImage, groups: _Groups) -> int:
        ignored = []
        source = source_of(node.inputs["Vector"], groups)
        coordinates = None
        if source.socket.is_output:
            coordinates = self._output(source)
            if coordinates is None:
                ignored.append("its Vector input")
            else:
                coordinates = self._converted(coordinates, source.socket.type, *source.border_types, "VECTOR")
        if node.projection != "FLAT":
            ignored.append("its projection")
            coordinates = None
        if ignored:
            self._description.warn(
                f"{self._user}: of node '{node.name}' {' and '.join(ignored)} is not supported yet, the active UV map is used"
            )
        return self._uv_map("") if coordinates is None else coordinates

    def _read_attribute(self, node: bpy.types.ShaderNodeAttribute, source: Source) -> int | None:
        if node.attribute_type != "GEOMETRY":
            return None
        if not node.attribute_name:
            return self._constant(_ABSENT_ATTRIBUTE if source.socket.name != "Alpha" else (1.0,) * 4)
        index = self._attribute(abi.VALUE_ATTRIBUTE, node.attribute_name, _ABSENT_ATTRIBUTE)
        if index is None:
            return None
        weights = {"Fac": _AVERAGE, "Factor": _AVERAGE, "Alpha": _ALPHA}.get(source.socket.name)
        return index if weights is None else self._weighted_sum(index, weights)

    def _read_color_attribute(self, node: bpy.types.ShaderNodeVertexColor, source: Source) -> int | None:
        index = self._attribute(abi.VALUE_ATTRIBUTE, node.layer_name, _ABSENT_COLOR_ATTRIBUTE)
        return self._weighted_sum(index, _ALPHA) if index is not None and source.socket.name == "Alpha" else index

    def _read_uv_map(self, node: bpy.types.ShaderNodeUVMap, source: Source) -> int | None:
        return None if node.from_instancer else self._uv_map(node.uv_map)

    def _read_texture_coordinate(self, node: bpy.types.ShaderNodeTexCoord, source: Source) -> int | None:
        return self._uv_map("") if source.socket.name == "UV" and not node.from_instancer else None

    def _uv_map(self, name: str) -> int | None:
        return self._attribute(abi.VALUE_UV_MAP, name, (0.0,) * 4)

    def _attribute(self, kind: int, name: str, absent: Sequence[float]) -> int | None:
        if kind == abi.VALUE_ATTRIBUTE or name:
            key = kind, name, tuple(absent)
            if key not in self._attributes and len(self._attributes) == abi.MAX_VALUE_ATTRIBUTE_COUNT:
                return None
            self._attributes.add(key)
        return self._add(kind, (), absent, name=name)

    def _read_light_path(self, node: bpy.types.ShaderNodeLightPath, source: Source) -> int | None:
        """All that is drawn is seen from the camera."""
        name = source.socket.name
        if name == "Is Camera Ray":
            return self._number(1.0)
        return self._number(0.0) if name.startswith("Is ") else None

    def _read_mapping(self, node: bpy.types.ShaderNodeMapping, source: Source) -> int | None:
        values = [constant(node.inputs[name], source.groups) for name in ("Rotation", "Scale")]
        location_socket = node.inputs.get("Location")
        location = (0.0,) * 3
        if location_socket is not None and node.vector_type in {"POINT", "TEXTURE"}:
            location = constant(location_socket, source.groups)
        if location is None or None in values or node.vector_type == "NORMAL":
            return None
        rotation, scale = values
        matrix = mathutils.Euler(rotation).to_matrix()
        if node.vector_type == "TEXTURE":
            # The inverse, but for a scale of 0, which leaves 0.
            inverse_scale = [0.0 if value == 0.0 else 1.0 / value for value in scale]
            matrix = mathutils.Matrix.Diagonal(inverse_scale) @ matrix.transposed()
            offset = -(matrix @ mathutils.Vector(location))
        else:
            matrix = matrix @ mathutils.Matrix.Diagonal(scale)
            offset = mathutils.Vector(location)
        rows = [value for row, shift in zip(matrix, offset) for value in (*row, shift)]
        return self._add(abi.VALUE_TRANSFORM, (self._value(node.inputs["Vector"], source.groups),), rows)

    def _read_math(self, node: bpy.types.ShaderNodeMath | bpy.types.ShaderNodeVectorMath, source: Source) -> int | None:
        operation, input_count = _MATH_OPERATIONS.get(node.operation, (None, 0))
        if operation is None or (source.socket.type == "VALUE") != (node.bl_idname == "ShaderNodeMath"):
            return None
        inputs = [self._value(socket, source.groups) for socket in node.inputs[:input_count]]
        is_clamped = getattr(node, "use_clamp", False)
        if callable(operation):
            result = operation(_Steps(self), *inputs)
            return self._clamped(result) if is_clamped else result
        return self._math(operation, *inputs, is_clamped=is_clamped)

    def _read_mix(self, node: bpy.types.ShaderNode, source: Source) -> int | None:
        """The Mix node of 3.4 and newer, whose inputs of other data types are hidden."""
        suffix = {"FLOAT": "Float", "VECTOR": "Vector", "RGBA": "Color"}.get(node.data_type)
        if suffix is None or (suffix == "Vector" and node.factor_mode != "UNIFORM"):
            return None
        inputs = {socket.identifier: socket for socket in node.inputs}
        is_color = suffix == "Color"
        factor = self._value(inputs["Factor_Float"], source.groups)
        below, above = (self._value(inputs[f"{name}_{suffix}"], source.groups) for name in "AB")
        return self._blended(
            node.blend_type if is_color else "MIX",
            self._clamped(factor) if node.clamp_factor else factor,
            below,
            above,
            is_color and node.clamp_result,
        )

    def _read_mix_color(self, node: bpy.types.ShaderNodeMixRGB, source: Source) -> int | None:
        factor, below, above = (self._value(socket, source.groups) for socket in node.inputs[:3])
        return self._blended(node.blend_type, self._clamped(factor), below, above, node.use_clamp)

    def _blended(self, blend: str, factor: int, below: int, above: int, is_clamped: bool) -> int | None:
        operation = _BLENDS.get(blend)
        if operation is None:
            return None
        if not callable(operation):
            return self._mix(operation, factor, below, above, is_clamped)
        result = operation(_Steps(self), self._weighted_sum(factor, _FIRST), below, above)
        return self._clamped(result) if is_clamped else result

    def _read_invert(self, node: bpy.types.ShaderNodeInvert, source: Source) -> int:
        factor, color = (self._value(socket, source.groups) for socket in node.inputs[:2])
        return self._mix(abi.BLEND_MIX, factor, color, self._math(abi.MATH_SUBTRACT, self._number(1.0), color))

    def _read_separate(self, node: bpy.types.ShaderNode, source: Source) -> int | None:
        if getattr(node, "mode", "RGB") != "RGB":
            return None
        channel = list(node.outputs).index(source.socket)
        return self._weighted_sum(self._value(node.inputs[0], source.groups), [float(i == channel) for i in range(4)])

    def _read_combine(self, node: bpy.types.ShaderNode, source: Source) -> int | None:
        if getattr(node, "mode", "RGB") != "RGB":
            return None
        return self._add(abi.VALUE_COMBINE, [self._value(socket, source.groups) for socket in node.inputs[:3]])

    def _read_gray(self, node: bpy.types.ShaderNodeRGBToBW, source: Source) -> int:
        return self._weighted_sum(self._value(node.inputs[0], source.groups), _LUMINANCE)

    def _read_clamp(self, node: bpy.types.ShaderNodeClamp, source: Source) -> int:
        value, least, most = (self._value(socket, source.groups) for socket in node.inputs[:3])
        if node.clamp_type == "RANGE":
            least, most = self._math(abi.MATH_MINIMUM, least, most), self._math(abi.MATH_MAXIMUM, least, most)
        return self._math(abi.MATH_MINIMUM, self._math(abi.MATH_MAXIMUM, value, least), most)

    def _read_map_range(self, node: bpy.types.ShaderNodeMapRange, source: Source) -> int | None:
        if node.data_type != "FLOAT":
            return None
        value, from_min, from_max, to_min, to_max, steps = (self._value(socket, source.groups) for socket in node.inputs[:6])
        is_smooth = node.interpolation_type in _SMOOTH_STEPS
        walked = self._math(abi.MATH_SUBTRACT, value, from_min)
        length = self._math(abi.MATH_SUBTRACT, from_max, from_min)
        is_stepped = node.interpolation_type == "STEPPED"
        factor = self._math(abi.MATH_DIVIDE, walked, length, is_clamped=is_smooth or (node.clamp and not is_stepped))
        step = _Steps(self)
        if is_smooth:
            factor = _SMOOTH_STEPS[node.interpolation_type](step, factor)
        elif is_stepped:
            factor = step.divide(step.floor(step.multiply(factor, step.add(steps, step.number(1.0)))), steps)
            factor = self._clamped(factor) if node.clamp else factor
        return self._mix(abi.BLEND_MIX, factor, to_min, to_max)

    def _read_color_ramp(self, node: bpy.types.ShaderNodeValToRGB, source: Source) -> int:
        ramp = node.color_ramp
        position = self._value(node.inputs[0], source.groups)
        interpolation = ramp.interpolation
        stops = [(element.position, tuple(element.color)) for element in ramp.elements]
        if ramp.color_mode != "RGB" or interpolation not in {"LINEAR", "CONSTANT", "EASE"}:
            interpolation = "LINEAR"
            count = max(_RAMP_SEGMENT_COUNT // max(len(stops) - 1, 1), 1)
            pairs = list(zip(stops, stops[1:]))
            shares = [before + (after - before) * index / count for (before, _), (after, _) in pairs for index in range(count)]
            stops = [(share, tuple(ramp.evaluate(share))) for share in (*shares, stops[-1][0])]
        step = _Steps(self)
        result = self._constant(stops[0][1])
        for (before, _), (after, color) in zip(stops, stops[1:]):
            if interpolation == "CONSTANT" or after <= before:
                share = step.subtract(step.number(1.0), step.less_than(position, step.number(after)))
            else:
                scale = 1.0 / (after - before)
                inputs = position, step.number(scale), step.number(-before * scale)
                share = self._math(abi.MATH_MULTIPLY_ADD, *inputs, is_clamped=True)
                share = _smooth_step(step, share) if interpolation == "EASE" else share
            result = self._mix(abi.BLEND_MIX, share, result, self._constant(color))
        return self._weighted_sum(result, _ALPHA) if source.socket.name == "Alpha" else result

    def _read_geometry(self, node: bpy.types.ShaderNodeNewGeometry, source: Source) -> int | None:
        return self._add(abi.VALUE_BACK_FACING, ()) if source.socket.name == "Backfacing" else None

    # ------------------------------------------------------------------------------------------------ steps

    def _number(self, value: float) -> int:
        return self._constant((value,) * 4)

    def _constant(self, values: Sequence[float]) -> int:
        return self._add(abi.VALUE_CONSTANT, (), values)

    def _weighted_sum(self, index: int, weights: Sequence[float]) -> int:
        values = self.constant(index)
        if values is not None:
            return self._number(sum(value * weight for value, weight in zip(values, weights)))
        return self._add(abi.VALUE_WEIGHTED_SUM, (index,), weights)

    def _clamped(self, index: int) -> int:
        """To 0 to 1."""
        return self._math(abi.MATH_ADD, index, self._number(0.0), is_clamped=True)

    def _math(self, operation: int, a: int, b: int | None = None, c: int | None = None, is_clamped: bool = False) -> int:
        first, second = self.constant(a), self.constant(a if b is None else b)
        if first is not None and second is not None and operation in {abi.MATH_ADD, abi.MATH_SUBTRACT}:
            sign = 1.0 if operation == abi.MATH_ADD else -1.0
            values = [x + sign * y for x, y in zip(first, second)]
            return self._constant([min(max(value, 0.0), 1.0) for value in values] if is_clamped else values)
        inputs = (a, a if b is None else b, a if c is None else c)
        return self._add(abi.VALUE_MATH, inputs, operation=operation, is_clamped=is_clamped)

    def _mix(self, blend: int, factor: int, below: int, above: int, is_clamped: bool = False) -> int:
        share, first, second = self.constant(factor), self.constant(below), self.constant(above)
        if blend == abi.BLEND_MIX and not is_clamped and share is not None:
            if share[0] in {0.0, 1.0}:
                return above if share[0] else below
            if first is not None and second is not None:
                return self._constant([x + share[0] * (y - x) for x, y in zip(first, second)])
        return self._add(abi.VALUE_MIX, (factor, below, above), operation=blend, is_clamped=is_clamped)

    def _add(self, kind: int, inputs: Sequence[int], constants: Sequence[float] = (), name: str = "", **members: int) -> int:
        key = (kind, tuple(inputs), tuple(constants), name, tuple(members.items()))
        index = self._indices.get(key)
        if index is None:
            if len(self.nodes) >= _MAX_NODE_COUNT:
                raise _TooComplexError
            index = self._indices[key] = self._appended(kind, inputs, constants, name, members)
        return index

    def _added_constant(self, values: Sequence[float]) -> int:
        """As `_constant`, where there may be too many nodes already."""
        return self._appended(abi.VALUE_CONSTANT, (), values, "", {})

    def _appended(
        self, kind: int, inputs: Sequence[int], constants: Sequence[float], name: str, members: dict[str, int]
    ) -> int:
        constants = array("f", [*constants, *[0.0] * (12 - len(constants))])
        self._constants.append(tuple(constants[:4]) if kind == abi.VALUE_CONSTANT else None)
        inputs = (*inputs, *[0] * (4 - len(inputs)))
        text = self._description.text(name)
        self.nodes.append(abi.pack_value_node(text, kind, inputs=inputs, constants=constants, **members))
        return len(self.nodes) - 1


_READERS = {
    "ShaderNodeAttribute": SurfaceValues._read_attribute,
    "ShaderNodeClamp": SurfaceValues._read_clamp,
    "ShaderNodeCombineColor": SurfaceValues._read_combine,
    "ShaderNodeCombineRGB": SurfaceValues._read_combine,
    "ShaderNodeCombineXYZ": SurfaceValues._read_combine,
    "ShaderNodeInvert": SurfaceValues._read_invert,
    "ShaderNodeLightPath": SurfaceValues._read_light_path,
    "ShaderNodeMapRange": SurfaceValues._read_map_range,
    "ShaderNodeMapping": SurfaceValues._read_mapping,
    "ShaderNodeMath": SurfaceValues._read_math,
    "ShaderNodeMix": SurfaceValues._read_mix,
    "ShaderNodeMixRGB": SurfaceValues._read_mix_color,
    "ShaderNodeNewGeometry": SurfaceValues._read_geometry,
    "ShaderNodeRGB": SurfaceValues._read_own_value,
    "ShaderNodeRGBToBW": SurfaceValues._read_gray,
    "ShaderNodeSeparateColor": SurfaceValues._read_separate,
    "ShaderNodeSeparateRGB": SurfaceValues._read_separate,
    "ShaderNodeSeparateXYZ": SurfaceValues._read_separate,
    "ShaderNodeTexCoord": SurfaceValues._read_texture_coordinate,
    "ShaderNodeTexImage": SurfaceValues._read_image,
    "ShaderNodeUVMap": SurfaceValues._read_uv_map,
    "ShaderNodeValue": SurfaceValues._read_own_value,
    "ShaderNodeValToRGB": SurfaceValues._read_color_ramp,
    "ShaderNodeVectorMath": SurfaceValues._read_math,
    "ShaderNodeVertexColor": SurfaceValues._read_color_attribute,
}


def _own_value(socket: bpy.types.NodeSocket) -> Sequence[float]:
    """The value that a socket has by itself, as four numbers."""
    value = socket.default_value
    if not hasattr(value, "__len__"):
        return (float(value),) * 4
    return (*value[:3], value[3] if len(value) > 3 else 1.0)


def _key(source: Source) -> tuple[int, ...]:
    return (source.socket.as_pointer(), *(group.as_pointer() for group in source.groups))


def _shader(socket: bpy.types.NodeSocket, groups: _Groups) -> Source | None:
    """What is linked to a shader input."""
    source = source_of(socket, groups)
    return source if source.socket.is_output else None
