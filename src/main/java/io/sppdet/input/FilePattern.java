package io.sppdet.input;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A pattern of file names: {@code *} and {@code ?} within a name, {@code **} across folders, none
 * included, {@code [a-z]} and <code>{jpg,png}</code>. Folders do not match.
 */
final class FilePattern {
  private static final Pattern MAGIC = Pattern.compile("[*?\\[{]");

  private final Path folder;
  private final int depth;
  private final PathMatcher matcher;

  /**
   * @throws PatternSyntaxException if it is none
   */
  FilePattern(String pattern) {
    List<String> parts = List.of(pattern.split("/+", -1));
    int fixed = 0;
    while (fixed < parts.size() - 1 && !isPattern(parts.get(fixed))) {
      fixed++;
    }
    String above = String.join("/", parts.subList(0, fixed));
    String glob = String.join("/", parts.subList(fixed, parts.size()));
    this.folder = Path.of(above.isEmpty() && fixed > 0 ? "/" : above);
    this.depth = glob.contains("**") ? Integer.MAX_VALUE : parts.size() - fixed;
    this.matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob.replace("**/", "{**/,}"));
  }

  static boolean isPattern(String name) {
    return MAGIC.matcher(name).find();
  }

  /** Tells of the files that match, in the order of {@link FolderWalk}. */
  void visit(FolderWalk.Visitor visitor) {
    FolderWalk.Visitor matching =
        new FolderWalk.Visitor() {
          @Override
          public void file(Path file) {
            if (matcher.matches(folder.relativize(file))) {
              visitor.file(file);
            }
          }

          @Override
          public void unreadable(Path below, IOException cause) {
            visitor.unreadable(below, cause);
          }
        };
    new FolderWalk(matching).visit(folder, depth);
  }
}
