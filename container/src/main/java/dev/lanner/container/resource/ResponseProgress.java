package dev.lanner.container.resource;

import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;

/// How far the container's own response is. Used by the request's thread.
public interface ResponseProgress {

    /// Whether a part of the body was written, or the writer was chosen: what follows is only a piece of the body.
    boolean bodyBegun();

    /// The body that comes is that of a file, as it is: nothing of the request is in it.
    void sendsFile();

    /// The same of a response, below its wrappers; false where it is not the container's.
    static boolean bodyBegun(ServletResponse response) {
        ServletResponse inner = response;
        while (inner instanceof ServletResponseWrapper wrapper) {
            inner = wrapper.getResponse();
        }
        return inner instanceof ResponseProgress own && own.bodyBegun();
    }
}
