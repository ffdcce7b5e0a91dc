package io.retune.local.stack;

import io.retune.local.LoopbackPorts;
import io.retune.local.child.ServerMain;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** How to tell whether the current process of a child can serve. */
@FunctionalInterface
interface Readiness {
    /** Looks once, without waiting for it. */
    boolean isReached(LogFile log);

    /** The line that a server of ours prints. */
    static Readiness line() {
        return log -> log.hasLine(ServerMain.READY);
    }

    /** The health page of a service. */
    static Readiness health(int port) {
        URI page = URI.create("http://%s:%d/q/health/ready".formatted(LoopbackPorts.HOST, port));
        return log -> answersOk(page);
    }

    private static boolean answersOk(URI page) {
        try {
            HttpURLConnection connection = (HttpURLConnection) page.toURL().openConnection();
            connection.setConnectTimeout(2_000);
            connection.setReadTimeout(10_000);
            try {
                return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            } finally {
                connection.disconnect();
            }
        } catch (IOException notYet) {
            return false;
        }
    }
}
