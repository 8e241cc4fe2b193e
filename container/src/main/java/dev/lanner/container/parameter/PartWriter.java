package dev.lanner.container.parameter;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;

/// Takes the content of one part after the other: memory at first, then a file where the part is a file. Counts what a
/// body keeps in memory.
final class PartWriter implements MultipartParser.Sink {
    private static final int SCRATCH = 1024;
    private static final int LARGEST_SCRATCH = 64 * 1024;

    private final MultipartRules rules;
    private final MultipartForm form;
    private byte[] scratch = new byte[SCRATCH];
    private long memory;
    private boolean isFile;
    private long size;
    private int inMemory;
    private Path file = NONE;
    private OutputStream out = OutputStream.nullOutputStream();

    private static final Path NONE = Path.of("");

    PartWriter(MultipartRules rules, MultipartForm form) {
        this.rules = rules;
        this.form = form;
    }

    /// Counts bytes that stay in memory anyway, such as header fields.
    void keep(int bytes) {
        if (bytes > rules.limits().maxMemory() - memory) {
            throw tooLarge();
        }
        memory += bytes;
    }

    /// Begins a part.
    void begin(boolean newIsFile) {
        isFile = newIsFile;
        size = 0;
        inMemory = 0;
        file = NONE;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length > rules.maxFileSize() - size) {
            throw ParameterProblem.tooLarge("part-too-large",
                    "a part is larger than " + rules.maxFileSize() + " bytes (max-file-size of the servlet)");
        }
        size += length;
        if (file != NONE) {
            out.write(bytes, offset, length);
            return;
        }
        boolean fits = length <= rules.limits().maxMemory() - memory - inMemory;
        if (isFile && (size > rules.fileSizeThreshold() || !fits)) {
            file = form.newFile();
            out = form.open(file);
            out.write(scratch, 0, inMemory);
            out.write(bytes, offset, length);
            return;
        }
        if (!fits) {
            throw tooLarge();
        }
        append(bytes, offset, length);
    }

    /// Ends the part and gives its content.
    StoredPart.Content end() throws IOException {
        if (file != NONE) {
            out.close();
            return new StoredPart.Content(new byte[0], file, size);
        }
        memory += inMemory;
        byte[] exact = Arrays.copyOf(scratch, inMemory);
        if (scratch.length > LARGEST_SCRATCH) {
            scratch = new byte[SCRATCH];
        }
        return new StoredPart.Content(exact, null, inMemory);
    }

    private void append(byte[] bytes, int offset, int length) {
        long needed = (long) inMemory + length;
        if (needed > scratch.length) {
            if (needed > Integer.MAX_VALUE - 8) {
                throw tooLarge();
            }
            scratch = Arrays.copyOf(scratch, (int) Math.min(Math.max(needed, scratch.length * 2L),
                    Integer.MAX_VALUE - 8));
        }
        System.arraycopy(bytes, offset, scratch, inMemory, length);
        inMemory += length;
    }

    private ParameterProblem tooLarge() {
        return ParameterProblem.tooLarge("form-too-large", "the text fields of a multipart body are larger than "
                + rules.limits().maxMemory() + " bytes (setting limits.max-form-size)");
    }
}
