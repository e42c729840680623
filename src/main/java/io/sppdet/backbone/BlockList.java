package io.sppdet.backbone;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The inverted residual blocks of an EfficientNet-Lite, as {@code model.json} has them: each {@code
 * I:kKsS}, with {@code r} where the input is added to the output; ended by {@code I:expand} where
 * the map is to be taken from the expansion of block I instead of the head.
 *
 * @param text as it is written
 * @param blocks in the order an image goes through them
 * @param last name of the 1×1 convolution that the map is taken from
 */
public record BlockList(String text, List<Block> blocks, String last) {
  private static final Pattern BLOCK = Pattern.compile("(\\d+):k([35])s([12])(r?)");
  private static final Pattern EXPANSION = Pattern.compile("(\\d+):expand");

  /**
   * One of them.
   *
   * @param text as it is written
   * @param name of its tensors
   * @param kernel sides of the depthwise convolution's window
   * @param stride of that convolution
   * @param residual whether the input is added to the output
   */
  public record Block(String text, String name, int kernel, int stride, boolean residual) {
    private static Block of(String text) {
      Matcher parts = BLOCK.matcher(text);
      BackboneDescriptor.check(parts.matches(), "blocks: '" + text + "' is not of the form I:kKsS");
      return new Block(
          text,
          name(parts.group(1)),
          Integer.parseInt(parts.group(2)),
          Integer.parseInt(parts.group(3)),
          !parts.group(4).isEmpty());
    }

    private static String name(String number) {
      return "blocks." + number;
    }
  }

  public BlockList {
    blocks = List.copyOf(blocks);
  }

  /**
   * Parses the text.
   *
   * @throws io.sppdet.error.SppdetException MODEL when a part of it is no block
   */
  @JsonCreator
  public static BlockList of(String text) {
    List<String> parts = new ArrayList<>(List.of(text.split(" ", -1)));
    String last = "head";
    Matcher expansion = EXPANSION.matcher(parts.get(parts.size() - 1));
    if (expansion.matches()) {
      parts.remove(parts.size() - 1);
      last = Block.name(expansion.group(1)) + ".expand";
    }
    return new BlockList(text, parts.stream().map(Block::of).toList(), last);
  }

  /** As {@link #of} takes it. */
  @Override
  @JsonValue
  public String text() {
    return text;
  }
}
