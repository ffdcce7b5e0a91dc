package io.retune.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String built = Retune.class.getPackage().getImplementationVersion();
        return new String[] {
            "retune %s (Java %s, %s %s)"
                    .formatted(
                            built == null ? "unpackaged" : built,
                            System.getProperty("java.version"),
                            System.getProperty("os.name"),
                            System.getProperty("os.arch"))
        };
    }
}
