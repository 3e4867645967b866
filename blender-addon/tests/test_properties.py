# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings and custom properties as they are packed; ids of data blocks."""

from __future__ import annotations

import ctypes

import bpy
import pytest
from passbridge import abi
from passbridge.properties import PropertyList, TextList
from passbridge.scene.data_blocks import custom_properties, stable_id


def unpacked(properties: PropertyList, texts: TextList, range: tuple[int, int]) -> dict[str, tuple]:
    """By name: type, and numbers or text."""
    all = (abi.Property * properties.count).from_buffer_copy(properties.bytes)

    def text(span: abi.Range) -> str:
        return texts.bytes[span.first : span.first + span.count].decode()

    first, count = range
    return {
        text(each.name): (each.type, text(each.text) if each.type == abi.PROPERTY_TEXT else tuple(each.numbers[: each.count]))
        for each in all[first : first + count]
    }


def test_settings_are_packed():
    texts = TextList()
    properties = PropertyList(texts)
    properties.add_settings({"before": 1})
    where = properties.add_settings({"on": True, "count": -(1 << 31), "size": 0.1, "title": "Höhe 高", "empty": "", "ink": (0.25, 0.5, 1.0)})
    assert where == (1, 6)
    assert len(properties.bytes) == 7 * ctypes.sizeof(abi.Property)
    assert unpacked(properties, texts, where) == {
        "on": (abi.PROPERTY_BOOL, (1.0,)),
        "count": (abi.PROPERTY_INT, (-(2.0**31),)),
        "size": (abi.PROPERTY_FLOAT, (0.1,)),
        "title": (abi.PROPERTY_TEXT, "Höhe 高"),
        "empty": (abi.PROPERTY_TEXT, ""),
        "ink": (abi.PROPERTY_COLOR, (0.25, 0.5, 1.0)),
    }


def test_a_text_is_there_once():
    texts = TextList()
    first = texts.add("samples")
    assert texts.add("paper") != first
    assert texts.add("samples") == first and texts.bytes == b"samplespaper"
    assert texts.add("") == (0, 0)
    texts.add("\ud800")  # what Blender makes of bytes that are no UTF-8
    assert texts.bytes == b"samplespaper?"


def test_custom_properties_are_read(empty_scene):
    owner = bpy.data.objects.new("Owner", None)
    for name, value in {
        "whole": 7, "real": 2.5, "text": "x", "pair": [1, 2], "place": [1.0, 2.0, 3.0], "ä ö": "Name",
        "matrix": [1.0] * 16, "nothing": [], "texts": ["a", "b"], "group": {"x": 1}, "bytes": b"ab", "other": owner,
    }.items():
        owner[name] = value
    expected = {"whole": 7, "real": 2.5, "text": "x", "pair": (1, 2), "place": (1.0, 2.0, 3.0), "ä ö": "Name"}
    assert custom_properties(owner) == expected
    empty_scene.collection.objects.link(owner)
    evaluated = owner.evaluated_get(bpy.context.evaluated_depsgraph_get())
    assert custom_properties(evaluated) == expected
    texts = TextList()
    properties = PropertyList(texts)
    packed = unpacked(properties, texts, properties.add_custom(custom_properties(owner)))
    assert packed["pair"] == (abi.PROPERTY_INTS, (1.0, 2.0)) and packed["place"] == (abi.PROPERTY_FLOATS, (1.0, 2.0, 3.0))
    assert packed["whole"] == (abi.PROPERTY_INT, (7.0,)) and packed["text"] == (abi.PROPERTY_TEXT, "x")


@pytest.mark.not_applicable_if(bpy.app.version < (4, 2, 0), "a bool is a whole number")
def test_truth_values_are_told_from_numbers(empty_scene):
    owner = bpy.data.materials.new("Owner")
    owner["on"], owner["both"] = True, [True, False]
    assert custom_properties(owner) == {"on": True, "both": (True, False)}
    texts = TextList()
    properties = PropertyList(texts)
    packed = unpacked(properties, texts, properties.add_custom(custom_properties(owner)))
    assert packed == {"on": (abi.PROPERTY_BOOL, (1.0,)), "both": (abi.PROPERTY_INTS, (1.0, 0.0))}


def test_an_id_stays(empty_scene):
    owners = [bpy.data.objects.new("A", None), bpy.data.meshes.new("A"), bpy.data.materials.new("A"), bpy.data.lights.new("A", "SUN")]
    ids = [stable_id(owner) for owner in owners]
    assert len(set(ids)) == len(owners) and all(ids)
    empty_scene.collection.objects.link(owners[0])
    owners[0].name = "B"
    for frame in (1, 2):
        empty_scene.frame_set(frame)
        assert stable_id(owners[0].evaluated_get(bpy.context.evaluated_depsgraph_get())) == ids[0]
    assert [stable_id(owner) for owner in owners] == ids
