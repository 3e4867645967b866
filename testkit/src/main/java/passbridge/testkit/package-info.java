// SPDX-License-Identifier: Apache-2.0
/**
 * Tests of renderers without Blender.
 *
 * <ul>
 *   <li>{@link passbridge.testkit.BlenderStandIn} treats a renderer as Blender does, and tells what Blender would tell;
 *   <li>{@link passbridge.testkit.RendererContract} has ready-made JUnit tests of what every renderer has to stand;
 *   <li>{@link passbridge.testkit.PassbridgeExtension} hands stand-ins to JUnit tests of one's own;
 *   <li>{@link passbridge.testkit.GoldenImage} compares pictures with those kept from before, as people see them.
 * </ul>
 */
package passbridge.testkit;
