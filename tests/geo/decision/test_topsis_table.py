import numpy as np
import pytest
import skcriteria
from pymcdm import methods, normalizations
from skcriteria.agg.topsis import TOPSIS
from skcriteria.preprocessing.scalers import VectorScaler

from geo.decision.topsis_table import topsis_table
from geo.errors import InputError

RNG = np.random.default_rng(11)
TABLE = RNG.uniform(1, 900, (300, 5))
WEIGHTS = np.array([0.3, 0.1, 0.25, 0.15, 0.2])
SENSES = ["min", "max", "max", "min", "max"]
TYPES = np.array([-1, 1, 1, -1, 1])


@pytest.mark.parametrize("workers", [1, 3])
def test_minmax_scaling_equals_pymcdm(workers):
    ours = topsis_table(TABLE, WEIGHTS, SENSES, workers=workers)
    theirs = methods.TOPSIS(normalizations.minmax_normalization)(TABLE, WEIGHTS, TYPES, validation=False)
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-9)


def test_vector_scaling_equals_scikit_criteria():
    table = TABLE * np.array([1, 1, 1, 1, 1])
    senses = ["max"] * 5
    decision = skcriteria.mkdm(table, [max] * 5, weights=WEIGHTS)
    theirs = TOPSIS().evaluate(VectorScaler("matrix").transform(decision)).e_.similarity
    np.testing.assert_allclose(topsis_table(table, WEIGHTS, senses, "vector"), theirs, rtol=0, atol=1e-9)


def test_one_alternative_is_its_own_ideal_and_anti_ideal():
    assert topsis_table([[3.0, 4.0]], [1, 1], ["max", "min"]).tolist() == [0.5]


def test_a_constant_column_changes_nothing():
    wide = np.column_stack([TABLE, np.full(300, 7.0)])
    # The others keep their proportions; a column that tells nothing apart adds no distance.
    ours = topsis_table(wide, [*WEIGHTS, 0.4], [*SENSES, "min"])
    np.testing.assert_allclose(ours, topsis_table(TABLE, WEIGHTS, SENSES))


@pytest.mark.parametrize(
    ("table", "weights", "senses", "scaling"),
    [
        ([[1, 2]], [1], ["max"], "minmax"),
        ([[1, 2]], [1, 1], ["max"], "minmax"),
        ([[1, 2]], [1, 1], ["max", "more"], "minmax"),
        ([[1, 2]], [1, 1], ["max", "max"], "sum"),
        ([[1, 2]], [0, 0], ["max", "max"], "minmax"),
        ([[1, np.nan], [1, 2]], [1, 1], ["max", "max"], "minmax"),
        ([[1, np.inf], [1, 2]], [1, 1], ["max", "max"], "minmax"),
        (np.zeros((0, 2)), [1, 1], ["max", "max"], "minmax"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused(table, weights, senses, scaling):
    with pytest.raises(InputError, match="allowed"):
        topsis_table(table, weights, senses, scaling)
