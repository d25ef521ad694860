"""Compiled rules of the map beside the weighted sum, and what limits a cell, on one block of filled-in codes.

What a choice is made between is read before: processors that cannot skip a read in vector lanes stay in them.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from geo.decision.codes import NO_CRITERION, SCORE_STEPS, VALUE_STEPS, Bytes
from geo.decision.instructions import multiply_add
from geo.decision.jit import kernel
from geo.decision.overlay_plan import Indices, Singles, Words

LOSS_STEP: Final = 262
"""65535 // 250: stretches a lost code step so that the product of loss and weight keeps 16 bits."""


@kernel
def multiply(codes: Bytes, logs: Singles, size: int, total: Singles) -> None:
    """Score units of the weighted geometric mean, as exp of a weighted sum of logarithms."""
    total[:] = 0.0
    for j in range(logs.shape[0]):
        for c in range(size):
            total[c] += logs[j, codes[j, c]]
    for c in range(size):
        total[c] = np.exp(total[c]) * np.float32(SCORE_STEPS) + np.float32(0.5)


@kernel
def closeness(codes: Bytes, weights: Singles, size: int, total: Singles, lost: Singles) -> None:
    """Score units of TOPSIS against the absolute ideal (all 1) and anti-ideal (all 0)."""
    total[:] = 0.0
    lost[:] = 0.0
    for j in range(weights.size):
        whole, unit = weights[j], weights[j] / np.float32(VALUE_STEPS)
        for c in range(size):
            won = unit * np.float32(codes[j, c])
            gone = whole - won
            total[c] = multiply_add(won, won, total[c])
            lost[c] = multiply_add(gone, gone, lost[c])
    for c in range(size):
        won = np.sqrt(total[c])
        total[c] = won / (won + np.sqrt(lost[c])) * np.float32(SCORE_STEPS) + np.float32(0.5)


@kernel
def first_smallest(codes: Bytes, used: Indices, size: int, low: Bytes, worst: Bytes) -> None:
    """Criterion with the smallest value code, the first of equals; none where that value is 1."""
    low[:] = VALUE_STEPS
    worst[:] = NO_CRITERION
    for j in range(used.size):
        index = np.uint8(used[j])
        for c in range(size):
            code, lowest, former = codes[j, c], low[c], worst[c]
            worst[c] = index if code < lowest else former
            low[c] = min(lowest, code)


@kernel
def largest_loss(codes: Bytes, used: Indices, loss_units: Words, size: int, loss: Words, worst: Bytes) -> None:
    """Criterion with the largest weighted loss w (1 - v), to 16 bits; the first of equals, none where none is lost."""
    loss[:] = 0
    worst[:] = NO_CRITERION
    for j in range(used.size):
        index = np.uint8(used[j])
        unit = np.uint32(loss_units[j])
        for c in range(size):
            lost = np.uint16((VALUE_STEPS - np.int32(codes[j, c])) * LOSS_STEP)
            here = np.uint16((unit * np.uint32(lost)) >> 16)
            largest, former = loss[c], worst[c]
            worst[c] = index if here > largest else former
            loss[c] = max(largest, here)


@kernel
def largest_log_loss(
    codes: Bytes, used: Indices, logs: Singles, size: int, loss: Singles, here: Singles, worst: Bytes
) -> None:
    """Criterion with the largest part in the logarithm of a product, the first of equals; zeros count by weight.

    Looking up stands alone: it is not for vector lanes, all else is.
    """
    loss[:] = 0.0
    worst[:] = NO_CRITERION
    for j in range(used.size):
        index = np.uint8(used[j])
        for c in range(size):
            here[c] = -logs[j, codes[j, c]]
        for c in range(size):
            lost, largest, former = here[c], loss[c], worst[c]
            worst[c] = index if lost > largest else former
            loss[c] = max(largest, lost)
