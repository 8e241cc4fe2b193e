package dev.lanner.examples;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.MultipartConfig;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Takes a file, from a form or as the whole body, and tells what it got; keeps nothing.
@WebServlet("/upload")
@MultipartConfig(fileSizeThreshold = 64 * 1024)
public final class UploadServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        String type = request.getContentType();
        if (type == null || !type.startsWith("multipart/form-data")) {
            try (InputStream body = request.getInputStream()) {
                receipt(null, body).send(response);
            }
            return;
        }
        Part part = request.getPart("file");
        if (part == null) {
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
            new Json().with("error", "the form has no field named file").send(response);
            return;
        }
        try (InputStream file = part.getInputStream()) {
            receipt(part.getSubmittedFileName(), file).send(response);
        }
    }

    private static Json receipt(@Nullable String name, InputStream in) throws IOException {
        MessageDigest digest = sha256();
        byte[] block = new byte[8192];
        long size = 0;
        for (int count = in.read(block); count >= 0; count = in.read(block)) {
            digest.update(block, 0, count);
            size += count;
        }
        return new Json().with("name", name).with("bytes", size).with("sha256",
                HexFormat.of().formatHex(digest.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java platform has SHA-256", e);
        }
    }
}
