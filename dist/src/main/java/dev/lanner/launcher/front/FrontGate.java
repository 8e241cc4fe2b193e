package dev.lanner.launcher.front;

import dev.lanner.container.ErrorAnswer;
import dev.lanner.spi.Application;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.worker.pairing.PairedApplication;
import dev.lanner.worker.pairing.PairingToken;
import org.jspecify.annotations.Nullable;

/// What the front server reaches: lets in who has the token of the newest registration. Safe for use by several threads.
final class FrontGate implements Application {
    private final Application application;
    private volatile @Nullable PairedApplication paired;

    /// @param application what serves
    FrontGate(Application application) {
        this.application = application;
    }

    /// From now on only this token counts, and the front server's user.
    void admit(PairingToken token, String user) {
        paired = new PairedApplication(application, token, user, () -> "");
    }

    @Override
    public void handle(FeatureCollection exchange) throws Exception {
        PairedApplication now = paired;
        if (now == null) {
            ErrorAnswer.send(exchange, 503);
            return;
        }
        now.handle(exchange);
    }
}
