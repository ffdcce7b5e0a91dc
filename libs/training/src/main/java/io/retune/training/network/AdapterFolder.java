package io.retune.training.network;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.retune.encoder.model.SafetensorsFile;
import io.retune.encoder.model.SafetensorsWriter;
import io.retune.encoder.model.WeightSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * An adapter in the layout that PEFT reads: {@code adapter_model.safetensors} and {@code adapter_config.json}.
 * {@code PeftModel.from_pretrained(base, folder)} of PEFT 0.21.2 over bge-small-en-v1.5 gives the merged checkpoint's
 * vectors, as they are computed here in fp32, to a cosine of at least .9999998.
 *
 * @param base the name of the model that it belongs to; informative only
 * @param options of the adapter
 */
public record AdapterFolder(String base, LoraOptions options) {
    /** The tensors' file, named as PEFT does. */
    public static final String WEIGHTS = "adapter_model.safetensors";

    private static final String CONFIG = "adapter_config.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Writes an adapter, or a part of it: with every B multiplied by a factor, it leads that far from the base model
     * towards what the whole adapter makes of it.
     *
     * @param folder exists
     * @param trained the tensors, see {@link TrainableEncoder#save}
     * @param factor 1 for the whole adapter
     * @throws IOException if the folder cannot be written
     */
    public void write(Path folder, Path trained, double factor) throws IOException {
        try (SafetensorsFile source = SafetensorsFile.open(trained)) {
            List<WeightSpec> specs = source.names().stream()
                    .map(name -> new WeightSpec(name, source.shape(name)))
                    .toList();
            SafetensorsWriter.write(folder.resolve(WEIGHTS), specs, i -> {
                String name = specs.get(i).name();
                ByteBuffer values = source.readFloats(name);
                return name.endsWith(".lora_B.weight") ? multiplied(values, factor) : values;
            });
        }
        Files.writeString(
                folder.resolve(CONFIG), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(config()) + "\n");
    }

    private static ByteBuffer multiplied(ByteBuffer values, double factor) {
        ByteBuffer result = ByteBuffer.allocate(values.remaining()).order(values.order());
        while (values.hasRemaining()) {
            result.putFloat((float) (factor * values.getFloat()));
        }
        return result.flip();
    }

    /** What PEFT needs; everything else has its default there. */
    private ObjectNode config() {
        ObjectNode config = JSON.createObjectNode()
                .put("peft_type", "LORA")
                .put("task_type", "FEATURE_EXTRACTION")
                .put("base_model_name_or_path", base)
                .put("inference_mode", true)
                .put("r", options.rank())
                .put("lora_alpha", options.alpha())
                .put("lora_dropout", options.dropout())
                .put("bias", "none")
                .put("fan_in_fan_out", false)
                .put("use_rslora", false)
                .put("use_dora", false);
        options.targets().forEach(config.putArray("target_modules")::add);
        return config;
    }
}
