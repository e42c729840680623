package io.sppdet.input;

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Iterators one behind the other, each asked for when its turn comes. The one of {@link
 * java.util.stream.Stream#flatMap} would hold all elements of each.
 */
public final class Chain<S, T> implements Iterator<T> {
  private final Iterator<S> sources;
  private final Function<? super S, ? extends Iterator<T>> open;
  private Iterator<T> current = Collections.emptyIterator();

  /**
   * @param open gives the elements of a source
   */
  public Chain(Iterator<S> sources, Function<? super S, ? extends Iterator<T>> open) {
    this.sources = sources;
    this.open = open;
  }

  /** Those of an iterator or, where it has none, this one. */
  static <T> Iterator<T> orElse(Iterator<T> elements, Supplier<T> otherwise) {
    return elements.hasNext() ? elements : Collections.singleton(otherwise.get()).iterator();
  }

  @Override
  public boolean hasNext() {
    while (!current.hasNext() && sources.hasNext()) {
      current = open.apply(sources.next());
    }
    return current.hasNext();
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return current.next();
  }
}
