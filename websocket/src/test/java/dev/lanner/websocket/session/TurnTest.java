package dev.lanner.websocket.session;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/// Whose turn it is to call an endpoint: every state with every step (Jakarta WebSocket 2.2, 5.1).
class TurnTest {

    private static boolean step(Turn turn, String step) {
        return switch (step) {
            case "take" -> turn.take();
            case "giveBack" -> turn.giveBack();
            case "end" -> turn.end();
            default -> throw new IllegalArgumentException(step);
        };
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            # steps before   , step     , its answer, whether the endpoint may be called then
            ''               , take     , true      , false
            ''               , end      , true      , false
            take             , take     , false     , false
            take             , giveBack , false     , true
            take             , end      , false     , false
            take end         , take     , false     , false
            take end         , giveBack , true      , false
            take end         , end      , false     , false
            end              , take     , false     , false
            end              , giveBack , false     , false
            end              , end      , false     , false
            take end giveBack, giveBack , false     , false
            """)
    void eachStateAnswersEachStep(String before, String step, boolean answer, boolean free) {
        Turn turn = new Turn();
        List.of(before.split(" ")).stream().filter(each -> !each.isEmpty()).forEach(each -> step(turn, each));
        assertEquals(answer, step(turn, step));
        assertEquals(free, turn.take());
    }
}
