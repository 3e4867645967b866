// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.joml.Vector3f;
import org.joml.Vector3fc;
import org.junit.jupiter.api.Test;

class SettingsTest {
    private enum Style {
        INK,
        OIL
    }

    private record All(boolean on, int count, float size, double exact, String name, Style style, Vector3fc color) {}

    private record Thickness(float thickness) {
        Thickness {
            if (thickness > 20) {
                throw new IllegalArgumentException("at most 20");
            }
        }
    }

    @Test
    void becomeARecord() {
        Settings settings = Settings.of(Map.of(
                "on", true, "count", 3, "size", 0.5f, "exact", 2, "name", "é", "style", "OIL", "color", new Vector3f(1, 2, 3),
                "more", 7));
        assertEquals(new All(true, 3, 0.5f, 2, "é", Style.OIL, new Vector3f(1, 2, 3)), settings.as(All.class));
    }

    @Test
    void comeFromARecord() {
        All all = new All(false, -1, 0.25f, 0.5, "", Style.INK, new Vector3f());
        assertEquals(all, Settings.of(all).as(All.class));
    }

    private static void assertRefused(String start, Map<String, ?> values) {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> Settings.of(values).as(Thickness.class));
        assertTrue(refusal.getMessage().startsWith(start), refusal.getMessage());
    }

    @Test
    void tellWhatDoesNotFit() {
        assertRefused("Thickness has a component 'thickness', but there is no such setting, only [width]", Map.of("width", 1));
        assertRefused("setting 'thickness' is thick, which no float of Thickness can be", Map.of("thickness", "thick"));
        assertRefused("the settings {thickness=21.0} are refused by Thickness: at most 20", Map.of("thickness", 21f));
    }

    @Test
    void refuseWhatNoSettingIs() {
        assertThrows(IllegalArgumentException.class, () -> Settings.of(Map.of("list", List.of("text"))));
    }
}
