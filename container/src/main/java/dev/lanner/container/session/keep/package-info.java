/// Sessions as bytes: what is written of them ([SessionImage]), how its parts are serialized ([Values], [ClassRule]), how the
/// whole is sealed ([SessionSeal], [SealKeys]), and where it goes ([SessionBacking], [StoreCircuit]). Knows no live sessions. For
/// any thread.
@NullMarked
package dev.lanner.container.session.keep;

import org.jspecify.annotations.NullMarked;
