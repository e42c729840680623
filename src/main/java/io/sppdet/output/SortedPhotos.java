package io.sppdet.output;

import io.sppdet.detect.ImageResult;
import io.sppdet.detect.ImageResult.Failed;
import io.sppdet.detect.ImageResult.Found;
import io.sppdet.error.FileFault;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.input.FoundFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Photos in folders by what they show, which mirror the folders they come from; {@code empty} is
 * for those that show nothing. Nothing is ever replaced: where another file is in the way, the name
 * is numbered. Photos that failed stay where they are, and so do those in the folder already. A
 * file of several pages, or a video, is one photo, which shows what its parts show.
 */
public final class SortedPhotos implements ResultWriter {
  private static final String EMPTY = "empty";

  /** Between the names of what a photo shows together. */
  private static final String AND = "+";

  private final Sorting sorting;
  private final ClaimedFolder claim;
  private final OutputSettings settings;
  private final Map<String, MirroredNames> names = new HashMap<>();

  /** Which photos are in which folder already: what is named again is no other. */
  private final Set<Map.Entry<String, Path>> placed = new HashSet<>();

  /** Photos that could not be read again, and were not reported yet. */
  private final List<SppdetException> left = new ArrayList<>();

  /** What the parts of a file show, by its {@link #placeOf}. */
  private final Map<Path, Parts> parts = new LinkedHashMap<>();

  /** Of which a part failed, so that nobody knows what it shows. */
  private final Set<Path> broken = new HashSet<>();

  private final FreeNames folderNames = new FreeNames();

  /** That of each class or group. */
  private final Map<String, String> folders = new HashMap<>();

  /** To be moved when all is done, by their {@link #placeOf}: the photos and their folders. */
  private final Map<Path, Map.Entry<Path, String>> moves = new LinkedHashMap<>();

  /**
   * The pages of a file or the pictures of a video.
   *
   * @param best highest score by class or group
   */
  private record Parts(Path file, Map<String, Double> best) {
    void add(String group, double score) {
      best.merge(group, score, Math::max);
    }

    /** What they show together, the best first. */
    List<String> shown() {
      return best.entrySet().stream()
          .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
          .map(Map.Entry::getKey)
          .toList();
    }
  }

  /**
   * Makes the folder unless it is there.
   *
   * @throws SppdetException OUTPUT when that can't be done
   */
  public SortedPhotos(Sorting sorting, OutputSettings settings) {
    this.sorting = sorting;
    this.settings = settings;
    this.claim = new ClaimedFolder(sorting.folder(), "sorted");
    folderNames.next(EMPTY, ""); // no class gets it
    settings.model().classes().forEach(label -> folder(sorting.groups().of(label)));
  }

  private String folder(String group) {
    return folders.computeIfAbsent(group, key -> folderNames.next(name(group), ""));
  }

  /** Without what would make it look like several. */
  private String name(String group) {
    return sorting.into() == Sorting.Into.COMBINED ? group.replace(AND, "_") : group;
  }

  /** Stays where it is; so does a file that shows nothing in its other parts. */
  @Override
  public void failed(Failed result) {
    Path file = result.input().file();
    if (file != null && isPart(result, file)) {
      broken.add(placeOf(file));
    }
  }

  /** Whether it is a page of a file, or a picture of a video. */
  private static boolean isPart(ImageResult result, Path file) {
    return result.file().startsWith(FoundFile.name(file) + "#");
  }

  @Override
  public void found(Found result) {
    Path file = result.input().file();
    if (file != null && isSorted(file)) {
      return;
    }
    if (file != null && isPart(result, file)) {
      Parts whole =
          parts.computeIfAbsent(placeOf(file), place -> new Parts(file, new LinkedHashMap<>()));
      result.detections().forEach(d -> whole.add(sorting.groups().of(d.label()), d.score()));
      return;
    }
    List<String> shown =
        result.detections().stream().map(d -> sorting.groups().of(d.label())).distinct().toList();
    if (file != null && result.file().equals(FoundFile.name(file))) {
      sort(file, shown);
      return;
    }
    for (String group : foldersOf(shown)) {
      try {
        unpack(result, group);
      } catch (SppdetException e) {
        leave(e);
      }
    }
  }

  private void sort(Path file, List<String> shown) {
    for (String group : foldersOf(shown)) {
      if (sorting.by() == Sorting.By.MOVE) {
        moves.putIfAbsent(placeOf(file), Map.entry(file, group));
      } else if (placed.add(Map.entry(group, placeOf(file)))) {
        place(file, FoundFile.name(file), group);
      }
    }
  }

  /** Whether it lies in the folder already, whatever links lead there. */
  private boolean isSorted(Path file) {
    try {
      return placeOf(file).startsWith(sorting.folder().toRealPath());
    } catch (IOException e) { // it is gone
      return placeOf(file).startsWith(sorting.folder().toAbsolutePath().normalize());
    }
  }

  /** The one path of a photo, whatever links lead to its folder; a link has one of its own. */
  private static Path placeOf(Path file) {
    Path whole = file.toAbsolutePath().normalize();
    try {
      return whole.getParent().toRealPath().resolve(whole.getFileName());
    } catch (IOException e) { // it is gone
      return whole;
    }
  }

  /** Whether it is a link to a photo that is to be moved itself. */
  private boolean followsAMove(Path photo) {
    try {
      return Files.isSymbolicLink(photo) && moves.containsKey(photo.toRealPath());
    } catch (IOException e) {
      return false; // it leads nowhere
    }
  }

  /** Those for what a photo shows, the best first. */
  private Set<String> foldersOf(List<String> shown) {
    if (shown.isEmpty()) {
      return Set.of(EMPTY);
    }
    return switch (sorting.into()) {
      case FIRST -> Set.of(folder(shown.get(0)));
      case ALL -> shown.stream().map(this::folder).collect(Collectors.toCollection(TreeSet::new));
      case COMBINED ->
          Set.of(shown.stream().sorted().map(this::folder).collect(Collectors.joining(AND)));
    };
  }

  private void place(Path file, String photo, String group) {
    Path place;
    do {
      place = next(photo, group);
    } while (Files.exists(place, LinkOption.NOFOLLOW_LINKS) && !isThere(place, file));
    try {
      if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
        return; // of an earlier run
      }
      if (sorting.by() == Sorting.By.LINK) {
        LabelledFolder.linkOrCopy(file.toAbsolutePath().normalize(), place);
      } else {
        Files.copy(file, place, StandardCopyOption.COPY_ATTRIBUTES);
      }
    } catch (IOException e) {
      leave(fault(file, place, e));
    }
  }

  /** What is the matter: the photo, if it is gone meanwhile, or else its new place. */
  static SppdetException fault(Path photo, Path place, IOException e) {
    boolean gone =
        !Files.isSymbolicLink(photo) && !(Files.isRegularFile(photo) && Files.isReadable(photo));
    return gone
        ? new SppdetException(
            Kind.IMAGE_MISSING,
            photo.toString(),
            "can't be sorted, it is gone or unreadable now",
            e)
        : FileFault.writing(place, e);
  }

  /** Keeps what concerns one photo alone; throws what no other will fare better with. */
  private void leave(SppdetException fault) {
    if (fault.kind().exitCode() != Kind.IMAGE_MISSING.exitCode()) {
      throw fault;
    }
    left.add(fault);
  }

  @Override
  public List<SppdetException> left() {
    List<SppdetException> news = List.copyOf(left);
    left.clear();
    return news;
  }

  private boolean isThere(Path place, Path file) {
    try {
      boolean link =
          sorting.by() == Sorting.By.LINK
              && Files.isSymbolicLink(place)
              && Files.readSymbolicLink(place).equals(file.toAbsolutePath().normalize());
      return link
          || (Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS)
              && Files.mismatch(place, file) < 0); // of a system that permits no links, too
    } catch (IOException e) {
      return false;
    }
  }

  /** Of an archive, or of no file: a copy, whatever is wanted. */
  private void unpack(Found result, String group) {
    byte[] bytes = result.input().encoded().get().bytes();
    Path place = next(result.file(), group);
    try {
      while (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
        if (Files.isRegularFile(place) && Arrays.equals(Files.readAllBytes(place), bytes)) {
          return;
        }
        place = next(result.file(), group);
      }
      write(place, bytes);
    } catch (IOException e) {
      throw FileFault.writing(place, e);
    }
  }

  /** Leaves no part of a photo where the disk is full. */
  private static void write(Path place, byte[] bytes) throws IOException {
    Files.createFile(place);
    try {
      Files.write(place, bytes);
    } catch (IOException e) {
      Files.deleteIfExists(place);
      throw e;
    }
  }

  /** A place that was not given out yet, in a folder that is there. */
  private Path next(String photo, String group) {
    PhotoName name = PhotoName.of(photo);
    MirroredNames ofGroup = names.computeIfAbsent(group, key -> new MirroredNames(settings));
    Path place =
        sorting
            .folder()
            .resolve(FreeNames.folder(group))
            .resolve(ofGroup.next(photo, name.stem(), name.stem(), name.extension()));
    OutputFile.createFolder(place.getParent());
    return place;
  }

  /**
   * Sorts the files of several parts, now that all are seen, and moves the photos, each after it
   * was written down where from and where to.
   */
  @Override
  public void complete() {
    parts.forEach(
        (place, whole) -> {
          if (!whole.best().isEmpty() || !broken.contains(place)) {
            sort(whole.file(), whole.shown());
          }
        });
    List<Map.Entry<Path, String>> own =
        moves.values().stream().filter(move -> !followsAMove(move.getKey())).toList();
    if (own.isEmpty()) {
      return;
    }
    try (MovedPhotos list = MovedPhotos.append(sorting.folder())) {
      for (Map.Entry<Path, String> move : own) {
        Path place;
        do {
          place = next(FoundFile.name(move.getKey()), move.getValue());
        } while (Files.exists(place, LinkOption.NOFOLLOW_LINKS));
        try {
          list.move(move.getKey(), place);
        } catch (SppdetException e) {
          leave(e);
        }
      }
    }
  }

  @Override
  public List<Path> sideFiles() {
    Path list = sorting.folder().resolve(MovedPhotos.NAME);
    return sorting.by() == Sorting.By.MOVE && Files.exists(list) ? List.of(list) : List.of();
  }

  @Override
  public void close() {
    claim.close();
  }
}
