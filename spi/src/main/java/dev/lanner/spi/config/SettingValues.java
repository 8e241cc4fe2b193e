package dev.lanner.spi.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The values of settings at one place, over those of a wider one. Immutable.
public final class SettingValues {

    /// The defaults of all settings.
    public static final SettingValues DEFAULTS = new SettingValues(null, Map.of());

    private final @Nullable SettingValues wider;
    private final Map<Setting<?>, Value> values;
    private final boolean narrowing;

    /// A value and where it came from.
    ///
    /// @param value of the setting's type
    /// @param origin such as `conf/lanner.yaml:12`, `--set`, `LANNER_URLS`
    public record Value(Object value, String origin) {
    }

    /// @param wider what holds for settings without a value here
    /// @param values by setting
    public SettingValues(@Nullable SettingValues wider, Map<Setting<?>, Value> values) {
        this(wider, values, false);
    }

    private SettingValues(@Nullable SettingValues wider, Map<Setting<?>, Value> values, boolean narrowing) {
        this.wider = wider;
        this.values = Map.copyOf(values);
        this.narrowing = narrowing;
    }

    /// What a WAR says, within what its owner says.
    public static SettingValues within(SettingValues owner, Map<Setting<?>, Value> values) {
        return new SettingValues(owner, values, true);
    }

    /// Whether a value was said at this very place, rather than at a wider one.
    public boolean saidHere(Setting<?> setting) {
        return values.containsKey(setting);
    }

    /// Whether the value that holds was said by a WAR. Where several places bound the same thing, it must not replace the
    /// bound of another.
    public boolean saidByWar(Setting<?> setting) {
        for (SettingValues at = this; at != null; at = at.wider) {
            if (at.values.containsKey(setting)) {
                return at.narrowing;
            }
        }
        return false;
    }

    /// The value that holds here.
    public <T> T get(Setting<T> setting) {
        Value own = find(setting);
        // values are stored by the parser of the setting's own type
        @SuppressWarnings("unchecked")
        T value = own == null ? setting.defaultValue() : (T) own.value();
        return value;
    }

    /// Where the value came from; `default` when nothing was said.
    public String origin(Setting<?> setting) {
        Value own = find(setting);
        return own == null ? "default" : own.origin();
    }

    private @Nullable Value find(Setting<?> setting) {
        for (SettingValues at = this; at != null; at = at.wider) {
            Value value = at.values.get(setting);
            if (value != null) {
                return value;
            }
        }
        return null;
    }
}
