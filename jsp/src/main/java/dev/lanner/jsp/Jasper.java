package dev.lanner.jsp;

import dev.lanner.container.definition.ComponentFactory;
import dev.lanner.deploy.UnpackedApplication;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.jsp.JspFactory;
import java.io.IOException;
import java.util.List;
import org.apache.jasper.compiler.TldCache;
import org.apache.jasper.runtime.JspFactoryImpl;
import org.apache.jasper.servlet.JspServlet;
import org.apache.tomcat.InstanceManager;
import org.xml.sax.SAXException;

/// Everything that links to Jasper's entry points. Stateless; its initialization is that of the engine, once for the
/// server.
final class Jasper {
    static {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // what Jasper looks up once for all must not come from the application that happens to be first
        thread.setContextClassLoader(Jasper.class.getClassLoader());
        try {
            JspFactoryImpl factory = new JspFactoryImpl();
            factory.setPoolSize(0);
            JspFactory.setDefaultFactory(factory);
            Class.forName("org.apache.juli.logging.LogFactory");
            Class.forName("org.apache.jasper.runtime.JspApplicationContextImpl");
        } catch (ClassNotFoundException e) {
            throw new ExceptionInInitializerError(e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private Jasper() {
    }

    static void announce(ServletContext context, ComponentFactory components) {
        String name = InstanceManager.class.getName();
        if (context.getAttribute(name) == null) {
            context.setAttribute(name, new PageObjects(components));
        }
        // made here by one thread: Jasper itself makes it by whoever comes first
        JspFactory.getDefaultFactory().getJspApplicationContext(context);
    }

    static void findTagLibraries(ServletContext context, List<UnpackedApplication.Jar> jars) throws ServletException {
        TagLibraryScanner scanner = new TagLibraryScanner(context, jars);
        try {
            scanner.scan();
        } catch (IOException | SAXException e) {
            throw new ServletException("LNR-4203: a tag library can't be read: " + e.getMessage(), e);
        }
        context.setAttribute(TldCache.SERVLET_CONTEXT_ATTRIBUTE_NAME, new TldCache(context,
                scanner.getUriTldResourcePathMap(), scanner.getTldResourcePathTaglibXmlMap()));
    }

    static Servlet servlet(PageConfig config) throws ServletException {
        Servlet servlet = config.development()
                ? new JspServlet()
                : new PlacedFailures(new JspServlet(), config.directory());
        servlet.init(config);
        return servlet;
    }
}
