/// Web applications in processes of their own: the supervisor in the front server, the way of a request to a worker, and
/// what the worker does to take part.
module dev.lanner.worker {
    requires static transitive org.jspecify;
    requires jdk.net;
    requires transitive dev.lanner.spi;
    requires transitive dev.lanner.container;
    requires transitive dev.lanner.deploy;
    requires transitive dev.lanner.http;

    exports dev.lanner.worker.hop;
    exports dev.lanner.worker.pairing;
    exports dev.lanner.worker.process;
    exports dev.lanner.worker.sharing;
    exports dev.lanner.worker.supervisor;
}
