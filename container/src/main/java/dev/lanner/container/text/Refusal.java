package dev.lanner.container.text;

/// An exception that an application may catch, and that is answered with a status code when it does not.
public interface Refusal {

    /// The status code to answer with, 400 to 599.
    int status();

    /// The reason code in the access log, lower case with dashes.
    String reason();
}
