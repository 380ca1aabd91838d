"""A document of a case that is one of the shipped templates, with numbers changed.

``Program: template retro-share`` stands for the template's text. Indented lines below it change the text before it is
read: ``percent: 3 % -> percent: 4 %``. What stands left of the arrow must be found in the text exactly once.
"""

from casetable import Section, refuse
from ristorno.kernel.problem import Place, Refused
from ristorno.templates import find

_WORD = "template "
_ARROW = " -> "


def names_template(section: Section) -> bool:
    """Return whether the document is a template instead of a text of its own."""
    return section.rest.startswith(_WORD)


def template_text(section: Section) -> str:
    """Return the template's program, or its agreements in a section of that name, with the changes made."""
    try:
        template = find(section.rest.removeprefix(_WORD).strip())
    except Refused as refused:
        refuse(section.at, refused.problems[0].reason, refused.problems[0].remedy)
    text = template.agreements if section.name == "Agreements" else template.text
    if text is None:
        refuse(section.at, f"The template {template.id!r} has no agreements.", "Take the section out.")
    for offset, line in enumerate(section.lines, 1):
        if line.strip():
            text = _changed(text, line.strip(), Place(section.at.file, (section.at.line or 0) + offset))
    return text


def _changed(text: str, change: str, at: Place) -> str:
    old, arrow, new = change.partition(_ARROW)
    if not arrow:
        refuse(at, "A template is changed by lines such as: percent: 3 % -> percent: 4 %", "Add the arrow.")
    if text.count(old) != 1:
        remedy = "Quote a piece that stands there exactly once."
        refuse(at, f"{old!r} stands {text.count(old)} times in the template.", remedy)
    return text.replace(old, new)
