package dev.lanner.http.tls;

import dev.lanner.spi.tls.CertificateChoice.Shown;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Sites of certificates that a callback shows; those used last are kept. Safe for use by several threads.
final class ChosenSites {
    private static final int MOST = 1000;

    /// @param rules the site whose rules hold, by identity: files that are read again make others
    private record Key(Site rules, PrivateKey key, List<X509Certificate> chain) {
    }

    private static final class Recent extends LinkedHashMap<Key, Site> {
        private static final long serialVersionUID = 1;

        Recent() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Site> eldest) {
            return size() > MOST;
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    /// Guarded by lock.
    private final Recent sites = new Recent();

    /// The site of a certificate under the rules of another.
    ///
    /// @return null where there are no rules
    /// @throws TlsConfigException when the certificate can't be used
    @Nullable
    Site site(@Nullable Site rules, Shown shown) throws TlsConfigException, GeneralSecurityException {
        if (rules == null) {
            return null;
        }
        Key key = new Key(rules, shown.key(), shown.chain());
        lock.lock();
        try {
            Site known = sites.get(key);
            if (known != null) {
                return known;
            }
        } finally {
            lock.unlock();
        }
        Credentials credentials = new Credentials("the callback's choice", shown.key(), shown.chain());
        CertificateFiles.check(credentials);
        Site made = rules.with(credentials);
        lock.lock();
        try {
            Site other = sites.putIfAbsent(key, made);
            return other == null ? made : other;
        } finally {
            lock.unlock();
        }
    }
}
