package dev.lanner.websocket.session;

import dev.lanner.websocket.handshake.Extension;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The extensions of the protocol as the application sees them, and back. Pure.
public final class Extensions {

    private Extensions() {
    }

    private record Seen(String name, List<jakarta.websocket.Extension.Parameter> parameters)
            implements
                jakarta.websocket.Extension {

        @Override
        public String getName() {
            return name;
        }

        @Override
        public List<Parameter> getParameters() {
            return parameters;
        }
    }

    private record SeenParameter(String name, @Nullable String value)
            implements
                jakarta.websocket.Extension.Parameter {

        @Override
        public String getName() {
            return name;
        }

        @Override
        public @Nullable String getValue() {
            return value;
        }
    }

    /// As the application sees it.
    public static jakarta.websocket.Extension seen(Extension extension) {
        List<jakarta.websocket.Extension.Parameter> parameters = new ArrayList<>();
        extension.parameters().forEach(each -> parameters.add(new SeenParameter(each.name(), each.value())));
        return new Seen(extension.name(), List.copyOf(parameters));
    }

    /// As the application sees them.
    public static List<jakarta.websocket.Extension> seen(List<Extension> extensions) {
        List<jakarta.websocket.Extension> all = new ArrayList<>();
        extensions.forEach(each -> all.add(seen(each)));
        return all;
    }

    /// As the protocol wants them.
    public static List<Extension> plain(List<jakarta.websocket.Extension> extensions) {
        List<Extension> all = new ArrayList<>();
        for (jakarta.websocket.Extension extension : extensions) {
            List<Extension.Parameter> parameters = new ArrayList<>();
            for (jakarta.websocket.Extension.Parameter each : extension.getParameters()) {
                parameters.add(new Extension.Parameter(each.getName(), each.getValue()));
            }
            all.add(new Extension(extension.getName(), parameters));
        }
        return all;
    }
}
