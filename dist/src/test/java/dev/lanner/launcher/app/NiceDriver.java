package dev.lanner.launcher.app;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Properties;
import java.util.logging.Logger;

/// Part of web applications that tests make: a database driver that registers itself, as all do.
public final class NiceDriver implements Driver {
    static {
        try {
            DriverManager.registerDriver(new NiceDriver());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Connection connect(String url, Properties properties) throws SQLException {
        throw new SQLException("there is no database");
    }

    @Override
    public boolean acceptsURL(String url) {
        return url.startsWith("jdbc:nice:");
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties) {
        return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
        return 1;
    }

    @Override
    public int getMinorVersion() {
        return 0;
    }

    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger("nice");
    }
}
