// SPDX-License-Identifier: Apache-2.0
package passbridge.host;

/** Milliseconds that the stages of one frame took so far. */
final class StageTimes {
    double startMs;
    double syncMs;
    double drawMs;
    double readbackMs;
    double deliverMs;

    static double since(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1e6;
    }
}
