package io.sppdet.cli.terminal;

import io.sppdet.error.PlainText;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Ctrl-C, or a polite kill: asks the run in progress to end, and lets the process wait until it
 * has, with its outputs complete. A second one ends the process. To be closed by the run.
 */
public final class Interruption implements AutoCloseable {
  /** An image takes less, unless it hangs. */
  private static final long PATIENCE_SECONDS = 60;

  private final AtomicBoolean asked = new AtomicBoolean();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook = new Thread(this::ask, "interruption");
  private volatile Supplier<String> work = () -> "the start";

  private Interruption() {}

  /**
   * Listens until closed. The run must not call {@link System#exit}, which would wait for itself.
   */
  public static Interruption listen() {
    Interruption interruption = new Interruption();
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  /** Names what the run would be waited for. */
  public void waitsFor(Supplier<String> image) {
    work = image;
  }

  private void ask() {
    asked.set(true);
    if (ended.getCount() > 0) {
      System.err.println(
          "sppdet: interrupted; waits for "
              + PlainText.line(work.get())
              + " and completes the outputs; once more ends at once");
      endAtTheNext("INT", 2);
      endAtTheNext("TERM", 15);
    }
    try {
      if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("sppdet: interrupted; the image at work did not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** By name, as the compiler warns of the only class that can do it. */
  private static void endAtTheNext(String signal, int number) {
    InvocationHandler end =
        (proxy, method, arguments) -> {
          Runtime.getRuntime().halt(128 + number);
          return null;
        };
    try {
      Class<?> type = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, end);
      type.getMethod("handle", type, handler)
          .invoke(null, type.getConstructor(String.class).newInstance(signal), proxy);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      // on a Java without it the patience ends by itself
    }
  }

  public boolean isAsked() {
    return asked.get();
  }

  @Override
  public void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the process is ending because of it
    }
  }
}
