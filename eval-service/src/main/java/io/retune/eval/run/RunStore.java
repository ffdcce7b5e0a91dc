package io.retune.eval.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.retune.events.EventCodec;
import io.retune.events.RunContext;
import io.retune.events.RunDecided;
import io.retune.events.RunOutcome;
import io.retune.events.RunProgress;
import io.retune.events.Stage;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Runs and stages in the database, one row each. Every write may come again and in any order: a row only moves forward,
 * so that a replay of all events changes nothing.
 */
@ApplicationScoped
public class RunStore {
    private static final String SELECT_RUNS =
            """
            SELECT r.run, r.context, r.decision, r.reasons, r.decided_at, r.retry_of,
                   (SELECT COUNT(*) FROM stages w WHERE w.run = r.run AND w.state = 'waiting') AS waiting
            FROM runs r
            """;

    private final Database database;

    RunStore(Database database) {
        this.database = database;
    }

    /** Notes that a run was requested. */
    public void request(RunContext context, Optional<String> retryOf) {
        if (find(context.run()).isEmpty()) {
            insert(context, retryOf);
        }
        // The event may have been read before whoever sent it could say whose retry it is.
        retryOf.ifPresent(retried -> database.update(
                "UPDATE runs SET retry_of = ? WHERE run = ? AND retry_of IS NULL", retried, context.run()));
    }

    private void insert(RunContext context, Optional<String> retryOf) {
        database.insertUnlessThere(
                "INSERT INTO runs (run, index_name, context, requested_at, retry_of) VALUES (?, ?, ?, ?, ?)",
                context.run(),
                context.index(),
                EventCodec.writePlain(context),
                time(context.requestedAt()),
                retryOf.orElse(null));
    }

    /** Notes how a run ended; the first end counts. */
    public void decide(RunDecided decided, Instant at) {
        request(decided.context(), Optional.empty());
        database.update(
                "UPDATE runs SET decision = ?, reasons = ?, decided_at = ? WHERE run = ? AND decision IS NULL",
                decided.decision().label(),
                EventCodec.json().valueToTree(decided.reasons()).toString(),
                time(at),
                decided.context().run());
    }

    /** Notes how far a stage is, unless something later is known. */
    public void progress(RunProgress progress) {
        if (!advance(progress)) {
            database.insertUnlessThere(
                    "INSERT INTO stages (run, stage, state, attempt, done, total, unit, message, started_at, updated_at)"
                            + " VALUES (?, ?, 'running', 0, 0, 0, '', '', ?, ?)",
                    progress.run(),
                    progress.stage().label(),
                    time(progress.at()),
                    time(Instant.EPOCH));
            advance(progress);
        }
    }

    private boolean advance(RunProgress progress) {
        String state = progress.state().label();
        boolean over = progress.state() == RunProgress.State.DONE || progress.state() == RunProgress.State.FAILED;
        return database.update(
                        "UPDATE stages SET state = ?, attempt = CASE WHEN attempt < ? THEN ? ELSE attempt END, done = ?,"
                                + " total = ?, unit = ?, message = CASE WHEN ? = '' THEN message ELSE ? END,"
                                + " updated_at = ?, finished_at = ?"
                                + " WHERE run = ? AND stage = ? AND state NOT IN ('done', 'failed') AND (updated_at < ? OR ?)",
                        state,
                        progress.attempt(),
                        progress.attempt(),
                        progress.done(),
                        progress.total(),
                        progress.unit(),
                        progress.message(),
                        progress.message(),
                        time(progress.at()),
                        over ? time(progress.at()) : null,
                        progress.run(),
                        progress.stage().label(),
                        time(progress.at()),
                        over) // whatever another replica's clock said before
                > 0;
    }

    /** The run of an id. */
    public Optional<RunSummary> find(String run) {
        return database.query(SELECT_RUNS + "WHERE r.run = ?", RunStore::run, run).stream()
                .findFirst();
    }

    /** The runs requested last, the newest first. */
    public List<RunSummary> latest(int limit) {
        return database.query(
                SELECT_RUNS + "ORDER BY r.requested_at DESC, r.run DESC FETCH FIRST " + limit + " ROWS ONLY",
                RunStore::run);
    }

    /** The stages of a run that were heard of, in the ring's order. */
    public List<StageState> stages(String run) {
        return database.query("SELECT * FROM stages WHERE run = ?", RunStore::stage, run).stream()
                .sorted(Comparator.comparing(StageState::name))
                .toList();
    }

    private static RunSummary run(ResultSet row) throws SQLException {
        Optional<RunOutcome> decision =
                Optional.ofNullable(row.getString("decision")).map(RunOutcome::parse);
        String state = decision.map(RunOutcome::label).orElse(row.getInt("waiting") > 0 ? "waiting" : "running");
        return new RunSummary(
                EventCodec.readPlain(row.getString("context"), RunContext.class),
                state,
                decision,
                reasons(row.getString("reasons")),
                instant(row, "decided_at"),
                Optional.ofNullable(row.getString("retry_of")));
    }

    private static List<String> reasons(String json) throws SQLException {
        try {
            return json == null ? List.of() : List.of(EventCodec.json().readValue(json, String[].class));
        } catch (JsonProcessingException e) {
            throw new SQLException("column reasons: no list of texts in JSON: " + json, e);
        }
    }

    private static StageState stage(ResultSet row) throws SQLException {
        return new StageState(
                Stage.parse(row.getString("stage")),
                RunProgress.State.parse(row.getString("state")),
                row.getInt("attempt"),
                row.getLong("done"),
                row.getLong("total"),
                row.getString("unit"),
                row.getString("message"),
                instant(row, "started_at").orElseThrow(),
                instant(row, "finished_at"));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
