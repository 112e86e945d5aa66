from collections.abc import Callable

from sympy import Expr, MatrixExpr

class ElementwiseApplyFunction(MatrixExpr):
    function: Callable[[Expr], Expr]
    expr: Expr
