package io.retune.encoder.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** TorchScript code compiled in this process. Owns native memory. */
public final class TorchModule implements AutoCloseable {
    private final PtSymbolBlock block;

    private TorchModule(PtSymbolBlock block) {
        this.block = block;
    }

    /**
     * Compiles methods.
     *
     * @param methods as {@link TorchScriptArchive#method} writes them
     * @throws ai.djl.engine.EngineException if the code has an error or names an operator that this build lacks
     */
    public static TorchModule compile(NDManager manager, String methods) {
        byte[] archive = TorchScriptArchive.of(methods);
        try {
            return new TorchModule(
                    JniUtils.loadModule((PtNDManager) manager, new ByteArrayInputStream(archive), false, false));
        } catch (IOException e) {
            throw new UncheckedIOException("a byte array does not fail", e);
        }
    }

    /**
     * Runs a method.
     *
     * @param scope owns the result
     * @param tensors the arguments before the list, in order
     * @param list the last argument, a {@code List[Tensor]}
     * @param gradients whether to record for a backward pass
     */
    public NDList call(String method, NDManager scope, List<NDArray> tensors, List<NDArray> list, boolean gradients) {
        return run(method, scope, tensors, List.of(list), gradients);
    }

    /**
     * Runs a method that changes tensors in place, without recording.
     *
     * @param scope owns the result
     * @param tensors the arguments before the lists, in order
     * @param lists the last arguments, each a {@code List[Tensor]}; lists that code cuts out of a longer one would not
     *     do, as the compiler takes changes of their tensors for unused and drops them
     */
    public NDList change(String method, NDManager scope, List<NDArray> tensors, List<List<NDArray>> lists) {
        return run(method, scope, tensors, lists, false);
    }

    private NDList run(
            String method, NDManager scope, List<NDArray> tensors, List<List<NDArray>> lists, boolean gradients) {
        NDArray methodName = scope.create(0f);
        methodName.setName("module_method:" + method);
        NDList arguments = new NDList(methodName);
        arguments.addAll(tensors);
        for (int i = 0; i < lists.size(); i++) {
            // DJL joins arrays of one such name into one List[Tensor].
            String name = "list" + i + "[]";
            lists.get(i).forEach(tensor -> tensor.setName(name));
            arguments.addAll(lists.get(i));
        }
        // Specialising the graph by profiling costs seconds per new shape and gains nothing on these graphs. The mode
        // is a thread's own, and starts out as profiling.
        JniUtils.setGraphExecutorOptimize(false);
        return IValueUtils.forward(block, arguments, gradients);
    }

    @Override
    public void close() {
        block.close();
    }
}
