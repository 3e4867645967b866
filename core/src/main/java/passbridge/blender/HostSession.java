// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import passbridge.session.RenderSession;

/** A renderer's session as C knows it: hands the messages on. Any thread. */
final class HostSession implements AutoCloseable {
    private final RenderSession<HostFrame, HostState> session;
    private final Map<Long, HostFrame> frames = new ConcurrentHashMap<>(); // by address

    /** @param opening says which renderer */
    HostSession(HostMessage opening) {
        session = new RenderSession<>(opening::renderer, HostState::new);
    }

    void open(HostMessage message) {
        HostFrame frame = newFrame(message);
        session.begin(frame, (thread, state) -> state.open(thread, frame, message));
    }

    /** Answers with a report. */
    void describe(HostMessage message) {
        HostFrame frame = newFrame(message);
        session.begin(frame, (thread, state) -> frame.answer(thread.report()));
    }

    private HostFrame newFrame(HostMessage message) {
        HostFrame frame = new HostFrame(message);
        frames.put(message.frame(), frame);
        return frame;
    }

    void resolve(HostMessage message) {
        HostFrame frame = frames.get(message.frame());
        session.goOn(frame, (thread, state) -> state.deliver(frame, message.targets()));
    }

    void release(HostMessage message) {
        session.release(frames.remove(message.frame()));
    }

    /** No frame follows for now. */
    void clear() {
        session.clear();
    }

    void giveUpIfExiting() {
        session.giveUpIfExiting();
    }

    /** Closes the renderer as soon as no frame is open any more. */
    @Override
    public void close() {
        session.close();
    }

    /** Whether nothing of this session is needed any more. */
    boolean isDone() {
        return session.isDone();
    }
}
