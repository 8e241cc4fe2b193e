package dev.lanner.spi.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class NetworksTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"10.0.0.0/8|10.255.0.1|true", "10.0.0.0/8|11.0.0.0|false",
        "10.0.0.0/9|10.127.255.255|true", "10.0.0.0/9|10.128.0.0|false", "10.1.2.3|10.1.2.3|true",
        "10.1.2.3|10.1.2.4|false", "10.1.2.2/31|10.1.2.3|true", "0.0.0.0/0|200.1.1.1|true", "0.0.0.0/0|::1|false",
        "::/0|::1|true", "::/0|1.2.3.4|false", "fd00::/8|fdff::1|true", "fd00::/8|fe00::1|false",
        "::1, 127.0.0.1|127.0.0.1|true", "::1, 127.0.0.1|::1|true", "::ffff:10.0.0.1|10.0.0.1|true"})
    void addressesBelongToTheirNetworks(String networks, String address, boolean belongs) {
        assertEquals(belongs, Networks.parse(networks, false).contains(InetAddress.ofLiteral(address)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0", "10", "a",
        "::1/129", "fe80::1%eth0", "10.0.0.0/8,", "010.0.0.0/8", "256.0.0.1", "localhost", "10.0.0.0/8/8", "unix", "*"})
    void whatIsNoNetworkIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Networks.parse(text, false));
    }

    @Test
    void peersOverUnixSocketsBelongWhereTheyAreNamed() {
        Networks networks = Networks.parse("unix , 10.0.0.0/8", true);

        assertTrue(networks.unix());
        assertEquals("10.0.0.0/8, unix", networks.toString());
        assertEquals(networks, Networks.parse(networks.toString(), true));
        assertFalse(Networks.parse("10.0.0.0/8", true).unix());
        assertTrue(Networks.parse(" ", true).isEmpty());
    }

    @Test
    void everybodyIsToldFromMany() {
        assertTrue(Networks.parse("10.0.0.0/8, ::/0", false).everybody());
        assertFalse(Networks.parse("128.0.0.0/1, 0.0.0.0/1", false).everybody());
    }

    @Test
    void addressesWithoutAnIpAddressBelongNowhere() {
        assertFalse(Networks.parse("0.0.0.0/0, ::/0", false).contains(InetSocketAddress.createUnresolved("a", 1)));
    }
}
