from sympy import Expr, MatrixExpr

class MatrixElement(Expr):
    args: tuple[MatrixExpr, Expr, Expr]
