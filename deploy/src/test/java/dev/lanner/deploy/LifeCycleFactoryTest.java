package dev.lanner.deploy;

import dev.lanner.deploy.environment.Environment;
import dev.lanner.deploy.environment.Injector;
import dev.lanner.deploy.loader.ApiClassLoader;
import dev.lanner.deploy.loader.WebAppClassLoader;
import dev.lanner.deploy.resource.ContextResources;
import dev.lanner.deploy.resource.ResourceServices;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

class LifeCycleFactoryTest {
    @TempDir Path directory;
    private WebAppClassLoader loader;

    @BeforeEach
    void compile() throws Exception {
        TestWar jar = TestWar.war();
        TestWar.compile(List.of("""
                package a;
                import jakarta.annotation.*;
                public class Super {
                    protected final StringBuilder log = new StringBuilder();
                    @PostConstruct private void up() { log.append("super-up "); }
                    @PreDestroy private void down() { log.append("super-down "); }
                    public String toString() { return log.toString(); }
                }
                """, """
                package a;
                import jakarta.annotation.*;
                public class Sub extends Super {
                    Gone gone;
                    Gone gone(Gone g) { return g; }
                    @PostConstruct void up() { log.append("sub-up "); }
                    @PreDestroy protected void end() { log.append("sub-end "); throw new IllegalStateException("x"); }
                }
                """, """
                package a;
                class Hidden {
                    @jakarta.annotation.PostConstruct void up() throws Exception { throw new Exception("no"); }
                }
                """, "package a; public class Throwing { public Throwing() { throw new StackOverflowError(); } }",
                "package a; public class Gone {}"), Map.of("a/Gone", true)).forEach(jar::file);
        loader = new WebAppClassLoader("/a", new URL[]{jar.write(directory.resolve("a.jar")).toUri().toURL()},
                new ApiClassLoader(LifeCycleFactoryTest.class.getClassLoader()));
    }

    @AfterEach
    void close() throws Exception {
        loader.close();
    }

    private LifeCycleFactory factory(boolean annotations, Map<String, String> constructed) {
        return new LifeCycleFactory(loader, new LifeCycleFactory.Annotations(annotations, Set.of()),
                new LifeCycleFactory.Callbacks(constructed, Map.of()),
                new Injector(new Environment("/a", loader, ContextResources.NONE, ResourceServices.NONE)));
    }

    @Test
    void callsTheMethodsOfSuperclassesFirstAtTheBeginningAndLastAtTheEnd() throws Exception {
        LifeCycleFactory factory = factory(true, Map.of());
        Object component = factory.create(loader.loadClass("a.Sub"));
        assertEquals("super-up sub-up ", component.toString());
        factory.destroy(component);
        assertEquals("super-up sub-up sub-end super-down ", component.toString());
    }

    @Test
    void leavesAnnotationsAloneWhereTheDescriptorIsComplete() throws Exception {
        assertEquals("", factory(false, Map.of()).create(loader.loadClass("a.Sub")).toString());
        assertEquals("sub-up ", factory(false, Map.of("a.Sub", "up")).create(loader.loadClass("a.Sub")).toString());
    }

    @Test
    void aFailingMethodKeepsTheComponentOut() throws Exception {
        Class<?> hidden = loader.loadClass("a.Hidden");
        InvocationTargetException e = assertThrows(InvocationTargetException.class,
                () -> factory(true, Map.of()).create(hidden));
        assertEquals("a.Hidden.up failed: java.lang.Exception: no", e.getMessage());
        assertInstanceOf(Exception.class, e.getCause());
    }

    @Test
    void anErrorOfTheConstructorIsThrownAsItIs() throws Exception {
        Class<?> throwing = loader.loadClass("a.Throwing");
        assertThrows(StackOverflowError.class, () -> factory(true, Map.of()).create(throwing));
    }
}
