package io.sppdet.dataset;

/** What the objects marked in an image say of a class, as labels of the whole image. */
public enum Presence {
  PRESENT,
  ABSENT,
  /** All its objects are difficult: neither an example nor a counter-example (VOC's 0). */
  UNCERTAIN;

  /** Of one class in one image; one object that is not difficult is enough. */
  public static Presence of(LabelledImage image, String label) {
    Presence presence = ABSENT;
    for (LabelledObject object : image.objects()) {
      if (object.label().equals(label)) {
        if (!object.difficult()) {
          return PRESENT;
        }
        presence = UNCERTAIN;
      }
    }
    return presence;
  }
}
