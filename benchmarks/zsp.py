"""What one pair of parties costs, beside the encoder that zero-shot PLOVER (ZSP) needs.

    python benchmarks/zsp.py [--pairs N] [--rounds N]

ZSP puts 76 hypotheses to a RoBERTa-large (355 million parameters) for each pair. A random-weights encoder of that
size stands for it here: weights change the answers, not the time. Both run on one thread over the same sentences,
a pair or a prompt at a time in batches of like size; rounds are interleaved and the median is printed.
Needs `pip install 'detente[train]'` (torch, transformers).
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

PROMPTS = 76
ROOT = Path(__file__).parents[1]


def sentences(count: int) -> list[str]:
    """Sentences of the training text that is in the repository, marks taken out."""
    from detente.ontology import load
    from detente.train.text import read

    found = [e.text for e in read(ROOT / "training" / "events" / "leads.tsv", load())]
    return found[:count]


def main() -> None:
    """Print the costs and their ratio."""
    options = argparse.ArgumentParser()
    options.add_argument("--pairs", type=int, default=32)
    options.add_argument("--rounds", type=int, default=3)
    asked = options.parse_args()
    try:
        import torch
        from transformers import RobertaConfig, RobertaModel
    except ImportError:
        sys.exit("This benchmark needs torch and transformers: pip install 'detente[train]'.")
    from detente.events.learned import Asked, load
    from detente.settings import DATA_DIR

    torch.set_num_threads(1)
    texts = sentences(asked.pairs)
    ours = load(str(DATA_DIR))
    questions = [Asked(t, [(0, 5)], [(6, 10)]) for t in texts]
    config = RobertaConfig(
        vocab_size=50265,
        hidden_size=1024,
        num_hidden_layers=24,
        num_attention_heads=16,
        intermediate_size=4096,
        max_position_embeddings=514,
    )
    large = RobertaModel(config).eval()
    size = sum(p.numel() for p in large.parameters())
    # a premise and a hypothesis of ten word pieces; a word is about 1.3 pieces
    length = round(statistics.mean(len(t.split()) * 1.3 for t in texts)) + 12
    ids = torch.randint(5, 50000, (8, length))
    mine, theirs = [], []
    ours.believe(questions)
    with torch.no_grad():
        large(ids)
        for _ in range(asked.rounds):
            begun = time.process_time()
            ours.believe(questions)
            mine.append((time.process_time() - begun) / len(questions))
            begun = time.process_time()
            large(ids)
            theirs.append((time.process_time() - begun) / len(ids))
    a, b = statistics.median(mine), statistics.median(theirs)
    print(f"detente's encoder: {1000 * a:.2f} ms of the processor a pair")
    print(f"{size / 1e6:.0f} million random weights, {length} word pieces: {1000 * b:.1f} ms a prompt")
    print(f"one prompt / one pair: {b / a:.0f}; {PROMPTS} prompts / one pair: {PROMPTS * b / a:.0f}")


if __name__ == "__main__":
    main()
