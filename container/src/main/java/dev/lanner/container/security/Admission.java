package dev.lanner.container.security;

/// What is to become of a request before anything of its application runs.
public sealed interface Admission {
    /// It goes on.
    Admission PASS = new Pass();

    /// It goes on.
    record Pass() implements Admission {
    }

    /// It gets an error; header fields are set already.
    ///
    /// @param status the status code
    record Refusal(int status) implements Admission {
    }

    /// It gets a page of the application.
    ///
    /// @param path below the context
    record Page(String path) implements Admission {
    }

    /// It is sent elsewhere.
    ///
    /// @param status the status code
    /// @param location a path of this server, or a URL
    record Redirect(int status, String location) implements Admission {
    }

    /// It could not be decided: nobody is let in.
    ///
    /// @param cause why
    record Failed(Exception cause) implements Admission {
    }
}
