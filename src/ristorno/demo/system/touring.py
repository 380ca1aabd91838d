"""What there is to see in the system: addresses, keys, lines to copy."""

from pathlib import Path
from textwrap import dedent

from ristorno.demo.system.founding import COMPANY, Keys

_FACT = (
    '{"facts": [{"document": "NEW-1", "line": "1", "occurred_at": "2026-09-30", '
    f'"member": "{COMPANY}", "amount": "5000", "currency": "EUR"}}]}}'
)


def tour(address: str, keys: Keys, folder: Path) -> str:
    """Return where to look, as lines to copy into another terminal."""
    return dedent(f"""
        The demo system answers at {address} (stop with Ctrl-C; it starts at once next time, --fresh makes it anew).

        Its clock stands on the morning of 1 October 2026. In another terminal:

          export API={address}/api/v1 SPONSOR={keys.sponsor} COMPANY={keys.company}
          curl -s $API/openapi.json        # every route; docs/reference/interface.md tells them in words
          curl -s -H "Authorization: Bearer $SPONSOR" "$API/members?limit=5"
          curl -s -H "Authorization: Bearer $SPONSOR" "$API/wallets?member={COMPANY}"
          curl -s -H "Authorization: Bearer $COMPANY" "$API/accruals?unit=EUR"       # a company sees its own
          curl -s -H "Authorization: Bearer $COMPANY" "$API/wallet-lines?unit=PTS"
          curl -s -H "Authorization: Bearer $SPONSOR" -H "Content-Type: application/json" $API/facts -d '{_FACT}'

          export RISTORNO_HOME={folder}
          ristorno wallets show {COMPANY} PTS
          ristorno wallets waiting                    # a gift that waits for a second person
          ristorno facts quarantine --database        # rows that no export is free of
          ristorno settlements list                   # the second quarter: issued, disputed, waiting
          ristorno programs list
          ristorno clock advance "6 days"             # the third quarter closes
    """)
