package io.retune.local.qdrant;

import static io.retune.local.qdrant.protocol.UnaryMethods.unary;

import io.grpc.ServerServiceDefinition;
import io.qdrant.client.grpc.Points.BatchResult;
import io.qdrant.client.grpc.Points.DenseVector;
import io.qdrant.client.grpc.Points.QueryBatchPoints;
import io.qdrant.client.grpc.Points.QueryBatchResponse;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.QueryResponse;
import io.qdrant.client.grpc.Points.ScoredPoint;
import io.qdrant.client.grpc.Points.SearchBatchPoints;
import io.qdrant.client.grpc.Points.SearchBatchResponse;
import io.qdrant.client.grpc.Points.SearchPoints;
import io.qdrant.client.grpc.Points.SearchResponse;
import io.qdrant.client.grpc.PointsGrpc;
import io.retune.local.qdrant.protocol.Refusal;
import io.retune.local.qdrant.store.Catalog;
import io.retune.local.qdrant.store.Collection;
import io.retune.local.qdrant.store.ExactSearch;
import io.retune.local.qdrant.store.PointTable;
import io.retune.local.qdrant.store.ScoredRow;
import io.retune.local.qdrant.store.VectorQuery;
import io.retune.local.qdrant.store.VectorSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** The methods of {@code qdrant.Points} that find the nearest points, one query or many. */
final class SearchMethods {
    private static final int DEFAULT_LIMIT = 10;

    private final Catalog catalog;
    private final ExactSearch search;

    SearchMethods(Catalog catalog, ExactSearch search) {
        this.catalog = catalog;
        this.search = search;
    }

    /** A query, and what of the points it finds is wanted. */
    private record Nearest(VectorQuery query, Selection selection) {}

    void addTo(ServerServiceDefinition.Builder service) {
        service.addMethod(PointsGrpc.getSearchMethod(), unary(this::search))
                .addMethod(PointsGrpc.getSearchBatchMethod(), unary(this::searchBatch))
                .addMethod(PointsGrpc.getQueryMethod(), unary(this::query))
                .addMethod(PointsGrpc.getQueryBatchMethod(), unary(this::queryBatch));
    }

    private SearchResponse search(SearchPoints request) {
        BatchResult found = find(request.getCollectionName(), List.of(request), SearchMethods::nearest)
                .get(0);
        return SearchResponse.newBuilder().addAllResult(found.getResultList()).build();
    }

    private SearchBatchResponse searchBatch(SearchBatchPoints request) {
        request.getSearchPointsList()
                .forEach(one -> requireSameCollection(request.getCollectionName(), one.getCollectionName()));
        return SearchBatchResponse.newBuilder()
                .addAllResult(find(request.getCollectionName(), request.getSearchPointsList(), SearchMethods::nearest))
                .build();
    }

    private QueryResponse query(QueryPoints request) {
        BatchResult found = find(request.getCollectionName(), List.of(request), SearchMethods::nearest)
                .get(0);
        return QueryResponse.newBuilder().addAllResult(found.getResultList()).build();
    }

    private QueryBatchResponse queryBatch(QueryBatchPoints request) {
        request.getQueryPointsList()
                .forEach(one -> requireSameCollection(request.getCollectionName(), one.getCollectionName()));
        return QueryBatchResponse.newBuilder()
                .addAllResult(find(request.getCollectionName(), request.getQueryPointsList(), SearchMethods::nearest))
                .build();
    }

    /** The real server searches the batch's collection whatever its queries say; a difference is a mistake. */
    private static void requireSameCollection(String batch, String one) {
        if (!one.isEmpty() && !one.equals(batch)) {
            throw Refusal.wrongInput("a batch on collection `%s` has a query on `%s`; send it in a batch of its own"
                    .formatted(batch, one));
        }
    }

    private <Q> List<BatchResult> find(String name, List<Q> requests, BiFunction<Q, VectorSpace, Nearest> reader) {
        Collection collection = catalog.find(name);
        List<Nearest> wanted = requests.stream()
                .map(request -> reader.apply(request, collection.space()))
                .toList();
        return collection.read(points -> results(points, wanted));
    }

    private List<BatchResult> results(PointTable points, List<Nearest> wanted) {
        List<List<ScoredRow>> found =
                search.search(points, wanted.stream().map(Nearest::query).toList());
        List<BatchResult> results = new ArrayList<>(found.size());
        for (int i = 0; i < found.size(); i++) {
            Selection selection = wanted.get(i).selection();
            List<ScoredPoint> scored = found.get(i).stream()
                    .map(row -> selection.scored(points, row))
                    .toList();
            results.add(BatchResult.newBuilder().addAllResult(scored).build());
        }
        return results;
    }

    private static Nearest nearest(SearchPoints request, VectorSpace space) {
        DenseVector vector =
                DenseVector.newBuilder().addAllData(request.getVectorList()).build();
        VectorQuery query = new VectorQuery(
                space.vector(vector),
                PointMethods.filter(request.hasFilter(), request.getFilter()),
                Limits.clamped(request.getOffset()),
                Limits.positive("limit", request.getLimit()),
                request.hasScoreThreshold() ? request.getScoreThreshold() : Float.NEGATIVE_INFINITY);
        return new Nearest(query, Selection.of(request.getWithPayload(), request.getWithVectors(), false));
    }

    private static Nearest nearest(QueryPoints request, VectorSpace space) {
        if (!request.getQuery().getNearest().hasDense()) {
            throw Refusal.unimplemented("QueryPoints without query.nearest.dense");
        }
        VectorQuery query = new VectorQuery(
                space.vector(request.getQuery().getNearest().getDense()),
                PointMethods.filter(request.hasFilter(), request.getFilter()),
                Limits.clamped(request.getOffset()),
                request.hasLimit() ? Limits.positive("limit", request.getLimit()) : DEFAULT_LIMIT,
                request.hasScoreThreshold() ? request.getScoreThreshold() : Float.NEGATIVE_INFINITY);
        return new Nearest(query, Selection.of(request.getWithPayload(), request.getWithVectors(), false));
    }
}
