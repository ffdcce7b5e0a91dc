package io.retune.local.qdrant.protocol;

import static java.util.Map.entry;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import io.qdrant.client.grpc.Collections.AliasOperations;
import io.qdrant.client.grpc.Collections.ChangeAliases;
import io.qdrant.client.grpc.Collections.CollectionExistsRequest;
import io.qdrant.client.grpc.Collections.CreateAlias;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.DeleteAlias;
import io.qdrant.client.grpc.Collections.DeleteCollection;
import io.qdrant.client.grpc.Collections.GetCollectionInfoRequest;
import io.qdrant.client.grpc.Collections.ListAliasesRequest;
import io.qdrant.client.grpc.Collections.ListCollectionAliasesRequest;
import io.qdrant.client.grpc.Collections.ListCollectionsRequest;
import io.qdrant.client.grpc.Collections.RenameAlias;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Collections.VectorsConfig;
import io.qdrant.client.grpc.Common.Condition;
import io.qdrant.client.grpc.Common.FieldCondition;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Common.HasIdCondition;
import io.qdrant.client.grpc.Common.IsEmptyCondition;
import io.qdrant.client.grpc.Common.IsNullCondition;
import io.qdrant.client.grpc.Common.Match;
import io.qdrant.client.grpc.Common.NestedCondition;
import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.Common.Range;
import io.qdrant.client.grpc.Common.RepeatedIntegers;
import io.qdrant.client.grpc.Common.RepeatedStrings;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.qdrant.client.grpc.Points.CountPoints;
import io.qdrant.client.grpc.Points.DeletePoints;
import io.qdrant.client.grpc.Points.DenseVector;
import io.qdrant.client.grpc.Points.GetPoints;
import io.qdrant.client.grpc.Points.PayloadExcludeSelector;
import io.qdrant.client.grpc.Points.PayloadIncludeSelector;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.PointsIdsList;
import io.qdrant.client.grpc.Points.PointsSelector;
import io.qdrant.client.grpc.Points.Query;
import io.qdrant.client.grpc.Points.QueryBatchPoints;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.ReadConsistency;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.SearchBatchPoints;
import io.qdrant.client.grpc.Points.SearchParams;
import io.qdrant.client.grpc.Points.SearchPoints;
import io.qdrant.client.grpc.Points.UpsertPoints;
import io.qdrant.client.grpc.Points.Vector;
import io.qdrant.client.grpc.Points.VectorInput;
import io.qdrant.client.grpc.Points.Vectors;
import io.qdrant.client.grpc.Points.WithPayloadSelector;
import io.qdrant.client.grpc.Points.WithVectorsSelector;
import io.qdrant.client.grpc.Points.WriteOrdering;
import io.qdrant.client.grpc.QdrantOuterClass.HealthCheckRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The fields that requests may set; any other is refused by name rather than ignored. Fields that only tune a server of
 * several machines or an approximate index (consistency, ordering, time limits, hnsw_ef) are met by one exact server.
 */
public final class SupportedFields {
    /** Messages that are taken as they are. */
    private static final Set<Descriptor> WHOLE = Set.of(
            DenseVector.getDescriptor(),
            HasIdCondition.getDescriptor(),
            PointId.getDescriptor(),
            Range.getDescriptor(),
            ReadConsistency.getDescriptor(),
            RepeatedIntegers.getDescriptor(),
            RepeatedStrings.getDescriptor(),
            Value.getDescriptor(),
            WriteOrdering.getDescriptor());

    private static final Map<Descriptor, Set<String>> SUPPORTED = Map.ofEntries(
            entry(HealthCheckRequest.getDescriptor(), Set.of()),
            entry(CreateCollection.getDescriptor(), Set.of("collection_name", "timeout", "vectors_config", "metadata")),
            entry(VectorsConfig.getDescriptor(), Set.of("params")),
            entry(VectorParams.getDescriptor(), Set.of("size", "distance")),
            entry(GetCollectionInfoRequest.getDescriptor(), Set.of("collection_name")),
            entry(CollectionExistsRequest.getDescriptor(), Set.of("collection_name")),
            entry(ListCollectionsRequest.getDescriptor(), Set.of()),
            entry(DeleteCollection.getDescriptor(), Set.of("collection_name", "timeout")),
            entry(ChangeAliases.getDescriptor(), Set.of("actions", "timeout")),
            entry(AliasOperations.getDescriptor(), Set.of("create_alias", "rename_alias", "delete_alias")),
            entry(CreateAlias.getDescriptor(), Set.of("collection_name", "alias_name")),
            entry(RenameAlias.getDescriptor(), Set.of("old_alias_name", "new_alias_name")),
            entry(DeleteAlias.getDescriptor(), Set.of("alias_name")),
            entry(ListAliasesRequest.getDescriptor(), Set.of()),
            entry(ListCollectionAliasesRequest.getDescriptor(), Set.of("collection_name")),
            entry(
                    UpsertPoints.getDescriptor(),
                    Set.of("collection_name", "wait", "points", "ordering", "update_filter", "timeout")),
            entry(PointStruct.getDescriptor(), Set.of("id", "payload", "vectors")),
            entry(Vectors.getDescriptor(), Set.of("vector")),
            entry(Vector.getDescriptor(), Set.of("data", "dense")),
            entry(DeletePoints.getDescriptor(), Set.of("collection_name", "wait", "points", "ordering", "timeout")),
            entry(PointsSelector.getDescriptor(), Set.of("points", "filter")),
            entry(PointsIdsList.getDescriptor(), Set.of("ids")),
            entry(
                    GetPoints.getDescriptor(),
                    Set.of("collection_name", "ids", "with_payload", "with_vectors", "read_consistency", "timeout")),
            entry(
                    ScrollPoints.getDescriptor(),
                    Set.of(
                            "collection_name",
                            "filter",
                            "offset",
                            "limit",
                            "with_payload",
                            "with_vectors",
                            "read_consistency",
                            "timeout")),
            entry(
                    CountPoints.getDescriptor(),
                    Set.of("collection_name", "filter", "exact", "read_consistency", "timeout")),
            entry(
                    SearchPoints.getDescriptor(),
                    Set.of(
                            "collection_name",
                            "vector",
                            "filter",
                            "limit",
                            "with_payload",
                            "params",
                            "score_threshold",
                            "offset",
                            "with_vectors",
                            "read_consistency",
                            "timeout")),
            entry(
                    SearchBatchPoints.getDescriptor(),
                    Set.of("collection_name", "search_points", "read_consistency", "timeout")),
            entry(
                    QueryPoints.getDescriptor(),
                    Set.of(
                            "collection_name",
                            "query",
                            "filter",
                            "params",
                            "score_threshold",
                            "limit",
                            "offset",
                            "with_vectors",
                            "with_payload",
                            "read_consistency",
                            "timeout")),
            entry(
                    QueryBatchPoints.getDescriptor(),
                    Set.of("collection_name", "query_points", "read_consistency", "timeout")),
            entry(Query.getDescriptor(), Set.of("nearest")),
            entry(VectorInput.getDescriptor(), Set.of("dense")),
            entry(SearchParams.getDescriptor(), Set.of("hnsw_ef", "exact")),
            entry(WithPayloadSelector.getDescriptor(), Set.of("enable", "include", "exclude")),
            entry(PayloadIncludeSelector.getDescriptor(), Set.of("fields")),
            entry(PayloadExcludeSelector.getDescriptor(), Set.of("fields")),
            entry(WithVectorsSelector.getDescriptor(), Set.of("enable")),
            entry(Filter.getDescriptor(), Set.of("must", "should", "must_not")),
            entry(Condition.getDescriptor(), Set.of("field", "is_empty", "has_id", "filter", "is_null", "nested")),
            entry(IsEmptyCondition.getDescriptor(), Set.of("key")),
            entry(IsNullCondition.getDescriptor(), Set.of("key")),
            entry(NestedCondition.getDescriptor(), Set.of("key", "filter")),
            entry(FieldCondition.getDescriptor(), Set.of("key", "match", "range", "is_empty", "is_null")),
            entry(
                    Match.getDescriptor(),
                    Set.of(
                            "keyword",
                            "integer",
                            "boolean",
                            "text",
                            "keywords",
                            "integers",
                            "except_integers",
                            "except_keywords")));

    private SupportedFields() {}

    /**
     * Looks at every message inside a request.
     *
     * @throws io.grpc.StatusRuntimeException UNIMPLEMENTED with the name of a field that the local Qdrant does not have
     */
    public static void check(MessageOrBuilder message) {
        Descriptor type = message.getDescriptorForType();
        if (WHOLE.contains(type)) {
            return;
        }
        requireKnown(message);
        Set<String> supported = SUPPORTED.getOrDefault(type, Set.of());
        message.getAllFields().forEach((field, value) -> {
            if (!supported.contains(field.getName())) {
                throw Refusal.unimplemented(type.getName() + "." + field.getName());
            }
            checkInside(field, value);
        });
    }

    private static void requireKnown(MessageOrBuilder message) {
        if (!message.getUnknownFields().asMap().isEmpty()) {
            throw Refusal.unimplemented("%s, field number %d"
                    .formatted(
                            message.getDescriptorForType().getName(),
                            message.getUnknownFields()
                                    .asMap()
                                    .keySet()
                                    .iterator()
                                    .next()));
        }
    }

    private static void checkInside(FieldDescriptor field, Object value) {
        if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE || field.isMapField()) {
            return;
        }
        if (field.isRepeated()) {
            ((List<?>) value).forEach(element -> check((Message) element));
        } else {
            check((Message) value);
        }
    }
}
