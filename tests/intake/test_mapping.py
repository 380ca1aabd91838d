"""What a mapping can say, and how it is told of its mistakes."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from intake.conftest import WriteFile
from ristorno.engine.fact import Fact, Reference
from ristorno.intake import find_mapping, open_facts, shipped_mappings
from ristorno.intake.mapping_file import parse_mapping, read_mapping
from ristorno.kernel.problem import Refused

BASE = """
mapping: m
source: erp
time_zone: Europe/Moscow
facts:
  document: Doc
  member: Client
  occurred_at: Date
"""


def facts_of(path: Path, mapping: str) -> list[Fact]:
    with open_facts(path, parse_mapping(mapping, "m.yaml")) as opened:
        assert opened.receipt().quarantined == 0, opened.receipt().quarantine
        return list(opened.log())


def fact_of(path: Path, mapping: str) -> Fact:
    (fact,) = facts_of(path, mapping)
    return fact


HEAD = "Doc,Client,Date"
ROW = "D1,m1,2026-03-01"


def test_every_field_can_come_from_a_column(write: WriteFile) -> None:
    mapping = (
        BASE
        + """
  line: No
  kind: {column: Kind, values: {Возврат: return}, otherwise: purchase}
  contact: Person
  parties: {distributor: Via, referrer: {value: partner-1}}
  product: Item
  brand: Brand
  groups: [Category, {column: Tags, split: "/"}]
  quantity: Qty
  uom: {column: Unit}
  amount: Sum
  cost: Cost
  tax: Tax
  currency: {column: Cur}
  due_on: Due
  invoiced_on: Billed
  pays: Paid
  recorded_at: Booked
  reverses: {document: Ref, line: RefNo}
  attributes: {city: City, empty: Nothing}
"""
    )
    head = (
        HEAD
        + ",No,Kind,Person,Via,Item,Brand,Category,Tags,Qty,Unit,Sum,Cost,Tax,Cur,Due,Billed,Paid"
        + ",Booked,Ref,RefNo,City,Nothing"
    )
    row = (
        ROW
        + ",7,Возврат,p1,d1,A,Cordiant,tyres,winter/sale,2,pcs,100.50,80,20.1,rub,2026-04-01,2026-03-03,D9"
        + ",2026-03-02,D0,3,Тверь,"
    )
    assert fact_of(write("a.csv", f"{head}\n{row}\n"), mapping) == Fact(
        source="erp", document="D1", line="7", kind="return", occurred_at=date(2026, 3, 1), member="m1", contact="p1",
        recorded_at=datetime(2026, 3, 1, 21, tzinfo=UTC), parties={"distributor": "d1", "referrer": "partner-1"},
        product="A", brand="Cordiant", groups=("tyres", "winter", "sale"), quantity=Decimal(-2), uom="pcs",
        amount=Decimal("-100.50"), cost=Decimal(-80), tax=Decimal("-20.1"), currency="RUB", due_on=date(2026, 4, 1),
        invoiced_on=date(2026, 3, 3), pays="D9", reverses=Reference("D0", "3"), attributes={"city": "Тверь"},
    )  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    ("delimiter", "text", "groups"),
    [(",", "a;b", ("a", "b")), (",", "a | b;c", ("a", "b", "c")), (";", "a|b", ("a", "b")), (",", "ab", ("ab",))],
)
def test_groups_are_parted_by_the_marks_that_the_file_holds(
    encoding: str, delimiter: str, text: str, groups: tuple[str, ...], write: WriteFile
) -> None:
    content = f"{HEAD},Tags\n{ROW},\n".replace(",", delimiter) + f"{ROW.replace('D1', 'D2')},".replace(",", delimiter)
    facts = facts_of(
        write("a.csv", f"{content}{text}\n".encode(encoding)), BASE + "  groups: [{column: Tags, split: ';|'}]\n"
    )
    assert [fact.groups for fact in facts] == [(), groups]


def test_the_sign_of_returns_is_that_of_the_kind(write: WriteFile) -> None:
    mapping = BASE + "  kind: {value: return}\n  amount: Sum\n"
    rows = "D1,m1,2026-03-01,5\nD2,m1,2026-03-01,-5\n"
    assert {fact.amount for fact in facts_of(write("a.csv", f"{HEAD},Sum\n{rows}"), mapping)} == {Decimal(-5)}


def test_scalars_stay_text(write: WriteFile) -> None:
    mapping = BASE + "  attributes: {country: {value: NO}, tax_number: {value: 0105012345}, rate: {value: 1.50}}\n"
    fact = fact_of(write("a.csv", f"{HEAD}\n{ROW}\n"), mapping)
    assert dict(fact.attributes) == {"country": "NO", "rate": "1.50", "tax_number": "0105012345"}


@pytest.mark.parametrize(
    ("form", "text", "amount"),
    [
        ("{decimal: ',', thousands: ' '}", '"1 234 567,89"', "1234567.89"),
        ("{decimal: ',', thousands: ' '}", '"1\u00a0234,5"', "1234.5"),
        ("{decimal: ',', thousands: '.'}", '"-1.234,50"', "-1234.50"),
        ("{thousands: ','}", '"12,345.6789"', "12345.6789"),
        ("{decimal: ','}", '"12,5"', "12.5"),
    ],
)
def test_numbers_of_other_countries(form: str, text: str, amount: str, write: WriteFile) -> None:
    mapping = BASE.replace("facts:", f"format: {form}\nfacts:") + "  amount: Sum\n"
    assert fact_of(write("a.csv", f"{HEAD},Sum\n{ROW},{text}\n"), mapping).amount == Decimal(amount)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("{decimal: ','}", "12.5"),
        ("{thousands: ','}", '"1,23"'),
        ("{decimal: ',', thousands: '.'}", "1.23"),
        ("{}", '"1 234"'),
    ],
)
def test_a_number_of_the_wrong_country_is_not_guessed(form: str, text: str, write: WriteFile) -> None:
    mapping = BASE.replace("facts:", f"format: {form}\nfacts:") + "  amount: Sum\n"
    with open_facts(write("a.csv", f"{HEAD},Sum\n{ROW},{text}\n"), parse_mapping(mapping, "m.yaml")) as opened:
        assert [problem.code for problem in opened.receipt().quarantine] == ["intake.wrong_number"]


CONTINENTAL = "{decimal: ',', thousands: '.'}"
AMERICAN = "{thousands: ','}"


@pytest.mark.parametrize(
    ("form", "currency", "text", "amount"),
    [
        (CONTINENTAL, "EUR", "1.500,00-", "-1500"),
        (CONTINENTAL, "EUR", "1.500,00 €", "1500"),
        (CONTINENTAL, "EUR", "-1.500,00 €", "-1500"),
        (CONTINENTAL, "EUR", "1.500,00- EUR", "-1500"),
        (AMERICAN, "USD", "(1,000.00)", "-1000"),
        (AMERICAN, "USD", "$1,000.00", "1000"),
        (AMERICAN, "USD", "($1,000.00)", "-1000"),
        (AMERICAN, "USD", " $ (1,000.00) ", "-1000"),
        (AMERICAN, "USD", "-$1,000.00", "-1000"),
        (AMERICAN, "USD", "$-1,000.00", "-1000"),
        (AMERICAN, "USD", "\u22121,000.0001", "-1000.0001"),
        (AMERICAN, "CAD", "CA$ 12.50", "12.5"),
        (AMERICAN, "CAD", "$12.50", "12.5"),
        ("{decimal: ',', thousands: ' '}", "RUB", "1 234,50 руб.", "1234.5"),
        ("{decimal: ',', thousands: ' '}", "RUB", "1\u00a0234,50\u00a0₽", "1234.5"),
        ("{}", "THB", "฿7", "7"),
    ],
)
def test_numbers_as_ledgers_write_them(form: str, currency: str, text: str, amount: str, write: WriteFile) -> None:
    mapping = BASE.replace("facts:", f"format: {form}\nfacts:") + f"  amount: Sum\n  currency: {currency}\n"
    assert fact_of(write("a.csv", f'{HEAD},Sum\n{ROW},"{text}"\n'), mapping).amount == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("(-1,000.00)", "intake.wrong_number"),
        ("-1,000.00-", "intake.wrong_number"),
        ("$1,000.00$", "intake.wrong_number"),
        ("1,0$00", "intake.wrong_number"),
        ("(1,000.00", "intake.wrong_number"),
        ("$", "intake.wrong_number"),
        ("(1,00.00)", "intake.wrong_number"),
        ("12 pcs", "intake.wrong_number"),
        ("$1.00005", "intake.too_many_decimals"),
        ("($99,999,999,999,999)", "intake.too_large"),
        ("99,999,999,999,999", "intake.too_large"),
        ("€1,000.00", "intake.other_currency"),
        ("1,000.00 CAD", "intake.other_currency"),
    ],
)
def test_what_no_ledger_writes_is_set_aside(text: str, code: str, write: WriteFile) -> None:
    mapping = BASE.replace("facts:", f"format: {AMERICAN}\nfacts:") + "  amount: Sum\n  currency: USD\n"
    with open_facts(write("a.csv", f'{HEAD},Sum\n{ROW},"{text}"\n'), parse_mapping(mapping, "m.yaml")) as opened:
        assert [problem.code for problem in opened.receipt().quarantine] == [code]


def test_a_sign_of_money_is_that_of_its_row(write: WriteFile) -> None:
    path = write("a.csv", f"{HEAD},Sum,Cur\n{ROW},$5,usd\nD2,m1,2026-03-01,$6,EUR\nD3,m1,2026-03-01,$7,\n")
    with open_facts(path, parse_mapping(BASE + "  amount: Sum\n  currency: {column: Cur}\n", "m.yaml")) as opened:
        assert [fact.amount for fact in opened.log()] == [Decimal(5)]
        told = {problem.place.line: problem.reason for problem in opened.receipt().quarantine}
    assert told[3] == "'$6' has the sign of a currency, and that of the row is EUR."
    assert told[4] == "'$7' has the sign of a currency, and the row names none."
    with open_facts(write("b.csv", f"{HEAD},Sum\n{ROW},$5\n"), parse_mapping(BASE + "  amount: Sum\n", "m")) as opened:
        (problem,) = opened.receipt().quarantine
    assert problem.code == "intake.other_currency"


def test_counts_have_no_sign_of_money_and_conditions_read_what_amounts_read(write: WriteFile) -> None:
    mapping = BASE.replace("facts:", f"format: {AMERICAN}\nfacts:") + (
        "  amount: Sum\n  quantity: Qty\n  currency: USD\n"
        "  kind: {rules: [{when: {column: Sum, below: 0}, kind: return}], otherwise: purchase}\n"
    )
    rows = 'D1,m1,2026-03-01,"($1,000.00)",(3)\nD2,m1,2026-03-01,$5,2-\nD3,m1,2026-03-01,$5,$2\n'
    with open_facts(write("a.csv", f"{HEAD},Sum,Qty\n{rows}"), parse_mapping(mapping, "m.yaml")) as opened:
        assert [(fact.kind, fact.amount, fact.quantity) for fact in opened.log()] == [
            ("return", Decimal(-1000), Decimal(-3)),
            ("purchase", Decimal(5), Decimal(-2)),
        ]
        assert [problem.code for problem in opened.receipt().quarantine] == ["intake.wrong_number"]


def test_products_of_columns(write: WriteFile) -> None:
    mapping = BASE + "  amount: {product: [Price, Qty, {one_minus: Discount}], round: 4}\n"
    path = write("a.csv", f"{HEAD},Price,Qty,Discount\n{ROW},9.99,3,0.15\n")
    assert fact_of(path, mapping).amount == Decimal("25.4745")


def test_large_products_are_exact(write: WriteFile) -> None:
    mapping = BASE + "  amount: {product: [Price, Qty]}\n"
    rows = "D1,m1,2026-03-01,999999999.99,9999\nD2,m1,2026-03-01,99999.9999,99999\nD3,m1,2026-03-01,0.01,0.01\n"
    amounts = [fact.amount for fact in facts_of(write("a.csv", f"{HEAD},Price,Qty\n{rows}"), mapping)]
    assert amounts == [Decimal("9998999999900.01"), Decimal("9999899990.0001"), Decimal("0.0001")]


def test_floats_need_a_stated_rounding(write: WriteFile, tmp_path: Path) -> None:
    import duckdb

    path = tmp_path / "a.parquet"
    duckdb.connect().execute(
        "copy (select 17850.0::double as Client, 'D1' as Doc, date '2026-03-01' as Date, "
        f"0.1::double + 0.2 as Sum) to '{path}'"
    )
    with pytest.raises(Refused, match="holds floats"):
        facts_of(path, BASE + "  amount: Sum\n")
    fact = fact_of(path, BASE + "  amount: {column: Sum, round: 4}\n")
    assert (fact.member, fact.amount) == ("17850", Decimal("0.3"))


@pytest.mark.parametrize(
    ("text", "rounded"),
    [("2.00005", "2.0001"), ("-2.00005", "-2.0001"), ("2.00004999999", "2"), ("1e-4", "0.0001"), ("7", "7")],
)
def test_a_stated_rounding_takes_halves_away_from_zero(text: str, rounded: str, write: WriteFile) -> None:
    mapping = BASE + "  amount: {column: Sum, round: 4}\n"
    assert fact_of(write("a.csv", f"{HEAD},Sum\n{ROW},{text}\n"), mapping).amount == Decimal(rounded)


@pytest.mark.parametrize(
    ("moment", "text", "expected"),
    [
        ("{column: Date, format: '%d.%m.%Y'}", "31.03.2026", date(2026, 3, 31)),
        (
            "{column: Date, format: '%d.%m.%Y %H:%M:%S'}",
            "31.03.2026 18:45:21",
            datetime(2026, 3, 31, 15, 45, 21, tzinfo=UTC),
        ),
        ("{column: Date, format: ['%m/%d/%Y', '%Y%m%d']}", "20260331", date(2026, 3, 31)),
        (
            "{column: Date, format: '%Y-%m-%dT%H:%M:%S%z'}",
            "2026-03-31T10:00:00+05:00",
            datetime(2026, 3, 31, 5, tzinfo=UTC),
        ),
        ("{column: Date, day: yes}", "2026-03-31 23:59:00", date(2026, 3, 31)),
        ("Date", "2026-03-31T10:00", datetime(2026, 3, 31, 7, tzinfo=UTC)),
    ],
)
def test_dates(moment: str, text: str, expected: object, write: WriteFile) -> None:
    mapping = BASE.replace("occurred_at: Date", f"occurred_at: {moment}")
    assert fact_of(write("a.csv", f"{HEAD}\nD1,m1,{text}\n"), mapping).occurred_at == expected


def test_date_and_time_in_two_columns(write: WriteFile) -> None:
    mapping = BASE.replace("occurred_at: Date", "occurred_at: {column: Date, time: Time}")
    fact = fact_of(write("a.csv", f"{HEAD},Time\n{ROW},18:45:21\n"), mapping)
    assert fact.occurred_at == datetime(2026, 3, 1, 15, 45, 21, tzinfo=UTC)


def test_columns_are_cleaned_as_said(write: WriteFile) -> None:
    mapping = BASE.replace("document: Doc", "document: id\n  line: number").replace(
        "facts:",
        """columns:
  id: {headers: [Beleg, Doc], extract: '^(.*).{5}$'}
  number: {headers: Doc, extract: '(.{5})$'}
  Client: {headers: [Client, Kunde], whole: yes, upper: yes, empty: ['NULL', '-']}
  region: {headers: [Region], optional: yes}
facts:""",
    )
    mapping += "  attributes: {region: region}\n"
    fact = fact_of(write("a.csv", f"{HEAD}\nINV-34642000001,\t ab7.0\u00a0,2026-03-01\n"), mapping)
    assert (fact.document, fact.line, fact.member, dict(fact.attributes)) == ("INV-346420", "00001", "AB7", {})
    with open_facts(
        write("b.csv", f"{HEAD}\nINV-34642000001,null,2026-03-01\n"), parse_mapping(mapping, "m")
    ) as opened:
        assert [problem.code for problem in opened.receipt().quarantine] == ["intake.no_member"]


def test_rules_ignore_and_set_aside_with_their_reason(write: WriteFile) -> None:
    mapping = (
        BASE.replace(
            "facts:",
            """ignore:
  cancelled: {when: {column: State, one_of: [cancelled, draft]}, reason: The order was never delivered.}
set_aside:
  huge: {when: {all: [{column: Sum, above: 1000}, {none: [{column: State, equals: checked}]}]}, reason: Look at it.}
facts:""",
        )
        + "  amount: Sum\n"
    )
    rows = "D1,m1,2026-03-01,5,\nD2,m1,2026-03-01,5,draft\nD3,m1,2026-03-01,5000,\nD4,m1,2026-03-01,5000,checked\n"
    with open_facts(write("a.csv", f"{HEAD},Sum,State\n{rows}"), parse_mapping(mapping, "m.yaml")) as opened:
        receipt = opened.receipt()
        assert (receipt.accepted, receipt.ignored, receipt.quarantined) == (2, 1, 1)
        told = {
            (reason.status, reason.code, reason.sentence) for reason in receipt.reasons if reason.status != "accepted"
        }
        assert told == {
            ("ignored", "cancelled", "The order was never delivered."),
            ("quarantined", "huge", "Look at it."),
        }


LOOKUPS = (
    BASE.replace(
        "facts:",
        """lookups:
  item: {file: items.csv, key: Key, on: Item}
  family: {file: families.csv, key: Id, on: item.Family, optional: yes}
facts:""",
    )
    + """
  product: item.Code
  groups: [family.Name, item.Family]
"""
)


class TestLookups:
    def test_a_chain_of_tables(self, write: WriteFile) -> None:
        write("items.csv", "Key,Code,Family\n1,A-1,10\n2,A-2,\n")
        write("families.csv", "Id;Name\n10.0;Шины\n")
        path = write("a.csv", f"{HEAD},Item\nD1,m1,2026-03-01,1\nD2,m1,2026-03-01,2\nD3,m1,2026-03-01,9\n")
        told = {fact.document: (fact.product, fact.groups) for fact in facts_of(path, LOOKUPS)}
        assert told == {"D1": ("A-1", ("Шины", "10")), "D2": ("A-2", ()), "D3": (None, ())}

    def test_an_optional_table_may_be_missing(self, write: WriteFile) -> None:
        write("items.csv", "Key,Code,Family\n1,A-1,10\n")
        fact = fact_of(write("a.csv", f"{HEAD},Item\nD1,m1,2026-03-01,1\n"), LOOKUPS)
        assert (fact.product, fact.groups) == ("A-1", ("10",))

    def test_other_tables_may_not(self, write: WriteFile) -> None:
        with pytest.raises(Refused, match=r"The table 'items.csv' of the lookup 'item' is not beside the facts"):
            facts_of(write("a.csv", f"{HEAD},Item\n"), LOOKUPS)

    def test_a_table_lies_beside_the_mapping_or_else_beside_the_facts(self, write: WriteFile, tmp_path: Path) -> None:
        home = tmp_path / "mappings"
        home.mkdir()
        (home / "orders.yaml").write_text(LOOKUPS, encoding="utf-8")
        path = write("a.csv", f"{HEAD},Item\nD1,m1,2026-03-01,1\n")
        with pytest.raises(Refused, match="is neither beside the mapping nor beside the facts"):
            open_facts(path, home / "orders.yaml")
        for folder, code in ((tmp_path, "FACTS"), (home, "MAPPING")):
            (folder / "items.csv").write_text(f"Key,Code,Family\n1,{code},10\n", encoding="utf-8")
            with open_facts(path, home / "orders.yaml") as opened:
                assert [fact.product for fact in opened.log()] == [code]

    def test_a_key_leads_to_one_row(self, write: WriteFile) -> None:
        write("items.csv", "Key,Code,Family\n1,A-1,10\n1,A-2,10\n")
        with pytest.raises(Refused, match="keys more than once: '1'"):
            facts_of(write("a.csv", f"{HEAD},Item\n"), LOOKUPS)

    def test_rows_keep_their_numbers(self, write: WriteFile) -> None:
        write("items.csv", "Key,Code,Family\n" + "".join(f"{n},A-{n},10\n" for n in range(5000)))
        rows = "".join(f"D{n},{'' if n % 1000 == 7 else 'm1'},2026-03-01,{n}\n" for n in range(5000))
        with open_facts(write("a.csv", f"{HEAD},Item\n{rows}"), parse_mapping(LOOKUPS, "m.yaml")) as opened:
            assert [problem.place.line for problem in opened.receipt().quarantine] == [9, 1009, 2009, 3009, 4009]


class TestOurOwnHeaders:
    def test_no_mapping_is_needed(self, write: WriteFile) -> None:
        head = "source,document,line,version,kind,occurred_at,recorded_at,member,contact,product,brand,groups,quantity,uom,amount,cost,tax,currency,due_on,invoiced_on,pays,reverses,reverses_line,attributes.city,attr:color,parties.brand"  # noqa: E501
        row = "crm,D1,3,2,sell_out,2026-03-01T10:00:00+03:00,2026-03-02T00:00:00Z,m1,p,A,B,tyres; winter,1,pcs,10,7,1,EUR,2026-04-01,2026-03-03,D9,D0,1,Тверь,red,b1"  # noqa: E501
        with open_facts(write("a.csv", f"{head}\n{row}\n")) as opened:
            assert list(opened.log()) == [
                Fact(
                    source="crm", document="D1", line="3", version=2, kind="sell_out", member="m1", contact="p",
                    occurred_at=datetime(2026, 3, 1, 7, tzinfo=UTC), recorded_at=datetime(2026, 3, 2, tzinfo=UTC),
                    product="A", brand="B", groups=("tyres", "winter"), quantity=Decimal(1), uom="pcs",
                    amount=Decimal(10), cost=Decimal(7), tax=Decimal(1), currency="EUR", due_on=date(2026, 4, 1),
                    invoiced_on=date(2026, 3, 3), pays="D9", reverses=Reference("D0", "1"),
                    attributes={"city": "Тверь", "color": "red"}, parties={"brand": "b1"},
                )
            ]  # fmt: skip

    def test_the_least_of_a_file(self, write: WriteFile) -> None:
        with open_facts(write("a.csv", "document,member,occurred_at,amount\nD1,m1,2026-03-01,5\n")) as opened:
            assert list(opened.log()) == [
                Fact(document="D1", member="m1", occurred_at=date(2026, 3, 1), amount=Decimal(5))
            ]

    def test_a_slip_in_a_header_is_told(self, write: WriteFile) -> None:
        with pytest.raises(Refused, match="Did you mean 'amount'"):
            open_facts(write("a.csv", "document,member,occurred_at,amuont\n"))

    def test_kinds_that_a_program_declares(self, write: WriteFile) -> None:
        path = write("a.csv", "document,member,occurred_at,kind\nD1,m1,2026-03-01,visit\n")
        with open_facts(path) as opened:
            assert [problem.code for problem in opened.receipt().quarantine] == ["intake.unknown_kind"]
        with open_facts(path, kinds=["visit"]) as opened:
            assert [fact.kind for fact in opened.log()] == ["visit"]

    def test_retracted_lines(self, write: WriteFile) -> None:
        rows = "D1,1,1,m1,2026-03-01,5,no\nD1,1,2,m1,2026-03-01,5,yes\n"
        with open_facts(write("a.csv", "document,line,version,member,occurred_at,amount,retracted\n" + rows)) as opened:
            assert [(fact.version, fact.retracted) for fact in opened.log()] == [(1, False), (2, True)]

    def test_headers_that_nobody_knows(self, write: WriteFile) -> None:
        with pytest.raises(Refused, match=r"ristorno facts check a\.csv"):
            open_facts(write("a.csv", "Beleg,Kunde\n1,2\n"))


MISTAKES = {
    "a slip in a field": (BASE + "  amuont: Sum\n", 9, "There is no field 'amuont' here. Did you mean 'amount'?"),
    "a missing field": ("mapping: m\nfacts:\n  document: Doc\n  member: C\n", 2, "The field 'occurred_at' is missing."),
    "an unknown zone": (BASE.replace("Europe/Moscow", "Moscow"), 4, "'Moscow' is not a time zone"),
    "an unknown kind": (BASE + "  kind: Purchase order\n", 9, "'Purchase order' is no kind of fact."),
    "two origins": (BASE + "  product: {column: A, value: b}\n", 9, "say either the column that it comes from"),
    "a key twice": (BASE + "  document: Other\n", 9, "The key 'document' stands twice"),
    "no YAML": ("mapping: [m\nfacts: }", 2, "This is not YAML"),
    "a wrong choice": (BASE.replace("facts:", "format: {decimal: ;}\nfacts:"), 5, "Input should be '.' or ','"),
    "a condition of nothing": (
        BASE.replace("facts:", "ignore:\n  x: {when: {column: A}, reason: r}\nfacts:"), 6,
        "a condition compares its column",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_in_a_mapping_is_told_with_its_line(name: str) -> None:
    text, line, sentence = MISTAKES[name]
    with pytest.raises(Refused) as refused:
        parse_mapping(text, "m.yaml")
    problem = refused.value.problems[0]
    assert sentence in f"{problem.reason} {problem.remedy}"
    assert (problem.place.file, problem.place.line) == ("m.yaml", line)


@pytest.mark.parametrize(
    "facts",
    ["  product: {column: Doc}\n  groups: [{column: Doc, extract: '('}]\n", "  due_on: {column: Date, format: '%Q'}\n"],
)
def test_what_only_the_engine_can_judge_is_told_too(facts: str, write: WriteFile) -> None:
    with pytest.raises(Refused) as refused:
        facts_of(write("a.csv", f"{HEAD}\n{ROW}\n"), BASE + facts)
    assert [problem.code for problem in refused.value.problems] == ["intake.mapping"]


def test_mappings_are_found_by_name_or_path(write: WriteFile) -> None:
    assert {mapping.mapping for mapping in shipped_mappings()} >= {"online-retail", "adventureworks"}
    assert find_mapping("online-retail").time_zone == "Europe/London"
    assert find_mapping(write("m.yaml", BASE)) == read_mapping(write("m.yaml", BASE))
    with pytest.raises(Refused, match="Did you mean 'online-retail'"):
        find_mapping("online-retial")


@pytest.mark.parametrize("content", [b"\xff\xfe\x00mapping", b"", b"a: &a [*a, *a]", b"[" * 5000, b"x" * 2_000_000])
def test_a_file_that_is_no_mapping_is_refused(content: bytes, write: WriteFile) -> None:
    with pytest.raises(Refused):
        read_mapping(write("m.yaml", content))
