package io.retune.encoder.graph;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;

/** The one place where the native engine is started and set up. */
public final class Torch {
    static {
        // DJL otherwise reports its use to its makers' server.
        setIfAbsent("OPT_OUT_TRACKING", "true");
        setIfAbsent("ai.djl.offline", "true");
        Engine.getEngine("PyTorch");
        // Operations are recorded only where a gradient collector asks for it.
        JniUtils.setGradMode(false);
        QuickExit.prepare();
    }

    private Torch() {}

    private static void setIfAbsent(String key, String value) {
        if (System.getProperty(key) == null) {
            System.setProperty(key, value);
        }
    }

    /** A manager for native memory; close it to free what was made under it. */
    public static NDManager newManager() {
        return Engine.getEngine("PyTorch").newBaseManager();
    }

    /** Native threads of an operation. */
    public static int threads() {
        return JniUtils.getNumThreads();
    }

    /** Sets the state of the random generator that dropout draws from. */
    public static void seed(long seed) {
        Engine.getEngine("PyTorch").setRandomSeed((int) (seed ^ seed >>> 32));
    }

    /**
     * An array times a factor, where that is recorded: the backward pass reads the factor again, and DJL's {@code
     * mul(Number)} and {@code div(Number)} have freed its memory by then. Here it lives as long as the array's manager.
     */
    public static NDArray scale(NDArray array, float factor) {
        return array.mul(array.getManager().create(factor));
    }

    /** Computes something of which nothing is recorded for a backward pass, whichever thread this is. */
    public static <T> T unrecorded(Supplier<T> computation) {
        // The mode is a thread's own, and starts out as recording: what was set above holds for one thread.
        boolean before = JniUtils.isGradMode();
        JniUtils.setGradMode(false);
        try {
            return computation.get();
        } finally {
            JniUtils.setGradMode(before);
        }
    }
}
