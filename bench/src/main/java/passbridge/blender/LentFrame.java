// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.nio.ByteBuffer;
import java.util.List;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import passbridge.pass.Pass;
import passbridge.session.FrameState;

/** A frame whose Combined pass may be written through JNI, as a renderer's is when it is resolved. Nothing is rendered. */
@State(Scope.Benchmark)
public class LentFrame {
    /** Of the frame, for {@link Native}. */
    long address;

    private final NativeMemory memory = new NativeMemory();
    private Memory target;
    private Pointer session;
    private Pointer frame;

    @Setup
    public void open(Picture picture) {
        startListening();
        PointerByReference opened = new PointerByReference();
        check(Abi.LIBRARY.pb_session_open(HostClient.sessionRequest(memory, "none", ""), opened));
        session = opened.getValue();
        check(Abi.LIBRARY.pb_frame_open(
                session, HostClient.request(memory, picture.width, picture.height, List.of(Pass.COMBINED)), null, opened));
        frame = opened.getValue();
        address = Pointer.nativeValue(frame);
        Native.frameUpdate(address, FrameState.DRAWN, 1, 1, new StageTimes(), null, 0);
        int targetBytes = picture.passTarget.size();
        target = new Memory(targetBytes);
        target.write(0, picture.passTarget.getPointer().getByteArray(0, targetBytes), 0, targetBytes);
        check(Abi.LIBRARY.pb_frame_resolve(frame, target, 1));
    }

    @TearDown
    public void close() {
        Abi.LIBRARY.pb_frame_close(frame);
        Abi.LIBRARY.pb_session_close(session);
    }

    /** In place of the host: takes the library's messages, and leaves it at that. */
    private static void startListening() {
        Native.load(Abi.PATH);
        Thread listener = new Thread(LentFrame::listen, "passbridge-host");
        listener.setDaemon(true);
        listener.start();
        while (Abi.LIBRARY.pb_jvm_is_running() == 0) {
            Thread.onSpinWait();
        }
    }

    private static void listen() {
        ByteBuffer message = ByteBuffer.allocateDirect(Protocol.HostMessage.BYTES + Protocol.HOST_PAYLOAD_BYTES);
        while (true) {
            Native.receive(message);
        }
    }

    private static void check(int status) {
        if (status != Protocol.Status.OK) {
            throw new IllegalStateException("status " + status + ": " + Abi.LIBRARY.pb_error_text());
        }
    }
}
