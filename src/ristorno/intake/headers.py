"""What headers usually mean, in English and Russian, as plain words."""

import re

WORDS: dict[str, tuple[str, ...]] = {
    "document": (
        "invoice", "invoice no", "invoice number", "invoice id", "document", "document no", "document number", "doc",
        "doc no", "order", "order no", "order number", "order id", "sales order number", "bill", "receipt", "number",
        "накладная", "номер накладной", "документ", "номер документа", "номер", "счет", "счет фактура", "заказ",
        "номер заказа", "реализация", "регистратор", "документ реализации", "чек",
    ),
    "line": (
        "line", "line no", "line number", "invoice line", "sales order line number", "order line", "item no",
        "position",
        "номер строки", "строка", "позиция", "n п п", "№ п п", "№",
    ),
    "member": (
        "member", "customer", "customer id", "customer no", "customer number", "customer key", "client", "client id",
        "company", "account", "buyer", "dealer", "reseller", "reseller key", "partner",
        "store number", "store", "kunde",
        "контрагент", "инн", "инн контрагента", "код контрагента", "клиент", "код клиента", "покупатель", "партнер",
        "дилер", "получатель",
    ),
    "occurred_at": (
        "date", "invoice date", "order date", "document date", "doc date", "posting date", "sale date", "shipped",
        "timestamp", "time", "datetime", "occurred at", "created at",
        "дата", "дата документа", "дата накладной", "дата заказа", "дата отгрузки", "дата реализации", "период",
    ),
    "recorded_at": ("recorded at", "booked at", "exported at", "дата записи", "дата изменения"),
    "product": (
        "product", "product id", "product code", "product key", "stock code", "sku", "item", "item id", "item number",
        "article", "code", "артикул", "товар", "код товара", "номенклатура", "код номенклатуры", "код",
    ),
    "brand": ("brand", "vendor", "manufacturer", "бренд", "марка", "производитель"),
    "groups": (
        "category", "group", "product group", "category name", "product category", "family", "группа", "категория",
        "товарная группа", "номенклатурная группа", "вид номенклатуры",
    ),
    "quantity": (
        "quantity", "qty", "units", "bottles sold", "order quantity", "count", "количество", "кол во", "колво",
    ),
    "price": ("price", "unit price", "net price", "цена", "цена за единицу", "цена без ндс"),
    "amount": (
        "amount", "sum", "total", "net", "net amount", "sales amount", "sale dollars", "line total", "revenue", "sales",
        "сумма", "сумма без ндс", "выручка", "стоимость", "итого", "сумма продажи",
    ),
    "cost": ("cost", "total cost", "total product cost", "cogs", "себестоимость", "закупочная стоимость"),
    "tax": ("tax", "tax amount", "tax amt", "vat", "vat amount", "ндс", "сумма ндс"),
    "currency": ("currency", "currency code", "валюта", "код валюты"),
    "uom": ("unit", "uom", "unit of measure", "единица", "ед", "ед изм", "единица измерения"),
    "due_on": ("due date", "due", "payment due", "pay until", "срок оплаты", "оплатить до", "дата оплаты"),
    "contact": (
        "contact", "contact person", "employee", "seller", "sales person", "контакт", "контактное лицо", "сотрудник",
        "продавец",
    ),
    "kind": (
        "kind", "type", "document type", "operation", "transaction type", "вид", "тип", "вид документа", "операция",
        "хозоперация",
    ),
    "version": ("version", "revision", "revision number", "версия"),
    "country": ("country", "region", "city", "страна", "регион", "город", "область"),
}  # fmt: skip
"""The words of headers by what they mean; ``price`` and ``country`` are no fields, but say where one comes from."""


def plain_words(header: str) -> str:
    """Return a header as lower-case words: ``InvoiceNo`` and ``invoice_no`` are ``invoice no``."""
    split = re.sub(r"(?<=[a-zа-яё0-9])(?=[A-ZА-ЯЁ])", " ", header)
    return " ".join(re.sub(r"[^0-9a-zа-яё№]+", " ", split.casefold()).replace("ё", "е").split())
