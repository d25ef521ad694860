"""Single instructions of the processor that kernels may ask for by name."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, Final, cast

import numpy as np

from geo.machine_code import Kernel

READ: Final = 0
L2_CACHE: Final = 2
DATA: Final = 1


class Instruction(Kernel):
    """What numba calls an intrinsic: a function that writes the code of a call into the kernel that names it."""

    @cached_property
    def part(self) -> Any:
        """The intrinsic."""
        from numba.extending import intrinsic

        return intrinsic(self._function)


def _multiply_add(typing: Any, a: Any, b: Any, c: Any) -> Any:
    from numba.core import types

    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        return builder.fma(*values)

    return types.float32(types.float32, types.float32, types.float32), code


def _prefetch(typing: Any, array: Any, row: Any, column: Any) -> Any:
    """By `llvm.prefetch` (LLVM language reference)."""
    from llvmlite import ir
    from numba.core import types

    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        view = context.make_array(signature.args[0])(context, builder, values[0])
        stride = builder.extract_value(view.strides, 0)
        place = builder.gep(view.data, [builder.add(builder.mul(values[1], stride), values[2])])
        number = ir.IntType(32)
        shape = ir.FunctionType(ir.VoidType(), [place.type, number, number, number])
        ask = builder.module.declare_intrinsic("llvm.prefetch", (place.type,), shape)
        builder.call(ask, [place, number(READ), number(L2_CACHE), number(DATA)])
        return context.get_dummy_value()

    return types.void(array, types.int64, types.int64), code


multiply_add = cast(Callable[[Any, Any, Any], np.float32], Instruction(_multiply_add))
"""a * b + c of float32, rounded once. Unlike the fused products that fast-math may make or not, it is the same in
vector lanes and in what is left over after them."""
prefetch = cast(Callable[[Any, Any, int], None], Instruction(_prefetch))
"""Bring the line of memory of `array[row, column]`, bytes, to the L2 cache while other work goes on. A place beyond the
array is no error: the processor drops what it cannot read."""
