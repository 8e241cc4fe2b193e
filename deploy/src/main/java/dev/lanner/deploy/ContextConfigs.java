package dev.lanner.deploy;

import dev.lanner.container.DeploymentException;
import dev.lanner.deploy.resource.ResourceServices;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The configuration of each context, as its owner wrote it.
@FunctionalInterface
public interface ContextConfigs {

    /// What holds for a context; asked once for each deployment.
    ///
    /// @throws IllegalStateException when what is written is wrong; its message is for the owner
    ContextConfig of(ContextName context);

    /// What holds where the WAR has a configuration of its own, which may only tighten what the owner says.
    ///
    /// @param owner what holds without it
    /// @param file `WEB-INF/lanner.yaml`
    /// @param shown its name for people: `shop.war!/WEB-INF/lanner.yaml`
    /// @throws DeploymentException when it is wrong or loosens something; where nobody can read it
    default ContextConfig within(ContextConfig owner, Path file, String shown) throws DeploymentException {
        throw new DeploymentException("LNR-5511: " + shown + ": this server does not read the configuration of WARs; "
                + "remove the file, as what it wants to hold would not hold");
    }

    /// What runs the applications of contexts whose settings ask for a process of their own; asked by each
    /// deployment of such a context, and always the same. Null where there is nothing for it. Its owner closes it after all
    /// contexts.
    default @Nullable ApplicationHost hosting() {
        return null;
    }

    /// What the server has for the resources of contexts; asked once. Its owner closes it after all contexts.
    default ResourceServices services() {
        return ResourceServices.NONE;
    }
}
