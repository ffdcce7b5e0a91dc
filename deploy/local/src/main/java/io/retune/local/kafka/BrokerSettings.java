package io.retune.local.kafka;

import io.retune.local.LoopbackPorts;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/**
 * Kafka's configuration for one node that is broker and controller, on a machine that has other things to do.
 *
 * @param data folder of the logs
 * @param port of the broker on 127.0.0.1
 * @param controllerPort of the controller on 127.0.0.1
 */
record BrokerSettings(Path data, int port, int controllerPort) {
    private static final String NODE = "1";
    private static final String MEBIBYTE = "1048576";
    private static final String ONE_YEAR_OF_MINUTES = "525600";

    Properties toProperties() {
        Properties settings = new Properties();
        addNode(settings);
        addSingleCopies(settings);
        addSmallFootprint(settings);
        addBehaviour(settings);
        return settings;
    }

    private void addNode(Properties settings) {
        String broker = "PLAINTEXT://%s:%d".formatted(LoopbackPorts.HOST, port);
        String controller = "%s:%d".formatted(LoopbackPorts.HOST, controllerPort);
        settings.setProperty("process.roles", "broker,controller");
        settings.setProperty("node.id", NODE);
        settings.setProperty("controller.quorum.voters", NODE + "@" + controller);
        settings.setProperty("controller.listener.names", "CONTROLLER");
        settings.setProperty("listeners", broker + ",CONTROLLER://" + controller);
        settings.setProperty("advertised.listeners", broker);
        settings.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.setProperty("log.dirs", data.toString());
    }

    private static void addSingleCopies(Properties settings) {
        for (String topic : List.of("transaction.state.log", "share.coordinator.state.topic")) {
            settings.setProperty(topic + ".replication.factor", "1");
            settings.setProperty(topic + ".min.isr", "1");
            settings.setProperty(topic + ".num.partitions", "1");
        }
        settings.setProperty("offsets.topic.replication.factor", "1");
        settings.setProperty("offsets.topic.num.partitions", "1");
    }

    private static void addSmallFootprint(Properties settings) {
        settings.setProperty("num.network.threads", "1");
        settings.setProperty("num.io.threads", "2");
        settings.setProperty("background.threads", "2");
        settings.setProperty("group.coordinator.threads", "1");
        settings.setProperty("share.coordinator.threads", "1");
        settings.setProperty("log.cleaner.dedupe.buffer.size", "8388608");
        settings.setProperty("log.cleaner.io.buffer.size", "131072");
        settings.setProperty("log.index.size.max.bytes", MEBIBYTE);
        settings.setProperty("log.segment.bytes", "134217728");
    }

    private static void addBehaviour(Properties settings) {
        settings.setProperty("auto.create.topics.enable", "false");
        settings.setProperty("log.cleaner.enable", "true");
        settings.setProperty("group.initial.rebalance.delay.ms", "0");
        // A stack that has been off for a week goes on where it was, instead of reading everything again.
        settings.setProperty("offsets.retention.minutes", ONE_YEAR_OF_MINUTES);
        // After kill -9 the controller takes no new broker before the session of the killed one is over.
        settings.setProperty("broker.session.timeout.ms", "3000");
        settings.setProperty("broker.heartbeat.interval.ms", "500");
    }
}
