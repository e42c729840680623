package io.sppdet.input;

import io.sppdet.error.FileFault;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.files.FileName;
import io.sppdet.image.AppleDouble;
import io.sppdet.image.ImageFormat;
import io.sppdet.image.ImageReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * The images in a zip archive: what is named like one, sorted by name, as {@code ARCHIVE/ENTRY}.
 * They are unpacked one by one, into memory, when their turn comes; nothing is written.
 *
 * @param path the archive
 */
record ImageArchive(Path path) {
  private static final byte[] SIGNATURE = {'P', 'K', 3, 4};

  /** More than anybody's photos; a zip bomb has millions. */
  private static final int MAX_ENTRIES = 100_000;

  /** What macOS puts beside each file, under the file's own name. */
  private static final String RESOURCE_FORKS = "__MACOSX/";

  /** Whether there is an archive, by its name or, of files not named like images, its start. */
  static boolean isAt(Path path) {
    if (ImageFormat.isImageName(path.toString()) || !Files.isRegularFile(path)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(path)) {
      return isNamedZip(path.toString()) || Arrays.equals(in.readNBytes(4), SIGNATURE);
    } catch (IOException e) {
      return false; // reading it as an image will tell why
    }
  }

  private static boolean isNamedZip(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(".zip");
  }

  /**
   * Its images.
   *
   * @param passedOver hears of hidden ones
   */
  List<ImageInput> images(ImageReader reader, PassedOver passedOver) {
    List<ImageInput> images = new ArrayList<>();
    try {
      for (ArchiveEntry entry : entries(passedOver)) {
        if (isNamedZip(entry.entry())) {
          images.add(failed(entry.name(), "an archive in an archive, which is not opened", null));
        } else {
          images.addAll(
              new FileImages(reader).of(entry.name(), path, () -> entry.unpack(reader.limits())));
        }
      }
    } catch (ZipException e) {
      return List.of(failed(FoundFile.name(path), e.getMessage(), e));
    } catch (IOException e) {
      return List.of(failed(FoundFile.name(path), FileFault.reason(e), e));
    }
    return images.isEmpty()
        ? List.of(failed(FoundFile.name(path), "the archive holds no images", null))
        : images;
  }

  private List<ArchiveEntry> entries(PassedOver passedOver) throws IOException {
    String bomb;
    try (ZipFile zip = ArchiveEntry.open(path)) {
      List<ZipArchiveEntry> all = Collections.list(zip.getEntries());
      bomb = bomb(all);
      if (bomb == null) {
        return images(zip, all, passedOver);
      }
    } catch (IOException | RuntimeException e) { // what the library throws on damaged ones
      throw damaged(e);
    }
    throw new ZipException(bomb);
  }

  private List<ArchiveEntry> images(ZipFile zip, List<ZipArchiveEntry> all, PassedOver passedOver) {
    List<ArchiveEntry> images = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      String name = all.get(i).getName();
      boolean wanted = ImageFormat.isImageName(name) || isNamedZip(name);
      if (wanted && !all.get(i).isDirectory() && !isOfMac(zip, all.get(i))) {
        ArchiveEntry entry = new ArchiveEntry(path, i, name);
        if (isHidden(name)) {
          passedOver.hidden(entry.name());
        } else {
          images.add(entry);
        }
      }
    }
    images.sort(Comparator.comparing(ArchiveEntry::entry));
    return images;
  }

  /** Whether it, or a folder it lies in, is: as in folders of the disk. */
  private static boolean isHidden(String name) {
    return Arrays.stream(name.split("[/\\\\]", -1)) // as Windows writes paths, too
        .anyMatch(FileName::isHidden);
  }

  private static boolean isOfMac(ZipFile zip, ZipArchiveEntry entry) {
    String name = entry.getName();
    if (name.startsWith(RESOURCE_FORKS)) {
      return true;
    }
    if (!AppleDouble.isName(name.substring(name.lastIndexOf('/') + 1))) {
      return false;
    }
    try (InputStream in = zip.getInputStream(entry)) {
      return AppleDouble.startsIn(in);
    } catch (IOException | RuntimeException e) {
      return false; // unpacking it will tell
    }
  }

  private static ZipException damaged(Exception cause) {
    ZipException e = new ZipException("a damaged zip archive, or none");
    e.initCause(cause);
    return e;
  }

  /** Why it is one, or null: more entries than anybody photos, or many that share packed bytes. */
  private String bomb(List<ZipArchiveEntry> entries) throws IOException {
    if (entries.size() > MAX_ENTRIES) {
      return "an archive of more than " + MAX_ENTRIES + " files is not read";
    }
    long packed = entries.stream().mapToLong(entry -> Math.max(0, entry.getCompressedSize())).sum();
    return packed > Files.size(path) ? "its files overlap, as those of a zip bomb" : null;
  }

  private ImageInput failed(String name, String reason, Exception cause) {
    return ImageInput.failed(name, path, Kind.IMAGE_UNREADABLE, reason, cause);
  }
}
