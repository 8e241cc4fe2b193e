/// Sessions in a table of a database, by JDBC and HikariCP: [JdbcSessionStoreFactory]. Each call is one statement, committed by
/// itself. For any thread.
@NullMarked
package dev.lanner.session.jdbc;

import org.jspecify.annotations.NullMarked;
