from typing import Self

from sympy import Basic

class Str(Basic):
    def __new__(cls, name: str) -> Self: ...
    name: str
