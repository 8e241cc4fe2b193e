package dev.lanner.spi;

import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.log.RequestLog;
import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertSame;

class ServerLibrariesTest {
    @Test
    void connectorsFindServicesInTheServersLibrariesOrBesideThemselves() throws Exception {
        ConnectorContext context = new ConnectorContext(exchange -> {
        }, SettingValues.DEFAULTS, new FeatureCollection(), RequestLog.NONE);
        ClassLoader own = ServerLibrariesTest.class.getClassLoader();
        try (URLClassLoader added = new URLClassLoader(new URL[0], own)) {
            assertSame(own, ServerLibraries.of(context, own));

            ServerLibraries libraries = () -> added;
            context.shared().put(ServerLibraries.class, libraries);

            assertSame(added, ServerLibraries.of(context.withApplication(exchange -> {
            }), own));
        }
    }
}
