package dev.lanner.launcher.logging;

import dev.lanner.spi.config.Settings;
import dev.lanner.spi.log.RequestLogEntry;
import java.util.List;

/// Makes the lines of an access log. Safe for use by several threads.
interface AccessLogFormat {

    /// What stands at the start of each file; empty for nothing.
    default String head() {
        return "";
    }

    /// The line of an entry, with its line end.
    String line(RequestLogEntry entry);

    /// The format of a name.
    ///
    /// @param headers request header fields that get into the formats that have room for them
    /// @param query whether the query belongs to what is logged
    static AccessLogFormat of(Settings.AccessLogFormat format, List<String> headers, boolean query) {
        return switch (format) {
            case COMMON -> new NcsaFormat(false, query);
            case COMBINED -> new NcsaFormat(true, query);
            case W3C -> new W3cFormat(headers, query);
            case JSON -> new JsonFormat(headers, query);
        };
    }

    /// The target as it is logged.
    static String target(String target, boolean query) {
        int mark = query ? -1 : target.indexOf('?');
        return mark < 0 ? target : target.substring(0, mark);
    }
}
