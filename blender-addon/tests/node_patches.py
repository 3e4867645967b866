# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings and inputs of shader nodes that are tried against Cycles, each on a patch of its own."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator, Mapping

#: What a number or vector of an input varies by over the patch; a float takes X of it.
POSITION = "position"  # Texture Coordinate's Object: -1 to 1, and the tilted square's Z
UV = "uv"  # Texture Coordinate's UV: 0 to 1, Z is 0
DIRECTION = "direction"  # POSITION, normalized

#: As the setting "image": one of 8 x 8 pixels; of linear floats, or of bytes as sRGB.
IMAGE = "image"
BYTE_IMAGE = "byte image"

#: As the setting "ies": a text with a profile that is brighter to one side.
IES = "ies profile"

#: Scenes that patches are rendered in.
LIT = "lit"
LIT_FROM_BELOW = "lit from below"  # the light is on the other side of the surface than the camera
NOISY = "noisy"  # lit; many samples, of which the mean of the patch counts: Cycles picks what it draws at random
VOLUMES = "volumes"  # apart from others, as they have no end

#: The first and the last version of Blender that has a node or a setting, as its minor version: 304 is 3.4.
FIRST_VERSION = 304
LAST_VERSION = 999


@dataclasses.dataclass(frozen=True)
class NodePatch:
    """One node, and the output of it that is looked at.

    Sockets are named by their identifiers, settings by those of bpy. An input has a number, a tuple, POSITION, UV, DIRECTION, or what
    the node of another patch gives; others have the node's defaults.
    """

    node: str
    output: str
    settings: Mapping[str, object] = dataclasses.field(default_factory=dict)
    inputs: Mapping[str, object] = dataclasses.field(default_factory=dict)
    first_version: int = FIRST_VERSION
    last_version: int = LAST_VERSION
    #: Points of each curve of an RGB, Vector or Float Curves node.
    curves: tuple[tuple[tuple[float, float], ...], ...] = ()
    is_extrapolated: bool = False
    #: Of a Value, RGB or Normal node.
    output_value: float | tuple[float, ...] | None = None
    #: By which a value is multiplied, so that what is shown of it is between 0 and 1.
    strength: float = 1.0
    #: One of LIT and so on.
    scene: str = LIT

    def name(self) -> str:
        """For messages: the node, what isn't its default, and the output."""
        changed = [
            f"{name}={value.name() if isinstance(value, NodePatch) else value}"
            for name, value in itertools.chain(self.settings.items(), self.inputs.items())
        ]
        return f"{self.node.removeprefix('ShaderNode')}({', '.join(changed)}).{self.output}"


def noise() -> Iterator[NodePatch]:
    node = "ShaderNodeTexNoise"
    plain = {"Vector": POSITION, "Scale": 3.0}
    for dimensions in ("1D", "2D", "3D", "4D"):
        settings = {"noise_dimensions": dimensions}
        inputs = {**plain, "W": POSITION if dimensions == "1D" else 0.7}
        yield NodePatch(node, "Fac", settings, inputs)
        yield NodePatch(node, "Color", settings, {**inputs, "Detail": 3.5, "Roughness": 0.7, "Distortion": 0.8})
        yield NodePatch(node, "Fac", settings, {**inputs, "Detail": 0.0, "Scale": 12.0})
    for dimensions, lacunarity in (("3D", 1.7), ("4D", 3.1)):
        inputs = {**plain, "W": 0.3, "Detail": 2.5, "Lacunarity": lacunarity}
        yield NodePatch(node, "Color", {"noise_dimensions": dimensions, "normalize": True}, inputs, first_version=402)
        yield NodePatch(node, "Fac", {"noise_dimensions": dimensions, "normalize": False}, inputs, first_version=402)
    for noise_type in ("MULTIFRACTAL", "RIDGED_MULTIFRACTAL", "HYBRID_MULTIFRACTAL", "FBM", "HETERO_TERRAIN"):
        for dimensions in ("1D", "2D", "3D", "4D"):
            settings = {"noise_dimensions": dimensions, "noise_type": noise_type, "normalize": False}
            octaves = {"Detail": 2.3, "Roughness": 0.6, "Lacunarity": 2.2, "Offset": 0.6, "Gain": 1.4}
            inputs = {**plain, "W": POSITION if dimensions == "1D" else 0.7, **octaves}
            yield NodePatch(node, "Fac", settings, inputs, first_version=402)


def musgrave() -> Iterator[NodePatch]:
    for musgrave_type in ("MULTIFRACTAL", "RIDGED_MULTIFRACTAL", "HYBRID_MULTIFRACTAL", "FBM", "HETERO_TERRAIN"):
        for dimensions, detail in (("1D", 2.0), ("2D", 3.4), ("3D", 2.7), ("4D", 0.5)):
            inputs = {"Vector": POSITION, "W": POSITION if dimensions == "1D" else 0.7, "Scale": 3.0, "Detail": detail, "Dimension": 0.8,
                      "Lacunarity": 2.2, "Offset": 0.6, "Gain": 1.4}
            settings = {"musgrave_type": musgrave_type, "musgrave_dimensions": dimensions}
            yield NodePatch("ShaderNodeTexMusgrave", "Fac", settings, inputs, last_version=400)


def voronoi() -> Iterator[NodePatch]:
    node = "ShaderNodeTexVoronoi"
    for dimensions in ("1D", "2D", "3D", "4D"):
        inputs = {"Vector": POSITION, "W": POSITION if dimensions == "1D" else 0.7, "Scale": 2.5}
        position = "W" if dimensions == "1D" else "Position"
        for feature in ("F1", "F2", "SMOOTH_F1"):
            settings = {"voronoi_dimensions": dimensions, "feature": feature}
            yield NodePatch(node, "Distance", settings, inputs)
            yield NodePatch(node, "Color", settings, {**inputs, "Randomness": 0.6, "Smoothness": 0.4})
            yield NodePatch(node, position, settings, {**inputs, "Smoothness": 0.7})
            octaves = {**inputs, "Detail": 2.4, "Roughness": 0.6, "Lacunarity": 2.3}
            yield NodePatch(node, "Distance", {**settings, "normalize": True}, octaves, first_version=402)
            yield NodePatch(node, "Color", {**settings, "normalize": True}, octaves, first_version=402)
            yield NodePatch(node, position, {**settings, "normalize": False}, octaves, first_version=402)
        for feature, output in (("DISTANCE_TO_EDGE", "Distance"), ("N_SPHERE_RADIUS", "Radius")):
            settings = {"voronoi_dimensions": dimensions, "feature": feature}
            yield NodePatch(node, output, settings, inputs)
            yield NodePatch(node, output, settings, {**inputs, "Randomness": 0.6})
        octaves = {**inputs, "Detail": 2.4, "Roughness": 0.6, "Lacunarity": 2.3}
        edges = {"voronoi_dimensions": dimensions, "feature": "DISTANCE_TO_EDGE", "normalize": True}
        yield NodePatch(node, "Distance", edges, octaves, first_version=402)
    yield NodePatch(node, "W", {"voronoi_dimensions": "4D"}, {"Vector": POSITION, "W": 0.7, "Scale": 2.5})
    for metric in ("MANHATTAN", "CHEBYCHEV", "MINKOWSKI"):
        for dimensions in ("2D", "3D", "4D"):
            for feature in ("F1", "F2", "SMOOTH_F1"):
                settings = {"voronoi_dimensions": dimensions, "feature": feature, "distance": metric}
                yield NodePatch(node, "Distance", settings, {"Vector": POSITION, "W": 0.7, "Scale": 2.5, "Exponent": 1.7})
    settings = {"distance": "MINKOWSKI", "normalize": True}
    yield NodePatch(node, "Distance", settings, {"Vector": POSITION, "Exponent": 0.6, "Detail": 1.0}, first_version=402)


def textures() -> Iterator[NodePatch]:
    for gradient in ("LINEAR", "QUADRATIC", "EASING", "DIAGONAL", "SPHERICAL", "QUADRATIC_SPHERE", "RADIAL"):
        yield NodePatch("ShaderNodeTexGradient", "Fac", {"gradient_type": gradient}, {"Vector": POSITION})
    wave = "ShaderNodeTexWave"
    for profile in ("SIN", "SAW", "TRI"):
        for direction in ("X", "Y", "Z", "DIAGONAL"):
            settings = {"wave_type": "BANDS", "bands_direction": direction, "wave_profile": profile}
            yield NodePatch(wave, "Fac", settings, {"Vector": POSITION, "Scale": 1.5, "Phase Offset": 0.7})
        for direction in ("X", "Y", "Z", "SPHERICAL"):
            settings = {"wave_type": "RINGS", "rings_direction": direction, "wave_profile": profile}
            yield NodePatch(wave, "Color", settings, {"Vector": POSITION, "Scale": 1.5})
    distorted = {"Vector": POSITION, "Scale": 1.5, "Distortion": 3.0, "Detail": 2.5, "Detail Scale": 1.6, "Detail Roughness": 0.6}
    yield NodePatch(wave, "Fac", {"wave_type": "BANDS"}, distorted)
    colors = {"Color1": (0.9, 0.5, 0.1, 1.0), "Color2": (0.1, 0.3, 0.6, 1.0)}
    for output in ("Color", "Fac"):
        yield NodePatch("ShaderNodeTexChecker", output, {}, {"Vector": POSITION, "Scale": 3.1, **colors})
    for depth in range(0, 11):
        yield NodePatch("ShaderNodeTexMagic", "Color", {"turbulence_depth": depth}, {"Vector": POSITION, "Scale": 1.3, "Distortion": 1.4})
    yield NodePatch("ShaderNodeTexMagic", "Fac", {"turbulence_depth": 2}, {"Vector": POSITION, "Scale": 7.0, "Distortion": 0.0})
    brick = {"Vector": POSITION, "Scale": 2.2, "Mortar": (0.6, 0.6, 0.5, 1.0), **colors}
    yield NodePatch("ShaderNodeTexBrick", "Color", {}, brick)
    yield NodePatch("ShaderNodeTexBrick", "Fac", {}, {**brick, "Mortar Size": 0.05, "Mortar Smooth": 0.8})
    yield NodePatch("ShaderNodeTexBrick", "Color", {"offset": 0.3, "offset_frequency": 3, "squash": 1.6, "squash_frequency": 2},
                    {**brick, "Mortar Smooth": 0.0, "Bias": -0.3, "Brick Width": 0.7, "Row Height": 0.2})
    gabor = "ShaderNodeTexGabor"
    for gabor_type in ("2D", "3D"):
        for output in ("Value", "Phase", "Intensity"):
            yield NodePatch(gabor, output, {"gabor_type": gabor_type}, {"Vector": POSITION, "Scale": 2.0}, first_version=403)
        turned = {"Vector": POSITION, "Scale": 2.0, "Frequency": 1.3, "Anisotropy": 0.4, "Orientation 2D": 0.3,
                  "Orientation 3D": (0.3, -0.6, 0.5)}
        yield NodePatch(gabor, "Value", {"gabor_type": gabor_type}, turned, first_version=403)


def white_noise() -> Iterator[NodePatch]:
    """Inputs are constant: where they vary, the last bit of a coordinate counts."""
    for dimensions, (vector, w) in itertools.product(("1D", "2D", "3D", "4D"), (((0.3, -1.7, 2.0), 0.6), ((4.0, 5.0, 0.25), -3.0))):
        for output in ("Value", "Color"):
            settings = {"noise_dimensions": dimensions}
            yield NodePatch("ShaderNodeTexWhiteNoise", output, settings, {"Vector": vector, "W": w})


def colors() -> Iterator[NodePatch]:
    for hue, saturation, value, factor in ((0.5, 1.0, 1.0, 1.0), (0.7, 1.8, 0.8, 1.0), (0.1, 0.4, 1.5, 0.6), (0.0, 1.0, 1.0, 1.0)):
        for color in (POSITION, UV):
            inputs = {"Hue": hue, "Saturation": saturation, "Value": value, "Fac": factor, "Color": color}
            yield NodePatch("ShaderNodeHueSaturation", "Color", {}, inputs)
    for bright, contrast in ((0.2, 0.0), (0.0, 0.7), (-0.1, -0.4)):
        yield NodePatch("ShaderNodeBrightContrast", "Color", {}, {"Color": POSITION, "Bright": bright, "Contrast": contrast})
    for gamma in (0.0, 0.45, 1.0, 2.2):
        yield NodePatch("ShaderNodeGamma", "Color", {}, {"Color": POSITION, "Gamma": gamma})
    for temperature in (500.0, 900.0, 1100.0, 1300.0, 1800.0, 2500.0, 4000.0, 6500.0, 9000.0, 15000.0):
        yield NodePatch("ShaderNodeBlackbody", "Color", {}, {"Temperature": temperature})
    for nanometers in (300.0, 400.0, 447.0, 500.0, 533.3, 580.0, 650.0, 779.0, 790.0):
        yield NodePatch("ShaderNodeWavelength", "Color", {}, {"Wavelength": nanometers})
    bent = ((0.0, 0.1), (0.3, 0.6), (1.0, 0.8))
    straight = ((0.0, 0.0), (1.0, 1.0))
    for is_extrapolated in (False, True):
        for factor in (1.0, 0.4):
            yield NodePatch("ShaderNodeRGBCurve", "Color", {}, {"Color": POSITION, "Fac": factor},
                            curves=(bent, straight, ((0.0, 1.0), (1.0, 0.2)), ((0.0, 0.0), (0.5, 0.7), (1.0, 1.0))),
                            is_extrapolated=is_extrapolated)
            yield NodePatch("ShaderNodeVectorCurve", "Vector", {}, {"Vector": POSITION, "Fac": factor},
                            curves=(((-1.0, -0.4), (0.0, 0.6), (1.0, 0.5)), ((-1.0, -1.0), (1.0, 1.0)), ((-1.0, 1.0), (0.4, 0.3))),
                            is_extrapolated=is_extrapolated)
            yield NodePatch("ShaderNodeFloatCurve", "Value", {}, {"Value": POSITION, "Factor": factor}, curves=(bent,),
                            is_extrapolated=is_extrapolated)


def vectors() -> Iterator[NodePatch]:
    rotate = "ShaderNodeVectorRotate"
    around = {"Vector": POSITION, "Center": (0.1, 0.2, 0.3)}
    for rotation_type, invert in itertools.product(("AXIS_ANGLE", "X_AXIS", "Y_AXIS", "Z_AXIS", "EULER_XYZ"), (False, True)):
        inputs = {**around, "Axis": (0.3, 1.0, -0.6), "Angle": 0.9, "Rotation": (0.4, 0.8, -1.2)}
        yield NodePatch(rotate, "Vector", {"rotation_type": rotation_type, "invert": invert}, inputs)
    yield NodePatch(rotate, "Vector", {}, {**around, "Axis": (0.0, 0.0, 0.0), "Angle": 0.9})
    spaces = ("WORLD", "OBJECT", "CAMERA")
    for vector_type, source, target in itertools.product(("POINT", "VECTOR", "NORMAL"), spaces, spaces):
        settings = {"vector_type": vector_type, "convert_from": source, "convert_to": target}
        yield NodePatch("ShaderNodeVectorTransform", "Vector", settings, {"Vector": POSITION})
    for output in ("Normal", "Dot"):
        yield NodePatch("ShaderNodeNormal", output, {}, {"Normal": POSITION}, output_value=(0.3, 0.5, 0.8))
    tiling = "ShaderNodeRadialTiling"
    for normalize, roundness, sides in itertools.product((False, True), (0.0, 0.4, 1.0), (5.0, 3.6, 2.5)):
        inputs = {"Vector": POSITION, "Sides": sides, "Roundness": roundness}
        for output in ("Segment Coordinates", "Segment ID", "Segment Width", "Segment Rotation"):
            yield NodePatch(tiling, output, {"normalize": normalize}, inputs, first_version=500)


def skies() -> Iterator[NodePatch]:
    """Without the sun's disc: with it, Blender switches the Vector off."""
    node = "ShaderNodeTexSky"
    for elevation in (0.05, 0.26, 1.2, 2.0, -0.04):
        settings = {"sun_disc": False, "sun_elevation": elevation, "sun_rotation": 0.6}
        yield NodePatch(node, "Color", {"sky_type": "NISHITA", **settings}, {"Vector": DIRECTION}, last_version=405)
        for sky_type in ("SINGLE_SCATTERING", "MULTIPLE_SCATTERING"):
            yield NodePatch(node, "Color", {"sky_type": sky_type, **settings}, {"Vector": DIRECTION}, first_version=500)
    hazy = {"sun_disc": False, "sun_elevation": 0.4, "altitude": 1500.0, "air_density": 1.5, "ozone_density": 3.0}
    yield NodePatch(node, "Color", {"sky_type": "NISHITA", "dust_density": 4.0, **hazy}, {"Vector": DIRECTION}, last_version=405)
    for sky_type in ("SINGLE_SCATTERING", "MULTIPLE_SCATTERING"):
        settings = {"sky_type": sky_type, "aerosol_density": 4.0, **hazy}
        yield NodePatch(node, "Color", settings, {"Vector": DIRECTION}, first_version=500)
    for turbidity, direction in ((2.2, (0.0, 0.0, 1.0)), (4.0, (0.6, 0.3, 0.5))):
        settings = {"sky_type": "PREETHAM", "turbidity": turbidity, "sun_direction": direction}
        yield NodePatch(node, "Color", settings, {"Vector": DIRECTION})
        settings = {"sky_type": "HOSEK_WILKIE", "turbidity": turbidity, "sun_direction": direction}
        yield NodePatch(node, "Color", settings, {"Vector": DIRECTION})


def arithmetic() -> Iterator[NodePatch]:
    two = ("ADD", "SUBTRACT", "MULTIPLY", "DIVIDE", "POWER", "LOGARITHM", "MINIMUM", "MAXIMUM", "LESS_THAN", "GREATER_THAN", "MODULO",
           "SNAP", "PINGPONG", "ARCTAN2")
    one = ("SQRT", "INVERSE_SQRT", "ABSOLUTE", "EXPONENT", "SIGN", "ROUND", "FLOOR", "CEIL", "TRUNC", "FRACT", "SINE", "COSINE", "TANGENT",
           "ARCSINE", "ARCCOSINE", "ARCTANGENT", "SINH", "COSH", "TANH", "RADIANS", "DEGREES")
    three = ("MULTIPLY_ADD", "COMPARE", "SMOOTH_MIN", "SMOOTH_MAX", "WRAP")
    for operation in (*one, *two, *three):
        yield NodePatch("ShaderNodeMath", "Value", {"operation": operation}, {"Value": POSITION, "Value_001": 0.4, "Value_002": 0.3})
        swapped = {"Value": -0.7, "Value_001": POSITION, "Value_002": 0.25}
        yield NodePatch("ShaderNodeMath", "Value", {"operation": operation, "use_clamp": True}, swapped)
    yield NodePatch("ShaderNodeMath", "Value", {"operation": "FLOORED_MODULO"}, {"Value": POSITION, "Value_001": 0.4}, first_version=402)
    three = ("ADD", "SUBTRACT", "MULTIPLY", "DIVIDE", "MULTIPLY_ADD", "CROSS_PRODUCT", "PROJECT", "REFLECT", "REFRACT", "FACEFORWARD",
             "SCALE", "NORMALIZE", "ABSOLUTE", "MINIMUM", "MAXIMUM", "FLOOR", "CEIL", "FRACTION", "MODULO", "WRAP", "SNAP", "SINE",
             "COSINE", "TANGENT")
    for operation in three:
        inputs = {"Vector": POSITION, "Vector_001": (0.3, 0.5, -0.7), "Vector_002": (-0.2, 0.1, 0.4), "Scale": 0.8}
        yield NodePatch("ShaderNodeVectorMath", "Vector", {"operation": operation}, inputs)
    for operation, first in (("POWER", 405), ("SIGN", 405), ("ROUND", 501)):
        inputs = {"Vector": POSITION, "Vector_001": (1.5, 2.0, 0.5)}
        yield NodePatch("ShaderNodeVectorMath", "Vector", {"operation": operation}, inputs, first_version=first)
    for operation in ("DOT_PRODUCT", "DISTANCE", "LENGTH"):
        inputs = {"Vector": POSITION, "Vector_001": (0.3, 0.5, -0.7)}
        yield NodePatch("ShaderNodeVectorMath", "Value", {"operation": operation}, inputs)


def mixes() -> Iterator[NodePatch]:
    mix = "ShaderNodeMix"
    blends = ("MIX", "DARKEN", "MULTIPLY", "BURN", "LIGHTEN", "SCREEN", "DODGE", "ADD", "OVERLAY", "SOFT_LIGHT", "LINEAR_LIGHT",
              "DIFFERENCE", "EXCLUSION", "SUBTRACT", "DIVIDE", "HUE", "SATURATION", "COLOR", "VALUE")
    for blend in blends:
        settings = {"data_type": "RGBA", "blend_type": blend}
        first = FIRST_VERSION if blend != "EXCLUSION" else 402
        yield NodePatch(mix, "Result_Color", settings, {"Factor_Float": 0.7, "A_Color": UV, "B_Color": (0.3, 0.6, 0.9, 1.0)}, first)
        turned = {"Factor_Float": 1.0, "A_Color": (0.8, 0.45, 0.2, 1.0), "B_Color": UV}
        yield NodePatch(mix, "Result_Color", {**settings, "clamp_result": True}, turned, first)
    yield NodePatch(mix, "Result_Color", {"data_type": "RGBA", "clamp_factor": False}, {"Factor_Float": 1.4, "A_Color": UV})
    yield NodePatch(mix, "Result_Float", {"data_type": "FLOAT"}, {"Factor_Float": POSITION, "A_Float": 0.2, "B_Float": 0.9})
    vectors = {"Factor_Float": 0.3, "Factor_Vector": (0.2, 0.5, 1.4), "A_Vector": POSITION, "B_Vector": (0.1, 0.7, 0.4)}
    for mode, clamp in itertools.product(("UNIFORM", "NON_UNIFORM"), (False, True)):
        yield NodePatch(mix, "Result_Vector", {"data_type": "VECTOR", "factor_mode": mode, "clamp_factor": clamp}, vectors)


def converters() -> Iterator[NodePatch]:
    for mode, output in itertools.product(("RGB", "HSV", "HSL"), ("Red", "Green", "Blue")):
        yield NodePatch("ShaderNodeSeparateColor", output, {"mode": mode}, {"Color": POSITION if mode == "RGB" else UV})
    for mode in ("RGB", "HSV", "HSL"):
        yield NodePatch("ShaderNodeCombineColor", "Color", {"mode": mode}, {"Red": POSITION, "Green": 0.7, "Blue": 0.6})
        yield NodePatch("ShaderNodeCombineColor", "Color", {"mode": mode}, {"Red": 0.4, "Green": POSITION, "Blue": 0.3})
    yield NodePatch("ShaderNodeCombineXYZ", "Vector", {}, {"X": POSITION, "Y": 0.7, "Z": 0.6})
    for output in ("X", "Y", "Z"):
        yield NodePatch("ShaderNodeSeparateXYZ", output, {}, {"Vector": POSITION})
    yield NodePatch("ShaderNodeRGBToBW", "Val", {}, {"Color": POSITION})
    for factor in (0.0, 0.4, 1.0):
        yield NodePatch("ShaderNodeInvert", "Color", {}, {"Fac": factor, "Color": POSITION})
    for kind, least, most in itertools.product(("MINMAX", "RANGE"), (0.1, 0.6), (0.3, 0.8)):
        yield NodePatch("ShaderNodeClamp", "Result", {"clamp_type": kind}, {"Value": POSITION, "Min": least, "Max": most})
    for kind, clamp in itertools.product(("LINEAR", "STEPPED", "SMOOTHSTEP", "SMOOTHERSTEP"), (False, True)):
        settings = {"interpolation_type": kind, "clamp": clamp}
        for least, most, to in ((-0.5, 0.7, 0.9), (0.6, -0.3, 0.2), (0.2, 0.2, 0.9)):
            inputs = {"Value": POSITION, "From Min": least, "From Max": most, "To Min": 0.4, "To Max": to, "Steps": 5.0}
            yield NodePatch("ShaderNodeMapRange", "Result", settings, inputs)
            three = {"Vector": POSITION, "From_Min_FLOAT3": (least, 0.1, -0.4), "From_Max_FLOAT3": (most, 0.6, 0.8),
                     "To_Min_FLOAT3": (0.4, 0.1, 0.8), "To_Max_FLOAT3": (to, 0.6, 0.2), "Steps_FLOAT3": (5.0, 3.0, 0.0)}
            yield NodePatch("ShaderNodeMapRange", "Vector", {**settings, "data_type": "FLOAT_VECTOR"}, three)
    for kind, scale in itertools.product(("POINT", "TEXTURE", "VECTOR", "NORMAL"), ((0.5, 2.0, 1.5), (0.5, 0.0, 1.5))):
        inputs = {"Vector": POSITION, "Location": (0.1, 0.2, 0.3), "Rotation": (0.4, 0.8, -1.2), "Scale": scale}
        yield NodePatch("ShaderNodeMapping", "Vector", {"vector_type": kind}, inputs)


def shaders() -> Iterator[NodePatch]:
    color = {"Color": (0.8, 0.4, 0.2, 1.0)}
    for node, output in (("ShaderNodeEmission", "Emission"), ("ShaderNodeBackground", "Background")):
        yield NodePatch(node, output, {}, {**color, "Strength": 0.7})
    yield NodePatch("ShaderNodeHoldout", "Holdout")
    for shade in (color["Color"], (1.0, 1.0, 1.0, 1.0), (0.0, 0.0, 0.0, 1.0)):
        yield NodePatch("ShaderNodeBsdfTransparent", "BSDF", {}, {"Color": shade}, scene=NOISY)
    for roughness in (0.0, 0.6):
        yield NodePatch("ShaderNodeBsdfDiffuse", "BSDF", {}, {**color, "Roughness": roughness})
    yield NodePatch("ShaderNodeBsdfDiffuse", "BSDF", {}, {**color, "Normal": NodePatch("ShaderNodeBump", "Normal", {}, {"Height": UV})})
    for scene in (LIT, LIT_FROM_BELOW):
        yield NodePatch("ShaderNodeBsdfTranslucent", "BSDF", {}, color, scene=scene)
    sharp = ("SHARP", 304, 305)
    for distribution, first, last in (("GGX", 304, 999), ("MULTI_GGX", 304, 999), ("BECKMANN", 304, 999), ("ASHIKHMIN_SHIRLEY", 304, 999)):
        for roughness in (0.3, 0.7):
            inputs = {**color, "Roughness": roughness}
            turned = {**inputs, "Anisotropy": 0.5, "Rotation": 0.2}
            yield NodePatch("ShaderNodeBsdfAnisotropic", "BSDF", {"distribution": distribution}, turned)
            yield NodePatch("ShaderNodeBsdfGlossy", "BSDF", {"distribution": distribution}, inputs, last_version=305)
    for distribution, first, last in (("GGX", 304, 999), ("MULTI_GGX", 304, 999), ("BECKMANN", 304, 999), sharp):
        for scene in (LIT, LIT_FROM_BELOW):
            inputs = {**color, "Roughness": 0.5, "IOR": 1.3}
            yield NodePatch("ShaderNodeBsdfGlass", "BSDF", {"distribution": distribution}, inputs, first, last,
                            scene=scene)
            if distribution != "MULTI_GGX":
                yield NodePatch("ShaderNodeBsdfRefraction", "BSDF", {"distribution": distribution}, inputs, first, last,
                                scene=scene)
    thin_film = {"Thin Film Thickness": 300.0, "Thin Film IOR": 1.6}
    yield NodePatch("ShaderNodeBsdfGlass", "BSDF", {}, {**color, "Roughness": 0.5, **thin_film}, first_version=500)
    for distribution, roughness in itertools.product(("ASHIKHMIN", "MICROFIBER"), (0.3, 0.8)):
        yield NodePatch("ShaderNodeBsdfSheen", "BSDF", {"distribution": distribution}, {**color, "Roughness": roughness}, 400)
    yield NodePatch("ShaderNodeBsdfVelvet", "BSDF", {}, {**color, "Sigma": 0.8}, last_version=306)
    for component, (size, smooth) in itertools.product(("DIFFUSE", "GLOSSY"), ((0.9, 0.0), (0.3, 0.9))):
        yield NodePatch("ShaderNodeBsdfToon", "BSDF", {"component": component}, {**color, "Size": size, "Smooth": smooth})
    for distribution, fresnel in itertools.product(("GGX", "MULTI_GGX", "BECKMANN"), ("F82", "PHYSICAL_CONDUCTOR")):
        settings = {"distribution": distribution, "fresnel_type": fresnel}
        colors = {"Base Color": (0.8, 0.4, 0.2, 1.0), "Edge Tint": (0.3, 0.7, 0.9, 1.0)} if fresnel == "F82" else {}
        inputs = {**colors, "Roughness": 0.5, "Anisotropy": 0.3}
        yield NodePatch("ShaderNodeBsdfMetallic", "BSDF", settings, inputs, 403)
        yield NodePatch("ShaderNodeBsdfMetallic", "BSDF", settings, {**inputs, **thin_film}, 500)
    for component, scene in itertools.product(("Reflection", "Transmission"), (LIT, LIT_FROM_BELOW)):
        inputs = {**color, "RoughnessU": 0.4, "RoughnessV": 0.9}
        yield NodePatch("ShaderNodeBsdfHair", "BSDF", {"component": component}, inputs, scene=scene)
    for parametrization in ("ABSORPTION", "MELANIN", "COLOR"):
        yield NodePatch("ShaderNodeBsdfHairPrincipled", "BSDF", {"parametrization": parametrization})
        yield NodePatch("ShaderNodeBsdfHairPrincipled", "BSDF", {"parametrization": parametrization, "model": "HUANG"}, {}, 400)
    yield NodePatch("ShaderNodeSubsurfaceScattering", "BSSRDF", {}, color, scene=NOISY)
    yield NodePatch("ShaderNodeBsdfRayPortal", "BSDF", {}, color, 402, scene=NOISY)
    yield NodePatch("ShaderNodeEeveeSpecular", "BSDF")
    diffuse = NodePatch("ShaderNodeBsdfDiffuse", "BSDF", {}, color)
    emission = NodePatch("ShaderNodeEmission", "Emission", {}, {"Color": (0.1, 0.2, 0.6, 1.0)})
    yield NodePatch("ShaderNodeAddShader", "Shader", {}, {"Shader": diffuse, "Shader_001": emission})
    for factor in (0.0, 0.3, 1.2, UV):
        yield NodePatch("ShaderNodeMixShader", "Shader", {}, {"Fac": factor, "Shader": diffuse, "Shader_001": emission})
    yield NodePatch("ShaderNodeShaderToRGB", "Color", {}, {"Shader": diffuse})
    for node in ("ShaderNodeVolumeAbsorption", "ShaderNodeVolumeScatter", "ShaderNodeVolumePrincipled"):
        yield NodePatch(node, "Volume", {}, color, scene=VOLUMES)
    absorption = {"Absorption Coefficients": (0.5, 0.3, 0.2)}
    yield NodePatch("ShaderNodeVolumeCoefficients", "Volume", {}, absorption, first_version=405, scene=VOLUMES)


def principled() -> Iterator[NodePatch]:
    node = "ShaderNodeBsdfPrincipled"
    plain = {"Base Color": (0.8, 0.4, 0.2, 1.0), "Roughness": 0.5}
    for distribution, metallic, alpha in itertools.product(("GGX", "MULTI_GGX"), (0.0, 0.6, 1.0), (1.0, 0.7)):
        inputs = {**plain, "Metallic": metallic, "Alpha": alpha}
        yield NodePatch(node, "BSDF", {"distribution": distribution}, inputs, scene=LIT if alpha == 1.0 else NOISY)
    anisotropic = {"Metallic": 1.0, "Anisotropic": 0.6, "Anisotropic Rotation": 0.2}
    old = ({"Clearcoat": 0.8, "Clearcoat Roughness": 0.3}, {"Sheen": 0.8, "Sheen Tint": 0.5}, {"Specular": 1.0, "Specular Tint": 0.7},
           {"Transmission": 0.8}, {"Emission": (0.1, 0.2, 0.3, 1.0), "Emission Strength": 0.8}, anisotropic)
    for inputs in old:
        yield NodePatch(node, "BSDF", {}, {**plain, **inputs}, last_version=306)
    yield NodePatch(node, "BSDF", {}, {**plain, "Subsurface": 0.5}, last_version=306, scene=NOISY)
    new = ({"Coat Weight": 0.8, "Coat Roughness": 0.3, "Coat Tint": (0.7, 0.9, 0.8, 1.0)},
           {"Sheen Weight": 0.8, "Sheen Tint": (0.7, 0.9, 0.3, 1.0)}, {"Specular IOR Level": 0.9, "Specular Tint": (0.7, 0.9, 0.3, 1.0)},
           {"Transmission Weight": 0.8}, {"IOR": 1.1}, {"Emission Color": (0.1, 0.2, 0.3, 1.0), "Emission Strength": 0.8}, anisotropic)
    for inputs in new:
        yield NodePatch(node, "BSDF", {}, {**plain, **inputs}, 400)
    yield NodePatch(node, "BSDF", {}, {**plain, "Diffuse Roughness": 0.7}, 403)
    yield NodePatch(node, "BSDF", {}, {**plain, "Subsurface Weight": 0.5}, 400, scene=NOISY)
    yield NodePatch(node, "BSDF", {}, {**plain, "Thin Film Thickness": 300.0}, 402)


def surface() -> Iterator[NodePatch]:
    """What nodes tell of the place that is shaded."""
    coordinates = "ShaderNodeTexCoord"
    for output in ("Generated", "Normal", "UV", "Object", "Window", "Reflection"):
        yield NodePatch(coordinates, output)
    yield NodePatch(coordinates, "Camera", strength=0.04)
    for output in ("Generated", "UV"):
        yield NodePatch(coordinates, output, {"from_instancer": True})
    for output in ("Normal", "Tangent", "True Normal", "Incoming", "Parametric", "Backfacing", "Pointiness", "Random Per Island"):
        yield NodePatch("ShaderNodeNewGeometry", output)
    yield NodePatch("ShaderNodeNewGeometry", "Position", strength=0.02)
    for output, strength in (("View Vector", 1.0), ("View Z Depth", 0.05), ("View Distance", 0.02)):
        yield NodePatch("ShaderNodeCameraData", output, strength=strength)
    for output, strength in (("Location", 0.02), ("Color", 1.0), ("Alpha", 1.0), ("Object Index", 0.001), ("Material Index", 0.1),
                             ("Random", 1.0)):
        yield NodePatch("ShaderNodeObjectInfo", output, strength=strength)
    for output in ("Is Camera Ray", "Is Shadow Ray", "Is Diffuse Ray", "Is Glossy Ray", "Is Singular Ray", "Is Reflection Ray",
                   "Is Transmission Ray", "Ray Depth", "Diffuse Depth", "Glossy Depth", "Transparent Depth", "Transmission Depth"):
        yield NodePatch("ShaderNodeLightPath", output)
    yield NodePatch("ShaderNodeLightPath", "Ray Length", strength=0.05)
    yield NodePatch("ShaderNodeLightPath", "Portal Depth", first_version=500)
    for output in ("Quadratic", "Linear", "Constant"):
        for smooth in (0.0, 3.0):
            yield NodePatch("ShaderNodeLightFalloff", output, {}, {"Strength": 0.5, "Smooth": smooth}, strength=0.1)
    for output in ("Index", "Random", "Age", "Lifetime", "Location", "Size", "Velocity", "Angular Velocity"):
        yield NodePatch("ShaderNodeParticleInfo", output)
    for output in ("Is Strand", "Intercept", "Length", "Thickness", "Tangent Normal", "Random"):
        yield NodePatch("ShaderNodeHairInfo", output)
    for output in ("Position", "Radius", "Random"):
        yield NodePatch("ShaderNodePointInfo", output)
    for output in ("Color", "Density", "Flame", "Temperature"):
        yield NodePatch("ShaderNodeVolumeInfo", output)
    for ior in (0.7, 1.3, 2.5):
        yield NodePatch("ShaderNodeFresnel", "Fac", {}, {"IOR": ior})
    for output, blend in itertools.product(("Fresnel", "Facing"), (0.2, 0.5, 0.8)):
        yield NodePatch("ShaderNodeLayerWeight", output, {}, {"Blend": blend})
    for axis in ("X", "Y", "Z"):
        yield NodePatch("ShaderNodeTangent", "Tangent", {"direction_type": "RADIAL", "axis": axis})
    for uv_map in ("", "UVMap", "no such map"):
        yield NodePatch("ShaderNodeTangent", "Tangent", {"direction_type": "UV_MAP", "uv_map": uv_map})
        yield NodePatch("ShaderNodeUVMap", "UV", {"uv_map": uv_map})
    yield NodePatch("ShaderNodeUVMap", "UV", {"from_instancer": True})
    for layer, output in itertools.product(("", "Paint", "no such colors"), ("Color", "Alpha")):
        yield NodePatch("ShaderNodeVertexColor", output, {"layer_name": layer})
    for name, output in itertools.product(("UVMap", "Paint", "no such attribute"), ("Color", "Vector", "Fac", "Alpha")):
        yield NodePatch("ShaderNodeAttribute", output, {"attribute_name": name})
    for kind, name in (("OBJECT", "location"), ("OBJECT", "tone"), ("INSTANCER", "tone"), ("VIEW_LAYER", "tone")):
        yield NodePatch("ShaderNodeAttribute", "Color", {"attribute_type": kind, "attribute_name": name}, strength=0.02)
    for space in ("TANGENT", "OBJECT", "WORLD", "BLENDER_OBJECT", "BLENDER_WORLD"):
        for strength in (1.0, 0.6):
            inputs = {"Color": (0.6, 0.3, 0.9, 1.0), "Strength": strength}
            yield NodePatch("ShaderNodeNormalMap", "Normal", {"space": space}, inputs)
    for invert, height in itertools.product((False, True), (POSITION, 0.5)):
        yield NodePatch("ShaderNodeBump", "Normal", {"invert": invert}, {"Height": height, "Strength": 0.7, "Distance": 0.5})
    for space in ("OBJECT", "WORLD"):
        yield NodePatch("ShaderNodeDisplacement", "Displacement", {"space": space}, {"Height": POSITION, "Midlevel": 0.2, "Scale": 0.3})
    for space in ("TANGENT", "OBJECT", "WORLD"):
        inputs = {"Vector": POSITION, "Midlevel": 0.2, "Scale": 0.3}
        yield NodePatch("ShaderNodeVectorDisplacement", "Displacement", {"space": space}, inputs)
    for output in ("Color", "AO"):
        yield NodePatch("ShaderNodeAmbientOcclusion", output, scene=NOISY)
    yield NodePatch("ShaderNodeBevel", "Normal", {}, {"Radius": 0.5}, scene=NOISY)
    for in_pixels, size in ((False, 0.3), (True, 3.0)):
        yield NodePatch("ShaderNodeWireframe", "Fac", {"use_pixel_size": in_pixels}, {"Size": size})
    for output in ("Is Hit", "Self Hit", "Hit Distance", "Hit Position", "Hit Normal"):
        yield NodePatch("ShaderNodeRaycast", output, {}, {"Direction": (1.0, 0.0, 0.0), "Length": 5.0}, first_version=502)
    yield NodePatch("ShaderNodeUVAlongStroke", "UV")


def images() -> Iterator[NodePatch]:
    texture = "ShaderNodeTexImage"
    for interpolation, output in itertools.product(("Linear", "Closest", "Cubic", "Smart"), ("Color", "Alpha")):
        yield NodePatch(texture, output, {"image": IMAGE, "interpolation": interpolation}, {"Vector": UV})
    for extension in ("REPEAT", "EXTEND", "CLIP"):
        yield NodePatch(texture, "Color", {"image": IMAGE, "extension": extension}, {"Vector": POSITION})
    yield NodePatch(texture, "Color", {"image": IMAGE, "extension": "MIRROR"}, {"Vector": POSITION}, first_version=305)
    for projection in ("BOX", "SPHERE", "TUBE"):
        yield NodePatch(texture, "Color", {"image": IMAGE, "projection": projection, "projection_blend": 0.3}, {"Vector": POSITION})
    for interpolation, output in itertools.product(("Linear", "Closest"), ("Color", "Alpha")):
        yield NodePatch(texture, output, {"image": BYTE_IMAGE, "interpolation": interpolation}, {"Vector": UV})
    yield NodePatch(texture, "Color")
    for projection in ("EQUIRECTANGULAR", "MIRROR_BALL"):
        settings = {"image": IMAGE, "projection": projection}
        yield NodePatch("ShaderNodeTexEnvironment", "Color", settings, {"Vector": DIRECTION})
        yield NodePatch("ShaderNodeTexEnvironment", "Color", {**settings, "image": BYTE_IMAGE}, {"Vector": DIRECTION})
    yield NodePatch("ShaderNodeTexIES", "Fac", {}, {"Vector": DIRECTION}, strength=0.01)
    yield NodePatch("ShaderNodeTexIES", "Fac", {"ies": IES}, {"Vector": DIRECTION})
    yield NodePatch("ShaderNodeTexPointDensity", "Color", {}, {"Vector": POSITION}, last_version=405)


def ramps_and_constants() -> Iterator[NodePatch]:
    for mode, kinds in (("RGB", ("LINEAR", "CONSTANT", "EASE", "CARDINAL", "B_SPLINE")), ("HSV", ("NEAR", "FAR")), ("HSL", ("CW", "CCW"))):
        for kind, output in itertools.product(kinds, ("Color", "Alpha")):
            name = "interpolation" if mode == "RGB" else "hue_interpolation"
            yield NodePatch("ShaderNodeValToRGB", output, {"color_ramp.color_mode": mode, f"color_ramp.{name}": kind}, {"Fac": UV})
    yield NodePatch("ShaderNodeValue", "Value", output_value=0.4)
    yield NodePatch("ShaderNodeRGB", "Color", output_value=(0.2, 0.4, 0.6, 1.0))
    yield NodePatch("ShaderNodeSqueeze", "Value", {}, {"Value": POSITION, "Width": 3.0, "Center": 0.2})


def legacy() -> Iterator[NodePatch]:
    """Nodes that newer ones have replaced."""
    for blend in ("MIX", "ADD", "OVERLAY", "HUE"):
        for clamp in (False, True):
            inputs = {"Fac": 0.7, "Color1": UV, "Color2": (0.3, 0.6, 0.9, 1.0)}
            yield NodePatch("ShaderNodeMixRGB", "Color", {"blend_type": blend, "use_clamp": clamp}, inputs)
    for names, node in (("RGB", "RGB"), ("HSV", "HSV")):
        result = "Image" if node == "RGB" else "Color"
        inputs = {names[0]: POSITION, names[1]: 0.7, names[2]: 0.6}
        yield NodePatch(f"ShaderNodeCombine{node}", result, {}, inputs, last_version=405)
        for name in names:
            yield NodePatch(f"ShaderNodeSeparate{node}", name, {}, {result: POSITION}, last_version=405)


def all_patches(version: int) -> list[NodePatch]:
    """Those that a version of Blender has.

    Arguments:
        version: 304 is 3.4.
    """
    families = (
        noise, musgrave, voronoi, textures, white_noise, colors, vectors, skies, arithmetic, mixes, converters, shaders, principled,
        surface, images, ramps_and_constants, legacy,
    )
    patches = itertools.chain.from_iterable(family() for family in families)
    return [patch for patch in patches if patch.first_version <= version <= patch.last_version]
