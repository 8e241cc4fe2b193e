package dev.lanner.spi.features;

import java.util.Map;

/// What an application adds to the request's duration in the metrics. Absent: nobody measures.
public interface MetricsTagsFeature {
    /// Tags of one request.
    int MOST_TAGS = 8;
    /// Characters of a tag's value; what is longer is cut.
    int LONGEST_VALUE = 120;

    /// Adds or replaces a tag. Each different value makes a new time series: never a user's name or an id.
    ///
    /// @param name letters, digits, dots and underscores, not starting with a digit
    /// @throws IllegalArgumentException for another name, or one more than [#MOST_TAGS]
    void tag(String name, String value);

    /// The tags in the order they were added.
    Map<String, String> tags();

    /// Whether this request is left out of the metrics.
    boolean excluded();

    /// Leaves the request out, such as the probe of a load balancer.
    void excluded(boolean out);
}
