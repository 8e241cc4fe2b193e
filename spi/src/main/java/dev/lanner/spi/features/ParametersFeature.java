package dev.lanner.spi.features;

import java.util.List;
import java.util.Map;

/// Parsed parameters, in the order of their first appearance.
public interface ParametersFeature {

    /// Those of the query.
    Map<String, List<String>> query();

    /// Those of an urlencoded or multipart form; reads the body at the first call.
    Map<String, List<String>> form();
}
