package io.retune.local.qdrant.store;

import io.qdrant.client.grpc.Collections.AliasDescription;
import io.qdrant.client.grpc.Collections.AliasOperations;
import io.qdrant.client.grpc.Collections.CreateAlias;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.ListAliasesResponse;
import io.qdrant.client.grpc.Collections.RenameAlias;
import io.retune.local.FolderLock;
import io.retune.local.LocalException;
import io.retune.local.qdrant.protocol.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The collections of a folder and their aliases. Changes are whole or not at all: a collection is prepared under a
 * hidden name and renamed, the file of aliases is replaced, and what a crash left hidden is removed at the next start.
 */
public final class Catalog implements AutoCloseable {
    private static final String ALIASES = "aliases.pb";
    private static final int LONGEST_NAME = 255;
    private static final String NOT_IN_NAMES = "<>:\"/\\|?*\0\u001F";

    private final Path folder;
    private final FolderLock folderLock;
    private volatile State state = new State(Map.of(), Map.of());

    /** Replaced as a whole, so that readers neither wait for a change nor see half of one. Both maps are sorted. */
    private record State(Map<String, Collection> collections, Map<String, String> aliases) {
        Collection find(String name) {
            return collections.get(aliases.getOrDefault(name, name));
        }

        State with(Map<String, String> changed) {
            return new State(collections, changed);
        }
    }

    private Catalog(Path folder) {
        this.folder = folder;
        this.folderLock = FolderLock.take(folder);
    }

    /**
     * Opens a folder and reads every collection.
     *
     * @param folder created if missing
     * @throws LocalException if another process holds it or something in it cannot be read
     */
    public static Catalog open(Path folder) {
        Catalog catalog = new Catalog(folder);
        try {
            catalog.read();
        } catch (IOException e) {
            catalog.close();
            throw new LocalException("%s: cannot be read (%s)".formatted(folder, e.getMessage()), e);
        } catch (RuntimeException | Error e) {
            catalog.close();
            throw e;
        }
        return catalog;
    }

    private void read() throws IOException {
        Map<String, Collection> collections = new TreeMap<>();
        // Seen by close() from the start: what has been opened is closed if the next one cannot be.
        state = new State(collections, Map.of());
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.filter(Files::isDirectory).toList()) {
                if (entry.getFileName().toString().startsWith(".")) {
                    DurableFiles.deleteFolder(entry);
                } else {
                    Collection collection = Collection.open(entry);
                    collections.put(collection.description().getCollectionName(), collection);
                }
            }
        }
        state = state.with(readAliases());
    }

    private Map<String, String> readAliases() throws IOException {
        Map<String, String> aliases = new TreeMap<>();
        Path file = folder.resolve(ALIASES);
        if (Files.exists(file)) {
            ListAliasesResponse.parseFrom(Files.readAllBytes(file))
                    .getAliasesList()
                    .forEach(alias -> aliases.put(alias.getAliasName(), alias.getCollectionName()));
        }
        return aliases;
    }

    /** The collection of a name or an alias. */
    public Collection find(String name) {
        Collection collection = state.find(name);
        if (collection == null) {
            throw Refusal.noCollection(name);
        }
        return collection;
    }

    /** Whether there is a collection of this name or alias. */
    public boolean exists(String name) {
        return state.find(name) != null;
    }

    /** Names of the collections, sorted. */
    public List<String> names() {
        return List.copyOf(state.collections().keySet());
    }

    /** Aliases, sorted, with the names of their collections. */
    public Map<String, String> aliases() {
        return Collections.unmodifiableMap(state.aliases());
    }

    /** Creates a collection; it is on the disk when this returns. */
    public synchronized void create(CreateCollection description) {
        String name = description.getCollectionName();
        requireFree(name);
        VectorSpace.of(description.getVectorsConfig().getParams());
        String folderName = folderName(name);
        try {
            Path preparing = Files.createTempDirectory(folder, ".creating-");
            Collection.create(preparing, description);
            DurableFiles.move(preparing, folder.resolve(folderName));
            Map<String, Collection> collections = new TreeMap<>(state.collections());
            collections.put(name, Collection.open(folder.resolve(folderName)));
            state = new State(collections, state.aliases());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void requireFree(String name) {
        if (state.collections().containsKey(name)) {
            throw Refusal.collectionExists(name);
        }
        if (state.aliases().containsKey(name)) {
            throw Refusal.wrongInput(
                    "Can't create collection with name %s. Alias with the same name already exists".formatted(name));
        }
    }

    /** Every character that a file system may treat in its own way is written as %XX, a leading dot among them. */
    private static String folderName(String name) {
        if (name.isEmpty() || name.chars().anyMatch(c -> NOT_IN_NAMES.indexOf(c) >= 0)) {
            throw Refusal.wrongInput(
                    "collection name \"%s\": expected at least one character and none of <>:\"/\\|?*".formatted(name));
        }
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace(".", "%2E");
        if (encoded.length() > LONGEST_NAME) {
            throw Refusal.wrongInput("collection name \"%s\": takes %d characters as a folder, at most %d are possible"
                    .formatted(name, encoded.length(), LONGEST_NAME));
        }
        return encoded;
    }

    /**
     * Deletes a collection and its aliases.
     *
     * @return false if there is none of this name
     */
    public synchronized boolean delete(String name) {
        Map<String, Collection> collections = new TreeMap<>(state.collections());
        Collection collection = collections.remove(name);
        if (collection == null) {
            return false;
        }
        try {
            Map<String, String> others = new TreeMap<>(state.aliases());
            others.values().removeIf(name::equals);
            replaceAliases(others);
            state = new State(collections, others);
            collection.close();
            Path hidden = Files.createTempDirectory(folder, ".deleting-");
            DurableFiles.move(folder.resolve(folderName(name)), hidden.resolve("collection"));
            DurableFiles.forceFolder(folder);
            DurableFiles.deleteFolder(hidden);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Changes aliases, all or none; readers see either the old ones or the new ones. */
    public synchronized void change(List<AliasOperations> actions) {
        Map<String, String> changed = new TreeMap<>(state.aliases());
        actions.forEach(action -> apply(action, changed));
        try {
            replaceAliases(changed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void apply(AliasOperations action, Map<String, String> changed) {
        switch (action.getActionCase()) {
            case CREATE_ALIAS -> create(action.getCreateAlias(), changed);
            case RENAME_ALIAS -> rename(action.getRenameAlias(), changed);
            case DELETE_ALIAS -> changed.remove(action.getDeleteAlias().getAliasName());
            case ACTION_NOT_SET -> throw Refusal.wrongInput("an alias operation is empty");
        }
    }

    private void create(CreateAlias action, Map<String, String> changed) {
        if (!state.collections().containsKey(action.getCollectionName())) {
            throw Refusal.noCollection(action.getCollectionName());
        }
        if (state.collections().containsKey(action.getAliasName())) {
            throw Refusal.collectionExists(action.getAliasName());
        }
        changed.put(action.getAliasName(), action.getCollectionName());
    }

    private static void rename(RenameAlias action, Map<String, String> changed) {
        String collection = changed.remove(action.getOldAliasName());
        if (collection == null) {
            throw Refusal.notFound("Alias %s does not exists!".formatted(action.getOldAliasName()));
        }
        changed.put(action.getNewAliasName(), collection);
    }

    private void replaceAliases(Map<String, String> changed) throws IOException {
        if (changed.equals(state.aliases())) {
            return;
        }
        ListAliasesResponse.Builder content = ListAliasesResponse.newBuilder();
        changed.forEach((alias, collection) -> content.addAliases(
                AliasDescription.newBuilder().setAliasName(alias).setCollectionName(collection)));
        DurableFiles.replace(folder.resolve(ALIASES), content.build().toByteArray());
        state = state.with(changed);
    }

    /** Ends all collections and lets go of the folder. */
    @Override
    public synchronized void close() {
        try {
            for (Collection collection : state.collections().values()) {
                collection.close();
            }
        } catch (IOException e) {
            throw new LocalException("%s: cannot be closed (%s); check the disk".formatted(folder, e.getMessage()), e);
        } finally {
            folderLock.close();
        }
    }
}
