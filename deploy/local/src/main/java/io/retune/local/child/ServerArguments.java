package io.retune.local.child;

import io.retune.local.LocalException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The flags of a local server's {@code main}.
 *
 * @param folder where it keeps its data
 * @param port on 127.0.0.1, 0 for any free one
 * @param parentWatch whether it ends when its standard input ends
 */
public record ServerArguments(Path folder, int port, boolean parentWatch) {
    private static final int LARGEST_PORT = 65_535;

    /** Refuses a missing folder and a port out of range. */
    public ServerArguments {
        if (folder == null) {
            throw new LocalException("--folder: missing; expected where the data is kept; add --folder FOLDER");
        }
        if (port < 0 || port > LARGEST_PORT) {
            throw new LocalException(
                    "--port: found %d; expected 0 (any free port) to %d; correct it".formatted(port, LARGEST_PORT));
        }
    }

    /**
     * Reads {@code --folder FOLDER [--port PORT] [--parent-watch]}.
     *
     * @throws LocalException if a flag is unknown, has no value, or its value cannot be used
     */
    public static ServerArguments parse(String... arguments) {
        Deque<String> left = new ArrayDeque<>(List.of(arguments));
        Path folder = null;
        int port = 0;
        boolean parentWatch = false;
        while (!left.isEmpty()) {
            String flag = left.remove();
            switch (flag) {
                case "--folder" -> folder = Path.of(valueOf(flag, left));
                case "--port" -> port = number(flag, valueOf(flag, left));
                case "--parent-watch" -> parentWatch = true;
                default ->
                    throw new LocalException(
                            flag + ": unknown; expected --folder, --port or --parent-watch; correct or remove it");
            }
        }
        return new ServerArguments(folder, port, parentWatch);
    }

    private static String valueOf(String flag, Deque<String> left) {
        if (left.isEmpty()) {
            throw new LocalException(flag + ": has no value; add one");
        }
        return left.remove();
    }

    private static int number(String flag, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new LocalException("%s: found %s; expected a number; correct it".formatted(flag, text), e);
        }
    }
}
