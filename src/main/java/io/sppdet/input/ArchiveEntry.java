package io.sppdet.input;

import io.sppdet.error.FileFault;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.image.EncodedImage;
import io.sppdet.image.ImageLimits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.archivers.zip.ZipMethod;

/**
 * An image in a zip archive. The archive is opened for each anew: that takes little beside the
 * detection, holds no file open, and needs no lock.
 *
 * @param archive the zip file
 * @param index place in its directory; names may be there twice
 * @param entry its name there
 */
record ArchiveEntry(Path archive, int index, String entry) {
  /** A picture of one colour packs 1,000 : 1, as a bomb does; photos hardly 10 : 1. */
  private static final long MAX_RATIO = 200;

  /** Up to here the ratio does not matter. */
  private static final long HARMLESS_BYTES = 10_000_000;

  /** Other methods need libraries that the archive's own thinks are there. */
  private static final Set<Integer> METHODS =
      Stream.of(ZipMethod.STORED, ZipMethod.DEFLATED, ZipMethod.ENHANCED_DEFLATED, ZipMethod.BZIP2)
          .map(ZipMethod::getCode)
          .collect(Collectors.toUnmodifiableSet());

  private static final Pattern LEADS_OUT =
      Pattern.compile("([/\\\\].*|[A-Za-z]:.*|(.*[/\\\\])?\\.\\.([/\\\\].*)?)", Pattern.DOTALL);

  static ZipFile open(Path archive) throws IOException {
    SeekableByteChannel channel = Files.newByteChannel(archive);
    try {
      return ZipFile.builder().setSeekableByteChannel(channel).setIgnoreLocalFileHeader(true).get();
    } catch (IOException | RuntimeException e) {
      channel.close(); // a file the builder opens itself, it leaves open when it is damaged
      throw e;
    }
  }

  /** What messages and results call it. */
  String name() {
    return archive + "/" + entry;
  }

  /**
   * Unpacks it into memory.
   *
   * @throws SppdetException if it is encrypted, damaged, a bomb, too large, or named to be written
   *     elsewhere
   */
  EncodedImage unpack(ImageLimits limits) {
    if (LEADS_OUT.matcher(entry).matches()) {
      throw fault("its name leads out of the archive", null);
    }
    try (ZipFile zip = open(archive)) {
      List<ZipArchiveEntry> entries = Collections.list(zip.getEntries());
      if (index >= entries.size() || !entries.get(index).getName().equals(entry)) {
        throw fault("not where it was: the archive was changed meanwhile", null);
      }
      return unpack(zip, entries.get(index), limits);
    } catch (SppdetException e) {
      throw e;
    } catch (IOException e) {
      throw fault(FileFault.reason(e), e);
    } catch (RuntimeException e) { // what the library throws on damaged ones
      throw fault("damaged in the archive", e);
    }
  }

  private EncodedImage unpack(ZipFile zip, ZipArchiveEntry packed, ImageLimits limits)
      throws IOException {
    if (packed.getGeneralPurposeBit().usesEncryption()) {
      throw fault("encrypted", null);
    }
    if (!METHODS.contains(packed.getMethod())) {
      throw fault("packed by a method sppdet can't read", null);
    }
    long most = Math.max(HARMLESS_BYTES, MAX_RATIO * packed.getCompressedSize());
    EncodedImage image;
    try (InputStream in = zip.getInputStream(packed)) {
      image =
          most < limits.bytes() ? unpackAtMost(most, in) : EncodedImage.read(name(), in, limits);
    }
    CRC32 checksum = new CRC32();
    checksum.update(image.bytes());
    if (checksum.getValue() != packed.getCrc()) {
      throw fault("damaged in the archive: wrong checksum", null);
    }
    return image;
  }

  private EncodedImage unpackAtMost(long most, InputStream in) throws IOException {
    byte[] bytes = in.readNBytes((int) most + 1);
    if (bytes.length > most) {
      throw fault("unpacks to more than " + MAX_RATIO + " times its size, as a zip bomb", null);
    }
    return new EncodedImage(name(), bytes);
  }

  private SppdetException fault(String reason, Throwable cause) {
    return new SppdetException(Kind.IMAGE_UNREADABLE, name(), reason, cause);
  }
}
