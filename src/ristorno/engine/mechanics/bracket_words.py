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
        ru=("Строка от {from:mark}, на всё", "От {from:mark} на всё начисляется {gives}: {result:amount}."),
        th=("แถวตั้งแต่ {from:mark} คิดทั้งหมด", "ตั้งแต่ {from:mark} ยอดทั้งหมดได้ {gives} เท่ากับ {result:amount}"),
    ),
    "bracket.marginal": phrase(
        "{sum}",
        en=("Slice {span}", "The slice {span} earns {gives}: {result:amount}."),
        ru=("Часть {span}", "На часть {span} начисляется {gives}: {result:amount}."),
        th=("ช่วง {span}", "ช่วง {span} ได้ {gives} เท่ากับ {result:amount}"),
    ),
    "bracket.rolling": phrase(
        "{sum}",
        en=(
            "Row from {from:mark}, on the first {of:measure}",
            "The row from {from:mark} gives {gives} on the first {of:measure}: {result:amount}.",
        ),
        ru=(
            "Строка от {from:mark}, на первые {of:measure}",
            "Строка от {from:mark} даёт {gives} на первые {of:measure}: {result:amount}.",
        ),
        th=(
            "แถวตั้งแต่ {from:mark} คิดจาก {of:measure} แรก",
            "แถวตั้งแต่ {from:mark} ให้ {gives} จาก {of:measure} แรก เท่ากับ {result:amount}",
        ),
    ),
    "bracket.total": phrase(
        "{sum}",
        en=(
            "Row from {from:mark}, added on everything",
            "The row from {from:mark} adds {gives} on everything: {result:amount}.",
        ),
        ru=(
            "Строка от {from:mark}, сверху на всё",
            "Строка от {from:mark} добавляет {gives} на всё: {result:amount}.",
        ),
        th=(
            "แถวตั้งแต่ {from:mark} เพิ่มจากทั้งหมด",
            "แถวตั้งแต่ {from:mark} เพิ่มอีก {gives} จากทั้งหมด เท่ากับ {result:amount}",
        ),
    ),
    "no_row": phrase(
        "",
        en=("No row holds", "No row holds, so nothing is due."),
        ru=("Ни одна строка не действует", "Ни одна строка не действует, поэтому ничего не положено."),
        th=("ไม่มีแถวใดใช้ได้", "ไม่มีแถวใดใช้ได้ จึงไม่ได้รับ"),
    ),
    "no_bracket": phrase(
        "{judged:judged} < {from:mark}",
        en=("No row reached", "The first row begins at {from:mark}, {missing:judged} away, so nothing is due."),
        ru=(
            "Ни одна строка не достигнута",
            "Первая строка начинается с {from:mark}, не хватает {missing:judged}, поэтому ничего не положено.",
        ),
        th=(
            "ยังไม่ถึงแถวแรก",
            "แถวแรกเริ่มที่ {from:mark} ยังขาดอีก {missing:judged} จึงยังไม่ได้รับ",
        ),
    ),
}

RULES_TOLD: Final[Mapping[str, Words]] = {
    "retroactive": says(
        en="The row that is reached counts for everything.",
        ru="Достигнутая строка действует на всё учтённое.",
        th="แถวที่ไปถึงใช้กับยอดทั้งหมด",
    ),
    "marginal": says(
        en="Each row counts for its own slice, up to the next threshold.",
        ru="Каждая строка действует на свою часть, до следующего порога.",
        th="แต่ละแถวใช้กับช่วงของตนเองจนถึงเกณฑ์ถัดไป",
    ),
    "rolling": says(
        en="Each row that is reached counts for everything up to the next threshold; the rows add up.",
        ru="Каждая достигнутая строка действует на всё до следующего порога; строки складываются.",
        th="แต่ละแถวที่ไปถึงใช้กับยอดทั้งหมดจนถึงเกณฑ์ถัดไป แล้วนำมารวมกัน",
    ),
    "total": says(
        en="Each row that is reached counts for everything; the rows add up.",
        ru="Каждая достигнутая строка действует на всё; строки складываются.",
        th="แต่ละแถวที่ไปถึงใช้กับยอดทั้งหมด แล้วนำมารวมกัน",
    ),
    "inclusive": says(
        en="A row holds from its threshold on, the threshold included.",
        ru="Строка действует начиная с порога, включая сам порог.",
        th="แถวเริ่มใช้ตั้งแต่เกณฑ์ของแถว รวมเกณฑ์นั้นด้วย",
    ),
    "exclusive": says(
        en="A row holds only above its threshold, except one that begins at zero.",
        ru="Строка действует только выше порога, кроме строки, которая начинается с нуля.",
        th="แถวใช้เฉพาะเมื่อเกินเกณฑ์ของแถว ยกเว้นแถวที่เริ่มจากศูนย์",
    ),
    "whole_units": says(
        en="Only whole units move along the rows; a threshold is the first unit of its slice.",
        ru="По строкам продвигают только целые единицы; порог относится к первой единице своей части.",
        th="นับเฉพาะหน่วยเต็มในการเลื่อนแถว เกณฑ์คือหน่วยแรกของช่วงนั้น",
    ),
    "fixed.highest": says(
        en="Of the fixed sums only that of the highest row reached is given.",
        ru="Из фиксированных сумм даётся только сумма самой высокой достигнутой строки.",
        th="จำนวนคงที่ได้เฉพาะของแถวสูงสุดที่ไปถึง",
    ),
    "fixed.each_reached": says(
        en="The fixed sums of all rows reached are given.",
        ru="Даются фиксированные суммы всех достигнутых строк.",
        th="ได้จำนวนคงที่ของทุกแถวที่ไปถึง",
    ),
    "picked": says(
        en="The row is picked by another number: {by:counted}.",
        ru="Строку выбирает другой показатель: {by:counted}.",
        th="แถวเลือกด้วยตัววัดอื่น: {by:counted}",
    ),
    "by": says(
        en="What a row gives depends on the fact; what fits most closely holds.",
        ru="Что даёт строка, зависит от факта; действует самое точное из подходящего.",
        th="สิ่งที่แถวให้ขึ้นอยู่กับรายการ ใช้ข้อที่ตรงที่สุด",
    ),
    "column.row": ROWS_TOLD["column.row"],
    "column.from": says(en="from", ru="от", th="ตั้งแต่"),
    "column.rate": says(en="share", ru="доля", th="ส่วนแบ่ง"),
    "column.per_unit": says(en="per unit", ru="за единицу", th="ต่อหน่วย"),
    "column.fixed": says(en="fixed sum", ru="фиксированная сумма", th="จำนวนคงที่"),
}
