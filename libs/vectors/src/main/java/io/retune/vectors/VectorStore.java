package io.retune.vectors;

import io.qdrant.client.QueryFactory;
import io.qdrant.client.WithPayloadSelectorFactory;
import io.qdrant.client.WithVectorsSelectorFactory;
import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.Points.BatchResult;
import io.qdrant.client.grpc.Points.CountPoints;
import io.qdrant.client.grpc.Points.DeletePoints;
import io.qdrant.client.grpc.Points.GetPoints;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.PointsSelector;
import io.qdrant.client.grpc.Points.QueryBatchPoints;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.ScrollResponse;
import io.qdrant.client.grpc.Points.SearchParams;
import io.qdrant.client.grpc.Points.UpsertPoints;
import io.qdrant.client.grpc.Points.VectorInput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The vectors of documents in a Qdrant server (1.16 or newer), one collection per model and corpus.
 *
 * <p>A document is one point: its id is the UUID version 5 of the document's id, its payload {@code doc_id}, the text
 * (under {@code text_segment} unless configured otherwise), {@code content_hash}, {@code log_position} and the metadata,
 * flat: {@code a.b} for nested objects, booleans as text, lists as JSON text, nulls left out, and {@code metadata.}
 * before a key of the store's own. Scores are dot products.
 *
 * <p>Safe for threads; calls block until Qdrant has answered, writes until they are applied. Wherever a collection is
 * named, an alias does too, except where one is created or deleted. Every call ends within a minute per message sent.
 *
 * <p>Errors: {@link VectorStoreUnavailable} if Qdrant is away or has no time (the call may be repeated), any other
 * {@link VectorStoreException} if it refuses the request, {@link IllegalStateException} after {@link #close}.
 */
public final class VectorStore implements AutoCloseable {
    /** The payload key of the text unless configured otherwise: the one that LangChain4j uses. */
    public static final String DEFAULT_TEXT_KEY = "text_segment";

    private static final Duration DEADLINE = Duration.ofMinutes(1);
    // Of 16 MiB, the rest is for the update filter.
    private static final int MAX_UPSERT_BYTES = 15 << 20;
    private static final int QUERIES_PER_CALL = 64;
    private static final int HITS_PER_CALL = 16_384;
    private static final int IDS_PER_CALL = 1_000;

    private final QdrantConnection connection;
    private final CollectionCatalog catalog;
    private final PointFormat format;

    VectorStore(QdrantAddress address, String textKey, Duration deadline) {
        this.format = new PointFormat(textKey);
        this.connection = new QdrantConnection(address, deadline);
        this.catalog = new CollectionCatalog(connection);
    }

    /** A store at an address; nothing is sent before the first call, so the server may still be away. */
    public static VectorStore connect(QdrantAddress address) {
        return connect(address, DEFAULT_TEXT_KEY);
    }

    /**
     * A store at an address whose points have their text under another key.
     *
     * @param textKey the payload key of the text
     */
    public static VectorStore connect(QdrantAddress address, String textKey) {
        return new VectorStore(address, textKey, DEADLINE);
    }

    /**
     * Creates a collection unless there is one; of several creators at once each may go on.
     *
     * @throws VectorStoreException if there is one with other dimensions, distance or metadata
     */
    public void createCollection(CollectionSpec spec) {
        catalog.create(spec);
    }

    /**
     * What a collection is like, by its name or an alias; nothing if there is none.
     *
     * @throws VectorStoreException if it has no vectors or named ones
     */
    public Optional<CollectionInfo> describe(String name) {
        try {
            return catalog.config(name)
                    .map(config -> new CollectionInfo(
                            Math.toIntExact(config.vectors().getSize()),
                            count(name),
                            config.indexedVectors(),
                            config.metadata()));
        } catch (VectorStoreException e) {
            // Deleted between the two questions.
            if (QdrantConnection.isNotFound(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The names of all collections, sorted. */
    public List<String> collections() {
        return catalog.names();
    }

    /** Deletes a collection and the aliases that lead to it; nothing happens if there is none. */
    public void deleteCollection(String name) {
        catalog.delete(name);
    }

    /** Lets an alias lead to a collection, in one step: each search sees the old collection or the new one. */
    public void setAlias(String alias, String collection) {
        catalog.setAlias(alias, collection);
    }

    /** All aliases and the collections that they lead to, sorted by alias. */
    public Map<String, String> aliases() {
        return catalog.aliases();
    }

    /** Writes points over whatever is stored of the same documents. */
    public void upsert(String collection, List<Point> points) {
        for (List<PointStruct> batch : batches(points)) {
            upsert(UpsertPoints.newBuilder().setCollectionName(collection).addAllPoints(batch));
        }
    }

    /**
     * Writes each point that is not stored yet, or is stored with a lower log position. Check and write are one step, so
     * several writers of one document end in its latest version, whatever the order. Of a document that is there more
     * than once, only the latest version is sent.
     *
     * <p>A deleted document leaves no position behind: an older version written after the delete comes back, until the
     * delete is repeated. Who reads the log in order always comes to the delete again.
     */
    public void upsertIfNewer(String collection, List<Point> points) {
        List<Point> latest = List.copyOf(LogOrder.latest(points));
        for (List<Point> group : Batches.byCount(latest, LogOrder.MAX_POINTS)) {
            for (List<PointStruct> batch : batches(group)) {
                // The filter may name points of the group's other batches: it is asked about those of this one only.
                upsert(UpsertPoints.newBuilder()
                        .setCollectionName(collection)
                        .addAllPoints(batch)
                        .setUpdateFilter(LogOrder.allOlderThan(group)));
            }
        }
    }

    private List<List<PointStruct>> batches(List<Point> points) {
        return Batches.bySize(points.stream().map(format::write).toList(), MAX_UPSERT_BYTES);
    }

    private void upsert(UpsertPoints.Builder builder) {
        UpsertPoints request = builder.setWait(true).build();
        connection.points(operation("upsert into", request.getCollectionName()), stub -> stub.upsert(request));
    }

    /** Deletes a document if it is stored with a lower log position; nothing happens otherwise. */
    public void deleteIfOlder(String collection, String docId, long logPosition) {
        DeletePoints request = DeletePoints.newBuilder()
                .setCollectionName(collection)
                .setWait(true)
                .setPoints(PointsSelector.newBuilder().setFilter(LogOrder.olderThan(docId, logPosition)))
                .build();
        connection.points(operation("delete from", collection), stub -> stub.delete(request));
    }

    /** How many points a collection holds, counted exactly. */
    public long count(String collection) {
        CountPoints request = CountPoints.newBuilder()
                .setCollectionName(collection)
                .setExact(true)
                .build();
        return connection
                .points(operation("count", collection), stub -> stub.count(request))
                .getResult()
                .getCount();
    }

    /**
     * The documents closest to each query.
     *
     * @param queries vectors with as many floats as the collection has dimensions
     * @param limit documents per query, at least 1
     * @return per query, in the order of the queries: hits, best first
     */
    public List<List<Hit>> search(String collection, List<float[]> queries, int limit, SearchMode mode) {
        if (limit < 1) {
            throw new IllegalArgumentException(
                    "search in \"%s\": found limit %d, expected at least 1; ask for what you need"
                            .formatted(collection, limit));
        }
        int queriesPerCall = Math.max(1, Math.min(QUERIES_PER_CALL, HITS_PER_CALL / limit));
        List<List<Hit>> hits = new ArrayList<>(queries.size());
        for (List<float[]> batch : Batches.byCount(queries, queriesPerCall)) {
            QueryBatchPoints.Builder request = QueryBatchPoints.newBuilder().setCollectionName(collection);
            batch.forEach(query -> request.addQueryPoints(query(collection, query, limit, mode)));
            for (BatchResult result : connection
                    .points(operation("search in", collection), stub -> stub.queryBatch(request.build()))
                    .getResultList()) {
                hits.add(result.getResultList().stream().map(format::readHit).toList());
            }
        }
        return hits;
    }

    private static QueryPoints query(String collection, float[] vector, int limit, SearchMode mode) {
        return QueryPoints.newBuilder()
                .setCollectionName(collection)
                .setQuery(QueryFactory.nearest(VectorInput.newBuilder()
                        .setDense(PointFormat.dense(vector))
                        .build()))
                .setLimit(limit)
                .setParams(SearchParams.newBuilder().setExact(mode == SearchMode.EXACT))
                .setWithPayload(WithPayloadSelectorFactory.enable(true))
                .build();
    }

    /** The stored vectors of documents, by document id in the order asked for; what is not stored is left out. */
    public Map<String, float[]> vectors(String collection, Collection<String> docIds) {
        Map<String, float[]> vectors = new LinkedHashMap<>();
        for (List<String> batch : Batches.byCount(docIds.stream().distinct().toList(), IDS_PER_CALL)) {
            Map<PointId, float[]> found = new HashMap<>();
            for (RetrievedPoint point : retrieve(collection, batch)) {
                found.put(point.getId(), PointFormat.vector(point.getVectors()));
            }
            for (String docId : batch) {
                float[] vector = found.get(PointFormat.id(docId));
                if (vector != null) {
                    vectors.put(docId, vector);
                }
            }
        }
        return vectors;
    }

    private List<RetrievedPoint> retrieve(String collection, List<String> docIds) {
        GetPoints request = GetPoints.newBuilder()
                .setCollectionName(collection)
                .addAllIds(docIds.stream().map(PointFormat::id).toList())
                .setWithPayload(WithPayloadSelectorFactory.enable(false))
                .setWithVectors(WithVectorsSelectorFactory.enable(true))
                .build();
        return connection
                .points(operation("read vectors of", collection), stub -> stub.get(request))
                .getResultList();
    }

    /**
     * Gives out everything, with payload and vectors, page by page, in the order of the point ids. What is written
     * meanwhile may or may not be among it.
     *
     * @param pageSize points per page, at least 1; the last page may be smaller
     */
    public void scroll(String collection, int pageSize, Consumer<List<Point>> pages) {
        if (pageSize < 1) {
            throw new IllegalArgumentException(
                    "scroll through \"%s\": found page size %d, expected at least 1; a few hundred is usual"
                            .formatted(collection, pageSize));
        }
        ScrollPoints.Builder request = ScrollPoints.newBuilder()
                .setCollectionName(collection)
                .setLimit(pageSize)
                .setWithPayload(WithPayloadSelectorFactory.enable(true))
                .setWithVectors(WithVectorsSelectorFactory.enable(true));
        boolean more = true;
        while (more) {
            ScrollResponse page =
                    connection.points(operation("scroll through", collection), stub -> stub.scroll(request.build()));
            if (page.getResultCount() > 0) {
                pages.accept(
                        page.getResultList().stream().map(format::readPoint).toList());
            }
            more = page.hasNextPageOffset();
            request.setOffset(page.getNextPageOffset());
        }
    }

    private static String operation(String verb, String collection) {
        return "%s \"%s\"".formatted(verb, collection);
    }

    /** Ends the connection; calls under way get a few seconds. */
    @Override
    public void close() {
        connection.close();
    }
}
