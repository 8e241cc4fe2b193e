package dev.lanner.http.h2.connection;

import dev.lanner.http.h2.HpackEncoder;
import dev.lanner.spi.message.FieldList;

/// What a header block of a response consists of.
///
/// @param status the status code
/// @param fields the application's fields
/// @param length the value of content-length; negative for none
/// @param dated whether a date is added where there is none
record ResponseBlock(int status, FieldList fields, long length, boolean dated) {

    /// Writes the block.
    ///
    /// @return the index after it
    int encode(HpackEncoder encoder, byte[] target, int offset, byte[] date) {
        encoder.begin(target, offset);
        encoder.status(status);
        boolean hasDate = !dated;
        for (int i = 0; i < fields.size(); i++) {
            String name = fields.name(i);
            if (name.length() == 14 && name.equalsIgnoreCase("Content-Length")) {
                continue;
            }
            hasDate |= name.length() == 4 && name.equalsIgnoreCase("Date");
            encoder.field(name, fields.value(i));
        }
        if (!hasDate) {
            encoder.plain("date", date);
        }
        if (length >= 0) {
            encoder.contentLength(length);
        }
        return encoder.end();
    }
}
