package dev.lanner.deploy;

import dev.lanner.container.DeploymentException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ContextNameTest {

    @ParameterizedTest
    @CsvSource({
        "ROOT.war,'','',/,ROOT", "a.war,/a,'',/a,a", "a#b.war,/a/b,'',/a/b,a#b", "app##2.war,/app,2,/app##2,app##2",
        "a#b##003.war,/a/b,003,/a/b##003,a#b##003", "ROOT##1.0-rc_1+2.war,'',1.0-rc_1+2,/##1.0-rc_1+2,ROOT##1.0-rc_1+2",
        "app##2,/app,2,/app##2,app##2"})
    void readsFileNames(String file, String path, String version, String shown, String fileName) throws Exception {
        ContextName name = ContextName.ofFile(Path.of("webapps", file));
        assertEquals(new ContextName("", path, version), name);
        assertEquals(shown, name.toString());
        assertEquals(fileName, name.fileName());
        assertEquals(Path.of(fileName), name.workDirectory());
        assertEquals(name, ContextName.ofPath(shown));
        ContextName ofHost = ContextName.ofFile(Path.of("webapps", file), "a.example");
        assertEquals(new ContextName("a.example", path, version), ofHost);
        assertEquals("a.example" + shown, ofHost.toString());
        assertEquals(ofHost, ContextName.ofPath("a.example" + shown));
        assertEquals(Path.of("#a.example", fileName), ofHost.workDirectory());
    }

    @ParameterizedTest
    @CsvSource({
        "/,'','',''", "/ROOT,'','',''", "/a,'',/a,''", "a,'',/a,''", "/a/b##1,'',/a/b,1", "a##1,'',/a,1",
        "localhost/a,localhost,/a,''", "'[::1]/a','[::1]',/a,''", "H.Example/,h.example,'',''",
        "h.example/ROOT##7,h.example,'',7", "/##2,'','',2"})
    void readsWhatPeopleWrite(String written, String host, String path, String version) throws Exception {
        assertEquals(new ContextName(host, path, version), ContextName.ofPath(written));
    }

    @ParameterizedTest
    @CsvSource({
        "/a##,LNR-4041", "/a##b/c,LNR-4041", "/a##b##c,LNR-4041", "/a##..ä,LNR-4041", "/a/,LNR-4040", "//a,LNR-4040",
        "/a#b,LNR-4040", "a b/c,LNR-4040", "../c,LNR-4040"})
    void refuses(String written, String id) {
        String message = assertThrows(DeploymentException.class, () -> ContextName.ofPath(written)).getMessage();
        assertTrue(message.startsWith(id), message);
    }

    @ParameterizedTest
    @CsvSource({"/a##2,a##2 a", "/a,a", "h.example/a##2,h.example/a##2 h.example/a", "h.example/,h.example/ROOT"})
    void namesTheFilesOfItsConfiguration(String written, String names) throws Exception {
        assertEquals(List.of(names.split(" ")), ContextName.ofPath(written).configurationNames());
    }
}
