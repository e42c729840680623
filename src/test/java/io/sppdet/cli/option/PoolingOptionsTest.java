package io.sppdet.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sppdet.pooling.roi.Pyramid;
import io.sppdet.pooling.roi.Reduction;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class PoolingOptionsTest {
  /** Training that starts from a model keeps of its pooling what is not asked for otherwise. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--pool avg| 6,2,1 | AVERAGE",
        "--pooling spp:4,1| 4,1 | AREA",
        "--pooling spp:4,1 --pool max| 4,1 | MAX"
      })
  void whatIsNotAskedForIsKept(String options, String levels, Reduction reduction) {
    PoolingOptions given = CommandLine.populateCommand(new PoolingOptions(), options.split(" "));
    Pyramid pyramid = given.pyramid(new Pyramid(List.of(6, 2, 1), Reduction.AREA));
    assertEquals(levels, String.join(",", pyramid.levels().stream().map(String::valueOf).toList()));
    assertEquals(reduction, pyramid.reduction());
  }
}
