// SPDX-License-Identifier: Apache-2.0
package passbridge.gl;

import static org.lwjgl.egl.EGL10.EGL_EXTENSIONS;
import static org.lwjgl.egl.EGL10.EGL_FALSE;
import static org.lwjgl.egl.EGL10.EGL_NONE;
import static org.lwjgl.egl.EGL10.EGL_NO_CONTEXT;
import static org.lwjgl.egl.EGL10.EGL_NO_DISPLAY;
import static org.lwjgl.egl.EGL10.EGL_NO_SURFACE;
import static org.lwjgl.egl.EGL10.EGL_TRUE;
import static org.lwjgl.egl.EGL10.EGL_VENDOR;
import static org.lwjgl.egl.EGL10.eglDestroyContext;
import static org.lwjgl.egl.EGL10.eglGetError;
import static org.lwjgl.egl.EGL10.eglInitialize;
import static org.lwjgl.egl.EGL10.eglMakeCurrent;
import static org.lwjgl.egl.EGL10.eglQueryString;
import static org.lwjgl.egl.EGL12.eglBindAPI;
import static org.lwjgl.egl.EGL14.EGL_OPENGL_API;
import static org.lwjgl.egl.EGL14.eglGetCurrentContext;
import static org.lwjgl.egl.EGL15.EGL_CONTEXT_MAJOR_VERSION;
import static org.lwjgl.egl.EGL15.EGL_CONTEXT_MINOR_VERSION;
import static org.lwjgl.egl.EGL15.EGL_CONTEXT_OPENGL_DEBUG;
import static org.lwjgl.egl.EGL15.EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT;
import static org.lwjgl.egl.EGL15.EGL_CONTEXT_OPENGL_PROFILE_MASK;
import static org.lwjgl.egl.EGL15.eglGetPlatformDisplay;
import static org.lwjgl.egl.EXTDeviceEnumeration.eglQueryDevicesEXT;
import static org.lwjgl.egl.EXTDeviceQuery.eglQueryDeviceStringEXT;
import static org.lwjgl.egl.EXTDeviceQueryName.EGL_RENDERER_EXT;
import static org.lwjgl.egl.EXTPlatformDevice.EGL_PLATFORM_DEVICE_EXT;
import static org.lwjgl.egl.KHRNoConfigContext.EGL_NO_CONFIG_KHR;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.lwjgl.PointerBuffer;
import org.lwjgl.egl.EGL;
import org.lwjgl.opengl.GL11C;
import org.lwjgl.system.JNI;
import org.lwjgl.system.MemoryStack;
import passbridge.PassbridgeException;

/**
 * A context of an EGL device, with neither surface nor config. The host process may use EGL too: displays are initialised, which
 * is counted for the whole process, but never terminated, and the default display is left alone.
 */
final class EglContext extends DriverContext {
    static final String INSTALL = "install it (Debian, Ubuntu: apt install libegl1 libgl1-mesa-dri libegl-mesa0)";

    private final Device device;
    private final long display;
    private final long context;
    private boolean isBlenders;

    private EglContext(Device device, long display, long context, boolean isDebugged) {
        super(isDebugged);
        this.device = device;
        this.display = display;
        this.context = context;
    }

    /**
     * Takes the first device that gives a context, hardware before software, of those that are called so; where none is asked for, the one that
     * Blender draws with before all others.
     *
     * @param gpu as {@link Device#isCalled} takes it; empty: none is asked for
     * @param blendersRenderer what OpenGL or Vulkan calls the device that Blender draws with; empty where that is not known
     */
    static EglContext open(String gpu, String blendersRenderer, boolean isDebugged) {
        String model = gpu.isEmpty() ? model(blendersRenderer) : "";
        List<String> failures = new ArrayList<>();
        Iterator<EglContext> opened = likelyFirst(model, wanted(gpu, devices())).stream()
                .flatMap(device -> opened(device, model, isDebugged, failures)) // one after the other, as they are asked for
                .iterator();
        return firstThat(context -> model.isEmpty() || context.isBlenders, opened)
                .orElseThrow(() -> new PassbridgeException("no EGL device gives an OpenGL 4.1 core context ("
                        + (failures.isEmpty() ? "there is none" : String.join("; ", failures))
                        + "): update the graphics driver, or for software rendering have Mesa: " + INSTALL));
    }

    /**
     * {@return what is left of the name of a renderer without what drivers add to it, in lower case} OpenGL and Vulkan call a device "Mesa Intel(R)
     * UHD Graphics 620 (KBL GT2)" and "Intel(R) UHD Graphics 620 (KBL GT2)", or "NVIDIA GeForce RTX 3060/PCIe/SSE2" and "NVIDIA GeForce RTX 3060".
     */
    static String model(String renderer) {
        return renderer.toLowerCase(Locale.ROOT).replaceFirst("^mesa (dri )?", "").replaceFirst("( \\(|/).*", "").strip();
    }

    /**
     * {@return hardware before software, those last of each that EGL calls otherwise: opening one may wake a graphics card} EGL does not always tell
     * what a device is.
     */
    static List<Device> likelyFirst(String model, List<Device> devices) {
        Predicate<Device> isCalledOtherwise = device -> !device.name().isEmpty() && !device.name().toLowerCase(Locale.ROOT).contains(model);
        return devices.stream().sorted(Comparator.comparing(Device::software).thenComparing(isCalledOtherwise::test)).toList();
    }

    /** {@return the first that fits, else the first; no more are opened, and the others are closed} */
    static <C extends OffscreenContext> Optional<C> firstThat(Predicate<C> fits, Iterator<C> opened) {
        C first = null;
        while (opened.hasNext()) {
            C context = opened.next();
            if (fits.test(context)) {
                if (first != null) {
                    first.close();
                }
                return Optional.of(context);
            }
            if (first == null) {
                first = context;
            } else {
                context.close();
            }
        }
        return Optional.ofNullable(first);
    }

    /** {@return the context of a device, or none and why among the failures} */
    private static Stream<EglContext> opened(Device device, String blendersModel, boolean isDebugged, List<String> failures) {
        try {
            EglContext opened = open(device, isDebugged);
            opened.isBlenders = !blendersModel.isEmpty() && model(opened.renderer()).equals(blendersModel);
            return Stream.of(opened);
        } catch (DeviceFailure failure) {
            failures.add(device + ": " + failure.getMessage());
            return Stream.empty();
        }
    }

    /** @throws PassbridgeException where there are devices, and none is the one */
    static List<Device> wanted(String name, List<Device> devices) {
        List<Device> found = devices.stream().filter(device -> device.isCalled(name)).toList();
        if (found.isEmpty() && !devices.isEmpty()) {
            throw new PassbridgeException("no graphics device is called \"" + name + "\", as the add-on's preferences or PASSBRIDGE_GPU say; there are: "
                    + devices.stream().map(Device::toString).collect(Collectors.joining("; ")));
        }
        return found;
    }

    private static EglContext open(Device device, boolean isDebugged) {
        long display = openDisplay(device);
        EglContext context = new EglContext(device, display, createContext(display, EGL_NO_CONTEXT, isDebugged), isDebugged);
        try {
            context.tryOut();
            return context;
        } catch (PassbridgeException e) {
            throw new DeviceFailure(e.getMessage());
        }
    }

    @Override
    EglContext openSharingThis() {
        try {
            EglContext opened = new EglContext(device, display, createContext(display, context, isDebugged()), isDebugged());
            opened.isBlenders = isBlenders;
            return opened;
        } catch (DeviceFailure refused) {
            throw new PassbridgeException("the driver of " + device + " gives no context that shares objects: " + refused.getMessage());
        }
    }

    @Override
    void attach() {
        eglBindAPI(EGL_OPENGL_API);
        if (!eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, context)) {
            throw new PassbridgeException("the driver of " + device + " refuses to make its OpenGL context current ("
                    + lastError() + "): is it current on another thread?");
        }
    }

    @Override
    void detach() {
        eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
    }

    @Override
    boolean isAttached() {
        eglBindAPI(EGL_OPENGL_API);
        return eglGetCurrentContext() == context;
    }

    @Override
    void destroy() {
        eglDestroyContext(display, context);
    }

    @Override
    public String description() {
        return device + (isBlenders ? ", which Blender draws with" : "");
    }

    /** {@return what OpenGL calls the device} Thread: any; nothing is current on it afterwards. */
    private String renderer() {
        makeCurrent();
        try {
            return Objects.requireNonNullElse(GL11C.glGetString(GL11C.GL_RENDERER), "");
        } finally {
            leaveThread();
        }
    }

    private static List<Device> devices() {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            // Asked for by name: LWJGL's capabilities don't tell these of the library apart from those of a display.
            String extensions = eglQueryString(EGL_NO_DISPLAY, EGL_EXTENSIONS);
            if (extensions == null || !extensions.contains("EGL_EXT_platform_device")) {
                throw new PassbridgeException("this EGL library can't open a device without a window "
                        + "(it lacks EGL_EXT_platform_device): update the graphics driver or Mesa");
            }
            IntBuffer found = stack.mallocInt(1);
            if (!eglQueryDevicesEXT(null, found)) {
                throw new PassbridgeException("EGL can't tell its devices (" + lastError() + "): check the graphics driver");
            }
            int count = found.get(0);
            PointerBuffer handles = stack.mallocPointer(Math.max(count, 1));
            eglQueryDevicesEXT(handles, found);
            boolean haveNames = extensions.contains("EGL_EXT_device_query_name");
            return IntStream.range(0, Math.min(count, found.get(0)))
                    .mapToObj(i -> new Device(handles.get(i), i + 1, count, isSoftware(handles.get(i)), haveNames ? name(handles.get(i)) : ""))
                    .sorted(Comparator.comparing(Device::software))
                    .toList();
        } catch (LinkageError e) {
            throw new PassbridgeException("the EGL library (libEGL) is missing: " + INSTALL, e);
        }
    }

    private static boolean isSoftware(long device) {
        String extensions = eglQueryDeviceStringEXT(device, EGL_EXTENSIONS);
        return extensions != null && extensions.contains("EGL_MESA_device_software");
    }

    private static String name(long device) {
        return Stream.of(EGL_VENDOR, EGL_RENDERER_EXT)
                .map(part -> eglQueryDeviceStringEXT(device, part))
                .filter(Objects::nonNull)
                .collect(Collectors.joining(" "));
    }

    private static long openDisplay(Device device) {
        long display = eglGetPlatformDisplay(EGL_PLATFORM_DEVICE_EXT, device.handle(), null);
        if (display == EGL_NO_DISPLAY) {
            throw new DeviceFailure("no display, " + lastError());
        }
        int[] major = new int[1];
        int[] minor = new int[1];
        if (!eglInitialize(display, major, minor)) {
            throw new DeviceFailure("can't be initialised, " + lastError());
        }
        var extensions = EGL.createDisplayCapabilities(display, major[0], minor[0]);
        if (!extensions.EGL_KHR_surfaceless_context || !extensions.EGL_KHR_no_config_context) {
            throw new DeviceFailure("no contexts without a surface");
        }
        return display;
    }

    /** @param shared a context whose objects the new one has, or none */
    private static long createContext(long display, long shared, boolean isDebugged) {
        int[] attributes = {
            EGL_CONTEXT_MAJOR_VERSION, 4,
            EGL_CONTEXT_MINOR_VERSION, 1,
            EGL_CONTEXT_OPENGL_PROFILE_MASK, EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT,
            EGL_CONTEXT_OPENGL_DEBUG, isDebugged ? EGL_TRUE : EGL_FALSE,
            EGL_NONE,
        };
        eglBindAPI(EGL_OPENGL_API);
        // LWJGL's own functions take "no config" for a mistake, hence the call through the function's address.
        long context = JNI.callPPPPP(
                display, EGL_NO_CONFIG_KHR, shared, attributes, EGL.getCapabilities().eglCreateContext);
        if (context == EGL_NO_CONTEXT) {
            throw new DeviceFailure("no OpenGL 4.1 core context, " + lastError());
        }
        return context;
    }

    private static String lastError() {
        return "EGL error 0x" + Integer.toHexString(eglGetError());
    }

    /**
     * A device of EGL.
     *
     * @param number from 1, in EGL's order
     * @param name of maker and device; empty where EGL does not tell it
     */
    record Device(long handle, int number, int count, boolean software, String name) {
        /** @param wanted a part of what {@link #toString} gives, in any case, or the number; empty: whatever there is */
        boolean isCalled(String wanted) {
            return wanted.equals(Integer.toString(number)) || !wanted.matches("\\d+") && toString().toLowerCase(Locale.ROOT).contains(wanted.toLowerCase(Locale.ROOT));
        }

        @Override
        public String toString() {
            return "EGL device " + number + " of " + count + (software ? " (software" : " (hardware") + (name.isEmpty() ? ")" : ", " + name + ")");
        }
    }

    /** Why one device can't be used; the next one is tried. */
    private static final class DeviceFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        DeviceFailure(String message) {
            super(message);
        }
    }
}
