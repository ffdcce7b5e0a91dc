package io.retune.local.stack;

import java.util.List;
import java.util.Map;

/**
 * How a child is run.
 *
 * @param name of the child and of its log
 * @param port on which it listens on 127.0.0.1
 * @param command executable and arguments; it must end when its standard input ends
 * @param environment variables beside those of this process
 * @param readiness whether it can serve
 */
record ChildProgram(String name, int port, List<String> command, Map<String, String> environment, Readiness readiness) {
    ChildProgram {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
