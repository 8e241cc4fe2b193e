package dev.lanner.spi.config;

import org.jspecify.annotations.Nullable;

/// What a web application may say of a setting in its own file, `WEB-INF/lanner.yaml`. The owner's value is that which
/// holds for the context without that file, defaults included.
public enum WarRule {
    /// Nothing: it is the owner's alone.
    NEVER,
    /// The owner's value, or a lower one; nothing is higher than `unlimited`.
    LOWER,
    /// `false`, where the owner has `true`.
    OFF,
    /// Anything, as it concerns the application alone; unless the owner has said it for this very context.
    FREE;

    /// For documents: `a lower value`.
    public String describe() {
        return switch (this) {
            case NEVER -> "no";
            case LOWER -> "lower";
            case OFF -> "off";
            case FREE -> "yes";
        };
    }

    /// The rule that a value breaks, as the end of a sentence whose subject is the key; null where it breaks none.
    ///
    /// @param owner what holds without it
    public <T> @Nullable String broken(Setting<T> setting, T owner, T value) {
        return switch (this) {
            case NEVER -> "is not for a WAR to say";
            case FREE -> null;
            case OFF -> value instanceof Boolean on && on && !owner.equals(value) ? "may only be switched off" : null;
            case LOWER -> higher(owner, value) ? "must be at most " + setting.type().format(owner) : null;
        };
    }

    private static <T> boolean higher(T owner, T value) {
        if (owner instanceof Comparable<?> && owner.getClass() == value.getClass()) {
            // of the same class, which is comparable to itself
            @SuppressWarnings("unchecked")
            Comparable<T> bound = (Comparable<T>) owner;
            return bound.compareTo(value) < 0;
        }
        throw new IllegalArgumentException("a setting that may be lowered has an order: " + owner);
    }
}
