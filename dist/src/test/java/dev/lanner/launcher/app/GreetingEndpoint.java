package dev.lanner.launcher.app;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/// Sends what was injected into it, and what it looks up, when somebody connects.
@ServerEndpoint("/greet")
@SuppressWarnings("BanJNDI")
public final class GreetingEndpoint {
    @Resource(name = "greeting") private String greeting;
    private String prepared;

    @PostConstruct
    private void prepare() {
        prepared = greeting + "!";
    }

    @OnOpen
    public void open(Session session) throws IOException, NamingException {
        session.getBasicRemote().sendText(prepared + new InitialContext().lookup("java:comp/env/greeting"));
    }
}
