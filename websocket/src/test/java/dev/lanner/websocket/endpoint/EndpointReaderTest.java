package dev.lanner.websocket.endpoint;

import dev.lanner.websocket.codec.CoderType;
import dev.lanner.websocket.codec.CoderTypes;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Decoder;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Encoder;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Which methods an annotated endpoint may have (Jakarta WebSocket 2.2, 4.3 to 4.8). Each class is a row: those in
/// [Good] are taken, those in [Bad] refused with class, method and the reason that their name for the test says.
class EndpointReaderTest {

    public static class UriDecoder implements Decoder.Text<URI> {
        @Override
        public URI decode(String text) {
            return URI.create(text);
        }

        @Override
        public boolean willDecode(String text) {
            return true;
        }
    }

    public static class UriEncoder implements Encoder.Text<URI> {
        @Override
        public String encode(URI uri) {
            return uri.toString();
        }
    }

    static final class Good {
        public static class Everything {
            @OnOpen
            public void open(@PathParam("a") String a, EndpointConfig config, Session session, @PathParam("b") int b) {
            }

            @OnClose
            public void close(CloseReason reason, @PathParam("a") Long a, Session session) {
            }

            @OnError
            public void error(@PathParam("a") String a, Throwable failure, Session session) {
            }

            @OnMessage
            public String text(Session session, @PathParam("a") boolean a, String message) {
                return message;
            }

            @OnMessage
            public byte[] binary(byte[] message) {
                return message;
            }

            @OnMessage
            public ByteBuffer pong(PongMessage message) {
                return message.getApplicationData();
            }
        }

        public static class Parts {
            @OnMessage
            public void text(boolean last, String part) {
            }

            @OnMessage
            public void binary(ByteBuffer part, Session session, boolean last) {
            }
        }

        public static class Streams {
            @OnMessage
            public int text(Reader reader) {
                return 1;
            }

            @OnMessage
            public Integer binary(InputStream in) {
                return 1;
            }
        }

        public static class Decoded {
            @OnMessage
            public URI text(URI message) {
                return message;
            }
        }

        public static class Nothing {
        }

        public static class Inherits extends Decoded {
            @OnOpen
            public void open() {
            }
        }
    }

    static final class Bad {
        public static class OpenWithMessage {
            @OnOpen
            public void m(String message) {
            }
        }

        public static class OpenTwice {
            @OnOpen
            public void m() {
            }

            @OnOpen
            public void n() {
            }
        }

        public static class OpenWithTwoSessions {
            @OnOpen
            public void m(Session a, Session b) {
            }
        }

        public static class OpenWithCloseReason {
            @OnOpen
            public void m(CloseReason reason) {
            }
        }

        public static class CloseWithConfig {
            @OnClose
            public void m(EndpointConfig config) {
            }
        }

        public static class ErrorWithoutThrowable {
            @OnError
            public void m(Session session) {
            }
        }

        public static class ErrorWithException {
            @OnError
            public void m(Exception failure) {
            }
        }

        public static class NotPublic {
            @OnMessage
            void m(String message) {
            }
        }

        public static class Static {
            @OnMessage
            public static void m(String message) {
            }
        }

        public static class PathParamOfObject {
            @OnMessage
            public void m(String message, @PathParam("a") StringBuilder a) {
            }
        }

        public static class NoMessage {
            @OnMessage
            public void m(Session session) {
            }
        }

        public static class TwoTexts {
            @OnMessage
            public void m(String message) {
            }

            @OnMessage
            public void n(Reader reader) {
            }
        }

        public static class TwoBinaries {
            @OnMessage
            public void m(ByteBuffer message) {
            }

            @OnMessage
            public void n(byte[] part, boolean last) {
            }
        }

        public static class TwoPongs {
            @OnMessage
            public void m(PongMessage message) {
            }

            @OnMessage
            public void n(PongMessage message, Session session) {
            }
        }

        public static class ReaderAndBoolean {
            @OnMessage
            public void m(Reader reader, boolean last) {
            }
        }

        public static class StringAndInt {
            @OnMessage
            public void m(String message, int last) {
            }
        }

        public static class PongAndBoolean {
            @OnMessage
            public void m(PongMessage message, boolean last) {
            }
        }

        public static class NoDecoder {
            @OnMessage
            public void m(BigDecimal message) {
            }
        }

        public static class NoEncoder {
            @OnMessage
            public BigDecimal m(String message) {
                return BigDecimal.ONE;
            }
        }

        public static class TooMuch {
            @OnMessage(maxMessageSize = Integer.MAX_VALUE + 1L)
            public void m(String message) {
            }
        }

        public static class TwiceByInheritance extends Good.Decoded {
            @OnMessage
            public void m(String message) {
            }
        }
    }

    private static EndpointModel read(Class<?> type) throws DeploymentException {
        return EndpointReader.read(type, new CoderTypes(CoderType.encoders(List.of(UriEncoder.class)),
                CoderType.decoders(List.of(UriDecoder.class))));
    }

    @ParameterizedTest
    @ValueSource(classes = {Good.Everything.class, Good.Parts.class, Good.Streams.class, Good.Decoded.class,
        Good.Nothing.class, Good.Inherits.class})
    void isTaken(Class<?> type) throws Exception {
        assertNotNull(read(type));
    }

    @ParameterizedTest
    @ValueSource(classes = {Bad.OpenWithMessage.class, Bad.OpenTwice.class, Bad.OpenWithTwoSessions.class,
        Bad.OpenWithCloseReason.class, Bad.CloseWithConfig.class, Bad.ErrorWithoutThrowable.class,
        Bad.ErrorWithException.class, Bad.NotPublic.class, Bad.Static.class, Bad.PathParamOfObject.class,
        Bad.NoMessage.class, Bad.TwoTexts.class, Bad.TwoBinaries.class, Bad.TwoPongs.class,
        Bad.ReaderAndBoolean.class, Bad.StringAndInt.class, Bad.PongAndBoolean.class, Bad.NoDecoder.class,
        Bad.NoEncoder.class, Bad.TooMuch.class, Bad.TwiceByInheritance.class})
    void isRefusedNamingClassAndMethod(Class<?> type) {
        String message = assertThrows(DeploymentException.class, () -> read(type)).getMessage();
        assertTrue(message.startsWith("LNR-6131: endpoint " + type.getName() + ", method "), message);
    }

    @Test
    void anOverridingMethodCountsInPlaceOfTheOverridden() throws Exception {
        class Base {
            @OnMessage
            public void m(String message) {
            }

            @OnOpen
            public void open() {
            }
        }
        class Below extends Base {
            @Override
            public void m(String message) {
            }

            @Override
            @OnOpen
            public void open() {
            }
        }
        EndpointModel model = read(Below.class);
        assertEquals(List.of(), model.onMessage());
        assertTrue(String.valueOf(model.onOpen()).contains("Below"), () -> String.valueOf(model.onOpen()));
    }

    @Test
    void whatHasNoOwnDecoderKeepsItsKind() throws Exception {
        EndpointModel model = read(Good.Everything.class);
        assertEquals(3, model.onMessage().size());
        assertEquals(1, read(Good.Inherits.class).onMessage().size());
    }
}
