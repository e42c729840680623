package io.sppdet;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.fail;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The seeds of all fuzz tests, each changed in many ways that are always the same; {@code
 * scripts/fuzz} looks for others, by what of the code they reach.
 */
class MutatedSeedsTest {
  private static final Path TESTS = Path.of("src/test/java");
  private static final Path SEEDS = Path.of("src/test/resources");
  private static final int TIMES = 1000; // of all seeds of a fuzz test together

  @TempDir Path folder;

  static List<Method> fuzzTests() throws IOException, ClassNotFoundException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(TESTS)) {
      files = all.filter(file -> file.toString().endsWith("FuzzTest.java")).sorted().toList();
    }
    List<Method> found = new ArrayList<>();
    for (Path file : files) {
      String name = TESTS.relativize(file).toString().replaceFirst("\\.java$", "");
      found.addAll(having(Class.forName(name.replaceAll("[/\\\\]", ".")), FuzzTest.class));
    }
    return found;
  }

  private static List<Method> having(Class<?> type, Class<? extends Annotation> annotation) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(annotation))
        .peek(method -> method.setAccessible(true))
        .sorted((a, b) -> a.getName().compareTo(b.getName()))
        .toList();
  }

  private static List<Path> seeds(Method fuzz) throws IOException {
    Class<?> type = fuzz.getDeclaringClass();
    Path inputs = SEEDS.resolve(type.getName().replace('.', '/') + "Inputs");
    Path own = inputs.resolve(fuzz.getName());
    try (Stream<Path> files = Files.walk(Files.isDirectory(own) ? own : inputs)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("fuzzTests")
  void whateverIsInAFileIsReadOrRefused(Method fuzz)
      throws IOException, ReflectiveOperationException {
    Class<?> type = fuzz.getDeclaringClass();
    for (Field field : type.getDeclaredFields()) {
      if (field.isAnnotationPresent(TempDir.class)) {
        field.setAccessible(true);
        field.set(null, folder);
      }
    }
    for (Method before : having(type, BeforeAll.class)) {
      before.invoke(null);
    }
    var constructor = type.getDeclaredConstructor();
    constructor.setAccessible(true);
    Object test = constructor.newInstance();
    List<Path> seeds = seeds(fuzz);
    assertFalse(seeds.isEmpty());
    Random random = new Random(1);
    for (int time = 0; time < TIMES; time++) {
      Path seed = seeds.get(time % seeds.size());
      try {
        fuzz.invoke(test, (Object) mutated(Files.readAllBytes(seed), random));
      } catch (InvocationTargetException e) {
        fail(seed + ", change " + time, e.getCause());
      }
    }
    for (Method after : having(type, AfterAll.class)) {
      after.invoke(null);
    }
  }

  private static byte[] mutated(byte[] sound, Random random) {
    byte[] file = sound;
    for (int changes = 1 + random.nextInt(4); changes > 0 && file.length > 0; changes--) {
      int at = random.nextInt(file.length);
      switch (random.nextInt(6)) {
        case 0 -> file[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> file[at] = (byte) random.nextInt(256);
        case 2 -> Arrays.fill(file, at, Math.min(at + 4, file.length), (byte) 0xFF);
        case 3 -> Arrays.fill(file, at, Math.min(at + 4, file.length), (byte) 0);
        case 4 -> file = Arrays.copyOf(file, at + 1);
        default -> {
          int from = random.nextInt(file.length);
          int length = random.nextInt(Math.min(16, file.length - Math.max(at, from)) + 1);
          System.arraycopy(file.clone(), from, file, at, length);
        }
      }
    }
    return file;
  }
}
