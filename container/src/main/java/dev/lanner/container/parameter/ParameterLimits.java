package dev.lanner.container.parameter;

import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;

/// The limits of query and form.
///
/// @param maxCount parameters of one request, query and form together
/// @param maxFormSize bytes of an urlencoded form, and of all that a multipart form keeps in memory
public record ParameterLimits(long maxCount, long maxFormSize) {

    /// The limits that a context's settings say.
    public static ParameterLimits of(SettingValues values) {
        return new ParameterLimits(values.get(Settings.MAX_PARAMETER_COUNT), values.get(Settings.MAX_FORM_SIZE));
    }

    void checkCount(long count) {
        if (count > maxCount) {
            throw ParameterProblem.malformed("too-many-parameters",
                    "more than " + maxCount + " parameters (setting limits.max-parameter-count)");
        }
    }
}
