#!/usr/bin/env python3
"""Training speed: retune train beside sentence-transformers under torch.autocast, in turns in one run.

usage: train.py DATASET.json MODEL HF_MODEL [--pairs 640] [--batch-size 64] [--max-length 256]
                [--attention-dropout 0.1] [--dtype bf16|fp32] [--rounds 2]

MODEL is what retune calls the model; HF_MODEL a folder or id that sentence-transformers loads (the same weights).
Both sides take the same pairs in batches of the same size through the same loss, hidden dropout as the model was
pre-trained with, attention dropout as said, clipping and AdamW; tokenisation and the optimizer are included, loading is
not. Tokens are counted without padding. Needs Python with sentence-transformers; retune itself does not.
"""
import argparse
import contextlib
import json
import pathlib
import random
import statistics
import tempfile
import time

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.losses import MultipleNegativesRankingLoss

import common

LEARNING_RATE = 2e-5
WEIGHT_DECAY = 0.01


def retune(data, arguments, folder):
    result = folder / "result.json"
    command = ["train", data, "--model", arguments.model, "--dtype", arguments.dtype, "--json", result]
    command += ["--batch-size", arguments.batch_size, "--max-length", arguments.max_length, "--query-instruction", ""]
    command += ["--attention-dropout", arguments.attention_dropout, "--negatives-per-query", 0]
    command += ["--learning-rate", LEARNING_RATE, "--weight-decay", WEIGHT_DECAY, "--evaluations", 1, "--finalists", 1]
    command += ["--epochs", 1, "--scale", 20]
    command += ["-o", tempfile.mkdtemp(dir=folder) + "/checkpoint"]
    # 5: no step beat the unchanged model on the single dev query, which does not matter here.
    common.retune(*command, accepted=(0, 5))
    return json.loads(result.read_text())["tokens_per_second"]


def parameter_groups(model):
    matrices = [parameter for parameter in model.parameters() if parameter.dim() > 1]
    others = [parameter for parameter in model.parameters() if parameter.dim() <= 1]
    return [{"params": matrices, "weight_decay": WEIGHT_DECAY}, {"params": others, "weight_decay": 0.0}]


def sentence_transformers(pairs, arguments):
    model = SentenceTransformer(
        arguments.hf_model,
        device="cpu",
        config_kwargs={"attention_probs_dropout_prob": arguments.attention_dropout},
    )
    model.max_seq_length = arguments.max_length
    model.train()
    loss = MultipleNegativesRankingLoss(model)
    optimizer = torch.optim.AdamW(parameter_groups(model), lr=LEARNING_RATE, fused=True)
    casting = (
        torch.autocast("cpu", dtype=torch.bfloat16) if arguments.dtype == "bf16" else contextlib.nullcontext()
    )
    tokens = 0

    def step(batch):
        nonlocal tokens
        features = [model.tokenize([pair[column] for pair in batch]) for column in (0, 1)]
        tokens += sum(int(feature["attention_mask"].sum()) for feature in features)
        with casting:
            value = loss(features, None)
        value.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()

    order = list(pairs)
    random.Random(1).shuffle(order)
    step(order[:2])  # loads and warms up what is loaded lazily
    tokens = 0
    start = time.perf_counter()
    for first in range(0, len(order), arguments.batch_size):
        step(order[first : first + arguments.batch_size])
    return tokens / (time.perf_counter() - start)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dataset")
    parser.add_argument("model")
    parser.add_argument("hf_model")
    parser.add_argument("--pairs", type=int, default=640)
    parser.add_argument("--batch-size", type=int, default=64)
    parser.add_argument("--max-length", type=int, default=256)
    parser.add_argument("--attention-dropout", type=float, default=0.1)
    parser.add_argument("--dtype", choices=["bf16", "fp32"], default="bf16")
    parser.add_argument("--rounds", type=int, default=2)
    arguments = parser.parse_args()

    torch.set_num_threads(common.threads())
    pairs, small = common.select_pairs(json.loads(pathlib.Path(arguments.dataset).read_text(encoding="utf-8")), arguments.pairs)
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        data = folder / "pairs.json"
        data.write_text(json.dumps(small), encoding="utf-8")
        for _ in range(arguments.rounds):
            ours.append(retune(data, arguments, folder))
            theirs.append(sentence_transformers(pairs, arguments))
    ratios = [own / other for own, other in zip(ours, theirs)]
    print(
        f"{len(pairs)} pairs, batches of {arguments.batch_size}, length {arguments.max_length}, {arguments.dtype},"
        f" attention dropout {arguments.attention_dropout}, {torch.get_num_threads()} threads"
    )
    print("retune                 tokens/s", [round(rate) for rate in ours])
    print("sentence-transformers  tokens/s", [round(rate) for rate in theirs])
    print(f"ratio {statistics.median(ratios):.2f} (median), {min(ratios):.2f} to {max(ratios):.2f}")


if __name__ == "__main__":
    main()
