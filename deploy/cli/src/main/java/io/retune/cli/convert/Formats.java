package io.retune.cli.convert;

import io.retune.dataset.convert.Converters;
import java.util.Iterator;

/** Names of formats, for help and completion. */
final class Formats implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
        return Converters.names().iterator();
    }
}
