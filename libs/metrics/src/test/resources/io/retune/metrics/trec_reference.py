"""Writes trec_reference.json: random judgments and runs, and what trec_eval says about them.

Made with pytrec_eval-terrier 0.5.11 (the C code of trec_eval 9) on Python 3.11: python trec_reference.py
"""
import json
import random

import pytrec_eval

CUTOFFS = "1,3,5,10"
MEASURES = {f"{m}.{CUTOFFS}" for m in ("ndcg_cut", "map_cut", "recall", "P")}
NAMES = {"ndcg": "ndcg_cut", "map": "map_cut", "recall": "recall", "precision": "P"}
# Byte order, UTF-16 order and alphabetical order of these prefixes all differ; "p" is a prefix of the others.
PREFIXES = ["p", "p-", "P", "é", "文", "\uffee", "\U0001f600"]

rng = random.Random(20261124)


def passage_ids(n):
    return rng.sample([f"{prefix}{i}" for prefix in PREFIXES for i in range(12)], n)


def score(kind):
    if kind == 0:  # many ties
        return rng.choice([-1.5, -0.0, 0.0, 0.25, 0.5])
    if kind == 1:  # different as 64-bit floats, equal as 32-bit floats
        return 0.7 + rng.randrange(4) * 1e-9
    return rng.uniform(-1, 1)


qrels, run = {}, {}
for i in range(80):
    query = f"q-{i}" if i % 9 else f"问题-{i}"
    ids = passage_ids(30)
    judged = rng.sample(ids, rng.randint(1, 15))
    if i % 10 == 3:
        grades = [0]  # nothing relevant
    elif i % 3 == 0:
        grades = [0, 1]
    else:
        grades = [-1, 0, 0, 1, 2, 3, 7]
    qrels[query] = {p: rng.choice(grades) for p in judged}
    if i % 11 != 5:  # the others find nothing
        found = rng.sample(ids, rng.choice([1, 4, 20, 30]))
        run[query] = {p: score(i % 4) for p in found}
run["not judged"] = {"p1": 1.0}

measured = pytrec_eval.RelevanceEvaluator(qrels, MEASURES).evaluate(run)
expected = {q: {} for q in qrels}
for query, values in measured.items():
    for name, measure in NAMES.items():
        for k in CUTOFFS.split(","):
            expected[query][f"{name}_at_{k}"] = values[f"{measure}_{k}"]
for k in CUTOFFS.split(","):
    # recip_rank has no cutoff: 1/rank > 0 and rank <= k is the value of the run cut at k.
    for query, values in pytrec_eval.RelevanceEvaluator(qrels, {"recip_rank"}).evaluate(run).items():
        found = values["recip_rank"]
        expected[query][f"mrr_at_{k}"] = found if found > 0 and round(1 / found) <= int(k) else 0.0

with open("trec_reference.json", "w", encoding="utf-8") as file:
    cases = [{"query": q, "grades": qrels.get(q), "scores": run.get(q), "expected": expected.get(q)}
             for q in [*qrels, "not judged"]]
    file.write("[\n" + ",\n".join(json.dumps(c, ensure_ascii=False) for c in cases) + "\n]\n")
