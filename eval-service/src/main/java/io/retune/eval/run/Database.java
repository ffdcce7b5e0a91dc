package io.retune.eval.run;

import io.agroal.api.AgroalDataSource;
import io.retune.ring.TransientFault;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Statements that H2 and PostgreSQL both understand. */
@ApplicationScoped
public class Database {
    /** SQL state of a second row with the same key, in H2 and PostgreSQL. */
    private static final String DUPLICATE = "23505";

    /** SQL states of a broken connection, and of a server that is stopping, full or locked. */
    private static final List<String> AWAY =
            List.of("08", "40", "53", "55P03", "57", "90067", "90098", "90121", "HYT00");

    private final AgroalDataSource source;

    Database(AgroalDataSource source) {
        this.source = source;
    }

    /** Reads a row. */
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Changes rows, and returns how many. */
    int update(String sql, Object... values) {
        try (Connection connection = source.getConnection();
                PreparedStatement statement = prepare(connection, sql, values)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw away(e);
        }
    }

    /** Another replica may insert the same row at the same moment; one of them is enough. */
    void insertUnlessThere(String sql, Object... values) {
        try (Connection connection = source.getConnection();
                PreparedStatement statement = prepare(connection, sql, values)) {
            statement.executeUpdate();
        } catch (SQLException e) {
            if (!isDuplicate(e)) {
                throw away(e);
            }
        }
    }

    <T> List<T> query(String sql, RowReader<T> reader, Object... values) {
        try (Connection connection = source.getConnection();
                PreparedStatement statement = prepare(connection, sql, values);
                ResultSet rows = statement.executeQuery()) {
            List<T> found = new ArrayList<>();
            while (rows.next()) {
                found.add(reader.read(rows));
            }
            return found;
        } catch (SQLException e) {
            throw away(e);
        }
    }

    private static PreparedStatement prepare(Connection connection, String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    private static boolean isDuplicate(SQLException e) {
        return DUPLICATE.equals(e.getSQLState());
    }

    private static RuntimeException away(SQLException e) {
        String state = e.getSQLState();
        boolean away = state == null || AWAY.stream().anyMatch(state::startsWith);
        return away
                ? new TransientFault("database: " + e.getMessage() + "; look whether it runs", e)
                : new IllegalStateException("database: " + e.getMessage(), e);
    }
}
