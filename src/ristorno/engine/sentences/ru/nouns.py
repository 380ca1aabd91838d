"""Russian nouns that are counted, and units of measure, in the forms that numbers ask for."""

from collections.abc import Mapping
from typing import Final

NOUNS: Final[Mapping[str, Mapping[str, str]]] = {
    "months": {"one": "{n} месяц", "few": "{n} месяца", "many": "{n} месяцев", "other": "{n} месяца"},
    "days": {"one": "{n} день", "few": "{n} дня", "many": "{n} дней", "other": "{n} дня"},
    "at_most_days": {"one": "не больше {n} дня", "other": "не больше {n} дней"},
    "lines": {"one": "{n} строка", "few": "{n} строки", "many": "{n} строк", "other": "{n} строки"},
    "facts": {"one": "{n} операции", "other": "{n} операций"},
    "pieces": {"other": "{n} шт."},
    "first_lines": {"=1": "первая строка", "other": "строки с 1-й по {n}-ю"},
    "returns": {
        "one": "из них {n} возврат",
        "few": "из них {n} возврата",
        "many": "из них {n} возвратов",
        "other": "из них {n} возврата",
    },
    "less": {
        "one": "за вычетом {n} возврата",
        "few": "за вычетом {n} возвратов",
        "many": "за вычетом {n} возвратов",
        "other": "за вычетом {n} возврата",
    },
    "started": {
        "one": "{n} начатая упаковка",
        "few": "{n} начатые упаковки",
        "many": "{n} начатых упаковок",
        "other": "{n} начатой упаковки",
    },
    "free_ones": {
        "one": "{n} бесплатная",
        "few": "{n} бесплатные",
        "many": "{n} бесплатных",
        "other": "{n} бесплатной",
    },
    "paid_places": {"=1": "приз даёт только {n}-е место", "other": "приз дают места с 1-го по {n}-е"},
    "measured_more": {
        "one": "{n} участник",
        "few": "{n} участника",
        "many": "{n} участников",
        "other": "{n} участника",
    },
    "tickets": {"one": "{n} билет", "few": "{n} билета", "many": "{n} билетов", "other": "{n} билета"},
    "drawn": {
        "one": "выигрывает {n} участник",
        "few": "выигрывают {n} участника",
        "many": "выигрывают {n} участников",
        "other": "выигрывают {n} участника",
    },
    "windows": {
        "one": "ещё {n} период",
        "few": "ещё {n} периода",
        "many": "ещё {n} периодов",
        "other": "ещё {n} периода",
    },
    "blocks": {"one": "{n} блок", "few": "{n} блока", "many": "{n} блоков", "other": "{n} блока"},
    "full_steps": {
        "one": "{n} полный шаг",
        "few": "{n} полных шага",
        "many": "{n} полных шагов",
        "other": "{n} полного шага",
    },
}
"""Counted things by plural category."""

UNITS: Final[Mapping[str, Mapping[str, str]]] = {
    "баллы": {"one": "балл", "few": "балла", "many": "баллов", "other": "балла"},
    "бонусы": {"one": "бонус", "few": "бонуса", "many": "бонусов", "other": "бонуса"},
    "звёзды": {"one": "звезда", "few": "звезды", "many": "звёзд", "other": "звезды"},
    "мили": {"one": "миля", "few": "мили", "many": "миль", "other": "мили"},
    "монеты": {"one": "монета", "few": "монеты", "many": "монет", "other": "монеты"},
    "билеты": {"one": "билет", "few": "билета", "many": "билетов", "other": "билета"},
    "купоны": {"one": "купон", "few": "купона", "many": "купонов", "other": "купона"},
    "очки": {"one": "очко", "few": "очка", "many": "очков", "other": "очка"},
    "приз": {"one": "приз", "few": "приза", "many": "призов", "other": "приза"},
    "призы": {"one": "приз", "few": "приза", "many": "призов", "other": "приза"},
    "месяц услуг": {"one": "месяц услуг", "few": "месяца услуг", "many": "месяцев услуг", "other": "месяца услуг"},
}
"""Names of units that programs like to use, with their forms; another name is written as it stands."""
