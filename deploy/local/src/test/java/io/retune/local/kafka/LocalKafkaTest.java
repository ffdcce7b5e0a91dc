package io.retune.local.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.retune.local.LocalException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalKafkaTest {
    @TempDir
    Path folder;

    @Test
    void keepsLinesAndPositionsOverARestart() throws Exception {
        // Given
        int port;
        try (LocalKafka kafka = LocalKafka.start(folder, 0)) {
            port = kafka.port();
            KafkaLines lines = new KafkaLines(kafka.bootstrapServers());
            lines.create();
            lines.append("first");
            lines.append("第二");
            assertThat(lines.read("readers", 2)).containsExactly("first", "第二");
        }
        // When
        try (LocalKafka kafka = startWhereClassesOfKafkaAreNotSeen(port)) {
            KafkaLines lines = new KafkaLines(kafka.bootstrapServers());
            lines.append("third");
            // Then
            assertThat(kafka.bootstrapServers()).isEqualTo("127.0.0.1:" + port);
            assertThat(lines.read("readers", 1)).containsExactly("third");
            assertThat(lines.read("others", 3)).containsExactly("first", "第二", "third");
        }
    }

    @Test
    void createsNoTopicByAccidentAndRefusesASecondHolder() throws Exception {
        try (LocalKafka kafka = LocalKafka.start(folder, 0)) {
            assertThatThrownBy(() -> new KafkaLines(kafka.bootstrapServers()).append("missing", "line"))
                    .hasCauseInstanceOf(TimeoutException.class)
                    .hasMessageContaining("Topic missing not present in metadata after 3000 ms");
            assertThatThrownBy(() -> LocalKafka.start(folder, 0))
                    .isInstanceOf(LocalException.class)
                    .hasMessage("%s: in use by process %d; stop that process or choose another folder"
                            .formatted(folder, ProcessHandle.current().pid()));
            assertListensOnLoopbackOnly(kafka.port());
        }
    }

    @Test
    void refusesATakenPortAndGivesTheFolderBack() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThatThrownBy(() -> LocalKafka.start(folder, other.getLocalPort()))
                        .isInstanceOf(LocalException.class)
                        .hasMessage("127.0.0.1:%d: taken by another program; end it or choose another port"
                                .formatted(other.getLocalPort()));
            }
        }
    }

    @Test
    void refusesAFolderThatIsAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("kafka"), "text");
        assertThatThrownBy(() -> LocalKafka.start(file, 0))
                .isInstanceOf(LocalException.class)
                .hasMessage("%s: cannot be locked (java.nio.file.FileAlreadyExistsException: %s);".formatted(file, file)
                        + " choose a folder that can be written");
    }

    private LocalKafka startWhereClassesOfKafkaAreNotSeen(int port) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
        try {
            return LocalKafka.start(folder, port);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static void assertListensOnLoopbackOnly(int port) throws IOException {
        for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
            for (InetAddress address : network.inetAddresses().toList()) {
                if (!address.isLoopbackAddress()) {
                    assertThatThrownBy(() -> connect(address, port))
                            .as("%s:%d", address, port)
                            .isInstanceOf(IOException.class);
                }
            }
        }
    }

    private static void connect(InetAddress address, int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 2000);
        }
    }
}
