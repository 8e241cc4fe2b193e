package dev.lanner.container.definition;

import org.jspecify.annotations.Nullable;

/// An error page (Servlet 6.1, 10.9.2). With neither status nor exception it is the default one.
///
/// @param status the status code, or 0
/// @param exceptionClass the name of the exception's class, or null
/// @param location a path below the context's root, with a slash at the front
public record ErrorPageDefinition(int status, @Nullable String exceptionClass, String location) {

    /// The page for a status code.
    public static ErrorPageDefinition forStatus(int status, String location) {
        return new ErrorPageDefinition(status, null, location);
    }

    /// The page for an exception and its subclasses.
    public static ErrorPageDefinition forException(String exceptionClass, String location) {
        return new ErrorPageDefinition(0, exceptionClass, location);
    }

    /// The page for all that has no page of its own.
    public static ErrorPageDefinition forAll(String location) {
        return new ErrorPageDefinition(0, null, location);
    }
}
