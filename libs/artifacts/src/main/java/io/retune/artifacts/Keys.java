package io.retune.artifacts;

import java.util.regex.Pattern;

/** Which names may be used; each method returns the name it accepts. */
final class Keys {
    private static final String SEGMENT = "[A-Za-z0-9_-][A-Za-z0-9._-]*";
    private static final Pattern KIND = Pattern.compile(SEGMENT);
    private static final Pattern PATH = Pattern.compile(SEGMENT + "(/" + SEGMENT + ")*");
    private static final Pattern ARTIFACT = Pattern.compile(SEGMENT + "/[0-9a-f]{64}");
    private static final Pattern IN_ARTIFACT = Pattern.compile(ARTIFACT + "(/.*)?");
    private static final String SEGMENTS =
            "segments of letters, digits, '.', '_' and '-' joined by '/', none with a leading dot";

    private Keys() {}

    static String record(String key) {
        requireSegments("key", key, key);
        if (!isRecord(key)) {
            throw new ArtifactException("key \"" + key
                    + "\": names an artifact (<kind>/<sha256>), expected a record; use open, or another key");
        }
        return key;
    }

    static boolean isRecord(String key) {
        return PATH.matcher(key).matches() && !IN_ARTIFACT.matcher(key).matches();
    }

    static String prefix(String prefix) {
        if (!prefix.isEmpty()) {
            boolean whole = prefix.endsWith("/");
            requireSegments("prefix", prefix, whole ? prefix.substring(0, prefix.length() - 1) : prefix);
        }
        return prefix;
    }

    static String kind(String kind) {
        if (!KIND.matcher(kind).matches()) {
            throw new ArtifactException("kind \"" + kind
                    + "\": expected one segment of letters, digits, '.', '_' and '-' without a leading dot; rename it");
        }
        return kind;
    }

    static String artifact(String artifact) {
        if (!ARTIFACT.matcher(artifact).matches()) {
            throw new ArtifactException("artifact \"" + artifact
                    + "\": expected <kind>/<sha256 in 64 lower-case hexadecimal digits>; use what publish returned");
        }
        return artifact;
    }

    private static void requireSegments(String what, String name, String segments) {
        if (!PATH.matcher(segments).matches()) {
            throw new ArtifactException(what + " \"" + name + "\": expected " + SEGMENTS + "; rename it");
        }
    }
}
