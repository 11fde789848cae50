"""Who is credited: the printed lines on the left, what they say on the right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mayadeen.normalise import attribution
from mayadeen.normalise.attribution import Credit
from mayadeen.normalise.houses import load_houses
from mayadeen.normalise.photo_credit import photo_credit

HOUSES = load_houses()


def credit(
    source: str | None = None, authors: str = "", agencies: str = "", by: str = ""
) -> Credit:
    """Write a Credit in one line: names separated by `; `, `by` being the translators."""
    people, wires, translators = (
        tuple(names.split("; ")) if names else () for names in (authors, agencies, by)
    )
    return Credit(source, people, translators, wires)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        # the table of the contract
        ("Source: Al Mayadeen", credit("Al Mayadeen")),
        ("By Al Mayadeen English", credit("Al Mayadeen English")),
        (
            "By Al Mayadeen English | Source: Agencies",
            credit("Al Mayadeen English", "", "Agencies"),
        ),
        ("Source: Agencies + Al Mayadeen", credit("Al Mayadeen", agencies="Agencies")),
        ("Source: AFP", credit("AFP", agencies="AFP")),
        (
            "Rana Haddad | Source: Al Mayadeen English",
            credit("Al Mayadeen English", "Rana Haddad"),
        ),
        ("By: Rana Haddad and John O’Neill", credit(None, "Rana Haddad; John O’Neill")),
        ("الميادين نت", credit("الميادين نت")),
        # spellings of the house
        ("شبكة الميادين", credit("شبكة الميادين")),
        ("SOURCE: AL MAYADEEN ENGLISH", credit("Al Mayadeen English")),
        ("source : al  mayadeen   english", credit("Al Mayadeen English")),
        ("Source: AlMayadeen English", credit("Al Mayadeen English")),
        ("Source: Al-Mayadeen English.", credit("Al Mayadeen English")),
        ("Source Al Mayadeen", credit("Al Mayadeen")),
        ("المصدر: الميادين نت", credit("الميادين نت")),
        ("المصدر: الميادين", credit("الميادين")),
        ("Fuente: Al Mayadeen Español", credit("Al Mayadeen Español")),
        ("Por Al Mayadeen Espanol", credit("Al Mayadeen Español")),
        ("Source: Al Mayadeen - Beirut", credit("Al Mayadeen")),
        ("By Al Mayadeen English | Source: Al Mayadeen", credit("Al Mayadeen")),
        ("Source: | Al Mayadeen", credit("Al Mayadeen")),
        ("By Special to Al Mayadeen English", credit("Al Mayadeen English")),
        ("خاص الميادين نت", credit("الميادين نت")),
        # desks are nobody
        ("By Al Mayadeen English Web Desk", credit("Al Mayadeen English")),
        ("Al Mayadeen English Newsroom", credit("Al Mayadeen English")),
        ("By Al Mayadeen's correspondent in South Lebanon", credit("Al Mayadeen")),
        ("Newsroom", credit()),
        ("By Staff", credit()),
        ("By Staff Writer", credit()),
        ("هيئة التحرير", credit()),
        ("Redacción", credit()),
        # wire services
        ("Source: Agence France-Presse", credit("AFP", agencies="AFP")),
        ("Via AFP", credit("AFP", agencies="AFP")),
        ("By Reuters", credit("Reuters", agencies="Reuters")),
        ("Source: The Associated Press", credit("AP", agencies="AP")),
        ("Source: Xinhua News Agency", credit("Xinhua", agencies="Xinhua")),
        (
            "Source: Islamic Republic News Agency (IRNA)",
            credit("IRNA", agencies="IRNA"),
        ),
        ("المصدر: وكالة الأناضول", credit("Anadolu", agencies="Anadolu")),
        ("Fuente: EFE", credit("EFE", agencies="EFE")),
        ("Source: Agencies", credit("Agencies", agencies="Agencies")),
        ("وكالات", credit("Agencies", agencies="Agencies")),
        ("Source: Reuters, AFP", credit("Reuters", agencies="Reuters; AFP")),
        ("Source: Reuters and AFP", credit("Reuters", agencies="Reuters; AFP")),
        ("Source: AFP/Reuters", credit("AFP", agencies="AFP; Reuters")),
        ("Source: AFP | Source: Agence France-Presse", credit("AFP", agencies="AFP")),
        ("Source: Al Mayadeen + Agencies", credit("Al Mayadeen", agencies="Agencies")),
        ("Source: Agencies & Al Mayadeen", credit("Al Mayadeen", agencies="Agencies")),
        ("Source: Al Mayadeen English, Agencies", credit("Al Mayadeen English", "", "Agencies")),
        ("Al Mayadeen English with Agencies", credit("Al Mayadeen English", "", "Agencies")),
        ("المصدر: الميادين نت + وكالات", credit("الميادين نت", agencies="Agencies")),
        ("الميادين نت ووكالات", credit("الميادين نت", agencies="Agencies")),
        ("Fuente: Al Mayadeen Español y Agencias", credit("Al Mayadeen Español", "", "Agencies")),
        ("By Rana Haddad | Source: AFP", credit("AFP", "Rana Haddad", "AFP")),
        ("Rana Haddad/AFP", credit("AFP", "Rana Haddad", "AFP")),
        # other outlets
        ("Source: The Guardian", credit("The Guardian")),
        ("Source: haaretz", credit("Haaretz")),
        ("Source: Haaretz newspaper", credit("Haaretz")),
        ("المصدر: صحيفة هآرتس الإسرائيلية", credit("Haaretz")),
        ("Source: Guardian Council", credit("Guardian Council")),
        ("Source: Valley Examiner", credit("Valley Examiner")),
        ("Source: Bread and Roses Examiner", credit("Bread and Roses Examiner")),
        ("Source: Valley Examiner, Al Mayadeen", credit("Al Mayadeen")),
        ("By Rana Haddad | Source: Valley Examiner", credit("Valley Examiner", "Rana Haddad")),
        ("By Valley News Network", credit("Valley News Network")),
        ("بقلم: مركز الوادي", credit("مركز الوادي")),
        ("Source: | (Old Quay - Northern News Agency)", credit("Northern News Agency")),
        ("Source: Beirut - AFP", credit("AFP", agencies="AFP")),
        ("المصدر: | (أوستر - وكالة الأنباء الشمالية)", credit("وكالة الأنباء الشمالية")),
        # people
        ("Rana Haddad", credit(None, "Rana Haddad")),
        ("By Rana Haddad", credit(None, "Rana Haddad")),
        ("by rana haddad", credit(None, "rana haddad")),
        ("BY RANA HADDAD", credit(None, "RANA HADDAD")),
        ("By By Rana Haddad", credit(None, "Rana Haddad")),
        ("By | Rana Haddad", credit(None, "Rana Haddad")),
        ("Written by: Rana Haddad", credit(None, "Rana Haddad")),
        ("Author: Rana Haddad", credit(None, "Rana Haddad")),
        ("Author(s): Rana Haddad", credit(None, "Rana Haddad")),
        ("Opinion by Rana Haddad", credit(None, "Rana Haddad")),
        ("Words by Rana Haddad", credit(None, "Rana Haddad")),
        ("Rana Haddad | By Rana Haddad | RANA HADDAD", credit(None, "Rana Haddad")),
        ("By Byron Source", credit(None, "Byron Source")),
        ("By Dr. Rana Haddad", credit(None, "Rana Haddad")),
        ("Prof. Dr. Rana Haddad", credit(None, "Rana Haddad")),
        ("د. رنا حداد", credit(None, "رنا حداد")),
        ("Ali bin Said al-Khoury", credit(None, "Ali bin Said al-Khoury")),
        ("Ludwig van der Meer", credit(None, "Ludwig van der Meer")),
        ("J. R. Haddad", credit(None, "J. R. Haddad")),
        ("Anne-Marie d'Arc", credit(None, "Anne-Marie d'Arc")),
        ("By Rana Haddad, Jr.", credit(None, "Rana Haddad, Jr.")),
        ("بقلم رنا حداد", credit(None, "رنا حداد")),
        ("الكاتب: رنا حداد", credit(None, "رنا حداد")),
        ("Por Rana Haddad", credit(None, "Rana Haddad")),
        # places and what people are
        ("Rana Haddad - Beirut", credit(None, "Rana Haddad")),
        ("Rana Haddad – New York", credit(None, "Rana Haddad")),
        ("By Rana Haddad, Gaza", credit(None, "Rana Haddad")),
        ("By Rana Haddad in Gaza", credit(None, "Rana Haddad")),
        ("By Rana Haddad, from Havana", credit(None, "Rana Haddad")),
        ("By Rana Haddad, PhD", credit(None, "Rana Haddad")),
        ("Rana Haddad, Beirut", credit(None, "Rana Haddad")),
        ("Rana Haddad (Tehran)", credit(None, "Rana Haddad")),
        ("رنا حداد - غزة", credit(None, "رنا حداد")),
        (
            "By Rana Haddad for Al Mayadeen English",
            credit("Al Mayadeen English", "Rana Haddad"),
        ),
        ("By Centre for Valley Studies", credit("Centre for Valley Studies")),
        ("By Rana Haddad, political analyst", credit(None, "Rana Haddad")),
        ("By Rana Haddad, Political Analyst", credit(None, "Rana Haddad")),
        ("Rana Haddad | Lebanese Writer", credit(None, "Rana Haddad")),
        ("Rana Haddad | Senior Fellow", credit(None, "Rana Haddad")),
        ("Political analyst Rana Haddad", credit(None, "Rana Haddad")),
        ("Por Rana Haddad, Analista Política", credit(None, "Rana Haddad")),
        ("Rana Haddad | Periodista Judicial", credit(None, "Rana Haddad")),
        ("رنا حداد، محللة سياسية", credit(None, "رنا حداد")),
        ("رنا حداد | كاتبة وباحثة", credit(None, "رنا حداد")),
        ("بقلم: رنا حداد - كاتبة وباحثة", credit(None, "رنا حداد")),
        ("الكاتب والمحلل السياسي سمير خوري", credit(None, "سمير خوري")),
        ("بقلم الباحثة رنا حداد", credit(None, "رنا حداد")),
        (
            "By Rana Haddad in Beirut and Samir Khoury in Upper Valley",
            credit(None, "Rana Haddad; Samir Khoury"),
        ),
        ("By Rana Haddad in Tyre", credit(None, "Rana Haddad")),
        ("By Rana Haddad and the Al Mayadeen team", credit("Al Mayadeen", "Rana Haddad")),
        ("By Rana Haddad and staff", credit(None, "Rana Haddad")),
        # words in the place of a name, labels, datelines
        ("By Guest Author", credit()),
        ("Contributor", credit()),
        ("By Super User", credit()),
        ("كاتب ضيف", credit()),
        ("Por Autor invitado", credit()),
        ("Key Points", credit()),
        ("Our Verdict", credit()),
        ("By quay.example", credit()),
        ("By rana.haddad", credit()),
        ("Author: All posts →", credit()),
        ("OSTER BAY, North Coast", credit()),
        ("RANA HADDAD, Political Analyst", credit(None, "RANA HADDAD")),
        # a mark alone over a list of names
        (
            "By | Rana Haddad, | Samir Khoury & | Layla Nasr",
            credit(None, "Rana Haddad; Samir Khoury; Layla Nasr"),
        ),
        ("Por | Rana Haddad y | Juan Pérez", credit(None, "Rana Haddad; Juan Pérez")),
        ("By | Rana Haddad | Source: Valley Examiner", credit("Valley Examiner", "Rana Haddad")),
        # the marks of other languages
        ("von Rana Haddad und Samir Khoury", credit(None, "Rana Haddad; Samir Khoury")),
        ("Par Rana HADDAD", credit(None, "Rana HADDAD")),
        ("Ein Gastbeitrag von Rana Haddad", credit(None, "Rana Haddad")),
        # several people
        ("Rana Haddad & Samir Khoury", credit(None, "Rana Haddad; Samir Khoury")),
        (
            "Rana Haddad, Samir Khoury and Layla Nasr",
            credit(None, "Rana Haddad; Samir Khoury; Layla Nasr"),
        ),
        (
            "Rana Haddad, Samir Khoury, and Layla Nasr",
            credit(None, "Rana Haddad; Samir Khoury; Layla Nasr"),
        ),
        ("Rana Haddad; Samir Khoury", credit(None, "Rana Haddad; Samir Khoury")),
        ("Rana Haddad / Samir Khoury", credit(None, "Rana Haddad; Samir Khoury")),
        ("Rana Haddad y Juan Pérez", credit(None, "Rana Haddad; Juan Pérez")),
        ("Juan Pérez e Inés Soto", credit(None, "Juan Pérez; Inés Soto")),
        ("رنا حداد، سمير خوري", credit(None, "رنا حداد; سمير خوري")),
        ("رنا حداد و سمير خوري", credit(None, "رنا حداد; سمير خوري")),
        ("رنا حداد وسمير خوري", credit(None, "رنا حداد; سمير خوري")),
        ("رنا حداد وسمير خوري وليلى نصر", credit(None, "رنا حداد; سمير خوري; ليلى نصر")),
        # a waw that is part of the name
        ("سمير واكيم", credit(None, "سمير واكيم")),
        ("سمير علي وهبي", credit(None, "سمير علي وهبي")),
        ("وليد حداد ووسام خوري", credit(None, "وليد حداد; وسام خوري")),
        ("ويليام حداد", credit(None, "ويليام حداد")),
        # `and` within what is no list of names
        ("By Rana and Samir Haddad", credit(None, "Rana and Samir Haddad")),
        # translators and others
        ("Translated by Rana Haddad", credit(by="Rana Haddad")),
        ("Translated by: Rana Haddad | Source: Haaretz", credit("Haaretz", by="Rana Haddad")),
        ("Translated from Spanish by Rana Haddad", credit(by="Rana Haddad")),
        (
            "By Samir Khoury, translated by Rana Haddad",
            credit(None, "Samir Khoury", by="Rana Haddad"),
        ),
        (
            "Samir Khoury (Translated by Rana Haddad)",
            credit(None, "Samir Khoury", by="Rana Haddad"),
        ),
        (
            "By Samir Khoury Translation: Rana Haddad",
            credit(None, "Samir Khoury", by="Rana Haddad"),
        ),
        ("ترجمة: رنا حداد", credit(by="رنا حداد")),
        ("نقلته إلى العربية: رنا حداد", credit(by="رنا حداد")),
        ("بقلم: سمير خوري | ترجمة: رنا حداد", credit(None, "سمير خوري", by="رنا حداد")),
        ("Traducción: Rana Haddad", credit(by="Rana Haddad")),
        ("Traducido por Rana Haddad", credit(by="Rana Haddad")),
        ("Translated by Al Mayadeen English", credit()),
        ("Source: Haaretz | Translated by Al Mayadeen English", credit("Haaretz")),
        ("Edited by Rana Haddad", credit()),
        ("Photos by Rana Haddad | Source: AFP", credit("AFP", agencies="AFP")),
        # lines that are no credit
        ("Source: Al Mayadeen | 28 Jul 2021 23:20 | 2 Min Read", credit("Al Mayadeen")),
        ("28 Jul 2021 23:20", credit()),
        ("By the time the strike ended", credit()),
        ("Sources say the strike ended", credit()),
        ("The port workers of the valley end a strike", credit()),
        ("عن غزة والمقاومة", credit()),
        ("x", credit()),
        ("Source:", credit()),
        ("Source: +", credit()),
        ("", credit()),
    ],
)
def test_read(lines: str, said: Credit) -> None:
    assert attribution.read(lines.split(" | "), HOUSES) == said


@pytest.mark.parametrize(
    ("line", "is_one", "is_marked"),
    [
        ("Source: Al Mayadeen", True, True),
        ("Source: Valley Examiner", True, True),
        ("By Rana Haddad", True, True),
        ("Source:", True, True),
        ("ترجمة: رنا حداد", True, True),
        ("Edited by Rana Haddad", True, True),
        ("Al Mayadeen English", True, False),
        ("Agencies", True, False),
        ("Newsroom", True, False),
        ("الميادين نت", True, False),
        ("Rana Haddad", True, False),
        ("Rana Haddad - Beirut", True, False),
        ("رنا حداد وسمير خوري", True, False),
        ("Beirut", False, False),
        ("x", False, False),
        ("28 Jul 2021 23:20", False, False),
        ("2 Min Read", False, False),
        ("US & Canada", False, False),
        ("By the time the strike ended, all ships had left.", False, False),
        ("Source of the leak remains unknown", False, False),
        ("The Valley Council said on Monday that the strike was over.", False, False),
        ("Who won?", False, False),
        ("قال مجلس الوادي إن الإضراب انتهى في المرفأ", False, False),
        ("", False, False),
    ],
)
def test_credit_lines_are_told_from_others(line: str, is_one: bool, is_marked: bool) -> None:
    assert attribution.is_credit_line(line, HOUSES) is is_one
    assert attribution.is_marked_credit(line, HOUSES) is is_marked


@pytest.mark.parametrize(
    ("printed", "caption", "credit", "agency"),
    [
        # brackets that credit
        (
            "Ships (Rana Haddad/AFP via Getty Images)",
            "Ships",
            "Rana Haddad/AFP via Getty Images",
            "AFP",
        ),
        ("Ships.  (AP)", "Ships.", "AP", "AP"),
        ("Ships (Reuters).", "Ships.", "Reuters", "Reuters"),
        ("Ships [AFP]", "Ships", "AFP", "AFP"),
        ("Ships (Photo by Rana Haddad)", "Ships", "Photo by Rana Haddad", None),
        ("Ships (Photo: Reuters)", "Ships", "Photo: Reuters", "Reuters"),
        ("Ships (AP Photo/Rana Haddad, File)", "Ships", "AP Photo/Rana Haddad, File", "AP"),
        ("Ships (AFP photo)", "Ships", "AFP photo", "AFP"),
        ("Ships (Social media)", "Ships", "Social media", None),
        ("Ships (via social media)", "Ships", "via social media", None),
        ("Ships (Screengrab)", "Ships", "Screengrab", None),
        ("Ships (File photo)", "Ships", "File photo", None),
        ("Ships (Getty Images)", "Ships", "Getty Images", "Getty Images"),
        ("Ships (IRNA via AP)", "Ships", "IRNA via AP", "IRNA"),
        ("Ships (Rana Haddad/Valley Feed)", "Ships", "Rana Haddad/Valley Feed", None),
        ("Ships (@harbour on X)", "Ships", "@harbour on X", None),
        ("Ships (harbour.example)", "Ships", "harbour.example", None),
        ("Ships (Al Mayadeen)", "Ships", "Al Mayadeen", None),
        ("Ships (Agencies)", "Ships", "Agencies", "Agencies"),
        ("Ships (left) at anchor (EPA)", "Ships (left) at anchor", "EPA", "EPA"),
        ("سفن (أ ف ب)", "سفن", "أ ف ب", "AFP"),
        ("سفن (وكالات)", "سفن", "وكالات", "Agencies"),
        ("سفن (أرشيف)", "سفن", "أرشيف", None),
        ("سفن (مواقع التواصل)", "سفن", "مواقع التواصل", None),
        ("Barcos en el puerto (Foto: EFE)", "Barcos en el puerto", "Foto: EFE", "EFE"),
        ("(AFP)", None, "AFP", "AFP"),
        # brackets of the sentence
        ("Ships (left) at anchor", "Ships (left) at anchor", None, None),
        ("Ships ( )", "Ships ( )", None, None),
        ("The harbour master (left)", "The harbour master (left)", None, None),
        ("The harbour (2021, by night)", "The harbour (2021, by night)", None, None),
        ("The plan of the harbour (2021)", "The plan of the harbour (2021)", None, None),
        ("The Valley Port Authority (VPA)", "The Valley Port Authority (VPA)", None, None),
        ("Staff of the Associated Press (AP)", "Staff of the Associated Press (AP)", None, None),
        ("Ships (Reuters says, 12 of them)", "Ships (Reuters says, 12 of them)", None, None),
        ("Watch ships (video)", "Watch ships (video)", None, None),
        # credits without brackets
        ("Ships. Photo: AFP", "Ships.", "Photo: AFP", "AFP"),
        ("Ships. Photo by Rana Haddad", "Ships.", "Photo by Rana Haddad", None),
        ("Ships © Reuters", "Ships", "© Reuters", "Reuters"),
        (
            "Ships © 2021 AFP. All rights reserved",
            "Ships",
            "© 2021 AFP. All rights reserved",
            "AFP",
        ),
        ("Ships - AFP", "Ships", "AFP", "AFP"),
        ("Ships | Al Mayadeen English", "Ships", "Al Mayadeen English", None),
        ("Ships. AFP - Rana Haddad", "Ships.", "AFP - Rana Haddad", "AFP"),
        ("Ships AFP - Rana Haddad", "Ships", "AFP - Rana Haddad", "AFP"),
        ("Photo: AFP", None, "Photo: AFP", "AFP"),
        ("AFP", None, "AFP", "AFP"),
        ("سفن - رويترز", "سفن", "رويترز", "Reuters"),
        # words that only look like one
        ("He took a photo by the river", "He took a photo by the river", None, None),
        (
            "Photo: ships lie idle while talks go on",
            "Photo: ships lie idle while talks go on",
            None,
            None,
        ),
        ("Valley - harbour talks", "Valley - harbour talks", None, None),
        ("", None, None, None),
    ],
)
def test_photo_credit(
    printed: str, caption: str | None, credit: str | None, agency: str | None
) -> None:
    assert photo_credit(printed, HOUSES) == (caption, credit, agency)


def test_a_users_file_adds_houses_and_respells_others(tmp_path: Path) -> None:
    extra = tmp_path / "houses.json"
    extra.write_text(
        json.dumps({"wires": {"VNA": ["Valley News Agency"]}, "outlets": {"AFP Check": ["AFP"]}})
    )
    houses = load_houses(extra)
    assert attribution.read(["By Valley News Agency"], houses) == credit("VNA", agencies="VNA")
    assert attribution.read(["Source: AFP"], houses) == credit("AFP Check")
    assert attribution.read(["Source: Al Mayadeen"], houses) == credit("Al Mayadeen")


@pytest.mark.parametrize(
    "content",
    [
        "[]",
        "no json",
        '{"wire": {}}',
        '{"wires": ["AFP"]}',
        '{"wires": {"AFP": "x"}}',
        '{"desks": {}}',
    ],
)
def test_a_users_file_of_another_shape_is_refused(tmp_path: Path, content: str) -> None:
    extra = tmp_path / "houses.json"
    extra.write_text(content)
    with pytest.raises(ValueError):  # noqa: PT011 - JSON's own message or ours
        load_houses(extra)


def test_a_users_file_that_is_absent_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="absent"):
        load_houses(tmp_path / "absent.json")


ORGANISATIONS = [
    *("Al Mayadeen", "Al Mayadeen English", "الميادين نت", "شبكة الميادين", "AFP", "Reuters"),
    *("Agencies", "وكالات", "The Guardian", "Newsroom", "Web Desk", "Xinhua News Agency"),
]
PEOPLE = ["Rana Haddad", "Samir Khoury", "Layla bin Nasr", "John O’Neill", "J. Pérez"]
marks = st.sampled_from(["", "By ", "By: ", "BY ", "Source: ", "Written by ", "Por ", "المصدر: "])


@given(marks, st.lists(st.sampled_from(ORGANISATIONS), min_size=1, max_size=3, unique=True))
def test_an_organisation_is_never_a_person(mark: str, names: list[str]) -> None:
    for joint in (" + ", ", ", " and ", " & ", " / "):
        said = attribution.read([mark + joint.join(names)], HOUSES)
        assert said.authors == ()
        assert said.translators == ()


@given(
    st.sampled_from(["", "By ", "By: ", "Written by "]),
    st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=4, unique=True),
    st.sampled_from([" and ", ", ", " & ", "; ", " / ", " + "]),
)
def test_people_come_back_as_they_were_joined(mark: str, names: list[str], joint: str) -> None:
    assert attribution.read([mark + joint.join(names)], HOUSES).authors == tuple(names)


pieces = st.sampled_from(
    [
        *ORGANISATIONS,
        *PEOPLE,
        "By",
        "Source:",
        "ترجمة",
        "و",
        "and",
        *"+/,;&|()[]-–©.: 5\u200f\ud800",
    ]
)
printed = st.lists(pieces, max_size=8).map(" ".join) | st.lists(pieces, max_size=8).map("".join)


@given(st.lists(printed | st.text(), max_size=3))
def test_nothing_raises_and_no_name_is_blank(lines: list[str]) -> None:
    said = attribution.read(lines, HOUSES)
    names = [said.source or "-", *said.authors, *said.translators, *said.agencies]
    assert all(name.strip() for name in names)
    for line in lines:
        attribution.is_credit_line(line, HOUSES)
        assert "" not in photo_credit(line, HOUSES)


@pytest.mark.parametrize("piece", ["رنا حداد و", "Rana Haddad - ", "(AFP) ", "By ", "and ", "/ "])
def test_a_huge_line_is_no_credit_and_costs_no_more_than_its_length(piece: str) -> None:
    line = piece * 20_000
    assert attribution.read([line], HOUSES) == credit()
    assert not attribution.is_credit_line(line, HOUSES)
    photo_credit(line, HOUSES)
