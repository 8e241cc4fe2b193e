package dev.lanner.launcher.app;

import jakarta.annotation.Resource;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/// Asks a database in three ways: `/data/injected`, `/data/lookup?name=…`, `/data/ref`. `/data/keep` takes a connection
/// and keeps it; `/data/release` gives it back.
@WebServlet("/data/*")
@SuppressWarnings("BanJNDI")
public final class DataServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Map<String, Connection> kept = new HashMap<>();

    @Resource(name = "jdbc/shop") private transient DataSource injected;

    @Resource(name = "greeting") private String greeting;

    /// Writes the classes of a web application.
    public static Path explode(Path root, String webXml) throws IOException {
        Path folder = Files.createDirectories(root.resolve("WEB-INF/classes/dev/lanner/launcher/app"));
        for (String name : List.of("DataServlet")) {
            try (InputStream in = DataServlet.class.getResourceAsStream(name + ".class")) {
                Files.write(folder.resolve(name + ".class"), in.readAllBytes());
            }
        }
        Files.writeString(root.resolve("WEB-INF/web.xml"),
                "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.1\">" + webXml + "</web-app>");
        return root;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            response.getWriter().print(switch (request.getPathInfo()) {
                case "/injected" -> ask(injected);
                case "/ref" -> ask(look("java:comp/env/jdbc/ref"));
                case "/greeting" -> greeting;
                case "/keep" -> {
                    kept.put("one", injected.getConnection());
                    yield "kept";
                }
                case "/release" -> {
                    kept.remove("one").close();
                    yield "released";
                }
                default -> ask(look(request.getParameter("name")));
            });
        } catch (NamingException | SQLException e) {
            response.getWriter().print(e.getMessage());
        }
    }

    private static DataSource look(String name) throws NamingException {
        return (DataSource) new InitialContext().lookup(name);
    }

    private static String ask(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select word from words")) {
            return rows.next() ? rows.getString(1) : "nothing";
        }
    }
}
