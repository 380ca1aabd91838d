"""From text to programs and agreements; everything that is wrong is told with file and line."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar

from pydantic import Field, TypeAdapter, ValidationError

from ristorno.engine.terms.merging import merge
from ristorno.engine.terms.model import Model
from ristorno.engine.terms.program import Agreement, Program, Version
from ristorno.engine.terms.scalars import Day, Flag, Instant, Name, String
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.document import Document, Path, Tree, read_document, read_documents
from ristorno.kernel.number import exactly
from ristorno.kernel.problem import Problem, Refused, near

_Part = TypeVar("_Part")
_Whole = TypeVar("_Whole")

UNCHANGING = ("program", "time_zone", "currency", "membership", "versions")
"""What no version of a program or an agreement may change."""


class VersionHead(Model):
    """When a version begins and when it was recorded; everything beside these two is what differs."""

    effective_from: Day = Field(description="the day from whose first moment it rules")
    recorded_at: Instant | None = Field(None, description="when it was recorded; left out: known from the beginning")


class AgreementHead(Model):
    """A contract under a program, for one member or several."""

    agreement: String = Field(description="its id")
    program: Name = Field(description="the program it stands under")
    member: String | None = Field(None, description="the member, or")
    members: tuple[String, ...] | None = Field(None, description="several members under the same terms")
    person: Flag = Field(False, description="the member is itself a person: no employer has to consent")
    ends: Day | None = Field(None, description="last day")


def read_program(text: str, file: str = "") -> Program:
    """Return the program written in a YAML text. Raises :class:`Refused` with every problem found."""
    return program_of(read_document(text, file, "program: NAME"))


def program_of(document: Document) -> Program:
    """Return the program that a document tells. Raises :class:`Refused` with every problem found."""
    tree = _mapping(document, (), "program")
    base = {key: value for key, value in tree.items() if key != "versions"}
    versions = _versions(document, tree) if "versions" in tree else ()
    terms = validate_terms(base, Origin(document))
    program = Program(terms.program, document, base, terms, versions)
    _read_all(lambda version: version_terms(program, version, None), versions)
    return program


def read_agreements(text: str, file: str, program: Program) -> tuple[Agreement, ...]:
    """Return the agreements of a YAML stream, checked against their program. Raises :class:`Refused`."""
    return agreements_of(read_documents(text, file), program)


def agreements_of(
    documents: Iterable[Document], program: Program, known: Iterable[Agreement] = ()
) -> tuple[Agreement, ...]:
    """Return the agreements that documents tell, checked against their program. Raises :class:`Refused`.

    ``known`` were read before under the same program; they come first, and are only held against the others.
    """
    agreements = (*known, *_read_all(lambda document: _agreement(document, program), documents))
    problems = list(_clashes(agreements))
    if problems:
        raise Refused(problems)
    return agreements


def _read_all(read: Callable[[_Part], _Whole], parts: Iterable[_Part]) -> tuple[_Whole, ...]:
    """Return what is read of every part; raises :class:`Refused` with what is wrong with any of them."""
    found: list[_Whole] = []
    problems: list[Problem] = []
    for part in parts:
        try:
            found.append(read(part))
        except Refused as refused:
            problems += refused.problems
    if problems:
        raise Refused(dict.fromkeys(problems))
    return tuple(found)


class Origin:
    """Where the parts of a merged tree were written: in a version if it says them, else in the program."""

    def __init__(self, document: Document, over: Document | None = None, prefix: Path = ()) -> None:
        self._document = document
        self._over = over
        self._prefix = prefix

    def problem(self, code: str, path: Path, reason: str, remedy: str = "") -> Problem:
        """Return a problem at a path of the merged tree."""
        inner = (*self._prefix, *path)
        if self._over is not None and self._written(self._over, inner):
            return Problem(code, reason, remedy, self._over.place(inner))
        return Problem(code, reason, remedy, self._document.place(path))

    def written(self, loc: Path) -> Path:
        """Return the part of a validator's location that somebody wrote, without the names of alternatives."""
        path: Path = ()
        for part in loc:
            longer = (*path, part)
            if longer in self._document.lines or (self._over and (*self._prefix, *longer) in self._over.lines):
                path = longer
        return path

    def _written(self, document: Document, path: Path) -> bool:
        while len(path) > len(self._prefix) and path not in document.lines:
            path = path[:-1]
        return len(path) > len(self._prefix)


@dataclass(frozen=True, slots=True)
class Written:
    """Terms with the places where they were written."""

    terms: Terms
    origin: Origin


def version_terms(program: Program, own: Version | None, contract: tuple[Agreement, Version] | None) -> Written:
    """Return the terms of a program's version with an agreement's version laid over it."""
    _refuse_unknown_clauses(program, contract)
    tree: Tree = dict(program.tree)
    origin = Origin(program.document)
    if own is not None:
        tree = merge(tree, dict(own.differs))
        origin = Origin(program.document, program.document, own.path)
    if contract is not None:
        agreement, version = contract
        tree = merge(tree, dict(version.differs))
        origin = Origin(program.document, agreement.document, version.path)
    assert isinstance(tree, dict)
    return Written(validate_terms(tree, origin), origin)


def _refuse_unknown_clauses(program: Program, contract: tuple[Agreement, Version] | None) -> None:
    """Refuse what differs in a clause that does not exist, before its missing parts are complained about."""
    if contract is None:
        return
    agreement, version = contract
    known = {*program.terms.clauses, *(name for own in program.versions for name in _clauses(own.differs))}
    problems = [
        Problem(
            "terms.unknown_clause",
            f"The program has no clause {name!r}, and what stands here is not a whole one.",
            near(name, known),
            agreement.document.place((*version.path, "clauses", name)),
        )
        for name, body in _clauses(version.differs).items()
        if name not in known and not (isinstance(body, dict) and {"window", "mechanic"} <= set(body))
    ]
    if problems:
        raise Refused(problems)


def _clauses(differs: Mapping[str, Tree]) -> dict[str, Tree]:
    clauses = differs.get("clauses")
    return clauses if isinstance(clauses, dict) else {}


def validate_terms(tree: Mapping[str, Tree], origin: Origin) -> Terms:
    """Return the typed terms of a tree; raises :class:`Refused` with all problems of shape."""
    try:
        with exactly():
            return Terms.model_validate(dict(tree))
    except ValidationError as error:
        raise Refused(_problems(error, origin)) from None


def _mapping(document: Document, path: Path, what: str) -> dict[str, Tree]:
    tree = document.tree
    for part in path:
        tree = tree[part]  # type: ignore[index]  # the path was just walked
    if not isinstance(tree, dict):
        raise Refused([Problem("terms.shape", f"A {what} is a mapping of keys and values.", "", document.place(path))])
    return tree


def _versions(document: Document, tree: Mapping[str, Tree]) -> tuple[Version, ...]:
    items = tree["versions"]
    if not isinstance(items, list) or not items:
        raise Refused(
            [
                Problem(
                    "terms.versions",
                    "`versions` is a list.",
                    "Begin each with - effective_from: DAY",
                    document.place(("versions",)),
                )
            ]
        )
    versions = tuple(_version(document, index) for index in range(len(items)))
    same = [
        Problem(
            "terms.versions",
            "Two versions have the same effective_from and recorded_at.",
            "Give them a different recorded_at.",
            document.place(after.path),
        )
        for before, after in pairwise(
            sorted(versions, key=lambda version: (version.effective_from, str(version.recorded_at)))
        )
        if (before.effective_from, before.recorded_at) == (after.effective_from, after.recorded_at)
    ]
    if same:
        raise Refused(same)
    return versions


def _version(document: Document, index: int) -> Version:
    path: Path = ("versions", index)
    item = _mapping(document, path, "version")
    head_keys = {"effective_from", "recorded_at"}
    head = validated(VersionHead, {key: value for key, value in item.items() if key in head_keys}, document, path)
    differs = {key: value for key, value in item.items() if key not in head_keys}
    for key in UNCHANGING:
        if key in differs:
            reason = f"A version cannot change {key!r}."
            raise Refused(
                [Problem("terms.versions", reason, "Write a new program instead.", document.place((*path, key)))]
            )
    return Version(head.effective_from, head.recorded_at, differs, path)


def _agreement(document: Document, program: Program) -> Agreement:
    tree = _mapping(document, (), "agreement")
    head = validated(AgreementHead, {key: value for key, value in tree.items() if key != "versions"}, document, ())
    problems = list(_head_problems(head, tree, document, program))
    if problems:
        raise Refused(problems)
    members = head.members or ((head.member,) if head.member else ())
    versions = _versions(document, tree)
    agreement = Agreement(head.agreement, head.program, members, versions, document, head.person, head.ends)
    late = [version for version in versions if head.ends is not None and version.effective_from > head.ends]
    if late:
        reason = f"The agreement ends before its version of {late[0].effective_from} begins."
        raise Refused([Problem("terms.dates", reason, "Check the year of both days.", document.place(("ends",)))])
    _read_all(lambda version: version_terms(program, None, (agreement, version)), versions)
    return agreement


def _head_problems(
    head: AgreementHead, tree: Mapping[str, Tree], document: Document, program: Program
) -> Iterator[Problem]:
    if head.program != program.id:
        remedy = near(head.program, [program.id])
        yield Problem(
            "terms.unknown_program",
            f"The agreement stands under {head.program!r}.",
            remedy,
            document.place(("program",)),
        )
    if (head.member is None) == (head.members is None):
        yield Problem(
            "terms.member",
            "An agreement names a `member` or `members`, one of the two.",
            "",
            document.place(()),
        )
    if "versions" not in tree:
        remedy = "Add: versions: [{effective_from: 2026-01-01}]"
        yield Problem(
            "terms.versions",
            "The agreement has no versions, so nothing says when it begins.",
            remedy,
            document.place(()),
        )


def _clashes(agreements: Sequence[Agreement]) -> Iterator[Problem]:
    ids: set[str] = set()
    spans: dict[str, list[Agreement]] = {}
    for agreement in agreements:
        if agreement.id in ids:
            yield Problem(
                "terms.agreement",
                f"The agreement {agreement.id!r} stands twice.",
                "Use versions for changes.",
                agreement.document.place(("agreement",)),
            )
        ids.add(agreement.id)
        for member in agreement.members:
            spans.setdefault(member, []).append(agreement)
    for member, held in spans.items():
        ordered = sorted(held, key=lambda agreement: (str(agreement.starts()), agreement.id))
        for before, after in pairwise(ordered):
            begins = after.starts()
            if begins is not None and (before.ends is None or before.ends >= begins):
                reason = f"Member {member!r} has two agreements at once: {before.id!r} and {after.id!r}."
                remedy = "End the earlier one with `ends`, or put the change into its versions."
                yield Problem("terms.agreement", reason, remedy, after.document.place(("agreement",)))


def validated(model: type[Any], tree: Mapping[str, Tree], document: Document, path: Path = ()) -> Any:
    """Return a part of a document as its model; raises :class:`Refused` with every problem at its line."""
    try:
        return TypeAdapter(model).validate_python(dict(tree))
    except ValidationError as error:
        raise Refused(_problems(error, Origin(document), path)) from None


def _problems(error: ValidationError, origin: Origin, prefix: Path = ()) -> list[Problem]:
    found: dict[str, Problem] = {}
    for item in error.errors(include_url=False, include_input=True):
        if item["type"] == "too_short" and item["input"]:
            continue  # the entries are there, each with a complaint of its own
        key = item.get("ctx", {}).get("key")
        path = origin.written((*prefix, *item["loc"], *((key,) if key else ())))
        if item["type"] == "missing" and path[-1:] != item["loc"][-1:]:
            path = (*path, item["loc"][-1])
        code, reason, remedy = _words(item)
        problem = origin.problem(code, path, reason, remedy)
        # Alternatives of one value each complain about it; the first complaint is the one meant.
        found.setdefault(str(problem.place), problem)
    return list(found.values())


def _words(item: Any) -> tuple[str, str, str]:
    kind, message = item["type"], item["msg"]
    if kind == "missing":
        return (
            "terms.missing",
            f"`{item['loc'][-1]}` is missing.",
            "It has no default, so it must be written.",
        )
    if kind == "literal_error":
        options = [part.strip(" '") for part in item["ctx"]["expected"].replace(" or ", ",").split(",")]
        return "terms.choice", f"{item['input']!r} is not a choice here.", near(str(item["input"]), options)
    if kind == "value_error":
        return "terms.value", _sentence(str(item["ctx"]["error"])), ""
    if kind in _SHAPES:
        return (
            "terms.shape",
            f"Expected {_SHAPES[kind]}, found {_found(item['input'])}.",
            _reshaped(kind, item["input"]),
        )
    code = kind if kind.startswith("terms.") else "terms.shape"
    return code, _sentence(message), ""


_SHAPES = {"tuple_type": "a list", "list_type": "a list", "dict_type": "a mapping", "mapping_type": "a mapping"}
"""What was expected, by the kinds of complaint about the shape of a value."""


def _found(value: object) -> str:
    if isinstance(value, str):
        return repr(value)
    return "a list" if isinstance(value, list | tuple) else "a mapping"


def _reshaped(kind: str, value: object) -> str:
    """Return how a value of another shape is written."""
    if _SHAPES[kind] == "a mapping":
        return "Write NAME: VALUE on each line, without a hyphen before it."
    return f"Write [{value}]." if isinstance(value, str) else "Write each entry after a hyphen, or all within brackets."


def _sentence(text: str) -> str:
    text = text.strip()
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!")) else f"{text}."
