"""Whole parts of a document: added from a starter, copied, made another kind, taken away, and brought back.

A button says what to do by a verb, a section and a key: ``turn clauses quarterly``. What stands in the text besides,
comments and order too, stays as it is. What a change of kind cannot keep is told, so that nothing goes unseen.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from pydantic import ValidationError

from ristorno.engine.terms.model import Model
from ristorno.kernel.document import Tree
from ristorno.kernel.editing import at, drop, flow, insert, put
from ristorno.kernel.problem import Problem, Refused
from ristorno.web.console.designing.sections import SECTIONS, Section
from ristorno.web.console.designing.sheet import Sheet

_GATE: Final[Tree] = {"measure": "amount", "at_least": "1_000"}


@dataclass(frozen=True, slots=True)
class Shaped:
    """A text after a step, and what was dropped by it: names with what stood there."""

    text: str
    dropped: tuple[tuple[str, str], ...] = ()


def shaped(sheet: Sheet | None, step: str, typed: Mapping[str, str]) -> Shaped:
    """Return a text after a step; ``typed`` holds the kinds and names that were chosen for it.

    Raises:
        Refused: there is no such step or part, its name is taken, or the text is written too artfully for it.
    """
    verb, _, rest = step.partition(" ")
    section, _, key = rest.partition(" ")
    done = _STEPS.get(verb)
    if sheet is None or done is None or section not in SECTIONS or (key and key not in sheet.keys(section)):
        reason = "There is nothing in the document of which this button speaks."
        raise Refused([Problem("console.step", reason, "Look at the form as it is now, and press again.")])
    return done(sheet, section, key, typed)


def _added(sheet: Sheet, section: str, key: str, typed: Mapping[str, str]) -> Shaped:
    about = SECTIONS[section]
    kind = _kind(about, typed.get(f"add.{section}.kind", next(iter(about.starters))))
    name = _name(sheet, section, typed.get(f"add.{section}.name", "").strip(), kind.replace("_", "-"))
    text = insert(sheet.text, sheet.path(section, name), {**about.starters[kind], **_paid_in(sheet, section)})
    for place, held in about.beside.get(kind, {}).items():
        for missing in held.keys() - set(sheet.keys(place)):
            text = insert(text, sheet.path(place, missing), held[missing])
    return Shaped(text)


def _paid_in(sheet: Sheet, section: str) -> dict[str, Tree]:
    """Return which unit a new clause pays: with several each has to say one."""
    units = [name for name, _ in sheet.held("units")]
    return {"reward": {"unit": units[0]}} if section == "clauses" and len(units) > 1 else {}


def _copied(sheet: Sheet, section: str, key: str, typed: Mapping[str, str]) -> Shaped:
    name = _name(sheet, section, "", key)
    return Shaped(insert(sheet.text, sheet.path(section, name), _part(sheet, section, key)))


def _removed(sheet: Sheet, section: str, key: str, typed: Mapping[str, str]) -> Shaped:
    return Shaped(sheet.without(sheet.text, section, key))


def _brought_back(sheet: Sheet, section: str, key: str, typed: Mapping[str, str]) -> Shaped:
    return Shaped(drop(sheet.text, sheet.path(section, key)))


def _with_condition(sheet: Sheet, section: str, key: str, typed: Mapping[str, str]) -> Shaped:
    held = _part(sheet, section, key).get("qualify")
    more = _GATE if held is None else [*(held if isinstance(held, list) else [held]), _GATE]
    return Shaped(put(sheet.text, sheet.path(section, key, "qualify"), more))


def _without_condition(sheet: Sheet, section: str, key: str, typed: Mapping[str, str]) -> Shaped:
    return Shaped(sheet.without(sheet.text, section, key, "qualify"))


def _turned(sheet: Sheet, section: str, key: str, typed: Mapping[str, str]) -> Shaped:
    """Make it another kind: what both have is kept, what the new one needs comes, what only the old one had goes."""
    about, held = SECTIONS[section], _part(sheet, section, key)
    said = held.get(about.slot)
    old = next(iter(said)) if isinstance(said, dict) and len(said) == 1 else ""
    new = _kind(about, typed.get(f"turn.{section}.{key}", old))
    if new == old or not about.slot:
        return Shaped(sheet.text)
    needed, before = about.starters[new], about.starters.get(old, {})
    kept, dropped = _kept(about, old, new, _body(about, old, said))
    text = put(sheet.text, sheet.path(section, key, about.slot), {new: kept})
    for name in dict.fromkeys((*before, *needed)):
        if name == about.slot or before.get(name) == needed.get(name):
            continue
        if name in held and held[name] != needed.get(name):
            dropped[name] = held[name]
        if name in needed:
            text = put(text, sheet.path(section, key, name), needed[name])
        elif name in held:
            text = sheet.without(text, section, key, name)
    return Shaped(text, tuple((name, flow(each)) for name, each in dropped.items()))


def _kept(about: Section, old: str, new: str, body: Mapping[str, Tree]) -> tuple[Tree, dict[str, Tree]]:
    """Return what a new kind says, with all of the old one that it can say too, and what it cannot."""
    fresh, model = _body(about, new, about.starters[new][about.slot]), about.kinds[new]
    kept, dropped = dict(fresh), dict[str, Tree]()
    for name, value in body.items():
        if name in model.model_fields and _can_say(model, {**kept, name: value}):
            kept[name] = value
        else:
            dropped[f"{about.slot}.{old}.{name}"] = value
    short = model.SHORT
    return (kept[short] if short is not None and set(kept) == {short} else dict(kept)), dropped


def _can_say(model: type[Model], body: Mapping[str, Tree]) -> bool:
    try:
        model.model_validate(body)
    except ValidationError:
        return False
    return True


def _body(about: Section, kind: str, said: "Tree | None") -> dict[str, Tree]:
    """Return what a kind says by its fields, also where it says it in one word."""
    body, model = said.get(kind) if isinstance(said, dict) else None, about.kinds.get(kind)
    if body is None:
        return {}
    if model is not None and model.SHORT is not None and (not isinstance(body, dict) or model.CHOICE in body):
        return {model.SHORT: body}
    return body if isinstance(body, dict) else {}


def _kind(about: Section, wished: str) -> str:
    if wished in about.starters:
        return wished
    raise Refused([Problem("console.step", f"There is no kind {wished!r}.", "Choose one of the list.")])


def _part(sheet: Sheet, section: str, key: str) -> dict[str, Tree]:
    found = at(dict(sheet.merged), (section, key))
    return found if isinstance(found, dict) else {}


def _name(sheet: Sheet, section: str, wished: str, otherwise: str) -> str:
    """Return the name of a new part: the one that was wished for, else one that is free."""
    taken = sheet.keys(section)
    if wished in taken:
        reason = f"The name {wished!r} is taken by another part of the document."
        raise Refused([Problem("console.taken", reason, "Give it another name.")])
    numbered = (f"{otherwise}-{number}" for number in range(2, len(taken) + 3))
    return wished or next(name for name in (otherwise, *numbered) if name not in taken)


_STEPS: Final[Mapping[str, Callable[[Sheet, str, str, Mapping[str, str]], Shaped]]] = {
    "add": _added,
    "copy": _copied,
    "remove": _removed,
    "back": _brought_back,
    "turn": _turned,
    "gate": _with_condition,
    "ungate": _without_condition,
}
