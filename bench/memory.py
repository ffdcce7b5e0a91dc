#!/usr/bin/env python3
"""Peak resident memory of a training: a batch of 512 beside one of 32, over the same pairs.

usage: memory.py DATASET.json MODEL [--pairs 1024] [--rounds 2]

Whole processes in turns, looks at dev and libtorch included; the larger batch is recorded in parts (GradCache), as
`retune train` does by itself.
"""
import argparse
import json
import pathlib
import tempfile

from common import retune, select_pairs

SIZES = (32, 512)


def peak(data, model, size, folder):
    result = folder / "result.json"
    command = ["train", data, "--model", model, "--batch-size", size, "--epochs", 1, "--json", result]
    command += ["--evaluations", 1, "--finalists", 1, "--alphas", 1, "-o", tempfile.mkdtemp(dir=folder) + "/checkpoint"]
    # 5: no step beat the unchanged model on the single dev query, which does not matter here.
    retune(*command, accepted=(0, 5))
    return json.loads(result.read_text())["peak_memory_bytes"] / 2**30


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dataset")
    parser.add_argument("model")
    parser.add_argument("--pairs", type=int, default=1024)
    parser.add_argument("--rounds", type=int, default=2)
    arguments = parser.parse_args()

    _, small = select_pairs(json.loads(pathlib.Path(arguments.dataset).read_text(encoding="utf-8")), arguments.pairs)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        data = folder / "pairs.json"
        data.write_text(json.dumps(small), encoding="utf-8")
        for _ in range(arguments.rounds):
            plain, cached = (peak(data, arguments.model, size, folder) for size in SIZES)
            print(f"batch 32: {plain:.2f} GiB, 512: {cached:.2f} GiB, ratio {cached / plain:.2f}", flush=True)


if __name__ == "__main__":
    main()
