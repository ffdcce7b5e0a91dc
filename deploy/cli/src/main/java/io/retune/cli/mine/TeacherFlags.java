package io.retune.cli.mine;

import io.retune.cli.InputException;
import io.retune.cli.LoadedModel;
import io.retune.cli.Session;
import io.retune.cli.option.EncodingOptions;
import io.retune.cli.option.ModelOption;
import io.retune.encoder.Dtype;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Another model whose scores count. */
final class TeacherFlags {
    @Option(
            names = "--teacher",
            paramLabel = "MODEL",
            description = "Margins and score bounds are held against this model's scores instead, which are also"
                    + " written as pair_scores; ranks stay the model's own. Named as the model: " + ModelOption.NAMES
                    + ".")
    private String teacher;

    @Option(
            names = "--teacher-query-instruction",
            paramLabel = "TEXT",
            description = "Put in front of the teacher's queries. Default: what its folder says.")
    private String queryInstruction;

    /** Opens the teacher, if there is one. */
    Optional<LoadedModel> open(Session session, Dtype dtype) {
        return teacher == null
                ? Optional.empty()
                : Optional.of(session.open(teacher, EncodingOptions.of(queryInstruction, dtype)));
    }

    /** Refuses an instruction for nobody; to be called before the work. */
    void check() {
        if (teacher == null && queryInstruction != null) {
            throw new InputException("--teacher-query-instruction: found without --teacher, expected both;"
                    + " name a teacher or leave the instruction out");
        }
    }
}
