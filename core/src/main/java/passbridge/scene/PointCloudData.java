// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

/**
 * Spheres in plain arrays, see {@link PointCloud#read}. Whoever has it may change the arrays.
 *
 * @param positions x, y, z of each centre, object space
 * @param radii of each sphere, object space
 */
public record PointCloudData(float[] positions, float[] radii) {}
