#!/usr/bin/env python3
"""A file of infgrad/retrieval_data_llm's shape and size, made up on the spot, converted within 1 GB of heap.

usage: convert.py [--rows 185000]

Every row has a query, a positive and a hard negative document, about 260 Chinese characters each.
"""
import argparse
import json
import os
import pathlib
import random
import resource
import subprocess
import tempfile
import time

import common

HEAP = "1g"


def sentence(draw, length):
    return "".join(chr(draw.randrange(0x4E00, 0x9FA5)) for _ in range(length))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=185_000)
    arguments = parser.parse_args()
    draw = random.Random(1)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        source, target, report = folder / "rows.jsonl", folder / "dataset.json", folder / "report.json"
        with source.open("w", encoding="utf-8") as lines:
            for _ in range(arguments.rows):
                row = {
                    "Query": sentence(draw, 20),
                    "Positive Document": sentence(draw, draw.randrange(120, 400)),
                    "Hard Negative Document": sentence(draw, draw.randrange(120, 400)),
                }
                lines.write(json.dumps(row, ensure_ascii=False) + "\n")
        environment = os.environ | {"RETUNE_JAVA_OPTS": f"-Xmx{HEAP}"}
        command = [common.RETUNE, "convert", "infgrad", source, "-o", target, "--json", report]
        start = time.perf_counter()
        subprocess.run(command, check=True, env=environment)
        seconds = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        print(f"{source.stat().st_size >> 20} MB in, {target.stat().st_size >> 20} MB out,"
              f" {seconds:.1f} s, heap -Xmx{HEAP}, peak resident {peak >> 10} MB")


if __name__ == "__main__":
    main()
