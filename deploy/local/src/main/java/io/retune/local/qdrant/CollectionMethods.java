package io.retune.local.qdrant;

import static io.retune.local.qdrant.protocol.UnaryMethods.unary;

import io.grpc.ServerServiceDefinition;
import io.qdrant.client.grpc.Collections.AliasDescription;
import io.qdrant.client.grpc.Collections.ChangeAliases;
import io.qdrant.client.grpc.Collections.CollectionConfig;
import io.qdrant.client.grpc.Collections.CollectionDescription;
import io.qdrant.client.grpc.Collections.CollectionExists;
import io.qdrant.client.grpc.Collections.CollectionExistsRequest;
import io.qdrant.client.grpc.Collections.CollectionExistsResponse;
import io.qdrant.client.grpc.Collections.CollectionInfo;
import io.qdrant.client.grpc.Collections.CollectionOperationResponse;
import io.qdrant.client.grpc.Collections.CollectionParams;
import io.qdrant.client.grpc.Collections.CollectionStatus;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.DeleteCollection;
import io.qdrant.client.grpc.Collections.GetCollectionInfoRequest;
import io.qdrant.client.grpc.Collections.GetCollectionInfoResponse;
import io.qdrant.client.grpc.Collections.ListAliasesRequest;
import io.qdrant.client.grpc.Collections.ListAliasesResponse;
import io.qdrant.client.grpc.Collections.ListCollectionAliasesRequest;
import io.qdrant.client.grpc.Collections.ListCollectionsRequest;
import io.qdrant.client.grpc.Collections.ListCollectionsResponse;
import io.qdrant.client.grpc.Collections.OptimizerStatus;
import io.qdrant.client.grpc.Collections.VectorsConfig;
import io.qdrant.client.grpc.CollectionsGrpc;
import io.retune.local.qdrant.store.Catalog;
import io.retune.local.qdrant.store.Collection;
import io.retune.local.qdrant.store.PointTable;
import java.util.function.Predicate;

/** The methods of {@code qdrant.Collections}. */
final class CollectionMethods {
    private final Catalog catalog;

    CollectionMethods(Catalog catalog) {
        this.catalog = catalog;
    }

    ServerServiceDefinition service() {
        return ServerServiceDefinition.builder(CollectionsGrpc.SERVICE_NAME)
                .addMethod(CollectionsGrpc.getCreateMethod(), unary(this::create))
                .addMethod(CollectionsGrpc.getGetMethod(), unary(this::get))
                .addMethod(CollectionsGrpc.getListMethod(), unary(this::list))
                .addMethod(CollectionsGrpc.getCollectionExistsMethod(), unary(this::exists))
                .addMethod(CollectionsGrpc.getDeleteMethod(), unary(this::delete))
                .addMethod(CollectionsGrpc.getUpdateAliasesMethod(), unary(this::updateAliases))
                .addMethod(CollectionsGrpc.getListAliasesMethod(), unary(this::listAliases))
                .addMethod(CollectionsGrpc.getListCollectionAliasesMethod(), unary(this::listCollectionAliases))
                .build();
    }

    private CollectionOperationResponse create(CreateCollection request) {
        catalog.create(request);
        return done(true);
    }

    private static CollectionOperationResponse done(boolean result) {
        return CollectionOperationResponse.newBuilder().setResult(result).build();
    }

    private GetCollectionInfoResponse get(GetCollectionInfoRequest request) {
        Collection collection = catalog.find(request.getCollectionName());
        CollectionInfo info = CollectionInfo.newBuilder()
                .setStatus(CollectionStatus.Green)
                .setOptimizerStatus(OptimizerStatus.newBuilder().setOk(true))
                .setSegmentsCount(1)
                .setPointsCount(collection.read(PointTable::size))
                .setIndexedVectorsCount(0)
                .setConfig(config(collection))
                .build();
        return GetCollectionInfoResponse.newBuilder().setResult(info).build();
    }

    private static CollectionConfig config(Collection collection) {
        CollectionParams params = CollectionParams.newBuilder()
                .setShardNumber(1)
                .setReplicationFactor(1)
                .setWriteConsistencyFactor(1)
                .setVectorsConfig(
                        VectorsConfig.newBuilder().setParams(collection.space().toParams()))
                .build();
        return CollectionConfig.newBuilder()
                .setParams(params)
                .putAllMetadata(collection.description().getMetadataMap())
                .build();
    }

    private ListCollectionsResponse list(ListCollectionsRequest request) {
        ListCollectionsResponse.Builder response = ListCollectionsResponse.newBuilder();
        catalog.names()
                .forEach(name -> response.addCollections(
                        CollectionDescription.newBuilder().setName(name)));
        return response.build();
    }

    private CollectionExistsResponse exists(CollectionExistsRequest request) {
        return CollectionExistsResponse.newBuilder()
                .setResult(CollectionExists.newBuilder().setExists(catalog.exists(request.getCollectionName())))
                .build();
    }

    private CollectionOperationResponse delete(DeleteCollection request) {
        return done(catalog.delete(request.getCollectionName()));
    }

    private CollectionOperationResponse updateAliases(ChangeAliases request) {
        catalog.change(request.getActionsList());
        return done(true);
    }

    private ListAliasesResponse listAliases(ListAliasesRequest request) {
        return aliases(collection -> true);
    }

    private ListAliasesResponse listCollectionAliases(ListCollectionAliasesRequest request) {
        String name = catalog.find(request.getCollectionName()).description().getCollectionName();
        return aliases(name::equals);
    }

    private ListAliasesResponse aliases(Predicate<String> ofCollection) {
        ListAliasesResponse.Builder response = ListAliasesResponse.newBuilder();
        catalog.aliases().forEach((alias, collection) -> {
            if (ofCollection.test(collection)) {
                response.addAliases(
                        AliasDescription.newBuilder().setAliasName(alias).setCollectionName(collection));
            }
        });
        return response.build();
    }
}
