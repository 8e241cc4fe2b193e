package dev.lanner.container.dispatch;

import dev.lanner.container.error.Failure;
import dev.lanner.container.request.LannerRequest;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;

/// The request attributes of an error dispatch (Servlet 6.1, 10.9.1).
final class ErrorAttributes {

    private ErrorAttributes() {
    }

    static void set(LannerRequest request, Failure failure) {
        Throwable cause = failure.cause();
        String message = cause == null ? failure.message() : cause.getMessage();
        if (cause instanceof ServletException wrapper && wrapper.getRootCause() != null) {
            cause = wrapper.getRootCause();
        }
        request.putAttribute(RequestDispatcher.ERROR_STATUS_CODE, failure.status());
        request.putAttribute(RequestDispatcher.ERROR_REQUEST_URI, request.getRequestURI());
        request.putAttribute(RequestDispatcher.ERROR_QUERY_STRING, request.getQueryString());
        request.putAttribute(RequestDispatcher.ERROR_METHOD, request.getMethod());
        request.putAttribute(RequestDispatcher.ERROR_SERVLET_NAME, request.servlet().name());
        request.putAttribute(RequestDispatcher.ERROR_EXCEPTION, cause);
        request.putAttribute(RequestDispatcher.ERROR_EXCEPTION_TYPE, cause == null ? null : cause.getClass());
        request.putAttribute(RequestDispatcher.ERROR_MESSAGE, message == null ? "" : message);
    }
}
