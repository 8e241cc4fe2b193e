package dev.lanner.deploy.environment;

import dev.lanner.container.ServletContainer;
import dev.lanner.deploy.ContextConfig;
import dev.lanner.deploy.ContextName;
import dev.lanner.deploy.Deployer;
import dev.lanner.deploy.TestWar;
import dev.lanner.testkit.InMemoryConnector;
import dev.lanner.testkit.TestResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;

/// CDI by a provider that is none: it injects `fake` into the field `word`.
class CdiInjectorTest {
    private static final String SPI = "package jakarta.enterprise.inject.spi; ";
    private static final String[] PROVIDER = {
        SPI + "public abstract class CDI { public static CDI fake; public static CDI current() { if (fake == null) throw "
                + "new IllegalStateException(\"not started\"); return fake; } public abstract BeanManager "
                + "getBeanManager(); }",
        SPI + "public interface BeanManager { <T> AnnotatedType<T> createAnnotatedType(Class<T> type); <T> "
                + "InjectionTargetFactory<T> getInjectionTargetFactory(AnnotatedType<T> type); <T> "
                + "jakarta.enterprise.context.spi.CreationalContext<T> createCreationalContext("
                + "jakarta.enterprise.context.spi.Contextual<T> c); }",
        SPI + "public interface AnnotatedType<X> {}", SPI + "public interface Bean<T> {}",
        SPI + "public interface InjectionTargetFactory<T> { InjectionTarget<T> createInjectionTarget(Bean<T> bean); }",
        SPI + "public interface InjectionTarget<T> { void inject(T one, "
                + "jakarta.enterprise.context.spi.CreationalContext<T> in); }",
        "package jakarta.enterprise.context.spi; public interface Contextual<T> {}",
        "package jakarta.enterprise.context.spi; public interface CreationalContext<T> { void release(); }",
        "package jakarta.inject; import java.lang.annotation.*; @Retention(RetentionPolicy.RUNTIME) public @interface "
                + "Inject {}",
        "package a; import jakarta.enterprise.inject.spi.*; import jakarta.enterprise.context.spi.*; public class Fake "
                + "extends CDI implements BeanManager { public BeanManager getBeanManager() { return this; } public <T> "
                + "AnnotatedType<T> createAnnotatedType(Class<T> t) { return new AnnotatedType<T>() {}; } public <T> "
                + "CreationalContext<T> createCreationalContext(Contextual<T> c) { return () -> "
                + "System.setProperty(\"CdiInjectorTest\", System.getProperty(\"CdiInjectorTest\", \"\") + \"r\"); } "
                + "public <T> InjectionTargetFactory<T> getInjectionTargetFactory(AnnotatedType<T> t) { return b -> "
                + "(one, in) -> { if (one instanceof Base base) { base.word = \"fake\"; } else { throw new "
                + "IllegalStateException(\"unsatisfied\"); } }; } }",
        "package a; public class Base extends jakarta.servlet.http.HttpServlet { @jakarta.inject.Inject Object word; "
                + "String up; @jakarta.annotation.PostConstruct void up() { up = \" \" + word; } protected void doGet("
                + "jakarta.servlet.http.HttpServletRequest q, jakarta.servlet.http.HttpServletResponse p) throws "
                + "java.io.IOException { p.getWriter().print(word + up); } }",
        "package a; @jakarta.servlet.annotation.WebServlet(\"/s\") public class S extends Base {}",
        "package a; @jakarta.servlet.annotation.WebServlet(\"/bad\") public class Bad extends "
                + "jakarta.servlet.http.HttpServlet { @jakarta.inject.Inject Object word; }"};

    @TempDir Path directory;
    private ServletContainer container;
    private Deployer deployer;
    private InMemoryConnector client;

    @BeforeEach
    void start() {
        System.clearProperty("CdiInjectorTest");
        container = ServletContainer.builder().build();
        deployer = new Deployer(container, directory.resolve("work"), context -> ContextConfig.DEFAULT);
        client = new InMemoryConnector(container);
    }

    @AfterEach
    void stop() {
        System.clearProperty("CdiInjectorTest");
        deployer.close();
        container.close();
    }

    private String get(String target) {
        TestResponse response = client.get(target).send();
        return response.status() + " " + (response.status() == 200 ? response.text().strip() : "");
    }

    private void deploy(String... more) throws Exception {
        String[] all = java.util.Arrays.copyOf(PROVIDER, PROVIDER.length + more.length);
        System.arraycopy(more, 0, all, PROVIDER.length, more.length);
        deployer.deploy(TestWar.war().classes(all).write(directory.resolve("app.war")));
    }

    @Test
    void theProviderInjectsBeforePostConstructAndReleasesAtTheEnd() throws Exception {
        deploy("package a; @jakarta.servlet.annotation.WebListener public class L implements "
                + "jakarta.servlet.ServletContextListener { public void contextInitialized("
                + "jakarta.servlet.ServletContextEvent e) { jakarta.enterprise.inject.spi.CDI.fake = new Fake(); } }");

        assertEquals("200 fake fake", get("/app/s"));
        assertEquals("503 ", get("/app/bad"));
        deployer.undeploy(new ContextName("/app"));
        assertEquals("r", System.getProperty("CdiInjectorTest"));
    }

    @Test
    void beforeTheProviderHasStartedNothingIsInjected() throws Exception {
        deploy();

        assertEquals("200 null null", get("/app/s"));
    }
}
