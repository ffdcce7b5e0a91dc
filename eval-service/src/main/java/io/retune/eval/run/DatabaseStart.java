package io.retune.eval.run;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.quarkus.runtime.StartupEvent;
import io.retune.eval.EvalConfig;
import io.retune.ring.channel.RetuneConfig;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;

/** Opens the database at start, H2 or PostgreSQL as the address says, and brings its tables up to date. */
final class DatabaseStart {
    private static final Logger LOG = Logger.getLogger(DatabaseStart.class);
    private static final int CONNECTIONS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Produces
    @Singleton
    AgroalDataSource open(EvalConfig config, RetuneConfig shared) throws SQLException {
        EvalConfig.Database database = config.database();
        String url = database.url()
                .orElseGet(() -> "jdbc:h2:file:"
                        + shared.home()
                                .toAbsolutePath()
                                .normalize()
                                .resolve("eval")
                                .resolve("runs"));
        AgroalDataSource source = AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(pool -> pool.maxSize(CONNECTIONS)
                        .acquisitionTimeout(PATIENCE)
                        .connectionFactoryConfiguration(factory -> factory.jdbcUrl(url)
                                .principal(new NamePrincipal(database.username()))
                                .credential(
                                        new SimplePassword(database.password().orElse(""))))));
        Flyway.configure().dataSource(source).load().migrate();
        return source;
    }

    /** At start, not with the first event: a database that cannot be opened ends the start. */
    void start(@Observes StartupEvent event, AgroalDataSource source) throws SQLException {
        try (Connection connection = source.getConnection()) {
            LOG.infof("database %s", connection.getMetaData().getURL());
        }
    }

    void close(@Disposes AgroalDataSource source) {
        source.close();
    }
}
