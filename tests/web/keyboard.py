"""A page used by its keys alone: where the focus goes, and whether somebody could see it there."""

from typing import Final

from playwright.sync_api import Page

_MOST: Final = 80
"""So many presses of Tab find anything on a page of ours."""
_FOCUSED: Final = r"""() => {
  const it = document.activeElement, label = it.labels && it.labels[0];
  const told = it.getAttribute('aria-label') || (label && label.innerText) || it.innerText || '';
  const box = it.getClientRects()[0] || it.getBoundingClientRect(), style = getComputedStyle(it);
  const above = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return {
    lost: it === document.body,
    name: told.trim().replace(/\s+/g, ' '),
    ringed: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    seen: above !== null && it.contains(above),
  };
}"""


class Keyboard:
    """Somebody who has no mouse. Fails where the focus is lost, has no ring, or lies outside or under something."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, name: str) -> "Keyboard":
        """Go on with Tab to what is called so, or begins so."""
        passed = list[str]()
        for _ in range(_MOST):
            self.page.keyboard.press("Tab")
            found = self.page.evaluate(_FOCUSED)
            assert not found["lost"], f"{self.page.url}: the focus is lost after {passed}"
            assert found["ringed"], f"{self.page.url}: nobody sees that {found['name']!r} has the focus"
            assert found["seen"], f"{self.page.url}: {found['name']!r} has the focus where nobody sees it"
            if found["name"].startswith(name):
                return self
            passed.append(found["name"])
        raise AssertionError(f"{self.page.url}: no {name!r} among {passed}")

    def enter(self, address: str) -> "Keyboard":
        """Press Enter, which leads to an address."""
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(address)
        return self

    def write(self, text: str) -> "Keyboard":
        """Type into what has the focus."""
        self.page.keyboard.type(text)
        return self
