package io.retune.local.stack;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** What {@code retune up} does, for tests that kill it: a stack with servers of others, until the process ends. */
final class Launcher {
    static final String UP = "up";

    private Launcher() {}

    public static void main(String[] arguments) throws InterruptedException {
        StackOptions options = StackOptions.of(Path.of(arguments[0]), Path.of(arguments[1]))
                .withKafka("127.0.0.1:9")
                .withQdrant("127.0.0.1:9");
        LocalStack.start(options, StackListener.SILENT);
        System.out.println(UP);
        new CountDownLatch(1).await();
    }
}
