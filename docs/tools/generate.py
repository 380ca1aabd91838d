"""``python -m docs.tools.generate``: write the generated pages anew."""

from docs.tools.fields import REFERENCE
from docs.tools.pages import pages


def main() -> None:
    """Write every page that differs from what the code says."""
    for name, text in pages().items():
        path = REFERENCE / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
