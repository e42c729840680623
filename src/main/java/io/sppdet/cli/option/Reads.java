package io.sppdet.cli.option;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Says that an option or argument names what the run reads; see {@link RunPaths}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface Reads {
  /** What its values stand for. */
  As value() default As.FILE;

  /** What a value stands for. */
  public enum As {
    /** The file of that path. */
    FILE,
    /** Images, as ImageSearch finds them. */
    IMAGES,
    /** The files of a data set. */
    DATASET,
    /** All files of a model. */
    MODEL
  }
}
