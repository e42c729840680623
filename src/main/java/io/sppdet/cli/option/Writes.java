package io.sppdet.cli.option;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Says that an option names what the run writes; see {@link RunPaths}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface Writes {
  /** As deep as folders go. */
  int WHOLE = 32;

  /** How many folders deep files are written, where a folder is named; 0 for none in danger. */
  int depth() default 0;

  /** What those files may be called, a regular expression. */
  String named() default ".*";

  /**
   * Files and whole folders beside it that are written too; %s stands for its name, %S without
   * extension.
   */
  String[] beside() default {};
}
