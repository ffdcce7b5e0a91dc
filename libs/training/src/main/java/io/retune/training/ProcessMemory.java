package io.retune.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The memory of this process, native memory included, where the system tells (Linux); else the heap's. */
public final class ProcessMemory {
    private static final Path STATUS = Path.of("/proc/self/status");

    private ProcessMemory() {}

    /** The most resident bytes so far. */
    public static long peakBytes() {
        return read("VmHWM:");
    }

    /** Resident bytes now. */
    public static long residentBytes() {
        return read("VmRSS:");
    }

    private static long read(String field) {
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith(field))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseGet(ProcessMemory::heapBytes);
        } catch (IOException e) {
            return heapBytes();
        }
    }

    private static long heapBytes() {
        return Runtime.getRuntime().totalMemory();
    }
}
