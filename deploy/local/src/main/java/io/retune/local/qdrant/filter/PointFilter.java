package io.retune.local.qdrant.filter;

import io.qdrant.client.grpc.Common.Condition;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Common.HasIdCondition;
import io.qdrant.client.grpc.Common.NestedCondition;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.retune.local.qdrant.point.Payload;
import io.retune.local.qdrant.point.PointKey;
import io.retune.local.qdrant.protocol.Refusal;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A filter, read once per request: must, should and must_not over ids, payload fields and nested filters. Semantics of
 * Qdrant's payload_storage/query_checker.rs.
 */
public final class PointFilter {
    private final Predicate<Candidate> matches;
    private final Optional<Set<PointKey>> ids;

    private PointFilter(Predicate<Candidate> matches, Optional<Set<PointKey>> ids) {
        this.matches = matches;
        this.ids = ids;
    }

    /**
     * Reads the filter of a request.
     *
     * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT where it makes no sense
     */
    public static PointFilter of(Filter filter) {
        return new PointFilter(predicate(filter), requiredIds(filter));
    }

    /** Whether a point meets the filter. */
    public boolean matches(PointKey key, Payload payload) {
        return matches.test(Candidate.point(key, payload));
    }

    /** The only points that can meet the filter, where it names them: others need not be looked at. */
    public Optional<Set<PointKey>> ids() {
        return ids;
    }

    private static Optional<Set<PointKey>> requiredIds(Filter filter) {
        return filter.getMustList().stream()
                .filter(Condition::hasHasId)
                .map(condition -> ids(condition.getHasId()))
                .findFirst();
    }

    private static Predicate<Candidate> predicate(Filter filter) {
        List<Predicate<Candidate>> must = conditions(filter.getMustList());
        List<Predicate<Candidate>> should = conditions(filter.getShouldList());
        List<Predicate<Candidate>> mustNot = conditions(filter.getMustNotList());
        return candidate -> (should.isEmpty() || any(should, candidate))
                && must.stream().allMatch(condition -> condition.test(candidate))
                && !any(mustNot, candidate);
    }

    private static boolean any(List<Predicate<Candidate>> conditions, Candidate candidate) {
        for (Predicate<Candidate> condition : conditions) {
            if (condition.test(candidate)) {
                return true;
            }
        }
        return false;
    }

    private static List<Predicate<Candidate>> conditions(List<Condition> conditions) {
        return conditions.stream().map(PointFilter::condition).toList();
    }

    private static Predicate<Candidate> condition(Condition condition) {
        return switch (condition.getConditionOneOfCase()) {
            case FIELD -> FieldConditions.of(condition.getField());
            case IS_EMPTY -> FieldConditions.isEmpty(condition.getIsEmpty().getKey());
            case IS_NULL -> FieldConditions.isNull(condition.getIsNull().getKey());
            case HAS_ID -> hasId(condition.getHasId());
            case FILTER -> predicate(condition.getFilter());
            case NESTED -> nested(condition.getNested());
            case HAS_VECTOR -> throw Refusal.unimplemented("Condition.has_vector");
            case CONDITIONONEOF_NOT_SET -> throw Refusal.wrongInput("a condition of a filter is empty");
        };
    }

    private static Predicate<Candidate> hasId(HasIdCondition condition) {
        Set<PointKey> ids = ids(condition);
        return candidate ->
                candidate.key().isPresent() && ids.contains(candidate.key().get());
    }

    private static Set<PointKey> ids(HasIdCondition condition) {
        Set<PointKey> ids = new HashSet<>();
        condition.getHasIdList().forEach(id -> ids.add(PointKey.of(id)));
        return ids;
    }

    /** Whether one object of a list meets a filter as a whole. */
    private static Predicate<Candidate> nested(NestedCondition condition) {
        JsonPath elements = JsonPath.of(condition.getKey()).elements();
        Predicate<Candidate> filter = predicate(condition.getFilter());
        return candidate -> elements.values(candidate.payload()).stream()
                .filter(Value::hasStructValue)
                .map(Candidate::object)
                .anyMatch(filter);
    }
}
