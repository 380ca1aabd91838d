"""What headers usually mean, in English and Russian, as plain words.

Besides plain words these are columns as exports of SAP, QuickBooks, Xero, Sage and 1C name them.
"""

import re

WORDS: dict[str, tuple[str, ...]] = {
    "document": (
        "invoice", "invoice no", "invoice number", "invoice id", "document", "document no", "document number", "doc",
        "doc no", "order", "order no", "order number", "order id", "sales order number", "bill", "receipt", "number",
        "накладная", "номер накладной", "документ", "номер документа", "номер", "счет", "счет фактура", "заказ",
        "номер заказа", "реализация", "регистратор", "документ реализации", "чек",
        "billing document", "billing doc", "bill doc", "inv", "inv no", "inv num", "invoice num", "num",
    ),
    "line": (
        "line", "line no", "line number", "invoice line", "sales order line number", "order line", "item no",
        "position", "billing item", "document item", "line item",
        "номер строки", "строка", "позиция", "n п п", "№ п п", "№",
    ),
    "member": (
        "member", "customer", "customer id", "customer no", "customer number", "customer key", "client", "client id",
        "company", "account", "buyer", "dealer", "reseller", "reseller key", "partner",
        "store number", "store", "kunde", "cust", "cust no", "cust id", "customer full name",
        "sold to party", "sold to", "sold to pt", "payer", "bill to party", "bill to", "account ref",
        "account number", "grower", "grower id", "dealer id", "dealer no", "clinic", "clinic id",
        "контрагент", "инн", "инн контрагента", "код контрагента", "клиент", "код клиента", "покупатель", "партнер",
        "дилер", "получатель",
    ),
    "occurred_at": (
        "date", "invoice date", "order date", "document date", "doc date", "posting date", "sale date", "shipped",
        "billing date", "inv dt", "inv date", "txn date", "transaction date", "tax point",
        "timestamp", "time", "datetime", "occurred at", "created at",
        "дата", "дата документа", "дата накладной", "дата заказа", "дата отгрузки", "дата реализации", "период",
    ),
    "recorded_at": ("recorded at", "booked at", "exported at", "дата записи", "дата изменения"),
    "product": (
        "product", "product id", "product code", "product key", "stock code", "sku", "item", "item id", "item number",
        "article", "code", "material", "material number", "product service", "inventory item code", "артикул",
        "товар", "код товара", "номенклатура", "код номенклатуры", "код",
    ),
    "brand": ("brand", "vendor", "manufacturer", "бренд", "марка", "производитель"),
    "groups": (
        "category", "group", "material group", "segment", "product group", "category name", "product category",
        "family", "группа", "категория",
        "товарная группа", "номенклатурная группа", "вид номенклатуры",
    ),
    "quantity": (
        "quantity", "qty", "units", "bottles sold", "order quantity", "billed quantity", "billing quantity",
        "invoiced quantity", "inv qty", "count", "количество", "кол во", "колво",
    ),
    "price": ("price", "unit price", "net price", "цена", "цена за единицу", "цена без ндс"),
    "amount": (
        "amount", "sum", "total", "net", "net amount", "net value", "line amount", "ext amount", "extended amount",
        "sales amount", "sale dollars", "line total", "revenue", "sales",
        "сумма", "сумма без ндс", "выручка", "стоимость", "итого", "сумма продажи",
    ),
    "cost": ("cost", "total cost", "total product cost", "cogs", "себестоимость", "закупочная стоимость"),
    "tax": ("tax", "tax amount", "tax amt", "vat", "vat amount", "tax total", "ндс", "сумма ндс"),
    "currency": ("currency", "currency code", "document currency", "doc currency", "curr", "валюта", "код валюты"),
    "uom": (
        "unit", "uom", "unit of measure", "sales unit", "base unit", "единица", "ед", "ед изм", "единица измерения",
    ),
    "due_on": ("due date", "due", "payment due", "pay until", "срок оплаты", "оплатить до", "дата оплаты"),
    "contact": (
        "contact", "contact person", "employee", "seller", "sales person", "контакт", "контактное лицо", "сотрудник",
        "продавец",
    ),
    "kind": (
        "kind", "type", "document type", "billing type", "bill type", "doc type", "operation", "transaction type",
        "txn type", "вид", "тип", "вид документа", "операция",
        "хозоперация",
    ),
    "reverses": (
        "ref doc", "reference document", "original invoice", "original document", "against", "against invoice",
        "applies to", "applied to", "corrected invoice",
        "документ основание", "исходный документ", "возврат по документу",
    ),
    "version": ("version", "revision", "revision number", "версия"),
    "country": ("country", "region", "city", "страна", "регион", "город", "область"),
}  # fmt: skip
"""The words of headers by what they mean; ``price`` and ``country`` are no fields, but say where one comes from."""


def plain_words(header: str) -> str:
    """Return a header as lower-case words: ``InvoiceNo`` and ``invoice_no`` are ``invoice no``."""
    split = re.sub(r"(?<=[a-zа-яё0-9])(?=[A-ZА-ЯЁ])", " ", header)
    return " ".join(re.sub(r"[^0-9a-zа-яё№]+", " ", split.casefold()).replace("ё", "е").split())
