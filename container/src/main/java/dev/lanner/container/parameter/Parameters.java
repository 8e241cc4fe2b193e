package dev.lanner.container.parameter;

import dev.lanner.container.text.ContentType;
import dev.lanner.spi.features.BodySource;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Names with their values, both in the order of their appearance. Not changed once it is made.
public final class Parameters {
    /// None.
    public static final Parameters EMPTY = new Parameters();

    private static final int FIRST_READ = 8192;

    private final Map<String, List<String>> values = new LinkedHashMap<>();
    private int count;

    Parameters() {
    }

    /// The parameters of a query (Servlet 6.1, 3.1).
    ///
    /// @param query undecoded, one character for each byte; null for none
    /// @throws ParameterProblem when a percent sequence or the encoding is malformed, or there are too many
    public static Parameters ofQuery(@Nullable String query, Charset charset, ParameterLimits limits) {
        if (query == null || query.isEmpty()) {
            return EMPTY;
        }
        Parameters parsed = new Parameters();
        new UrlEncodedParser(charset, limits).parse(query, parsed);
        return parsed;
    }

    /// The parameters of an urlencoded form; reads the body to its end.
    ///
    /// @param contentLength bytes as announced, or -1
    /// @throws ParameterProblem as [#ofQuery], and when the form is too large or can't be read
    public static Parameters ofForm(BodySource body, long contentLength, Charset charset, ParameterLimits limits) {
        if (contentLength > limits.maxFormSize()) {
            throw tooLarge(limits);
        }
        String text = read(body, contentLength, limits);
        if (text.isEmpty()) {
            return EMPTY;
        }
        Parameters parsed = new Parameters();
        new UrlEncodedParser(charset, limits).parse(text, parsed);
        return parsed;
    }

    /// Those of the first before those of the second, as query before form, or the query of a dispatch before the
    /// request's own (Servlet 6.1, 3.1, 9.1.1).
    ///
    /// @throws ParameterProblem when there are too many
    public static Parameters concat(Parameters first, Parameters second, ParameterLimits limits) {
        if (first.isEmpty() || second.isEmpty()) {
            return first.isEmpty() ? second : first;
        }
        Parameters all = new Parameters();
        limits.checkCount((long) first.count + second.count);
        all.addAll(first);
        all.addAll(second);
        return all;
    }

    /// Those of maps, such as a filter's own feature gives.
    public static Parameters of(Map<String, List<String>> map) {
        Parameters all = new Parameters();
        map.forEach((name, list) -> list.forEach(value -> all.add(name, value)));
        return all;
    }

    /// Whether a request has an urlencoded form in its body (Servlet 6.1, 3.1.1).
    public static boolean isForm(String method, @Nullable String contentType) {
        return method.equals("POST") && contentType != null
                && ContentType.parse(contentType).mediaType().equals("application/x-www-form-urlencoded");
    }

    /// The first value, or null.
    public @Nullable String get(String name) {
        List<String> found = values.get(name);
        return found == null ? null : found.getFirst();
    }

    /// All values in a new array, or null.
    public String @Nullable [] values(String name) {
        List<String> found = values.get(name);
        return found == null ? null : found.toArray(new String[0]);
    }

    /// The names.
    public Set<String> names() {
        return Collections.unmodifiableSet(values.keySet());
    }

    /// All, unmodifiable but for the arrays, which are new.
    public Map<String, String[]> map() {
        Map<String, String[]> map = LinkedHashMap.newLinkedHashMap(values.size());
        values.forEach((name, list) -> map.put(name, list.toArray(new String[0])));
        return Collections.unmodifiableMap(map);
    }

    /// All as the request feature wants them; unmodifiable.
    public Map<String, List<String>> lists() {
        Map<String, List<String>> map = LinkedHashMap.newLinkedHashMap(values.size());
        values.forEach((name, list) -> map.put(name, Collections.unmodifiableList(list)));
        return Collections.unmodifiableMap(map);
    }

    /// Whether there are none.
    public boolean isEmpty() {
        return count == 0;
    }

    /// How many values there are.
    public int count() {
        return count;
    }

    void add(String name, String value) {
        List<String> list = values.get(name);
        if (list == null) {
            list = new ArrayList<>(1);
            values.put(name, list);
        }
        list.add(value);
        count++;
    }

    private void addAll(Parameters other) {
        other.values.forEach((name, list) -> list.forEach(value -> add(name, value)));
    }

    /// The body, one character for each byte. Memory grows with what has come, not with what was announced.
    private static String read(BodySource body, long contentLength, ParameterLimits limits) {
        int known = (int) Math.min(contentLength, FIRST_READ);
        byte[] bytes = new byte[contentLength >= 0 ? known + 1 : FIRST_READ];
        int length = 0;
        try {
            int read = body.read(bytes, 0, bytes.length);
            while (read >= 0) {
                length += read;
                if (length > limits.maxFormSize()) {
                    throw tooLarge(limits);
                }
                if (length == bytes.length) {
                    bytes = Arrays.copyOf(bytes, (int) Math.min(bytes.length * 2L, Integer.MAX_VALUE - 8));
                }
                read = body.read(bytes, length, bytes.length - length);
            }
        } catch (IOException e) {
            throw ParameterProblem.unreadable(e);
        }
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }

    private static ParameterProblem tooLarge(ParameterLimits limits) {
        return ParameterProblem.tooLarge("form-too-large",
                "the form is larger than " + limits.maxFormSize() + " bytes (setting limits.max-form-size)");
    }
}
