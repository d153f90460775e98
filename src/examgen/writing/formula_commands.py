r"""The commands that a formula may name: mathematics, and nothing else.

A list of what is forbidden is never complete (``\UseName{input}`` does what ``\input`` does), so this one says what is allowed. Every
command here sets signs: none opens a file, defines a macro, counts, measures or builds the name of another command from its argument. Some
need a package that a look has to load, such as ``\mathfrak``; TeX says so.
"""

from __future__ import annotations

from difflib import get_close_matches

_SIGNS = """
    alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa varkappa lambda mu nu xi omicron pi varpi rho varrho sigma
    varsigma tau upsilon phi varphi chi psi omega digamma Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega varGamma varDelta
    varTheta varLambda varXi varPi varSigma varUpsilon varPhi varPsi varOmega aleph beth gimel daleth
    hbar hslash imath jmath ell wp Re Im partial infty prime backprime emptyset varnothing nabla surd top bot angle measuredangle triangle
    triangledown square blacksquare lozenge diamondsuit heartsuit clubsuit spadesuit forall exists nexists neg lnot flat natural sharp
    mho eth complement bigstar degree dag ddag dagger ddagger S P copyright pounds checkmark
    pm mp times div ast star circ bullet cdot cap cup uplus sqcap sqcup vee lor wedge land setminus smallsetminus wr diamond
    bigtriangleup bigtriangledown triangleleft triangleright oplus ominus otimes oslash odot bigcirc amalg dotplus ltimes rtimes
    boxplus boxminus boxtimes boxdot circledast circledcirc circleddash centerdot intercal
    le leq ge geq ll gg lll ggg ne neq equiv sim simeq approx approxeq cong propto asymp doteq doteqdot bowtie models perp mid nmid parallel
    nparallel prec succ preceq succeq precsim succsim subset supset subseteq supseteq subsetneq supsetneq nsubseteq nsupseteq sqsubset
    sqsupset sqsubseteq sqsupseteq in ni owns notin vdash dashv vDash Vdash smile frown leqslant geqslant lesssim gtrsim lessgtr gtrless
    lessapprox gtrapprox nless ngtr nleq ngeq ncong nsim eqsim triangleq coloneqq eqqcolon varpropto because therefore between pitchfork
    vartriangle trianglelefteq trianglerighteq backsim thicksim thickapprox
    leftarrow gets rightarrow to leftrightarrow Leftarrow Rightarrow Leftrightarrow longleftarrow longrightarrow longleftrightarrow
    Longleftarrow Longrightarrow Longleftrightarrow implies impliedby iff mapsto longmapsto hookleftarrow hookrightarrow uparrow downarrow
    updownarrow Uparrow Downarrow Updownarrow nearrow searrow swarrow nwarrow rightleftharpoons leftharpoonup leftharpoondown
    rightharpoonup rightharpoondown leadsto rightsquigarrow twoheadrightarrow twoheadleftarrow rightarrowtail circlearrowleft
    circlearrowright curvearrowleft curvearrowright nleftarrow nrightarrow nLeftarrow nRightarrow leftrightarrows rightrightarrows
    sum prod coprod int iint iiint iiiint idotsint oint bigcap bigcup bigsqcup bigvee bigwedge bigodot bigotimes bigoplus biguplus
    dots ldots cdots vdots ddots dotsc dotsb dotsm dotsi dotso colon lbrace rbrace lbrack rbrack langle rangle lfloor rfloor lceil rceil
    lvert rvert lVert rVert vert Vert lgroup rgroup lmoustache rmoustache ulcorner urcorner llcorner lrcorner backslash
"""
_FUNCTIONS = """
    arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf injlim ker lg lim liminf limsup ln log max min Pr projlim sec
    sin sinh sup tan tanh varinjlim varprojlim varliminf varlimsup bmod pmod mod pod
"""
_BUILDINGS = """
    frac dfrac tfrac cfrac binom dbinom tbinom genfrac sqrt root of over choose atop begin end left right middle big Big bigg Bigg bigl Bigl
    biggl Biggl bigr Bigr biggr Biggr bigm Bigm biggm Biggm limits nolimits displaylimits substack overset underset stackrel sideset
    overline underline overbrace underbrace overbracket underbracket overrightarrow overleftarrow overleftrightarrow underrightarrow
    underleftarrow xrightarrow xleftarrow hat widehat tilde widetilde bar vec dot ddot dddot ddddot check breve acute grave mathring not
    boxed phantom hphantom vphantom smash mathop mathbin mathrel mathord mathopen mathclose mathpunct mathinner mathstrut strut operatorname
    operatornamewithlimits cancel bcancel xcancel hline cr
"""
_FONTS = """
    mathrm mathbf mathit mathsf mathtt mathcal mathscr mathfrak mathbb mathnormal boldsymbol bm pmb displaystyle textstyle scriptstyle
    scriptscriptstyle text textrm textbf textit textsf texttt textsc textup textmd textnormal textsl emph mbox mathbbm
    bf it rm sf tt sc bfseries itshape rmfamily sffamily ttfamily scshape upshape tiny scriptsize footnotesize small normalsize
"""
_SPACES = """
    quad qquad enspace enskip thinspace negthinspace medspace negmedspace thickspace negthickspace hspace nobreakspace space hfill mspace
    allowbreak nobreak kern mkern hskip mskip
"""
_LETTERS = """
    aa AA ae AE oe OE o O ss l L i j b c d u v H t k r textendash textemdash textbackslash textbar textless textgreater textasciitilde
    textasciicircum textunderscore
"""
#: One sign behind the backslash: spaces, the signs that mean something to TeX, accents, the end of a row.
_ONE_SIGN = frozenset(" ,;:!>|{}$%&#_\\/-'\"`^~=.*\n")

ALLOWED = frozenset(" ".join((_SIGNS, _FUNCTIONS, _BUILDINGS, _FONTS, _SPACES, _LETTERS)).split()) | _ONE_SIGN


#: Names of operators that LaTeX has no command for.
_OPERATORS = """
    argmax argmin softmax relu sign diag tr trace rank Var Cov var cov KL E softplus erf sigmoid
"""


def near(command: str) -> str:
    """What to write in place of a command that is not allowed, or ""."""
    if command in _OPERATORS.split():
        return f"operatorname{{{command}}}"
    found = get_close_matches(command, sorted(ALLOWED), 1, 0.75) if len(command) > 2 else []
    return found[0] if found else ""
