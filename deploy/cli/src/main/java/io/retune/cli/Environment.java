package io.retune.cli;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The environment variables named {@code RETUNE_*}: a misspelt one is an error, not a default. */
final class Environment {
    private static final String PREFIX = "RETUNE_";
    private static final Set<String> KNOWN = new TreeSet<>(Set.of(
            Home.VARIABLE,
            "RETUNE_JAVA_OPTS",
            "RETUNE_LLM_API_KEY",
            "RETUNE_LLM_BASE_URL",
            "RETUNE_LLM_MODEL",
            "RETUNE_LLM_PROVIDER",
            "RETUNE_TEST_QDRANT",
            "RETUNE_URL_EMBED",
            "RETUNE_URL_EVAL",
            "RETUNE_URL_SYNTH",
            "RETUNE_URL_TRAIN"));

    private Environment() {}

    static void check(Map<String, String> environment) {
        for (String name : new TreeSet<>(environment.keySet())) {
            if (name.startsWith(PREFIX) && !KNOWN.contains(name)) {
                throw new InputException("environment: found " + name + ", expected one of " + String.join(", ", KNOWN)
                        + "; correct or unset it");
            }
        }
    }
}
