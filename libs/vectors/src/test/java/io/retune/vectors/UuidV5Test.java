package io.retune.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class UuidV5Test {
    private static final UUID DNS = UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

    @Test
    void givesTheTestVectorOfTheRfc() {
        // RFC 9562, appendix A.4
        assertThat(UuidV5.of(DNS, "www.example.com")).hasToString("2ed6657d-e927-568b-95e1-2665a8aea6a2");
    }

    @Test
    void givesWhatPythonGives() {
        // uuid.uuid5(uuid.NAMESPACE_DNS, "文档/1")
        assertThat(UuidV5.of(DNS, "文档/1")).hasToString("bd399571-3a2f-52ba-bd73-21cc6e45d5ca");
    }

    @Test
    void idsOfDocumentsStayWhatTheyAre() {
        // Of stored points: a change would store every document twice.
        assertThat(PointFormat.id("doc-1").getUuid()).isEqualTo("a077411b-8eef-5aec-b36d-c13f8e4237d2");
    }
}
