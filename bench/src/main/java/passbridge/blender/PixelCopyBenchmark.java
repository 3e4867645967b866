// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.concurrent.TimeUnit;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.system.libc.LibCString;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import passbridge.pass.Pass;

/** A picture's bytes from direct memory into a pass, by each way that Java 17 has. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class PixelCopyBenchmark {
    /** The system's {@code memcpy} by JNA's fastest way, direct mapping. */
    static final class MappedLibC {
        static {
            com.sun.jna.Native.register("c");
        }

        private MappedLibC() {}

        static native long memcpy(long target, long source, long byteCount);
    }

    /** What JNA makes of a picture. */
    @State(Scope.Benchmark)
    public static class JnaArguments {
        Abi.pb_pixel_source source;

        @Setup
        public void make(Picture picture) {
            source = picture.passSource();
        }
    }

    /** The engine's own way: the C library, several threads where the picture is large. */
    @Benchmark
    public void jni(Picture picture, LentFrame frame) {
        FloatBuffer pixels = picture.source.asFloatBuffer();
        Native.frameWriteRows(frame.address, 0, 0, picture.height, pixels, Pass.COMBINED.channels());
    }

    /** {@code pb_pass_write}: the same copy, but it first asks the system whether both memories are there. */
    @Benchmark
    public int jnaPassWrite(Picture picture, JnaArguments arguments) {
        return Abi.LIBRARY.pb_pass_write(picture.passTarget, null, arguments.source);
    }

    @Benchmark
    public long jnaMemcpy(Picture picture) {
        return MappedLibC.memcpy(picture.targetAddress(), picture.sourceAddress(), picture.source.capacity());
    }

    /** The system's {@code memcpy}; LWJGL's binding is JNI that does nothing else. */
    @Benchmark
    public long memcpy(Picture picture) {
        return LibCString.nmemcpy(picture.targetAddress(), picture.sourceAddress(), picture.source.capacity());
    }

    @Benchmark
    public void lwjglMemCopy(Picture picture) {
        MemoryUtil.memCopy(picture.source, picture.target);
    }

    @Benchmark
    public ByteBuffer byteBufferPut(Picture picture) {
        return picture.target.put(0, picture.source, 0, picture.source.capacity());
    }
}
