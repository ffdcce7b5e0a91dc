package io.retune.encoder.graph;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/**
 * Ends the process without the native libraries' own farewell. On a signal the virtual machine leaves by C's
 * {@code exit}, which takes libtorch's tables down while other threads still compute with them: about one Ctrl-C in five
 * then ended in a segmentation fault, with another exit code and a crash report.
 */
final class QuickExit {
    private final Function onExit;
    private final Function exitAtOnce;

    private QuickExit(NativeLibrary process) {
        this.onExit = process.getFunction("on_exit");
        this.exitAtOnce = process.getFunction("_exit");
    }

    /** Prepares it, where C's library is glibc; another one lacks the function, and there the process ends as ever. */
    static void prepare() {
        QuickExit exit;
        try {
            exit = new QuickExit(NativeLibrary.getProcess());
        } catch (UnsatisfiedLinkError e) {
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(exit::comeFirst, "quick-exit"));
    }

    /**
     * What was registered last is called first, so this waits until the process is ending: libraries register on the way,
     * too. All shutdown hooks have run, and what Java wrote has been written, before C calls anything of that kind.
     */
    private void comeFirst() {
        // on_exit calls what it is given with the exit code as the first argument: _exit takes just that.
        onExit.invokeInt(new Object[] {exitAtOnce, Pointer.NULL});
    }
}
