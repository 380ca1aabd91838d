"""All ways in and what belongs to them, in one table: address, view, right."""

from typing import Final

from ristorno.web.entry import account, by_code, by_company, by_passkey, second
from ristorno.web.ground.door import ANYBODY, Page
from ristorno.web.ground.installing import OFFLINE, offline
from ristorno.web.ground.policy import ACCOUNT

PAGES: Final = (
    Page("sign-in", "sign_in", by_code.sign_in, (ANYBODY,), ("GET", "POST")),
    Page("sign-in/code", "type_code", by_code.type_code, (ANYBODY,), ("GET", "POST")),
    Page("sign-in/second", "second", second.second, (ANYBODY,), ("GET", "POST")),
    Page("sign-in/company", "company_way", by_company.company, (ANYBODY,)),
    Page("sign-in/company/back", "company_back", by_company.came_back, (ANYBODY,)),
    Page("sign-in/passkey", "ask_device", by_passkey.ask_device, (ANYBODY,), ("POST",)),
    Page("sign-in/passkey/answer", "passkey_answer", by_passkey.answer, (ANYBODY,), ("POST",)),
    Page("sign-out", "sign_out", by_code.sign_out, (ANYBODY,), ("POST",)),
    Page("language", "choose_language", by_code.choose_language, (ANYBODY,), ("POST",)),
    Page(OFFLINE, "offline", offline, (ANYBODY,)),
    Page("account", "account", account.account, (ACCOUNT,)),
    Page("account/passkey", "ask_new_passkey", account.ask_new, (ACCOUNT,), ("POST",)),
    Page("account/passkey/keep", "add_passkey", account.add_passkey, (ACCOUNT,), ("POST",)),
    Page("account/passkey/<int:number>", "change_passkey", account.change_passkey, (ACCOUNT,), ("POST",)),
    Page("account/app", "add_app", account.add_app, (ACCOUNT,), ("GET", "POST")),
    Page("account/app/remove", "remove_app", account.remove_app, (ACCOUNT,), ("POST",)),
    Page("account/visits", "end_visits", account.end_visits, (ACCOUNT,), ("POST",)),
)
