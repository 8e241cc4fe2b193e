package dev.lanner.websocket.server;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/// From which pages browsers may connect (S43; RFC 6455, 10.2).
class OriginRuleTest {

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            # origin                      , host asked for    , allowed list         , may connect
            -                             , example.org       , ''                   , true
            http://example.org            , example.org       , ''                   , true
            https://example.org           , example.org       , ''                   , true
            https://EXAMPLE.org           , example.ORG       , ''                   , true
            http://example.org:8080       , example.org:8080  , ''                   , true
            http://example.org            , example.org:80    , ''                   , true
            https://example.org           , example.org:443   , ''                   , true
            http://[::1]:8080             , [::1]:8080        , ''                   , true
            http://example.org            , example.org:8080  , ''                   , false
            https://example.org:8443      , example.org       , ''                   , false
            http://evil.org               , example.org       , ''                   , false
            http://example.org.evil.org   , example.org       , ''                   , false
            http://evilexample.org        , example.org       , ''                   , false
            http://sub.example.org        , example.org       , ''                   , false
            http://example.org@evil.org   , example.org       , ''                   , false
            http://evil.org@example.org   , example.org       , ''                   , false
            http://example.org/           , example.org       , ''                   , false
            null                          , example.org       , ''                   , false
            ''                            , example.org       , ''                   , false
            file://                       , example.org       , ''                   , false
            chrome-extension://abc        , abc               , ''                   , false
            //example.org                 , example.org       , ''                   , false
            http://ex ample.org           , example.org       , ''                   , false
            https://app.example.net       , example.org       , https://app.example.net  , true
            https://APP.example.net       , example.org       , https://app.Example.net  , true
            http://app.example.net        , example.org       , https://app.example.net  , false
            https://app.example.net:444   , example.org       , https://app.example.net  , false
            http://example.org            , example.org       , https://app.example.net  , true
            null                          , example.org       , null                 , true
            http://evil.org               , example.org       , *                    , true
            """)
    void samePlaceOrNamed(String origin, String host, String list, boolean allowed) {
        OriginRule rule = new OriginRule(list.isEmpty() ? List.of() : List.of(list));
        assertEquals(allowed, rule.allows(origin, host));
    }
}
