package io.sppdet.error;

import java.io.Serializable;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An error that a user can cause and mend: it names the file (or option), the cause in one line,
 * and what kind it is. The command line prints it as {@code subject: cause}; JSON carries {@link
 * Kind#code()} and the cause.
 */
public final class SppdetException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * What went wrong, with its stable code in JSON and the exit code of a command that ends with it.
   */
  public enum Kind {
    /** Wrong command line. */
    USAGE("usage", 2),
    /** The image file does not exist or can't be opened. */
    IMAGE_MISSING("image_missing", 1),
    /** The file is empty, not an image, of an unsupported kind, or damaged. */
    IMAGE_UNREADABLE("image_unreadable", 1),
    /** The image file ends too early. */
    IMAGE_TRUNCATED("image_truncated", 1),
    /** The image is fine but a stage of the detection failed on it. */
    DETECTION_FAILED("detection_failed", 1),
    /** Reading the image took longer than allowed. */
    TIMEOUT("timeout", 1),
    /** The data set's folder, list or annotations can't be used. */
    DATASET("dataset", 2),
    /** A file could not be written. */
    OUTPUT("output", 2),
    /** A model directory that is missing, incomplete, damaged or of an unknown version. */
    MODEL("model", 3),
    /** A native library (PyTorch, OpenCV) could not be loaded. */
    ENGINE("engine", 3);

    private final String code;
    private final int exitCode;

    Kind(String code, int exitCode) {
      this.code = code;
      this.exitCode = exitCode;
    }

    public String code() {
      return code;
    }

    public int exitCode() {
      return exitCode;
    }

    /** That of a command that went on when images failed, as many as this. */
    public static int exitCodeAfter(long failed) {
      return failed == 0 ? 0 : IMAGE_UNREADABLE.exitCode;
    }
  }

  /**
   * A setting that would let the same go on.
   *
   * @param setting in words with dashes between them, with a value or without
   * @param effect what it does, to be read behind its name
   */
  public record Remedy(String setting, String effect) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  private final Kind kind;
  private final String subject;
  private final String reason;
  private final boolean aboutSetting;
  private final Remedy remedy;

  /**
   * @param subject the file or option the user should look at
   * @param reason what is wrong with it, one line without a full stop
   */
  public SppdetException(Kind kind, String subject, String reason) {
    this(kind, subject, reason, null);
  }

  public SppdetException(Kind kind, String subject, String reason, Throwable cause) {
    this(kind, subject, reason, cause, false, null);
  }

  private SppdetException(
      Kind kind,
      String subject,
      String reason,
      Throwable cause,
      boolean aboutSetting,
      Remedy remedy) {
    super(subject + ": " + reason, cause);
    this.kind = kind;
    this.subject = subject;
    this.reason = reason;
    this.aboutSetting = aboutSetting;
    this.remedy = remedy;
  }

  /**
   * About what is set, by whatever a program offers for it: an option, a method.
   *
   * @param setting in words with dashes between them, with a value or without
   */
  public static SppdetException ofSetting(String setting, String reason, Throwable cause) {
    return new SppdetException(Kind.USAGE, setting, reason, cause, true, null);
  }

  /** The same without a cause. */
  public static SppdetException ofSetting(String setting, String reason) {
    return ofSetting(setting, reason, null);
  }

  /** The same error, which tells of a setting that would let the same go on. */
  public SppdetException with(Remedy setting) {
    return new SppdetException(kind, subject, reason, getCause(), aboutSetting, setting);
  }

  /** About a file; one inside an archive is named by both. */
  public SppdetException(Kind kind, Path subject, String reason, Throwable cause) {
    this(
        kind,
        subject.getFileSystem() == FileSystems.getDefault()
            ? subject.toString()
            : subject.getFileSystem() + subject.toAbsolutePath().toString(),
        reason,
        cause);
  }

  public Kind kind() {
    return kind;
  }

  public String subject() {
    return subject;
  }

  public String reason() {
    return reason;
  }

  /** Whether the subject is a setting. */
  public boolean isAboutSetting() {
    return aboutSetting;
  }

  /** What would let the same go on. */
  public Optional<Remedy> remedy() {
    return Optional.ofNullable(remedy);
  }
}
