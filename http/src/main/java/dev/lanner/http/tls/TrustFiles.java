package dev.lanner.http.tls;

import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.config.Settings.Revocation;
import dev.lanner.spi.log.LazyLogger;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CRL;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.X509CRL;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/// Makes the trust manager of a site from its files. It trusts what these hold and nothing else.
final class TrustFiles {
    private static final Logger LOG = LazyLogger.of(TrustFiles.class);

    private TrustFiles() {
    }

    static TrustManager read(SettingValues settings) throws TlsConfigException {
        String file = settings.get(Settings.TLS_TRUST_STORE);
        if (file.isEmpty()) {
            throw new TlsConfigException("LNR-2134: tls.client-certificate: clients are asked for certificates, but "
                    + "tls.trust-store names none that may vouch for them.");
        }
        List<X509Certificate> anchors = anchors(file, settings.get(Settings.TLS_TRUST_PASSWORD_FILE));
        if (anchors.isEmpty()) {
            throw new TlsConfigException("LNR-2134: tls.trust-store: " + file + " holds no certificate.");
        }
        try {
            return manager(anchors, settings);
        } catch (TlsConfigException e) {
            throw e;
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsConfigException("LNR-2134: tls.trust-store: " + file + ": " + e.getMessage() + ".", e);
        }
    }

    private static List<X509Certificate> anchors(String file, String passwordFile) throws TlsConfigException {
        byte[] bytes = SecretFile.read("tls.trust-store", file);
        try {
            if (PemParser.isPem(bytes)) {
                return PemParser.certificates(bytes);
            }
            KeyStore store = CertificateFiles.open("tls.trust-store", file, bytes,
                    SecretFile.password("tls.trust-password-file", passwordFile), passwordFile.isEmpty());
            List<X509Certificate> found = new ArrayList<>();
            for (String alias : Collections.list(store.aliases())) {
                if (store.getCertificate(alias) instanceof X509Certificate certificate) {
                    found.add(certificate);
                }
            }
            return found;
        } catch (GeneralSecurityException e) {
            throw new TlsConfigException("LNR-2134: tls.trust-store: " + file + ": " + e.getMessage() + ".", e);
        }
    }

    private static TrustManager manager(List<X509Certificate> anchors, SettingValues settings)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (int i = 0; i < anchors.size(); i++) {
            store.setCertificateEntry("anchor-" + i, anchors.get(i));
        }
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(store, new X509CertSelector());
        Collection<? extends CRL> lists = List.of();
        Revocation revocation = settings.get(Settings.TLS_REVOCATION);
        parameters.setRevocationEnabled(revocation != Revocation.OFF);
        if (revocation != Revocation.OFF) {
            PKIXRevocationChecker checker = (PKIXRevocationChecker) CertPathBuilder.getInstance("PKIX")
                    .getRevocationChecker();
            checker.setOptions(revocation == Revocation.CRL
                    ? EnumSet.of(PKIXRevocationChecker.Option.PREFER_CRLS, PKIXRevocationChecker.Option.NO_FALLBACK)
                    : EnumSet.of(PKIXRevocationChecker.Option.NO_FALLBACK));
            parameters.addCertPathChecker(checker);
            if (revocation == Revocation.CRL) {
                lists = lists(settings.get(Settings.TLS_CRL_FILE));
                parameters.addCertStore(
                        CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists)));
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(new CertPathTrustManagerParameters(parameters));
        return new ClientTrust((X509ExtendedTrustManager) factory.getTrustManagers()[0], anchors, lists,
                revocation != Revocation.OFF);
    }

    private static void warnOfAge(CRL list, String file) {
        if (list instanceof X509CRL x509 && x509.getNextUpdate() != null
                && x509.getNextUpdate().toInstant().isBefore(Instant.now())) {
            LOG.log(Level.WARNING,
                    "LNR-6197: tls.crl-file: {0}: the list of {1} is out of date since {2}: clients with its "
                            + "certificates are refused until there is a new one",
                    file,
                    x509.getIssuerX500Principal().getName(), x509.getNextUpdate().toInstant());
        }
    }

    private static Collection<? extends CRL> lists(String file) throws TlsConfigException {
        if (file.isEmpty()) {
            throw new TlsConfigException("LNR-2135: tls.revocation: crl needs tls.crl-file.");
        }
        byte[] bytes = SecretFile.read("tls.crl-file", file);
        try {
            Collection<? extends CRL> lists = CertificateFactory.getInstance("X.509")
                    .generateCRLs(new ByteArrayInputStream(bytes));
            if (lists.isEmpty()) {
                throw new TlsConfigException("LNR-2135: tls.crl-file: " + file + " holds no revocation list.");
            }
            lists.forEach(list -> warnOfAge(list, file));
            return lists;
        } catch (GeneralSecurityException e) {
            throw new TlsConfigException("LNR-2135: tls.crl-file: " + file + ": " + e.getMessage() + ".", e);
        }
    }
}
