package dev.lanner.container.dispatch;

import dev.lanner.container.request.LannerRequest;

/// Which URLs lead back to the context of a request.
final class OwnUrls {

    private OwnUrls() {
    }

    static boolean leadsHere(String url, LannerRequest request) {
        if (url.startsWith("#")) {
            return false;
        }
        String contextPath = request.getContextPath();
        int scheme = url.indexOf("://");
        boolean absolute = scheme > 0 && url.lastIndexOf('/', scheme) < 0;
        if (absolute || url.startsWith("//")) {
            String full = request.getRequestURL().toString();
            String site = full.substring(0, full.length() - request.getRequestURI().length());
            String own = absolute ? site : site.substring(site.indexOf("//"));
            return url.startsWith(own) && below(url.substring(own.length()), contextPath);
        }
        return !url.startsWith("/") || below(url, contextPath);
    }

    private static boolean below(String path, String contextPath) {
        if (!path.startsWith(contextPath)) {
            return false;
        }
        if (path.length() == contextPath.length()) {
            return true;
        }
        char next = path.charAt(contextPath.length());
        return contextPath.isEmpty() || next == '/' || next == '?' || next == '#' || next == ';';
    }
}
