"""How fast the learned event coder answers, beside a bare parse of the same sentences, on one core.

    python benchmarks/encoder.py [COUNT]

It asks about COUNT sentences (400 unless told) of `training/events`, each with its marked pair, in one call;
prints sentences a second, the ratio to parsing them, what loading costs, and the size of the files.
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

from detente.events import learned
from detente.ontology import load as load_ontology
from detente.reading import load as load_parser
from detente.settings import Settings

ROOT = Path(__file__).parent.parent


def main(count: int) -> None:
    """Measure and print."""
    from detente.train.text import read

    settings = Settings.load()
    examples = read(ROOT / "training" / "events", load_ontology())
    examples = examples[:: max(1, len(examples) // count)][:count]
    nlp = load_parser(settings.spacy_model)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    coder = learned.load(str(settings.data_dir))
    loading = time.process_time() - start
    asked = [learned.Asked(e.text, e.actors, e.recipients) for e in examples]
    coder.believe(asked[:8])  # what only the first call pays
    list(nlp.pipe([e.text for e in examples[:8]]))
    start = time.process_time()
    list(nlp.pipe([e.text for e in examples]))
    parsing = time.process_time() - start
    start = time.process_time()
    coder.believe(asked)
    asking = time.process_time() - start
    size = sum(f.stat().st_size for f in (Path(settings.data_dir) / "weights" / "events").iterdir())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{len(asked)} sentences: parsed {len(asked) / parsing:.0f} a second, asked {len(asked) / asking:.0f}")
    print(f"asking / parsing: {asking / parsing:.2f} of the processor time")
    print(f"loading {loading:.2f} s, memory +{(peak - before) / 1024:.0f} MB, files {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 400)
