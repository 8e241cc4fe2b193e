package dev.lanner.worker.supervisor;

import dev.lanner.container.DeploymentException;
import dev.lanner.deploy.ContextConfig;
import dev.lanner.deploy.ContextName;
import dev.lanner.deploy.HostedApplication;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.SettingValues.Value;
import dev.lanner.spi.config.Settings;
import dev.lanner.testkit.InMemoryConnector;
import dev.lanner.testkit.TestResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class WorkerHostTest {
    private static final Path WAR = Path.of("/srv/shop.war");
    private static final ContextName SHOP = new ContextName("/shop");
    private static final ContextName CAFE = new ContextName("/cafe");

    private final FakeTime time = new FakeTime();
    private final FakeProcesses processes = new FakeProcesses(time);
    private final WorkerHost host = new WorkerHost((file, context, config) -> processes);

    private static ContextConfig config(long count) {
        return ContextConfig.of(new SettingValues(null, Map.of(Settings.WORKER_PROCESSES, new Value(count, "test"))));
    }

    @Test
    void hosts_contexts_and_shows_their_workers() throws Exception {
        processes.each(FakeProcess::readySoon);
        HostedApplication shop = host.host(WAR, SHOP, config(1));
        HostedApplication cafe = host.host(WAR, CAFE, config(2));
        assertEquals(0, processes.count());
        cafe.start();

        assertTrue(cafe.active());
        assertFalse(shop.active());
        assertEquals(List.of("/shop 0 IDLE", "/cafe 0 READY", "/cafe 1 READY"), host.statuses().stream()
                .map(status -> status.context() + " " + status.index() + " " + status.state()).toList());
        host.recycle(CAFE);
        host.recycle(SHOP);
        assertEquals(4, processes.count());
        shop.close();
        assertEquals(2, host.statuses().stream().filter(status -> status.state() == WorkerState.READY).count());
        host.close();
        assertEquals(List.of(), host.statuses());
        assertTrue(processes.all().stream().noneMatch(FakeProcess::alive));
        assertEquals(2, processes.closes());
    }

    @Test
    void answers_requests_of_which_no_worker_can_be_had() throws Exception {
        processes.refuse("LNR-7120 there is no JDK at /nowhere");
        HostedApplication shop = host.host(WAR, SHOP, config(1));
        TestResponse response = new InMemoryConnector(shop.application()).get("/shop/").send();

        assertEquals(502, response.status());
        assertFalse(response.text().contains("nowhere"), "reasons are for the owner");
        assertThrows(DeploymentException.class, shop::start);
    }

    @Test
    void what_the_configuration_can_not_hold_is_said_at_once() {
        WorkerHost refusing = new WorkerHost((file, context, config) -> {
            throw new DeploymentException("LNR-7120 there is no JDK");
        });

        assertThrows(DeploymentException.class, () -> refusing.host(WAR, SHOP, config(1)));
        assertEquals(List.of(), refusing.statuses());
    }
}
