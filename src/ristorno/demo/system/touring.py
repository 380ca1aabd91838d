"""What there is to see in the system: addresses, keys, lines to copy."""

from pathlib import Path
from textwrap import dedent

from ristorno.apps.members.queries import contacts
from ristorno.demo.system.founding import COMPANY, OPERATORS, Keys

_FACT = (
    '{"facts": [{"document": "NEW-1", "line": "1", "occurred_at": "2026-08-19", '
    f'"member": "{COMPANY}", "amount": "5000", "currency": "EUR"}}]}}'
)


def tour(address: str, keys: Keys, folder: Path, facts: Path) -> str:
    """Return where to look, as lines to copy into another terminal; ``facts`` are all of the world."""
    listed = "\n".join(f"  {email}  ({role})" for role, email in people())
    operating = "\n".join(f"  {email}  ({role})" for role, email in OPERATORS.items())
    return (
        dedent(f"""
        The demo system answers at {address} (stop with Ctrl-C; it starts at once next time, --fresh makes it anew).

        Its clock stands on the morning of 20 August 2026. The portal of a member is at {address}/ in a browser; whoever
        signs in types an address and then a code, which a sandbox also tells on the command line:

        PEOPLE

          RISTORNO_HOME={folder} ristorno users code ADDRESS

        The console of the supplier is at {address}/console, in the same way, for:

        OPERATORS

        In another terminal:

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
          ristorno wallets approve gift-3 --by boris  # an operator, as on the pages; not by who asked for it
          ristorno facts quarantine --database        # rows that no export is free of
          ristorno settlements list                   # the second quarter: issued, disputed, waiting
          ristorno programs list
          ristorno clock set 2026-10-06T06:00+02:00   # the third quarter is over ...
          ristorno facts import {facts.absolute()} --database   # ... with what was bought until then
    """)
        .replace("PEOPLE", listed)
        .replace("OPERATORS", operating)
    )


def people() -> list[tuple[str, str]]:
    """Return the people of the company whom the portal knows: what they are there, and their address."""
    return [(each.roles[0] if each.roles else "", each.email) for each in contacts(COMPANY)]
