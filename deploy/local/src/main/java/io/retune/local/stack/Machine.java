package io.retune.local.stack;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * What the children share.
 *
 * @param cores processors
 * @param memoryBytes of the machine
 */
record Machine(int cores, long memoryBytes) {
    private static final long MEBIBYTE = 1 << 20;

    static Machine current() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new Machine(Runtime.getRuntime().availableProcessors(), system.getTotalMemorySize());
    }

    /** The option of the JVM for what buffers outside the heap may take: a model's weights pass through them. */
    String buffers() {
        return "-XX:MaxDirectMemorySize=%dm".formatted(memoryBytes / 2 / MEBIBYTE);
    }

    /** So many percent of the memory, within bounds; the option of the JVM for a heap of that size. */
    String heap(int percent, int leastMebibytes, int mostMebibytes) {
        long share = memoryBytes / 100 * percent / MEBIBYTE;
        return "-Xmx%dm".formatted(Math.max(leastMebibytes, Math.min(mostMebibytes, share)));
    }
}
