/// What stands between an application's response and the connector where a context asks for it: compression, and the
/// response cache.
///
/// A `DeliveryPlan` belongs to a context, a `Delivery` to one request and its threads.
@NullMarked
package dev.lanner.container.delivery;

import org.jspecify.annotations.NullMarked;
