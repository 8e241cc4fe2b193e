package dev.lanner.websocket.codec;

import jakarta.websocket.MessageHandler;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/// What a class says of the type of its messages.
class TypeArgumentsTest {

    interface Texts extends MessageHandler.Whole<String> {
    }

    abstract static class Base<A, B> implements MessageHandler.Whole<B> {
    }

    abstract static class Middle<C> extends Base<Integer, List<C>> {
    }

    abstract static class Arrays<T> implements MessageHandler.Whole<T[]> {
    }

    abstract static class Bound<T extends Number> implements MessageHandler.Whole<T> {
    }

    abstract static class Unsaid<T> implements MessageHandler.Whole<T> {
    }

    abstract static class Direct implements MessageHandler.Whole<ByteBuffer> {
    }

    abstract static class ByInterface implements Comparable<Integer>, Texts {
    }

    abstract static class Deep extends Middle<String> {
    }

    abstract static class Bytes implements MessageHandler.Whole<byte[]> {
    }

    abstract static class Strings extends Arrays<String> {
    }

    abstract static class Maps implements MessageHandler.Whole<Map<String, List<Integer>>> {
    }

    @SuppressWarnings("rawtypes")
    abstract static class Raw implements MessageHandler.Whole {
    }

    abstract static class Other implements MessageHandler.Partial<String> {
    }

    static Stream<Arguments> types() {
        MessageHandler.Whole<String> lambda = text -> {
        };
        return Stream.of(Arguments.of(Direct.class, ByteBuffer.class), Arguments.of(ByInterface.class, String.class),
                Arguments.of(Deep.class, List.class), Arguments.of(Bytes.class, byte[].class),
                Arguments.of(Strings.class, String[].class), Arguments.of(Maps.class, Map.class),
                Arguments.of(Bound.class, Number.class), Arguments.of(Unsaid.class, null),
                Arguments.of(Raw.class, null), Arguments.of(Other.class, null),
                Arguments.of(lambda.getClass(), null));
    }

    @ParameterizedTest
    @MethodSource("types")
    void isFoundThroughSuperclassesAndInterfaces(Class<?> type, Class<?> expected) {
        assertEquals(expected, TypeArguments.of(type, MessageHandler.Whole.class));
    }
}
