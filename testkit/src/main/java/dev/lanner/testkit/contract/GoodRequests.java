package dev.lanner.testkit.contract;

import java.util.List;

/// Odd requests that are allowed, so that strictness goes not too far.
final class GoodRequests {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\n";

    private GoodRequests() {
    }

    static List<String> all() {
        return List.of(GET + "\r\n", "\r\n" + GET + "\r\n", GET + "A:\r\n\r\n", GET + "A:1\r\n\r\n",
                GET + "A: \t1 \t\r\n\r\n", GET + "A: \u00e4\u00ff\r\n\r\n", GET + "!#$%&'*+-.^_`|~9aZ: 1\r\n\r\n",
                "!#$%&'*+-.^_`|~ / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\nhost:a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", "GET / HTTP/1.1\r\nHost: 127.0.0.1:80\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a_b.example-c.org:65535\r\n\r\n", "GET //a HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /a;b=c;d/e;f HTTP/1.1\r\nHost: a\r\n\r\n", "GET /a/./b/../c HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /%C3%A4%F0%9F%A6%85 HTTP/1.1\r\nHost: a\r\n\r\n", "GET /a.b/..c/d.. HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /?a=%zz&b=/../?c HTTP/1.1\r\nHost: a\r\n\r\n", "GET /%25 HTTP/1.1\r\nHost: a\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
                POST + "Content-Length: 0\r\n\r\n", POST + "Content-Length: 003\r\n\r\nabc",
                POST + "Content-Length:3  \r\n\r\nabc", POST + "\r\n",
                POST + "Transfer-Encoding: Chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
                POST + "Transfer-Encoding: chunked \r\n\r\n0\r\n\r\n",
                POST + "Transfer-Encoding: chunked\r\n\r\n3;a;b=c;d=\"e;\\\"\"\r\nabc\r\n000\r\n\r\n",
                POST + "Transfer-Encoding: chunked\r\n\r\n3 ; a = b\r\nabc\r\n0\r\n\r\n",
                POST + "Transfer-Encoding: chunked\r\n\r\n000000000000003\r\nabc\r\n0;x\r\nA: 1\r\nB:\r\n\r\n",
                POST + "Expect: 100-continue\r\nContent-Length: 3\r\n\r\nabc");
    }
}
