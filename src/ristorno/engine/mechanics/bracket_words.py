"""The words of brackets: of their steps for whoever reads an amount, of their rules for whoever reads the program."""

from collections.abc import Mapping
from typing import Final

from ristorno.engine.mechanics.keyed import ROWS_TOLD
from ristorno.engine.phrase import Phrase, phrase
from ristorno.engine.said import Words, says

STEPS_TOLD: Final[Mapping[str, Phrase]] = {
    "bracket.retroactive": phrase(
        "{sum}",
        en=("Row from {from:mark}, on everything", "From {from:mark} everything earns {gives}: {result:amount}."),
        ru=("Ступень от {from:mark}, на всё", "От {from:mark} на всё начисляется {gives}: {result:amount}."),
        th=("ขั้นตั้งแต่ {from:mark} คิดทั้งหมด", "ตั้งแต่ {from:mark} คิดจากยอดทั้งหมดได้ {gives} เท่ากับ {result:amount}"),
    ),
    "bracket.retroactive.above": phrase(
        "{sum}",
        en=("Row above {from:mark}, on everything", "Above {from:mark} everything earns {gives}: {result:amount}."),
        ru=("Ступень выше {from:mark}, на всё", "Выше {from:mark} на всё начисляется {gives}: {result:amount}."),
        th=("ขั้นเกิน {from:mark} คิดทั้งหมด", "เกิน {from:mark} คิดจากยอดทั้งหมดได้ {gives} เท่ากับ {result:amount}"),
    ),
    "bracket.marginal": phrase(
        "{sum}",
        en=("Slice {span}", "The slice {span} earns {gives}: {result:amount}."),
        ru=("Часть {span}", "На часть {span} начисляется {gives}: {result:amount}."),
        th=("ช่วง{span}", "ช่วง{span} ได้ {gives} เท่ากับ {result:amount}"),
    ),
    "bracket.rolling": phrase(
        "{sum}",
        en=(
            "Row from {from:mark}, on the first {of:measure}",
            "The row from {from:mark} gives {gives} on the first {of:measure}: {result:amount}.",
        ),
        ru=(
            "Ступень от {from:mark}, на первые {of:measure}",
            "Ступень от {from:mark} даёт {gives} на первые {of:measure}: {result:amount}.",
        ),
        th=(
            "ขั้นตั้งแต่ {from:mark} คิดจาก {of:measure} แรก",
            "ขั้นตั้งแต่ {from:mark} ให้ {gives} จาก {of:measure} แรก เท่ากับ {result:amount}",
        ),
    ),
    "bracket.rolling.above": phrase(
        "{sum}",
        en=(
            "Row above {from:mark}, on the first {of:measure}",
            "The row above {from:mark} gives {gives} on the first {of:measure}: {result:amount}.",
        ),
        ru=(
            "Ступень выше {from:mark}, на первые {of:measure}",
            "Ступень выше {from:mark} даёт {gives} на первые {of:measure}: {result:amount}.",
        ),
        th=(
            "ขั้นเกิน {from:mark} คิดจาก {of:measure} แรก",
            "ขั้นเกิน {from:mark} ให้ {gives} จาก {of:measure} แรก เท่ากับ {result:amount}",
        ),
    ),
    "bracket.total": phrase(
        "{sum}",
        en=(
            "Row from {from:mark}, added on everything",
            "The row from {from:mark} adds {gives} on everything: {result:amount}.",
        ),
        ru=(
            "Ступень от {from:mark}, дополнительно на всё",
            "Ступень от {from:mark} добавляет {gives} на всё: {result:amount}.",
        ),
        th=(
            "ขั้นตั้งแต่ {from:mark} เพิ่มจากทั้งหมด",
            "ขั้นตั้งแต่ {from:mark} เพิ่มอีก {gives} จากทั้งหมด เท่ากับ {result:amount}",
        ),
    ),
    "bracket.total.above": phrase(
        "{sum}",
        en=(
            "Row above {from:mark}, added on everything",
            "The row above {from:mark} adds {gives} on everything: {result:amount}.",
        ),
        ru=(
            "Ступень выше {from:mark}, дополнительно на всё",
            "Ступень выше {from:mark} добавляет {gives} на всё: {result:amount}.",
        ),
        th=(
            "ขั้นเกิน {from:mark} เพิ่มจากทั้งหมด",
            "ขั้นเกิน {from:mark} เพิ่มอีก {gives} จากทั้งหมด เท่ากับ {result:amount}",
        ),
    ),
    "no_row": phrase(
        "",
        en=("No row holds", "No row holds, so nothing is due."),
        ru=("Ни одна ступень не действует", "Ни одна ступень не действует, поэтому начисления нет."),
        th=("ไม่มีขั้นใดใช้ได้", "ไม่มีขั้นใดใช้ได้ จึงไม่ได้รับ"),
    ),
    "no_bracket": phrase(
        "{judged:judged} < {from:mark}",
        en=("No row reached", "The first row begins at {from:mark}, {missing:judged} away, so nothing is due."),
        ru=(
            "Ни одна ступень не достигнута",
            "Первая ступень начинается с {from:mark}, не хватает {missing:judged}, поэтому начисления нет.",
        ),
        th=(
            "ยังไม่ถึงขั้นแรก",
            "ขั้นแรกเริ่มที่ {from:mark} ยังขาดอีก {missing:judged} จึงยังไม่ได้รับ",
        ),
    ),
}

RULES_TOLD: Final[Mapping[str, Words]] = {
    "retroactive": says(
        en="The row that is reached counts for everything.",
        ru="Ставка достигнутой ступени применяется ко всему учтённому.",
        th="อัตราของขั้นที่ถึงใช้กับยอดทั้งหมด",
    ),
    "marginal": says(
        en="Each row counts for its own slice, up to the next threshold.",
        ru="Каждая ступень применяется только к своей части, до следующего порога.",
        th="แต่ละขั้นใช้กับช่วงของตนเองจนถึงเกณฑ์ถัดไป",
    ),
    "rolling": says(
        en="Each row that is reached counts for everything up to the next threshold; the rows add up.",
        ru="Каждая достигнутая ступень применяется ко всему, что до следующего порога; результаты складываются.",
        th="แต่ละขั้นที่ถึงใช้กับยอดทั้งหมดจนถึงเกณฑ์ถัดไป แล้วนำมารวมกัน",
    ),
    "total": says(
        en="Each row that is reached counts for everything; the rows add up.",
        ru="Каждая достигнутая ступень применяется ко всему; результаты складываются.",
        th="แต่ละขั้นที่ถึงใช้กับยอดทั้งหมด แล้วนำมารวมกัน",
    ),
    "inclusive": says(
        en="A row holds from its threshold on, the threshold included.",
        ru="Ступень действует начиная с порога, включая сам порог.",
        th="ขั้นเริ่มใช้ตั้งแต่เกณฑ์ของขั้น รวมเกณฑ์นั้นด้วย",
    ),
    "exclusive": says(
        en="A row holds only above its threshold, except one that begins at zero.",
        ru="Ступень действует только выше порога, кроме ступени, которая начинается с нуля.",
        th="ขั้นใช้เฉพาะเมื่อเกินเกณฑ์ของขั้น ยกเว้นขั้นที่เริ่มจากศูนย์",
    ),
    "whole_units": says(
        en="Only whole units move along the rows; a threshold is the first unit of its slice.",
        ru="Ступени считаются по целым единицам; порог — первая единица своей части.",
        th="นับเฉพาะหน่วยเต็มในการเลื่อนขั้น เกณฑ์คือหน่วยแรกของช่วงนั้น",
    ),
    "fixed.highest": says(
        en="Of the fixed sums only that of the highest row reached is given.",
        ru="Из фиксированных сумм начисляется только сумма самой высокой достигнутой ступени.",
        th="จำนวนคงที่ได้เฉพาะของขั้นสูงสุดที่ถึง",
    ),
    "fixed.each_reached": says(
        en="The fixed sums of all rows reached are given.",
        ru="Начисляются фиксированные суммы всех достигнутых ступеней.",
        th="ได้จำนวนคงที่ของทุกขั้นที่ถึง",
    ),
    "picked": says(
        en="The row is picked by another number: {by:counted}.",
        ru="Ступень выбирается по другому показателю: {by:counted}.",
        th="ขั้นเลือกด้วยตัวชี้วัดอื่น: {by:counted}",
    ),
    "by": says(
        en="What a row gives depends on the fact; what fits most closely holds.",
        ru="Что даёт ступень, зависит от операции; действует самая точная из подходящих ставок.",
        th="สิ่งที่ขั้นให้ขึ้นอยู่กับรายการ ใช้ข้อที่ตรงที่สุด",
    ),
    "column.row": ROWS_TOLD["column.row"],
    "column.from": says(en="from", ru="от", th="ตั้งแต่"),
    "column.rate": says(en="share", ru="ставка", th="อัตรา"),
    "column.per_unit": says(en="per unit", ru="за единицу", th="ต่อหน่วย"),
    "column.fixed": says(en="fixed sum", ru="фиксированная сумма", th="จำนวนคงที่"),
}
