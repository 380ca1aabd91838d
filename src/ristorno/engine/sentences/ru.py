"""Russian words."""

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, str]] = {
    "day": "d MMMM y",
    "day_of_year": "d MMMM",
    "month": "LLLL y",
    "joint": " ",
    "window.range": "{start} – {end}",
    "window.week": "{number}-я неделя {year} года",
    "window.quarter": "{number}-й квартал {year}",
    "window.half": "{number}-е полугодие {year}",
    "window.year": "{year} год",
    "window.lifetime": "всё время",
    "window.until": "всё время по {end}",
    "window.document": "документ {document}, {day}",
    "window.fact": "строка {document}, {day}",
    "head": "{title}, {window}: {amount}.",
    "head.contact": "{title}, {contact}, {window}: {amount}.",
    "head.party": "{title}, {party}, {window}: {amount}.",
    "either": "{low} или {high}, пока неизвестно",
    "unknown": "пока неизвестно",
    "bought": "Вы купили на {measured} ({lines}).",
    "bought.set": "По набору «{set}» вы купили на {measured} ({lines}).",
    "counted": "Учтено, {name}: {measured} ({lines}).",
    "counted.set": "Учтено по набору «{set}», {name}: {measured} ({lines}).",
    "counted.nothing": "Учитывать было нечего.",
    "brought": "С прошлого периода перенесено {carried}, учитывается {measured}.",
    "lines.carried": "{lines}, перенесено {carried}",
    "brought.sum": "{who} {sum}",
    "brought.colleagues": "коллеги и компания",
    "brought.others": "остальные",
    "brought.member": "{member}",
    "list": ", ",
    "tender.points": "баллы",
    "tender.prepaid": "предоплата",
    "tender.voucher": "ваучеры",
    "tender.voucher.one": "ваучеры ({name})",
    "times.member": "на участника",
    "times.contact": "на каждого сотрудника",
    "times.attribute": "на каждое значение «{name}»",
    "times.party": "на каждого в роли «{name}»",
    "times.program": "на всех участников вместе",
    "picked": "Ступень выбирается по другому показателю, {name}: {judged}.",
    "lines": "{lines}",
    "lines.returns": "{lines}, {returns}",
    "lines.less": "{lines}, {less}",
    "version.since": " с {day}",
    "version": "По условиям «{version}»: ",
    "gate.met": "Условие выполнено: {what}, {window}: {measured}, нужно {asked}.",
    "gate.failed": "Условие не выполнено: {what}, {window}: {measured}, нужно {asked}.",
    "gate.open": "Условие ещё не решено: {what}, {window}: пока {measured}, нужно {asked}.",
    "some.met": "Одно из условий (нужно не меньше {n}) выполнено: {what}, {window}: {measured}, нужно {asked}.",
    "some.failed": ("Одно из условий (нужно не меньше {n}) не выполнено: {what}, {window}: {measured}, нужно {asked}."),
    "some.open": (
        "Одно из условий (нужно не меньше {n}) ещё не решено: {what}, {window}: пока {measured}, нужно {asked}."
    ),
    "any.met": "Одно из условий выполнено: {what}, {window}: {measured}, нужно {asked}.",
    "any.failed": "Одно из условий не выполнено: {what}, {window}: {measured}, нужно {asked}.",
    "any.open": "Одно из условий ещё не решено: {what}, {window}: пока {measured}, нужно {asked}.",
    "gate.what": "{name}",
    "gate.per.contact": "{what} этого сотрудника",
    "gate.whose.own": "только ваше: {what}",
    "gate.whose.group": "вся ваша группа вместе: {what}",
    "gate.whose.downstream": "все, кого вы снабжаете: {what}",
    "gate.what.set": "{name} по набору «{set}»",
    "gate.what.ratio": "{name}: {part} к {whole}",
    "gate.ratio": "{number} ({part} ÷ {whole})",
    "gate.ratio.none": "нет значения ({part} ÷ {whole}), так как делить можно только на число больше 0",
    "gate.private": "сумма, которую видит только компания",
    "gate.documents": "{number} ({documents})",
    "gate.documents.more": "{number} ({documents} и ещё {more})",
    "row.asked": "Для ступени {row}, от {start}:",
    "row.label": "Ступень {row}, от {start}",
    "gate.label": "Условие",
    "gate.yes": "выполнено",
    "gate.no": "не выполнено",
    "gate.unknown": "ещё не решено",
    "at_least": "не меньше {bound}",
    "at_most": "не больше {bound}",
    "above": "больше {bound}",
    "below": "меньше {bound}",
    "gives.rate": "{value}",
    "gives.per_unit": "{value} за единицу",
    "gives.fixed": "ещё {value} одной суммой",
    "gives.nothing": "0",
    "and": " и ",
    "span": "от {start} до {end}",
    "span.open": "от {start}",
    "change.more": "на {value} больше",
    "change.less": "на {value} меньше",
    "change.same": "столько же",
    "stage.round.fact": "с округлением каждой строки",
    "stage.round.document": "с округлением каждого документа",
    "stage.cap.fact": "не больше {value} на строку",
    "stage.cap.document": "не больше {value} на документ",
    "stage.floor.fact": "не меньше {value} на строку",
    "stage.floor.document": "не меньше {value} на документ",
    "stage.plain": "построчно",
    "next.provisional": "Если наберётся ещё {missing}, сумма составит {amount}.",
    "next.final": "Если бы набралось ещё {missing}, сумма составила бы {amount}.",
    "next.label": "Ещё {missing}",
    "status.provisional": (
        "Период открыт по {end} включительно; сумма рассчитана так, как если бы он закончился {today}."
    ),
    "status.endless": "Период не ограничен; сумма рассчитана на {today}.",
    "status.accepting": "Период закончился, но документы за него принимаются по {end} включительно.",
    "status.calculated": "Расчёт для выплаты: {day}.",
    "provision.head": "{title}, {window}: в резерве {amount}.",
    "provision.over": "Период закончился: это сумма по условиям.",
    "provision.entitlement": "По условиям на сегодня: {result}.",
    "provision.spread": "Прошло дней: {elapsed} из {days}, это {result}.",
    "provision.accrue_rate": "В резерв отчисляется {rate} от {of}: {result}.",
    "provision.accrue_row": "Ожидается ступень от {start}; пока учтено {of}: {result}.",
    "provision.forecast": "Пока учтено {measured}, к концу ожидается {result}.",
    "provision.at_forecast": "Это дало бы {result}.",
    "provision.earned_part": "Ожидается {forecast}, уже есть {measured}: {result}.",
    "provision.below_zero": "Возвращено больше, чем куплено: резерва нет.",
    "provision.nothing_measured": "Пока ничего не учтено, прогноз строить не на чем.",
    "fair.head": "{unit}: обязательство по баллам {value}.",
    "fair.brought": "Остаток на начало: {points}, на них отнесено {value} цены.",
    "fair.sold": (
        "{month}: за продажи на {sales} начислено {points}; отдельно они стоили бы {alone} (цена {price}, "
        "ожидается использование {rate}); на них отнесено {value} выручки."
    ),
    "fair.granted": (
        "{month}: {points} без продажи, их стоимость {value} (цена {price}, ожидается использование {rate})."
    ),
    "fair.released": (
        "Использовано: {spent}, ожидается {expected} ({rate} всех начисленных); признано в выручке: {value}."
    ),
    "consent.nothing": "Без согласия работодателя часть сотрудника никому не выплачивается.",
    "consent.to_company": "Без согласия работодателя часть сотрудника получает компания.",
    "granted.budget": "Выделено из бюджета {name}, {window}: {amount}.",
    "granted.budget.cut": (
        "В бюджете {name}, {window}: {balance}, а всего из него причитается {asked}; выделено {amount}."
    ),
    "granted.budget.alert": (
        "В бюджете {name}, {window}: {balance}, а всего из него причитается {asked}; выделяется всё равно."
    ),
    "granted.fund": "Оплачено из фонда {name}, {window}: {amount}.",
    "granted.fund.cut": "В фонде {name}, {window}: {balance}, а заявлено {asked}; выделено {amount}.",
    "collected": "Поступает в фонд {name}, {window}: всего {balance}, потрачено {spent}.",
    "collected.lapsed": ("Поступило в фонд {name}, {window}: всего {balance}, потрачено {spent}, сгорело {lapsed}."),
    "left_out": "Не учтено: {reasons}.",
    "left_out.one": "{lines} ({reason})",
    "left_out.label": "Не учтено: {reason}",
    "reason.other_kind": "операция другого вида",
    "reason.other_group": "другая товарная группа",
    "reason.other_product": "другой товар",
    "reason.other_brand": "другая марка",
    "reason.other_contact": "сотрудник не из набора",
    "reason.other_party": "другая сторона",
    "reason.other_attribute": "другой признак",
    "reason.too_early": "раньше срока набора",
    "reason.too_late": "позже срока набора",
    "reason.excluded": "исключено",
    "reason.not_for": "на тот момент другой уровень или сегмент",
    "reason.no_clause": "в тот день этого правила не было",
    "reason.tender": "оплачено тем, что не учитывается",
    "reason.no_row": "ни одна строка ставок не подходит",
    "reason.no_conversion": "в единице, для которой нет пересчёта",
    "reason.no_contact": "сотрудник не указан",
    "reason.no_party": "не указан, кому платить",
    "reason.no_consent": "нет согласия работодателя",
    "reason.other_person": "операция другого сотрудника",
    "reason.not_in_group": "участник в это время не состоял в группе",
    "reason.times_used": "учтено столько раз, сколько позволяют условия",
    "reason.times_unsized": "без количества, когда считаются штуки",
    "reason.times_unknown": "не указано, за кого учитывать",
    "reason.other_day": "за это время нет счёта или оплаты",
    "reason.matched": "возврат и покупка, с которой он сопоставлен",
    "reason.no_due_day": "без срока оплаты",
    "reason.not_measurable": "нет числа, которое учитывается",
}
"""Words and sentences by key. Placeholders are filled with text that is already written out."""

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
