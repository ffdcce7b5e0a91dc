package io.retune.encoder.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.retune.encoder.EncoderException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** A network's weights as 32-bit tensors, in the order of {@link Architecture#weights()}. Owns native memory. */
public final class EncoderWeights implements AutoCloseable {
    private final NDManager manager;
    private final List<WeightSpec> specs;
    private final List<NDArray> tensors;

    private EncoderWeights(NDManager manager, List<WeightSpec> specs, List<NDArray> tensors) {
        this.manager = manager;
        this.specs = specs;
        this.tensors = tensors;
    }

    /**
     * Reads weights from {@code model.safetensors}.
     *
     * @param parent the manager under which the tensors live
     * @throws EncoderException if a weight is missing or has another shape than the architecture says
     */
    public static EncoderWeights read(NDManager parent, Path file, Architecture architecture) {
        NDManager manager = parent.newSubManager();
        try (SafetensorsFile source = SafetensorsFile.open(file)) {
            List<NDArray> tensors = new ArrayList<>();
            for (WeightSpec spec : architecture.weights()) {
                String name = nameIn(source, spec.name(), architecture.family());
                if (!source.shape(name).equals(spec.shape())) {
                    throw new EncoderException(file + ": tensor \"" + name + "\" has the shape " + source.shape(name)
                            + ", expected " + spec.shape() + " from config.json; take both files from one model");
                }
                tensors.add(copied(manager, source.readFloats(name), shape(spec)));
            }
            return new EncoderWeights(manager, architecture.weights(), tensors);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /** In libtorch's memory: an array made from a buffer would keep it, and what buffers may take is limited. */
    private static NDArray copied(NDManager manager, ByteBuffer values, Shape shape) {
        try (NDArray array = manager.create(values, shape, DataType.FLOAT32)) {
            return array.duplicate();
        }
    }

    private static String nameIn(SafetensorsFile source, String name, Family family) {
        // The first BERT checkpoints call what scales and shifts a norm gamma and beta.
        String legacy = name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta");
        return Stream.of(name, legacy)
                .flatMap(own -> Stream.of(family.weightPrefix() + own, own))
                .filter(source.names()::contains)
                .findFirst()
                .orElse(name);
    }

    private static Shape shape(WeightSpec spec) {
        return new Shape(spec.shape().stream().mapToLong(Long::longValue).toArray());
    }

    /** The tensors, in the order of {@link #specs()}. Closing this object frees them. */
    public List<NDArray> tensors() {
        return tensors;
    }

    /** Names and shapes. */
    public List<WeightSpec> specs() {
        return specs;
    }

    /** An independent copy under another manager. */
    public EncoderWeights copy(NDManager parent) {
        NDManager target = parent.newSubManager();
        List<NDArray> copies = new ArrayList<>();
        for (NDArray tensor : tensors) {
            NDArray copy = tensor.duplicate();
            copy.attach(target);
            copies.add(copy);
        }
        return new EncoderWeights(target, specs, copies);
    }

    /** Rounds every value to the nearest that bfloat16 has, ties to even; values stay 32-bit floats. */
    public void roundToBfloat16() {
        for (NDArray tensor : tensors) {
            IntBuffer bits = bytes(tensor).asIntBuffer();
            for (int i = 0; i < bits.limit(); i++) {
                int value = bits.get(i);
                bits.put(i, (value + 0x7fff + (value >>> 16 & 1)) & 0xffff0000);
            }
        }
    }

    /** Sha256 over names, shapes and values, in hexadecimal. */
    public String digest() {
        MessageDigest sha256 = Sha256.start();
        for (int i = 0; i < tensors.size(); i++) {
            sha256.update((specs.get(i).name() + specs.get(i).shape()).getBytes(StandardCharsets.UTF_8));
            sha256.update(bytes(tensors.get(i)));
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    /**
     * Writes the weights as a safetensors file.
     *
     * @throws IOException if the disk is full or the file exists
     */
    public void write(Path file) throws IOException {
        SafetensorsWriter.write(file, specs, i -> bytes(tensors.get(i)));
    }

    /**
     * A view of a CPU tensor's memory, little endian, valid while the tensor is open. Not for a tensor that receives
     * gradients: it would stop doing so.
     */
    public static ByteBuffer bytes(NDArray tensor) {
        ByteBuffer bytes = JniUtils.getByteBuffer((PtNDArray) tensor, true);
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            throw new IllegalStateException("safetensors are little endian; this machine is not");
        }
        return bytes;
    }

    @Override
    public void close() {
        manager.close();
    }
}
