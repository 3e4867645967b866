// SPDX-License-Identifier: Apache-2.0
package passbridge.formats;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.system.libc.LibCStdlib;
import org.lwjgl.util.tinyexr.EXRChannelInfo;
import org.lwjgl.util.tinyexr.EXRHeader;
import org.lwjgl.util.tinyexr.EXRImage;
import org.lwjgl.util.tinyexr.TinyEXR;
import passbridge.Film;
import passbridge.PassbridgeException;
import passbridge.pass.Pass;

/** Writes films to files. A file is written as a whole or not at all. Any thread. */
public final class FilmWriter {
    /** What Blender calls a scene's only view layer: its own files have this name there. */
    private static final String LAYER = "ViewLayer";

    /** Longer names of channels need a mark in the file. */
    private static final int SHORT_NAME_BYTES = 31;

    private FilmWriter() {}

    /** One channel of a pass. */
    private record Channel(Pass pass, int index) {}

    /**
     * Writes all passes into one multilayer EXR file, bit by bit: 32-bit floats, compressed without loss. Channels are named as
     * Blender names them ("ViewLayer.Combined.R"), so that Blender opens the file as a multilayer image.
     *
     * @param film any passes
     * @param file replaced where it is there
     * @throws PassbridgeException where the file can't be written, or there is no memory for a copy of the film
     */
    public static void writeExr(Film film, Path file) {
        Map<String, Channel> channels = new TreeMap<>(); // in a file they are sorted
        for (Pass pass : film.passes()) {
            for (int index = 0; index < pass.channels(); index++) {
                channels.put(LAYER + "." + pass.name() + "." + channelNames(pass).charAt(index), new Channel(pass, index));
            }
        }
        PointerBuffer planes = MemoryUtil.memCallocPointer(channels.size());
        try (MemoryStack stack = MemoryStack.stackPush()) {
            int plane = 0;
            for (Channel channel : channels.values()) {
                planes.put(plane++, MemoryUtil.memAddress(plane(film, channel)));
            }
            EXRHeader header = header(channels, stack);
            EXRImage image = EXRImage.calloc(stack);
            TinyEXR.InitEXRImage(image);
            image.num_channels(channels.size()).images(planes).width(film.width()).height(film.height());
            save(image, header, file, stack);
        } catch (OutOfMemoryError e) {
            throw new PassbridgeException("there is no memory to write " + film.width() + "x" + film.height()
                    + " pixels as EXR: make the picture smaller", e);
        } finally {
            for (int plane = 0; plane < channels.size(); plane++) {
                MemoryUtil.nmemFree(planes.get(plane));
            }
            MemoryUtil.memFree(planes);
        }
    }

    /** Those of Blender's own passes (render_result.cc, Blender 5.0); for others as far as Blender has a custom. */
    private static String channelNames(Pass pass) {
        if (pass.equals(Pass.UV)) {
            return "UVA";
        }
        if (pass.equals(Pass.POSITION) || pass.equals(Pass.NORMAL)) {
            return "XYZ";
        }
        if (pass.equals(Pass.DEPTH)) {
            return "Z";
        }
        return pass.channels() < 3 ? "XY" : "RGBA";
    }

    /** The rows of a channel from the top to the bottom, as EXR has them. Freed by the caller. */
    private static FloatBuffer plane(Film film, Channel channel) {
        FloatBuffer pixels = film.pixels(channel.pass());
        int channels = channel.pass().channels();
        FloatBuffer plane = MemoryUtil.memAllocFloat(film.width() * film.height());
        int to = 0;
        for (int row = film.height() - 1; row >= 0; row--) {
            int from = row * film.width() * channels + channel.index();
            for (int x = 0; x < film.width(); x++, from += channels) {
                plane.put(to++, pixels.get(from));
            }
        }
        return plane;
    }

    private static EXRHeader header(Map<String, Channel> channels, MemoryStack stack) {
        EXRHeader header = EXRHeader.calloc(stack);
        TinyEXR.InitEXRHeader(header);
        EXRChannelInfo.Buffer infos = EXRChannelInfo.calloc(channels.size(), stack);
        int[] types = new int[channels.size()];
        int index = 0;
        for (String name : channels.keySet()) {
            ByteBuffer bytes = stack.UTF8(name);
            if (bytes.remaining() > SHORT_NAME_BYTES + 1) {
                header.long_name(true);
            }
            types[index] = TinyEXR.TINYEXR_PIXELTYPE_FLOAT;
            infos.get(index++).name(bytes);
        }
        return header.num_channels(channels.size())
                .channels(infos)
                .pixel_types(stack.ints(types))
                .requested_pixel_types(stack.ints(types))
                .compression_type(TinyEXR.TINYEXR_COMPRESSIONTYPE_ZIP);
    }

    private static void save(EXRImage image, EXRHeader header, Path file, MemoryStack stack) {
        PointerBuffer memory = stack.callocPointer(1);
        PointerBuffer error = stack.callocPointer(1);
        long bytes = TinyEXR.SaveEXRImageToMemory(image, header, memory, error);
        try {
            if (bytes == 0 || bytes > Integer.MAX_VALUE) {
                throw new PassbridgeException("the picture can't be written as EXR ("
                        + (error.get(0) != 0 ? MemoryUtil.memUTF8(error.get(0)) : bytes + " bytes") + "): make it smaller");
            }
            WholeFile.write(file, MemoryUtil.memByteBuffer(memory.get(0), (int) bytes));
        } finally {
            LibCStdlib.nfree(memory.get(0)); // the library's own malloc
            if (error.get(0) != 0) {
                TinyEXR.FreeEXRErrorMessage(MemoryUtil.memByteBufferNT1(error.get(0)));
            }
        }
    }

    /**
     * Writes Combined as PNG: 8 bits per channel, encoded with the sRGB transfer function (IEC 61966-2-1), cut off at 0 and 1, straight
     * alpha.
     *
     * @param film with {@link Pass#COMBINED}
     * @param file replaced where it is there
     * @throws IllegalArgumentException where the film has no {@link Pass#COMBINED}
     * @throws PassbridgeException where the file can't be written
     */
    public static void writePng(Film film, Path file) {
        FloatBuffer pixels = film.pixels(Pass.COMBINED);
        BufferedImage image = new BufferedImage(film.width(), film.height(), BufferedImage.TYPE_INT_ARGB);
        for (int row = film.height() - 1; row >= 0; row--) {
            for (int x = 0; x < film.width(); x++) {
                int at = 4 * (row * film.width() + x);
                float alpha = pixels.get(at + 3);
                int argb = eightBits(alpha);
                for (int channel = 0; channel < 3; channel++) {
                    float premultiplied = pixels.get(at + channel);
                    argb = argb << 8 | eightBits(encoded(alpha > 0 ? premultiplied / alpha : premultiplied));
                }
                image.setRGB(x, film.height() - 1 - row, argb);
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(image, "png", bytes)) {
                throw new PassbridgeException("this Java can't write PNG: take one with the whole module java.desktop");
            }
        } catch (IOException e) {
            throw new PassbridgeException("the picture can't be written as PNG: " + e, e);
        }
        WholeFile.write(file, ByteBuffer.wrap(bytes.toByteArray()));
    }

    private static float encoded(float linear) {
        return linear <= 0.0031308f ? 12.92f * linear : (float) (1.055 * Math.pow(linear, 1 / 2.4) - 0.055);
    }

    /** 0 where it is no number. */
    private static int eightBits(float value) {
        return value > 0 ? Math.round(Math.min(value, 1) * 255) : 0;
    }
}
