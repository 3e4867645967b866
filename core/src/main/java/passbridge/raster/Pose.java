// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

/**
 * What geometries that deform look like at a time: a straight way between two motion steps, as in Cycles
 * (kernel/geom/motion_triangle.h, as of Blender 5.2). Step 0 is the frame.
 *
 * @param first the step before the time, or at it
 * @param second the step after it
 * @param share of the way from the first to the second, 0 to 1
 */
record Pose(int first, int second, float share) {
    static final Pose OF_FRAME = new Pose(0, 0, 0);
}
