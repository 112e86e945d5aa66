r"""Commands that are a sign alone, which MathJax takes in formulas and KaTeX not: `\ohm`, `\textdegree`."""

from __future__ import annotations

_AMONG_WORDS = """
    textasciicircum textasciitilde textbackslash textbar textbraceleft textbraceright textdagger textdaggerdbl
    textellipsis textemdash textendash textgreater textless textquotedblleft textquotedblright textquoteleft
    textquoteright textunderscore textdollar textsterling textbardbl textdegree
"""
_NOWHERE = r"""
    ohm Ω  celsius ℃  perthousand ‰  micro µ  textasteriskcentered *  textbullet •  textexclamdown ¡
    textordfeminine ª  textordmasculine º  textparagraph ¶  textperiodcentered ·  textquestiondown ¿
    textsection §  textvisiblespace ␣  textacutedbl ˝  textasciiacute ´  textasciibreve ˘
    textasciicaron ˇ  textasciidieresis ¨  textasciimacron ¯  textgravedbl ˵  texttildelow ˷  textbaht ฿
    textcent ¢  textcolonmonetary ₡  textcurrency ¤  textdong ₫  texteuro €  textflorin ƒ  textguarani ₲
    textlira ₤  textnaira ₦  textpeso ₱  textwon ₩  textyen ¥  textcircledP ℗  textcopyleft 🄯
    textservicemark ℠  texttrademark ™  textbigcircle ◯  textblank ␢  textbrokenbar ¦  textdiscount ⁒
    textestimated ℮  textinterrobang ‽  textinterrobangdown ⸘  textmusicalnote ♪  textnumero №
    textopenbullet ◦  textpertenthousand ‱  textperthousand ‰  textrecipe ℞  textreferencemark ※
    textlangle 〈  textrangle 〉  textlbrackdbl $\llbracket$  textrbrackdbl $\rrbracket$  textlquill ⁅
    textrquill ⁆  textcelsius ℃  textdiv ÷  textdownarrow ↓  textfractionsolidus ⁄  textleftarrow ←
    textlnot ¬  textmho ℧  textminus −  textmu µ  textohm Ω  textonehalf ½  textonequarter ¼
    textonesuperior ¹  textpm ±  textrightarrow →  textsurd √  textthreequarters ¾  textthreesuperior ³
    texttimes ×  texttwosuperior ²  textuparrow ↑  textborn *  textdied †  textdivorced ⚮  textmarried ⚭
    textcentoldstyle ¢  textdollaroldstyle \$  upalpha α  upbeta β  upgamma γ  updelta δ  upepsilon ϵ
    upzeta ζ  upeta η  uptheta θ  upiota ι  upkappa κ  uplambda λ  upmu μ  upnu ν  upxi ξ  upomicron ο
    uppi π  uprho ρ  upsigma σ  uptau τ  upupsilon υ  upphi ϕ  upchi χ  uppsi ψ  upomega ω
    upvarepsilon ε  upvartheta ϑ  upvarpi ϖ  upvarrho ϱ  upvarsigma ς  upvarphi φ  Upgamma Γ  Updelta Δ
    Uptheta Θ  Uplambda Λ  Upxi Ξ  Uppi Π  Upsigma Σ  Upupsilon Υ  Upphi Φ  Uppsi Ψ  Upomega Ω
"""
_SIGNS = _NOWHERE.split()

IN_WORDS = {
    **{rf"\{name}": rf"\{name}{{}}" for name in _AMONG_WORDS.split()},
    **{rf"\{name}": sign for name, sign in zip(_SIGNS[::2], _SIGNS[1::2], strict=True)},
}
"""What KaTeX reads in words, by what MathJax reads in formulas."""
