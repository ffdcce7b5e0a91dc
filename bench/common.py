"""What several benchmarks need."""
import os
import pathlib
import subprocess

RETUNE = str(pathlib.Path(__file__).resolve().parent.parent / "retune")


def retune(*command, accepted=(0,)):
    """Runs the command line; an exit code that is not accepted ends the benchmark with what the command said."""
    finished = subprocess.run([RETUNE, *map(str, command)], capture_output=True, text=True)
    if finished.returncode not in accepted:
        raise SystemExit(finished.stderr)


def threads():
    """Native threads of both sides."""
    return int(os.environ.get("OMP_NUM_THREADS", os.cpu_count()))


def select_pairs(dataset, count):
    """The first pairs of the train split, and a smaller data set of them alone with one more query as dev."""
    queries = [query for query in dataset["queries_split"]["train"] if dataset["relevant_docs"].get(query)][: count + 1]
    passage = {query: next(iter(dataset["relevant_docs"][query])) for query in queries}
    small = {
        "queries": {query: dataset["queries"][query] for query in queries},
        "corpus": {passage[query]: dataset["corpus"][passage[query]] for query in queries},
        "relevant_docs": {query: [passage[query]] for query in queries},
        "queries_split": {"train": queries[:-1], "dev": queries[-1:]},
    }
    return [(dataset["queries"][query], dataset["corpus"][passage[query]]) for query in queries[:-1]], small
