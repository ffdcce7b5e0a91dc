package io.retune.local.qdrant.store;

import com.google.protobuf.InvalidProtocolBufferException;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.PointsIdsList;
import io.qdrant.client.grpc.Points.PointsUpdateOperation;
import io.qdrant.client.grpc.Points.PointsUpdateOperation.DeletePoints;
import io.qdrant.client.grpc.Points.PointsUpdateOperation.PointStructList;
import io.retune.local.qdrant.filter.PointFilter;
import io.retune.local.qdrant.point.PointKey;
import io.retune.local.qdrant.protocol.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A collection: its points in memory, its operations in a log. Writers take turns; each appends its operation, with
 * filters already resolved to ids, then applies it, and a writer that waits is answered when the log is on the disk.
 * Readers see the points between two operations and never wait for the disk or for each other.
 *
 * <p>A folder holds {@code collection.pb} (the request that created it) and {@code operations.log} (records of {@link
 * PointsUpdateOperation}).
 */
public final class Collection implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Collection.class.getName());
    private static final String DESCRIPTION = "collection.pb";
    private static final String OPERATIONS = "operations.log";
    /** A log below this is not worth rewriting. */
    private static final long SMALLEST_COMPACTION = 1 << 20;

    private static final int POINTS_PER_RECORD = 256;

    private final CreateCollection description;
    private final VectorSpace space;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final Object writing = new Object();
    private final PointTable points;
    private final OperationLog log;
    private long compactAbove = SMALLEST_COMPACTION;
    private long operations;
    private boolean closed;

    private Collection(Path folder) throws IOException {
        this.description = CreateCollection.parseFrom(Files.readAllBytes(folder.resolve(DESCRIPTION)));
        this.space = VectorSpace.of(description.getVectorsConfig().getParams());
        this.points = new PointTable(space.dimensions());
        this.log = OperationLog.open(folder.resolve(OPERATIONS), this::replay);
    }

    /** Fills the empty folder of a new collection. */
    static void create(Path folder, CreateCollection description) throws IOException {
        DurableFiles.write(folder.resolve(DESCRIPTION), description.toByteArray());
        OperationLog.create(folder.resolve(OPERATIONS));
        DurableFiles.forceFolder(folder);
    }

    /** Opens a collection and reads its points. */
    static Collection open(Path folder) throws IOException {
        return new Collection(folder);
    }

    private void replay(byte[] content) throws InvalidProtocolBufferException {
        apply(PointsUpdateOperation.parseFrom(content));
    }

    /** The request that created the collection. */
    public CreateCollection description() {
        return description;
    }

    /** What the vectors are. */
    public VectorSpace space() {
        return space;
    }

    /** Reads the points as they are between two operations. */
    public <T> T read(Function<PointTable, T> reading) {
        lock.readLock().lock();
        try {
            return reading.apply(points);
        } finally {
            lock.readLock().unlock();
        }
    }

    /**
     * Inserts points or replaces them whole.
     *
     * @param updateFilter a point that is there already is replaced only if it meets this
     * @param wait whether to return only when the operation is on the disk
     * @return number of the operation
     */
    public long upsert(List<PointStruct> requested, Optional<PointFilter> updateFilter, boolean wait) {
        List<Point> upserts =
                requested.stream().map(point -> Point.ofRequest(point, space)).toList();
        return write(wait, () -> {
            PointStructList.Builder list = PointStructList.newBuilder();
            upserts.stream()
                    .filter(point -> isReplaceable(point.key(), updateFilter))
                    .forEach(point -> list.addPoints(point.toRecord()));
            return list.getPointsCount() == 0
                    ? Optional.empty()
                    : Optional.of(
                            PointsUpdateOperation.newBuilder().setUpsert(list).build());
        });
    }

    private boolean isReplaceable(PointKey key, Optional<PointFilter> updateFilter) {
        Integer row = points.rows().get(key);
        return row == null || updateFilter.isEmpty() || points.matches(row, updateFilter.get());
    }

    /**
     * Deletes points by id.
     *
     * @return number of the operation
     */
    public long delete(List<PointKey> keys, boolean wait) {
        return write(wait, () -> deletion(keys));
    }

    /**
     * Deletes the points that meet a filter.
     *
     * @return number of the operation
     */
    public long delete(PointFilter filter, boolean wait) {
        return write(
                wait,
                () -> deletion(
                        points.matching(filter).stream().mapToObj(points::key).toList()));
    }

    private Optional<PointsUpdateOperation> deletion(List<PointKey> keys) {
        PointsIdsList.Builder ids = PointsIdsList.newBuilder();
        keys.stream().filter(points.rows()::containsKey).forEach(key -> ids.addIds(key.toId()));
        if (ids.getIdsCount() == 0) {
            return Optional.empty();
        }
        DeletePoints.Builder deletion = DeletePoints.newBuilder();
        deletion.getPointsBuilder().setPoints(ids);
        return Optional.of(
                PointsUpdateOperation.newBuilder().setDeletePoints(deletion).build());
    }

    /** Does an operation, unless it comes to nothing; the supplier may read the points without a lock. */
    private long write(boolean wait, Supplier<Optional<PointsUpdateOperation>> supplier) {
        try {
            long mark;
            long number;
            synchronized (writing) {
                requireOpen();
                Optional<PointsUpdateOperation> operation = supplier.get();
                if (operation.isPresent()) {
                    append(operation.get());
                }
                mark = log.mark();
                number = operations++;
            }
            if (wait) {
                log.force(mark);
            }
            return number;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw Refusal.noCollection(description.getCollectionName());
        }
    }

    private void append(PointsUpdateOperation operation) throws IOException {
        log.append(operation.toByteArray());
        lock.writeLock().lock();
        try {
            apply(operation);
        } finally {
            lock.writeLock().unlock();
        }
        if (log.size() > compactAbove && log.size() > 2 * points.liveBytes()) {
            compact();
        }
    }

    private void apply(PointsUpdateOperation operation) {
        operation.getUpsert().getPointsList().forEach(point -> points.put(Point.ofRecord(point)));
        operation.getDeletePoints().getPoints().getPoints().getIdsList().forEach(id -> points.remove(PointKey.of(id)));
    }

    /** Writes what is alive into a new log. The operation that led here is safe in the old one, so a failure can wait. */
    private void compact() {
        try {
            log.replace(this::writePoints);
            compactAbove = SMALLEST_COMPACTION;
        } catch (IOException e) {
            compactAbove = 2 * log.size();
            LOG.log(
                    Level.WARNING,
                    description.getCollectionName() + ": its log could not be rewritten, later again",
                    e);
        }
    }

    private void writePoints(OperationLog.Records records) throws IOException {
        PointStructList.Builder list = PointStructList.newBuilder();
        for (int row : points.rows().values()) {
            list.addPoints(points.point(row).toRecord());
            if (list.getPointsCount() == POINTS_PER_RECORD) {
                records.accept(record(list));
                list.clear();
            }
        }
        if (list.getPointsCount() > 0) {
            records.accept(record(list));
        }
    }

    private static byte[] record(PointStructList.Builder list) {
        return PointsUpdateOperation.newBuilder().setUpsert(list).build().toByteArray();
    }

    /** Ends the collection; what was written is on the disk, later writers are told that it does not exist. */
    @Override
    public void close() throws IOException {
        synchronized (writing) {
            if (!closed) {
                closed = true;
                log.close();
            }
        }
    }
}
