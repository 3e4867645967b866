// SPDX-License-Identifier: Apache-2.0
package com.example.hellogl;

import static org.lwjgl.opengl.GL41C.*;

import java.util.*;
import org.joml.*;
import org.lwjgl.BufferUtils;
import passbridge.*;
import passbridge.gl.ShaderProgram;
import passbridge.scene.*;

/** Draws the meshes of a scene in one colour, the brighter the more they face the camera. */
public final class HelloGl implements GlRenderer {
    public record HelloSettings(Vector3fc color) {}

    private final Map<Geometry, GlMesh> meshes = new IdentityHashMap<>();
    private ShaderProgram program;
    private Scene scene;

    @Override public RendererCapabilities capabilities() {
        return RendererCapabilities.of().withSettings(HelloSettings.class);
    }

    @Override public void sync(Scene now, SyncContext context) {
        scene = now;
        context.delta().removed().forEach(gone -> Optional.ofNullable(meshes.remove(gone)).ifPresent(GlMesh::free));
        context.delta().added().stream().filter(Mesh.class::isInstance).forEach(added -> meshes.put(added, GlMesh.upload((Mesh) added)));
    }

    @Override public void render(RenderRequest request, GlFrame frame) {
        program = program == null ? ShaderProgram.link("hello", source("hello.vert.glsl"), source("hello.frag.glsl")) : program;
        int depth = glGenRenderbuffers(); // the framebuffer has the passes alone
        glBindRenderbuffer(GL_RENDERBUFFER, depth);
        glRenderbufferStorage(GL_RENDERBUFFER, GL_DEPTH_COMPONENT32F, request.width(), request.height());
        glBindFramebuffer(GL_FRAMEBUFFER, frame.framebuffer().id());
        glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_DEPTH_ATTACHMENT, GL_RENDERBUFFER, depth);
        glViewport(0, 0, request.width(), request.height());
        glEnable(GL_DEPTH_TEST);
        glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT); // to (0, 0, 0, 0): nobody else sets state in this context
        program.use();
        Vector3fc color = request.settings().as(HelloSettings.class).color();
        glUniform3f(program.uniform("color"), color.x(), color.y(), color.z());
        glUniformMatrix4fv(program.uniform("projection"), false, request.camera().projection().get(new float[16]));
        for (Instance instance : scene.instances()) {
            GlMesh mesh = meshes.get(instance.geometry());
            if (mesh != null && instance.isVisibleToCamera() && !frame.isCancelled()) {
                Matrix4f toCamera = request.camera().worldToCamera().mul(instance.objectToWorld(), new Matrix4f());
                glUniformMatrix4fv(program.uniform("toCamera"), false, toCamera.get(new float[16]));
                glBindVertexArray(mesh.vertexArray);
                glDrawElements(GL_TRIANGLES, mesh.indexCount, GL_UNSIGNED_INT, 0);
            }
        }
        glDeleteRenderbuffers(depth);
    }

    @Override public void close() {
        meshes.values().forEach(GlMesh::free);
        Optional.ofNullable(program).ifPresent(ShaderProgram::close);
    }

    private static String source(String file) {
        return new Scanner(HelloGl.class.getResourceAsStream(file)).useDelimiter("\\A").next();
    }

    private record GlMesh(int vertexArray, int vertices, int indices, int indexCount) {
        static GlMesh upload(Mesh mesh) {
            var vertexData = BufferUtils.createByteBuffer(mesh.vertexCount(List.of()) * Mesh.POSITION_AND_NORMAL_BYTES);
            var indexData = BufferUtils.createByteBuffer(mesh.triangleCount() * 3 * Integer.BYTES);
            int triangleCount = mesh.gather(List.of(), vertexData, indexData, 1)[0];
            var uploaded = new GlMesh(glGenVertexArrays(), glGenBuffers(), glGenBuffers(), 3 * triangleCount);
            glBindVertexArray(uploaded.vertexArray);
            glBindBuffer(GL_ARRAY_BUFFER, uploaded.vertices);
            glBufferData(GL_ARRAY_BUFFER, vertexData, GL_STATIC_DRAW);
            glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, uploaded.indices);
            glBufferData(GL_ELEMENT_ARRAY_BUFFER, indexData, GL_STATIC_DRAW);
            for (int location = 0; location < 2; location++) {
                glVertexAttribPointer(location, 3, GL_FLOAT, false, Mesh.POSITION_AND_NORMAL_BYTES, 3L * Float.BYTES * location);
                glEnableVertexAttribArray(location);
            }
            return uploaded;
        }

        void free() {
            glDeleteVertexArrays(vertexArray);
            glDeleteBuffers(new int[] {vertices, indices});
        }
    }
}
