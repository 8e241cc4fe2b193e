package dev.lanner.spi.features;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

class FeatureCollectionTest {
    private static final FeatureKey<RequestIdFeature> KEY = Features.REQUEST_ID;

    @Test
    void takesTheParentsFeatureUntilItHasItsOwn() {
        FeatureCollection parent = new FeatureCollection();
        FeatureCollection child = new FeatureCollection(parent, FeatureSource.NONE);
        RequestIdFeature ofParent = id();
        RequestIdFeature ofChild = id();
        parent.set(KEY, ofParent);
        assertSame(ofParent, child.get(KEY));
        child.set(KEY, ofChild);
        assertSame(ofChild, child.get(KEY));
        assertSame(ofParent, parent.get(KEY));
    }

    @Test
    void removingHidesTheParentsFeature() {
        FeatureCollection parent = new FeatureCollection();
        parent.set(KEY, id());
        FeatureCollection child = new FeatureCollection(parent, FeatureSource.NONE);
        child.remove(KEY);
        assertNull(child.get(KEY));
        assertThrows(IllegalStateException.class, () -> child.require(KEY));
    }

    @Test
    void eachChangeHereOrInAParentRaisesTheRevisionByOne() {
        FeatureCollection parent = new FeatureCollection();
        FeatureCollection child = new FeatureCollection(parent, FeatureSource.NONE);
        int before = child.revision();
        child.set(KEY, id());
        assertEquals(before + 1, child.revision());
        child.remove(KEY);
        assertEquals(before + 2, child.revision());
        parent.set(KEY, id());
        assertEquals(before + 3, child.revision());
    }

    @Test
    void asksTheSourceOnceAndWithoutANewRevision() {
        AtomicInteger asked = new AtomicInteger();
        FeatureCollection features = new FeatureCollection(null, key -> {
            asked.incrementAndGet();
            return key == KEY ? id() : null;
        });
        int before = features.revision();
        RequestIdFeature first = features.require(KEY);
        assertSame(first, features.get(KEY));
        assertEquals(1, asked.get());
        assertEquals(before, features.revision());
    }

    @Test
    void oneKeyForEachInterface() {
        assertSame(KEY, FeatureKey.of(RequestIdFeature.class));
        assertNotSame(KEY, FeatureKey.of(Runnable.class));
    }

    @Test
    void growsForKeysOfOthers() {
        FeatureCollection features = new FeatureCollection();
        FeatureKey<StringBuilder> last = FeatureKey.of(StringBuilder.class);
        StringBuilder value = new StringBuilder();
        features.set(last, value);
        assertSame(value, features.get(last));
    }

    private static RequestIdFeature id() {
        return new RequestIdFeature() {
            @Override
            public String id() {
                return "x";
            }

            @Override
            public void id(String id) {
                throw new UnsupportedOperationException();
            }
        };
    }
}
