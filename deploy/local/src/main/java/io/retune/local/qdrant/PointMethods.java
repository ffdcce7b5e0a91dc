package io.retune.local.qdrant;

import static io.retune.local.qdrant.protocol.UnaryMethods.unary;

import io.grpc.ServerServiceDefinition;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Points.CountPoints;
import io.qdrant.client.grpc.Points.CountResponse;
import io.qdrant.client.grpc.Points.CountResult;
import io.qdrant.client.grpc.Points.DeletePoints;
import io.qdrant.client.grpc.Points.GetPoints;
import io.qdrant.client.grpc.Points.GetResponse;
import io.qdrant.client.grpc.Points.PointsOperationResponse;
import io.qdrant.client.grpc.Points.PointsSelector;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.ScrollResponse;
import io.qdrant.client.grpc.Points.UpdateResult;
import io.qdrant.client.grpc.Points.UpdateStatus;
import io.qdrant.client.grpc.Points.UpsertPoints;
import io.qdrant.client.grpc.PointsGrpc;
import io.retune.local.qdrant.filter.PointFilter;
import io.retune.local.qdrant.point.PointKey;
import io.retune.local.qdrant.protocol.Refusal;
import io.retune.local.qdrant.store.Catalog;
import io.retune.local.qdrant.store.Collection;
import io.retune.local.qdrant.store.PointTable;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;

/** The methods of {@code qdrant.Points} that write and list; {@link SearchMethods} has those that search. */
final class PointMethods {
    private static final int DEFAULT_PAGE = 10;

    private final Catalog catalog;
    private final SearchMethods searches;

    PointMethods(Catalog catalog, SearchMethods searches) {
        this.catalog = catalog;
        this.searches = searches;
    }

    ServerServiceDefinition service() {
        ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(PointsGrpc.SERVICE_NAME)
                .addMethod(PointsGrpc.getUpsertMethod(), unary(this::upsert))
                .addMethod(PointsGrpc.getDeleteMethod(), unary(this::delete))
                .addMethod(PointsGrpc.getGetMethod(), unary(this::get))
                .addMethod(PointsGrpc.getScrollMethod(), unary(this::scroll))
                .addMethod(PointsGrpc.getCountMethod(), unary(this::count));
        searches.addTo(service);
        return service.build();
    }

    private PointsOperationResponse upsert(UpsertPoints request) {
        Optional<PointFilter> filter = filter(request.hasUpdateFilter(), request.getUpdateFilter());
        long operation =
                catalog.find(request.getCollectionName()).upsert(request.getPointsList(), filter, request.getWait());
        return done(operation, request.getWait());
    }

    static Optional<PointFilter> filter(boolean isSet, Filter filter) {
        return isSet ? Optional.of(PointFilter.of(filter)) : Optional.empty();
    }

    private PointsOperationResponse delete(DeletePoints request) {
        Collection collection = catalog.find(request.getCollectionName());
        PointsSelector selector = request.getPoints();
        long operation =
                switch (selector.getPointsSelectorOneOfCase()) {
                    case POINTS ->
                        collection.delete(
                                selector.getPoints().getIdsList().stream()
                                        .map(PointKey::of)
                                        .toList(),
                                request.getWait());
                    case FILTER -> collection.delete(PointFilter.of(selector.getFilter()), request.getWait());
                    case POINTSSELECTORONEOF_NOT_SET ->
                        throw Refusal.wrongInput("DeletePoints.points is empty; set points or filter");
                };
        return done(operation, request.getWait());
    }

    private static PointsOperationResponse done(long operation, boolean waited) {
        UpdateStatus status = waited ? UpdateStatus.Completed : UpdateStatus.Acknowledged;
        return PointsOperationResponse.newBuilder()
                .setResult(UpdateResult.newBuilder().setOperationId(operation).setStatus(status))
                .build();
    }

    private GetResponse get(GetPoints request) {
        Selection selection = Selection.of(request.getWithPayload(), request.getWithVectors(), false);
        List<PointKey> keys = request.getIdsList().stream().map(PointKey::of).toList();
        return catalog.find(request.getCollectionName()).read(points -> {
            GetResponse.Builder response = GetResponse.newBuilder();
            for (PointKey key : keys) {
                Integer row = points.rows().get(key);
                if (row != null) {
                    response.addResult(selection.retrieved(points, row));
                }
            }
            return response.build();
        });
    }

    private ScrollResponse scroll(ScrollPoints request) {
        Selection selection = Selection.of(request.getWithPayload(), request.getWithVectors(), true);
        Optional<PointFilter> filter = filter(request.hasFilter(), request.getFilter());
        int limit = request.hasLimit() ? Limits.positive("limit", request.getLimit()) : DEFAULT_PAGE;
        Optional<PointKey> offset =
                request.hasOffset() ? Optional.of(PointKey.of(request.getOffset())) : Optional.empty();
        return catalog.find(request.getCollectionName()).read(points -> {
            NavigableMap<PointKey, Integer> rows =
                    offset.map(key -> points.rows().tailMap(key, true)).orElse(points.rows());
            return page(points, rows, filter, limit, selection);
        });
    }

    private static ScrollResponse page(
            PointTable points,
            NavigableMap<PointKey, Integer> rows,
            Optional<PointFilter> filter,
            int limit,
            Selection selection) {
        ScrollResponse.Builder response = ScrollResponse.newBuilder();
        for (Map.Entry<PointKey, Integer> entry : rows.entrySet()) {
            int row = entry.getValue();
            if (filter.isPresent() && !points.matches(row, filter.get())) {
                continue;
            }
            if (response.getResultCount() == limit) {
                response.setNextPageOffset(entry.getKey().toId());
                break;
            }
            response.addResult(selection.retrieved(points, row));
        }
        return response.build();
    }

    private CountResponse count(CountPoints request) {
        Optional<PointFilter> filter = filter(request.hasFilter(), request.getFilter());
        int count = catalog.find(request.getCollectionName()).read(points -> filter.map(points::matching)
                .map(rows -> rows.cardinality())
                .orElseGet(points::size));
        return CountResponse.newBuilder()
                .setResult(CountResult.newBuilder().setCount(count))
                .build();
    }
}
