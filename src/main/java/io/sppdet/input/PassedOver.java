package io.sppdet.input;

import io.sppdet.error.Count;
import io.sppdet.error.SppdetException.Remedy;
import io.sppdet.files.FileName;
import io.sppdet.image.AppleDouble;
import io.sppdet.video.VideoFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Counts what a search comes upon in the folders named, and leaves out. */
public final class PassedOver {
  private static final int KINDS_TOLD = 6;

  private final Map<String, Integer> kinds = new TreeMap<>();
  private int folders;
  private int videos;
  private int links;
  private int hidden;
  private String firstHidden;
  private final List<String> again = new ArrayList<>();

  /** A link to what is looked at by its own name. */
  void link() {
    links++;
  }

  /** A file that was named before, by this name or another. */
  public void again(String name) {
    again.add(name);
  }

  /**
   * A hidden image, such as one that a phone keeps in the trash; not what a Mac leaves beside it.
   */
  void hidden(Path image) {
    if (!AppleDouble.isAt(image)) {
      hidden(FoundFile.name(image));
    }
  }

  /** A hidden image, by its name. */
  public void hidden(String name) {
    firstHidden = hidden == 0 ? name : firstHidden;
    hidden++;
  }

  /** Neither image nor to be entered. Other hidden files are nobody's photos, and not counted. */
  void other(Path path) {
    other(path.getFileName().toString(), Files.isDirectory(path), VideoRule.isVideo(path));
  }

  /** The same, in a file system that is none of Java's and has neither links nor pipes. */
  public void other(String name, boolean folder) {
    other(name, folder, VideoFile.isVideoName(name));
  }

  private void other(String name, boolean folder, boolean video) {
    if (FileName.isHidden(name)) {
      return;
    }
    if (folder) {
      folders++;
      return;
    }
    if (video) {
      videos++;
      return;
    }
    int dot = name.lastIndexOf('.');
    String kind = dot < 0 ? "without an ending" : name.substring(dot).toLowerCase(Locale.ROOT);
    kinds.merge(kind, 1, Integer::sum);
  }

  /**
   * In lines for people; none where nothing was left out.
   *
   * @param words for a setting that would take it in
   */
  public List<String> lines(Function<Remedy, String> words) {
    List<String> lines = new ArrayList<>();
    if (!kinds.isEmpty()) {
      int all = kinds.values().stream().mapToInt(Integer::intValue).sum();
      lines.add(Count.of(all, "file") + " of kinds sppdet does not read: " + listed());
    }
    if (hidden > 0) {
      lines.add(Count.of(hidden, "hidden image") + " not looked at; the first is " + firstHidden);
    }
    if (videos > 0) {
      lines.add(
          Count.of(videos, "video")
              + " not looked into; "
              + words.apply(new Remedy("videos", "takes a picture a second of each")));
    }
    if (folders > 0) {
      lines.add(
          Count.of(folders, "subfolder")
              + " not entered; "
              + words.apply(new Remedy("recursive", "enters them")));
    }
    if (links > 0) {
      lines.add(
          Count.of(
                  links, "link to a photo of the same folder", "links to photos of the same folder")
              + " not followed");
    }
    if (!again.isEmpty()) {
      lines.add(
          Count.of(again.size(), "file was", "files were")
              + " named again, by the same name, another or a link, and count%s again; the first is "
                  .formatted(again.size() == 1 ? "s" : "")
              + again.get(0));
    }
    return lines;
  }

  /** The commonest first. */
  private String listed() {
    List<Map.Entry<String, Integer>> sorted = new ArrayList<>(kinds.entrySet());
    sorted.sort(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()));
    int rest = sorted.stream().skip(KINDS_TOLD).mapToInt(Map.Entry::getValue).sum();
    return sorted.stream()
            .limit(KINDS_TOLD)
            .map(kind -> kind.getValue() + " " + kind.getKey())
            .collect(Collectors.joining(", "))
        + (rest == 0 ? "" : ", " + Count.of(rest, "other"));
  }
}
