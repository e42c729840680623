package io.sppdet.natives;

import io.sppdet.error.SppdetException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/**
 * The one folder that native libraries are unpacked into: {@code $SPPDET_CACHE}, else {@code
 * $XDG_CACHE_HOME/sppdet}, else {@code ~/.cache/sppdet}. Where home can't be written, a folder of
 * this user in the temporary folder, which nobody else may write, since code is loaded from it.
 */
final class CacheFolder {
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private CacheFolder() {}

  /** Finds the folder and makes it. */
  static Path open() {
    String chosen = System.getenv("SPPDET_CACHE");
    if (chosen != null && !chosen.isEmpty()) {
      Path folder = Path.of(chosen).toAbsolutePath();
      if (!makeWritable(folder)) {
        throw unusable(folder, "SPPDET_CACHE is not a folder that can be written", null);
      }
      return folder;
    }
    Path folder = userCache();
    if (folder != null && makeWritable(folder)) {
      return folder;
    }
    return ofThisUserIn(Path.of(System.getProperty("java.io.tmpdir")));
  }

  /** The user's cache folder, or null where neither variable nor home is an absolute path. */
  private static Path userCache() {
    Path xdg = absolute(System.getenv("XDG_CACHE_HOME"));
    if (xdg != null) {
      return xdg.resolve("sppdet");
    }
    Path home = absolute(System.getenv("HOME"));
    if (home == null) {
      home = absolute(System.getProperty("user.home")); // "?" for a user without an account
    }
    return home == null ? null : home.resolve(".cache").resolve("sppdet");
  }

  private static Path absolute(String path) {
    return path != null && Path.of(path).isAbsolute() ? Path.of(path) : null;
  }

  private static boolean makeWritable(Path folder) {
    try {
      Files.createDirectories(folder);
      return Files.isWritable(folder) && Files.isExecutable(folder);
    } catch (IOException e) {
      return false;
    }
  }

  /** A folder named after this user, refused if another user made it or could write into it. */
  static Path ofThisUserIn(Path temporary) {
    try {
      UserPrincipal me = thisUser(temporary);
      Path folder = temporary.resolve("sppdet-" + me.getName().replaceAll("[^\\w.-]", "_"));
      if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
        makeOwnerOnly(folder);
      }
      boolean mine =
          Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
              && Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(me)
              && (!POSIX
                  || Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS)
                      .equals(OWNER_ONLY));
      if (!mine) {
        throw unusable(
            folder,
            "not a folder that only this user can write; set SPPDET_CACHE to another one",
            null);
      }
      return folder;
    } catch (IOException e) {
      throw unusable(
          temporary, "no folder for native libraries can be made; set SPPDET_CACHE to one", e);
    }
  }

  private static UserPrincipal thisUser(Path temporary) throws IOException {
    Path probe = Files.createTempFile(temporary, "sppdet", null);
    try {
      return Files.getOwner(probe);
    } finally {
      Files.delete(probe);
    }
  }

  private static void makeOwnerOnly(Path folder) throws IOException {
    try {
      if (POSIX) {
        Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      } else {
        Files.createDirectory(folder);
      }
    } catch (FileAlreadyExistsException e) {
      // another run was faster; the caller checks whose it is
    }
  }

  private static SppdetException unusable(Path folder, String reason, Throwable cause) {
    return new SppdetException(SppdetException.Kind.ENGINE, folder.toString(), reason, cause);
  }
}
