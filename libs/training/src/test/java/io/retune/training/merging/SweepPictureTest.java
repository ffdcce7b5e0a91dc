package io.retune.training.merging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class SweepPictureTest {
    @Test
    void pointsAreLabelledAndTheChosenOneIsMarked() throws Exception {
        Sweep sweep = Sweep.choose(
                Reports.of(300),
                List.of(
                        new SweepPoint(0.3, Reports.of(320), List.of(Reports.guard("a<b> & \"c\"", -0.003, 0.01))),
                        new SweepPoint(1, Reports.of(350), List.of(Reports.guard("a<b> & \"c\"", -0.03, 0.01)))),
                SweepOptions.DEFAULT);

        Document image = parse(SweepPicture.svg(sweep, SweepOptions.DEFAULT));

        assertThat(texts(image))
                .contains("0.3", "1.0", "limit", "guard a<b> & \"c\": nDCG@10, pp")
                .anyMatch(text -> text.endsWith("alpha 0.3 chosen"));
        // Two dots and one ring, which lies around the first.
        NodeList circles = image.getElementsByTagName("circle");
        assertThat(circles.getLength()).isEqualTo(3);
        assertThat(attribute(circles, 1, "r")).isEqualTo("8");
        assertThat(attribute(circles, 1, "cx")).isEqualTo(attribute(circles, 0, "cx"));
        // More loss lies further left, more gain higher.
        assertThat(Double.parseDouble(attribute(circles, 2, "cx")))
                .isLessThan(Double.parseDouble(attribute(circles, 0, "cx")));
        assertThat(Double.parseDouble(attribute(circles, 2, "cy")))
                .isLessThan(Double.parseDouble(attribute(circles, 0, "cy")));
    }

    @Test
    void withoutGuardsAlphaIsTheAxis() throws Exception {
        Sweep sweep = Sweep.choose(
                Reports.of(300), List.of(new SweepPoint(0.5, Reports.of(290), List.of())), SweepOptions.DEFAULT);

        Document image = parse(SweepPicture.svg(sweep, SweepOptions.DEFAULT));

        assertThat(texts(image)).contains("alpha").doesNotContain("limit").anyMatch(text -> text.endsWith("base kept"));
        assertThat(image.getElementsByTagName("circle").getLength()).isEqualTo(1);
    }

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    private static List<String> texts(Document image) {
        List<String> texts = new ArrayList<>();
        NodeList nodes = image.getElementsByTagName("text");
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent());
        }
        return texts;
    }

    private static String attribute(NodeList nodes, int index, String name) {
        return nodes.item(index).getAttributes().getNamedItem(name).getNodeValue();
    }
}
