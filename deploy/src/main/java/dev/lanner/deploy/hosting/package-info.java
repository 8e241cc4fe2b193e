/// Web applications that run elsewhere than in this process: what a deployer asks for, whoever does it.
@NullMarked
package dev.lanner.deploy.hosting;

import org.jspecify.annotations.NullMarked;
