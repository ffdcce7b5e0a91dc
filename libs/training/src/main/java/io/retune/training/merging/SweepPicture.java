package io.retune.training.merging;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * A sweep as an SVG image: dev's gain upwards against the worst guard's change sideways, both in percentage points of
 * nDCG@10, one labelled dot per alpha along a line that begins at the base model; the chosen dot has a ring, the dashed
 * line is the guards' limit. Without guards the sideways axis is alpha itself.
 */
public final class SweepPicture {
    private static final int WIDTH = 560;
    private static final int HEIGHT = 380;
    private static final int LEFT = 70;
    private static final int RIGHT = 30;
    private static final int TOP = 50;
    private static final int BOTTOM = 55;
    private static final int TICKS = 5;
    private static final String SOLID = "stroke=\"black\"";
    private static final String FAINT = "stroke=\"lightgray\"";
    private static final String LIMIT = "stroke=\"firebrick\" stroke-dasharray=\"5 4\"";

    private final Sweep sweep;
    private final SweepOptions limits;
    private final boolean guarded;
    private final Axis across;
    private final Axis upwards;
    private final StringBuilder svg = new StringBuilder();

    private SweepPicture(Sweep sweep, SweepOptions limits) {
        this.sweep = sweep;
        this.limits = limits;
        this.guarded = sweep.points().stream().anyMatch(point -> !point.guards().isEmpty());
        this.across = Axis.of(sweep.points(), this::x, guarded ? -limits.guardLoss() * 100 : 0);
        this.upwards = Axis.of(sweep.points(), this::y, 0);
    }

    /** Values on an axis, widened so that no dot lies on the frame. */
    private record Axis(double low, double high) {
        static Axis of(List<SweepPoint> points, ToDoubleFunction<SweepPoint> value, double shown) {
            double low = Math.min(
                    Math.min(0, shown), points.stream().mapToDouble(value).min().orElse(0));
            double high = Math.max(
                    Math.max(0, shown), points.stream().mapToDouble(value).max().orElse(0));
            double space = Math.max(0.1, (high - low) * 0.08);
            return new Axis(low - space, high + space);
        }

        double share(double value) {
            return (value - low) / (high - low);
        }

        double tick(int index) {
            return low + (high - low) * index / (TICKS - 1);
        }
    }

    /** The image as a complete SVG document. */
    public static String svg(Sweep sweep, SweepOptions limits) {
        return new SweepPicture(sweep, limits).draw();
    }

    private String draw() {
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">",
                WIDTH, HEIGHT);
        add("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", WIDTH, HEIGHT);
        text(LEFT, 25, "start", "Between base (alpha 0) and tuned model (alpha 1): " + outcome());
        drawAxes();
        drawLimit();
        drawLine();
        sweep.points().forEach(this::drawPoint);
        return svg.append("</svg>\n").toString();
    }

    private String outcome() {
        return sweep.chosen().map(point -> "alpha " + point.alpha() + " chosen").orElse("base kept");
    }

    private double x(SweepPoint point) {
        return point.worstGuard()
                .map(finding -> 100 * finding.difference().mean())
                .orElse(guarded ? 0 : point.alpha());
    }

    private double y(SweepPoint point) {
        return 100 * point.gain(sweep.base());
    }

    private double column(double value) {
        return LEFT + (WIDTH - LEFT - RIGHT) * across.share(value);
    }

    private double row(double value) {
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * upwards.share(value);
    }

    private void drawAxes() {
        line(LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM, SOLID);
        line(LEFT, TOP, LEFT, HEIGHT - BOTTOM, SOLID);
        for (int i = 0; i < TICKS; i++) {
            double column = column(across.tick(i));
            double row = row(upwards.tick(i));
            line(column, HEIGHT - BOTTOM, column, HEIGHT - BOTTOM + 5, SOLID);
            line(LEFT - 5, row, LEFT, row, SOLID);
            text(column, HEIGHT - BOTTOM + 18, "middle", figure(across.tick(i)));
            text(LEFT - 8, row + 4, "end", figure(upwards.tick(i)));
        }
        line(LEFT, row(0), WIDTH - RIGHT, row(0), FAINT);
        text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 12, "middle", guarded ? guardTitle() : "alpha");
        add(
                "<text transform=\"translate(16 %d) rotate(-90)\" text-anchor=\"middle\">dev nDCG@10, pp</text>",
                (TOP + HEIGHT - BOTTOM) / 2);
    }

    private String guardTitle() {
        List<String> names =
                sweep.points().get(0).guards().stream().map(GuardFinding::guard).toList();
        return (names.size() == 1 ? "guard " : "worst of the guards ") + String.join(", ", names) + ": nDCG@10, pp";
    }

    private void drawLimit() {
        if (guarded) {
            double column = column(-100 * limits.guardLoss());
            line(column, TOP, column, HEIGHT - BOTTOM, LIMIT);
            text(column + 4, TOP + 10, "start", "limit");
        }
    }

    /** From the base model, which neither gains nor loses, through all points. */
    private void drawLine() {
        StringBuilder corners = new StringBuilder(coordinates(column(0), row(0)));
        sweep.points().forEach(point -> corners.append(' ').append(coordinates(column(x(point)), row(y(point)))));
        add("<polyline points=\"%s\" fill=\"none\" stroke=\"steelblue\"/>", corners);
    }

    private void drawPoint(SweepPoint point) {
        double column = column(x(point));
        double row = row(y(point));
        add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"steelblue\"/>", column, row);
        if (sweep.chosen().filter(point::equals).isPresent()) {
            add(
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"8\" fill=\"none\" stroke=\"black\" stroke-width=\"2\"/>",
                    column, row);
        }
        text(column + 11, row - 6, "start", Double.toString(point.alpha()));
    }

    private void line(double x1, double y1, double x2, double y2, String style) {
        add("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" %s/>", x1, y1, x2, y2, style);
    }

    private void text(double x, double y, String anchor, String content) {
        add("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", x, y, anchor, escaped(content));
    }

    private void add(String element, Object... values) {
        svg.append(String.format(Locale.ROOT, element, values)).append('\n');
    }

    private static String coordinates(double x, double y) {
        return String.format(Locale.ROOT, "%.1f,%.1f", x, y);
    }

    private static String figure(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&apos;");
    }
}
