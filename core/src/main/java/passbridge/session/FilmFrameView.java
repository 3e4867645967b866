// SPDX-License-Identifier: Apache-2.0
package passbridge.session;

import passbridge.Film;
import passbridge.FilmFrame;

/** A frame as a renderer without OpenGL sees it. */
final class FilmFrameView extends FrameView implements FilmFrame {
    private final Film film;

    FilmFrameView(SessionFrame frame, Thread thread, Film film) {
        super(frame, thread);
        this.film = film;
    }

    @Override
    public Film film() {
        return film;
    }
}
