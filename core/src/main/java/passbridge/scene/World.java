// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.Objects;
import org.joml.Vector3fc;

/**
 * What surrounds the scene.
 *
 * @param color finite radiance, the same from every direction
 * @param graph what surrounds the scene is computed from, by direction
 * @param transparentFilm the world lights the scene but is not seen: alpha is 0 where there is no surface
 * @param filmExposure that the colours of the picture are multiplied by; 0 or more, finite
 * @param name of Blender's world; "": there is none
 * @param lightGroup that its light belongs to; "": none
 * @param settings what the engine declares on worlds
 * @param properties custom properties
 */
public record World(
        Vector3fc color, ShaderGraph graph, boolean transparentFilm, float filmExposure, String name, String lightGroup, Settings settings,
        Settings properties) {
    /**
     * Checks the components.
     *
     * @param color {@link #color()}
     * @param graph {@link #graph()}
     * @param transparentFilm {@link #transparentFilm()}
     * @param filmExposure {@link #filmExposure()}
     * @param name {@link #name()}
     * @param lightGroup {@link #lightGroup()}
     * @param settings {@link #settings()}
     * @param properties {@link #properties()}
     * @throws IllegalArgumentException where one is out of its range
     */
    public World {
        Finite.require(color, "the world's colour");
        Objects.requireNonNull(graph, "graph");
        if (!(filmExposure >= 0 && filmExposure < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("the film's exposure must be finite and not negative, not " + filmExposure);
        }
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(lightGroup, "lightGroup");
        Objects.requireNonNull(settings, "settings");
        Objects.requireNonNull(properties, "properties");
    }

    /**
     * A world without settings.
     *
     * @param color {@link #color()}
     * @param transparentFilm {@link #transparentFilm()}
     */
    public World(Vector3fc color, boolean transparentFilm) {
        this(color, StandardGraphs.background(color), transparentFilm, 1, "", "", Settings.NONE, Settings.NONE);
    }

    /**
     * {@return the same world, in whose picture colours are multiplied by another number}
     *
     * @param exposure {@link #filmExposure()}
     */
    public World withFilmExposure(float exposure) {
        return new World(color, graph, transparentFilm, exposure, name, lightGroup, settings, properties);
    }
}
