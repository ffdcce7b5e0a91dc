package io.retune.dataset.leakage;

/**
 * Passages that are relevant in two splits. Published splits by query often share them; it makes val easier, but no
 * answer is known beforehand.
 *
 * @param split the split that learns or selects
 * @param decidingSplit the split that judges
 * @param passages how many passages are relevant in both
 * @param queries how many queries of {@code decidingSplit} have such a passage
 */
public record SharedPassages(String split, String decidingSplit, int passages, int queries) {}
