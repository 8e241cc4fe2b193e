package dev.lanner.container;

import dev.lanner.container.SuiteWay.Kind;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/// What the servlet suite does not ask for on a way over sockets, and why; see [SuiteWay].
public final class WayExclusions implements ExecutionCondition {
    private static final Set<Kind> ALL = Set.of(Kind.values());
    private static final Set<Kind> NGINX = Set.of(Kind.NGINX_TCP, Kind.NGINX_UNIX);
    private static final Set<Kind> HTTP2 = Set.of(Kind.HTTP2);

    /// A test that a way changes.
    ///
    /// @param test class and method
    /// @param reason what the way does
    private record Exclusion(Set<Kind> ways, String test, String reason) {
    }

    private static final List<Exclusion> TABLE = List.of(
            new Exclusion(ALL, "Servlet61Chapter13Test.theFormLeadsBackToWhatWasAskedFor",
                    "a target with a letter that is not ASCII is refused on the wire (400)"),
            new Exclusion(Set.of(Kind.TCP, Kind.NGINX_TCP, Kind.NGINX_UNIX, Kind.HAPROXY, Kind.WORKER),
                    "Servlet61Chapter10Test.aFailureAfterTheResponseStartedAbortsTheExchange",
                    "the answer is cut; what the exchange says of it is not to be seen"),
            new Exclusion(HTTP2, "Servlet61Chapter13Test.malformedCredentialsAreAsGoodAsNone",
                    "a field that ends with a blank is malformed (RFC 9113, 8.2.1)"),
            new Exclusion(HTTP2, "Servlet61JavadocTest.trailersNeedABodyWithoutALength",
                    "trailers go with any body"),
            new Exclusion(NGINX, "Servlet61Chapter3Test.trailersAreKnownAfterTheBody",
                    "nginx passes on no trailers of requests"),
            new Exclusion(NGINX, "Servlet61JavadocTest.trailersAreAskedForWhenTheyAreThere",
                    "nginx passes on no trailers of requests"),
            new Exclusion(NGINX, "Servlet61JavadocTest.trailersNeedABodyWithoutALength",
                    "nginx passes on no trailers of responses"),
            new Exclusion(NGINX, "Servlet61Chapter5Test.cookiesAndTrailersGoOut",
                    "nginx passes on no trailers of responses"),
            new Exclusion(NGINX, "Servlet61JavadocTest.traceShowsNoSecretsAndFilesRefuseIt",
                    "nginx answers TRACE itself, with 405"),
            new Exclusion(NGINX, "Servlet61Chapter13Test.twoAuthorizationFieldsAreRefused",
                    "nginx refuses two such fields itself, with 400"));

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Kind way = SuiteWay.kind();
        if (way == null || context.getTestMethod().isEmpty()) {
            return ConditionEvaluationResult.enabled("no way");
        }
        String test = context.getRequiredTestClass().getSimpleName() + "." + context.getRequiredTestMethod().getName();
        for (Exclusion each : TABLE) {
            if (each.ways.contains(way) && each.test.equals(test)) {
                return ConditionEvaluationResult.disabled(way + ": " + each.reason);
            }
        }
        return ConditionEvaluationResult.enabled("the way changes nothing of it");
    }
}
