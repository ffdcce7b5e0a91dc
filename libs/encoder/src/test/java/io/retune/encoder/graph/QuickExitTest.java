package io.retune.encoder.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A process with the native engine ends with its own code, whatever native libraries would do at its end. */
class QuickExitTest {
    private static final int CODE = 7;

    @Test
    void nothingNativeIsTakenDownWhenTheProcessEnds() throws IOException, InterruptedException {
        assertThat(exitCode("engine")).isEqualTo(CODE);
    }

    /** Without the engine what was registered is called: the test above can fail. */
    @Test
    void aProcessWithoutTheEngineEndsAsEver() throws IOException, InterruptedException {
        assertThat(exitCode("none")).isNotEqualTo(CODE);
    }

    private static int exitCode(String engine) throws IOException, InterruptedException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+SuppressFatalErrorMessage",
                        "-cp",
                        System.getProperty("java.class.path"),
                        QuickExitTest.class.getName(),
                        engine)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /** The process: has C's library call abort when it ends, as a crash while libraries are taken down would. */
    public static void main(String[] args) {
        if (args[0].equals("engine")) {
            Torch.newManager().close();
        }
        NativeLibrary process = NativeLibrary.getProcess();
        process.getFunction("on_exit").invokeInt(new Object[] {process.getFunction("abort"), Pointer.NULL});
        System.exit(CODE);
    }
}
