from sympy import Basic

class StrPrinter:
    def doprint(self, expr: Basic) -> str: ...
