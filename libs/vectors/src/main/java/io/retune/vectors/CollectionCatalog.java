package io.retune.vectors;

import io.qdrant.client.ValueFactory;
import io.qdrant.client.grpc.Collections.AliasDescription;
import io.qdrant.client.grpc.Collections.AliasOperations;
import io.qdrant.client.grpc.Collections.ChangeAliases;
import io.qdrant.client.grpc.Collections.CollectionConfig;
import io.qdrant.client.grpc.Collections.CollectionDescription;
import io.qdrant.client.grpc.Collections.CreateAlias;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.DeleteAlias;
import io.qdrant.client.grpc.Collections.DeleteCollection;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.GetCollectionInfoRequest;
import io.qdrant.client.grpc.Collections.ListAliasesRequest;
import io.qdrant.client.grpc.Collections.ListCollectionsRequest;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Collections.VectorsConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/** The collections and aliases of a server. */
final class CollectionCatalog {
    private static final Duration ACTIVATION = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final QdrantConnection connection;

    CollectionCatalog(QdrantConnection connection) {
        this.connection = connection;
    }

    /** What a collection says about itself, its points apart. */
    record Config(VectorParams vectors, long indexedVectors, Map<String, String> metadata) {}

    void create(CollectionSpec spec) {
        Optional<Config> config = activeConfig(spec.name());
        if (config.isEmpty()) {
            createUnlessThere(spec);
            config = activeConfig(spec.name());
        }
        verify(
                spec,
                config.orElseThrow(() -> new VectorStoreException(
                        "collection \"%s\": found nothing right after it was created; something else deletes it: stop that"
                                .formatted(spec.name()))));
    }

    private void createUnlessThere(CollectionSpec spec) {
        CreateCollection.Builder request = CreateCollection.newBuilder()
                .setCollectionName(spec.name())
                .setVectorsConfig(VectorsConfig.newBuilder()
                        .setParams(VectorParams.newBuilder()
                                .setSize(spec.dimensions())
                                .setDistance(Distance.Dot)));
        spec.metadata().forEach((key, value) -> request.putMetadata(key, ValueFactory.value(value)));
        try {
            connection.collections("create collection " + quoted(spec.name()), stub -> stub.create(request.build()));
        } catch (VectorStoreUnavailable away) {
            throw away;
        } catch (VectorStoreException refused) {
            // Another creator was faster? The status of "already exists" differs between versions of Qdrant.
            if (activeConfig(spec.name()).isEmpty()) {
                throw refused;
            }
        }
    }

    /** Waits for a collection that another creator is making: it can be seen a moment before its shards are active. */
    private Optional<Config> activeConfig(String name) {
        long end = System.nanoTime() + ACTIVATION.toNanos();
        while (true) {
            try {
                return config(name);
            } catch (VectorStoreUnavailable e) {
                if (!QdrantConnection.hasNoActiveReplica(e) || System.nanoTime() - end > 0) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private static void verify(CollectionSpec spec, Config found) {
        require(spec, "dimensions", found.vectors().getSize(), (long) spec.dimensions());
        require(spec, "distance", found.vectors().getDistance(), Distance.Dot);
        require(spec, "metadata", new TreeMap<>(found.metadata()), new TreeMap<>(spec.metadata()));
    }

    private static void require(CollectionSpec spec, String property, Object found, Object expected) {
        if (!found.equals(expected)) {
            throw new VectorStoreException(
                    "collection \"%s\": found %s %s, expected %s; take another name, or delete it if nothing needs it"
                            .formatted(spec.name(), property, found, expected));
        }
    }

    /** The configuration of a collection, or of the one that an alias of this name leads to. */
    Optional<Config> config(String name) {
        GetCollectionInfoRequest request =
                GetCollectionInfoRequest.newBuilder().setCollectionName(name).build();
        try {
            io.qdrant.client.grpc.Collections.CollectionInfo info = connection
                    .collections("describe " + quoted(name), stub -> stub.get(request))
                    .getResult();
            CollectionConfig config = info.getConfig();
            VectorsConfig vectors = config.getParams().getVectorsConfig();
            if (!vectors.hasParams()) {
                throw new VectorStoreException(
                        "collection \"%s\": found named vectors or none, expected one vector without a name; take another"
                                        .formatted(name)
                                + " collection");
            }
            Map<String, String> metadata = new TreeMap<>();
            config.getMetadataMap()
                    .forEach((key, value) ->
                            metadata.put(key, PointFormat.scalar(value).toString()));
            return Optional.of(new Config(vectors.getParams(), info.getIndexedVectorsCount(), metadata));
        } catch (VectorStoreException e) {
            if (QdrantConnection.isNotFound(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    List<String> names() {
        return connection
                .collections("list collections", stub -> stub.list(ListCollectionsRequest.getDefaultInstance()))
                .getCollectionsList()
                .stream()
                .map(CollectionDescription::getName)
                .sorted()
                .toList();
    }

    void delete(String name) {
        DeleteCollection request =
                DeleteCollection.newBuilder().setCollectionName(name).build();
        connection.collections("delete collection " + quoted(name), stub -> stub.delete(request));
    }

    void setAlias(String alias, String collection) {
        // Qdrant applies the actions one by one: it would delete the alias, then refuse to create it.
        if (!names().contains(collection)) {
            throw new VectorStoreException(
                    "alias \"%s\": found no collection \"%s\" to lead to; create the collection first"
                            .formatted(alias, collection));
        }
        ChangeAliases request = ChangeAliases.newBuilder()
                .addActions(AliasOperations.newBuilder()
                        .setDeleteAlias(DeleteAlias.newBuilder().setAliasName(alias)))
                .addActions(AliasOperations.newBuilder()
                        .setCreateAlias(
                                CreateAlias.newBuilder().setAliasName(alias).setCollectionName(collection)))
                .build();
        connection.collections(
                "set alias %s to %s".formatted(quoted(alias), quoted(collection)), stub -> stub.updateAliases(request));
    }

    Map<String, String> aliases() {
        Map<String, String> aliases = new TreeMap<>();
        for (AliasDescription alias : connection
                .collections("list aliases", stub -> stub.listAliases(ListAliasesRequest.getDefaultInstance()))
                .getAliasesList()) {
            aliases.put(alias.getAliasName(), alias.getCollectionName());
        }
        return aliases;
    }

    private static String quoted(String name) {
        return "\"" + name + "\"";
    }
}
