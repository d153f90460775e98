"""The class list: what is read, and what is said of one that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from examgen.errors import ContractError
from examgen.exam import Student
from examgen.roster import parse_roster, read_roster


def test_numbers_and_names_are_read_in_order() -> None:
    found = parse_roster("number,last name,first name\n4712,Noether,Emmy\n\n4711,Lovelace,Ada\n")
    assert list(found.items()) == [("4712", Student("4712", "Noether", "Emmy")), ("4711", Student("4711", "Lovelace", "Ada"))]


@pytest.mark.parametrize(
    ("text", "student"),
    [
        ('Student ID;Surname;Given_Name;Group\n7;"O\'Neil; Jr.";Bo;3\n', Student("7", "O'Neil; Jr.", "Bo")),
        ("Name\tID number\nAda King Lovelace\t8\n", Student("8", "Lovelace", "Ada King")),
        ('name,SIS User ID\n"Müller, Jürgen",9\n', Student("9", "Müller", "Jürgen")),
        ("matriculation-number\n10\n", Student("10")),
    ],
)
def test_exports_of_campus_systems_are_read(text: str, student: Student) -> None:
    assert list(parse_roster(text).values()) == [student]


def test_the_name_of_a_form_can_stand_in_a_file_name() -> None:
    assert list(parse_roster("number\ns-42/7\n../x y\n")) == ["s-42_7", "x_y"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "has no column 'number' (columns: none)"),
        ("who,mail\nAda,a@b\n", "has no column 'number' (columns: who, mail)"),
        ("number\n", "names no student"),
        ("number\n1\n2\n1\n", "roster, line 4: number: the number 1 stands in line 2, too"),
        ("number\ns/1\ns_1\n", "line 3"),
        ("number,name\n ,Ada\n", "line 2: number: '' is no student number"),
        ("number\n---\n", "'---' is no student number"),
        ('number,name\n1,"Ada\n', "is no row of a CSV file"),
    ],
)
def test_a_faulty_list_is_named_with_its_line(text: str, said: str) -> None:
    with pytest.raises(ContractError) as caught:
        parse_roster(text)
    assert said in str(caught.value)


def test_what_spreadsheets_put_before_the_columns_is_passed_over() -> None:
    text = 'sep=;\r\n\r\nnumber;"last, family, name";first name\r\n1;Ann;Lee\r\n'
    assert parse_roster(text) == {"1": Student("1", "", "Lee")}
    with pytest.raises(ContractError, match="roster, line 5: number: the number 1 stands in line 4, too"):
        parse_roster("\n\nnumber,name\n1,Ann Lee\n1,Bob\n")


def test_characters_that_nobody_sees_are_no_part_of_a_number() -> None:
    assert parse_roster("number,name\n\u200b47\ufeff11,Ann Lee\n") == {"4711": Student("4711", "Lee", "Ann")}


def test_a_name_with_a_comma_needs_quotation_marks() -> None:
    with pytest.raises(ContractError, match="line 2: has 4 fields, the first row 3; write what holds a ',' in quotation marks"):
        parse_roster("number,last name,first name\n4711,Smith, Jr.,John\n")
    assert parse_roster('number,last name,first name\n4711,"Smith, Jr.",John,,\n')["4711"].last_name == "Smith, Jr."


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_bytes(b"number\n\xff\xfe\n")
    with pytest.raises(ContractError, match="UTF-8"):
        read_roster(tmp_path / "roster.csv")
    with pytest.raises(ContractError, match="cannot be read"):
        read_roster(tmp_path / "none.csv")


def test_a_mark_at_the_start_of_a_file_is_no_part_of_a_name(tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_bytes("﻿number\r\n5\r\n".encode())
    assert list(read_roster(tmp_path / "roster.csv")) == ["5"]
