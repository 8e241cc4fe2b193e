package dev.lanner.container.context;

import dev.lanner.container.definition.JspDefinition;
import jakarta.servlet.descriptor.JspConfigDescriptor;
import jakarta.servlet.descriptor.JspPropertyGroupDescriptor;
import jakarta.servlet.descriptor.TaglibDescriptor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The `jsp-config` as the Servlet API shows it. The collections are fresh at each call: callers may change them.
record JspConfig(JspDefinition definition) implements JspConfigDescriptor {

    @Override
    public Collection<TaglibDescriptor> getTaglibs() {
        List<TaglibDescriptor> all = new ArrayList<>();
        definition.taglibs().forEach(each -> all.add(new Taglib(each)));
        return all;
    }

    @Override
    public Collection<JspPropertyGroupDescriptor> getJspPropertyGroups() {
        List<JspPropertyGroupDescriptor> all = new ArrayList<>();
        definition.propertyGroups().forEach(each -> all.add(new Group(each)));
        return all;
    }

    private record Taglib(JspDefinition.Taglib taglib) implements TaglibDescriptor {
        @Override
        public String getTaglibURI() {
            return taglib.uri();
        }

        @Override
        public String getTaglibLocation() {
            return taglib.location();
        }
    }

    private record Group(JspDefinition.PropertyGroup group) implements JspPropertyGroupDescriptor {
        private @Nullable String property(String name) {
            return group.properties().get(name);
        }

        @Override
        public Collection<String> getUrlPatterns() {
            return new ArrayList<>(group.urlPatterns());
        }

        @Override
        public @Nullable String getElIgnored() {
            return property("el-ignored");
        }

        @Override
        public @Nullable String getErrorOnELNotFound() {
            return property("error-on-el-not-found");
        }

        @Override
        public @Nullable String getPageEncoding() {
            return property("page-encoding");
        }

        @Override
        public @Nullable String getScriptingInvalid() {
            return property("scripting-invalid");
        }

        @Override
        public @Nullable String getIsXml() {
            return property("is-xml");
        }

        @Override
        public Collection<String> getIncludePreludes() {
            return new ArrayList<>(group.includePreludes());
        }

        @Override
        public Collection<String> getIncludeCodas() {
            return new ArrayList<>(group.includeCodas());
        }

        @Override
        public @Nullable String getDeferredSyntaxAllowedAsLiteral() {
            return property("deferred-syntax-allowed-as-literal");
        }

        @Override
        public @Nullable String getTrimDirectiveWhitespaces() {
            return property("trim-directive-whitespaces");
        }

        @Override
        public @Nullable String getDefaultContentType() {
            return property("default-content-type");
        }

        @Override
        public @Nullable String getBuffer() {
            return property("buffer");
        }

        @Override
        public @Nullable String getErrorOnUndeclaredNamespace() {
            return property("error-on-undeclared-namespace");
        }
    }
}
