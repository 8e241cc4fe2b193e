package dev.lanner.container.text;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Media types by the extensions of file names: the application's mappings over a built-in table.
public final class MimeTypes {
    /// Media type and extensions, one row each.
    private static final String TABLE = """
            text/html html htm xhtm
            application/xhtml+xml xhtml xht
            text/css css
            text/javascript js mjs cjs
            application/json json map
            application/ld+json jsonld
            application/manifest+json webmanifest
            application/xml xml xsl xsd dtd
            application/xslt+xml xslt
            application/rss+xml rss
            application/atom+xml atom
            application/wsdl+xml wsdl
            application/mathml+xml mathml
            application/rdf+xml rdf
            text/plain txt text log conf ini properties java c h cpp
            text/csv csv
            text/tab-separated-values tsv
            text/markdown md markdown
            text/calendar ics ifb
            text/vcard vcf vcard
            text/vtt vtt
            text/cache-manifest appcache manifest
            text/x-component htc
            text/richtext rtx
            application/rtf rtf
            application/yaml yaml yml
            application/toml toml
            application/graphql graphql
            image/png png
            image/apng apng
            image/jpeg jpg jpeg jpe jfif
            image/gif gif
            image/webp webp
            image/avif avif
            image/heic heic
            image/heif heif
            image/jxl jxl
            image/svg+xml svg
            image/x-icon ico cur
            image/bmp bmp dib
            image/tiff tif tiff
            image/vnd.djvu djvu djv
            image/x-portable-anymap pnm
            image/x-portable-bitmap pbm
            image/x-portable-graymap pgm
            image/x-portable-pixmap ppm
            image/x-xbitmap xbm
            image/x-xpixmap xpm
            image/vnd.adobe.photoshop psd
            font/woff woff
            font/woff2 woff2
            font/ttf ttf
            font/otf otf
            font/collection ttc
            application/vnd.ms-fontobject eot
            audio/mpeg mp3 mp2 mpga
            audio/mp4 m4a
            audio/aac aac
            audio/ogg ogg oga opus spx
            audio/wav wav
            audio/webm weba
            audio/flac flac
            audio/midi mid midi kar
            audio/x-aiff aif aiff aifc
            audio/basic au snd
            application/vnd.apple.mpegurl m3u8
            audio/x-mpegurl m3u
            video/mp4 mp4 m4v mp4v
            video/mpeg mpeg mpg mpe
            video/ogg ogv
            video/webm webm
            video/quicktime mov qt
            video/x-msvideo avi
            video/x-ms-wmv wmv
            video/x-flv flv
            video/x-matroska mkv
            video/mp2t ts m2ts
            video/3gpp 3gp 3gpp
            video/3gpp2 3g2
            application/dash+xml mpd
            application/pdf pdf
            application/postscript ps eps ai
            application/epub+zip epub
            application/msword doc dot
            application/vnd.ms-excel xls xlt
            application/vnd.ms-powerpoint ppt pps pot
            application/vnd.openxmlformats-officedocument.wordprocessingml.document docx
            application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx
            application/vnd.openxmlformats-officedocument.presentationml.presentation pptx
            application/vnd.oasis.opendocument.text odt
            application/vnd.oasis.opendocument.spreadsheet ods
            application/vnd.oasis.opendocument.presentation odp
            application/vnd.oasis.opendocument.graphics odg
            application/vnd.visio vsd
            application/zip zip
            application/gzip gz tgz
            application/x-bzip2 bz2
            application/x-xz xz
            application/zstd zst
            application/x-7z-compressed 7z
            application/vnd.rar rar
            application/x-tar tar
            application/java-archive jar war ear
            application/java-vm class
            application/x-java-jnlp-file jnlp
            application/wasm wasm
            application/x-sh sh
            application/x-csh csh
            application/x-tcl tcl
            application/x-perl pl
            application/x-latex latex
            application/x-tex tex
            application/x-texinfo texinfo texi
            application/x-shockwave-flash swf
            application/sql sql
            application/pgp-signature sig asc
            application/pkcs8 p8
            application/pkix-cert cer
            application/x-x509-ca-cert crt der pem
            application/x-pkcs12 p12 pfx
            application/pkcs10 p10
            application/timestamp-query tsq
            application/vnd.android.package-archive apk
            application/x-apple-diskimage dmg
            application/vnd.debian.binary-package deb
            application/x-rpm rpm
            application/octet-stream bin exe dll so img iso msi
            application/vnd.google-earth.kml+xml kml
            application/vnd.google-earth.kmz kmz
            application/geo+json geojson
            application/gpx+xml gpx
            model/gltf+json gltf
            model/gltf-binary glb
            model/stl stl
            application/x-bittorrent torrent
            message/rfc822 eml mht mhtml
            application/vnd.wap.wmlc wmlc
            text/vnd.wap.wml wml
            """;
    private static final Map<String, String> BUILT_IN = builtIn();

    private final Map<String, String> mappings;

    /// @param mappings the `mime-mapping` of the descriptor: media types by extension without the dot
    public MimeTypes(Map<String, String> mappings) {
        Map<String, String> lowerCase = new HashMap<>();
        mappings.forEach((extension, type) -> lowerCase.put(extension.toLowerCase(Locale.ROOT), type));
        this.mappings = Map.copyOf(lowerCase);
    }

    /// The media type for a file's name or path, or null when its extension is not known. Extensions are compared
    /// without regard to case.
    public @Nullable String of(String fileName) {
        int dot = fileName.lastIndexOf('.');
        if (dot < 0 || dot < fileName.lastIndexOf('/')) {
            return null;
        }
        String extension = fileName.substring(dot + 1).toLowerCase(Locale.ROOT);
        String own = mappings.get(extension);
        return own != null ? own : BUILT_IN.get(extension);
    }

    private static Map<String, String> builtIn() {
        Map<String, String> types = new HashMap<>();
        for (String row : TABLE.split("\n", -1)) {
            String[] words = row.split(" ", -1);
            for (int i = 1; i < words.length; i++) {
                types.put(words[i], words[0]);
            }
        }
        return Map.copyOf(types);
    }
}
