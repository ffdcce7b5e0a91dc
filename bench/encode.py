#!/usr/bin/env python3
"""Encoding speed: retune encode beside sentence-transformers, in turns in one run, tokenisation included on both sides.

usage: encode.py DATASET.json MODEL HF_MODEL [--texts 1200] [--rounds 3] [--dtype bf16|fp32]

MODEL is what retune calls the model; HF_MODEL a folder or id that sentence-transformers loads (the same weights).
Needs Python with sentence-transformers; retune itself does not.
"""
import argparse
import json
import pathlib
import statistics
import tempfile
import time

import numpy
import torch
from sentence_transformers import SentenceTransformer

import common


def retune(texts, model, dtype, folder):
    vectors, result = folder / f"{dtype}.npy", folder / f"{dtype}.json"
    command = ["encode", texts, "--model", model, "--dtype", dtype, "--no-cache", "-o", vectors, "--json", result]
    common.retune(*command)
    return numpy.load(vectors), json.loads(result.read_text())


def sentence_transformers(model, texts, tokens):
    model.encode(texts[:32], batch_size=32)  # loads and warms up what is loaded lazily
    start = time.perf_counter()
    vectors = model.encode(texts, batch_size=32, convert_to_tensor=True, normalize_embeddings=True)
    seconds = time.perf_counter() - start
    return vectors.float().numpy(), tokens / seconds


def cosines(left, right):
    norms = numpy.linalg.norm(left, axis=1) * numpy.linalg.norm(right, axis=1)
    return (left * right).sum(axis=1) / norms


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dataset")
    parser.add_argument("model")
    parser.add_argument("hf_model")
    parser.add_argument("--texts", type=int, default=1200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--dtype", choices=["bf16", "fp32"], default="bf16")
    arguments = parser.parse_args()

    corpus = json.loads(pathlib.Path(arguments.dataset).read_text(encoding="utf-8"))["corpus"]
    texts = list(corpus.values())[: arguments.texts]
    torch.set_num_threads(common.threads())
    dtype = torch.bfloat16 if arguments.dtype == "bf16" else torch.float32
    theirs = SentenceTransformer(arguments.hf_model, device="cpu", model_kwargs={"torch_dtype": dtype})
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        lines = folder / "texts.jsonl"
        lines.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")
        ours_rates, theirs_rates = [], []
        for _ in range(arguments.rounds):
            ours, result = retune(lines, arguments.model, arguments.dtype, folder)
            ours_rates.append(result["tokens_per_second"])
            their_vectors, rate = sentence_transformers(theirs, texts, result["tokens"])
            theirs_rates.append(rate)
        exact, _ = retune(lines, arguments.model, "fp32", folder)
    ratios = [ours / theirs for ours, theirs in zip(ours_rates, theirs_rates)]
    print(f"{len(texts)} texts, {result['tokens']} tokens, {arguments.dtype}, {torch.get_num_threads()} threads, {result['graph']}")
    print("retune                 tokens/s", [round(rate) for rate in ours_rates])
    print("sentence-transformers  tokens/s", [round(rate) for rate in theirs_rates])
    print(f"ratio {statistics.median(ratios):.2f} (median), {min(ratios):.2f} to {max(ratios):.2f}")
    same = cosines(ours, exact)
    print(f"cosine {arguments.dtype} with our fp32: min {same.min():.6f} mean {same.mean():.6f}")
    both = cosines(ours, their_vectors)
    print(f"cosine with sentence-transformers in {arguments.dtype}: min {both.min():.6f} mean {both.mean():.6f}")


if __name__ == "__main__":
    main()
