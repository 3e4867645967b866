// SPDX-License-Identifier: Apache-2.0
package passbridge.formats;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import passbridge.PassbridgeException;

/** Writes files that are either there as a whole or as they were before. */
final class WholeFile {
    private WholeFile() {}

    /** @throws PassbridgeException where it can't be written */
    static void write(Path file, ByteBuffer content) {
        Path absolute = file.toAbsolutePath();
        Path part = absolute.resolveSibling("." + absolute.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            try (SeekableByteChannel out = Files.newByteChannel(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                while (content.hasRemaining()) {
                    out.write(content);
                }
            }
            move(part, absolute);
        } catch (IOException e) {
            throw new PassbridgeException(
                    "can't write " + file + " (" + e + "): does its folder exist, with room and the right to write?", e);
        } finally {
            delete(part);
        }
    }

    private static void move(Path part, Path file) throws IOException {
        try {
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void delete(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            System.getLogger(WholeFile.class.getName()).log(System.Logger.Level.WARNING, "can't delete " + part, e);
        }
    }
}
