package dev.lanner.arquillian;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jboss.arquillian.container.spi.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// The properties in `arquillian.xml`, and what the adapter makes of them.
class LannerConfigurationTest {
    @TempDir Path directory;

    @Test
    void nothingIsNeeded() {
        LannerConfiguration configuration = new LannerConfiguration();
        configuration.validate();

        assertEquals(LannerConfiguration.Mode.IN_PROCESS, configuration.mode());
        assertEquals("http://127.0.0.1:0", configuration.urls());
    }

    @Test
    void settingsAreApartByWhiteSpace() {
        LannerConfiguration configuration = new LannerConfiguration();
        configuration.setSettings(" session-timeout=5m   limits.max-form-size=1\nlog-levels=a=b,c=d ");

        assertEquals(List.of("session-timeout=5m", "limits.max-form-size=1", "log-levels=a=b,c=d"),
                configuration.settings());
    }

    @Test
    void faultsNameThePropertyAndWhatToDo() {
        LannerConfiguration configuration = new LannerConfiguration();
        assertTrue(assertThrows(ConfigurationException.class, () -> configuration.setMode("remote")).getMessage()
                .startsWith("LNR-8003: mode=remote"));
        configuration.setMode("worker");
        assertTrue(assertThrows(ConfigurationException.class, configuration::validate).getMessage()
                .startsWith("LNR-8001: mode=worker needs"));
        configuration.setMode("process");
        assertTrue(assertThrows(ConfigurationException.class, configuration::validate).getMessage()
                .startsWith("LNR-8001: "));
        configuration.setDistribution(directory.resolve("missing.zip").toString());
        assertEquals("LNR-8002: distribution=" + directory.resolve("missing.zip") + ": no such file or folder",
                assertThrows(ConfigurationException.class, configuration::validate).getMessage());
    }

    @Test
    void aZipThatLeadsOutOfItsFolderIsRefused() throws IOException {
        Path zip = directory.resolve("evil.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            out.putNextEntry(new ZipEntry("../evil"));
        }
        Path into = Files.createDirectory(directory.resolve("into"));

        assertTrue(assertThrows(IOException.class, () -> Distribution.home(zip, into)).getMessage()
                .contains("leads out of it"));
        assertTrue(Files.notExists(directory.resolve("evil")));
    }

    @Test
    void whatIsNoDistributionIsRefused() {
        assertTrue(assertThrows(IOException.class, () -> Distribution.home(directory, directory)).getMessage()
                .startsWith("LNR-8008: " + directory + " is no distribution"));
    }

    @Test
    void theAddressIsTheFirstOneOfTheScheme() throws Exception {
        String status = "state: ready\nlistening: http://unix:/run/x\nlistening: http://127.0.0.1:81\n"
                + "listening: https://[::1]:82\n";

        assertEquals(new Address("127.0.0.1", 81, false), Address.among(status, ""));
        assertEquals(new Address("[::1]", 82, true), Address.among(status, "https"));
        assertTrue(assertThrows(Exception.class, () -> Address.among("state: ready\n", "https")).getMessage()
                .startsWith("LNR-8011: "));
    }
}
