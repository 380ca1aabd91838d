"""The steps of the arithmetic in Russian: a label and a sentence for each."""

from collections.abc import Mapping
from typing import Final

STEPS: Final[Mapping[str, tuple[str, str]]] = {
    "measure": ("Учтено", ""),
    "prorate.days": (
        "Часть периода",
        "Условия действуют {part:days} из {whole:days} периода; цели, пороги и пределы пересчитаны соразмерно.",
    ),
    "prorate.months": (
        "Часть периода",
        "Условия действуют {part:months} из {whole:months} периода; цели, пороги и пределы пересчитаны соразмерно.",
    ),
    "times.lifetime": ("Не больше", "За всё время учитывается не больше {n:facts} ({whom}); сверх того: {left:lines}."),
    "times.pieces_lifetime": (
        "Не больше",
        "За всё время учитывается не больше {n:pieces} ({whom}); сверх того: {left:lines} и {cut:pieces} в учтённых.",
    ),
    "times.pieces_window": (
        "Не больше",
        "За период учитывается не больше {n:pieces} ({whom}); сверх того: {left:lines} и {cut:pieces} в учтённых.",
    ),
    "times.window": ("Не больше", "За период учитывается не больше {n:facts} ({whom}); сверх того: {left:lines}."),
    "tenders": ("Оплачено: {paid}", "Из этого {left:measure} оплачено не деньгами ({paid}) и не учитывается."),
    "free.facts": ("Не участвует в расчёте", "Не участвует в расчёте: {facts:first_lines}; не учтено {left:measure}."),
    "free.quantity": (
        "Не участвует в расчёте",
        "Не участвуют в расчёте первые {quantity:pieces}; не учтено {left:measure}.",
    ),
    "free.amount": (
        "Не участвует в расчёте",
        "Не участвует в расчёте: первые {amount:mark}; не учтено {left:measure}.",
    ),
    "free.first": (
        "Не участвует в расчёте",
        (
            "Не участвует в расчёте: {facts:first_lines} или первые {amount:mark}, если это меньше; не учтено "
            "{left:measure}."
        ),
    ),
    "free.all": (
        "Не участвует в расчёте",
        (
            "Не участвует в расчёте: {facts:first_lines} и первые {amount:mark}, если это больше; не учтено "
            "{left:measure}."
        ),
    ),
    "cap_measure.fact": (
        "Учитывается не больше на строку",
        "На строку учитывается не больше {at:measure}, всего {result:measure}.",
    ),
    "cap_measure.document": (
        "Учитывается не больше на документ",
        "На документ учитывается не больше {at:measure}, всего {result:measure}.",
    ),
    "cap_measure.window": ("Учитывается не больше", "Больше {at:measure} не учитывается."),
    "blocks.up": ("Начатые блоки", "Это {result:blocks} по {size:measure}, начатый считается целым."),
    "blocks.down": ("Полные блоки", "Это {result:blocks} по {size:measure}; считаются только полные."),
    "blocks.half_up": ("Блоки", "Это {result:blocks} по {size:measure}, неполный считается от половины."),
    "baseline.window": ("Сравнение: {period}", "{period}: было {baseline:measure}, теперь {change}."),
    "baseline.prorated": (
        "Сравнение: {period}, в пересчёте",
        (
            "{period}: с {began:day} было {counted:measure} (дней: {days:number} из {whole:number}); в пересчёте "
            "на весь период {baseline:measure}, теперь {change}."
        ),
    ),
    "baseline.number": ("Сравнение", "Согласованное число для сравнения — {baseline:measure}; теперь {change}."),
    "baseline.new_member": (
        "Сравнение для нового участника",
        "Вы новый участник, база для сравнения — {baseline:measure}; теперь {change}.",
    ),
    "baseline.baseline_replaced": (
        "Сравнение с числом вместо: {period}",
        "{period}: было ноль или меньше; вместо этого база для сравнения — {baseline:measure}; теперь {change}.",
    ),
    "sum": ("Итого", "Итого {result:amount}."),
    "multiply": ("Уровень {level}", "Множитель уровня {level} — {factor:number}: {result:amount}."),
    "by_line": ("Построчно", "Расчёт построчно ({stages}): {result:amount}."),
    "cap": ("Не больше", "Выплачивается не больше {at:amount}."),
    "cap_member": (
        "Не больше за всё время",
        "За всё время начисляется не больше {at:amount}; раньше начислено {given:amount}, остаётся {result:amount}.",
    ),
    "floor": ("Не меньше", "Выплачивается не меньше {at:amount}."),
    "legal": ("Не больше по закону", "По закону можно дать не больше {at:amount} ({source})."),
    "legal.since": ("Не больше по закону", "По закону с {since:day} можно дать не больше {at:amount} ({source})."),
    "shared": (
        "Доля общего предела",
        (
            "По всем правилам с общим пределом получается {together:amount}, а предел — {at:amount}; "
            "пропорционально это {result:amount}."
        ),
    ),
    "minimum": ("Слишком мало", "До минимума {at:amount} не хватает {missing:amount}, поэтому начисления нет."),
    "guarantee": ("Гарантия", "Гарантировано не менее {agreed:amount}, поэтому начисляется {result:amount}."),
    "guarantee.surplus": (
        "Гарантия",
        "Гарантировано {agreed:amount} за вычетом прежнего излишка {surplus:amount}: начисляется {result:amount}.",
    ),
    "round": ("Округление", "С округлением: {result:amount}."),
    "charge": ("Удержание", "Возвращено больше, чем куплено, поэтому удерживается: {result:amount}."),
    "less.part": ("За вычетом: {promise:promise}, {window:window}", ""),
    "less.last": (
        "За вычетом: {promise:promise}, {window:window}",
        "За вычетом {given:amount} по правилу «{promise:promise}»: {result:amount}.",
    ),
    "less.documents": (
        "За вычетом: {promise:promise}",
        "За вычетом {given:amount} по правилу «{promise:promise}»: {result:amount}.",
    ),
    "in_advance": ("Аванс", "Это аванс: его вычтет правило «{promise:promise}»."),
    "earlier": (
        "Прежние части",
        "С {start:day} начислено {was:amount}: за прежние части {earlier:amount}, за эту {result:amount}.",
    ),
    "below_zero": ("Меньше нуля", "Возвращено больше, чем куплено: ничего не начисляется и ничего не удерживается."),
    "carried": (
        "Меньше нуля, переносится",
        "Возвращено больше, чем куплено: ничего не начисляется, в следующий период переносится {measured:measure}.",
    ),
    "no_baseline": ("Сравнить не с чем", "Прошлого периода для сравнения нет, поэтому начисления нет."),
    "baseline_nothing": (
        "Сравнить не с чем",
        "В прошлом периоде ноль или меньше: прироста, за который полагается бонус, нет, поэтому начисления нет.",
    ),
    "baseline_not_positive": (
        "В условиях не сказано",
        "В прошлом периоде ноль или меньше, а что делать в этом случае, в условиях не сказано.",
    ),
    "share": ("Доля", "Ваша доля — {rate:rate}: {result:amount}."),
    "own_part": (
        "Своя часть",
        "Из {measured:measure} на вас приходится {brought:measure}, поэтому ваша часть — {result:amount}.",
    ),
    "left_to_company": (
        "Часть компании",
        "Из этой суммы сотрудникам — {persons:amount}, компании остаётся {result:amount}.",
    ),
    "left_to_company.lost": (
        "Часть компании",
        (
            "Из этой суммы сотрудникам — {persons:amount}, не получает никто — {lost:amount}, компании остаётся "
            "{result:amount}."
        ),
    ),
    "passed_on": ("Передаётся дальше", "Дальше передаётся {rate:rate} этой суммы: {result:amount}."),
    "kept": ("Остаётся", "Дальше передаётся {passed:amount}, остаётся {result:amount}."),
    "party_part": ("Часть", "За {brought:number} из {measured:number} часть составляет {result:amount}."),
    "fee": ("Комиссия", "Комиссия {rate:rate}: {result:amount}."),
    "less_fee": ("За вычетом комиссии", "За вычетом комиссии {fee:amount}: {result:amount}."),
    "owed_by": ("К уплате", "Эта сумма — к уплате, а не к получению."),
    "gate_failed": ("Условия", "Условия не выполнены, поэтому начисления нет; иначе было бы {was:amount}."),
    "gate_failed.nothing": ("Условия", "Условия не выполнены, поэтому начисления нет."),
    "gate_open": ("Условия", "Если условие в итоге выполнится, будет {was:amount}; если нет — ничего."),
    "gate_open.nothing": ("Условия", "Начисления нет, чем бы ни кончилось нерешённое условие."),
}
"""Label and sentence by kind of step; a mechanic brings those of its own steps."""
