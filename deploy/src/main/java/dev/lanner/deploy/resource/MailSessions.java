package dev.lanner.deploy.resource;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Makes mail sessions of the application's own Jakarta Mail, by reflection: the server has none. Stateless.
final class MailSessions {
    private MailSessions() {
    }

    static Object make(ResourceDefinition.Mail definition, String where, Classes classes) throws ResourceException {
        Properties properties = new Properties();
        properties.putAll(definition.properties());
        String user = definition.login().user();
        String password = definition.login().password();
        Set<String> protocols = protocols(properties);
        if (user != null) {
            properties.putIfAbsent("mail.user", user);
            for (String protocol : protocols) {
                properties.putIfAbsent("mail." + protocol + ".user", user);
            }
            if (password != null) {
                for (String transport : List.of("smtp", "smtps")) {
                    properties.putIfAbsent("mail." + transport + ".auth", "true");
                }
            }
        }
        try {
            Class<?> type = classes.load("jakarta.mail.Session");
            Class<?> authenticator = classes.load("jakarta.mail.Authenticator");
            Object session = type.getMethod("getInstance", Properties.class, authenticator).invoke(null, properties,
                    null);
            if (user != null && password != null) {
                for (String protocol : protocols) {
                    login(session, classes, properties, protocol, user, password);
                }
            }
            return session;
        } catch (ClassNotFoundException e) {
            throw new ResourceException("LNR-4171 " + where + ": a mail session needs the Jakarta Mail API ("
                    + e.getMessage() + "): put jakarta.mail-api and angus-mail into WEB-INF/lib of the application, or "
                    + "into the folder lib of the server", e);
        } catch (InvocationTargetException e) {
            throw new ResourceException("LNR-4171 " + where + ": the mail session can't be made: " + e.getCause(), e);
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new ResourceException("LNR-4171 " + where + ": the mail session can't be made: " + e, e);
        }
    }

    /// The protocols that the properties speak of, and SMTP.
    private static Set<String> protocols(Properties properties) {
        Set<String> protocols = new TreeSet<>(Set.of("smtp"));
        for (String known : List.of("smtps", "imap", "imaps", "pop3", "pop3s")) {
            for (Object key : properties.keySet()) {
                if (String.valueOf(key).startsWith("mail." + known + ".")) {
                    protocols.add(known);
                }
            }
        }
        for (String key : List.of("mail.store.protocol", "mail.transport.protocol")) {
            String named = properties.getProperty(key);
            if (named != null) {
                protocols.add(named);
            }
        }
        return protocols;
    }

    /// Leaves user and password with the session, where a connection without one asks for it.
    private static void login(Object session, Classes classes, Properties properties, String protocol, String user,
            String password) throws ReflectiveOperationException {
        @Nullable
        String host = properties.getProperty("mail." + protocol + ".host", properties.getProperty("mail.host"));
        Class<?> urlName = classes.load("jakarta.mail.URLName");
        Class<?> login = classes.load("jakarta.mail.PasswordAuthentication");
        Constructor<?> name = urlName.getConstructor(String.class, String.class, int.class, String.class, String.class,
                String.class);
        Object key = name.newInstance(protocol, host, -1, null,
                properties.getProperty("mail." + protocol + ".user", user), null);
        Method set = session.getClass().getMethod("setPasswordAuthentication", urlName, login);
        set.invoke(session, key, login.getConstructor(String.class, String.class).newInstance(user, password));
    }
}
