package io.sppdet.input;

import io.sppdet.files.FileName;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A pattern of file names: {@code *} and {@code ?} within a name, {@code **} across folders, none
 * included, {@code [a-z]} and <code>{jpg,png}</code>. Folders do not match, nor, as in shells,
 * hidden files unless the name begins with its point. On Windows a backslash is a slash, elsewhere
 * it takes the next letter for itself.
 */
public final class FilePattern {
  private static final Pattern MAGIC = Pattern.compile("[*?\\[{]");

  private final String folder;
  private final int depth;
  private final boolean hiddenToo;
  private final PathMatcher matcher;

  /**
   * @throws PatternSyntaxException if it is none
   */
  public FilePattern(String pattern) {
    this(pattern, FileSystems.getDefault());
  }

  FilePattern(String pattern, FileSystem files) {
    String slashed =
        files.getSeparator().equals("/") ? pattern : pattern.replace(files.getSeparator(), "/");
    List<String> parts = List.of(slashed.split("/+", -1));
    int fixed = 0;
    while (fixed < parts.size() - 1 && !isPattern(parts.get(fixed))) {
      fixed++;
    }
    String above = String.join("/", parts.subList(0, fixed));
    String glob = String.join("/", parts.subList(fixed, parts.size()));
    boolean whole = above.isEmpty() || slashed.startsWith("//"); // a root, or a server of Windows
    String drive = above.endsWith(":") ? "/" : ""; // without it, the folder a drive is at
    this.folder = fixed > 0 ? (whole ? "/" : "") + above + drive : "";
    this.depth = glob.contains("**") ? Integer.MAX_VALUE : parts.size() - fixed;
    this.hiddenToo = parts.get(parts.size() - 1).startsWith(".");
    this.matcher = files.getPathMatcher("glob:" + glob.replace("**/", "{**/,}"));
  }

  /** Whether a name has letters that mean others. */
  public static boolean isPattern(String name) {
    return MAGIC.matcher(name).find();
  }

  /** The folder that all files that match lie below; empty for the current one. */
  public String folder() {
    return folder;
  }

  /** How deep below that folder files can match; 1 for its own alone. */
  public int depth() {
    return depth;
  }

  /** Whether a file matches, whose name starts from that folder. */
  public boolean matches(Path relative) {
    boolean hidden = FileName.isHidden(relative.getFileName().toString());
    return matcher.matches(relative) && (hiddenToo || !hidden);
  }
}
