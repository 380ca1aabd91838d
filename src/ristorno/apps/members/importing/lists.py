"""What lists of members there are, and the words of their headers."""

from types import MappingProxyType

from ristorno.intake.lists import List, Lists

_MEMBER = (
    "member", "member id", "member key", "customer", "customer id", "customer number", "company id",
    "участник", "код участника", "код контрагента", "контрагент", "код клиента", "รหัสสมาชิก", "รหัสลูกค้า",
)  # fmt: skip
_NAME = ("name", "title", "company", "company name", "наименование", "название", "имя", "фио", "ชื่อ", "ชื่อบริษัท")
_LANGUAGE = ("language", "язык", "ภาษา")

_KINDS = MappingProxyType(
    {
        "contacts": List(
            {
                "member": ("key", *_MEMBER),
                "contact": ("contact", "contact id", "contact key", "контакт", "код контакта", "รหัสผู้ติดต่อ"),
                "name": _NAME,
                "email": ("email", "e mail", "mail", "почта", "электронная почта", "эл почта", "อีเมล"),
                "phone": ("phone", "telephone", "mobile", "телефон", "โทรศัพท์"),
                "language": _LANGUAGE,
                "roles": ("role", "roles", "роль", "роли", "บทบาท"),
                "influence": ("influence", "влияние"),
                "left_on": ("left", "left on", "уволен", "дата увольнения"),
                "consent_on": ("consent", "consent on", "согласие", "дата согласия"),
                "consent_origin": ("consent origin", "consent paper", "основание согласия", "основание"),
            },
            ("member", "contact"),
        ),
        "codes": List(
            {
                "member": ("key", *_MEMBER),
                "code": ("code", "other code", "код", "รหัส"),
                "system": ("system", "source", "система", "источник", "ระบบ"),
            },
            ("member", "code", "system"),
        ),
        "members": List(
            {
                "key": ("key", *_MEMBER, "code", "id", "код", "รหัส"),
                "name": _NAME,
                "kind": ("kind", "type", "вид", "ประเภท"),
                "country": ("country", "страна", "ประเทศ"),
                "language": _LANGUAGE,
                "tax": ("tax number", "tax id", "tax no", "tin", "เลขประจำตัวผู้เสียภาษี"),
                "inn": ("inn", "инн"),
                "kpp": ("kpp", "кпп"),
                "ogrn": ("ogrn", "огрн", "огрнип"),
                "vat": ("vat", "vat number", "vat id", "ust id", "ustid"),
                "joined_on": ("joined", "joined on", "enrolled", "enrolled on", "дата вступления", "วันที่เข้าร่วม"),
                "left_on": ("left", "left on", "дата выхода", "วันที่ออก"),
                "segment": ("segment", "сегмент", "grade", "เซกเมนต์"),
                "segment_on": ("segment on", "segment from", "сегмент с"),
                "group": ("group", "buying group", "holding", "группа", "холдинг", "กลุ่ม"),
                "group_on": ("group on", "group from", "группа с"),
                "head": ("head", "head of group", "головная", "голова"),
                "supplier": ("supplier", "supplied by", "distributor", "поставщик", "дистрибьютор"),
                "supplier_on": ("supplier on", "supplier from", "поставщик с"),
                "parent": ("parent", "subsidiary of", "parent company", "материнская компания"),
                "parent_on": ("parent on", "parent from"),
            },
            ("key", "name"),
        ),
        "groups": List(
            {
                "group": ("group", "group key", "группа", "код группы", "กลุ่ม"),
                "name": ("group name", "название группы", "наименование группы", "ชื่อกลุ่ม", *_NAME),
                "kind": ("kind", "group kind", "type", "вид", "ประเภท"),
            },
            ("group", "name"),
        ),
    }
)  # fmt: skip
LISTS = Lists("members.list", "members, contacts, groups or codes", _KINDS)
