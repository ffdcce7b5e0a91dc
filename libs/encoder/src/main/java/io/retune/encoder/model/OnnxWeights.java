package io.retune.encoder.model;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.retune.encoder.EncoderException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes a BERT encoder's weights out of an ONNX file that PyTorch exported. Linear weights have lost their names there:
 * they are transposed initializers, found through the MatMul node that uses them, whose own name is the module's path.
 * Format: onnx.proto3 (ModelProto.graph = 7; GraphProto.node = 1, initializer = 5).
 */
final class OnnxWeights {
    private static final int FLOAT = 1;

    private final Map<String, Tensor> tensors = new HashMap<>();
    private final Map<String, String> linearWeights = new HashMap<>();

    private record Tensor(List<Long> shape, ByteBuffer bytes) {}

    /** Reads an ONNX file held in memory. */
    static OnnxWeights parse(byte[] model) throws IOException {
        OnnxWeights weights = new OnnxWeights();
        weights.readModel(CodedInputStream.newInstance(model));
        return weights;
    }

    /**
     * The values of a weight, as safetensors has them.
     *
     * @throws EncoderException if the file lacks it
     */
    ByteBuffer values(WeightSpec spec) {
        Tensor named = tensors.get(spec.name());
        if (named != null && named.shape().equals(spec.shape())) {
            return named.bytes().duplicate();
        }
        Tensor transposed = tensors.get(linearWeights.getOrDefault(spec.name(), ""));
        if (transposed == null || spec.shape().size() != 2) {
            throw new EncoderException("ONNX file: weight \"" + spec.name() + "\" is missing; expected a BERT export");
        }
        return transpose(transposed, spec);
    }

    private static ByteBuffer transpose(Tensor tensor, WeightSpec spec) {
        int rows = Math.toIntExact(spec.shape().get(0));
        int columns = Math.toIntExact(spec.shape().get(1));
        ByteBuffer source = tensor.bytes().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer target = ByteBuffer.allocate(4 * rows * columns).order(ByteOrder.LITTLE_ENDIAN);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                target.putFloat(source.getFloat(4 * (column * rows + row)));
            }
        }
        return target.flip();
    }

    private void readModel(CodedInputStream in) throws IOException {
        in.enableAliasing(true);
        readMessage(in, (field, input) -> field == 7 && readNested(input, this::readGraphField));
    }

    private boolean readGraphField(int field, CodedInputStream in) throws IOException {
        return switch (field) {
            case 1 -> readNode(in);
            case 5 -> readTensor(in);
            default -> false;
        };
    }

    private boolean readNode(CodedInputStream in) throws IOException {
        List<String> inputs = new ArrayList<>();
        StringBuilder name = new StringBuilder();
        readNested(in, (field, input) -> switch (field) {
            case 1 -> inputs.add(input.readString());
            case 3 -> {
                name.append(input.readString());
                yield true;
            }
            default -> false;
        });
        String path = name.toString();
        if (path.endsWith("/MatMul") && inputs.size() == 2) {
            String module =
                    path.substring(1, path.length() - "/MatMul".length()).replace('/', '.');
            linearWeights.put(module + ".weight", inputs.get(1));
        }
        return true;
    }

    private boolean readTensor(CodedInputStream in) throws IOException {
        List<Long> shape = new ArrayList<>();
        int[] type = new int[1];
        StringBuilder name = new StringBuilder();
        ByteBuffer[] bytes = new ByteBuffer[1];
        readNested(in, (field, input) -> {
            switch (field) {
                case 1 -> shape.add(input.readInt64());
                case 2 -> type[0] = input.readInt32();
                case 8 -> name.append(input.readString());
                case 9 -> bytes[0] = input.readByteBuffer();
                default -> {
                    return false;
                }
            }
            return true;
        });
        if (type[0] == FLOAT && bytes[0] != null) {
            tensors.put(name.toString(), new Tensor(shape, bytes[0]));
        }
        return true;
    }

    /** Reads a field's value, or says that it did not. */
    private interface FieldReader {
        boolean read(int field, CodedInputStream in) throws IOException;
    }

    private static boolean readNested(CodedInputStream in, FieldReader reader) throws IOException {
        int limit = in.pushLimit(in.readRawVarint32());
        readMessage(in, reader);
        in.popLimit(limit);
        return true;
    }

    private static void readMessage(CodedInputStream in, FieldReader reader) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (!reader.read(WireFormat.getTagFieldNumber(tag), in)) {
                in.skipField(tag);
            }
        }
    }
}
