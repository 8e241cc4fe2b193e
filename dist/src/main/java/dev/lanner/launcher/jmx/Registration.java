package dev.lanner.launcher.jmx;

import java.io.Closeable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanRegistrationException;
import javax.management.ObjectName;

/// The MBean while it is registered with the platform's MBean server.
public final class Registration implements Closeable {
    private final ObjectName name;

    private Registration(ObjectName name) {
        this.name = name;
    }

    /// Registers `dev.lanner:type=Server`.
    ///
    /// @throws IOException when that name is taken by another server of the same process
    public static Registration of(ServerMXBean server) throws IOException {
        try {
            ObjectName name = new ObjectName("dev.lanner:type=Server");
            ManagementFactory.getPlatformMBeanServer().registerMBean(server, name);
            return new Registration(name);
        } catch (JMException e) {
            throw new IOException("LNR-5320: the MBean dev.lanner:type=Server can't be registered: " + e.getMessage(),
                    e);
        }
    }

    /// Takes the MBean away. Idempotent.
    @Override
    public void close() throws IOException {
        try {
            ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
        } catch (InstanceNotFoundException e) {
            return;
        } catch (MBeanRegistrationException e) {
            throw new IOException("the MBean " + name + " can't be taken away: " + e.getMessage(), e);
        }
    }
}
