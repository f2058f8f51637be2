"""Small changes to a program, one at a time: one that no test notices shows what the tests do not prove."""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
}  # fmt: skip
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.Mod: ast.Mult,
}  # fmt: skip
OTHERS = {"min": "max", "max": "min", "any": "all", "all": "any"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """``was`` and ``became`` are one expression or statement each; ``source`` is the whole changed module."""

    line: int
    was: str
    became: str
    source: str


def mutants(source: str) -> Iterator[Mutant]:
    """Every one of a module, in the order of its lines."""
    tree = ast.parse(source)
    found = [(node, changed) for node in _nodes(tree) for changed in _changed(node)]
    for node, changed in sorted(found, key=lambda pair: (_line(pair[0]), pair[0].__class__.__name__)):
        was, became = ast.unparse(node), ast.unparse(changed)
        if was != became:
            yield Mutant(_line(node), was, became, ast.unparse(_with(tree, node, changed)))


def _nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """What runs: no decorators, annotations or docstrings."""
    yield tree
    for name, value in ast.iter_fields(tree):
        if name in ("decorator_list", "annotation", "returns", "type_params"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _nodes(child)


def _changed(node: ast.AST) -> Iterator[ast.AST]:
    yield from _other_operators(node)
    yield from _other_constants(node)
    yield from _other_shapes(node)


def _other_operators(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Compare):
        for nth, operator in enumerate(node.ops):
            for other in COMPARISONS[type(operator)]:
                yield _copy(node, ops=[*node.ops[:nth], other(), *node.ops[nth + 1 :]])
    elif isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC:
        yield _copy(node, op=ARITHMETIC[type(node.op)]())
    elif isinstance(node, ast.BoolOp):
        yield _copy(node, op=ast.And() if isinstance(node.op, ast.Or) else ast.Or())
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in OTHERS:
        yield _copy(node, func=ast.Name(OTHERS[node.func.id], ast.Load()))


def _other_constants(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield ast.Constant(node.value + 1)
        yield ast.Constant(node.value - 1)


def _other_shapes(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
        yield ast.Return(ast.Constant(None))
    elif isinstance(node, ast.If | ast.IfExp | ast.While) and not isinstance(node.test, ast.Compare | ast.BoolOp):
        yield _copy(node, test=ast.UnaryOp(ast.Not(), node.test))
    elif isinstance(node, ast.comprehension) and node.ifs:
        yield _copy(node, ifs=node.ifs[1:])
    elif isinstance(node, ast.YieldFrom):
        yield ast.Constant(None)


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _copy(node: ast.AST, **fields: object) -> ast.AST:
    new = copy.copy(node)
    for name, value in fields.items():
        setattr(new, name, value)
    return new


def _with(tree: ast.AST, old: ast.AST, new: ast.AST) -> ast.AST:
    """The tree with one node replaced; the rest is shared."""
    if tree is old:
        return new
    fields: dict[str, object] = {}
    for name, value in ast.iter_fields(tree):
        if isinstance(value, ast.AST):
            fields[name] = _with(value, old, new)
        elif isinstance(value, list):
            fields[name] = [_with(child, old, new) if isinstance(child, ast.AST) else child for child in value]
    return _copy(tree, **fields)


def _line(node: ast.AST) -> int:
    """Of the node, or of the first in it that has one."""
    own = getattr(node, "lineno", None)
    return own if isinstance(own, int) else min((_line(child) for child in ast.iter_child_nodes(node)), default=0)
