#!/usr/bin/env python3
"""A grid of sentence-transformers trainings, each merged with the base under guards, chosen on dev: what the default
recipe of retune is held against.

usage: grid.py DATASET.json MODEL HF_MODEL FOLDER [--guard G.json ...] [--point LEARNING_RATE:EPOCHS:NEGATIVES ...]
               [--query-instruction TEXT] [--max-length 256] [--seed 1] [--fp32]

DATASET needs a split dev, which trains nothing and chooses on both sides. Each point trains one model (batches of 64,
warm-up 0.1, cosine, no duplicates in a batch, autocast to bfloat16 unless --fp32; NEGATIVES of negative_docs for each
pair, 0 or 1) and writes it to FOLDER; then `retune merge --dataset --guard` looks for its best share. One line for each
point; a point whose result lies in FOLDER already is not done again. Needs Python with sentence-transformers, datasets
and accelerate; retune itself does not.
"""
import argparse
import json
import pathlib
import time

import torch
from datasets import Dataset
from sentence_transformers import SentenceTransformer, SentenceTransformerTrainer, SentenceTransformerTrainingArguments
from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss

import common

BATCH_SIZE = 64


def rows(dataset, negatives):
    texts = {"anchor": [], "positive": []}
    if negatives:
        texts["negative"] = []
    for query in dataset["queries_split"]["train"]:
        for passage in dataset["relevant_docs"][query]:
            hard = dataset.get("negative_docs", {}).get(query, [])
            if negatives and not hard:
                continue
            texts["anchor"].append(dataset["queries"][query])
            texts["positive"].append(dataset["corpus"][passage])
            if negatives:
                texts["negative"].append(dataset["corpus"][hard[0]])
    return Dataset.from_dict(texts)


def train(arguments, dataset, point, folder):
    rate, epochs, negatives = point
    model = SentenceTransformer(arguments.hf_model, device="cpu")
    model.max_seq_length = arguments.max_length
    options = SentenceTransformerTrainingArguments(
        output_dir=str(folder) + ".state",
        num_train_epochs=epochs,
        per_device_train_batch_size=BATCH_SIZE,
        learning_rate=rate,
        warmup_steps=0.1,  # a share of the steps
        lr_scheduler_type="cosine",
        batch_sampler="no_duplicates",
        prompts={"anchor": arguments.query_instruction} if arguments.query_instruction else None,
        bf16=not arguments.fp32,
        seed=arguments.seed,
        save_strategy="no",
        report_to="none",
        use_cpu=True,
        dataloader_drop_last=False,
        disable_tqdm=True,
    )
    trainer = SentenceTransformerTrainer(
        model=model,
        args=options,
        train_dataset=rows(dataset, negatives),
        loss=MultipleNegativesRankingLoss(model),
    )
    start = time.perf_counter()
    trainer.train()
    seconds = time.perf_counter() - start
    model.save_pretrained(str(folder))
    return seconds


def merge(arguments, folder, result):
    command = ["merge", arguments.model, folder, "--dataset", arguments.dataset]
    command += ["--max-length", 512, "--query-instruction", arguments.query_instruction, "--seed", 1]
    for guard in arguments.guard:
        command += ["--guard", guard]
    command += ["-o", str(folder) + ".merged", "--json", result]
    common.retune(*command, accepted=(0, 5))


def line(name, record):
    text = f"{name}: train {record['seconds']:.0f} s; chosen {record['sweep']['chosen']}"
    for at in record["sweep"]["points"]:
        gain = 100 * (at["dev"]["found"] - at["dev"]["base"])
        lost = ", ".join(f"{100 * found['mean']:+.2f}" for found in at["guards"].values())
        text += f"\n    alpha {at['alpha']}: dev {gain:+.2f} pp; guards {lost}"
    return text


def arguments_of_trainings(description):
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dataset")
    parser.add_argument("model")
    parser.add_argument("hf_model")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--query-instruction", default="")
    parser.add_argument("--max-length", type=int, default=256)
    return parser


def prepare(arguments):
    """Sets the threads and makes the folder; gives the data set."""
    torch.set_num_threads(common.threads())
    arguments.folder.mkdir(parents=True, exist_ok=True)
    return json.loads(pathlib.Path(arguments.dataset).read_text(encoding="utf-8"))


def main():
    parser = arguments_of_trainings(__doc__)
    parser.add_argument("--guard", action="append", default=[])
    parser.add_argument("--point", action="append", default=[])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fp32", action="store_true")
    arguments = parser.parse_args()

    dataset = prepare(arguments)
    for text in arguments.point:
        rate, epochs, negatives = text.split(":")
        name = f"{rate}-{epochs}-{negatives}-{arguments.seed}"
        record = arguments.folder / f"{name}.json"
        if not record.exists():
            folder = arguments.folder / name
            trained = arguments.folder / f"{name}.seconds"
            if not trained.exists():
                trained.write_text(str(train(arguments, dataset, (float(rate), int(epochs), int(negatives)), folder)))
            seconds = float(trained.read_text())
            result = arguments.folder / f"{name}.sweep.json"
            merge(arguments, folder, result)
            sweep = json.loads(result.read_text())["sweep"]
            record.write_text(json.dumps({"seconds": seconds, "sweep": sweep}))
        print(line(name, json.loads(record.read_text())), flush=True)


if __name__ == "__main__":
    main()
