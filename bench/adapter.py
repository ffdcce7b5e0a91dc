#!/usr/bin/env python3
"""A LoRA adapter as PEFT reads it, beside the merged model as retune encodes with it: cosines of their vectors.

usage: adapter.py CHECKPOINT HF_MODEL DATASET.json [--texts 200]

CHECKPOINT is what `retune train --method lora` wrote; HF_MODEL the base model's folder or id. Vectors are the first
token's, normalised, at length 512. Needs Python with peft and transformers; retune itself does not.
"""
import argparse
import json
import pathlib
import tempfile

import numpy
import torch
from peft import PeftModel
from transformers import AutoModel, AutoTokenizer

import common


def by_peft(arguments, texts):
    tokenizer = AutoTokenizer.from_pretrained(arguments.hf_model)
    base = AutoModel.from_pretrained(arguments.hf_model, dtype=torch.float32)
    model = PeftModel.from_pretrained(base, arguments.checkpoint / "adapter").eval()
    vectors = []
    with torch.no_grad():
        for text in texts:
            tokens = tokenizer(text, truncation=True, max_length=512, return_tensors="pt")
            vectors.append(model(**tokens).last_hidden_state[0, 0])
    return torch.nn.functional.normalize(torch.stack(vectors), dim=1).numpy()


def by_retune(arguments, texts):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        lines = folder / "texts.jsonl"
        lines.write_text("".join(json.dumps(text) + "\n" for text in texts), encoding="utf-8")
        command = ["encode", lines, "--model", arguments.checkpoint, "--dtype", "fp32", "--max-length", 512, "--no-cache"]
        common.retune(*command, "-o", folder / "vectors.npy")
        return numpy.load(folder / "vectors.npy")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=pathlib.Path)
    parser.add_argument("hf_model")
    parser.add_argument("dataset")
    parser.add_argument("--texts", type=int, default=200)
    arguments = parser.parse_args()

    corpus = json.loads(pathlib.Path(arguments.dataset).read_text(encoding="utf-8"))["corpus"]
    texts = list(corpus.values())[: arguments.texts]
    cosines = (by_peft(arguments, texts) * by_retune(arguments, texts)).sum(axis=1)
    size = (arguments.checkpoint / "adapter" / "adapter_model.safetensors").stat().st_size
    print(f"{len(texts)} texts: cosine min {cosines.min():.7f} mean {cosines.mean():.7f}; adapter {size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
