package io.retune.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.AggregateWith;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.aggregator.ArgumentsAggregator;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The first four values of two vectors, as sentence-transformers 6.2.0 (transformers 5.24.0, torch 2.15.0, fp32) printed
 * them for the folders that {@code TinyModel.write(folder, modelType, pooling, 3)} makes.
 */
class ReferenceVectorsTest {
    private static final List<String> TEXTS = List.of("the ferry leaves at seven", "ebb");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "bert,cls_token,0.042621,0.307951,-0.192092,-0.092266,0.027943,0.36744,-0.221588,-0.096539",
        "bert,mean_tokens,-0.010374,0.317566,-0.132325,-0.115725,0.004039,0.408994,-0.146353,-0.123181",
        "bert,lasttoken,-0.012834,0.143442,-0.038643,-0.144135,-0.03999,0.280689,-0.089843,-0.130453",
        "xlm-roberta,cls_token,0.025996,0.123493,0.000999,-0.112211,-0.046906,0.087457,-0.171208,-0.120173",
        "xlm-roberta,mean_tokens,0.012365,0.315109,-0.134706,-0.122706,-0.037556,0.192824,-0.218347,-0.120252"
    })
    void vectorsAreThoseOfSentenceTransformers(
            String modelType, String pooling, @AggregateWith(FromThird.class) double[] expected) throws IOException {
        TinyModel.write(folder, modelType, pooling, 3);
        try (TextEncoder encoder = TinyModel.open(folder, Dtype.FP32)) {
            float[][] vectors = encoder.encode(Role.PASSAGE, TEXTS);
            for (int i = 0; i < expected.length; i++) {
                assertThat((double) vectors[i / 4][i % 4]).as("value %s", i).isCloseTo(expected[i], within(2e-6));
            }
        }
    }

    /** All columns after the model's. */
    static final class FromThird implements ArgumentsAggregator {
        @Override
        public double[] aggregateArguments(ArgumentsAccessor row, ParameterContext context) {
            return row.toList().stream()
                    .skip(2)
                    .mapToDouble(value -> Double.parseDouble((String) value))
                    .toArray();
        }
    }
}
