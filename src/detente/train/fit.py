"""Teaching the coder: one seed, one pass after another."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from detente.events.learned import NONE
from detente.events.pieces import Cutter, Pieces
from detente.train.labels import Labels
from detente.train.model import Coder, base_folder, fresh
from detente.train.recipe import Recipe
from detente.train.text import Example


@dataclass(frozen=True, slots=True)
class Batch:
    """Sentences padded to one length."""

    ids: Tensor
    mask: Tensor
    actor: Tensor
    recipient: Tensor


def cutter(recipe: Recipe) -> Cutter:
    """The cutter of a recipe's base encoder."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(base_folder(recipe.base) / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return Cutter(tokenizer, recipe.longest)


def batch_of(pieces: Sequence[Pieces]) -> Batch:
    """Pad sentences to the longest of them."""
    longest = max(len(p.ids) for p in pieces)
    ids = torch.zeros(len(pieces), longest, dtype=torch.long)
    mask = torch.zeros(len(pieces), longest, dtype=torch.long)
    for row, p in enumerate(pieces):
        ids[row, : len(p.ids)] = torch.tensor(p.ids)
        mask[row, : len(p.ids)] = 1
    return Batch(ids, mask, torch.tensor([p.actor for p in pieces]), torch.tensor([p.recipient for p in pieces]))


def fit(
    examples: list[Example],
    labels: Labels,
    recipe: Recipe,
    seed: int,
    told: Callable[[int, float, Coder], None] = lambda epoch, loss, coder: None,
) -> Coder:
    """Teach a fresh coder.

    Args:
        examples: Training text.
        labels: What the heads answer.
        recipe: How.
        seed: Of everything random.
        told: Called after each pass with its number, the mean loss, and the coder.
    """
    random.seed(seed)
    torch.manual_seed(seed)
    chance = random.Random(seed)
    cut = cutter(recipe)
    coder = fresh(recipe.base, labels.heads, recipe.dropout)
    steps = recipe.epochs * ((len(examples) + recipe.batch - 1) // recipe.batch)
    rising = max(1, int(recipe.warmup * steps))
    heads = {id(p) for p in coder.heads.parameters()}
    optimizer = torch.optim.AdamW(
        [
            {"params": [p for p in coder.parameters() if id(p) not in heads], "lr": recipe.rate},
            {"params": list(coder.heads.parameters()), "lr": recipe.head_rate},
        ],
        weight_decay=recipe.decay,
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda n: min((n + 1) / rising, max(0.0, (steps - n) / max(1, steps - rising)))
    )
    for epoch in range(recipe.epochs):
        coder.train()
        total, count = 0.0, 0
        for group in _groups(examples, recipe, cut, chance):
            with torch.autocast("cpu", torch.bfloat16, enabled=recipe.half):
                loss = _loss(coder, group, labels, recipe)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(coder.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total, count = total + float(loss.detach()), count + 1
        coder.eval()
        told(epoch + 1, total / count, coder)
    return coder


def _groups(
    examples: list[Example], recipe: Recipe, cut: Cutter, chance: random.Random
) -> Iterator[list[tuple[Example, Pieces]]]:
    """Batches of sentences of like length, in random order."""
    made = []
    for example in examples:
        shown = swapped(example, examples, recipe.swap, chance)
        made.append((example, cut.cut(shown.text, shown.actors, shown.recipients)))
    made.sort(key=lambda pair: len(pair[1].ids) + chance.random() * 12)
    groups = [made[i : i + recipe.batch] for i in range(0, len(made), recipe.batch)]
    chance.shuffle(groups)
    yield from groups


def swapped(example: Example, others: Sequence[Example], share: float, chance: random.Random) -> Example:
    """An example whose single parties are, now and then, those of another example."""
    pieces: list[tuple[tuple[int, int], str | None, bool]] = []
    for spans, is_actor in ((example.actors, True), (example.recipients, False)):
        for span in spans:
            new = None
            if len(spans) == 1 and chance.random() < share:
                other = chance.choice(others)
                pool = other.actors if is_actor else other.recipients
                new = other.text[slice(*pool[0])] if len(pool) == 1 else None
            pieces.append((span, new, is_actor))
    if all(new is None for _, new, _ in pieces):
        return example
    pieces.sort(key=lambda piece: piece[0])
    if any(a[0][1] > b[0][0] for a, b in pairwise(pieces)):
        return example  # one party stands inside the other
    text, last = "", 0
    sides: tuple[list[tuple[int, int]], list[tuple[int, int]]] = ([], [])
    for (start, end), new, is_actor in pieces:
        text += example.text[last:start]
        begin = len(text)
        text += example.text[start:end] if new is None else new
        sides[not is_actor].append((begin, len(text)))
        last = end
    text += example.text[last:]
    return Example(
        example.type, example.mode, example.modality, example.contexts, text, tuple(sides[0]), tuple(sides[1]), ""
    )


def _loss(coder: Coder, group: list[tuple[Example, Pieces]], labels: Labels, recipe: Recipe) -> Tensor:
    batch = batch_of([p for _, p in group])
    answers = coder(batch.ids, batch.mask, batch.actor, batch.recipient)
    numbers = [labels.numbers(e) for e, _ in group]
    types = torch.tensor([n[0] for n in numbers])
    loss: Tensor = functional.cross_entropy(answers["event"], types, label_smoothing=recipe.smoothing)
    codes = torch.tensor([n[1] for n in numbers])
    if bool((codes >= 0).any()):
        loss = loss + recipe.code_share * functional.cross_entropy(answers["code"], codes, ignore_index=-1)
    modalities = torch.tensor([n[2] for n in numbers])
    loss = loss + recipe.modality_share * functional.cross_entropy(answers["modality"], modalities)
    named = [row for row, (e, _) in enumerate(group) if e.contexts and e.type != NONE]
    if named:
        goal = torch.zeros(len(named), len(labels.contexts))
        for row, number in enumerate(named):
            goal[row, numbers[number][3]] = 1.0
        loss = loss + recipe.context_share * functional.binary_cross_entropy_with_logits(
            answers["context"][named], goal
        )
    return loss


def answers(coder: Coder, pieces: Sequence[Pieces], size: int = 64) -> Iterator[dict[str, Any]]:
    """Shares of belief by head for each sentence, in the order given."""
    order = sorted(range(len(pieces)), key=lambda i: len(pieces[i].ids))
    found: dict[int, dict[str, Any]] = {}
    with torch.no_grad():
        for i in range(0, len(order), size):
            rows = order[i : i + size]
            batch = batch_of([pieces[r] for r in rows])
            given = coder(batch.ids, batch.mask, batch.actor, batch.recipient)
            shares = {
                name: torch.sigmoid(v) if name == "context" else torch.softmax(v, -1) for name, v in given.items()
            }
            for n, r in enumerate(rows):
                found[r] = {name: v[n].tolist() for name, v in shares.items()}
    yield from (found[i] for i in range(len(pieces)))
