package dev.lanner.deploy.descriptor;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the schemas of `web.xml`, 2.2 to 6.1, allow (Servlet 6.1, 14). The versions only ever added elements, so one
/// table reads them all.
///
/// An element that no version knows is warned about and stepped over; a broken rule is an error.
final class Schema {
    /// Parent, then children with how often they occur: `*` any, `?` at most once, `!` once, `+` at least once. `...`
    /// lets anything stand below.
    private static final String TABLE = """
            web-app: @common module-name? default-context-path? absolute-ordering? \
              request-character-encoding? response-character-encoding? deny-uncovered-http-methods?
            web-fragment: @common name? ordering? request-character-encoding? response-character-encoding?
            @common: description* display-name* icon* distributable* context-param* filter* filter-mapping* listener* \
              servlet* servlet-mapping* session-config? mime-mapping* welcome-file-list* error-page* taglib* jsp-config? \
              security-constraint* login-config? security-role* locale-encoding-mapping-list* env-entry* ejb-ref* \
              ejb-local-ref* service-ref* resource-ref* resource-env-ref* message-destination-ref* \
              message-destination* persistence-context-ref* persistence-unit-ref* post-construct* pre-destroy* \
              data-source* jms-connection-factory* jms-destination* mail-session* connection-factory* \
              administered-object* context-service* managed-executor* managed-scheduled-executor* \
              managed-thread-factory*
            context-param: description* param-name! param-value!
            init-param: description* param-name! param-value!
            filter: description* display-name* icon* filter-name! filter-class? async-supported? init-param*
            filter-mapping: filter-name! url-pattern* servlet-name* dispatcher*
            listener: description* display-name* icon* listener-class!
            servlet: description* display-name* icon* servlet-name! servlet-class? jsp-file? init-param* \
              load-on-startup? enabled? async-supported? run-as? security-role-ref* multipart-config?
            servlet-mapping: servlet-name! url-pattern+
            multipart-config: location? max-file-size? max-request-size? file-size-threshold?
            run-as: description* role-name!
            security-role-ref: description* role-name! role-link?
            session-config: session-timeout? cookie-config? tracking-mode*
            cookie-config: name? domain? path? comment? http-only? secure? max-age? attribute*
            attribute: description* attribute-name! attribute-value!
            mime-mapping: extension! mime-type!
            welcome-file-list: welcome-file*
            error-page: error-code? exception-type? location!
            jsp-config: taglib* jsp-property-group*
            taglib: taglib-uri! taglib-location!
            jsp-property-group: description* display-name* icon* url-pattern+ el-ignored? page-encoding? \
              scripting-invalid? is-xml? include-prelude* include-coda* deferred-syntax-allowed-as-literal? \
              trim-directive-whitespaces? default-content-type? buffer? error-on-undeclared-namespace? \
              error-on-el-not-found?
            security-constraint: display-name* web-resource-collection+ auth-constraint? user-data-constraint?
            web-resource-collection: web-resource-name? description* url-pattern* http-method* http-method-omission*
            auth-constraint: description* role-name*
            user-data-constraint: description* transport-guarantee!
            login-config: auth-method? realm-name? form-login-config?
            form-login-config: form-login-page! form-error-page!
            security-role: description* role-name!
            locale-encoding-mapping-list: locale-encoding-mapping*
            locale-encoding-mapping: locale! encoding!
            absolute-ordering: name* others?
            ordering: before? after?
            before: name* others?
            after: name* others?
            post-construct: lifecycle-callback-class? lifecycle-callback-method!
            pre-destroy: lifecycle-callback-class? lifecycle-callback-method!
            injection-target: injection-target-class! injection-target-name!
            env-entry: description* env-entry-name! env-entry-type? env-entry-value? mapped-name? injection-target* \
              lookup-name?
            ejb-ref: ...
            ejb-local-ref: ...
            service-ref: ...
            resource-ref: description* res-ref-name! res-type? res-auth? res-sharing-scope? mapped-name? \
              injection-target* lookup-name?
            resource-env-ref: description* resource-env-ref-name! resource-env-ref-type? mapped-name? \
              injection-target* lookup-name?
            message-destination-ref: description* message-destination-ref-name! message-destination-type? \
              message-destination-usage? message-destination-link? mapped-name? injection-target* lookup-name?
            message-destination: ...
            persistence-context-ref: ...
            persistence-unit-ref: ...
            data-source: description? name! class-name? server-name? port-number? database-name? url? user? \
              password? property* login-timeout? transactional? isolation-level? initial-pool-size? max-pool-size? \
              min-pool-size? max-idle-time? max-statements?
            property: name! value!
            jms-connection-factory: ...
            jms-destination: ...
            mail-session: description? name! store-protocol? store-protocol-class? transport-protocol? \
              transport-protocol-class? host? user? password? from? property*
            connection-factory: ...
            administered-object: ...
            context-service: ...
            managed-executor: ...
            managed-scheduled-executor: ...
            managed-thread-factory: ...
            icon: ...
            """;

    private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,18}");
    private static final Pattern STATUS = Pattern.compile("[0-9]{3}");
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern BOOLEAN = Pattern.compile("(?i)true|false");
    private static final Map<String, Rule> VALUES = values();
    private static final Map<String, Map<String, Character>> CHILDREN = children();

    private final List<String> warnings;

    private record Rule(Pattern pattern, String meaning) {
        Rule(String regex, String meaning) {
            this(Pattern.compile(regex), meaning);
        }
    }

    Schema(List<String> warnings) {
        this.warnings = warnings;
    }

    private static Map<String, Rule> values() {
        Map<String, Rule> rules = new HashMap<>();
        Rule flag = new Rule(BOOLEAN, "true or false");
        Rule whole = new Rule(INTEGER, "a whole number");
        Rule filled = new Rule("(?s).+", "a name, not empty");
        Rule method = new Rule(TOKEN, "an HTTP method");
        for (String name : List.of("async-supported", "enabled", "http-only", "secure", "el-ignored",
                "scripting-invalid", "is-xml", "trim-directive-whitespaces", "error-on-undeclared-namespace",
                "deferred-syntax-allowed-as-literal", "error-on-el-not-found")) {
            rules.put(name, flag);
        }
        for (String name : List.of("session-timeout", "max-file-size", "max-request-size", "file-size-threshold",
                "max-age")) {
            rules.put(name, whole);
        }
        for (String name : List.of("servlet-name", "filter-name", "servlet-class", "filter-class", "listener-class",
                "param-name", "role-name", "extension", "mime-type", "exception-type", "encoding",
                "locale", "lifecycle-callback-method")) {
            rules.put(name, filled);
        }
        rules.put("load-on-startup", new Rule("|" + INTEGER.pattern(), "a whole number, or empty"));
        rules.put("attribute-name", new Rule(TOKEN, "a token (RFC 6265, 4.1.1)"));
        rules.put("http-method", method);
        rules.put("http-method-omission", method);
        rules.put("error-code", new Rule(STATUS, "a status code of three digits"));
        rules.put("dispatcher", new Rule("FORWARD|INCLUDE|REQUEST|ASYNC|ERROR",
                "FORWARD, INCLUDE, REQUEST, ASYNC or ERROR"));
        rules.put("tracking-mode", new Rule("COOKIE|URL|SSL", "COOKIE, URL or SSL"));
        rules.put("transport-guarantee", new Rule("NONE|INTEGRAL|CONFIDENTIAL", "NONE, INTEGRAL or CONFIDENTIAL"));
        rules.put("jsp-file", new Rule("/.*", "a path that begins with /"));
        rules.put("default-context-path", new Rule("|/|/.*[^/]", "a path that begins with / and does not end with it"));
        rules.put("url-pattern", new Rule("|/[^\\r\\n]*|\\*\\.[^/\\r\\n]*",
                "empty, or begin with / or *. (Servlet 6.1, 12.2)"));
        return Map.copyOf(rules);
    }

    private static Map<String, Map<String, Character>> children() {
        Map<String, Map<String, Character>> table = new HashMap<>();
        for (String row : TABLE.lines().toList()) {
            int colon = row.indexOf(':');
            Map<String, Character> allowed = new HashMap<>();
            for (String word : row.substring(colon + 1).strip().split("\\s+")) {
                int last = word.length() - 1;
                allowed.put(word.startsWith("@") ? word : word.substring(0, last),
                        word.startsWith("@") ? '@' : word.charAt(last));
            }
            table.put(row.substring(0, colon), Map.copyOf(allowed));
        }
        return Map.copyOf(table);
    }

    /// Checks an element and all below it.
    ///
    /// @throws InvalidDescriptorException for the first rule that is broken
    void check(Element element) throws InvalidDescriptorException {
        Map<String, Character> allowed = CHILDREN.get(element.name());
        if (allowed == null) {
            value(element);
            return;
        }
        if (allowed.containsKey("..")) {
            return;
        }
        Set<String> seen = new HashSet<>();
        Map<String, Element> named = new HashMap<>();
        for (Element child : element.children()) {
            Character times = times(allowed, child.name());
            if (times == null) {
                warnings.add(child.at() + ": unknown element <" + child.name() + "> in <" + element.name()
                        + ">, ignored");
                continue;
            }
            if (!seen.add(child.name()) && (times == '?' || times == '!')) {
                throw fault(child, "<" + child.name() + "> may stand only once in <" + element.name() + ">");
            }
            check(child);
            unique(child, named);
        }
        for (Map.Entry<String, Character> rule : allowed.entrySet()) {
            if ((rule.getValue() == '!' || rule.getValue() == '+') && !seen.contains(rule.getKey())) {
                throw fault(element, "<" + element.name() + "> has no <" + rule.getKey() + ">");
            }
        }
        Element page = element.child("jsp-file");
        if (page != null && seen.contains("servlet-class")) {
            throw fault(page, "<servlet> has both <servlet-class> and <jsp-file>: it is one or the other");
        }
    }

    private static void unique(Element child, Map<String, Element> named) throws InvalidDescriptorException {
        String name = switch (child.name()) {
            case "servlet" -> child.text("servlet-name");
            case "filter" -> child.text("filter-name");
            default -> null;
        };
        Element first = name == null ? null : named.putIfAbsent(child.name() + " " + name, child);
        if (first != null) {
            throw fault(child, "<" + child.name() + "> \"" + name + "\" stands already at " + first.at());
        }
    }

    private static @Nullable Character times(Map<String, Character> allowed, String child) {
        Character times = allowed.get(child);
        if (times == null && allowed.containsKey("@common")) {
            Map<String, Character> common = CHILDREN.get("@common");
            return common == null ? null : common.get(child);
        }
        return times;
    }

    private void value(Element leaf) throws InvalidDescriptorException {
        Rule rule = VALUES.get(leaf.name());
        if (rule != null && !rule.pattern().matcher(leaf.text()).matches()) {
            throw fault(leaf, "<" + leaf.name() + "> is \"" + leaf.text() + "\", it must be " + rule.meaning());
        }
        for (Element child : leaf.children()) {
            warnings.add(child.at() + ": unknown element <" + child.name() + "> in <" + leaf.name() + ">, ignored");
        }
    }

    private static InvalidDescriptorException fault(Element at, String reason) {
        return new InvalidDescriptorException("LNR-4003", at.at(), reason);
    }
}
