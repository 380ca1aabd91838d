"""What somebody calls the browser and the device that a line of signs stands for."""

from typing import Final

_BROWSERS: Final = {
    "Edg": "Edge", "OPR/": "Opera", "YaBrowser": "Yandex Browser", "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox", "FxiOS": "Firefox", "CriOS": "Chrome", "Chrome": "Chrome", "Safari": "Safari",
}  # fmt: skip
"""What browsers write of themselves; each names those it descends from too, so the first found is told."""
_SYSTEMS: Final = {
    "Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Macintosh": "Mac",
    "CrOS": "ChromeOS", "Linux": "Linux",
}  # fmt: skip


def device_named(said: str) -> str:
    """Return browser and device as far as a ``User-Agent`` tells them (RFC 9110, 10.1.5); empty where it tells none."""
    found = (next((name for sign, name in table.items() if sign in said), "") for table in (_BROWSERS, _SYSTEMS))
    return ", ".join(filter(None, found))
