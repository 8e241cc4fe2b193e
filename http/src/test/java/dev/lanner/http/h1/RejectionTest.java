package dev.lanner.http.h1;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RejectionTest {
    private static final Set<Integer> STATUSES = Set.of(400, 408, 413, 414, 417, 421, 431, 501, 503, 505);

    @ParameterizedTest
    @EnumSource
    void isSafeToSendAndToLog(Rejection rejection) {
        assertTrue(STATUSES.contains(rejection.status()));
        assertTrue(rejection.code().matches("[a-z0-9]+(-[a-z0-9]+)*"));
        assertEquals(rejection.name(), rejection.code().replace('-', '_').toUpperCase(Locale.ROOT));
        assertTrue(rejection.message().matches("[A-Z][A-Za-z0-9/.,' -]+\\."), rejection.message());
    }

    @ParameterizedTest
    @EnumSource
    void hasOneExceptionWithoutATrace(Rejection rejection) {
        RejectedRequestException exception = RejectedRequestException.of(rejection);
        assertSame(exception, RejectedRequestException.of(rejection));
        assertSame(rejection, exception.rejection());
        assertEquals(0, exception.getStackTrace().length);
        exception.addSuppressed(new Exception());
        assertEquals(0, exception.getSuppressed().length);
    }

    @Test
    void codesAreUnique() {
        Set<String> codes = new HashSet<>();
        for (Rejection rejection : Rejection.values()) {
            assertTrue(codes.add(rejection.code()), rejection.code());
        }
    }
}
