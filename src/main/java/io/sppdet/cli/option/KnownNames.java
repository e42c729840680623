package io.sppdet.cli.option;

import io.sppdet.cli.terminal.Installation;
import io.sppdet.detect.ClassGroups;
import io.sppdet.error.SppdetException;
import io.sppdet.model.ModelDirectory;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** Names that shells complete. */
final class KnownNames {
  private KnownNames() {}

  /** The shipped models; the script itself finds the user's own. */
  static final class Models implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Installation.shipped().iterator();
    }
  }

  /** The classes of the model that is the default, and their groups. */
  static final class Classes implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      try {
        List<String> classes =
            ModelDirectory.open(Installation.model(Installation.DETECTOR)).detector().classes();
        return Stream.concat(classes.stream(), ClassGroups.VOC.classes().keySet().stream())
            .distinct()
            .iterator();
      } catch (SppdetException e) {
        return List.<String>of().iterator(); // whoever loads the model will tell
      }
    }
  }
}
