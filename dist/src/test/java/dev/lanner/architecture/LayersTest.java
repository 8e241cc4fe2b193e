package dev.lanner.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Who may see whom.
class LayersTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("dev.lanner");

    private static final String[] JDK = {"java..", "javax..", "jdk..", "org.xml.sax..", "org.w3c.dom..",
        "org.jspecify.."};

    private static final Set<String> SERVLET_PATH = Set.of("dev.lanner.container.async",
            "dev.lanner.container.context", "dev.lanner.container.dispatch", "dev.lanner.container.error",
            "dev.lanner.container.request", "dev.lanner.container.response");

    /// The packages of a module, and what it may see besides itself and the JDK.
    static Map<String, String[]> layers() {
        Map<String, String[]> all = new HashMap<>();
        all.put("dev.lanner.session",
                new String[]{"dev.lanner.spi..", "dev.lanner.container.session.store..", "com.zaxxer.hikari..",
                    "redis.clients.jedis..", "org.apache.commons.pool2.."});
        all.put("dev.lanner.worker",
                new String[]{"dev.lanner.spi..", "dev.lanner.http.h1..", "dev.lanner.http.client..",
                    "dev.lanner.container..", "dev.lanner.deploy", "dev.lanner.deploy.archive"});
        all.putAll(Map.of("dev.lanner.spi", new String[]{}, //
                "dev.lanner.http", new String[]{"dev.lanner.spi..", "org.conscrypt.."}, //
                "dev.lanner.connector.tcp", new String[]{"dev.lanner.spi..", "dev.lanner.http.."}, //
                "dev.lanner.connector.unix", new String[]{"dev.lanner.spi..", "dev.lanner.http.."}, //
                "dev.lanner.container", new String[]{"dev.lanner.spi..", "jakarta.servlet.."}, //
                "dev.lanner.deploy", new String[]{"dev.lanner.spi..", "dev.lanner.container..", "jakarta.."}, //
                "dev.lanner.websocket",
                new String[]{"dev.lanner.spi..", "dev.lanner.container..", "jakarta.servlet..", "jakarta.websocket.."}, //
                "dev.lanner.jsp",
                new String[]{"dev.lanner.spi..", "dev.lanner.container..", "dev.lanner.deploy..", "jakarta..",
                    "org.apache.jasper..", "org.apache.tomcat..", "org.apache.juli.."}, //
                "dev.lanner.datasource",
                new String[]{"dev.lanner.deploy..", "com.zaxxer.hikari..", "org.slf4j.."}, //
                "dev.lanner.testkit", new String[]{"dev.lanner.spi..", "org.junit.jupiter.."}));
        return all;
    }

    @ParameterizedTest
    @MethodSource("modules")
    void modulesSeeOnlyTheLayersBelow(String module) {
        classes().that().resideInAPackage(module + "..").should().onlyDependOnClassesThat(
                JavaClass.Predicates.resideInAnyPackage(JDK).or(JavaClass.Predicates.resideInAPackage(module + ".."))
                        .or(JavaClass.Predicates.resideInAnyPackage(layers().get(module)))
                        .or(DescribedPredicate.describe("primitives and arrays of them",
                                seen -> seen.getBaseComponentType().isPrimitive())))
                .check(CLASSES);
    }

    static Iterable<String> modules() {
        return layers().keySet().stream().sorted().toList();
    }

    /// Or it would be loaded where nobody speaks https.
    @Test
    void conscryptIsSeenByItsProviderAlone() {
        noClasses().that().haveNameNotMatching("dev\\.lanner\\.http\\.tls\\.ConscryptProvider.*").should()
                .dependOnClassesThat().resideInAPackage("org.conscrypt..").check(CLASSES);
    }

    @Test
    void eachModuleWasLookedAt() {
        for (String module : layers().keySet()) {
            assertTrue(CLASSES.stream().anyMatch(seen -> seen.getPackageName().startsWith(module)),
                    "no class of " + module + " is on the class path");
        }
    }

    @Test
    void packagesHaveNoCycles() {
        slices().assignedFrom(new Packages()).should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void namesSayARole() {
        noClasses().should().haveNameMatching(".*(Impl|Manager|Utils?|Helper)").check(CLASSES);
    }

    @Test
    void nothingOnTheRequestPathIsMadeNewAgain() {
        methods().that().areDeclaredInClassesThat()
                .resideInAnyPackage("dev.lanner.http..", "dev.lanner.container..", "dev.lanner.connector..").should()
                .notHaveName("recycle").check(CLASSES);
        // clearing a response that has not started is the Servlet API's own word: ServletResponse.reset()
        methods().that(DescribedPredicate.describe("are named reset",
                (JavaMethod method) -> method.getName().equals("reset"))).and().areDeclaredInClassesThat()
                .resideInAPackage("dev.lanner.container..").should().beDeclaredInClassesThat()
                .resideInAPackage("dev.lanner.container.response").orShould().beDeclaredInClassesThat()
                .areAssignableTo(InputStream.class).allowEmptyShould(true).check(CLASSES);
    }

    /// One slice for each package. The contract is one, as an application and its features speak of each other; so is
    /// the path of a request through the container, as the Servlet API ties request, response, context and dispatcher
    /// to each other.
    private static final class Packages implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass seen) {
            String name = seen.getPackageName();
            if (!name.startsWith("dev.lanner")) {
                return SliceIdentifier.ignore();
            }
            if (name.startsWith("dev.lanner.spi")) {
                return SliceIdentifier.of("dev.lanner.spi");
            }
            return SliceIdentifier.of(SERVLET_PATH.contains(name) ? "dev.lanner.container" : name);
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    }
}
