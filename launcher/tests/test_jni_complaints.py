# SPDX-License-Identifier: Apache-2.0
from launcher import jni_complaints

OURS = """\
WARNING in native method: JNI call made without checking exceptions when required to from CallObjectMethod
\tat passbridge.blender.Native.receive(Native Method)
\tat java.lang.Thread.run(java.base@17.0.15/Thread.java:840)
"""
ANOTHERS = """\
WARNING in native method: JNI call made without checking exceptions when required to from CallStaticVoidMethod
\tat com.sun.jna.Native.initIDs(Native Method)
\tat passbridge.blender.AbiTest.sizes(AbiTest.java:20)
"""
OF_NO_FRAME = "FATAL ERROR in native method: Using JNIEnv in the wrong thread\n"
IN_SUREFIRES_WORDS = """\
# Created at 2026-01-01T00:00:00.000
Corrupted channel by directly writing to native stream in forked JVM 1. Stream 'WARNING: JNI local refs: 33, exceeds capacity: 32'.

# Created at 2026-01-01T00:00:00.001
Corrupted channel by directly writing to native stream in forked JVM 1. Stream '\tat FRAME(Native Method)'.

"""


def find(text: str) -> list[str]:
    return jni_complaints.find(text.splitlines())


def test_complaint_about_our_frame_is_found() -> None:
    assert len(find(f"before\n{OURS}after\n")) == 1


def test_complaint_about_another_librarys_frame_is_left_out() -> None:
    assert find(ANOTHERS) == []


def test_complaint_without_frames_is_found_even_at_the_end() -> None:
    assert len(find(OF_NO_FRAME)) == 1
    assert len(find(OF_NO_FRAME + OF_NO_FRAME + ANOTHERS)) == 2


def test_complaint_that_surefire_wraps_belongs_to_the_frame_that_follows() -> None:
    assert len(find(IN_SUREFIRES_WORDS.replace("FRAME", "passbridge.blender.Native.receive"))) == 1
    assert find(IN_SUREFIRES_WORDS.replace("FRAME", "com.sun.jna.Native.invokeInt")) == []


def test_common_warnings_are_no_complaints() -> None:
    assert find("WARNING: A restricted method in java.lang.System has been called\nNOTE: Picked up JAVA_TOOL_OPTIONS\n") == []
