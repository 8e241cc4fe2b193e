package dev.lanner.container.binding;

/// A URL prefix that can't be one. Its message names the prefix, the place and the rule.
public final class MalformedPrefixException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String rule;

    MalformedPrefixException(String prefix, int position, String rule) {
        super("LNR-3101: URL prefix \"" + prefix + "\", character " + position + ": " + rule);
        this.rule = "is no URL prefix: character " + position + ": " + rule;
    }

    /// The end of a sentence whose subject is the place where the prefix is written.
    public String rule() {
        return rule;
    }
}
