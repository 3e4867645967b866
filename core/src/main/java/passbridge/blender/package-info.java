// SPDX-License-Identifier: Apache-2.0
/**
 * The Java end of the C library: takes its messages, turns them into {@link passbridge.scene.Scene}s, runs renderers, hands
 * pixels back. The only package with native methods, and the only one that knows the layout of messages.
 *
 * <p>Threads: {@link passbridge.blender.Host#run} waits for messages on the thread that C started the JVM on;
 * {@link passbridge.blender.RenderThread} runs everything of a renderer.
 */
package passbridge.blender;
