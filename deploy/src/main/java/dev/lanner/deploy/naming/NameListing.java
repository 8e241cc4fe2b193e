package dev.lanner.deploy.naming;

import dev.lanner.deploy.naming.Namespace.Directory;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import javax.naming.Binding;
import javax.naming.Context;
import javax.naming.NameClassPair;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;

/// The names at one place, in order. Belongs to one thread.
///
/// @param <T> pairs of name and class, or bindings, whose objects are made one by one
final class NameListing<T> implements NamingEnumeration<T> {
    private final Iterator<Map.Entry<String, Object>> entries;
    private final Maker<T> maker;

    private interface Maker<T> {
        T make(String name, String className) throws NamingException;
    }

    /// Looks up a name of the listing.
    interface Lookup {
        Object at(String name) throws NamingException;
    }

    private NameListing(Map<String, Object> entries, Maker<T> maker) {
        this.entries = entries.entrySet().iterator();
        this.maker = maker;
    }

    static NamingEnumeration<NameClassPair> pairs(Map<String, Object> entries) {
        return new NameListing<>(entries, NameClassPair::new);
    }

    static NamingEnumeration<Binding> bindings(Map<String, Object> entries, Lookup lookup) {
        return new NameListing<>(entries, (name, className) -> new Binding(name, lookup.at(name)));
    }

    @Override
    public boolean hasMore() {
        return entries.hasNext();
    }

    @Override
    public T next() throws NamingException {
        Map.Entry<String, Object> entry = entries.next();
        String className = switch (entry.getValue()) {
            case Bound bound -> bound.className();
            case Directory _ -> Context.class.getName();
            default -> Object.class.getName();
        };
        return maker.make(entry.getKey(), className);
    }

    @Override
    public boolean hasMoreElements() {
        return hasMore();
    }

    @Override
    public T nextElement() {
        try {
            return next();
        } catch (NamingException e) {
            NoSuchElementException none = new NoSuchElementException(e.getMessage());
            none.initCause(e);
            throw none;
        }
    }

    @Override
    public void close() {
        // holds nothing
    }
}
