package io.retune.training.nudge;

/**
 * The gamma that is best on dev.
 *
 * @param gamma 0 if nothing is better than leaving every passage where it is
 * @param value what the criterion measured there, between 0 and 1
 * @param valueAtZero the same for gamma 0
 */
public record GammaChoice(double gamma, double value, double valueAtZero) {}
