package io.retune.dataset.convert;

import io.retune.dataset.DatasetException;
import io.retune.dataset.Quote;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The formats that can be converted. */
public final class Converters {
    private static final Map<String, Converter> BY_NAME = new LinkedHashMap<>();

    static {
        BY_NAME.put("infgrad", new InfgradConverter());
        BY_NAME.put("air-bench", new AirBenchConverter());
        BY_NAME.put("beir", new BeirConverter());
        BY_NAME.put("squad", new SquadConverter());
        BY_NAME.put("pairs", new PairsConverter());
        BY_NAME.put("triplets", new TripletsConverter());
        BY_NAME.put("scored-pairs", new ScoredPairsConverter());
    }

    private Converters() {}

    /** The names of all formats. */
    public static Set<String> names() {
        return Collections.unmodifiableSet(BY_NAME.keySet());
    }

    /**
     * The converter of a format.
     *
     * @throws DatasetException when there is none of this name; it lists those there are
     */
    public static Converter byName(String name) {
        Converter converter = BY_NAME.get(name);
        if (converter == null) {
            throw new DatasetException("there is no format " + Quote.of(name) + "; expected one of "
                    + String.join(", ", BY_NAME.keySet()) + "; choose one");
        }
        return converter;
    }
}
