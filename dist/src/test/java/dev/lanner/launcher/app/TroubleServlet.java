package dev.lanner.launcher.app;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// Part of web applications that do to their process what they should not, as their parameter `trouble` says at their start, or
/// as a request asks: `POST /do?what=…`. `GET /do` tells the process.
@WebServlet("/do")
@WebListener
public final class TroubleServlet extends HttpServlet implements ServletContextListener {
    private static final long serialVersionUID = 1L;
    private static final String LINE = "a line of sixty-four characters, which is written again and a.\n";

    @Override
    public void contextInitialized(ServletContextEvent event) {
        switch (String.valueOf(event.getServletContext().getInitParameter("trouble"))) {
            case "crash" -> {
                System.err.println("the last word of a process that crashes");
                Runtime.getRuntime().halt(3);
            }
            case "exit" -> System.exit(0);
            case "throw" -> throw new IllegalStateException("its database is away");
            case "error" -> throw new AssertionError("what must be is not");
            case "hang" -> {
                while (true) {
                    LockSupport.park();
                }
            }
            default -> {
                // none
            }
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter().print(ProcessHandle.current().pid());
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        switch (request.getParameter("what")) {
            case "fill" -> {
                for (int i = 0; i < 100_000; i++) {
                    System.out.print(LINE);
                }
                response.getWriter().print("written");
            }
            case "deadlock" -> deadlock();
            case "allocate" -> {
                List<byte[]> all = new ArrayList<>();
                while (all.size() >= 0) {
                    all.add(new byte[1 << 20]);
                }
            }
            case "fork" -> {
                // one that stays in its group, one that leaves it, and one whose parent ends at once
                Process process = new ProcessBuilder("sh", "-c",
                        "sleep 3601 & setsid sleep 3602 & sh -c 'sleep 3603 &' & "
                                + "echo started; wait")
                        .start();
                response.getWriter().print(process.inputReader().readLine());
            }
            default -> response.sendError(400);
        }
    }

    private static void deadlock() {
        ReentrantLock one = new ReentrantLock();
        ReentrantLock two = new ReentrantLock();
        CountDownLatch both = new CountDownLatch(2);
        Thread other = Thread.ofPlatform().daemon().start(() -> take(two, one, both));
        take(one, two, both);
        other.interrupt();
    }

    private static void take(ReentrantLock first, ReentrantLock second, CountDownLatch both) {
        first.lock();
        try {
            both.countDown();
            both.await();
            second.lock();
            second.unlock();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            first.unlock();
        }
    }
}
