/// What each connector must do, as tests.
///
/// A connector's module extends [dev.lanner.testkit.contract.ConnectorContract] and says how its connector is made; all
/// tests then run over its sockets with raw bytes. Tests of a class run one after the other.
@NullMarked
package dev.lanner.testkit.contract;

import org.jspecify.annotations.NullMarked;
