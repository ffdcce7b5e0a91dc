package io.retune.local.stack;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Children of a launcher that was killed. They end by themselves; the next stack waits for that. */
final class Leftovers {
    private Leftovers() {}

    /** Returns when none of them is left; the last ones are killed. */
    static void end(StackState state) throws InterruptedException {
        List<ProcessHandle> left = state.children().stream()
                .flatMap(child -> child.process().flatMap(ProcessMark::find).stream())
                .toList();
        CompletableFuture<?> end =
                CompletableFuture.allOf(left.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new));
        try {
            end.get(Child.TIME_TO_END.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            left.forEach(ProcessHandle::destroyForcibly);
            end.join();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of a process cannot fail", e);
        }
    }
}
