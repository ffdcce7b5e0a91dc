#!/usr/bin/env python3
"""One plain recipe over several seeds: sentence-transformers beside retune, all weights and adapters.

usage: recipe.py DATASET.json MODEL HF_MODEL FOLDER --query-instruction TEXT [--run NAME ...] [--seeds 1,2,3]
                 [--judge OTHER.json ...] [--max-length 256]

One epoch over the pairs of train in batches of 64, warm-up 0.1, cosine, scale 20, fp32, no duplicates in a batch; the
last step is kept as it is. MODEL is what retune calls the model; HF_MODEL a folder or id that sentence-transformers
loads (the same weights). NAME is "sentence-transformers", "full" or "lora", each with "@RATE" for a learning rate other
than 2e-5. All models are measured by `retune evaluate` on the split dev of DATASET, if there is one, on val, and on val
of every OTHER. What lies in FOLDER already is not done again. Needs Python with sentence-transformers, datasets and
accelerate; retune itself does not.
"""
import json
import pathlib
import statistics
import types

import grid
from common import retune

METRIC = "ndcg_at_10"


def train(method, rate, seed, arguments, dataset, folder):
    if method == "sentence-transformers":
        setting = types.SimpleNamespace(**vars(arguments), seed=seed, fp32=True)
        grid.train(setting, dataset, (rate, 1, 0), folder)
        return
    command = ["train", arguments.dataset, "--model", arguments.model, "--method", method, "--seed", seed, "-o", folder]
    command += ["--learning-rate", rate, "--epochs", 1, "--batch-size", grid.BATCH_SIZE, "--scale", 20, "--dtype", "fp32"]
    command += ["--warmup-ratio", 0.1, "--schedule", "cosine", "--attention-dropout", 0.1]
    command += ["--max-length", arguments.max_length, "--query-instruction", arguments.query_instruction]
    command += ["--negatives-per-query", 0, "--evaluations", 1, "--finalists", 1, "--alphas", 1]
    retune(*command)


def measure(model, data, split, arguments, result):
    if not result.exists():
        command = ["evaluate", data, "--split", split, "--model", model, "--dtype", "fp32", "--json", result]
        command += ["--max-length", 512, "--query-instruction", arguments.query_instruction]
        retune(*command)
    return json.loads(result.read_text())["metrics"][METRIC]


def main():
    parser = grid.arguments_of_trainings(__doc__)
    parser.add_argument("--run", action="append", default=[])
    parser.add_argument("--seeds", default="1,2,3")
    parser.add_argument("--judge", action="append", default=[])
    arguments = parser.parse_args()

    dataset = grid.prepare(arguments)
    judges = [(arguments.dataset, split) for split in ("dev", "val") if split in dataset["queries_split"]]
    judges += [(other, "val") for other in arguments.judge]

    def judge(model, name):
        return [
            measure(model, data, split, arguments, arguments.folder / f"{name}.{pathlib.Path(data).stem}.{split}.json")
            for data, split in judges
        ]

    base = judge(arguments.model, "base")
    print("base", *(f"{pathlib.Path(data).stem} {split} {found:.5f}" for (data, split), found in zip(judges, base)))
    for run in arguments.run or ["sentence-transformers", "full"]:
        method, _, rate = run.partition("@")
        gains = []
        for seed in arguments.seeds.split(","):
            name = f"{run}-{seed}"
            model = arguments.folder / name
            if not model.exists():
                train(method, float(rate or 2e-5), int(seed), arguments, dataset, model)
            gains.append([100 * (found - before) for found, before in zip(judge(model, name), base)])
            print(name, *(f"{gain:+.2f}" for gain in gains[-1]), flush=True)
        print(run, "mean", *(f"{statistics.mean(gain):+.2f}" for gain in zip(*gains)), flush=True)


if __name__ == "__main__":
    main()
