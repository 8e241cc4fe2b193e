package dev.lanner.spi.config;

/// The URL of an endpoint can't be understood, or asks for what can't be.
///
/// The message is meant for the person who wrote the URL: an id of the form `LNR-51nn`, the URL, the place in it, the
/// rule and what to write instead.
public final class MalformedEndpointUrlException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String id;
    private final int position;

    MalformedEndpointUrlException(String id, String url, int position, String rule) {
        super(id + ": endpoint URL \"" + visible(url) + "\", character " + position + ": " + rule);
        this.id = id;
        this.position = position;
    }

    /// The id of the error, such as `LNR-5105`.
    public String id() {
        return id;
    }

    /// The first character that is wrong, counted from 1; one more than there are characters when something is missing
    /// at the end.
    public int position() {
        return position;
    }

    /// A URL may come from anywhere: nothing in it may forge a line of the log.
    private static String visible(String url) {
        StringBuilder text = new StringBuilder(url.length());
        for (int i = 0; i < url.length(); i++) {
            char c = url.charAt(i);
            text.append(Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c);
        }
        return text.toString();
    }
}
