/// What a store of sessions must do: the contract for stores of the server and of others.
///
/// A [SessionStoreFactory] is found by its name through `ServiceLoader`; it opens a [SessionStore] for each context. A store
/// sees sealed bytes under keys that tell nothing: it needs no care for what is in them, and can't do harm with them. Stores are used by
/// many threads at a time; calls may block, within the time that they were given.
@NullMarked
package dev.lanner.container.session.store;

import org.jspecify.annotations.NullMarked;
