# SPDX-License-Identifier: GPL-3.0-or-later
"""A picture for Blender's viewport, in memory that renderers write into and the GPU reads from.

docs/viewport.md tells why it is packed as it is, and what was tried. No ``bpy`` at import: ``gpu`` is asked for when something is drawn.
"""

from __future__ import annotations

import ctypes
import functools
from typing import Any

from . import abi
from .delivery import write_target
from .errors import PassbridgeError
from .native import span_of

_CHANNELS = 4
_FLOATS_PER_PIXEL = 2  # a half float for each channel

_VERTEX_SOURCE = """
void main()
{
  position = corner * vec2(size);
  gl_Position = corner_to_clip * vec4(corner, 0.0, 1.0);
}
"""

# Half floats are widened by arithmetic: unpackHalf2x16 needs a newer GLSL than Blender 3.4 promises, and is not faster on llvmpipe.
_PIXEL_SOURCE = """
float widened(uint bits)
{
  uint magnitude = bits & 0x7FFFu;
  uint denormal = floatBitsToUint(float(magnitude) * 5.9604644775390625e-8);
  uint normal = (magnitude << 13u) + (magnitude < 0x7C00u ? 0x38000000u : 0x70000000u);
  return uintBitsToFloat(((bits & 0x8000u) << 16u) | (magnitude < 0x0400u ? denormal : normal));
}

vec4 pixel_at(ivec2 place)
{
  vec2 words = texelFetch(picture, place, 0).xy;
  uint red_green = floatBitsToUint(words.x);
  uint blue_alpha = floatBitsToUint(words.y);
  return vec4(widened(red_green & 0xFFFFu), widened(red_green >> 16u), widened(blue_alpha & 0xFFFFu), widened(blue_alpha >> 16u));
}
"""

_SQUARES_SOURCE = """
void main()
{
  color = pixel_at(ivec2(position));
}
"""

_INTERPOLATION_SOURCE = """
void main()
{
  vec2 from_center = position - 0.5;
  ivec2 place = ivec2(floor(from_center));
  vec2 part = from_center - vec2(place);
  ivec2 low = clamp(place, ivec2(0), size - 1);
  ivec2 high = clamp(place + 1, ivec2(0), size - 1);
  vec4 lower = mix(pixel_at(low), pixel_at(ivec2(high.x, low.y)), part.x);
  vec4 upper = mix(pixel_at(ivec2(low.x, high.y)), pixel_at(high), part.x);
  color = mix(lower, upper, part.y);
}
"""


class ViewportPicture:
    """Scene-linear RGBA, premultiplied, in half floats, rows bottom to top: transparent black at first.

    ``write`` and ``target`` fill it from any thread, ``draw`` shows it in ``RenderEngine.view_draw``. Whoever writes into the memory of
    ``target`` calls ``changed`` when the picture is whole, and writes no more until it was drawn.

    width, height  pixels
    """

    def __init__(self, width: int, height: int) -> None:
        """Raises ValueError for a size below 1x1."""
        if width < 1 or height < 1:
            raise ValueError(f"a picture has 1x1 pixels or more, not {width}x{height}")
        self.width, self.height = width, height
        self._memory = (ctypes.c_float * (width * height * _FLOATS_PER_PIXEL))()
        self._has_changed = True
        self._texture: Any = None

    def write(
        self,
        pixels: Any,
        region: tuple[int, int, int, int] | None = None,
        source_channels: int = 0,
        source_stride_bytes: int = 0,
        top_to_bottom: bool = False,
    ) -> None:
        """Write the picture or a part of it, converted on all cores into the nearest half floats; beyond 65504 they are infinite. Other
        threads run meanwhile.

        Arguments as for ``FrameView.write``. Raises ValueError for pixels of the wrong size, type or order, or a region that isn't there,
        PassbridgeError for channels that don't become RGBA; the picture is then as it was.
        """
        write_target(self.target(), pixels, region, source_channels, source_stride_bytes, top_to_bottom)
        self.changed()

    def target(self) -> abi.PassTarget:
        """The memory as the pass "Combined" in half floats, as ``Frame.resolve`` and ``Frame.refresh`` take it, and ``pb_pass_write``. It
        lies where it lies for as long as this object lives."""
        return abi.PassTarget(
            name=b"Combined",
            pixels=span_of(self._memory),
            width=self.width,
            height=self.height,
            channels=_CHANNELS,
            format=abi.PIXELS_FLOAT16,
        )

    def changed(self) -> None:
        """The memory of ``target`` holds a new picture."""
        self._has_changed = True

    def draw(self, engine: Any, context: Any, rectangle: tuple[float, float, float, float] | None = None) -> None:
        """Draw it over what the viewport shows, inside ``RenderEngine.view_draw`` alone. What has not changed is not sent to the GPU again.

        engine     whose ``view_draw`` this is. Nothing is asked of it: the viewports of Blender 3.4 - 5.2 manage colours themselves
        context    of that call: its region is filled
        rectangle  x, y, width, height in pixels of the region from the bottom left; None: all of the region. A picture that is smaller by a
                   whole factor, the same along both sides, shows its pixels as squares, one of another size is interpolated

        Raises PassbridgeError for a picture that the GPU can't hold.
        """
        x, y, width, height = rectangle or (0, 0, context.region.width, context.region.height)
        import gpu
        from mathutils import Matrix

        texture = self._uploaded()
        corner_to_region = Matrix(((width, 0, 0, x), (0, height, 0, y), (0, 0, 1, 0), (0, 0, 0, 1)))
        has_squares = width % self.width == height % self.height == 0 and width // self.width == height // self.height
        shader, square = _shader_and_square(has_squares)
        blend, depth_test = gpu.state.blend_get(), gpu.state.depth_test_get()
        gpu.state.blend_set("ALPHA_PREMULT")
        gpu.state.depth_test_set("NONE")
        try:
            shader.bind()
            projection = gpu.matrix.get_projection_matrix() @ gpu.matrix.get_model_view_matrix()
            shader.uniform_float("corner_to_clip", projection @ corner_to_region)
            shader.uniform_int("size", (self.width, self.height))
            shader.uniform_sampler("picture", texture)
            square.draw(shader)
        finally:
            gpu.state.blend_set(blend)
            gpu.state.depth_test_set(depth_test)

    def _uploaded(self) -> Any:
        """The texture with what the memory holds. No version of Blender lets one be written again, so each picture is a new one."""
        if self._texture is not None and not self._has_changed:
            return self._texture
        import gpu

        largest = gpu.capabilities.max_texture_size_get()
        if max(self.width, self.height) > largest:
            raise PassbridgeError(
                f"a picture of {self.width}x{self.height} pixels is larger than the {largest}x{largest} "
                "that this GPU holds: draw a smaller one, which is stretched"
            )
        self._texture = None  # the GPU need not have room for two
        self._has_changed = False
        buffer = gpu.types.Buffer("FLOAT", len(self._memory), self._memory)  # of the same memory
        self._texture = gpu.types.GPUTexture((self.width, self.height), format="RG32F", data=buffer)
        return self._texture


@functools.cache
def _shader_and_square(has_squares: bool) -> tuple[Any, Any]:
    """What draws all pictures: a shader, and the square from 0 to 1. A shader for each kind of enlargement: software rendering goes both ways
    of every branch."""
    import gpu
    from gpu_extras.batch import batch_for_shader

    passed_on = gpu.types.GPUStageInterfaceInfo("passbridge_viewport_picture")
    passed_on.smooth("VEC2", "position")
    info = gpu.types.GPUShaderCreateInfo()
    info.push_constant("MAT4", "corner_to_clip")
    info.push_constant("IVEC2", "size")
    info.sampler(0, "FLOAT_2D", "picture")
    info.vertex_in(0, "VEC2", "corner")
    info.vertex_out(passed_on)
    info.fragment_out(0, "VEC4", "color")
    info.vertex_source(_VERTEX_SOURCE)
    info.fragment_source(_PIXEL_SOURCE + (_SQUARES_SOURCE if has_squares else _INTERPOLATION_SOURCE))
    shader = gpu.shader.create_from_info(info)
    return shader, batch_for_shader(shader, "TRI_STRIP", {"corner": ((0, 0), (1, 0), (0, 1), (1, 1))})
